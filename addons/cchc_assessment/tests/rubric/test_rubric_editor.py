from odoo.tests import HttpCase, tagged

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestRubricEditor(CchcCase, HttpCase):
    def test_secretary_edits_a_rubric(self):
        """In Chromium: indent, outdent, drag, add under, check and try, all from the rubric's form."""
        self.start_tour(
            f"/odoo/action-cchc_assessment.cchc_rubric_action/{self.rubric.id}",
            "cchc_secretary_edits_a_rubric",
            login=self.secretary.login,
        )
        self.env.invalidate_all()
        names = [c.code or c.name for c in self.rubric.criterion_ids]
        self.assertEqual(
            names,
            ["1", "1.1", "2.2", "1.1.1", "1.1.2", "1.2", "Nhận định của Hội đồng", "2", "2.1"],
        )
