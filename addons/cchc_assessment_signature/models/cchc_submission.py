from odoo import models

from odoo.addons.cchc_assessment.models.log.sealed_fields import SUBMISSION
from odoo.addons.cchc_assessment.models.log.sealed_part import extend_table


class CchcSubmission(models.Model):
    _inherit = "cchc.submission"

    _sealed_parts = extend_table(SUBMISSION, {"evidence": "2 kept signature_status"})
