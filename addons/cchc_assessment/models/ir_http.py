from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the upload screens how much may be filed, and the web client where its people begin.

        Whoever has chosen a home action of their own begins there.
        """
        info = super().session_info()
        if self.env.user._is_internal():
            info["cchc_evidence_max_bytes"] = self.env["cchc.evidence"]._get_max_bytes()
        if not info.get("home_action_id") and self.env.user._works_in_cchc():
            # sudo: an action's number, which the menu shows as well
            dashboard = self.sudo().env.ref("cchc_assessment.cchc_dashboard_action", False)
            info["home_action_id"] = dashboard and dashboard.id
        return info
