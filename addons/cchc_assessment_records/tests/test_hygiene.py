from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.common_addons import ModelHygiene
from odoo.addons.cchc_assessment.tests.whole import test_hygiene


@tagged("post_install", "-at_install")
class TestHygiene(ModelHygiene, CchcCase):
    """What every model, view, menu and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_records"

    test_every_file_of_tests_is_run = test_hygiene.TestHygiene.test_every_file_of_tests_is_run

    def test_the_menu_is_the_administrators(self):
        """The menu of what is computed is the administrator's and nobody else's."""
        menu = self.env.ref(f"{self.MODULE}.cchc_record_source_menu")
        self.assertEqual(menu.action.res_model, "cchc.record.source")
        for user in self.roles:
            is_shown = menu.id in menu.with_user(user)._visible_menu_ids()
            self.assertEqual(is_shown, user.has_group("base.group_system"), user.login)
