"""The words of what the addon sends are those of the province's secretary; who writes to whom is fixed."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools.mail import html2plaintext

from ...fields import HTML_LENGTH, NAME_LENGTH
from ..assessment.assessment_workflow import ACTOR_GROUPS, SECRETARY
from ..common.system_voice import as_system

# What the addon sends by itself, each in the words of a template.
TEMPLATED_MODELS = {"cchc.submission", "cchc.reminder", "cchc.result"}
# The words; everything else says who writes to whom, and with what.
TEXT_FIELDS = {"attachment_ids", "body_html", "description", "name", "subject"}
# How long its texts may be where it words what a record of ours sends.
LENGTHS = {
    **dict.fromkeys(("name", "description", "subject"), NAME_LENGTH),
    **dict.fromkeys(("email_from", "email_to", "email_cc", "partner_to", "reply_to"), NAME_LENGTH),
    "body_html": HTML_LENGTH,
}
ADMINISTRATOR = "base.group_system"


class MailTemplate(models.Model):
    _name = "mail.template"
    _inherit = ["mail.template", "cchc.limited.texts.mixin"]
    _limited_lengths = LENGTHS

    cchc_company_id = fields.Many2one(
        "res.company",
        "Province",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Whose messages of the assessment it words.",
    )

    def write(self, vals):
        self._check_may_word(vals)
        self._check_province_stays(vals)
        result = super().write(vals)
        if "model_id" in vals:
            self._check_may_word(vals)
        return result

    def unlink(self):
        self._check_may_word({})
        return super().unlink()

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        self._check_may_word({field_name: translations})
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    def _check_may_word(self, vals):
        """Refuse words of anybody but the secretary, and sender and recipients of anybody but the administrator."""
        user = self.env.user
        # also where Odoo acts as the superuser for somebody: the user is still the one who asked
        if user.id == SUPERUSER_ID or user.has_group(ADMINISTRATOR):
            return
        # sudo: what a template is for decides, not who may see it
        if not any(template.model in TEMPLATED_MODELS for template in self.sudo()):
            return
        if vals.keys() - TEXT_FIELDS:
            raise AccessError(
                self.env._(
                    "Sender and recipients of this message are fixed: change its subject and its text only."
                )
            )
        if not user.has_group(ACTOR_GROUPS[SECRETARY]):
            raise AccessError(
                self.env._(
                    "Only the council's secretary words what units and the council are sent."
                )
            )

    def _check_province_stays(self, vals):
        """Refuse to let a template word the messages of another province."""
        if "cchc_company_id" in vals:
            # first, so that the sentence names nothing to those who may not see it
            self.check_access("write")
            for template in self.sudo():
                if template.cchc_company_id.id != (vals["cchc_company_id"] or False):
                    raise UserError(
                        self.env._(
                            "“%(template)s” words the messages of “%(company)s” and stays there.",
                            template=template.name,
                            company=template.cchc_company_id.name or self.env._("all companies"),
                        )
                    )

    @api.model
    def _make_letter(self, template, record, attachment):
        """Return the message that tells of ``record``, with a file, in the words of ``template``. It is not sent yet.

        :raises UserError: when there is no such template, or it makes no message that could be sent.
        """
        if not template:
            raise UserError(self.env._("The template has been deleted."))
        values = {"attachment_ids": [Command.link(attachment.id)], "auto_delete": False}
        mail_id = as_system(template).send_mail(record.id, email_values=values)
        mail = self.env["mail.mail"].browse(mail_id)
        if not html2plaintext(mail.body_html or "").strip():
            raise UserError(self.env._("It is empty."))
        if not (mail.email_to or mail.recipient_ids):
            raise UserError(self.env._("It names no recipient."))
        return mail
