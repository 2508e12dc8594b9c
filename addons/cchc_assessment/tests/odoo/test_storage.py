import base64
import io

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import PDF, make_pdf
from ..reporting.test_package import PackageCase


class StorageCase(PackageCase):
    """A sealed submission in Odoo's own file store, and an administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._send()
        cls._approve()
        cls.submission = cls.assessment.submission_ids
        cls.files = (
            cls.evidence.sudo().attachment_id
            | cls.submission.sudo().appendix_id
            | cls.submission.sudo().report_id
        )
        cls.administrator = cls.env.ref("base.user_admin")
        cls.attachments = cls.env["ir.attachment"].with_user(cls.administrator)

    def _keep_in(self, location):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", location)

    def _note(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.files.read(["name", "mimetype", "checksum", "file_size", "res_id"])

    def _check(self):
        check = self.env["cchc.submission.check"]._check(self.submission.with_user(self.secretary))
        return check.state, check.report


@tagged("post_install", "-at_install")
class TestStorage(StorageCase):
    def test_an_administrator_moves_what_is_sealed(self):
        """To the database and back, by Odoo's own way: all of it comes along, and nothing of it changes."""
        self.assertTrue(all(self.files.mapped("store_fname")))
        noted, checked, package = self._note(), self._check(), self._make(self.submission)
        self.assertEqual(checked[0], "ok")
        for location in ("db", "file"):
            with self.subTest(location=location):
                self._keep_in(location)
                self.attachments.force_storage()
                self.assertEqual(self._note(), noted)
                self.assertEqual(
                    set(map(bool, self.files.mapped("store_fname"))), {location == "file"}
                )
                self.assertEqual(self._check(), checked)
                moved = self._make(self.submission)
                self.assertEqual(moved.faults, [])
                # sent by a cursor of its own, which doesn't see what a test has not committed
                self.assertEqual(moved.size, package.size)
                self.assertEqual(moved.dossiers[0].shelf.paths, package.dossiers[0].shelf.paths)

    def test_a_move_brings_the_same_bytes_only(self):
        """Whatever else comes with a move is refused, and so is each part of it to anybody else."""
        self._keep_in("db")
        for file in self.files:
            content = file.raw
            for user in (self.administrator, self.env.ref("base.user_root")):
                for vals in (
                    {"raw": content + b"x", "mimetype": file.mimetype},
                    {"raw": b"", "mimetype": file.mimetype},
                    {"raw": content, "datas": base64.b64encode(content + b"x")},
                    {"datas": base64.b64encode(content + b"x")},
                    {"datas": "?"},
                    {"raw": content, "mimetype": "text/html"},
                    {"raw": content, "name": "khác.pdf"},
                    {"raw": content, "res_id": 0},
                    {"db_datas": content},
                    {"store_fname": "ab/khác"},
                    {"checksum": "0" * 40},
                    {"mimetype": file.mimetype},
                ):
                    with (
                        self.subTest(file=file.name, user=user.login, vals=list(vals)),
                        self.assertRaises(UserError),
                    ):
                        file.with_user(user).sudo().write(vals)
            for vals in (
                {"raw": content, "mimetype": file.mimetype},
                {"datas": base64.b64encode(content)},
                {"fs_filename": "khác"},
            ):
                with (
                    self.subTest(file=file.name, vals=list(vals)),
                    self.assertRaises(UserError),
                ):
                    file.with_user(self.officer).write(vals)
            self.assertEqual(file.raw, content)
            self.assertTrue(file.store_fname)

    def test_other_addons_move_by_their_own_ways(self):
        """Without the type, or with the one that the bytes alone would have: what was noted stays."""
        self._keep_in("db")
        report = self.submission.sudo().report_id
        content, mimetype = report.raw, report.mimetype
        guessed = report._compute_mimetype({"raw": content})
        for vals in (
            {"datas": base64.b64encode(content)},
            {"datas": base64.b64encode(content), "mimetype": guessed},
        ):
            self.env["ir.attachment"].browse(report.id).with_user(self.administrator).sudo().write(
                vals
            )
            self.assertEqual((report.raw, report.mimetype), (content, mimetype))
            self.assertFalse(report.store_fname)

    def test_what_is_lost_stays_noted(self):
        """A move takes an empty file for what is gone: it would hide which one has to be restored."""
        lost = self.evidence.sudo().attachment_id
        noted, place = self._note(), lost.store_fname
        self._replace_file(self.evidence, None)
        self.env.invalidate_all()
        self._keep_in("db")
        with self.assertLogs(
            "odoo.addons.cchc_assessment.models.odoo.ir_attachment", "ERROR"
        ) as logs:
            lost.with_user(self.administrator).sudo().write(
                {"raw": lost.raw, "mimetype": lost.mimetype}
            )
        self.assertIn(lost.name, logs.output[0])
        self.assertEqual(self._note(), noted)
        self.assertEqual(lost.store_fname, place)
        self.assertIn("bao cao.pdf", self._check()[1])

    def test_a_damaged_file_is_not_made_whole_by_a_move(self):
        """Moved as it is, it keeps the checksum of what was filed, and the check still names it."""
        damaged = self.evidence.sudo().attachment_id
        noted = self._note()
        self._replace_file(self.evidence, self.content[:-1] + b"?")
        self.env.invalidate_all()
        self._keep_in("db")
        damaged.with_user(self.administrator).sudo().write(
            {"raw": damaged.raw, "mimetype": damaged.mimetype}
        )
        self.assertFalse(damaged.store_fname)
        self.assertEqual(self._note(), noted)
        state, report = self._check()
        self.assertEqual(state, "bad")
        self.assertIn("bao cao.pdf", report)

    def test_documents_in_the_database(self):
        """Filed there, looked at again, taken over by another year, lost: as with any other place."""
        self._keep_in("db")
        content = make_pdf("moi")
        line = self._line("1.2", self.other_assessment)
        evidence = self._file(line, user=self.other_officer, content=content)
        attachment = evidence.sudo().attachment_id
        self.assertEqual((attachment.store_fname, attachment.raw), (False, content))
        self.assertEqual(attachment.checksum, attachment._compute_checksum(content))
        self.assertEqual(attachment.file_size, len(content))
        self.assertEqual(attachment._measure_stored(), {attachment.id: len(content)})
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE cchc_evidence SET remark_codes = 'x' WHERE id = %s", evidence.id)
        )
        self.env.invalidate_all()
        evidence._look_again()
        self.assertFalse(evidence.remark_codes)
        self.env.cr.execute(
            SQL("UPDATE ir_attachment SET db_datas = NULL WHERE id = %s", attachment.id)
        )
        self.env.invalidate_all()
        self.assertIsNone(attachment._get_stored_sha256())
        [fault] = self._make(self.other_assessment, self.other_officer).faults
        self.assertEqual(fault.kind, "gone")

    def test_a_caller_does_not_choose_the_place(self):
        """What addons ask the context for is the agency's to say, not that of whoever files a document."""
        evidence = (
            self.env["cchc.evidence"]
            .with_user(self.other_officer)
            .with_context(storage_location="db", force_storage_key="ab/cd", cchc_keeper=True)
        )
        line = self._line("1.2", self.other_assessment)
        made, _created, _guessed = evidence._upload(
            io.BytesIO(make_pdf("ngoai")), "ngoai.pdf", line=line
        )
        attachment = made.sudo().attachment_id
        self.assertEqual(attachment.raw, make_pdf("ngoai"))
        with self.assertRaises(UserError):
            attachment.with_user(self.other_officer).with_context(cchc_keeper=True).write(
                {"raw": PDF}
            )
        with self.assertRaises(UserError):
            self.env["ir.attachment"].with_user(self.other_officer).with_context(
                cchc_keeper=True
            ).create({"name": "a", "res_model": "cchc.evidence", "res_id": made.id, "raw": b"a"})
