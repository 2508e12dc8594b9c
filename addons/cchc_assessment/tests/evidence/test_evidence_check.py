import json
from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import CchcCase


class SealedCase(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls._file(cls._line("1.2"), name="13/BC-STN", file_name="hai.pdf")
        cls._send()
        cls._approve()
        cls.submission = cls.assessment.submission_ids
        cls.evidence = cls.assessment.evidence_ids

    def _path(self, evidence):
        return Path(self.env["ir.attachment"]._full_path(evidence.attachment_id.store_fname))

    def _damage(self, evidence, content):
        """Change a stored file as a defect of the disk does, and mend it after the test."""
        path = self._path(evidence)
        self.addCleanup(path.write_bytes, path.read_bytes())
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)


@tagged("post_install", "-at_install")
class TestManifestCheck(SealedCase):
    """Stored files compared with what was sealed."""

    def _check(self, user=None):
        self.submission.with_user(user or self.secretary).action_check_files()
        self.env.invalidate_all()
        return self.submission

    def test_untouched_files_are_as_approved(self):
        """The result says how many files were read, appendix and report too, stays with the submission, is logged."""
        submission = self._check()
        self.assertEqual(submission.check_state, "ok")
        self.assertTrue(submission.checked_at)
        self.assertIn("4 files", submission.check_report)
        self.assertEqual(submission.check_ids.file_count, 4)
        row = self.env["cchc.log"].search([("action", "=", "check")])
        self.assertEqual((row.assessment_id, row.user_id), (self.assessment, self.secretary))

    def test_a_file_that_differs_is_named(self):
        """One changed byte: the file and both sums are named, and the secretaries are told."""
        good, bad = self.evidence
        content = self._path(bad).read_bytes()
        self._damage(bad, content[:-1] + b"!")
        submission = self._check()
        self.assertEqual(submission.check_state, "bad")
        self.assertIn(bad.file_name, submission.check_report)
        self.assertIn(bad.sha256, submission.check_report)
        self.assertNotIn(good.sha256, submission.check_report)
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.secretary.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn(bad.file_name, message.body)
        self.assertNotIn(self.officer.partner_id, message.partner_ids)

    def test_a_file_that_is_gone_is_named(self):
        """A file missing from the store is reported as gone."""
        self._damage(self.evidence[0], None)
        self.assertIn("gone", self._check().check_report)

    @mute_logger("odoo.addons.cchc_assessment.controllers.evidence")
    def test_results_are_kept(self):
        """A later good result does not wipe out an earlier bad one, and nobody changes either."""
        path = self._path(self.evidence[0])
        content = path.read_bytes()
        path.write_bytes(b"khac")
        try:
            self._check()
        finally:
            path.write_bytes(content)
        self._check()
        self.assertEqual(self.submission.check_ids.mapped("state"), ["ok", "bad"])
        for change in (
            lambda: self.submission.check_ids.sudo().write({"state": "ok"}),
            lambda: self.submission.check_ids.sudo().unlink(),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_only_secretaries_check(self):
        """The unit and appraisers read the result; they do not start a check."""
        for user in (self.officer, self.leader, self.appraiser, self.other_officer):
            with self.assertRaises(AccessError):
                self._check(user)
        self.period.with_user(self.secretary).action_check_files()
        self.assessment.with_user(self.secretary).action_check_files()
        self.assertEqual(len(self.submission.check_ids), 2)

    def test_the_weekly_job_checks_what_is_due(self):
        """The job checks each submission once and leaves those alone that were checked this week."""
        job = self.env.ref("cchc_assessment.ir_cron_check_files")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.assertEqual(self.submission.check_ids.mapped("state"), ["ok"])
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.assertEqual(len(self.submission.check_ids), 1)

    def test_the_weekly_job_speaks_to_those_who_approved(self):
        """What the job writes down is in the language of the leader who approved, not in the system's."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self.leader.lang = "vi_VN"
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.ir_cron_check_files").method_direct_trigger()
        self.assertRegex(
            self.submission.check_ids.report, r"^4 tệp và \d+ giá trị đúng như khi niêm phong\."
        )

    def test_a_damaged_manifest_is_a_finding(self):
        """A list that was made unreadable in the database is reported, and stops neither job nor sentence."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_submission SET manifest = '{' WHERE id = %s", [self.submission.id]
        )
        self.env.invalidate_all()
        self.leader.lang = False
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.ir_cron_check_files").method_direct_trigger()
        check = self.submission.check_ids
        self.assertEqual(check.state, "bad")
        self.assertIn("cannot be read", check.report)
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.env["report.cchc_assessment.package"]._make_package(self.submission)

    def test_a_sealed_document_stays_after_a_return(self):
        """The unit may edit again and delete what it files now, but not what was once approved."""
        self.assessment.with_user(self.secretary)._transition(
            "action_return_to_unit",
            reason="Thiếu tài liệu.",
            new_deadline=self.period.self_deadline,
        )
        fresh = self._file(self._line("1.2"), name="14/BC-STN", file_name="ba.pdf")
        fresh.with_user(self.officer).unlink()
        self.assertFalse(fresh.exists())
        for user in (self.officer, self.leader, self.env.ref("base.user_root")):
            for document in self.evidence:
                with self.assertRaisesRegex(UserError, "part of a submission"):
                    document.with_user(user).unlink()
        self.assertEqual(self.evidence.exists(), self.evidence)
        self.assertFalse(self.evidence.superseded_by_id | self.evidence.supersedes_ids)

    def test_the_manifest_names_what_proves(self):
        """What was replaced before the approval is neither in the manifest nor in the list."""
        self.assertEqual(self.submission.evidence_ids, self.evidence)
        entries = json.loads(self.submission.manifest)["evidence"]
        self.assertEqual(
            {entry["sha256"] for entry in entries}, set(self.evidence.mapped("sha256"))
        )


@tagged("post_install", "-at_install")
class TestEvidenceSettings(CchcCase):
    """What the administrator decides about documents."""

    def _settings(self, **values):
        return self.env["res.config.settings"].create(values)

    def test_defaults(self):
        """Without a decision all types may be filed, up to 25 MB."""
        settings = self._settings()
        self.assertEqual(settings.cchc_evidence_max_megabytes, 25)
        for kind in ("pdf", "image", "word", "excel", "zip"):
            self.assertTrue(settings[f"cchc_evidence_{kind}"])

    def test_a_switch_is_remembered(self):
        """A type that was switched off stays off when the settings are opened again."""
        self._settings(cchc_evidence_zip=False, cchc_evidence_max_megabytes=40).execute()
        settings = self._settings()
        self.assertFalse(settings.cchc_evidence_zip)
        self.assertTrue(settings.cchc_evidence_pdf)
        self.assertEqual(settings.cchc_evidence_max_megabytes, 40)

    def test_senseless_settings_are_refused(self):
        """No type at all, or a largest size of 0, is refused."""
        with self.assertRaises(ValidationError):
            self._settings(
                **{
                    f"cchc_evidence_{kind}": False
                    for kind in ("pdf", "image", "word", "excel", "zip")
                }
            ).execute()
        with self.assertRaises(ValidationError):
            self._settings(cchc_evidence_max_megabytes=0)
