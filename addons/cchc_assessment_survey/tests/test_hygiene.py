from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.common_addons import ModelHygiene


@tagged("post_install", "-at_install")
class TestHygiene(ModelHygiene, CchcCase):
    """What every model, view, menu and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_survey"

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
