from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the upload screens how much may be filed, so that they can say at once what is too large."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["cchc_evidence_max_bytes"] = self.env["cchc.evidence"]._get_max_bytes()
        return info
