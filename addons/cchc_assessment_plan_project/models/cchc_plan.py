from odoo import models


class CchcPlan(models.Model):
    _name = "cchc.plan"
    _inherit = ["cchc.plan"]

    def _do_agree(self, reason):
        super()._do_agree(reason)
        self.sudo().measure_ids._take_over_tasks()
