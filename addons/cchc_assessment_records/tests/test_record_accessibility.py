"""Nothing on the screens of records keeps people with a disability from using them."""

from odoo.tests import new_test_user, tagged

from odoo.addons.cchc_assessment.tests.accessible import AXE, AccessibleCase
from odoo.addons.cchc_assessment.tests.tools import needs

from .common import Records


@tagged("post_install", "-at_install")
@needs(AXE)
@needs("websocket")
class TestRecordAccessibility(AccessibleCase, Records):
    addon = "cchc_assessment_records"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_records()

    def test_administrator(self):
        """What is counted, and how it is set up."""
        admin = new_test_user(self.env, f"{self.LOGIN}_admin", groups="base.group_system")
        self._look_at(
            admin, *self._views("cchc_record_source_action", self.source), has_menus=False
        )

    def test_officer(self):
        """A figure that is offered beside its criterion, and one that was taken."""
        self._make_count()
        self._take()
        cell = "tr[data-code='{}'] td[data-column=result]"
        self._look_at(
            self.officer,
            self._sheet(self.assessment, cell.format("2.1"), ".o_cchc_record_figure"),
            self._sheet(self.assessment, cell.format("1.2"), ".o_cchc_record_figure"),
            has_menus=False,
        )
