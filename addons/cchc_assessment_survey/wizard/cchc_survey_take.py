from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.cchc_assessment.models.common.screens import notify
from odoo.addons.cchc_assessment.models.period.cchc_period import UNDER_WAY

from ..models.cchc_survey import Outcome


class CchcSurveyTake(models.TransientModel):
    """Shows what the surveys of a period come to, and takes what the secretary agrees to into the round.

    What is written is computed anew at that moment, and has to be what was shown.
    """

    _name = "cchc.survey.take"
    _description = "Points of the Surveys"
    _rec_name = "period_id"

    period_id = fields.Many2one(
        "cchc.period",
        required=True,
        ondelete="cascade",
        domain=[("state", "in", UNDER_WAY)],
        default=lambda self: self.env["cchc.period"].search([("state", "in", UNDER_WAY)], limit=1),
    )
    line_ids = fields.One2many("cchc.survey.take.line", "wizard_id", "Points")
    line_count = fields.Integer(compute="_compute_counts")
    taken_count = fields.Integer("To Be Taken", compute="_compute_counts")
    problem_count = fields.Integer("Without Points", compute="_compute_counts")

    @api.depends("line_ids.is_taken", "line_ids.problem")
    def _compute_counts(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)
            wizard.taken_count = len(wizard.line_ids.filtered("is_taken"))
            wizard.problem_count = len(wizard.line_ids.filtered("problem"))

    @api.model
    def action_show(self):
        """Reckon the surveys of the period under way, and open what they come to."""
        return self.create({})._show()

    def action_reckon(self):
        """Reckon anew, and show it."""
        self.ensure_one()
        return self._show()

    def _show(self):
        self._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Points of the Surveys"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }

    def _fill(self):
        """Make a line for each criterion of a unit that a survey has asked about."""
        self._check_may_take()
        self.write(
            {
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(self._make_line(appraisal, outcome))
                        for appraisal, outcome in self._reckon().items()
                    ),
                ]
            }
        )

    def _make_line(self, appraisal, outcome):
        remark = self.env["cchc.survey"]._describe(outcome)
        return {
            "appraisal_id": appraisal.id,
            "shown_points": False if outcome.points is None else float(outcome.points),
            "is_taken": not outcome.problem
            and (not appraisal.is_decided or (appraisal.remark or "") != remark),
        }

    def _check_may_take(self):
        """Refuse whoever does not run the year.

        :raises AccessError: when the user may not
        """
        self.period_id.check_access("write")

    def _reckon(self):
        """Return ``cchc.survey._reckon`` of the period, once in a request."""
        self._check_may_take()
        return self.env["cchc.survey"]._reckon(self.period_id)

    def action_take(self):
        """Take the chosen points into the round, as the user.

        :return: what tells how many.
        :raises UserError: when something has changed since it was shown, or cannot be taken.
        """
        self.ensure_one()
        self._check_may_take()
        chosen = self.line_ids.filtered("is_taken")
        if not chosen:
            raise UserError(self.env._("Choose the points that are to be taken."))
        # a batch that is taken in or withdrawn at this moment comes first, or waits
        self.env["cchc.survey"].search([("period_id", "=", self.period_id.id)])._lock_for_share()
        reckoned, values = self._reckon(), {}
        for line in chosen:
            outcome = reckoned.get(line.appraisal_id, Outcome())
            name = f"{line.unit_id.name}, {line.criterion_id.display_name}"
            if outcome.problem:
                raise UserError(
                    self.env._("%(place)s: %(problem)s", place=name, problem=outcome.problem)
                )
            if outcome.points is None or line.shown_points != float(outcome.points):
                raise UserError(
                    self.env._(
                        "%(place)s: the answers have changed since you looked. Reckon anew.",
                        place=name,
                    )
                )
            values[line.appraisal_id] = line.appraisal_id._get_reckoned_values(
                outcome.reckoning, self.env["cchc.survey"]._describe(outcome)
            )
        self.env["cchc.appraisal"]._decide(values)
        return notify(
            self.env._("Points taken into the round: %(count)s.", count=len(values)),
            next=self._show(),
        )
