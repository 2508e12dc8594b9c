"""Letters of the addon go to those whom it names, and what becomes of them is told to their record."""

from odoo import api, models
from odoo.exceptions import UserError

from ...fields import breaks_line
from ..common.system_voice import is_system

# Whose messages are followed: each has ``_note_mail_result``.
MAILED_MODELS = {"cchc.submission", "cchc.result"}


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        mails.filtered(lambda mail: (mail.model or "").startswith("cchc."))._check_addresses()
        if not is_system(self.env):
            mails.filtered("mail_message_id")._check_of_record()
        return mails

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"email_to", "email_cc", "recipient_ids"} and not is_system(self.env):
            self._check_of_record()
        return result

    @api.model
    def _send_soon(self):
        """Let Odoo's queue send what waits there once this transaction is over: nobody waits for a mail server."""
        # sudo: whoever acts need not know of jobs
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _check_addresses(self):
        """Refuse an address that would go on in the next line, where a mail server reads anything else."""
        for mail in self:
            if any(
                breaks_line(mail[name])
                for name in ("email_from", "email_to", "email_cc", "reply_to")
            ):
                raise UserError(
                    self.env._("A sender or recipient of this message has a line break in it.")
                )

    def _check_of_record(self):
        """Refuse to send somebody a message of a record of ours who may not read it."""
        for message in self.mail_message_id._get_of_record():
            mails = self.sudo().filtered(lambda mail, of=message: mail.mail_message_id == of)
            record = self.env[message.model].sudo().browse(message.res_id)
            recipients = mails.recipient_ids
            if any(
                mail.email_to or mail.email_cc for mail in mails
            ) or recipients - record._get_addressees(recipients):
                raise UserError(message._outsider_sentence(record))
            # a message of a record is not thrown away when it has been sent
            mails.filtered(lambda mail: not mail.is_notification).is_notification = True

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Keep on each submission and each result what became of the message that told of it."""
        for mail in self.filtered(lambda mail: mail.model in MAILED_MODELS):
            failure = failure_type and (failure_reason or mail.failure_reason or failure_type)
            self.env[mail.model].browse(mail.res_id)._note_mail_result(failure)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
