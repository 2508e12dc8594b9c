from odoo import api, models

from ..hooks import ADDON
from ..models.cchc_checkpoint import LEFT


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    @api.model
    def _describe_cchc_losses(self, going):
        losses = super()._describe_cchc_losses(going)
        if ADDON not in going:
            return losses
        # sudo: every province's are lost
        stamped = self.env["cchc.checkpoint"].sudo().search_count([("timestamp_date", "!=", False)])
        if stamped:
            losses.append(
                self.env._(
                    "With the addon of timestamps go the timestamps of %(count)s checkpoints; no authority dates them "
                    "back again. A file of them is kept: Settings › Technical › Attachments, “%(name)s”.",
                    count=stamped,
                    name=LEFT,
                )
            )
        return losses
