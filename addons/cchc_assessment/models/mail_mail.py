from odoo import models

# Whose messages are followed: each has ``_note_mail_result``.
MAILED_MODELS = {"cchc.submission", "cchc.result"}


class MailMail(models.Model):
    _inherit = "mail.mail"

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
