"""``python -m measure.rush …``: started by ``script/bench rush``.

The evening of the deadline: officers score rows of forms that some of them share, upload and send, leaders approve, the
council watches. Then as many people do the same in Odoo's own list of the same rows, and the database is asked whether
all is there that they were told.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import threading
import warnings
from collections import Counter
from pathlib import Path

import psutil

import odoo.modules.module
from odoo.fields import Command, Date
from odoo.tools import config

from .prefork import serve
from .province import file_documents, fill_in
from .rush_audit import FAULTS, Found, find_faults
from .stage import PASSWORD, Stage

OFFICERS_OF_A_FORM = 4
# One leader, and one who watches for the council, to so many people.
PEOPLE_OF_A_LEADER = 8
DOCUMENT_BYTES = 50_000
# Forms that are ready to be sent: one for so many seconds, and so many at most.
SECONDS_OF_A_FORM, READY_FORMS = 4, 120
READY_DOCUMENTS = 5
MEMORY_AIM = 350
BROKEN, SHOWN, SMALLEST = "logs and sums that are wrong", 10, 1e-6
BOARD_FIELDS = (
    *("is_late", "is_begun", "score_digits", "unit_id", "state", "progress", "missing_count"),
    *(
        "appraisal_progress",
        "unsent_count",
        "unanswered_count",
        "is_overdue",
        "due_at",
        "days_left",
    ),
    "contact_problem",
)
LIST_FIELDS = (
    *("scored_by", "not_applicable", "needs_explanation", "score_digits", "code", "name"),
    *("max_score", "option_id", "self_score", "score_note", "evidence_ids", "evidence_status"),
    "explanation",
)
# The same done in the sheet and in Odoo's list.
BESIDE = (
    ("open the sheet", "list: open (web_search_read)"),
    ("save a row", "list: save (web_save)"),
    ("save a row", "a form of Odoo's own: save (web_save)"),
)


def main():
    parser = argparse.ArgumentParser()
    for name in ("-c", "-d", "-D", "--beside"):
        parser.add_argument(name)
    for name in ("--workers", "--clients", "--seconds", "--leaves", "--seed", "--lose"):
        parser.add_argument(name, type=int)
    options = parser.parse_args()
    options.forms = -(-options.clients // OFFICERS_OF_A_FORM)
    ready = min(READY_FORMS, max(2, options.seconds // SECONDS_OF_A_FORM))
    options.units, options.evidence = options.forms + ready, 0
    config.parse_config(
        ["-c", options.c, "-d", options.d, "-D", options.D, "--log-level=error", "--no-http"],
        setup_logging=True,
    )
    warnings.simplefilter("ignore")
    odoo.modules.module.initialize_sys_path()
    return Rush(Stage(options), options).run()


class Rush:
    """A period with its people, and what becomes of them."""

    def __init__(self, stage, options):
        self.stage, self.options, self.folder = stage, options, Path(options.D)
        self.leaders = -(-options.clients // PEOPLE_OF_A_LEADER)
        self.watching = min(self.leaders, max(options.clients - self.leaders - 1, 0))
        self.officers = max(options.clients - self.leaders - self.watching, 1)
        with stage.transaction() as env:
            self._prepare(env)

    def run(self):
        """Let people loose, print what came of it, and return the exit code."""
        options = self.options
        with serve(options, options.workers) as (address, server), Watch(server) as watch:
            results = []
            for part in ("rush", "list"):
                before = watch.processor()
                results.append(self._play(address, part))
                results[-1]["processor"] = watch.processor() - before
        ledger = {
            name: [entry for result in results for entry in result["ledger"][name]]
            for name in results[0]["ledger"]
        }
        with self.stage.transaction() as env:
            self._lose(env, ledger["saves"])
        with self.stage.transaction() as env:
            faults = [*find_faults(ledger, self._look(env, ledger)), *self._find_breaks(env)]
        errors = [error for result in results for error in result["errors"]]
        self._print(results, ledger, faults, watch.peaks, errors)
        return 1 if faults or errors else 0

    def _prepare(self, env):
        assessments = self.stage.open_period(env)
        self.ids, self.period_id = assessments.ids, assessments.period_id.id
        shared, ready = assessments[: self.options.forms], assessments[self.options.forms :]
        for assessment in ready.with_user(self.stage.officer_id):
            fill_in(assessment, self.stage.dice)
            file_documents(assessment, self.stage.dice, READY_DOCUMENTS)
        env.flush_all()
        self.moves = self._count_moves(env)
        people = self._cast(env, shared, ready)
        plan = {
            "database": self.options.d,
            "password": PASSWORD,
            "seed": self.options.seed,
            "seconds": self.options.seconds,
            "document_bytes": DOCUMENT_BYTES,
            "period_id": self.period_id,
            "today": Date.to_string(env.company._cchc_today()),
            "people": people,
            "options": {line.id: line.criterion_id.option_ids.ids for line in shared.line_ids},
            "board": specify(env["cchc.assessment"], BOARD_FIELDS),
            "list": specify(env["cchc.assessment.line"], LIST_FIELDS),
        }
        (self.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")

    def _cast(self, env, shared, ready):
        """Return who plays each part, as ``measure.rush_people`` takes it."""
        officers = []
        for number, user in enumerate(self._make_users(env, "officer", self.officers)):
            form, own = shared[number // OFFICERS_OF_A_FORM], ready[number :: self.officers]
            (form | own).unit_id.officer_ids = [Command.link(user.id)]
            officers.append(
                {
                    "login": user.login,
                    "assessment_id": form.id,
                    "place": number % OFFICERS_OF_A_FORM,
                    "people": OFFICERS_OF_A_FORM,
                    "ready_ids": own.ids,
                }
            )
        leaders = []
        for number, user in enumerate(self._make_users(env, "leader", self.leaders)):
            own = ready[number :: self.leaders]
            own.unit_id.leader_ids = [Command.link(user.id)]
            leaders.append({"login": user.login, "assessment_ids": own.ids})
        # officers again, as many as there are people; whoever plays a second one has rows of their own
        rounds = -(-self.options.clients // self.officers)
        listers = [
            {
                **officer,
                "place": officer["place"] + turn * OFFICERS_OF_A_FORM,
                "people": rounds * OFFICERS_OF_A_FORM,
            }
            for turn in range(rounds)
            for officer in officers
        ]
        return {
            "Officer": officers,
            "Leader": leaders,
            "Secretary": [{"login": self.stage.people["secretary"]}] * self.watching,
            "Lister": listers[: self.options.clients],
        }

    def _make_users(self, env, role, count):
        users = env["res.users"].create(
            [
                {
                    "name": f"Người thử {role} {number}",
                    "login": f"cchc_rush_{role}{number}",
                    "group_ids": [
                        Command.link(env.ref(f"cchc_assessment.cchc_assessment_group_{role}").id)
                    ],
                }
                for number in range(1, count + 1)
            ]
        )
        env.flush_all()
        # a password is stretched for a third of a second: they all have the one that is there
        env.cr.execute(
            "UPDATE res_users SET password = (SELECT password FROM res_users WHERE id = %s) WHERE id IN %s",
            [self.stage.officer_id, tuple(users.ids)],
        )
        return users

    def _play(self, address, part):
        """Let the people of a part loose and return what they tell."""
        result = self.folder / f"{part}.json"
        command = [sys.executable, "-m", "measure.rush_people"]
        command += [self.folder / "plan.json", address, part, result]
        places = (self.options.beside, os.environ["PYTHONPATH"])
        subprocess.run(
            [*map(str, command)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
            check=True,
        )
        return json.loads(result.read_text(encoding="utf-8"))

    def _lose(self, env, saves):
        """Take back some of what people were told is saved, as an update that is lost does."""
        last = {entry["line"]: entry for entry in saves if entry["told"]}
        if lines := list(last)[: self.options.lose]:
            env.cr.execute(
                "UPDATE cchc_assessment_line SET explanation = NULL WHERE id IN %s", [tuple(lines)]
            )

    def _look(self, env, ledger):
        """Return what is there of all that the ledger is about."""
        found = Found(moves=Counter(self._count_moves(env)))
        found.moves.subtract(self.moves)
        lines = tuple({entry["line"] for name in ("saves", "uploads") for entry in ledger[name]})
        for line, old, new in self._ask(
            env,
            """
            SELECT line_id, coalesce(old_value, ''), new_value FROM cchc_log
             WHERE line_id IN %s AND field = 'explanation' ORDER BY id
            """,
            lines,
        ):
            found.logged.setdefault(line, []).append((old, new))
        for line, text, option in self._ask(
            env,
            "SELECT id, explanation, option_id FROM cchc_assessment_line WHERE id IN %s",
            lines,
        ):
            found.rows[line] = (text, option)
        for line, digest, number in self._ask(
            env,
            """
            SELECT line_id, sha256, count(*)
              FROM cchc_evidence_line_rel JOIN cchc_evidence ON id = evidence_id
             WHERE line_id IN %s GROUP BY line_id, sha256
            """,
            lines,
        ):
            found.documents[line, digest] = number
        found.seals = dict(
            self._ask(
                env,
                """
                SELECT assessment_id, count(*) FROM cchc_submission
                 WHERE assessment_id IN %s GROUP BY assessment_id
                """,
                tuple(self.ids),
            )
        )
        return found

    def _count_moves(self, env):
        query = """
            SELECT assessment_id, count(*) FROM cchc_log
             WHERE assessment_id IN %s AND action = 'state' GROUP BY assessment_id
        """
        return dict(self._ask(env, query, tuple(self.ids)))

    def _ask(self, env, query, ids):
        if not ids:
            return []
        env.cr.execute(query, [ids])
        return env.cr.fetchall()

    def _find_breaks(self, env):
        """Return where a log or a sum is not what it should be, as faults."""
        assessments = env["cchc.assessment"].browse(self.ids)
        breaks = env["cchc.log"]._find_breaks(assessments)
        for assessment, sentence in breaks.items():
            yield BROKEN, f"log of {assessment}: {sentence}"
        assessments._settle()
        env.flush_all()
        env.invalidate_all()
        # in this rubric a line has its option's points, and an assessment the sum of its lines'
        env.cr.execute(
            """
            SELECT line.assessment_id, sum(line.self_score),
                   count(*) FILTER (WHERE line.self_score IS DISTINCT FROM option.score)
              FROM cchc_assessment_line line JOIN cchc_criterion_option option ON option.id = line.option_id
             WHERE line.assessment_id IN %s GROUP BY line.assessment_id
            """,
            [tuple(self.ids)],
        )
        for number, score, others in env.cr.fetchall():
            assessment = assessments.browse(number)
            if others or abs(assessment.self_score - float(score)) > SMALLEST:
                points = f"{assessment.self_score} points, {score} in its lines"
                yield BROKEN, f"{assessment}: {points}, {others} lines unlike their option"

    def _print(self, results, ledger, faults, peaks, errors):
        options, columns = self.options, "{:38}{:>8}{:>10}{:>10}{:>10}{:>9}"
        print(
            f"{options.clients} people ({self.officers} officers, {self.leaders} leaders, {self.watching} of the "
            f"council) for {options.seconds} s, {options.leaves} criteria, {options.workers} workers"
        )
        print(columns.format("", "calls", "a second", "p50, ms", "p95, ms", "refused"))
        by_kind = {}
        for result in results:
            for kind in sorted(result["kinds"], key=lambda each: -each["calls"]):
                by_kind.setdefault(kind["kind"], kind)
                print(
                    columns.format(
                        kind["kind"],
                        kind["calls"],
                        f"{kind['a_second']:.1f}",
                        f"{kind['p50']:.0f}",
                        f"{kind['p95']:.0f}",
                        kind["refused"],
                    )
                )
            calls = sum(kind["calls"] for kind in result["kinds"])
            print(columns.format("all", calls, f"{calls / options.seconds:.1f}", "", "", ""))
            each = 1000 * result["processor"] / max(calls, 1)
            print(
                f"the workers' processor, signing in among it: {result['processor']:.1f} s, {each:.0f} ms a call"
            )
        for ours, theirs in BESIDE:
            if {ours, theirs} <= by_kind.keys():
                one, other = by_kind[ours], by_kind[theirs]
                print(
                    f"{ours}, beside “{theirs}”: p50 {one['p50'] / other['p50']:.2f} times, "
                    f"p95 {one['p95'] / other['p95']:.2f} times"
                )
        for kind, error, sentence, number in (
            refusal for result in results for refusal in result["refusals"]
        ):
            print(f"refused {number} times: {kind}: {error}: {sentence}")
        for words, told in (("done", True), ("refused", False), ("nothing", None)):
            counts = {name: sum(entry["told"] is told for entry in ledger[name]) for name in ledger}
            said = ", ".join(f"{number} {name}" for name, number in counts.items())
            print(f"told as {words}: {said}" if words != "nothing" else f"told nothing: {said}")
        counted = Counter(kind for kind, _about in faults)
        print("; ".join(f"{kind}: {counted[kind]}" for kind in (*FAULTS, BROKEN)))
        for kind, about in faults[:SHOWN]:
            print(f"  {kind}: {about}")
        print(*errors, sep="\n", end="" if not errors else "\n")
        memory = ", ".join(f"{peak / 2**20:.0f}" for peak in sorted(peaks.values()))
        print(f"memory of each worker at its most: {memory} MiB (aim: under {MEMORY_AIM})")


class Watch(threading.Thread):
    """Looks at the workers' memory each second.

    :ivar peaks: ``{process id: bytes}``, the most that each had.
    """

    def __init__(self, server):
        super().__init__(daemon=True)
        self._server, self._ended, self.peaks = psutil.Process(server.pid), threading.Event(), {}

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self._ended.set()
        self.join()

    def run(self):
        while not self._ended.wait(1):
            for worker in self._find_workers():
                with contextlib.suppress(psutil.NoSuchProcess):
                    memory = worker.memory_info().rss
                    self.peaks[worker.pid] = max(self.peaks.get(worker.pid, 0), memory)

    def processor(self):
        """Return the seconds of the processor that the workers have taken until now."""
        return sum(sum(worker.cpu_times()[:2]) for worker in self._find_workers())

    def _find_workers(self):
        # the process of the websockets is another command
        command = self._server.cmdline()
        found = []
        for child in self._server.children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if child.cmdline() == command:
                    found.append(child)
        return found


def specify(model, names):
    """Return what a view with these columns asks for."""
    return {
        name: {"fields": {"display_name": {}}} if model._fields[name].relational else {}
        for name in names
    }


if __name__ == "__main__":
    sys.exit(main())
