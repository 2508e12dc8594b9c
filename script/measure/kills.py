"""``python -m measure.kills …``: started by ``script/bench kills``.

Works are done over HTTP on a real Odoo with several workers. At a random moment of each, the worker that does it, or
its process of PostgreSQL, is killed as nobody can prevent (SIGKILL). Then the database and the file store are asked
whether it is wholly done or not at all, and it is done again.
"""

import argparse
import base64
import contextlib
import hashlib
import importlib
import io
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections import Counter
from pathlib import Path

import openpyxl
import psycopg2
import requests

import odoo.modules.module
import odoo.sql_db
from odoo.tools import config

from .papers import make_pdf
from .prefork import NO_ANSWER, Person, Refused, is_chosen, serve, wait_until_up
from .province import file_documents, fill_in

DONE, NOT_DONE = "done", "not done"
_RECOVERY_SECONDS = 60


class HalfDone(Exception):
    """What was killed is neither done nor not done."""


def require(condition, sentence):
    if not condition:
        raise HalfDone(sentence)


class Work:
    """Something that is killed. ``before`` makes ready for it, ``do`` does it, ``look`` says what came of it.

    :cvar waits_outside: whether it waits for a process of its own, in no transaction, and can be met there.
    """

    waits_outside = False

    def __init__(self, stage, person):
        self.stage, self.person = stage, person

    def prepare(self, env):
        """Make what all tries need."""

    def before(self, env):
        """Make ready for one try."""

    def do(self):
        """Do it over HTTP."""
        raise NotImplementedError

    def look(self, env):
        """Return ``DONE`` or ``NOT_DONE``.

        :raises HalfDone: when it is neither.
        """
        raise NotImplementedError

    def do_again(self):
        """Do it again after it was done although nobody was told so: a sentence may refuse it."""
        try:
            self.do()
        except Refused as error:
            if "UserError" not in str(error):
                raise


class Publication(Work):
    """Publishing a correction, in which some of the units are published anew."""

    title = "publication"
    _again = 5

    def prepare(self, env):
        assessments = self.stage.open_period(env, None, "appraised")
        self.period_id, self.ids = assessments.period_id.id, assessments.ids

    def before(self, env):
        period = env["cchc.period"].browse(self.period_id).with_user(self.stage.secretary_id)
        if period.state == "published":
            for assessment in period.assessment_ids[: self._again]:
                assessment._transition("action_reopen", reason="Xem lại")
                assessment._transition("action_conclude")
        period.action_compute_results()
        draft = period.publication_ids.filtered(lambda one: one.state == "draft")
        draft.write(
            {"decision_number": "1/QĐ", "decision_date": "2027-01-15", "reason": "Đính chính"}
        )
        self.draft_id = draft.id
        self.states = {one.id: one.state for one in period.assessment_ids}
        self.messages = self._count_messages(env)

    def _count_messages(self, env):
        """Count what was said in the units' discussions, and what the job is going to say there."""
        said = env["mail.message"].search_count(
            [("model", "=", "cchc.assessment"), ("res_id", "in", self.ids)]
        )
        return said + sum(len(one.untold or ()) for one in env["cchc.assessment"].browse(self.ids))

    def do(self):
        self.person.call("cchc.publication", "action_publish", [self.draft_id])

    def look(self, env):
        period = env["cchc.period"].browse(self.period_id)
        publication = env["cchc.publication"].browse(self.draft_id)
        results = publication.result_ids
        states = {one.id: one.state for one in period.assessment_ids}
        told = self._count_messages(env) - self.messages
        require(len(results) == len(self.ids), f"{len(results)} results")
        if publication.state == "draft":
            require(period.state == "appraisal", f"the period is {period.state}")
            require(states == self.states, f"units are {Counter(states.values())}")
            require(not told, f"{told} messages")
            return NOT_DONE
        require(period.state == "published", f"the period is {period.state}")
        require(set(states.values()) == {"published"}, f"units are {Counter(states.values())}")
        require(told == list(self.states.values()).count("appraised"), f"{told} messages")
        require(publication.is_effective, "it is not in force")
        require(not any(publication.replaces_id.result_ids.mapped("is_effective")), "two are")
        return DONE


