from odoo.tests import tagged

from odoo.addons.cchc_assessment.core.tlog.note import LONGEST_NOTE
from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.common_addons import AddonHygiene

from ..core.timestamps import FAULTS, LONGEST_ANSWER
from ..models import cchc_checkpoint


@tagged("post_install", "-at_install")
class TestHygiene(AddonHygiene, CchcCase):
    """What every view and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_timestamp"

    def test_every_fault_has_its_sentence(self):
        """What there may be instead of a timestamp is said in words, and nothing else is."""
        self.assertEqual(tuple(kind for kind, _said in cchc_checkpoint.FAULTS), FAULTS)

    def test_the_longest_token_fits(self):
        """A checkpoint with the longest timestamp and many signatures is no longer than what is read of one."""
        line = LONGEST_ANSWER * 4 / 3
        self.assertLess(line + 5000, LONGEST_NOTE)
