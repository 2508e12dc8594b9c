import base64
import json
import subprocess
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cchc_assessment.core.package import kiem_tra
from odoo.addons.cchc_assessment.core.tlog import read_note, split_notes
from odoo.addons.cchc_assessment.tests.log import test_tlog

from ..models import cchc_checkpoint
from ..models.cchc_checkpoint import ADDRESS_PARAMETER, PRIVATE_PARAMETER, ROOTS_PARAMETER
from .authority import TSA_NAME, Authority, Server, fails, redirects_to, send_without_end, sends

# What docs/kiem-tra.md says to type, for one checkpoint of a file.
RECIPE = """
head -n 6 %(file)s > a.txt
grep '^— rfc3161 ' %(file)s | cut -d ' ' -f 3 | base64 -d | tail -c +5 > a.tsr
openssl ts -verify -data a.txt -in a.tsr -CAfile %(root)s
"""


class TimestampCase(test_tlog.LedgerCase):
    """The main addon's logs, and an authority on this machine that the settings name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.close)
        cls.server = Server(sends(cls.authority.reply))
        cls.addClassCleanup(cls.server.close)
        cls.parameters = cls.env["ir.config_parameter"]
        cls._name_authority(cls.server.address)
        cls.job = cls.env.ref("cchc_assessment_timestamp.cchc_timestamp_cron")
        cls._fold_day()

    @classmethod
    def _name_authority(cls, address, roots=None, private="True"):
        cls.parameters.set_param(ADDRESS_PARAMETER, address)
        cls.parameters.set_param(PRIVATE_PARAMETER, private)
        cls.parameters.set_param(ROOTS_PARAMETER, cls.authority.pem if roots is None else roots)

    def setUp(self):
        super().setUp()
        self.server.answer = sends(self.authority.reply)
        self.register = self.days._get_register(self.env.company)
        self.checkpoint = self.register.checkpoint_ids.sorted("size")[-1:]

    def _ask(self):
        with self.enter_registry_test_mode():
            self.job.method_direct_trigger()
        self.env.invalidate_all()

    def _enter_another_day(self):
        self._sql("UPDATE cchc_ledger_day SET day = day - 1")
        self.env.invalidate_all()
        self._fold_day()
        return self.register.checkpoint_ids.sorted("size")[-1:]


@tagged("post_install", "-at_install")
class TestTimestamps(TimestampCase):
    """A day's register gets the date of an authority, which nothing waits for."""

    def test_a_timestamp_is_kept(self):
        """The newest checkpoint of the register gets it, once; nothing else is asked about."""
        asked = len(self.server.asked)
        self._ask()
        self._ask()
        self.assertEqual(len(self.server.asked), asked + 1)
        checkpoint = self.checkpoint
        self.assertLess(abs(fields.Datetime.now() - checkpoint.timestamp_date), timedelta(hours=1))
        self.assertEqual(checkpoint.timestamp_authority, f"CN={TSA_NAME}")
        self.assertFalse(checkpoint.timestamp_fault or checkpoint.timestamp_next)
        stamped = checkpoint.search([("timestamp_date", "!=", False)])
        self.assertEqual(stamped, checkpoint)
        self.assertEqual(self.register._find_breaks() + self.register._find_timestamp_gaps(), [])

    def test_a_province_without_an_authority(self):
        """Where the settings name none, nobody is asked and nothing is told."""
        self._name_authority("")
        asked = len(self.server.asked)
        self._ask()
        self.assertEqual(len(self.server.asked), asked)
        self.assertFalse(self.checkpoint.timestamp_tries)
        self._sql("UPDATE cchc_checkpoint SET date = date - interval '30 days'")
        self.assertEqual(self.register._find_timestamp_gaps(), [])

    def test_what_is_no_timestamp(self):
        """Each bad answer is told by its kind and keeps nothing; it is asked again later and later."""
        stranger = Authority()
        self.addCleanup(stranger.close)
        with Server(sends(self.authority.reply)) as other:
            bad = {
                "nonce": sends(self.authority.reply_with_another_nonce),
                "digest": sends(self.authority.reply_with_another_digest),
                "signer": sends(stranger.reply),
                "too_long": send_without_end,
                "slow": self.server.send_slowly,
                "garbage": sends(lambda _query: b"<html>"),
                "refused": sends(self.authority.reply_refusing),
                "redirect": redirects_to(other.address),
                "status": fails,
            }
            delays = []
            for tries, (kind, answer) in enumerate(bad.items(), 1):
                self.server.answer = answer
                self._sql("UPDATE cchc_checkpoint SET timestamp_next = NULL")
                with self.subTest(kind=kind), patch.object(cchc_checkpoint, "SECONDS", 0.5):
                    self._ask()
                    self.assertEqual(self.checkpoint.timestamp_fault, kind)
                    self.assertEqual(self.checkpoint.timestamp_tries, tries)
                    self.assertFalse(self.checkpoint.timestamp or self.checkpoint.timestamp_date)
                    delays.append(self.checkpoint.timestamp_next - fields.Datetime.now())
            self.assertFalse(other.asked)
        self.assertEqual(delays, sorted(delays))
        self.assertLess(delays[0], timedelta(minutes=6))
        self.assertGreater(delays[-1], timedelta(hours=12))
        asked = len(self.server.asked)
        self._ask()
        self.assertEqual(len(self.server.asked), asked, "it was not time yet")
        moments = self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)])
        self.assertIn(self.checkpoint.timestamp_next, moments.mapped("call_at"))
        self.server.answer = sends(self.authority.reply)
        self._sql("UPDATE cchc_checkpoint SET timestamp_next = NULL")
        self._ask()
        self.assertTrue(self.checkpoint.timestamp_date)
        self.assertFalse(self.checkpoint.timestamp_fault)

    def test_settings_that_do_not_do(self):
        """An address that is private without leave, one that is none, and no certificates are told alike."""
        for kind, names in (
            ("private", (self.server.address, None, "")),
            ("address", ("ftp://a/",)),
            ("no_roots", (self.server.address, "x")),
        ):
            self._name_authority(*names)
            self._sql("UPDATE cchc_checkpoint SET timestamp_next = NULL")
            with self.subTest(kind=kind):
                asked = len(self.server.asked)
                self._ask()
                self.assertEqual(self.checkpoint.timestamp_fault, kind)
                self.assertEqual(len(self.server.asked), asked)

    def test_other_settings_are_tried_at_once(self):
        """What waits for its next try with settings that failed is asked for again when they are mended."""
        waits = {"timestamp_next": "2999-01-01", "timestamp_tries": 9}
        checkpoint = self.checkpoint.sudo()
        for tries in (0, 9):
            checkpoint._write_as_system(waits)
            self.env["res.config.settings"].create(
                {
                    "cchc_timestamp_address": "http://tsa.mau.gov.vn",
                    "cchc_timestamp_private": True,
                    "cchc_timestamp_roots": self.authority.pem,
                }
            ).execute()
            self.assertEqual(checkpoint.timestamp_tries, tries)
            self.assertEqual(bool(checkpoint.timestamp_next), bool(tries))

    def test_a_time_to_come_is_none(self):
        """An authority whose clock is far ahead of the server's is not believed."""
        with patch.object(cchc_checkpoint, "CLOCKS", timedelta(days=-1)):
            self._ask()
        self.assertEqual(self.checkpoint.timestamp_fault, "future")
        self.assertFalse(self.checkpoint.timestamp_date)

    def test_sizes_are_no_token(self):
        """Whoever asks for the sizes of files gets the text of a checkpoint all the same."""
        self._ask()
        for key in ("bin_size", "bin_size_timestamp"):
            checkpoint = self.checkpoint.with_context(**{key: True})
            checkpoint.invalidate_recordset()
            self.assertIn("rfc3161", checkpoint.whole_text)

    def test_the_delay_has_an_end(self):
        """However often it was tried, it is tried again within a day."""
        self.server.answer = fails
        self._sql("UPDATE cchc_checkpoint SET timestamp_tries = 4000")
        self._ask()
        delay = self.checkpoint.timestamp_next - fields.Datetime.now()
        self.assertLessEqual(delay, timedelta(days=1))

    def test_nothing_waits_for_it(self):
        """An approval and a fold ask nobody; the day's entry lets the job run."""
        asked = len(self.server.asked)
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)]).unlink()
        self.ledgers._fold_assessments(self.assessment)
        self.assertFalse(self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)]))
        self._enter_another_day()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)]))
        self.assertEqual(len(self.server.asked), asked)

    def test_a_later_one_covers_what_has_none(self):
        """When a day had none, the next day's checkpoint is asked about at once, and not the old one again."""
        self.server.answer = fails
        self._ask()
        newest = self._enter_another_day()
        self.server.answer = sends(self.authority.reply)
        self._ask()
        self.assertTrue(newest.timestamp_date)
        self.assertEqual(self.checkpoint.timestamp_fault, "status")
        proofs = self.register.checkpoint_ids
        days = self.days.search([("ledger_id", "=", self.register.id)])
        self.assertEqual(len(days), len(proofs))
        said = {
            register["timestamp"]["checkpoint"]
            for _batch, register in days._prepare_proofs().values()
        }
        self.assertEqual(said, {newest.note})


