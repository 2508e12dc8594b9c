"""Nothing in what makes a task of a measure keeps people with a disability from using it."""

from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.accessible import AXE, AccessibleCase
from odoo.addons.cchc_assessment.tests.tools import needs

from .test_plan_project import PlanProjectCase


@tagged("post_install", "-at_install")
@needs(AXE)
@needs("websocket")
class TestPlanProjectAccessibility(AccessibleCase, PlanProjectCase):
    addon = "cchc_assessment_plan"

    def test_officer(self):
        """A measure of which a task may be made, the dialog, and one that is a task."""
        made = self._plan_line(self.plan, "2.1").measure_ids
        self._make_task(made)
        self._look_at(
            self.officer,
            self._views("cchc_plan_measure_action", self.measure)[-1],
            self._dialog(self.measure, "action_make_task"),
            self._views("cchc_plan_measure_action", made)[-1],
            has_menus=False,
        )
