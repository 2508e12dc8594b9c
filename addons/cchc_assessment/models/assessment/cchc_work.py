from odoo import fields, models

from .assessment_workflow import SECRETARY

# What many units are taken through at once, by the names of the table of transitions.
STEPS = {
    "action_start_appraisal": "Start the Appraisal",
    "action_request_explanation": "Send All Questions",
    "action_close_explanation": "Close the request",
    "action_withdraw_request": "Withdraw the request",
    "action_conclude": "Conclude",
    "action_declare_absent": "No dossier submitted",
    "action_exempt": "Not assessed this year",
    "action_resume": "Take in again",
    "action_return_to_unit": "Return to the units",
    "action_reopen": "Reopen",
}
# What details hold as text, and steps take as a moment.
_MOMENTS = ("new_deadline", "explanation_deadline")


class CchcWork(models.Model):
    """What many units are taken through is done behind the request; what stands in a unit's way stops no other."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[*STEPS.items(), ("log_check", "Check of the Logs")],
        ondelete=dict.fromkeys((*STEPS, "log_check"), "cascade"),
    )

    def _do_for(self, parts):
        # sudo: as above
        kind = self.sudo().kind
        if kind not in STEPS:
            return super()._do_for(parts)
        forms, refused = self._find_forms(parts)
        _done, left = forms._transition_each(kind, **self._get_details())
        return refused | {form.unit_id: sentence for form, sentence in left.items()}

    def _do_log_check(self, parts):
        forms, refused = self._find_forms(parts)
        forms._check_actor(SECRETARY)
        breaks = self.env["cchc.log"]._find_breaks(forms)
        parts._note({form.unit_id: sentence for form, sentence in breaks.items()})
        return refused

    def _say_how_far(self):
        said = super()._say_how_far()
        if self.kind != "log_check" or not self.done_count:
            return said
        changed = len(self.part_ids.filtered("note"))
        found = (
            self.env._("Logs that are not what was written: %(count)s.", count=changed)
            if changed
            else self.env._("All logs that were checked are whole.")
        )
        return f"{said} {found}"

    def _get_details(self):
        """Return what is to be known besides, as it was said when the work was begun."""
        # sudo: it is nobody's to read
        details = self.sudo().details or {}
        return {
            name: fields.Datetime.to_datetime(value) if name in _MOMENTS else value
            for name, value in details.items()
        }

    def _find_forms(self, parts):
        """Return the forms of these parts' units that the user reads, and ``{unit: sentence}`` of the others."""
        forms = (
            self.env["cchc.assessment"]
            .with_context(active_test=False)
            .search(
                [
                    ("period_id", "=", self.period_id.id),
                    ("unit_id", "in", parts.unit_id.ids),
                ]
            )
        )
        missing = parts.unit_id - forms.unit_id
        return forms, dict.fromkeys(
            missing, self.env._("Its form is not there any more, or not yours to see.")
        )
