"""What is planned for a record of ours tells nothing of one that the planner may not read."""

from odoo import models

from ..common.reading import check_asker_reads


class MailActivitySchedule(models.TransientModel):
    _inherit = "mail.activity.schedule"

    def _evaluate_res_ids(self):
        numbers = super()._evaluate_res_ids()
        check_asker_reads(self.env, self.res_model, numbers)
        return numbers
