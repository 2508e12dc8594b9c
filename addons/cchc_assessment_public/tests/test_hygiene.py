from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.whole import test_hygiene


@tagged("post_install", "-at_install")
class TestHygiene(CchcCase):
    """What every view and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_public"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test_hygiene.TestHygiene._find_own.__func__(cls)

    _own = test_hygiene.TestHygiene._own
    _get_fields_of_other_apps = test_hygiene.TestHygiene._get_fields_of_other_apps
    _places = test_hygiene.TestHygiene._places
    test_views_load_as_each_role = test_hygiene.TestHygiene.test_views_load_as_each_role
    test_vietnamese_is_complete = test_hygiene.TestHygiene.test_vietnamese_is_complete
