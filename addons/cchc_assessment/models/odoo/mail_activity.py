"""What an activity on a record of ours says has a greatest length."""

from odoo import models

from ...fields import NAME_LENGTH, TEXT_LENGTH


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "cchc.limited.texts.mixin"]

    _limited_model_field = "res_model"
    _limited_lengths = {"summary": NAME_LENGTH, "note": TEXT_LENGTH}
