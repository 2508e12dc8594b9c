from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.common.screens import open_dialog
from ..models.rubric.cchc_rubric import MAXIMUM_BASES


class CchcRubricPublish(models.TransientModel):
    """What was found in a rubric; where only warnings were, they can be confirmed here."""

    _name = "cchc.rubric.publish"
    _description = "Check and Publish a Rubric"

    rubric_id = fields.Many2one("cchc.rubric", required=True, ondelete="cascade")
    rubric_state = fields.Selection(related="rubric_id.state", related_sudo=False)
    finding_ids = fields.One2many(
        "cchc.rubric.finding", "dialog_id", "What Was Found", readonly=True
    )
    asks_maximum = fields.Boolean(readonly=True)
    maximum_basis = fields.Selection(MAXIMUM_BASES, "Maximum of a Branch")
    error_count = fields.Integer("Errors", compute="_compute_counts")
    warning_count = fields.Integer("Warnings", compute="_compute_counts")
    has_changed = fields.Boolean(readonly=True)
    warnings_confirmed = fields.Boolean(
        "I have looked at each warning: the rubric is meant to be so"
    )

    @api.depends("finding_ids.severity")
    def _compute_counts(self):
        for dialog in self:
            errors = dialog.finding_ids.filtered(lambda found: found.severity == "error")
            dialog.error_count = len(errors)
            dialog.warning_count = len(dialog.finding_ids - errors)

    def action_publish(self):
        """Check once more, and publish if nothing has come up but the warnings shown here.

        :return: this dialog again, with what is found now, where that is an error or a warning
            that nobody has seen.
        :raises UserError: when the warnings are not confirmed, nobody has chosen which maximum holds, or the
            rubric is no draft.
        """
        self.ensure_one()
        rubric = self.rubric_id
        rubric.check_access("write")
        rubric._check_is_draft()
        rubric._sort_criteria()
        findings = rubric._get_findings()
        shown = {(found.severity, found.criterion_id, found.message) for found in self.finding_ids}
        if any(found.severity == "error" or found[:3] not in shown for found in findings):
            self._show_findings()
            self.write({"warnings_confirmed": False, "has_changed": True})
            return self._reopen()
        if findings and not self.warnings_confirmed:
            raise UserError(
                self.env._("Tick that you have looked at each warning, then publish again.")
            )
        if self.maximum_basis and rubric._differs_in_maxima():
            rubric.maximum_basis = self.maximum_basis
        rubric._publish(confirmed=findings)
        return {"type": "ir.actions.act_window_close"}

    def _show_findings(self):
        """Replace the list by what is found now."""
        self.write(
            {
                "asks_maximum": self.rubric_id._differs_in_maxima(),
                "maximum_basis": self.maximum_basis or self.rubric_id.maximum_basis,
                "finding_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "severity": found.severity,
                                "criterion_id": found.criterion.id,
                                "message": found.message,
                            }
                        )
                        for found in self.rubric_id._get_findings()
                    ),
                ],
            }
        )

    def _reopen(self):
        return open_dialog(
            self, self.env._("Check of the rubric"), context={"dialog_size": "extra-large"}
        )
