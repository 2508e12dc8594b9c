from odoo.tests import new_test_user, tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.whole import test_hygiene


@tagged("post_install", "-at_install")
class TestHygiene(CchcCase):
    """What every model, view, menu and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_records"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test_hygiene.TestHygiene._find_own.__func__(cls)
        cls.roles |= new_test_user(cls.env, "cchc_records_admin", groups="base.group_system")

    _own = test_hygiene.TestHygiene._own
    _get_fields_of_other_apps = test_hygiene.TestHygiene._get_fields_of_other_apps
    _places = test_hygiene.TestHygiene._places
    test_every_model_has_access_rows_and_rules = (
        test_hygiene.TestHygiene.test_every_model_has_access_rows_and_rules
    )
    test_views_load_as_each_role = test_hygiene.TestHygiene.test_views_load_as_each_role
    test_buttons_have_their_methods = test_hygiene.TestHygiene.test_buttons_have_their_methods
    test_moments_are_written_alike = test_hygiene.TestHygiene.test_moments_are_written_alike
    _find_other_moments = test_hygiene.TestHygiene._find_other_moments
    test_no_heading_of_a_group_adds_up_points = (
        test_hygiene.TestHygiene.test_no_heading_of_a_group_adds_up_points
    )
    test_every_file_of_tests_is_run = test_hygiene.TestHygiene.test_every_file_of_tests_is_run
    test_vietnamese_is_complete = test_hygiene.TestHygiene.test_vietnamese_is_complete

    def test_the_menu_is_the_administrators(self):
        """The menu of what is computed is the administrator's and nobody else's."""
        menu = self.env.ref(f"{self.MODULE}.cchc_record_source_menu")
        self.assertEqual(menu.action.res_model, "cchc.record.source")
        for user in self.roles:
            is_shown = menu.id in menu.with_user(user)._visible_menu_ids()
            self.assertEqual(is_shown, user.has_group("base.group_system"), user.login)
