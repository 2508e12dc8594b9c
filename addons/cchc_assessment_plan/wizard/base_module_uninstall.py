from odoo import api, models

from ..hooks import ADDON


class BaseModuleUninstall(models.TransientModel):
    _name = "base.module.uninstall"
    _inherit = ["base.module.uninstall"]

    @api.model
    def _describe_cchc_losses(self, going):
        losses = super()._describe_cchc_losses(going)
        # sudo: whoever uninstalls removes every unit's plans, not what they may see of them
        plans = self.env["cchc.plan"].sudo().search_count([]) if ADDON in going else 0
        if plans:
            losses.append(
                self.env._(
                    "With the improvement plans go, for good: %(count)s plans, with all that was reported of their "
                    "measures.",
                    count=plans,
                )
            )
        return losses