class Job(Work):
    """What a scheduled job does, which somebody starts by hand."""

    cron = "cchc_assessment.cchc_work_cron"

    def prepare(self, env):
        # whoever starts scheduled actions by hand
        secretary = env["res.users"].browse(self.stage.secretary_id)
        secretary.group_ids += env.ref("base.group_system")
        # the workers know already what groups the user had
        env.cr.postcommit.add(env.registry.signal_changes)
        self.cron_id = env.ref(self.cron).id

    def do(self):
        self.person.call("ir.cron", "method_direct_trigger", [self.cron_id])


class LongPublication(Job, Publication):
    """The same, behind the request that asked for it."""

    title = "publishing as a long work"

    def prepare(self, env):
        Job.prepare(self, env)
        Publication.prepare(self, env)

    def before(self, env):
        super().before(env)
        draft = env["cchc.publication"].browse(self.draft_id)
        works = env["cchc.work"].with_user(self.stage.secretary_id)
        self.work_id = works._begin("publication", draft.period_id, publication_id=draft.id).id

    def look(self, env):
        outcome = super().look(env)
        state = env["cchc.work"].browse(self.work_id).part_ids.state
        wanted = "done" if outcome == DONE else "waiting"
        require(state == wanted, f"the piece is {state}, the publication {outcome}")
        return outcome


class Opening(Job):
    """The job that makes the forms of a period's units, one after the other."""

    title = "forms of a period"

    def prepare(self, env):
        super().prepare(env)
        rubric = env["cchc.rubric"].browse(self.stage.rubric_id)
        self.leaves = len(rubric.criterion_ids.filtered("is_leaf"))

    def before(self, env):
        period = self.stage.open_period(env, 1).period_id
        works = env["cchc.work"].with_user(self.stage.secretary_id)
        self.work_id = works._begin("opening", period, period._get_missing_units()).id

    def look(self, env):
        work = env["cchc.work"].browse(self.work_id)
        made = work.period_id.assessment_ids.filtered(
            lambda one: one.unit_id in work.part_ids.unit_id
        )
        done = work.part_ids.filtered(lambda part: part.state == "done")
        require(len(done) + len(work._get_waiting()) == len(work.part_ids), "a piece has failed")
        require(made.unit_id == done.unit_id, f"{len(made)} forms, {len(done)} pieces done")
        for one in made:
            require(len(one.line_ids) == self.leaves, f"{len(one.line_ids)} rows in a form")
        return DONE if work.state == "done" else NOT_DONE


class RubricImport(Work):
    """The dialog that imports a rubric."""

    title = "import of a rubric"

    def prepare(self, env):
        rubric = env["cchc.rubric"].browse(self.stage.rubric_id)
        self.criteria = len(rubric.criterion_ids)
        self.options = len(rubric.criterion_ids.option_ids)
        self.file, self.number = self.stage.rubric_file(), 0

    def before(self, env):
        self.number += 1
        self.name = f"Bộ tiêu chí nhập lần {self.number}"
        self.dialog_id = (
            env["cchc.rubric.import"]
            .with_user(self.stage.secretary_id)
            .create({"file": self.file, "file_name": "bộ tiêu chí.xlsx", "name": self.name})
            .id
        )

    def do(self):
        self.person.call("cchc.rubric.import", "action_import", [self.dialog_id])

    def look(self, env):
        rubrics = env["cchc.rubric"].search([("name", "=", self.name)])
        if not rubrics:
            return NOT_DONE
        found = (len(rubrics), len(rubrics.criterion_ids), len(rubrics.criterion_ids.option_ids))
        require(found == (1, self.criteria, self.options), f"rubrics, criteria, options: {found}")
        return DONE


