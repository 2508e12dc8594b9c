from odoo import fields, models

from .cchc_assessment import LIES_WITH


class CchcWork(models.Model):
    """What the secretary writes to many units, and the time that she gives them, reach them behind the request."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[("nudge", "Nudge Units"), ("extension", "Extend the Deadline")],
        ondelete={"nudge": "cascade", "extension": "cascade"},
    )

    def _do_nudge(self, parts):
        forms, refused = self._find_forms(parts)
        # what was sent in the meantime needs no word
        forms.filtered(lambda one: one.state in LIES_WITH)._nudge(**self._get_details())
        return refused

    def _do_extension(self, parts):
        forms, refused = self._find_forms(parts)
        forms._extend_deadlines(**self._get_details())
        return refused
