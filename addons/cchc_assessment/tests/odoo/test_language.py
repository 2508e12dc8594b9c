from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CchcCase
from ..reporting.test_word_report import _texts


@tagged("post_install", "-at_install")
class TestLanguage(CchcCase):
    """Documents are Vietnamese by law, whatever languages an Odoo has activated."""

    def test_installing_activates_vietnamese(self):
        """Nobody has to activate the language of the documents by hand."""
        vietnamese = self.env["res.lang"].search([("code", "=", "vi_VN")])
        self.assertTrue(vietnamese)
        group = self.env.ref("cchc_assessment.cchc_assessment_group_secretary")
        self.assertNotEqual(group.with_context(lang="vi_VN").name, group.name)

    def test_vietnamese_cannot_be_deactivated(self):
        """Whoever tries is told what needs it."""
        vietnamese = self.env["res.lang"].search([("code", "=", "vi_VN")])
        with self.assertRaisesRegex(UserError, "appendices"):
            vietnamese.active = False
        self.assertTrue(vietnamese.active)

    def test_documents_are_made_where_it_was_deactivated_all_the_same(self):
        """The leader can approve, and report, minute and package say what they always say."""
        self._open_period()
        self._fill_in()
        self._send()
        self._deactivate()
        self._approve()
        self.assertEqual(self.assessment.state, "submitted")
        self.assertIn("Đã chọn “", self.assessment.submission_ids.manifest)
        for kind in ("word", "minute"):
            with self.subTest(document=kind):
                self._deactivate()
                report = self.env[f"report.cchc_assessment.{kind}"].with_user(self.secretary)
                texts = _texts(report._render(self.assessment.with_user(self.secretary)))
                self.assertIn("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", texts)
                if kind == "word":
                    # how a score came about, which the screen says in its reader's language
                    self.assertTrue([text for text in texts if "Đã chọn “" in text], texts)

    def _deactivate(self):
        """Take Vietnamese away behind Odoo's back."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_lang SET active = false WHERE code = 'vi_VN'")
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")
        self.assertFalse(self.env["res.lang"]._get_data(code="vi_VN"))
