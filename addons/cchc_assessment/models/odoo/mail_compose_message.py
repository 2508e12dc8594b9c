"""A letter about a record of ours says nothing that its writer may not read: Odoo fills it in as the superuser."""

from odoo import models

from ..common.reading import check_asker_reads


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _evaluate_res_ids(self):
        numbers = super()._evaluate_res_ids()
        check_asker_reads(self.env, self.model, numbers)
        return numbers