class AppendixImport(Work):
    """The dialog that takes back an appendix that was filled in offline."""

    title = "import of an appendix"

    def prepare(self, env):
        assessment = self.stage.open_period(env)[0]
        self.assessment_id, self.number = assessment.id, 0
        self.form, _type = (
            env["ir.actions.report"]
            .with_user(self.stage.officer_id)
            ._render("cchc_assessment.offline_form_report", assessment.ids)
        )

    def before(self, env):
        self.number += 1
        self.text = f"Nhập lần {self.number}."
        lines = self._lines(env)
        self.old = lines[0].explanation or ""
        self.logged = lines.assessment_id.log_count
        dialog = (
            env["cchc.assessment.import"]
            .with_user(self.stage.officer_id)
            .create(
                {
                    "assessment_id": self.assessment_id,
                    "file": base64.b64encode(self._fill_in()),
                    "file_name": "phụ lục.xlsx",
                }
            )
        )
        dialog.action_check()
        dialog.line_ids.write({"selected": True})
        self.dialog_id = dialog.id

    def _lines(self, env):
        return env["cchc.assessment"].browse(self.assessment_id).line_ids

    def _fill_in(self):
        book = openpyxl.load_workbook(io.BytesIO(self.form))
        sheet = book.active
        header = next(row for row in sheet.iter_rows() if row[0].value == "STT")
        column = next(cell.column for cell in header if str(cell.value).startswith("Giải trình"))
        for row in sheet.iter_rows(min_row=header[0].row + 1):
            # a leaf: domains, criteria and leaves have codes of one, two and three parts
            if str(row[0].value).count(".") == 2:
                sheet.cell(row[0].row, column).value = self.text
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def do(self):
        self.person.call("cchc.assessment.import", "action_import", [self.dialog_id])

    def look(self, env):
        lines = self._lines(env)
        said = Counter((line.explanation or "") for line in lines)
        logged = lines.assessment_id.log_count - self.logged
        if set(said) == {self.old}:
            require(not logged, f"{logged} rows of the log")
            return NOT_DONE
        require(set(said) == {self.text}, f"explanations: {dict(said)}")
        require(logged >= len(lines), f"{logged} rows of the log")
        return DONE


class Approval(Work):
    """A leader's approval: what is approved is written, sealed and entered in the log."""

    title = "sealing of a form"
    _documents = 5

    def before(self, env):
        assessment = self.stage.open_period(env, 1).with_user(self.stage.officer_id)
        fill_in(assessment, self.stage.dice)
        file_documents(assessment, self.stage.dice, self._documents)
        assessment.action_send_to_leader()
        self.assessment_id = assessment.id
        self.dialog_id = (
            env["cchc.assessment.approve"]
            .with_user(self.stage.officer_id)
            .create(
                {
                    "assessment_id": assessment.id,
                    "dispatch_number": "1/STN-VP",
                    "responsibility_confirmed": True,
                }
            )
            .id
        )

    def do(self):
        self.person.call("cchc.assessment.approve", "action_approve", [self.dialog_id])

    def look(self, env):
        assessment = env["cchc.assessment"].browse(self.assessment_id)
        submissions = assessment.submission_ids
        seals = env["cchc.log"].search_count(
            [("assessment_id", "=", assessment.id), ("action", "=", "seal")]
        )
        if assessment.state == "leader_review":
            require(not submissions and not seals, f"{len(submissions)} seals, {seals} in the log")
            return NOT_DONE
        require(assessment.state == "submitted", f"it is {assessment.state}")
        require(
            (len(submissions), seals) == (1, 1), f"{len(submissions)} seals, {seals} in the log"
        )
        require(len(submissions.evidence_ids) == self._documents, "documents are missing")
        problems = submissions._find_seal_problems()[0]
        require(not problems, f"the seal: {problems}")
        return DONE


