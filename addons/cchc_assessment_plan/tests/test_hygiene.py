from odoo.tests import tagged

from odoo.addons.cchc_assessment.core.word.fields import describe_fields
from odoo.addons.cchc_assessment.core.word.writer import STANDARD_TEMPLATES, check_template
from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.common_addons import ModelHygiene

from ..plan_document import PlanDocument


@tagged("post_install", "-at_install")
class TestHygiene(ModelHygiene, CchcCase):
    """What every model, view, menu and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_plan"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contributor = cls._make_user("contributor", "contributor")
        cls.roles |= cls.contributor

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
        texts = list(self._texts())
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
