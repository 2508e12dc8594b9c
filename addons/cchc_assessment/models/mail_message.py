from odoo import api, models
from odoo.exceptions import UserError

from .assessment_workflow import DRAFT

# What makes a message say what it says: the rest (stars, reactions, notifications) goes on changing.
CONTENT_FIELDS = {
    "attachment_ids",
    "author_id",
    "body",
    "date",
    "email_from",
    "message_type",
    "model",
    "res_id",
    "subtype_id",
}


class MailMessage(models.Model):
    _inherit = "mail.message"

    def write(self, vals):
        if vals.keys() & CONTENT_FIELDS:
            self._check_not_of_record()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_record(self):
        self._check_not_of_record()

    def _check_not_of_record(self):
        """Refuse to change what an assessment's chatter keeps for later readers.

        These are the milestones always, and every message once the assessment has left its officers' hands.
        """
        # sudo: a message stays whoever tries to change it
        messages = self.sudo().filtered(lambda message: message.model == "cchc.assessment")
        if not messages:
            return
        milestone = self.env.ref("cchc_assessment.cchc_assessment_milestone")
        assessments = {
            assessment.id: assessment
            for assessment in self.env["cchc.assessment"].sudo().browse(messages.mapped("res_id"))
        }
        for message in messages:
            if message.subtype_id == milestone or assessments[message.res_id].state != DRAFT:
                raise UserError(
                    self.env._(
                        "The messages of an assessment are part of its record and stay as they are."
                    )
                )
