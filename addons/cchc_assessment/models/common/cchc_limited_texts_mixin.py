from odoo import api, models
from odoo.exceptions import ValidationError

from ...fields import describe_excess, label_of


class CchcLimitedTextsMixin(models.AbstractModel):
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
                label = label_of(self._fields[name], self.env)
                if excess := describe_excess(self.env, label, record[name], length):
                    raise ValidationError(excess)