class Upload(Work):
    """A document that is filed as the score sheet does."""

    title = "upload of a document"
    _bytes = 3_000_000

    def prepare(self, env):
        self.line_id = self.stage.open_period(env, 1).line_ids[0].id

    def before(self, env):
        self.known = env["cchc.assessment.line"].browse(self.line_id).evidence_ids.ids
        # as long as a scan, so that it takes a while
        self.content = make_pdf(self.stage.dice, self._bytes)

    def do(self):
        self.person.upload(self.content, "văn bản.pdf", line_id=self.line_id)

    def look(self, env):
        line = env["cchc.assessment.line"].browse(self.line_id)
        filed = line.assessment_id.evidence_ids
        require(filed == line.evidence_ids, "a document proves nothing")
        new = filed.filtered(lambda one: one.id not in self.known)
        if not new:
            return NOT_DONE
        require(len(new) == 1, f"{len(new)} documents")
        stored = new.attachment_id._get_stored_sha256()
        wanted = hashlib.sha256(self.content).hexdigest()
        require({new.sha256, stored} == {wanted}, "its bytes are others")
        return DONE


class Fold(Job):
    """Folding the logs of a period's units into their ledgers, and signing."""

    title = "fold of the logs"
    cron = "cchc_assessment.cchc_ledger_fold_cron"
    _rows = 40

    def prepare(self, env):
        super().prepare(env)
        self.ids = self.stage.open_period(env).ids

    def before(self, env):
        log = env["cchc.log"]
        log.env["cchc.ledger"]._fold_assessments(env["cchc.assessment"].browse(self.ids))
        log._append(
            [
                {"assessment_id": one, "action": "download", "new_value": f"{number}"}
                for one in self.ids
                for number in range(self._rows)
            ]
        )

    def look(self, env):
        waiting = env["cchc.log"]._read_group(
            [("assessment_id", "in", self.ids), ("sequence_number", "=", False)],
            ["assessment_id"],
            ["__count"],
        )
        counts = {count for _assessment, count in waiting}
        require(counts <= {self._rows}, f"of {self._rows} rows {sorted(counts)} wait")
        ledgers = env["cchc.ledger"].search([("assessment_id", "in", self.ids)])
        for ledger in ledgers.filtered("size"):
            newest = max(ledger.checkpoint_ids.mapped("size"), default=0)
            require(newest == ledger.size, f"{ledger.size} rows, a checkpoint of {newest}")
        return NOT_DONE if waiting else DONE


