import base64
import hashlib
import io
import zipfile
from io import BytesIO
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.assessment.cchc_submission import MOST_SIGNED
from ..common import CchcCase, RemoteCase, make_pdf
from ..common_council import Council
from ..council.test_council_attacks import REFUSED
from ..pure import documents_fixtures as fixtures

# of no document: in Odoo's store equal files are one
PDF = make_pdf("Cong van da ky")
OTHER_PDF = make_pdf("Ban khac")


class SignedFile(Council):
    """For a test class in the sample province: what one unit has submitted, and who hands in its signed copy."""

    @classmethod
    def _make_submission(cls):
        cls._make_council()
        cls._submit()
        cls.submission = cls.assessment.submission_ids

    def _sign(self, user=None, content=PDF, name="1-BC da ky.pdf"):
        dialog = self.env["cchc.submission.sign"].with_user(user or self.officer)
        return dialog.create(
            {
                "submission_id": self.submission.id,
                "signed_file": base64.b64encode(content),
                "signed_file_name": name,
            }
        ).action_keep()

    def _problems(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.submission.sudo()._find_seal_problems()[0]


@tagged("post_install", "-at_install")
class TestSignedFile(SignedFile, CchcCase):
    """The scan, or the signed PDF, of the dispatch by which a unit has submitted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_submission()

    def test_it_is_kept_and_logged(self):
        """Officer and leader may, at any time; the unit's log says what came, and nothing of the seal changes."""
        seal = self.submission.seal
        for user in (self.officer, self.leader):
            self.assertTrue(self.submission.with_user(user).may_keep_signed)
        action = self.submission.with_user(self.leader).action_keep_signed()
        self.assertEqual(action["context"]["default_submission_id"], self.submission.id)
        self._start()
        self._sign()
        signed = self.submission.signed_file_id
        self.assertEqual(
            (signed.raw, signed.mimetype, signed.name), (PDF, "application/pdf", "1-BC da ky.pdf")
        )
        self.assertEqual(self.submission.seal, seal)
        row = self.env["cchc.log"].with_user(self.officer).search([], limit=1)
        self.assertEqual(
            (row.action, row.new_value, row.user_id, row.field_label),
            ("file", f"1: {hashlib.sha256(PDF).hexdigest()}", self.officer, "Signed File"),
        )
        self.assertIn("/web/content/", self.submission.action_download_signed()["url"])
        for user in (self.officer, self.leader, self.secretary, self.appraiser):
            self.assertTrue(signed.with_user(user).has_access("read"), user.login)
        self.assertFalse(signed.with_user(self.other_leader).has_access("read"))
        unsigned = self.env["cchc.submission"].search([("signed_file_id", "=", False)])
        self.assertNotIn(self.submission, unsigned)

    def test_who_may_not(self):
        """Neither another unit nor the council puts a file into a unit's submission."""
        for user in (self.other_officer, self.other_leader, self.appraiser, self.secretary):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"),
            ):
                self._sign(user)
            with self.assertRaises(AccessError):
                self.submission.with_user(user)._keep_signed(BytesIO(PDF), "a.pdf")
        self.assertFalse(self.submission.with_user(self.secretary).may_keep_signed)
        self.assertFalse(self.submission.signed_file_id)

    def test_the_scan_is_what_its_bytes_say(self):
        """A program, an empty file, one that lies about its type and one that is too large are refused."""
        for content, name in (
            (b"MZ\x90\x00" * 50, "a.pdf"),
            (b"", "a.pdf"),
            (PDF, "a.png"),
            (b"PK\x03\x04" + bytes(100), "a.docx"),
        ):
            with self.assertRaises(UserError):
                self._sign(content=content, name=name)
        self.env["ir.config_parameter"].sudo().set_param(
            "cchc_assessment.evidence_max_megabytes", "0.0001"
        )
        with self.assertRaisesRegex(UserError, "“lon.pdf” is larger than"):
            self._sign(name="lon.pdf")
        self.assertFalse(self.submission.signed_file_id)
        self.env["ir.config_parameter"].sudo().set_param(
            "cchc_assessment.evidence_max_megabytes", str(len(PDF) / 1024 / 1024)
        )
        self._sign(name="vua du.pdf")
        self.assertEqual(self.submission.signed_file_id.name, "vua du.pdf")

    def test_the_dialog_says_what_is_missing(self):
        """No file, one that did not arrive whole, and no submission to keep it with."""
        dialogs = self.env["cchc.submission.sign"].with_user(self.officer)
        whole = base64.b64encode(PDF)
        for sentence, values in (
            ("Attach the signed file", {"submission_id": self.submission.id}),
            (
                "Attach the signed file",
                {"submission_id": self.submission.id, "signed_file": whole[:-3]},
            ),
            ("which submission", {"signed_file": whole}),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                dialogs.create({"signed_file_name": "a.pdf", **values}).action_keep()
        self.assertFalse(self.submission.signed_file_id)

    def test_another_takes_its_place_until_the_results_are_published(self):
        """The wrong scan is replaced, and stays on record; what was there when results were published stays."""
        self._sign()
        first = self.submission.signed_file_id
        self._sign(self.leader, OTHER_PDF)
        self.assertNotEqual(self.submission.signed_file_id, first)
        self.assertEqual(first.raw, PDF)
        self.assertEqual(self._problems(), [])
        self._submit(self.other_assessment)
        for assessment in (self.assessment, self.other_assessment):
            self._start(assessment)
            self._decide_all(assessment, 2)
            self._conclude(assessment)
        self._publish()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self._sign()
        self.assertFalse(self.submission.with_user(self.officer).may_keep_signed)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self.submission.with_user(self.officer).action_keep_signed()
        # while it is corrected, too
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại.")
        self.assertNotEqual(self.assessment.state, "published")
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self._sign()
        # what was never handed in is welcome still
        other = self.other_assessment.submission_ids.with_user(self.other_officer)
        other._keep_signed(BytesIO(PDF), "a.pdf")
        self.assertTrue(other.signed_file_id)

    def test_what_is_no_use_is_refused(self):
        """The same file again, one more than are kept, one for what was replaced, and one that is for nothing."""
        with self.assertRaisesRegex(UserError, "no signed file yet"):
            self.submission.with_user(self.officer).action_download_signed()
        self._sign()
        with self.assertRaisesRegex(UserError, "kept already"):
            self._sign(self.leader)
        for number in range(MOST_SIGNED - 1):
            self._sign(content=make_pdf(f"Ban {number}"))
        with self.assertRaisesRegex(UserError, "has 10 signed files already"):
            self._sign(content=OTHER_PDF)
        self.assertEqual(self._problems(), [])
        dialog = self.env["cchc.submission.sign"].with_user(self.officer)
        with self.assertRaisesRegex(UserError, "which submission"):
            dialog.create({"signed_file": base64.b64encode(PDF)}).action_keep()
        self.assessment.with_user(self.leader)._transition("action_recall", reason="Sửa số.")
        self._approve()
        self.assertEqual(len(self.assessment.submission_ids), 2)
        self.assertFalse(self.submission.with_user(self.officer).may_keep_signed)
        with self.assertRaisesRegex(UserError, "newer submission"):
            self.submission.with_user(self.officer).action_keep_signed()

    def test_what_is_inside_is_said(self):
        """As of a document: the file is kept, and the council reads what it holds."""
        self._sign(content=fixtures.acting_pdf("/OpenAction << /S /JavaScript /JS (1) >>"))
        self.assertIn("JavaScript", self.submission.with_user(self.appraiser).signed_remarks)
        self._sign()
        self.assertFalse(self.submission.signed_remarks)

    def test_the_check_covers_it(self):
        """Other bytes, a lost file, another file in its place and one that nobody logged are found by the log."""
        self._sign()
        report = self.submission.with_user(self.secretary)._check_seals()
        # appendix, report, document and this one
        self.assertEqual((report.state, report.file_count), ("ok", 4))
        first = self.submission.signed_file_id
        path = Path(first._full_path(first.store_fname))
        self.addCleanup(path.write_bytes, path.read_bytes())
        path.write_bytes(PDF + b"%")
        self.assertRegex(
            "\n".join(self._problems()), "no signed file has the SHA-256 .*\n.*not stand in"
        )
        path.unlink()
        self.assertIn("no signed file has the SHA-256", self._problems()[0])
        path.write_bytes(PDF)
        self.assertEqual(self._problems(), [])
        self._sign(content=OTHER_PDF)
        self.env.flush_all()
        for statement, values, said in (
            ("UPDATE cchc_submission SET signed_file_id = %s", [first.id], "not the one that was"),
            ("UPDATE cchc_submission SET signed_file_id = NULL", [], "not the one that was"),
            ("DELETE FROM cchc_log WHERE field = 'signed_file_id'", [], "not stand in the log"),
        ):
            with self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(statement, values)
                self.assertTrue(self.env.cr.rowcount)
                self.assertIn(said, "\n".join(self._problems()))
                savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(self._problems(), [])

    def test_the_package_brings_it(self):
        """It lies at the top under a name of its own, with the SHA-256 of the log; what is lost is named."""
        self._sign()
        report = self.env["report.cchc_assessment.package"].with_user(self.leader)
        submission = self.submission.with_user(self.leader)

        def unpack():
            package = report._make_package(submission)
            content = b"".join(package)
            self.assertEqual(len(content), package.size)
            return zipfile.ZipFile(io.BytesIO(content))

        archive = unpack()
        name = "Bản đã ký - 1-BC da ky.pdf"
        self.assertEqual(archive.read(name), PDF)
        manifest = archive.read("manifest.sha256").decode()
        self.assertIn(f"{hashlib.sha256(PDF).hexdigest()}  {name}\n", manifest)
        signed = self.submission.signed_file_id
        path = Path(signed._full_path(signed.store_fname))
        self.addCleanup(path.write_bytes, path.read_bytes())
        path.unlink()
        archive = unpack()
        self.assertNotIn(name, archive.namelist())
        self.assertIn(name, archive.read("THIẾU TÀI LIỆU.txt").decode())
        self.assertEqual(report._find_faults(submission)[0][1].document.file_name, name)

    def test_a_periods_package_asks_once_for_all(self):
        """Of many signed copies it reads the log, and measures the files, together: one more costs no query."""
        self._submit(self.other_assessment)
        report = self.env["report.cchc_assessment.package"].with_user(self.secretary)
        period = self.period.with_user(self.secretary)

        def make():
            self.assertEqual(report._find_faults(period), [])
            return report._make_package(period)

        self._sign()
        make()
        one = self._count_queries(make)
        other = self.other_assessment.submission_ids.with_user(self.other_officer)
        other._keep_signed(BytesIO(OTHER_PDF), "2-BC.pdf")
        both = self._count_queries(make)
        names = zipfile.ZipFile(io.BytesIO(b"".join(make()))).namelist()
        self.assertEqual(sum("Bản đã ký - " in name for name in names), 2)
        self.assertEqual(both, one)

    def test_the_list_of_those_that_lack_it(self):
        """It has what stands for its unit alone, not what was replaced or given back."""
        secretary = self.env["cchc.submission"].with_user(self.secretary)

        def lacking():
            return secretary.search(
                [
                    ("assessment_id", "=", self.assessment.id),
                    ("signed_file_id", "=", False),
                    ("is_standing", "=", True),
                ]
            )

        first = self.submission
        self.assertEqual(lacking(), first)
        self.assessment.with_user(self.secretary)._transition(
            "action_return_to_unit",
            reason="Sai số liệu.",
            new_deadline=Datetime.add(self.period.self_deadline, days=2),
        )
        self.assertFalse(lacking())
        self.assertIn(first, secretary.search([("is_standing", "=", False)]))
        self.assessment.with_user(self.officer)._transition("action_send_to_leader")
        self.assessment.with_user(self.leader)._transition(
            "action_approve",
            dispatch_number="2/BC",
            dispatch_date=Date.today(),
            responsibility_confirmed=True,
        )
        second = self.assessment.submission_ids - first
        self.assertEqual(lacking(), second)
        self.assertEqual((first.is_standing, second.is_standing), (False, True))
        second.with_user(self.officer)._keep_signed(BytesIO(PDF), "1-BC.pdf")
        self.assertFalse(lacking())


@tagged("post_install", "-at_install")
class TestSignedFileAttacks(SignedFile, RemoteCase):
    """What is tried over the network."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_submission()

    def test_by_remote_calls(self):
        """Another unit's people and the council are refused by every door, and the unit writes no field itself."""
        self._sign()
        signed = self.submission.signed_file_id
        ids = self.submission.ids
        values = {
            "submission_id": self.submission.id,
            "signed_file": base64.b64encode(OTHER_PDF).decode(),
            "signed_file_name": "a.pdf",
        }
        # the unit's own people: only by the dialog
        for model, method, args in (
            ("cchc.submission", "write", (ids, {"signed_file_id": False})),
            ("ir.attachment", "write", (signed.ids, {"raw": "eA=="})),
            ("ir.attachment", "unlink", (signed.ids,)),
            (
                "ir.attachment",
                "create",
                ({"name": "a", "res_model": "cchc.submission", "res_id": ids[0]},),
            ),
            ("cchc.submission", "_keep_signed", (ids, "x", "a.pdf")),
        ):
            self.assertRegex(self._call(model, method, *args, user=self.officer), REFUSED)
        for user in (self.other_officer, self.other_leader, self.secretary, self.appraiser):
            for model, method, args in (
                ("cchc.submission.sign", "create", (values,)),
                ("cchc.submission", "action_keep_signed", (ids,)),
            ):
                self.assertRegex(self._call(model, method, *args, user=user), REFUSED, user.login)
        for user in (self.other_officer, self.other_leader):
            self.assertRegex(
                self._call("cchc.submission", "action_download_signed", ids, user=user), REFUSED
            )
            self.assertEqual(self._get(user, f"/web/content/{signed.id}").status_code, 404)
        self.assertEqual(self._get(self.officer, f"/web/content/{signed.id}").content, PDF)
        self.env.invalidate_all()
        self.assertEqual(self.submission.signed_file_id, signed)
