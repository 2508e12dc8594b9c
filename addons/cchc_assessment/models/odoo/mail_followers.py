"""Nobody follows a record of ours who may not read it."""

from odoo import api, models
from odoo.exceptions import UserError

from ..common.system_voice import is_system


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    @api.model_create_multi
    def create(self, vals_list):
        followers = super().create(vals_list)
        if not is_system(self.env):
            followers._check_may_read()
        return followers

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"res_model", "res_id", "partner_id"}:
            self._check_may_read()
        return result

    def _check_may_read(self):
        """Let nobody follow a record of ours who may not read it: they would be written to in its name."""
        # sudo: who follows decides, not what the caller may see
        for follower in self.sudo():
            if not self.env["mail.message"]._is_of_record_model(follower.res_model):
                continue
            record = self.env[follower.res_model].sudo().browse(follower.res_id)
            if follower.partner_id - record._get_addressees(follower.partner_id):
                raise UserError(
                    self.env._(
                        "%(person)s may not read “%(record)s” and cannot follow it.",
                        person=follower.partner_id.name,
                        record=record.display_name,
                    )
                )
