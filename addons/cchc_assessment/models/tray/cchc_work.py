from odoo import models


class CchcWork(models.Model):
    _name = "cchc.work"
    _inherit = ["cchc.work"]

    def _finish(self):
        super()._finish()
        if self.kind == "opening" and self.state != "running":
            self.env["cchc.period"]._trigger_hand_over()