class Scan(Job):
    """Reading a scan: the job waits for a process of its own, outside of any transaction."""

    title = "reading of a scan"
    waits_outside = True
    cron = "cchc_assessment_ocr.ir_cron_read_scans"
    _samples = Path(__file__).resolve().parents[2] / "addons/cchc_assessment_ocr/tests/pure"

    def prepare(self, env):
        super().prepare(env)
        sys.path.append(str(self._samples))
        self.pages = importlib.import_module("scan_pages")
        self.assessment_id = self.stage.open_period(env, 1).id
        self.number = 0

    def before(self, env):
        scans = env["cchc.evidence"].search([("scan_state", "=", "waiting")])
        scans._write_as_system({"scan_state": "none"})
        self.number += 1
        sample = self.pages.SAMPLES[self.number % len(self.pages.SAMPLES)]
        page = self.pages.make_page("clean", sample).image.convert("RGB")
        # no two files are the same
        page.putpixel((5, 5), (self.number % 256, self.number // 256, 0))
        self.text = sample.number
        self.evidence_id = (
            env["cchc.evidence"]
            .with_user(self.stage.officer_id)
            .create(
                {
                    "assessment_id": self.assessment_id,
                    "file": base64.b64encode(self.pages.as_pdf(page)),
                    "file_name": f"scan{self.number}.pdf",
                }
            )
            .id
        )

    def look(self, env):
        scan = env["cchc.evidence"].browse(self.evidence_id)
        if scan.scan_state == "waiting":
            require(not scan.text_content, "it waits, with a text")
            require(not scan.document_number, "it waits, with a number")
            return NOT_DONE
        require(scan.scan_state == "read", f"it is {scan.scan_state}")
        require(self.text in (scan.text_content or ""), "its number is not in its text")
        require(scan.document_number == self.text, f"its number is {scan.document_number}")
        return DONE


WORKS = (
    Publication,
    LongPublication,
    Opening,
    Approval,
    RubricImport,
    AppendixImport,
    Upload,
    Fold,
    Scan,
)


class Killer:
    """Kills what works for a person at this moment."""

    def __init__(self, database, server):
        self._database, self._server = database, server

    def connect(self):
        """Return a connection, once the server can be reached."""
        deadline = time.monotonic() + _RECOVERY_SECONDS
        while True:
            try:
                return psycopg2.connect(dbname=self._database, application_name="killer")
            except psycopg2.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def watch(self):
        """Remember how long each worker has worked so far."""
        self._before = _measure_children(self._server.pid)

    def strike(self, kind, waits_outside=False):
        """Kill the worker, or its process of PostgreSQL, that is in a transaction now; False where none is.

        :param waits_outside: whether one is also at work that waits for a process of its own, in no transaction.
        """
        waiting = [pid for pid in _measure_children(self._server.pid) if _measure_children(pid)]
        if kind == "worker" and waiting:
            os.kill(waiting[0], signal.SIGKILL)
            return True
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                "AND (xact_start IS NOT NULL OR %s) AND application_name LIKE %s "
                "ORDER BY xact_start NULLS LAST, state_change DESC",
                [bool(waits_outside and waiting), f"odoo-{self._server.pid}%"],
            )
            backends = [pid for (pid,) in cursor.fetchall()]
        if not backends:
            return False
        if kind == "backend":
            os.kill(backends[0], signal.SIGKILL)
            return True
        # there is one request, and whoever has worked since is at it
        now = _measure_children(self._server.pid)
        spent = {pid: ticks - self._before.get(pid, ticks) for pid, ticks in now.items()}
        worker = max(spent, key=spent.get, default=None)
        if not worker or not spent[worker]:
            return False
        os.kill(worker, signal.SIGKILL)
        return True


def _measure_children(parent):
    """Return ``{pid: ticks of processor time}`` of the processes that a process has started."""
    children = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # the name, in brackets, may hold anything
            values = path.read_text().rpartition(")")[2].split()
            if int(values[1]) == parent:
                children[int(path.parent.name)] = int(values[11]) + int(values[12])
    return children


def find_lost_files(env, folder):
    """Return the attachments whose stored file is not there, or not whole."""
    env.cr.execute(
        "SELECT store_fname, checksum, file_size FROM ir_attachment WHERE store_fname IS NOT NULL "
        "AND res_model LIKE 'cchc.%'"
    )
    store = Path(folder) / "filestore" / env.cr.dbname
    return [
        name
        for name, _checksum, size in env.cr.fetchall()
        if not (store / name).exists() or (store / name).stat().st_size != size
    ]


def main():
    parser = argparse.ArgumentParser()
    for name in ("-c", "-d", "-D"):
        parser.add_argument(name)
    for name in ("--kills", "--workers", "--leaves", "--units", "--seed", "--minutes"):
        parser.add_argument(name, type=int)
    parser.add_argument("--only", default="")
    options, _others = parser.parse_known_args()
    options.evidence = 0
    config.parse_config(
        ["-c", options.c, "-d", options.d, "-D", options.D, "--log-level=critical", "--no-http"],
        setup_logging=True,
    )
    warnings.simplefilter("ignore")
    odoo.modules.module.initialize_sys_path()
    from .stage import PASSWORD, Stage

    chosen = [cls for cls in WORKS if is_chosen(cls.title, options.only)]
    if not chosen:
        sys.exit(f"No work has “{options.only}” in its title.")
    stage = Stage(options)
    roles = dict.fromkeys(("Approval", "AppendixImport", "Upload"), "officer")
    problems, ends_at = 0, time.monotonic() + 60 * options.minutes
    with serve(options, options.workers) as (address, server):
        # all of them sign in before anything is killed
        people = {
            role: Person(address, options.d, login, PASSWORD)
            for role, login in stage.people.items()
        }
        for cls in chosen:
            work = cls(stage, people[roles.get(cls.__name__, "secretary")])
            with stage.transaction() as env:
                work.prepare(env)
            for kind in ("worker", "backend"):
                killer = Killer(options.d, server)
                trial = Trial(work, stage, address, killer, random.Random(options.seed))
                trial.run(kind, options, ends_at)
                problems += len(trial.problems)
    return min(problems, 1)


class Trial:
    """One work and one kind of killing, many times."""

    def __init__(self, work, stage, address, killer, dice):
        self.work, self.stage, self.address = work, stage, address
        self.killer, self.dice = killer, dice
        self.outcomes, self.problems, self.kills = Counter(), [], 0

    def run(self, kind, options, ends_at):
        """Kill so often, or until the time has come, and print what came of it."""
        seconds = self._measure()
        while self.kills + len(self.problems) < options.kills:
            if time.monotonic() > ends_at:
                break
            self._kill_once(kind, seconds, options)
        print(
            f"{self.work.title:<25} {kind:<8} {self.kills:>4} of {options.kills} kills: "
            f"{self.outcomes[DONE]} wholly done, {self.outcomes[NOT_DONE]} not at all, "
            f"{len(self.problems)} otherwise; it takes {seconds:.2f} s",
            flush=True,
        )
        for problem in sorted(set(self.problems))[:5]:
            print(f"    {problem[:300]}", flush=True)

    def _measure(self):
        """Do it some times unharmed, and return how long it takes once the workers are warm."""
        return min(self._measure_once() for _round in range(4))

    def _measure_once(self):
        with self.stage.transaction() as env:
            self.work.before(env)
        started = time.perf_counter()
        # of the trials before some workers have lost their connections
        self._do_patiently(self.work.do)
        spent = time.perf_counter() - started
        if self._look() != DONE:
            raise RuntimeError(f"{self.work.title} cannot be done at all.")
        return spent

    def _kill_once(self, kind, seconds, options):
        with self.stage.transaction() as env:
            self.work.before(env)
        answer = []

        def do():
            try:
                self.work.do()
                answer.append("answered")
            except (Refused, requests.RequestException, ValueError) as error:
                answer.append(error)

        self.killer.watch()
        thread = threading.Thread(target=do)
        thread.start()
        time.sleep(self.dice.uniform(0, seconds))
        killed = self.killer.strike(kind, self.work.waits_outside)
        self.kills += killed
        thread.join()
        self.killer.connect().close()
        wait_until_up(self.address)
        try:
            outcome = self._look()
            if killed:
                self.outcomes[outcome] += 1
            if answer == ["answered"] and outcome != DONE:
                raise HalfDone("it was said to be done")
            self._do_patiently(self.work.do_again if outcome == DONE else self.work.do)
            if self._look() != DONE:
                raise HalfDone("doing it again does nothing")
            with self.stage.transaction() as env:
                if lost := find_lost_files(env, options.D):
                    raise HalfDone(f"{len(lost)} stored files are not whole")
        except (HalfDone, Refused) as error:
            self.problems.append(str(error))

    @staticmethod
    def _do_patiently(work):
        """Do it, past the workers that find out only now that their connection has ended: each says so once."""
        for _worker in range(20):
            try:
                return work()
            except Refused as error:
                if not any(sign in str(error) for sign in ("psycopg2.", NO_ANSWER)):
                    raise
        raise HalfDone("no worker has found the database again")

    def _look(self):
        # our own connections have ended as well, where the database was killed
        odoo.sql_db.close_all()
        with self.stage.transaction() as env:
            outcome = self.work.look(env)
            breaks = env["cchc.log"]._find_breaks(env["cchc.assessment"].search([]))
            if breaks:
                raise HalfDone(f"the log is broken: {next(iter(breaks.values()))}")
            return outcome


if __name__ == "__main__":
    sys.exit(main())
