from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .assessment_workflow import DRAFT

MILESTONE = "cchc_assessment.cchc_assessment_milestone"

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
# What says where a message stands, who wrote it, and whether it tells a milestone.
ORIGIN_FIELDS = {"author_id", "email_from", "model", "res_id", "subtype_id"}


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        # afterwards, since it may also come from a default that the caller sends
        messages._check_origin()
        return messages

    def write(self, vals):
        if vals.keys() & CONTENT_FIELDS:
            self._check_not_of_record()
        result = super().write(vals)
        if vals.keys() & ORIGIN_FIELDS:
            self._check_origin()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_record(self):
        self._check_not_of_record()

    def _check_origin(self):
        """Refuse what somebody would put into an assessment's chatter that isn't theirs to say.

        A message bears its writer's name, stands where they may read, and tells no milestone: that a
        state has changed is said by the system alone.
        """
        if self.env.su:
            return
        # sudo: a message is judged by what it says, whoever may see it
        messages = self.sudo().filtered(lambda message: message.model == "cchc.assessment")
        if not messages:
            return
        self.env["cchc.assessment"].browse(messages.mapped("res_id")).check_access("read")
        milestone = self.env.ref(MILESTONE)
        if any(
            message.subtype_id == milestone or message.author_id != self.env.user.partner_id
            for message in messages
        ):
            raise AccessError(
                self.env._(
                    "In the discussion of an assessment people write in their own name, and what has "
                    "happened to it is told by the system alone."
                )
            )

    def _check_not_of_record(self):
        """Refuse to change what an assessment's chatter keeps for later readers.

        These are the milestones always, and every message once the assessment has left its officers' hands.
        """
        # sudo: a message stays whoever tries to change it
        messages = self.sudo().filtered(lambda message: message.model == "cchc.assessment")
        if not messages:
            return
        milestone = self.env.ref(MILESTONE)
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
