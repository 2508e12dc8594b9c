"""The greatest lengths of texts that Odoo's own models hold for records of ours."""

from odoo import api, models
from odoo.exceptions import ValidationError

from ...fields import HTML_LENGTH, NAME_LENGTH, TEXT_LENGTH, describe_excess

# Fields of Odoo's own models that people fill in for our records, and how long each may be there.
_MESSAGE = {"subject": NAME_LENGTH, "body": HTML_LENGTH}
_TEMPLATE = {
    "name": NAME_LENGTH,
    "description": NAME_LENGTH,
    "subject": NAME_LENGTH,
    "body_html": HTML_LENGTH,
    "email_from": NAME_LENGTH,
    "email_to": NAME_LENGTH,
    "email_cc": NAME_LENGTH,
    "partner_to": NAME_LENGTH,
    "reply_to": NAME_LENGTH,
}


class LimitedTextsMixin(models.AbstractModel):
    """Texts of a model of Odoo's that have a greatest length where they belong to a record of ours.

    Judged when they are stored, so that a value counts wherever it comes from: values, defaults, translations.
    """

    _name = "cchc.limited.texts.mixin"
    _description = "Texts of Limited Length"

    # the field that names the model of the record that the text belongs to, and how long which texts may be
    _limited_model_field = "model"
    _limited_lengths = {}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_lengths()
        return records

    def write(self, vals):
        result = super().write(vals)
        if not self._limited_lengths.keys().isdisjoint(vals):
            self._check_lengths(vals.keys())
        return result

    def _check_lengths(self, names=None):
        """Refuse texts that are too long.

        :param names: fields to look at; all by default.
        :raises ValidationError: naming the field, and how much is too much.
        """
        # sudo: a text is judged by its length, whoever may read it
        for record in self.sudo():
            if not (record[self._limited_model_field] or "").startswith("cchc."):
                continue
            for name, length in self._limited_lengths.items():
                if names is not None and name not in names:
                    continue
                label = self._fields[name]._description_string(self.env)
                if excess := describe_excess(self.env, label, record[name], length):
                    raise ValidationError(excess)


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "cchc.limited.texts.mixin"]

    _limited_lengths = _MESSAGE


class MailScheduledMessage(models.Model):
    _name = "mail.scheduled.message"
    _inherit = ["mail.scheduled.message", "cchc.limited.texts.mixin"]

    _limited_lengths = _MESSAGE


class MailTemplate(models.Model):
    _name = "mail.template"
    _inherit = ["mail.template", "cchc.limited.texts.mixin"]

    _limited_lengths = _TEMPLATE


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "cchc.limited.texts.mixin"]

    _limited_model_field = "res_model"
    _limited_lengths = {"summary": NAME_LENGTH, "note": TEXT_LENGTH}
