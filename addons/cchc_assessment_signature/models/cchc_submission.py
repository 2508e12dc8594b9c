from odoo import models

from odoo.addons.cchc_assessment.models.log.sealed_part import extend_table


class CchcSubmission(models.Model):
    _inherit = "cchc.submission"

    # of what is sealed without it: another addon may add its own
    @property
    def _sealed_parts(self):
        return extend_table(super()._sealed_parts, {"evidence": "2 kept signature_status"})
