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
        marked = self.env["cchc.evidence"].sudo().search_count([("scan_filled", "!=", False)])
        if marked:
            losses.append(
                self.env._(
                    "With the addon that reads scans go the marks of %(count)s documents whose fields were read from a "
                    "scan and which nobody has checked. What was read stays.",
                    count=marked,
                )
            )
        return losses
