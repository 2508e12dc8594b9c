import ast
import base64
import io
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from unittest.mock import patch

import docx
import openpyxl

from odoo.tests import tagged
from odoo.tools import config, mute_logger

from ...core.package import kiem_tra
from ...core.tlog import (
    Checkpoint,
    SignedBefore,
    format_time,
    make_key_file,
    read_checkpoint,
    rotate_key_file,
)
from ...models.log.cchc_log import COUNCIL_ACTIONS
from ...models.log.seal_key import OPTION, SECTION, read_keys
from ..common import RemoteCase
from ..common_council import Council
from .seal import Damage

HIDDEN = ("salt", "digest", "ledger_id", "sequence_number", "chain")
# The script in a Python that has no Odoo.
WITHOUT_ODOO = """
import runpy, sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "odoo":
            raise ImportError("there is no Odoo here")
sys.meta_path.insert(0, Nothing())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Signed:
    """For a test class with ``env``: a key in a file that Odoo's configuration names."""

    @classmethod
    def _make_key(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.key = cls.folder / "seal.key"
        make_key_file(cls.key, "tinh-mau.example")
        cls._name_key(cls.key)

    @classmethod
    def _name_key(cls, path):
        """Let the configuration name this file of keys."""
        named = cls.folder / "odoo.conf"
        named.write_text(f"[options]\n[{SECTION}]\n{OPTION} = {path or ''}\n", encoding="utf-8")
        before = config["config"]
        if before != str(named):
            cls.addClassCleanup(config.__setitem__, "config", before)
            config["config"] = str(named)


class LedgerCase(Signed, Damage, Council, RemoteCase):
    """Two units that have submitted, one of which the council is working on, with a key to sign by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_key()
        cls._make_council()
        for assessment in (cls.assessment, cls.other_assessment):
            cls._submit(assessment)
        for user in (cls.officer, cls.leader, cls.other_officer, cls.appraiser, cls.secretary):
            user.group_ids |= cls.env.ref("base.group_allow_export")
        cls.submission = cls.assessment.submission_ids
        cls._start()
        cls._decide_all()
        cls.ledgers = cls.env["cchc.ledger"]
        cls.days = cls.env["cchc.ledger.day"]

    @classmethod
    def _fold_day(cls):
        """Do what the daily job does."""
        cls.ledgers._fold_assessments(cls.assessment | cls.other_assessment)
        cls.days._enter(cls.env.company)
        cls.env.flush_all()

    def _find(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["cchc.log"]._find_break(self.assessment) or ""


@tagged("post_install", "-at_install")
class TestLedgerRights(LedgerCase):
    """What is hidden gives no sign: nobody but the secretary learns of sizes, places, salts or times of the logs."""

    def test_nothing_of_it_is_readable(self):
        """An officer of another unit, the unit's own people, appraisers: no ledger, checkpoint or day by any door."""
        self._fold_day()
        for model in ("cchc.ledger", "cchc.checkpoint", "cchc.ledger.day"):
            found = self.env[model].search([])
            self.assertTrue(found)
            for user in (self.officer, self.leader, self.other_officer, self.appraiser):
                for method, *args in (
                    ("read", found.ids, ["id"]),
                    ("search_read", [], ["id"]),
                    ("search_count", []),
                    ("name_search", ""),
                    ("web_search_read", [], {"display_name": {}}),
                    ("formatted_read_group", [], ["company_id"], ["__count"]),
                    ("export_data", found.ids, [".id", "display_name"]),
                ):
                    with self.subTest(model=model, user=user.login, method=method):
                        answer = self._call(model, method, *args, user=user)
                        self.assertRegex(str(answer), "^AccessError")
            self.assertTrue(self._call(model, "search_count", [], user=self.secretary))

    def test_nothing_of_it_can_be_written(self):
        """No role, the system included, makes, changes or deletes what the logs are folded into."""
        self._fold_day()
        for model in ("cchc.ledger", "cchc.checkpoint", "cchc.ledger.day"):
            record = self.env[model].search([], limit=1)
            for user in (self.officer, self.secretary):
                for method, *args in (
                    ("write", record.ids, {"origin": "x", "note": "x", "root": "x"}),
                    ("unlink", record.ids),
                    ("create", [{}]),
                    ("_fold", record.ids),
                    ("_make", record.ids),
                    ("_enter", record.ids),
                ):
                    with self.subTest(model=model, user=user.login, method=method):
                        answer = self._call(model, method, *args, user=user)
                        self.assertRegex(str(answer), "^(AccessError|UserError|ValueError)")

    def test_rows_of_the_log_give_no_sign(self):
        """Their own rows tell units neither salt nor digest nor place, by value, search, order or group."""
        self._fold_day()
        rows = self.env["cchc.log"].with_user(self.officer).search([])
        self.assertTrue(rows)
        for name in HIDDEN:
            for method, *args in (
                ("read", rows.ids, [name]),
                ("search_read", [(name, "!=", False)], ["id"]),
                ("search_read", [], ["id"], 0, None, f"{name} desc"),
                ("formatted_read_group", [], [name], ["__count"]),
            ):
                with self.subTest(name=name, method=method):
                    answer = self._call("cchc.log", method, *args, user=self.officer)
                    self.assertRegex(str(answer), "^(AccessError|UserError|ValueError)")

    def test_what_is_proven_counts_nothing_of_others(self):
        """The proof in a package is the same, whatever council and other units have done meanwhile."""
        self._fold_day()
        before = self.submission._make_seal_proofs()[self.submission.id]
        hidden = self.env["cchc.log"].search([("action", "in", list(COUNCIL_ACTIONS))])
        self.assertTrue(hidden)
        self._appraisal("1.2").write({"remark": "Cần xem lại.", "manual_score": 1})
        self._start(self.other_assessment)
        self.ledgers._fold_assessments(self.assessment | self.other_assessment)
        self.env.flush_all()
        self.assertEqual(self.submission._make_seal_proofs()[self.submission.id], before)
        text = json.dumps(before)
        for secret in (*hidden.mapped("salt"), *hidden.mapped("digest")):
            self.assertNotIn(secret, text)
        unit = self.ledgers.search(
            [("assessment_id", "=", self.assessment.id), ("kind", "=", "unit")]
        )
        seen = (
            self.env["cchc.log"]
            .with_user(self.officer)
            .search([("assessment_id", "=", self.assessment.id)])
        )
        self.assertEqual(unit.size, len(seen))
        self.assertEqual(before["register"]["size"], 1024)
        self.assertEqual(len(before["register"]["proof"]), 10)


@tagged("post_install", "-at_install")
class TestLedger(LedgerCase):
    """Rows are folded in, signed and checked, with a key and without."""

    def test_folding_again_changes_nothing(self):
        """Neither sizes nor checkpoints, and a day is entered once."""
        self._fold_day()
        checkpoints = self.env["cchc.checkpoint"].search([])
        days = self.days.search([])
        state = self.ledgers.search([]).read(["size", "frontier"])
        self.assertEqual(len(days), 1)
        self._fold_day()
        self.env.invalidate_all()
        self.assertEqual(self.env["cchc.checkpoint"].search([]), checkpoints)
        self.assertEqual(self.days.search([]), days)
        self.assertEqual(self.ledgers.search([]).read(["size", "frontier"]), state)
        self.assertFalse(
            self.env["cchc.log"].search_count(
                [
                    ("sequence_number", "=", False),
                    ("assessment_id", "in", (self.assessment | self.other_assessment).ids),
                ]
            )
        )

    def test_the_job_folds_everything(self):
        """After the daily job nothing waits, every ledger has its checkpoint, and the day is in the register."""
        job = self.env.ref("cchc_assessment.cchc_ledger_fold_cron")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.assertFalse(self.env["cchc.log"].search_count([("sequence_number", "=", False)]))
        for ledger in self.ledgers.search([]):
            self.assertEqual(ledger.checkpoint_ids[:1].size, ledger.size)
            self.assertEqual(ledger._find_breaks(), [])
        self.assertFalse(
            self.env["cchc.checkpoint"].search([("day_id", "=", False), ("kind", "!=", "register")])
        )

    def test_what_a_form_saves_waits_for_nobody(self):
        """A row of the log is added without reading or writing any other row of the addon's tables."""
        log = self.env["cchc.log"]
        entry = {"assessment_id": self.assessment.id, "action": "download", "new_value": "x"}
        log._append([entry])
        self.env.cr.execute(
            "SELECT xmin::text FROM cchc_assessment WHERE id = %s", self.assessment.ids
        )
        before = self.env.cr.fetchone()
        log._append([entry, entry])
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT xmin::text FROM cchc_assessment WHERE id = %s", self.assessment.ids
        )
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_each_checkpoint_is_signed(self):
        """By the key of the file, in the form that others read; after a rotation by the new one."""
        self._fold_day()
        first = read_keys().signer.public
        for checkpoint in self.env["cchc.checkpoint"].search([]):
            note = read_checkpoint(checkpoint.note)[1]
            self.assertTrue(checkpoint.is_signed)
            self.assertEqual(note.verify([first]), first)
        self.addCleanup(self.key.write_bytes, self.key.read_bytes())
        rotate_key_file(self.key)
        self._appraisal("1.2").remark = "Cần xem lại."
        self.ledgers._fold_assessments(self.assessment)
        newest = self.env["cchc.checkpoint"].search(
            [("assessment_id", "=", self.assessment.id), ("kind", "=", "council")], limit=1
        )
        self.assertEqual(
            read_checkpoint(newest.note)[1].verify([read_keys().signer.public]).name, first.name
        )
        self.assertNotEqual(read_keys().signer.public, first)
        self.assertEqual(self._find(), "")

    @mute_logger("odoo.addons.cchc_assessment.models.log.seal_key")
    def test_without_a_key_approvals_go_on(self):
        """No key, an unreadable file, or one that everybody may read: nothing waits, the check says so."""
        self.addCleanup(self._name_key, self.key)
        self.key.chmod(0o644)
        self.assertIsNone(read_keys())
        self.key.chmod(0o600)
        for path in (None, self.folder / "none", self.folder):
            self._name_key(path)
            self.assertIsNone(read_keys())
        self._start(self.other_assessment)
        self.ledgers._fold_assessments(self.other_assessment)
        newest = self.ledgers.search(
            [("assessment_id", "=", self.other_assessment.id)]
        ).checkpoint_ids
        self.assertIn(False, newest.mapped("is_signed"))
        self.assertEqual(self._find(), "")
        self.submission.with_user(self.secretary).action_check_files()
        self.assertIn("no key", self.submission.check_report)

    @mute_logger("odoo.addons.cchc_assessment.models.log.cchc_checkpoint")
    def test_nothing_is_signed_that_contradicts_what_was(self):
        """What was rewritten, even with the key, gets no more signatures until the administrator says so."""
        ledger = self._get_ledger(self.assessment)
        kept = SignedBefore(self.key)
        self.addCleanup(kept.put_aside, "after")
        self.env.cr.postcommit.clear()
        self.env["cchc.log"]._append([self._entry()])
        self.ledgers._fold_assessments(self.assessment)
        self.assertIsNone(kept.read(ledger.origin), "what is not committed was not signed")
        self.env.cr.postcommit.run()
        self.assertEqual(kept.read(ledger.origin), ledger.checkpoint_ids[0].note)
        self.assertEqual(self._find(), "")

        def fold():
            self.env["cchc.log"]._append([self._entry()])
            self.ledgers._fold_assessments(self.assessment)
            return ledger.checkpoint_ids.sorted("size")[-1].is_signed

        with self._undone():
            self.assertTrue(fold())
        with self._undone():
            signed = kept.read(ledger.origin)
            kept.put_aside("meanwhile")
            self._rewrite_ledger(
                ledger,
                "UPDATE cchc_log SET new_value = 'khác' WHERE ledger_id = %s AND sequence_number = 2",
            )
            kept.keep([signed])
            self.assertIn("This server signed the log differently", self._find())
            self.assertFalse(fold())
            kept.put_aside("restored")
            self.assertTrue(fold())
        self.env.cr.postcommit.clear()

    def test_a_fold_reads_what_is_new(self):
        """However long a log is that was signed: its rows are read again only where it is not the one that was."""
        kept = SignedBefore(self.key)
        self.addCleanup(kept.put_aside, "new")
        ledger = self._get_ledger(self.assessment)
        self.ledgers._fold_assessments(self.assessment)

        def fold():
            """Whether the log is read as a whole by whoever folds one more row, and whether that is signed."""
            self.env["cchc.log"]._append([self._entry()])
            with patch.object(
                type(ledger), "_read_kept", autospec=True, side_effect=type(ledger)._read_kept
            ) as read:
                self.ledgers._fold_assessments(self.assessment)
            newest = ledger.checkpoint_ids.sorted("size")[-1]
            return read.called, newest.is_signed, newest.note

        self.env.cr.postcommit.run()
        *told, first = fold()
        self.assertEqual(told, [False, True])
        # what was not committed was not signed: the one that was signed last is another one than the head
        self.env.cr.postcommit.clear()
        *told, _note = fold()
        self.assertEqual(told, [True, True])
        self.env.cr.postcommit.run()
        with self._undone():
            # below what is signed: in no new checkpoint, and found by the check
            self.assertEqual(self._find(), "")
            self._sql(
                "UPDATE cchc_log SET new_value = 'khác' WHERE ledger_id = %s AND sequence_number = 1",
                ledger.id,
            )
            self.assertEqual(fold()[:2], (False, True))
            self.assertTrue(self._find())
        with self._undone():
            self._sql("UPDATE cchc_ledger SET frontier = '' WHERE id = %s", ledger.id)
            self.assertEqual(fold()[:2], (False, True))
        with self.subTest("of an earlier state"):
            kept.put_aside("earlier")
            kept.keep([first])
            self.assertEqual(fold()[:2], (True, True))
        self.env.cr.postcommit.clear()

    def _entry(self):
        return {"assessment_id": self.assessment.id, "action": "download", "new_value": "x"}

    def test_documents_show_seal_and_checkpoint(self):
        """What is sealed shows the log before it, what is made later the seal and the checkpoint that has it."""
        head = json.loads(self.submission.manifest)["log"]["unit"]
        root = base64.b64encode(bytes.fromhex(head["root"])).decode()
        before = f"trước khi niêm phong: {root} · {head['size']} · "
        appendix = openpyxl.load_workbook(io.BytesIO(self.submission.appendix_id.raw)).worksheets[0]
        said = [str(cell.value) for row in appendix.iter_rows() for cell in row if cell.value]
        self.assertIn(before, said[-1])
        self.assertEqual(len(appendix._images), 1)
        report = docx.Document(io.BytesIO(self.submission.report_id.raw))
        self.assertIn(before, "\n".join(one.text for one in report.paragraphs))
        self.assertEqual(len(report.inline_shapes), 1)
        minute = self.env["report.cchc_assessment.minute"].with_user(self.secretary)
        content = minute._render(self.assessment.with_user(self.secretary))
        minute = docx.Document(io.BytesIO(content))
        said = "\n".join(one.text for one in minute.paragraphs)
        self.assertIn(f"Niêm phong: {self.submission.seal_short}", said)
        note = self.submission.sudo().checkpoint_text.split("\n")
        self.assertIn(f"{note[2]} · {note[1]} · {note[3].removeprefix('time ')}", said)
        self.assertEqual(len(minute.inline_shapes), 1)

    def test_a_forged_signature_is_found(self):
        """Who rewrites a ledger without the key cannot sign it."""
        ledger = self._get_ledger(self.assessment)
        statement = (
            "UPDATE cchc_log SET new_value = 'khác' WHERE ledger_id = %s AND sequence_number = 2"
        )
        with self._undone():
            stranger = self.folder / "stranger.key"
            make_key_file(stranger, "tinh-mau.example")
            self._name_key(stranger)
            try:
                self._rewrite_ledger(ledger, statement)
            finally:
                self._name_key(self.key)
            self.assertIn("not signed by any of the known keys", self._find())
        with self._undone():
            # nor does it help to take the signatures away
            self._sql(r"UPDATE cchc_checkpoint SET note = split_part(note, E'\n\n', 1) || E'\n'")
            self.assertIn("not signed by any of the known keys", self._find())

    def test_what_the_register_holds_is_found(self):
        """A checkpoint that is taken out of its day, or written anew, contradicts the register."""
        self._fold_day()
        register = self.ledgers.search(
            [("kind", "=", "register"), ("company_id", "=", self.env.company.id)]
        )
        self.assertEqual(register._find_breaks(), [])
        for statement in (
            "DELETE FROM cchc_checkpoint WHERE id = (SELECT max(id) FROM cchc_checkpoint WHERE day_id > 0)",
            "UPDATE cchc_checkpoint SET note = note || ' ' WHERE day_id IS NOT NULL",
            "UPDATE cchc_ledger_day SET seed = 'x'",
            "UPDATE cchc_ledger_day SET root = repeat('0', 64)",
        ):
            with self.subTest(statement=statement), self._undone():
                self._sql(statement)
                self.assertIn("No. 1 of the register was changed.", register._find_breaks())

    @mute_logger("odoo.addons.cchc_assessment.models.log.cchc_log")
    def test_the_weekly_job_looks_at_the_register(self):
        """The secretaries are told of a register that was changed."""
        self._fold_day()
        self._sql("UPDATE cchc_ledger_day SET seed = 'x'")
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.cchc_log_check_cron").method_direct_trigger()
        notes = (
            self.env["mail.activity"].search([("user_id", "=", self.secretary.id)]).mapped("note")
        )
        self.assertIn("No. 1 of the register was changed.", " ".join(map(str, notes)))

    def test_a_hundred_forged_histories_are_found(self):
        """Rows changed, cut and re-ordered, everything rebuilt with the key itself: one old checkpoint finds each."""
        self._fold_day()
        ledger = self._get_ledger(self.assessment)
        held = [ledger.checkpoint_ids[0].note]
        self.assertEqual(ledger._find_breaks(held=held), [])
        size, dice = ledger.size, random.Random(16)
        self.assertGreater(size, 8)
        at = "WHERE ledger_id = %s AND sequence_number"
        kinds = {
            "change": f"UPDATE cchc_log SET new_value = 'khác' {at} = %s",
            "who": f"UPDATE cchc_log SET user_id = 1 {at} = %s",
            "when": f"UPDATE cchc_log SET date = date - interval '1 day' {at} = %s",
            "salt": f"UPDATE cchc_log SET salt = repeat('0', 32) {at} = %s",
            "cut": f"DELETE FROM cchc_log {at} = %s",
            "cut_end": f"DELETE FROM cchc_log {at} >= %s",
            "order": f"UPDATE cchc_log SET sequence_number = 1000 {at} = %s",
        }
        for number in range(100):
            kind = list(kinds)[number % len(kinds)]
            place = dice.randint(2, size - (kind == "order"))
            with self.subTest(number=number, kind=kind, place=place), self._undone():
                self._rewrite_ledger(ledger, kinds[kind], place)
                self.assertRegex(" ".join(ledger._find_breaks(held=held)), "kept elsewhere")

    def test_kept_checkpoints_are_compared(self):
        """The secretary gives out all checkpoints, and finds by them what was written anew with the key since."""
        self._fold_day()
        for user in (self.officer, self.leader, self.appraiser):
            self.authenticate(user.login, user.login)
            self.assertEqual(self.url_open("/cchc/checkpoints").status_code, 404)
        self.authenticate(self.secretary.login, self.secretary.login)
        kept = self.url_open("/cchc/checkpoints").text
        count = self.env["cchc.checkpoint"].search_count([("company_id", "=", self.env.company.id)])
        self.assertGreater(count, 4)
        dialog = self._compare(kept)
        self.assertFalse(dialog.problem or dialog.found)
        self.assertEqual(dialog.agreed, count)
        ledger = self._get_ledger(self.assessment)
        with self._undone():
            self._cut_log(self.assessment, ledger.size - 1)
            found = self._compare(kept).found
            self.assertIn(f"{self.assessment.display_name}: The checkpoint of", found)
            self.assertIn("that was kept elsewhere", found)
        with self._undone():
            self._sql("UPDATE cchc_ledger SET origin = origin || 'x' WHERE id = %s", ledger.id)
            self.assertIn("1 logs of which", self._compare(kept).found)
        for text in ("", "x", kept.replace("time 2", "time 3", 1), kept[:-30], "\x00" * 99):
            self.assertTrue(self._compare(text).problem, text[:20])

    def _compare(self, text):
        self.env.invalidate_all()
        dialogs = self.env["cchc.checkpoint.compare"].with_user(self.secretary)
        return dialogs.create({"file": base64.b64encode(text.encode() or b" ")})

    def test_a_stranger_checks_a_package(self):
        """The script in the package says that all is as sealed, and what differs, in a Python without Odoo."""
        self._fold_day()
        package = self.env["report.cchc_assessment.package"]._make_package(self.submission)
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "package.zip"
            archive.write_bytes(b"".join(package))
            top = Path(folder) / "gói"
            with zipfile.ZipFile(archive) as content:
                content.extractall(top)
            held, keys = Path(folder) / "giu.txt", Path(folder) / "khoa.txt"
            notes = self.env["cchc.checkpoint"].search([("company_id", "=", self.env.company.id)])
            held.write_text("\n".join(notes.mapped("note")), encoding="utf-8")
            keys.write_text(f"{read_keys().signer.public}\n", encoding="utf-8")
            options = ["--khoa", keys, "--giu", held]
            self.assertEqual(self._run_script(top)[0], 2)
            code, said = self._run_script(top, *options)
            self.assertEqual((code, said.count("SAI")), (0, 0), said)
            self.assertEqual(said.count("ĐÚNG"), 9, said)
            self._assert_script_finds(top, options)
            self._assert_script_finds_rewriting(top, options)

    def _run_script(self, top, *options):
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_ODOO, top / "Niêm phong" / "kiem_tra.py", top, *options],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONIOENCODING": "utf-8", "PATH": ""},
        )
        self.assertFalse(done.stderr, done.stderr)
        return done.returncode, done.stdout

    def _assert_script_finds(self, top, options):
        """Each part of what the package says of its seal, changed in one place."""
        sealed, proof = (
            top / "Niêm phong" / name for name in ("niem-phong.json", "bang-chung.json")
        )
        document = next(path for path in (top / "TLKC").rglob("*") if path.is_file())
        data = json.loads(proof.read_text(encoding="utf-8"))
        changes = [
            (sealed, sealed.read_text(encoding="utf-8").replace('"3.2"', '"3.9"')),
            (document, "khác"),
        ]
        for key, value in (
            ("seal", "0" * 64),
            ("salt", "0" * 32),
            ("index", data["index"] - 1),
            ("index", 2**70),
            ("index", "x"),
            ("proof", data["proof"][1:]),
            ("proof", data["proof"] * 200),
            ("checkpoint", data["checkpoint"].replace("time 2", "time 3")),
            ("checkpoint", "x"),
            ("row", {**data["row"], "user_id": 1}),
            ("keys", []),
            ("register", {**data["register"], "days": ["0" * 64]}),
            ("register", {**data["register"], "number": 99}),
            ("register", {**data["register"], "log": data["earlier"][0]["checkpoint"]}),
            ("earlier", [{**data["earlier"][0], "proof": []}]),
        ):
            changes.append((proof, json.dumps({**data, key: value}, ensure_ascii=False)))
        for path, text in changes:
            kept = path.read_bytes()
            self.assertNotEqual(kept, text.encode())
            path.write_text(text, encoding="utf-8")
            with self.subTest(path=path.name, text=text[:80]):
                code, said = self._run_script(top)
                self.assertEqual(code, 1, said)
                self.assertIn("SAI: ", said)
            path.write_bytes(kept)
        self.assertEqual(self._run_script(top, *options)[0], 0)

    def _assert_script_finds_rewriting(self, top, options):
        """A package of a history that was written anew with the key is found by what somebody has kept."""
        forged = top.parent / "giu-khac.txt"
        notes = self._get_ledger(self.assessment).checkpoint_ids
        old = read_checkpoint(notes[-1].note)[0]
        another = Checkpoint(old.origin, old.size, bytes(32), format_time(notes[-1].date))
        forged.write_text(str(another.sign(read_keys().signer)), encoding="utf-8")
        code, said = self._run_script(top, *options[:-1], forged)
        self.assertEqual(code, 1, said)
        self.assertIn("đã có người viết lại", said)

    def test_the_script_needs_nothing(self):
        """It has at most 300 lines, and imports Python's own library and cryptography alone."""
        source = Path(kiem_tra.__file__).read_text(encoding="utf-8")
        self.assertLessEqual(len(source.splitlines()), 300)
        names = {
            name.partition(".")[0]
            for node in ast.walk(ast.parse(source))
            for name in (
                [node.module]
                if isinstance(node, ast.ImportFrom)
                else [each.name for each in node.names]
                if isinstance(node, ast.Import)
                else []
            )
        }
        self.assertIn("json", names)
        self.assertLessEqual(names - {"cryptography"}, sys.stdlib_module_names)
