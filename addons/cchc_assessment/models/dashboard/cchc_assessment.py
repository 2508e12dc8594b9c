"""What the secretary follows and moves: who is how far, until when, and who has to be nudged."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...compat import log_notes
from ...fields import TotalBoolean
from ..assessment.assessment_workflow import (
    APPRAISAL,
    APPRAISED,
    DRAFT,
    EXPLANATION,
    LEADER,
    LEADER_REVIEW,
    OFFICER,
    SECRETARY,
    SUBMITTED,
)
from ..common.groups import APPRAISER_GROUP
from ..log.cchc_log import COUNCIL_ACTIONS

# What a unit was asked and has not answered.
UNANSWERED = [
    ("assessment_id.state", "=", EXPLANATION),
    ("is_current", "=", True),
    ("asked_at", "!=", False),
    ("withdrawn_at", "=", False),
    ("explanation", "=", False),
]

# Whose turn it is, in the states in which a unit works against the deadline.
LIES_WITH = {DRAFT: OFFICER, LEADER_REVIEW: LEADER}


class CchcAssessment(models.Model):
    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    is_begun = TotalBoolean(
        "Begun",
        compute="_compute_totals",
        help="A criterion is scored, or a document is filed.",
    )
    missing_count = fields.Integer(
        "Documents Missing",
        compute="_compute_missing_count",
        help="Criteria that are scored, ask for evidence and have none, or not enough.",
    )
    last_change = fields.Datetime(
        "Last Activity",
        compute="_compute_last_change",
        help="When something was last filled in, filed or moved on.",
    )
    is_extended = fields.Boolean(
        compute="_compute_is_extended", help="It has more time than others."
    )
    unanswered_count = fields.Integer(
        "Waiting for an Answer",
        compute="_compute_unanswered_count",
        groups=APPRAISER_GROUP,
        help="Questions that were sent and that the unit has not answered yet.",
    )
    due_at = fields.Datetime(
        "Due",
        compute="_compute_due_at",
        store=True,
        help="The deadline that holds in this state: of the self-assessment, the explanation, the appraisal "
        "or the review.",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", help="What is due has not been done."
    )
    contact_problem = fields.Char(related="unit_id.contact_problem", related_sudo=False)

    @api.depends("evidence_ids.active")
    def _compute_totals(self):
        super()._compute_totals()

    @api.depends("line_ids.is_scored", "line_ids.evidence_status", "line_ids.not_applicable")
    def _compute_missing_count(self):
        counts = dict(
            self.env["cchc.assessment.line"]._read_group(
                [
                    ("assessment_id", "in", self.ids),
                    # of what is not scored yet nobody knows what it will take
                    ("is_scored", "=", True),
                    ("evidence_status", "in", ("none", "partial")),
                    ("not_applicable", "=", False),
                ],
                ["assessment_id"],
                ["__count"],
            )
        )
        for assessment in self:
            assessment.missing_count = counts.get(assessment._origin, 0)

    @api.depends("state", "appraisal_ids.explanation", "appraisal_ids.asked_at")
    def _compute_unanswered_count(self):
        counts = dict(
            self.env["cchc.appraisal"]._read_group(
                [("assessment_id", "in", self.ids), *UNANSWERED], ["assessment_id"], ["__count"]
            )
        )
        for assessment in self:
            assessment.unanswered_count = counts.get(assessment._origin, 0)

    @api.depends(
        "state",
        "deadline",
        "explanation_deadline",
        "period_id.appraisal_deadline",
        "period_id.review_open",
        "period_id.review_deadline",
    )
    def _compute_due_at(self):
        for assessment in self:
            assessment.due_at = assessment._get_due_date()

    @api.depends("due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for assessment in self:
            assessment.is_overdue = bool(assessment.due_at) and assessment.due_at < now

    @api.depends("log_count", "unit_log_count")
    @api.depends_context("uid")
    def _compute_last_change(self):
        domain = [("assessment_id", "in", self.ids)]
        if not self.env.user.has_group(APPRAISER_GROUP):
            domain.append(("action", "not in", list(COUNCIL_ACTIONS)))
        # sudo: when something happened is told to everybody who may know that it did, what happened isn't
        dates = dict(
            self.env["cchc.log"].sudo()._read_group(domain, ["assessment_id"], ["date:max"])
        )
        for assessment in self:
            assessment.last_change = dates.get(assessment._origin.sudo())

    @api.depends("extended_deadline", "period_id.self_deadline")
    def _compute_is_extended(self):
        for assessment in self:
            period_deadline = assessment.period_id.self_deadline
            extended = assessment.extended_deadline
            assessment.is_extended = bool(
                extended and (not period_deadline or extended > period_deadline)
            )

    def _get_due_date(self):
        """Return the deadline that holds in the present state; nothing where nobody is waited for."""
        period = self.period_id
        if self.state in LIES_WITH:
            return self.deadline
        if self.state == EXPLANATION:
            return self.explanation_deadline
        if self.state in (SUBMITTED, APPRAISAL):
            return period.appraisal_deadline
        return self.state == APPRAISED and period.review_open and period.review_deadline

    def action_extend(self):
        """Open the dialog in which the secretary gives these units more time."""
        return self._open_batch_dialog("cchc_assessment.cchc_assessment_extend_action")

    def action_nudge(self):
        """Open the dialog in which the secretary writes to those with whom these assessments lie."""
        return self._open_batch_dialog("cchc_assessment.cchc_assessment_nudge_action")

    def _extend_deadlines(self, new_deadline, reason):
        """Give these units time until ``new_deadline``, all of them or none, and tell them.

        :raises AccessError: when the user isn't the secretary.
        :raises UserError: when there is no reason, the date is not later, or the work has been sent.
        """
        self = self._in_plain_context()
        for assessment in self:
            assessment._check_actor(SECRETARY)
            assessment._lock()
            assessment._check_is_with_unit()
            obstacles = [
                *assessment._obstacles_reason(reason),
                *assessment._obstacles_new_deadline(new_deadline),
            ]
            if obstacles:
                raise UserError("\n".join(obstacle.sentence for obstacle in obstacles))
            assessment._do_extend(new_deadline, reason=reason)
            assessment._notify_extension(reason)
        self.env["cchc.reminder"].sudo()._reschedule(self.sudo())

    def _check_is_with_unit(self):
        if self.state not in LIES_WITH:
            raise UserError(
                self.env._(
                    "%(assessment)s is in the state “%(state)s”: there is no deadline to move. Return "
                    "it to the unit if something has to be mended.",
                    assessment=self.display_name,
                    state=self._get_state_label(),
                )
            )

    def _notify_extension(self, reason):
        people = self._get_people(OFFICER) | self._get_people(LEADER)
        body = Markup("<p>%s</p><p>%s</p>") % (
            self.env._(
                "The deadline was moved to %(deadline)s.",
                deadline=self._format_datetime(self.deadline),
            ),
            reason,
        )
        self._post_milestone(body, people)

    def _nudge(self, text):
        """Write ``text`` to those with whom these assessments lie, by e-mail and as an activity.

        :raises AccessError: when the user isn't the secretary.
        """
        self = self._in_plain_context()
        for assessment in self:
            assessment._check_actor(SECRETARY)
            assessment._check_is_with_unit()
        self.env["cchc.reminder"].sudo()._nudge(self, text, self.env.user)
        log_notes(
            self,
            {
                assessment.id: Markup("<p>%s</p><p>%s</p>")
                % (self.env._("The secretary has nudged the unit:"), text)
                for assessment in self
            },
        )

    def _add_up_totals(self):
        totals = super()._add_up_totals()
        return {**totals, "is_begun": totals["progress"] > 0 or bool(self.evidence_ids)}

    def _get_current_people(self):
        """Return the users, as the system sees them, with whom this assessment lies."""
        actor = LIES_WITH.get(self.state)
        return self._get_people(actor) if actor else self.env["res.users"].sudo()

    def _get_task_people(self):
        """Return the users, as the system sees them, whose task this assessment is now."""
        if self.state == EXPLANATION:
            return self._get_people(OFFICER) | self._get_people(LEADER)
        return self._get_current_people()

    def _get_task_day(self):
        """Return the day until which it is their task, by the company's calendar."""
        if self.state == EXPLANATION and self.explanation_deadline:
            return self.company_id._cchc_local(self.explanation_deadline).date()
        return self._get_deadline_day()

    def _transition(self, action, **details):
        result = super()._transition(action, **details)
        assessments = self._in_plain_context().sudo()
        assessments.env["cchc.reminder"]._hand_over(assessments)
        return result
