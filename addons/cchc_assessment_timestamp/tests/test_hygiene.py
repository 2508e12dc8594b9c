from odoo.tests import new_test_user, tagged

from odoo.addons.cchc_assessment.core.tlog.note import LONGEST_NOTE
from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.whole import test_hygiene

from ..core.timestamps import FAULTS, LONGEST_ANSWER
from ..models import cchc_checkpoint


@tagged("post_install", "-at_install")
class TestHygiene(CchcCase):
    """What every view and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_timestamp"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        test_hygiene.TestHygiene._find_own.__func__(cls)
        cls.roles |= new_test_user(cls.env, "cchc_timestamp_admin", groups="base.group_system")

    _own = test_hygiene.TestHygiene._own
    _get_fields_of_other_apps = test_hygiene.TestHygiene._get_fields_of_other_apps
    _places = test_hygiene.TestHygiene._places
    test_views_load_as_each_role = test_hygiene.TestHygiene.test_views_load_as_each_role
    test_vietnamese_is_complete = test_hygiene.TestHygiene.test_vietnamese_is_complete

    def test_every_fault_has_its_sentence(self):
        """What there may be instead of a timestamp is said in words, and nothing else is."""
        self.assertEqual(tuple(kind for kind, _said in cchc_checkpoint.FAULTS), FAULTS)

    def test_the_longest_token_fits(self):
        """A checkpoint with the longest timestamp and many signatures is no longer than what is read of one."""
        line = LONGEST_ANSWER * 4 / 3
        self.assertLess(line + 5000, LONGEST_NOTE)