@tagged("post_install", "-at_install")
class TestTimestampsOutside(TimestampCase):
    """They leave the building, and a stranger checks them without this software."""

    _compare = test_tlog.TestLedger._compare
    _run_script = test_tlog.TestLedger._run_script

    def test_the_file_of_checkpoints(self):
        """The line below the signed text is read by all who read checkpoints, and by OpenSSL as the page says."""
        self._ask()
        note = read_note(self.checkpoint.whole_text)
        self.assertEqual(note.text, read_note(self.checkpoint.note).text)
        self.assertEqual([name for name, *_rest in note.signatures][-1], "rfc3161")
        self.authenticate(self.secretary.login, self.secretary.login)
        text = self.url_open("/cchc/checkpoints").text
        self.assertIn(self.checkpoint.whole_text, text)
        dialog = self._compare(text)
        self.assertFalse(dialog.problem or dialog.found)
        self.assertEqual(dialog.agreed, len(split_notes(text)))
        self._run_recipe(self.checkpoint.whole_text)

    def _run_recipe(self, text):
        with tempfile.TemporaryDirectory() as folder:
            kept, root = Path(folder) / "kept.txt", self.authority.folder / "root.pem"
            kept.write_text(text, encoding="utf-8")
            done = subprocess.run(
                ["bash", "-c", RECIPE % {"file": "kept.txt", "root": root}],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertIn("Verification: OK", done.stdout, done.stderr)
            found = kiem_tra.read_held(kept)
            self.assertEqual([one.size for one in found], [self.checkpoint.size])

    def test_what_is_left_when_the_addon_goes(self):
        """A file of the checkpoints that have one, as they are given to others; a second province gets its own."""
        self._ask()
        self.assertTrue(self.checkpoint.timestamp_date)
        stamped = self.env["cchc.checkpoint"].search([("timestamp_date", "!=", False)], order="id")
        left = self.env["cchc.checkpoint"].with_user(self.secretary)._leave_timestamps()
        self.assertEqual(len(left), len(stamped.company_id))
        own = left.filtered(lambda one: one.name.endswith(f" - {self.env.company.name}.txt"))
        text = own.raw.decode()
        for checkpoint in stamped.filtered(lambda one: one.company_id == self.env.company):
            self.assertIn(checkpoint.whole_text, text)
        with self.assertRaises(AccessError):
            own.with_user(self.secretary).read(["raw"])

    def test_the_page_says_the_recipe(self):
        """What was run here is what docs/kiem-tra.md tells people to type, with names of their files."""
        page = Path(__file__).resolve().parents[3] / "docs" / "kiem-tra.md"
        said = RECIPE % {"file": "diem-kiem-tra.txt", "root": "goc.pem"}
        text = page.read_text(encoding="utf-8")
        for line in said.strip().splitlines():
            self.assertIn(line, text)

    def test_the_package(self):
        """It has token and text: the script takes the text for a kept checkpoint, OpenSSL reads its date."""
        self._ask()
        package = self.env["report.cchc_assessment.package"]._make_package(self.submission)
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "package.zip"
            archive.write_bytes(b"".join(package))
            top = Path(folder) / "gói"
            with zipfile.ZipFile(archive) as content:
                content.extractall(top)
            sealed = top / "Niêm phong"
            text, token = sealed / "dau-thoi-gian.txt", sealed / "dau-thoi-gian.tsr"
            self.assertEqual(text.read_text(encoding="utf-8"), self.checkpoint.note)
            root = self.authority.folder / "root.pem"
            done = subprocess.run(
                ["openssl", "ts", "-verify", "-data", text, "-in", token, "-CAfile", root],
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertIn("Verification: OK", done.stdout, done.stderr)
            code, said = self._run_script(top, "--giu", text)
            self.assertEqual(code, 0, said)
            self.assertIn("khớp với 1 điểm kiểm tra đã giữ", said)
            proof = json.loads((sealed / "bang-chung.json").read_text(encoding="utf-8"))
            self.assertEqual(
                base64.b64decode(proof["register"]["timestamp"]["token"]), token.read_bytes()
            )

    def test_a_package_without(self):
        """Where there is none, the package is as it was."""
        package = self.env["report.cchc_assessment.package"]._make_package(self.submission)
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder) / "package.zip"
            archive.write_bytes(b"".join(package))
            with zipfile.ZipFile(archive) as content:
                names = content.namelist()
        self.assertTrue([name for name in names if "bang-chung" in name])
        self.assertFalse([name for name in names if "dau-thoi-gian" in name])

    def test_without_a_key(self):
        """A checkpoint that nobody signed may still be stamped, and what is given out is read as a note."""
        self._name_key(None)
        newest = self._enter_another_day()
        self.assertFalse(newest.is_signed)
        self._ask()
        self.assertTrue(newest.timestamp_date)
        note = read_note(newest.whole_text)
        self.assertEqual(note.text, newest.note)
        self.assertEqual(len(note.signatures), 1)


@tagged("post_install", "-at_install")
class TestTimestampChecks(TimestampCase):
    """What is kept is checked like everything else."""

    def test_another_token(self):
        """A token of another text, one with a byte changed, and another date than its own are found."""
        self._ask()
        newest = self._enter_another_day()
        self._ask()
        token = newest._get_timestamp()
        for statement, value in (
            ("UPDATE cchc_checkpoint SET timestamp = %s WHERE id = %s", base64.b64encode(token)),
            ("UPDATE cchc_checkpoint SET timestamp = %s WHERE id = %s", b"eA=="),
            ("UPDATE cchc_checkpoint SET timestamp = NULL WHERE %s != '' AND id = %s", "x"),
            ("UPDATE cchc_checkpoint SET timestamp_authority = %s WHERE id = %s", "x"),
            (
                "UPDATE cchc_checkpoint SET timestamp_date = %s WHERE id = %s",
                "2020-01-01 00:00:00",
            ),
        ):
            with self.subTest(value=value), self._undone():
                self._sql(statement, value, self.checkpoint.id)
                found = "\n".join(self.register._find_breaks())
                self.assertIn("is not of its text", found)
        self.assertEqual(self.register._find_breaks(), [])

    def test_an_authority_that_is_trusted_no_more(self):
        """It is told, and stops neither the check of the register nor its signature."""
        self._ask()
        stranger = Authority()
        self.addCleanup(stranger.close)
        self._name_authority(self.server.address, stranger.pem)
        self.assertIn("1 timestamps", " ".join(self.register._find_timestamp_gaps()))
        self.assertEqual(self.register._find_breaks(), [])
        self._name_authority(self.server.address, stranger.pem + self.authority.pem)
        self.assertEqual(self.register._find_timestamp_gaps(), [])

    def test_a_clock_that_was_wrong(self):
        """A checkpoint that says a later time than its timestamp is told."""
        self._ask()
        self._sql("UPDATE cchc_checkpoint SET date = date + interval '11 minutes'")
        self.env.invalidate_all()
        self.assertIn("clock was wrong", " ".join(self.register._find_timestamp_gaps()))

    @mute_logger("odoo.addons.cchc_assessment.models.log.cchc_log")
    def test_secretaries_are_told(self):
        """After three days without one, the check of the logs tells the secretaries why there is none."""
        self.server.answer = fails
        self._ask()
        newest = self._enter_another_day()
        self._ask()
        self.assertTrue(newest.timestamp_fault)
        self.assertEqual(self.register._find_timestamp_gaps(), [])
        self._sql(
            "UPDATE cchc_checkpoint SET date = date - interval '73 hours' WHERE id = %s",
            self.checkpoint.id,
        )
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.cchc_log_check_cron").method_direct_trigger()
        notes = self.env["mail.activity"].search([("user_id", "=", self.secretary.id)])
        said = "\n".join(map(str, notes.mapped("note")))
        self.assertIn("has had no timestamp since", said)
        self.assertIn("has answered with an error", said)


@tagged("post_install", "-at_install")
class TestTimestampRights(TimestampCase):
    """Nobody writes them, and units learn nothing of them."""

    def test_nobody_writes_them(self):
        """Neither the secretary nor the superuser changes a timestamp or lets one be asked for."""
        self._ask()
        for values in (
            {"timestamp": False},
            {"timestamp_date": "2020-01-01 00:00:00"},
            {"timestamp_fault": False, "timestamp_next": False},
        ):
            answer = self._call(
                "cchc.checkpoint", "write", self.checkpoint.ids, values, user=self.secretary
            )
            self.assertRegex(str(answer), "^AccessError")
        for method in ("_cron_stamp", "_ask_for_timestamp", "_trigger_stamping"):
            answer = self._call("cchc.checkpoint", method, [], user=self.secretary)
            self.assertRegex(str(answer), "^AccessError")

    def test_units_read_nothing_of_them(self):
        """An officer gets neither the record nor the file of the token; the secretary gets both."""
        self._ask()
        path = f"/web/content/cchc.checkpoint/{self.checkpoint.id}/timestamp?download=true"
        for user, code in ((self.officer, 404), (self.appraiser, 404), (self.secretary, 200)):
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.login), mute_logger("odoo.http"):
                self.assertEqual(self.url_open(path).status_code, code)
        action = self._call(
            "cchc.checkpoint", "action_download_timestamp", self.checkpoint.ids, user=self.secretary
        )
        got = self.url_open(action["url"])
        self.assertEqual(got.content, self.checkpoint._get_timestamp())
        answer = self._call(
            "cchc.checkpoint", "action_download_timestamp", self.checkpoint.ids, user=self.officer
        )
        self.assertRegex(str(answer), "^AccessError")
