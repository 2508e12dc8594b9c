"""Nothing on the screens of plans keeps people with a disability from using them."""

from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.accessible import AXE, AccessibleCase
from odoo.addons.cchc_assessment.tests.tools import needs

from .test_plan_sheet import NextYear


@tagged("post_install", "-at_install")
@needs(AXE)
@needs("websocket")
class TestPlanAccessibility(AccessibleCase, NextYear):
    """As contributor, officer and leader, of a plan that was agreed; as secretary, with its causes."""

    addon = "cchc_assessment_plan"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_published()
        cls.plan = cls._make_agreed()

    def test_contributor(self):
        """One who does what was planned."""
        self._look_at(self.contributor)

    def test_officer(self):
        """A draft of the other unit, and what is beside the criterion in the next year."""
        now = self._open_next_year()
        draft = self._make_plan(self.other_assessment, self.other_officer)
        self._look_at(self.other_officer, *self._views("cchc_plan_action", draft), has_menus=False)
        row = "tr[data-code='1.2'] td[data-column=result]"
        self._look_at(self.officer, self._sheet(now, row, ".o_cchc_plan"), has_menus=False)

    def test_secretary(self):
        """Plans of all units."""
        self._look_at(self.secretary)
