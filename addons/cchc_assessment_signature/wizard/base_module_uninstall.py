from odoo import api, models

from odoo.addons.cchc_assessment.hooks import ADDON as MAIN

from ..hooks import ADDON


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    @api.model
    def _describe_cchc_losses(self, going):
        losses = super()._describe_cchc_losses(going)
        if ADDON not in going or MAIN in going:
            return losses
        # sudo: every unit's are lost
        signed = [("signature_ids", "!=", False)]
        documents = self.env["cchc.evidence"].sudo().search_count(signed)
        authorities = self.env["cchc.trusted.certificate"].sudo().search_count([])
        if documents or authorities:
            losses.append(
                self.env._(
                    "With the addon of digital signatures goes what was read of the signatures in %(documents)s "
                    "documents, and the list of trusted authorities (%(authorities)s). The files themselves stay as "
                    "they are; installed again, the addon shows them as not checked.",
                    documents=documents,
                    authorities=authorities,
                )
            )
        return losses
