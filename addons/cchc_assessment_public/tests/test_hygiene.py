from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase
from odoo.addons.cchc_assessment.tests.common_addons import AddonHygiene


@tagged("post_install", "-at_install")
class TestHygiene(AddonHygiene, CchcCase):
    """What every view and string of this addon has to have, as in the main addon."""

    MODULE = "cchc_assessment_public"
