"""Nothing on the screens of surveys keeps people with a disability from using them."""

from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.accessible import AXE, AccessibleCase
from odoo.addons.cchc_assessment.tests.tools import needs

from .common import Surveys


@tagged("post_install", "-at_install")
@needs(AXE)
@needs("websocket")
class TestSurveyAccessibility(AccessibleCase, Surveys):
    addon = "cchc_assessment_survey"

    def test_secretary(self):
        """A survey under way, its dialogs and its points."""
        self._make_surveys()
        self.survey.action_open()
        self._answer_many(self.survey, self.unit, (1, 1), (2, 2))
        self._look_at(
            self.secretary,
            *self._views("cchc_survey_action", self.survey),
            *self._views("cchc_survey_invitation_action", self.survey.invitation_ids),
            self._dialog(self.survey, "action_invite"),
            self._dialog(self.survey, "action_import_paper"),
            {"name": f"{self.addon}.cchc_survey_take_show_action", "view": "form"},
            has_menus=False,
        )
