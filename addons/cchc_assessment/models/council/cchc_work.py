from odoo import fields, models


class CchcWork(models.Model):
    """What the council takes over from many units is taken over behind the request."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[("agreement", "Agree with the Unit")],
        ondelete={"agreement": "cascade"},
    )

    def _do_agreement(self, parts):
        forms, refused = self._find_forms(parts)
        untouched, left = forms._agree()
        if left:
            self._note_left(parts, forms - forms.browse().union(*untouched))
        return refused | {form.unit_id: sentence for form, sentence in untouched.items()}

    def _note_left(self, parts, forms):
        """Say of these units how many criteria were left open, since they do not apply by the units' word."""
        counts = {form.unit_id: form.not_applicable_count for form in forms}
        for part in parts:
            if count := counts.get(part.unit_id):
                part._write_as_system(
                    {
                        "failure": self.env._(
                            "Taken over, but for %(count)s criteria that do not apply by the unit's word: confirm them "
                            "apart.",
                            count=count,
                        )
                    }
                )
