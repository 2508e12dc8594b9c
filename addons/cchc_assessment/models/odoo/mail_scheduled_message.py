"""A message that is posted later on a record of ours is its writer's, and of limited length."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..common.system_voice import get_asker
from .mail_message import MESSAGE_LENGTHS


class MailScheduledMessage(models.Model):
    """What is to be posted later is the words of whoever wrote it, and nobody else changes them."""

    _name = "mail.scheduled.message"
    _inherit = ["mail.scheduled.message", "cchc.limited.texts.mixin"]
    _limited_lengths = MESSAGE_LENGTHS

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._check_is_writers()
        return messages

    def write(self, vals):
        self._check_is_writers()
        result = super().write(vals)
        self._check_is_writers()
        return result

    def unlink(self):
        if not self.env.su:
            self._check_is_writers()
        return super().unlink()

    def _check_is_writers(self):
        asker = get_asker(self.env)
        # sudo: who wrote it decides
        for message in self.sudo():
            if not self.env["mail.message"]._is_of_record_model(message.model):
                continue
            record = self.env[message.model].sudo().browse(message.res_id)
            if asker not in message.create_uid or message.author_id != asker.partner_id:
                raise AccessError(
                    self.env._(
                        "A message that is to be posted later is changed by its writer only."
                    )
                )
            if message.partner_ids - record._get_addressees(message.partner_ids):
                raise UserError(self.env["mail.message"]._outsider_sentence(record))
