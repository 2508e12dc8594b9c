from odoo import api, models

from ...fields import fold_line


class CchcSingleLineMixin(models.AbstractModel):
    """A record whose short texts have one line: they stand in subjects, headings and names of files.

    A line break would end the one and begin another there; it is read as a space.
    """

    _name = "cchc.single.line.mixin"
    _description = "Short Texts of One Line"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._fold(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._fold(vals))

    def _fold(self, vals):
        return {
            name: fold_line(value)
            if name in self._fields and self._fields[name].type == "char"
            else value
            for name, value in vals.items()
        }
