from odoo import fields, models

from ..fields import DERIVED_LENGTH, LimitedText
from ..models.common.screens import open_form


class CchcRubricFinding(models.TransientModel):
    """One line of the check of a rubric."""

    _name = "cchc.rubric.finding"
    _description = "Finding in a Rubric"
    _order = "dialog_id, severity, id"

    dialog_id = fields.Many2one("cchc.rubric.publish", required=True, ondelete="cascade")
    severity = fields.Selection([("error", "Error"), ("warning", "Warning")], required=True)
    criterion_id = fields.Many2one("cchc.criterion", ondelete="cascade")
    message = LimitedText("What Was Found", required=True, max_length=DERIVED_LENGTH)

    def action_open_criterion(self):
        """Leave the dialog for the criterion that this line is about."""
        self.ensure_one()
        return open_form(self.criterion_id)
