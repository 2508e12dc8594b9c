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
        untouched, _left = forms._agree()
        return refused | {form.unit_id: sentence for form, sentence in untouched.items()}
