"""What a message says of a change is as much a part of it as its words."""

from odoo import api, models
from odoo.exceptions import AccessError

from ..common.system_voice import is_system


class MailTrackingValue(models.Model):
    _inherit = "mail.tracking.value"

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        values._check_is_systems()
        return values

    def write(self, vals):
        self._check_is_systems()
        result = super().write(vals)
        self._check_is_systems()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_record(self):
        self._check_is_systems()

    def _check_is_systems(self):
        if not is_system(self.env) and self.sudo().mail_message_id._get_of_record():
            raise AccessError(
                self.env._("What has changed in a record is told by the system alone.")
            )
