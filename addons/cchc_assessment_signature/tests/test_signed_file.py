import importlib.util
from io import BytesIO

from odoo.tests import new_test_user, tagged
from odoo.tools import file_path

from odoo.addons.cchc_assessment.tests.assessment.test_signed_file import SignedFile
from odoo.addons.cchc_assessment.tests.common import PDF, CchcCase
from odoo.addons.cchc_assessment.tests.pure import documents_fixtures as fixtures

from .certificates import authority_values
from .pure.signing_fixtures import Authority, appended, signed


@tagged("post_install", "-at_install")
class TestSignaturesOfSignedFiles(SignedFile, CchcCase):
    """What is read of the digital signatures in the signed copies of a submission and of a publication."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_submission()
        cls.authority = Authority()
        admin = new_test_user(cls.env, "cchc_admin", groups="base.group_system")
        cls.env["cchc.trusted.certificate"].with_user(admin).create(
            authority_values(cls.authority.certificate, "CA mẫu")
        )
        cls.good = signed(PDF, cls.authority.signer())

    def test_of_a_submission(self):
        """Who signed, for whom and when, and what is wrong; a file in its place is read anew."""
        for content, status, said in (
            (self.good, "valid", "Unchanged since it was signed."),
            (appended(self.good), "altered", "Something was added"),
            (signed(PDF, Authority("CA khác").signer()), "untrusted", "not issued by a trusted"),
            (PDF, "unsigned", ""),
        ):
            with self.subTest(status=status):
                self._sign(content=content)
                submission = self.submission.with_user(self.leader)
                self.assertEqual(submission.signature_status, status)
                self.assertIn(said, submission.signatures_text)
                self.assertEqual(
                    "Sở Nội vụ mẫu - UBND tỉnh Mẫu" in submission.signatures_text, bool(said)
                )
        self.assertEqual(self._problems(), [])

    def test_a_picture_bears_none(self):
        """A scan was signed on paper: that there was something to check, and nobody did, is not said of it."""
        self._sign(content=fixtures.picture("PNG"), name="1-BC.png")
        submission = self.submission.with_user(self.leader)
        self.assertEqual((submission.signature_status, submission.signatures_text), ("picture", ""))

    def test_pictures_of_before_are_called_so(self):
        """A scan that was kept as not checked is called what it is by the update; a PDF that nobody checked is not."""
        path = file_path("cchc_assessment_signature/migrations/19.0.1.1.0/post-picture.py")
        spec = importlib.util.spec_from_file_location("post_picture", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        for content, name, status in (
            (fixtures.picture("PNG"), "1-BC.png", "picture"),
            (PDF, "1-BC.pdf", "not_checked"),
        ):
            with self.subTest(name=name):
                self._sign(content=content, name=name)
                submission = self.submission
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE cchc_submission SET signature_status = 'not_checked' WHERE id = %s",
                    submission.ids,
                )
                self.env.invalidate_all()
                script.migrate(self.env.cr, "19.0.1.0.0")
                self.assertEqual(submission.signature_status, status)
        self.assertEqual(self._problems(), [])

    def test_of_a_publication(self):
        """The signed decision is read in the same way."""
        self._submit(self.other_assessment)
        for assessment in (self.assessment, self.other_assessment):
            self._start(assessment)
            self._decide_all(assessment, 2)
            self._conclude(assessment)
        draft = self._compute_results()
        self.assertFalse(draft.signature_status)
        draft.action_freeze()
        draft._publish_signed("12/QĐ-UBND", "2027-01-15", BytesIO(self.good), "12-QD.pdf")
        self.assertEqual(draft.signature_status, "valid")
        self.assertIn("Sở Nội vụ mẫu", draft.with_user(self.leader).signatures_text)
