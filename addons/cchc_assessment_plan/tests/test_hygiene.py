from odoo.tests import new_test_user, tagged

from odoo.addons.cchc_assessment.core.word.fields import describe_fields
from odoo.addons.cchc_assessment.core.word.writer import STANDARD_TEMPLATES, check_template
from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.whole import test_hygiene, test_text_lengths

from ..plan_document import PlanDocument


@tagged("post_install", "-at_install")
class TestHygiene(CchcCase):
    """What every model, view, menu and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_plan"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test_hygiene.TestHygiene._find_own.__func__(cls)
        cls.contributor = cls._make_user("contributor", "contributor")
        cls.roles |= cls.contributor
        cls.roles |= new_test_user(cls.env, "cchc_plan_admin", groups="base.group_system")

    _own = test_hygiene.TestHygiene._own
    _find_other_moments = test_hygiene.TestHygiene._find_other_moments
    _get_fields_of_other_apps = test_hygiene.TestHygiene._get_fields_of_other_apps
    _places = test_hygiene.TestHygiene._places
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

    def test_menus_are_their_peoples(self):
        """Plans are the units' and the secretary's; a member of the council sees no menu of them."""
        menus = {
            name: self.env.ref(f"{self.MODULE}.cchc_plan_{name}")
            for name in ("menu", "measure_menu", "measure_mine_menu", "line_menu", "cause_menu")
        }
        for user, shown in (
            (self.contributor, {"menu", "measure_menu", "measure_mine_menu", "line_menu"}),
            (self.officer, {"menu", "measure_menu", "measure_mine_menu", "line_menu"}),
            (self.secretary, {"menu", "measure_menu", "line_menu", "cause_menu"}),
            (self.appraiser, set()),
        ):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            found = {name for name, menu in menus.items() if menu.id in visible}
            self.assertEqual(found, shown, user.login)
            for name in found:
                model = menus[name].action.res_model
                self.assertTrue(self.env[model].with_user(user).has_access("read"))

    def test_every_text_has_a_length(self):
        """No text of this addon that people can write is without a bound."""
        texts = list(test_text_lengths.TestTextLengths._texts(self))
        self.assertGreater(len(texts), 10)
        without = [str(field) for field in texts if not getattr(field, "max_length", None)]
        # its activity's, which has a bound
        self.assertEqual(without, ["cchc.plan.activity_summary"])

    def test_every_field_of_the_template_is_listed(self):
        """The period's form lists what a template of the plan may use, and the standard one uses nothing else."""
        check_template(STANDARD_TEMPLATES[PlanDocument].read_bytes(), PlanDocument)
        listed = str(self.period.with_user(self.secretary).plan_field_list)
        for one in describe_fields(PlanDocument):
            self.assertIn(one.description, listed)
