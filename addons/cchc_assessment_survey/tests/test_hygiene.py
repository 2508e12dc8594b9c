from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.whole import test_hygiene, test_text_lengths


@tagged("post_install", "-at_install")
class TestHygiene(CchcCase):
    """What every model, view, menu and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_survey"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test_hygiene.TestHygiene._find_own.__func__(cls)

    _own = test_hygiene.TestHygiene._own
    _get_fields_of_other_apps = test_hygiene.TestHygiene._get_fields_of_other_apps
    _places = test_hygiene.TestHygiene._places
    _find_other_moments = test_hygiene.TestHygiene._find_other_moments
    _texts = test_text_lengths.TestTextLengths._texts
    test_every_model_has_access_rows_and_rules = (
        test_hygiene.TestHygiene.test_every_model_has_access_rows_and_rules
    )
    test_views_load_as_each_role = test_hygiene.TestHygiene.test_views_load_as_each_role
    test_buttons_have_their_methods = test_hygiene.TestHygiene.test_buttons_have_their_methods
    test_confirmations_name_what_is_done = (
        test_hygiene.TestHygiene.test_confirmations_name_what_is_done
    )
    test_moments_are_written_alike = test_hygiene.TestHygiene.test_moments_are_written_alike
    test_no_heading_of_a_group_adds_up_points = (
        test_hygiene.TestHygiene.test_no_heading_of_a_group_adds_up_points
    )
    test_vietnamese_is_complete = test_hygiene.TestHygiene.test_vietnamese_is_complete

    def test_every_text_has_a_length(self):
        """No text that people can write is without a bound."""
        texts = {(field.model_name, field.name): field for field in self._texts()}
        self.assertIn(("cchc.survey", "introduction"), texts)
        self.assertFalse(
            [place for place, field in texts.items() if not getattr(field, "max_length", None)]
        )

    def test_menus_are_the_secretarys(self):
        """Each menu leads its role somewhere, and nobody else sees it."""
        menus = self._own("ir.ui.menu")
        self.assertEqual(len(menus), 4)
        for user in self.roles:
            visible = menus.browse(menus.with_user(user)._visible_menu_ids()) & menus
            self.assertEqual(visible, menus if user == self.secretary else menus.browse())
