import json
import logging
from datetime import datetime

from markupsafe import Markup
from psycopg2 import OperationalError
from psycopg2.errors import LockNotAvailable

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context, split_every

from ...compat import get_window, read_column, send_on_bus
from ...core.plain.names import FILE_NAME_LENGTH, as_name
from ...core.plain.text import shorten
from ...core.scoring import SCORERS, DomainShare, round_half_up, to_decimal
from ...exceptions import ObstaclesError
from ...fields import REASON_LENGTH, SCORE_DIGITS, LimitedText, TotalFloat, choices_of
from ...messages.wording import format_number
from ..common.held_constraint import HeldConstraint
from ..common.screens import download, notify
from ..common.system_voice import as_system
from ..log.cchc_log import SEES_EVERY_ROW
from .assessment_workflow import (
    ABSENT,
    ACTOR_GROUPS,
    APPRAISER,
    DRAFT,
    HIDING_CONDITIONS,
    LEADER,
    LEADER_REVIEW,
    OFFICER,
    SECRETARY,
    SET_ASIDE,
    STATES,
    TRANSITIONS,
    WITH_UNIT,
    Obstacle,
)
from .cchc_work import STEPS

_logger = logging.getLogger(__name__)

# The documents that count.
CURRENT = [("active", "=", True), ("is_superseded", "=", False)]
# What opening a period says of an assessment; everything else on it comes about later.
OPENING_FIELDS = {"period_id", "unit_id", "group_id", "rubric_id"}

# How many times as long as a step it takes to make one document of a unit.
PAPER_WEIGHT = 2
# The same, to hold a unit's log against what was signed of it.
CHECK_WEIGHT = 2

# For how long a step waits for those who are saving in the form, in milliseconds: a row takes thirty.
PATIENCE = 3000

# How many units take a step together, where they can.
TAKEN_AT_ONCE = 50

# How many of the reasons are named for which one of several units is left out.
SHOWN_OBSTACLES = 3

# Whose scores are added up: the fields of a line that hold them, and whose criteria count.
SIDES = {
    "self": ("self_score", "not_applicable", {"unit"}),
    "appraised": ("appraised_score", "appraised_not_applicable", SCORERS),
}

# Of the criteria that a reason names, so many, each with the beginning of its name.
_MOST_NAMED = 40
_LONGEST_NAME = 100


class CchcAssessment(models.Model):
    """One unit in one period: its own score of each criterion, with the documents that prove it."""

    _name = "cchc.assessment"
    _description = "Assessment"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.thread.mixin",
        "mail.activity.mixin",
        "cchc.owned.mixin",
        "cchc.piece.mixin",
        "cchc.totals.mixin",
    ]
    _piece_job = "cchc_assessment.cchc_assessment_tell_cron"
    _order = "period_id, group_id, unit_id, id"
    _mail_post_access = "read"
    _rec_names_search = ["unit_id", "period_id"]

    period_id = fields.Many2one(
        "cchc.period",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    unit_id = fields.Many2one(
        "cchc.unit",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    rubric_id = fields.Many2one(
        "cchc.rubric",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    group_id = fields.Many2one(
        "cchc.unit.group",
        "Unit Group",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        help="The unit's group when the period was opened, whatever becomes of the unit later.",
        check_company=True,
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    year = fields.Integer(related="period_id.year", store=True, aggregator=None)
    state = fields.Selection(
        STATES,
        default=DRAFT,
        required=True,
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    handed_over_at = fields.Datetime(
        "Sent to the Leader On",
        readonly=True,
        copy=False,
        help="Empty once a leader has acted on what was sent.",
    )
    was_returned = fields.Boolean(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Its last change of state gave it back to be mended: not everybody may know, see is_returned.",
    )
    state_aside = fields.Selection(
        STATES,
        "State Before",
        readonly=True,
        copy=False,
        help="In which state the assessment was set aside: there it goes on if that is taken back.",
    )
    aside_reason = LimitedText("Why Set Aside", readonly=True, copy=False, max_length=REASON_LENGTH)
    line_ids = fields.One2many("cchc.assessment.line", "assessment_id", "Criteria")
    evidence_ids = fields.One2many("cchc.evidence", "assessment_id")
    evidence_count = fields.Integer(compute="_compute_evidence_count")
    submission_ids = fields.One2many(
        "cchc.submission", "assessment_id", "Submissions", readonly=True
    )
    submission_count = fields.Integer(compute="_compute_submission_count")
    score_digits = fields.Integer(related="period_id.score_digits")
    self_score = TotalFloat(digits=SCORE_DIGITS, compute="_compute_totals", aggregator="avg")
    self_maximum = TotalFloat(
        "Attainable Score",
        digits=SCORE_DIGITS,
        compute="_compute_totals",
        aggregator=None,
        help="Maximum of the criteria that the unit scores itself and that apply to it.",
    )
    self_percent = TotalFloat(
        "Self Score (%)",
        digits=SCORE_DIGITS,
        compute="_compute_totals",
        aggregator="avg",
    )
    progress = TotalFloat(
        "Progress (%)",
        compute="_compute_totals",
        aggregator="avg",
        help="Share of the criteria that the unit scores itself which are scored or not applicable.",
    )
    unexplained_count = fields.Integer(
        "Without Proof",
        compute="_compute_unexplained_count",
        help="Criteria that have neither evidence nor an explanation yet.",
    )
    figureless_count = fields.Integer(
        "Figures Not Declared",
        compute="_compute_figureless_count",
        help="Criteria whose band the unit has chosen without the figures that would decide it.",
    )
    # A column, and no table with a row for each message: a step writes this row anyway, so that noting it takes neither
    # a statement nor a lock of its own, and saves, which write no form's row, never meet it. Of two who are at it, the
    # step and the job, the later one starts again, as with a table. That would want rights, rules and a job besides.
    untold = fields.Json(
        "To Be Told",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="What has happened, and the job has not said in the discussion yet.",
    )
    extended_deadline = fields.Datetime(
        readonly=True,
        copy=False,
        help="Until when this unit has time, where the secretary has given it more than the others.",
    )
    deadline = fields.Datetime(compute="_compute_deadline", store=True)
    days_left = fields.Integer(
        compute="_compute_days_left",
        aggregator=None,
        help="Days until the deadline, by the calendar of the company's time zone; negative when it has passed.",
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    is_editable = fields.Boolean(compute="_compute_is_editable")
    available_actions = fields.Json(
        compute="_compute_available_actions",
        help="The actions that the user may start now, as the buttons show them.",
    )
    delivery = fields.Json(
        "Message to the Council",
        compute="_compute_delivery",
        help="What goes on behind an approval, as its bar shows it.",
    )
    log_ids = fields.One2many("cchc.log", "assessment_id", readonly=True, groups=SEES_EVERY_ROW)
    log_count = fields.Integer(
        "Rows of the Log",
        compute="_compute_log_counts",
        aggregator=None,
        groups=SEES_EVERY_ROW,
        help="How many changes the log has; what changes nothing, as a download, is not counted.",
    )
    unit_log_count = fields.Integer(
        "Rows of the Log That the Unit Sees", compute="_compute_log_counts", aggregator=None
    )
    revision = fields.Integer(
        "Changes",
        compute="_compute_revision",
        aggregator=None,
        help="How many changes the user may know of: what the council does before a unit may see it "
        "is not counted for the unit.",
    )

    _period_unit_uniq = models.Constraint(
        "UNIQUE(period_id, unit_id)", "This unit already has an assessment in this period."
    )
    _gate_uniq = HeldConstraint("UNIQUE(gate)", "Two assessments have the same gate.")
    _to_be_told = models.Index("(id) WHERE untold IS NOT NULL")

    @api.depends("line_ids.self_score", "line_ids.is_scored", "line_ids.not_applicable")
    def _compute_totals(self):
        super()._compute_totals()

    @api.depends("evidence_ids.active", "evidence_ids.is_superseded")
    def _compute_evidence_count(self):
        counts = dict(
            self.env["cchc.evidence"]._read_group(
                [("assessment_id", "in", self.ids), *CURRENT], ["assessment_id"], ["__count"]
            )
        )
        for assessment in self:
            assessment.evidence_count = counts.get(assessment._origin, 0)

    @api.depends("submission_ids")
    def _compute_submission_count(self):
        for assessment in self:
            assessment.submission_count = len(assessment.submission_ids)

    @api.depends("line_ids.needs_explanation")
    def _compute_unexplained_count(self):
        counts = self._count_lines("needs_explanation")
        for assessment in self:
            assessment.unexplained_count = counts.get(assessment._origin, 0)

    @api.depends("line_ids.lacks_figures")
    def _compute_figureless_count(self):
        counts = self._count_lines("lacks_figures")
        for assessment in self:
            assessment.figureless_count = counts.get(assessment._origin, 0)

    def _count_lines(self, name):
        """Return ``{assessment: how many of its lines}`` have the field ``name``, where there are any."""
        return dict(
            self.env["cchc.assessment.line"]._read_group(
                [("assessment_id", "in", self.ids), (name, "=", True)],
                ["assessment_id"],
                ["__count"],
            )
        )

    @api.depends("period_id.self_deadline", "extended_deadline")
    def _compute_deadline(self):
        for assessment in self:
            # the later one: an extension is not lost when the period's deadline moves past it
            assessment.deadline = max(
                filter(None, (assessment.period_id.self_deadline, assessment.extended_deadline)),
                default=False,
            )

    @api.depends("deadline")
    def _compute_days_left(self):
        now = fields.Datetime.now()
        for assessment in self:
            today = assessment.company_id._cchc_local(now).date()
            assessment.days_left = (
                assessment.deadline and (assessment._get_deadline_day() - today).days
            )

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        for assessment in self:
            assessment.is_late = assessment._is_past_deadline() and assessment.state in (
                DRAFT,
                LEADER_REVIEW,
            )

    @api.depends("state", "deadline", "unit_id")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        for assessment in self:
            assessment.is_editable = (
                assessment.state == DRAFT
                and not assessment._is_past_deadline()
                and assessment._is_actor(OFFICER)
            )

    @api.depends("state", "deadline", "unit_id", "handed_over_at")
    @api.depends_context("uid")
    def _compute_available_actions(self):
        for assessment in self:
            assessment.available_actions = [
                action
                for action, transition in TRANSITIONS.items()
                if assessment.state in transition.sources
                and assessment._is_actor(transition.actor)
                and not any(
                    getattr(assessment, condition)()
                    for condition in transition.conditions
                    if condition in HIDING_CONDITIONS
                )
            ]

    @api.depends("state", "state_aside", "submission_ids.mail_state", "submission_ids.mail_failure")
    def _compute_delivery(self):
        for assessment in self:
            submission = assessment._get_submission()
            assessment.delivery = submission.mail_state in ("waiting", "failed") and {
                "submission_id": submission.id,
                "state": submission.mail_state,
                "failure": submission.mail_failure or "",
            }

    # invalidated by whoever writes the log: it is never written by anybody else
    def _compute_log_counts(self):
        counts = self.env["cchc.log"]._count_changes(self._origin)
        for assessment in self:
            assessment.log_count, assessment.unit_log_count = counts[assessment._origin.id]

    @api.depends("log_count", "unit_log_count")
    @api.depends_context("uid")
    def _compute_revision(self):
        name = "log_count" if self.env.user.has_group(ACTOR_GROUPS[APPRAISER]) else "unit_log_count"
        # sudo: a member of the council, who does not read the log, is told when somebody has changed the same
        for assessment, assessment_sudo in zip(self, self.sudo(), strict=True):
            assessment.revision = assessment_sudo[name]

    @api.depends("unit_id", "period_id")
    def _compute_display_name(self):
        for assessment in self:
            assessment.display_name = f"{assessment.unit_id.name} – {assessment.period_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        # without the caller's default_…, which would say more than opening a period does
        assessments = super(
            CchcAssessment, self.with_context(clean_context(self.env.context))
        ).create(vals_list)
        assessments.flush_recordset(["company_id", "gate"])
        assessments._exclude_transitions()
        self.env["cchc.ledger"]._open(assessments)
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": assessment.id,
                    "action": "state",
                    "field": "state",
                    "new_value": assessment._get_state_label(),
                }
                for assessment in self.env["cchc.log"]._in_users_language(assessments)
            ]
        )
        return assessments.with_env(self.env)

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(self._thread_fields()),
            **dict.fromkeys(("line_ids", "evidence_ids"), "_check_unit_may_edit"),
        }

    @api.model
    def _get_creation_fields(self):
        return OPENING_FIELDS

    def action_send_to_leader(self):
        """Hand the assessment to the unit's leader.

        :raises UserError: naming each criterion that stands in the way.
        """
        return self._carry_out("action_send_to_leader")

    def action_take_back(self):
        """Open the dialog in which the officer states why the assessment comes back from the leader."""
        return self._open_step("action_take_back", self.env._("Take Back from the Leader"))

    def action_declare_absent(self):
        """Open the dialog in which the secretary states that these units have submitted nothing."""
        return self._open_step("action_declare_absent", self.env._("No Dossier Submitted"))

    def action_exempt(self):
        """Open the dialog in which the secretary states why these units are not assessed this year."""
        return self._open_step("action_exempt", self.env._("Not Assessed This Year"))

    def action_resume(self):
        """Open the dialog in which the secretary takes units in again that were set aside."""
        return self._open_step("action_resume", self.env._("Take In Again"))

    def action_return_to_officer(self):
        """Open the dialog in which the leader states why the assessment goes back."""
        return self._open_dialog("cchc_assessment.cchc_assessment_return_action")

    def action_ask_figures(self):
        """Ask the unit for the figures of the bands that it has chosen without them.

        Here it is the leader who asks, by giving the assessment back; the council asks in its own way.
        """
        window = self.action_return_to_officer()
        return {**window, "context": {**window["context"], "default_reason": self._ask_figures()}}

    def action_view_figureless(self):
        """Open the criteria whose band was chosen without figures."""
        self.ensure_one()
        self.check_access("read")
        return get_window(
            self.env,
            "cchc_assessment.cchc_assessment_line_action",
            display_name=self.display_name,
            domain=[("assessment_id", "=", self.id), ("lacks_figures", "=", True)],
        )

    def _ask_figures(self):
        """Return in words which figures are missing."""
        lines = self.line_ids.filtered("lacks_figures")
        return "\n".join(
            [
                self.env._(
                    "Declare the figures of these criteria, whose level was chosen directly:"
                ),
                *(f"- {shorten(line.display_name, _LONGEST_NAME)}" for line in lines[:_MOST_NAMED]),
                *(["…"] if len(lines) > _MOST_NAMED else []),
            ]
        )

    def action_approve(self):
        """Open the dialog in which the leader states the dispatch and takes responsibility."""
        return self._open_dialog("cchc_assessment.cchc_assessment_approve_action")

    def action_recall(self):
        """Open the dialog in which the leader states why a submission is taken back."""
        return self._open_dialog("cchc_assessment.cchc_assessment_recall_action")

    def action_return_to_unit(self):
        """Open the dialog in which the secretary states why, and until when the unit has to mend it."""
        if len(self) > 1:
            return self._open_step("action_return_to_unit", self.env._("Return to the Unit"))
        return self._open_dialog("cchc_assessment.cchc_assessment_return_to_unit_action")

    def action_start_appraisal(self):
        """Begin the council's work on what was submitted: from here on the unit cannot recall it."""
        return self._carry_out("action_start_appraisal")

    def action_request_explanation(self):
        """Open the dialog in which the secretary states until when the unit has to explain."""
        if len(self) > 1:
            return self.action_send_questions()
        return self._open_dialog("cchc_assessment.cchc_assessment_ask_action")

    def action_send_explanation(self):
        """Send the unit's explanations to the council."""
        return self._carry_out("action_send_explanation")

    def action_conclude(self):
        """Settle what the council has decided on each criterion."""
        return self._carry_out("action_conclude")

    def action_reopen(self):
        """Open the dialog in which the secretary states why a settled appraisal is taken up again."""
        if len(self) > 1:
            return self._open_step("action_reopen", self.env._("Reopen"))
        return self._open_dialog("cchc_assessment.cchc_assessment_reopen_action")

    def action_publish(self):
        """Publish the result."""
        self._transition("action_publish")

    def action_download_appendices(self):
        """Download the appendices of these assessments in a ZIP, a workbook each."""
        behind = self._begin_behind("unit_papers", PAPER_WEIGHT, kinds=["appendix"])
        return behind or download(f"/cchc/appendices?ids={','.join(map(str, self.ids))}")

    def action_import_appendix(self):
        """Open the dialog that takes back what was filled in offline."""
        return self._open_dialog("cchc_assessment.cchc_assessment_import_action")

    def action_view_lines(self):
        """Open the criteria of this assessment as a list of their own, grouped by domain."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_assessment_line_action",
            display_name=self.display_name,
            domain=[("assessment_id", "=", self.id)],
            context={"search_default_group_by_domain": 1},
        )

    def action_view_evidence(self):
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_evidence_action",
            domain=[("assessment_id", "=", self.id)],
            context={"default_assessment_id": self.id},
        )

    def action_check_files(self):
        """Compare this assessment's submissions with their seals."""
        return self.submission_ids.action_check_files()

    def action_view_submissions(self):
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_submission_action",
            domain=[("assessment_id", "=", self.id)],
            context={},
        )

    def action_view_log(self):
        """Open what was changed in this assessment, by whom and when, day by day."""
        self.ensure_one()
        return self._open_log([("assessment_id", "=", self.id)], self.display_name)

    def action_check_log(self):
        """Say whether the log is what was written, or where it was changed in the database.

        The logs of many units are checked behind this request.
        """
        self._check_actor(SECRETARY)
        if behind := self._begin_behind("log_check", CHECK_WEIGHT):
            return behind
        breaks = self.env["cchc.log"]._find_breaks(self)
        return notify(
            "\n".join(
                (
                    f"{assessment.display_name}: {sentence}"
                    for assessment, sentence in breaks.items()
                )
            )
            or self.env._("The log is whole: no row was changed, added or removed."),
            "danger" if breaks else "success",
            sticky=bool(breaks),
        )

    @api.model
    def _open_log(self, domain, title):
        return get_window(
            self.env, "cchc_assessment.cchc_log_action", display_name=title, domain=domain
        )

    def _open_dialog(self, action_xmlid):
        self.ensure_one()
        return get_window(self.env, action_xmlid, context={"default_assessment_id": self.id})

    def _open_step(self, action, title):
        """Open the dialog in which somebody states the reason of ``action``, a key of ``TRANSITIONS``."""
        return self._open_batch_dialog(
            "cchc_assessment.cchc_assessment_step_action", title, default_action=action
        )

    def _open_batch_dialog(self, action_xmlid, title=None, **context):
        self.check_access("read")
        context["default_assessment_ids"] = self.ids
        window = get_window(self.env, action_xmlid, context=context)
        return {**window, "name": title} if title else window

    def _transition(self, action, **details):
        """Carry out one row of the transition table, or refuse it and change nothing.

        :param action: a key of ``TRANSITIONS``.
        :param details: what the action needs to know, such as ``reason`` or ``dispatch_number``.
        :raises AccessError: when this user may not do it for this unit.
        :raises UserError: when the state doesn't allow it or something stands in the way; the message
            names each obstacle.
        """
        transition = TRANSITIONS[action]
        for some in self._in_plain_context()._split(transition):
            some._check_can_take(transition, details)
            some._take(transition, details)

    def _split(self, transition):
        """Return these assessments as they take a row of the transition table: one by one, or many together."""
        return split_every(TAKEN_AT_ONCE, self.ids, self.browse) if transition.is_together else self

    def _take(self, transition, details):
        """Carry out a row of the transition table for assessments that can take it, and are locked."""
        if transition.target in SET_ASIDE:
            self._write_as_system({"state_aside": self.state})
        # sudo: nobody is told of it as such
        if changed := self.sudo().filtered(lambda one: one.was_returned != transition.returns):
            changed._write_as_system({"was_returned": transition.returns})
        self._write_state(transition.target or self.state_aside, details.get("reason"))
        if transition.effect:
            getattr(self, transition.effect)(**details)
        self._post_transition(transition, details.get("reason"))

    def _check_can_take(self, transition, details):
        """Refuse a row of the transition table unless these assessments, locked from now on, can take it."""
        self._check_may_take(transition)
        for assessment, obstacles in self._find_obstacles(transition, details).items():
            title = self.env._(
                "%(assessment)s cannot go on yet:", assessment=assessment.display_name
            )
            sentences = (f"• {obstacle.sentence}" for obstacle in obstacles)
            raise ObstaclesError("\n".join((title, *sentences)), title, obstacles)

    def _check_may_take(self, transition):
        """Lock these assessments, and refuse a row of the table that is not the user's, or not of their states."""
        self._check_actor(transition.actor)
        self._lock()
        for assessment in self:
            if assessment.state not in transition.sources:
                raise UserError(
                    self.env._(
                        "%(assessment)s is in the state “%(state)s”, where this is not possible. "
                        "Reload the page to see what has happened to it.",
                        assessment=assessment.display_name,
                        state=assessment._get_state_label(),
                    )
                )

    def _find_obstacles(self, transition, details):
        """Return ``{assessment: [Obstacle]}`` of those that do not fulfil a condition, each of which is asked once."""
        found = {}
        for condition in transition.conditions if self else ():
            for obstacle in getattr(self, condition)(**details):
                whose = self.browse(obstacle.assessment_id) if obstacle.assessment_id else self
                found.setdefault(whose.ensure_one(), []).append(obstacle)
        return found

    def _transition_each(self, action, **details):
        """Carry out ``action`` on those that can take it, and leave out the others.

        :return: those that took it, and ``{assessment: sentence}`` of why the others could not.
        :raises AccessError: when one of them is not the user's to read.
        """
        self.check_access("read")
        transition, left = TRANSITIONS[action], {}
        for some in self._in_plain_context()._split(transition):
            staying = some._find_left(transition, details)
            if going := some - some.browse().union(*staying):
                going._take(transition, details)
            left |= staying
        left = {assessment.with_env(self.env): sentence for assessment, sentence in left.items()}
        return self - self.browse().union(*left), left

    def _find_left(self, transition, details):
        """Return ``{assessment: sentence}`` of why which of these cannot take a step; the others are locked."""
        left = self._find_not_ready(transition)
        ready = self - self.browse().union(*left)
        found = ready._find_obstacles(transition, details)
        return left | {one: self._sum_up(obstacles) for one, obstacles in found.items()}

    def _find_not_ready(self, transition):
        """Return ``{assessment: sentence}`` of those that ``_check_may_take`` refuses."""
        try:
            self._check_may_take(transition)
        except UserError as error:
            if len(self) > 1:
                # whose it is is found out one by one
                each = (one._find_not_ready(transition) for one in self)
                return {one: sentence for left in each for one, sentence in left.items()}
            return {self: self._say_why_not(transition, error)}
        return {}

    def _sum_up(self, obstacles):
        """Return in few words what stands in the way."""
        shown = " ".join(obstacle.sentence for obstacle in obstacles[:SHOWN_OBSTACLES])
        more = len(obstacles) - SHOWN_OBSTACLES
        if more <= 0:
            return shown
        return self.env._("%(shown)s And %(count)s more.", shown=shown, count=more)

    def _say_why_not(self, transition, error):
        """Return why this assessment cannot take a step, in few words: the unit's name stands beside them."""
        if self._is_actor(transition.actor) and self.state not in transition.sources:
            return self.env._(
                "In the state “%(state)s” this is not possible.", state=self._get_state_label()
            )
        return str(error)

    def _carry_out(self, action, **details):
        """Carry out what a button asks: one assessment goes or is refused, of several those go that can.

        :return: the action that tells what has become of several, or shows how far many are; nothing for one.
        """
        if len(self) <= 1:
            return self._transition(action, **details)
        if action in STEPS and (behind := self._begin_behind(action, **details)):
            return behind
        return self._tell_outcome(*self._transition_each(action, **details))

    def _begin_behind(self, kind, weight=1, **details):
        """Let a long work do something for each of these behind the request, where they are many.

        :param weight: as ``_is_long`` takes it.
        :param details: what the work has to know besides.
        :return: the action that shows how far it is; None where they are few, or whoever asks follows no works, as
            the people of units do, who have few.
        """
        works = self.env["cchc.work"]
        if not works._is_long(len(self), weight) or not works.has_access("read"):
            return None
        self.check_access("read")
        if kind in TRANSITIONS:
            self[0]._check_actor(TRANSITIONS[kind].actor)
        details = {
            name: fields.Datetime.to_string(value) if isinstance(value, datetime) else value
            for name, value in details.items()
        }
        return works.union(
            *(
                works._begin(kind, period, forms.unit_id, details=details)
                for period, forms in self.grouped("period_id").items()
            )
        )._show()

    def _tell_outcome(self, done, left, further=None):
        """Return the action that says how many went, and which were left out and why.

        :param further: the action that says what else there is to know, if anything is.
        """
        if not left:
            return notify(
                self.env._("Done: %(count)s units.", count=len(done)),
                next={"type": "ir.actions.act_window_close"},
            )
        return {
            "type": "ir.actions.client",
            "tag": "cchc_outcome",
            "params": {
                "next": further,
                "done": len(done),
                "left": [
                    {"id": one.id, "unit": one.unit_id.name, "reason": reason}
                    for one, reason in left.items()
                ],
            },
        }

    def _in_plain_context(self):
        """Return these records without what a caller's context would switch on, switch off or fill in.

        An action does the same whoever asks for it: only language, time zone and companies are the caller's.
        """
        kept = ("lang", "tz", "allowed_company_ids")
        context = {key: self.env.context[key] for key in kept if key in self.env.context}
        return self.with_env(self.env(context=context))

    def _write_state(self, state, reason=None):
        self = self.env["cchc.log"]._in_users_language(self)
        labels = dict(choices_of(self._fields["state"], self.env))
        before = {assessment: labels[assessment.state] for assessment in self}
        self._write_as_system({"state": state})
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": assessment.id,
                    "action": "state",
                    "field": "state",
                    "old_value": old_value,
                    "new_value": labels[state],
                    "reason": reason,
                }
                for assessment, old_value in before.items()
            ]
        )

    def _post_transition(self, transition, reason=None):
        """Say in the chatter what has happened, and let those know whom it concerns.

        Of one assessment at once, of several behind this request: Odoo makes each message by itself.
        """
        body = Markup("<p>%s</p>") % self.env._(
            "New state: %(state)s", state=self[:1]._get_state_label()
        )
        if reason:
            body += Markup("<p>%s</p>") % reason
        if len(self) > 1:
            self._tell_later(body, transition.informs)
            return
        self._tell_untold()
        # what the leader waits for is the seal, and no mail server
        self._post_milestone(
            body, self._get_informed(transition.informs), transition.effect != "_do_approve"
        )

    def _get_informed(self, actors):
        """Return the users who hear of what the current user has done here."""
        # sudo: who is told is the system's business, whatever the one who did it may read by now
        return self.env["res.users"].union(*map(self.sudo()._get_people, actors)) - self.env.user

    def _tell_later(self, body, actors):
        """Let the job say in these discussions what has happened, as soon as this transaction is over."""
        entry = {
            "body": body,
            "actors": actors,
            "user_id": self.env.uid,
            "date": fields.Datetime.to_string(self.env.cr.now()),
        }
        # sudo: nobody reads what is untold
        for said, alike in self.sudo().grouped(lambda one: json.dumps(one.untold)).items():
            alike._write_as_system({"untold": [*(json.loads(said) or ()), entry]})
        self._set_going()

    @api.model
    def _get_waiting_domain(self):
        return [("untold", "!=", False)]

    def _do_waiting(self):
        """Say what is untold here, without a lock: whoever works in the form meanwhile is not in the way of a message.

        Of two who are at it at once the later one fails in the end, where both write, and starts again.
        """
        self.invalidate_recordset(["untold"])
        for assessment in self.exists().filtered_domain(self._get_waiting_domain()):
            assessment._do_piece()

    def _do_piece(self):
        self._tell_untold()

    def _tell_untold(self):
        """Say in the discussion what has happened and was not said yet, in the name of whoever did it."""
        # sudo: as above
        entries = self.sudo().untold
        for entry in entries or ():
            teller = self.with_user(entry["user_id"])
            try:
                with self.env.cr.savepoint():
                    teller.with_context(lang=teller.env.user.lang)._post_milestone(
                        Markup(entry["body"]),
                        teller._get_informed(entry["actors"]),
                        False,
                        date=entry["date"],
                    )
            except OperationalError:
                # two transactions met: the whole of it starts again
                raise
            except Exception as error:
                _logger.warning("%s were not told of a new state", self, exc_info=True)
                self._warn_secretaries(
                    self.env._("The unit was not told of the new state of its dossier"), str(error)
                )
        if entries:
            # last of all: from here on the row is taken until the transaction ends
            self._write_as_system({"untold": False})

    def _post_milestone(self, body, people, is_sent_at_once=True, **details):
        """Say in the chatter, in the current user's name, what has happened, and let ``people`` know.

        :param is_sent_at_once: whether letters leave at the end of the transaction, and not by Odoo's queue after it.
        """
        # sudo: only the system may say that something has happened
        as_system(self.sudo()).message_post(
            body=body,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="cchc_assessment.cchc_assessment_milestone",
            partner_ids=people.partner_id.ids,
            force_send=is_sent_at_once,
            **details,
        )
        if not is_sent_at_once:
            self.env["mail.mail"]._send_soon()

    def _warn_secretaries(self, summary, text):
        """Say in the chatter that something went wrong, and give each secretary an activity about it."""
        # sudo: it is the system that says so, whoever's action brought it to light
        assessment = as_system(self.sudo())
        assessment.message_post(
            body=Markup("<p><strong>%s</strong></p><p>%s</p>") % (summary, text),
            author_id=self.env.ref("base.partner_root").id,
        )
        for secretary in self._get_people(SECRETARY):
            assessment.activity_schedule(
                "mail.mail_activity_data_warning", summary=summary, note=text, user_id=secretary.id
            )

    def _notify_own_people(self):
        """Let the unit's people who have the sheet before them read anew what is theirs alone: notes, who does what."""
        for assessment in self:
            for partner in assessment.unit_id.sudo()._get_people().partner_id:
                # each by a channel of their own: the assessment's is heard by the council, too
                send_on_bus(self.env, partner, "cchc_assessment_notes", {"id": assessment.id})

    def _get_people(self, actor):
        """Return the users, as the system sees them, who are ``actor`` of this assessment."""
        unit = self.unit_id.sudo()
        if actor == OFFICER:
            return unit.officer_ids
        if actor == LEADER:
            return unit._get_acting_leaders()
        group = self.env.ref(ACTOR_GROUPS[actor]).sudo()
        return group.all_user_ids.filtered(lambda user: self.company_id in user.company_ids)

    def _check_actor(self, actor):
        self.check_access("read")
        for assessment in self:
            if not assessment._is_actor(actor):
                raise AccessError(
                    self.env._(
                        "Only %(who)s may do this for “%(unit)s”.",
                        who=self._get_actor_label(actor),
                        unit=assessment.unit_id.name,
                    )
                )

    def _get_actor_label(self, actor):
        return {
            OFFICER: self.env._("an officer or a leader of the unit"),
            LEADER: self.env._("a leader of the unit"),
            APPRAISER: self.env._("a member of the appraisal council"),
            SECRETARY: self.env._("the council's secretary"),
        }[actor]

    def _is_actor(self, actor):
        """Whether the current user has the group that ``actor`` asks for and, for a unit's people, the place.

        The council's people act for every unit whose assessment they can read.
        """
        user = self.env.user
        if not user.has_group(ACTOR_GROUPS[actor]):
            return False
        if actor == OFFICER:
            return self.unit_id._is_officer(user)
        return actor != LEADER or self.unit_id._is_leader(user)

    def _lock(self):
        """Let nobody save here until this transaction ends, which waits a moment for who saves in a single form.

        :raises UserError: where one of them takes longer; of several forms where somebody is at one of them.
        """
        # sudo: the right to act was checked; the lock needs no more than the row
        rows = self.sudo()
        if busy := rows - rows.try_lock_for_update():
            try:
                # two who hold some of several forms would wait for each other
                busy._wait_for_others(PATIENCE if len(self) == 1 else 1)
            except LockNotAvailable as error:
                raise UserError(
                    self.env._(
                        "Somebody else is working on %(assessment)s at this moment. Try "
                        "again in a few seconds.",
                        assessment=busy[0].display_name,
                    )
                ) from error
        self._exclude_saves()

    def _obstacles_deadline(self, **details):
        return [Obstacle(self._past_deadline_sentence())] if self._is_past_deadline() else []

    def _obstacles_unscored(self, **details):
        return [
            Obstacle(
                self.env._("%(criterion)s: not scored yet.", criterion=line.display_name), line.id
            )
            for line in self.line_ids
            if line.scored_by == "unit" and not line.is_scored
        ]

    def _obstacles_unexplained(self, **details):
        return [
            Obstacle(
                self.env._(
                    "%(criterion)s: attach a document, or explain why there is none.",
                    criterion=line.display_name,
                ),
                line.id,
            )
            for line in self.line_ids
            if line.needs_explanation
        ]

    def _obstacles_reason(self, reason="", **details):
        if (reason or "").strip():
            return []
        return [Obstacle(self.env._("State the reason, so that the others know what to mend."))]

    def _obstacles_leader_acted(self, **details):
        if self.handed_over_at:
            return []
        return [
            Obstacle(
                self.env._(
                    "The leader has acted on it: ask the leader to return it, with the reason."
                )
            )
        ]

    def _obstacles_time_left(self, **details):
        if self._is_past_deadline():
            return []
        return [
            Obstacle(
                self.env._(
                    "The unit has time until %(deadline)s.",
                    deadline=self._format_datetime(self.deadline),
                )
            )
        ]

    def _obstacles_new_deadline(self, new_deadline=None, **details):
        if not new_deadline:
            return [Obstacle(self.env._("State until when the unit has time."))]
        if new_deadline <= fields.Datetime.now():
            return [Obstacle(self.env._("The new deadline has to lie in the future."))]
        period_deadline = self.period_id.self_deadline
        if period_deadline and new_deadline < period_deadline:
            return [
                Obstacle(
                    self.env._(
                        "The period's deadline, %(deadline)s, holds for this unit as well: the new "
                        "one cannot be earlier.",
                        deadline=self._format_datetime(period_deadline),
                    )
                )
            ]
        return []

    def _obstacles_dispatch(
        self, dispatch_number="", dispatch_date=None, responsibility_confirmed=False, **details
    ):
        obstacles = []
        if not (dispatch_number or "").strip():
            obstacles.append(self.env._("State the number of the official dispatch."))
        if not dispatch_date:
            obstacles.append(self.env._("State the date of the official dispatch."))
        if not responsibility_confirmed:
            obstacles.append(
                self.env._("Confirm that you take responsibility for what is submitted.")
            )
        return [Obstacle(sentence) for sentence in obstacles]

    def _do_send_to_leader(self, **details):
        self._write_as_system({"handed_over_at": fields.Datetime.now()})

    def _do_recall(self, **details):
        """Note that a leader has acted: an officer does not undo that."""
        self._write_as_system({"handed_over_at": False})

    def _do_set_aside(self, reason, **details):
        """Keep why nobody waits for this unit any more."""
        self._write_as_system({"aside_reason": reason})

    def _do_resume(self, **details):
        """Let the unit go on where it was set aside."""
        self._write_as_system({"state_aside": False, "aside_reason": False})

    def _do_extend(self, new_deadline, **details):
        """Give this unit time until ``new_deadline``."""
        old_value = self._format_datetime(self.deadline)
        self._write_as_system({"extended_deadline": new_deadline})
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": self.id,
                    "action": "deadline",
                    "field": "deadline",
                    "old_value": old_value,
                    "new_value": self._format_datetime(self.deadline),
                    "reason": details.get("reason"),
                }
            ]
        )

    def _do_approve(self, dispatch_number, dispatch_date, fingerprint=None, **details):
        """Seal what has just been approved as a ``cchc.submission``, and let the council know.

        :param fingerprint: of what the leader has seen.
        :raises OutdatedError: when it is of something else.
        """
        # sudo: nobody may create a submission by hand
        submission = self.env["cchc.submission"].sudo()
        dispatch_number = " ".join(dispatch_number.split())
        submission._seal(self, dispatch_number, dispatch_date, fingerprint)._mail_council()

    def _get_proof(self):
        """The documents that count: neither archived nor replaced by a newer version."""
        # filtered: a caller's active_test must not make an archived document prove anything
        return self.evidence_ids._get_counting()

    def _get_submission(self):
        """Return the submission that stands for this assessment; none while its unit works on it."""
        if not self._is_submitted():
            return self.env["cchc.submission"]
        return self._get_newest_submission()

    def _get_newest_submission(self):
        """Return what was sealed last, whatever became of it."""
        # by number: one that was sealed just now comes last in the cache
        return self.submission_ids.sorted("number")[-1:]

    def _read_standing(self):
        """Return ``{id: id of the submission that stands}``, whoever may read these; None while the unit is at work."""
        submitted = self.filtered(lambda one: one._is_submitted())
        # sudo: ids, which are told to nobody
        newest = (
            self.env["cchc.submission"]
            .sudo()
            ._read_group([("assessment_id", "in", submitted.ids)], ["assessment_id"], ["id:max"])
        )
        numbers = dict.fromkeys(submitted.ids, False) | {form.id: number for form, number in newest}
        return dict.fromkeys(self.ids) | numbers

    def _is_submitted(self):
        """Whether what the unit filled in was approved by its leader, and not given back since."""
        return self.state not in (*WITH_UNIT, ABSENT) and self.state_aside not in WITH_UNIT

    def _get_seals(self):
        """Return what was sealed with a head of this assessment's log, of one model or several."""
        return list(self.submission_ids)

    def _get_logged_state(self):
        """Return the state that the last change of state in the log led to.

        The log says it in words, in the language of whoever acted; words that nobody uses any more say nothing,
        and the state is what it is.
        """
        # sudo: members of the council don't read the log
        said = (
            self.env["cchc.log"]
            .sudo()
            .search(
                [
                    ("assessment_id", "=", self.id),
                    ("action", "=", "state"),
                    ("field", "=", "state"),
                ],
                limit=1,
            )
            .new_value
        )
        states = {
            state
            for lang, _name in self.env["res.lang"].get_installed()
            for state, label in choices_of(self._fields["state"], self.with_context(lang=lang).env)
            if label == said
        }
        return (
            next(iter(states - {self.state}), self.state)
            if self.state not in states
            else self.state
        )

    def _is_closed_discussion(self):
        return self.state != DRAFT

    def _get_addressees(self, partners):
        # sudo: whom a unit names as its contact is written to, whoever may see them
        contact = self.unit_id.sudo().partner_id
        return super()._get_addressees(partners) | (partners & contact.with_env(partners.env))

    def _check_unit_may_edit(self, *written):
        """Refuse a change to what a unit fills in, unless its assessment is open for it.

        It holds for every caller, whatever their rights: what was approved cannot change.

        :param written: what of it is changed, or what something follows of: records on which such changes meet.
        :raises UserError: saying why it is closed and who can open it.
        """
        # sudo: the state decides, also where a record rule has closed with it
        for assessment in self.sudo():
            if assessment.state != DRAFT:
                raise UserError(
                    self.env._(
                        "%(assessment)s is in the state “%(state)s”: nothing in it can be changed. "
                        "It has to be returned first.",
                        assessment=assessment.display_name,
                        state=assessment._get_state_label(),
                    )
                )
            if assessment._is_past_deadline():
                raise UserError(assessment._past_deadline_sentence())
        self._exclude_transitions(*written)

    def _is_past_deadline(self):
        self.ensure_one()
        return bool(self.deadline) and fields.Datetime.now() > self.deadline

    def _past_deadline_sentence(self):
        return self.env._(
            "The deadline of %(assessment)s passed on %(deadline)s.",
            assessment=self.display_name,
            deadline=self._format_datetime(self.deadline),
        )

    def _get_deadline_day(self):
        """Return the day of the deadline by the company's calendar."""
        return self.company_id._cchc_local(self.deadline).date()

    def _format_datetime(self, value):
        """Return a moment as people write it, in the company's time zone; empty if there is none."""
        return value and self.company_id._cchc_local(value).strftime("%d/%m/%Y %H:%M")

    def _get_state_label(self):
        return dict(choices_of(self._fields["state"], self.env))[self.state]

    def _get_totals(self, side="self"):
        """Return the ``scoring.Totals`` of what was scored so far, keyed by criterion id.

        :param side: ``self`` for what the unit scores, ``appraised`` for what the council decided.
        """
        self.ensure_one()
        return self._add_up(self.line_ids, side)

    def _add_up(self, lines, side="self"):
        """Return the ``scoring.Totals`` of these lines in the tree of the rubric."""
        score_field, not_applicable_field, scorers = SIDES[side]
        rubric = self.rubric_id
        # the unit declares, and has no points of its own until the council has settled them
        declares = side == "self"
        return rubric._get_outline().total(
            self._gather_said(lines, score_field, not_applicable_field, declares),
            bonus_cap=to_decimal(rubric.bonus_cap) if rubric.bonus_cap else None,
            penalty_cap=to_decimal(rubric.penalty_cap) if rubric.penalty_cap else None,
            scored_by=scorers,
            declares=declares,
        )

    @api.model
    def _gather_said(self, records, score_field, not_applicable_field, declares=False):
        """Return what ``records`` say of their criteria, as ``scoring.Outline`` adds it up."""
        columns = ("criterion_id", score_field, not_applicable_field)
        declared = read_column(records, "is_scored") if declares else [None] * len(records)
        return {
            criterion_id: (score, not not_applicable, is_declared)
            for criterion_id, score, not_applicable, is_declared in zip(
                *(read_column(records, name) for name in columns), declared, strict=True
            )
        }

    def _classify(self, percent, side="self"):
        """Return the class of ``percent``, by what stands on this side, and what keeps it out of higher ones.

        :param side: as ``_get_totals`` has it
        """
        period = self.period_id
        scale, digits = period.rating_scale_id, period.score_digits
        if not scale._has_conditions():
            return scale._classify(percent, digits)
        return scale._classify(percent, digits, self._get_shares(side), self._get_unmet(side))

    def _get_shares(self, side):
        """Return the ``scoring.DomainShare`` of each domain.

        Of a bonus or penalty nothing is to be reached: it has no percentage.
        """
        subtotals = self._get_totals(side).by_key
        return [
            DomainShare(
                domain.code or "",
                domain.display_name,
                subtotals[domain.id].percent if subtotals[domain.id].section == "base" else None,
            )
            for domain in self.rubric_id.criterion_ids.filtered(lambda node: not node.parent_id)
        ]

    def _get_unmet(self, side):
        """Return the labels of the criteria without points that apply on this side and are not met."""
        _score_field, not_applicable_field, scorers = SIDES[side]
        asked = self.line_ids.filtered(
            lambda line: (
                not line.criterion_id._has_points()
                and line.criterion_id.scored_by in scorers
                and not line[not_applicable_field]
            )
        ).sorted(lambda line: (line.criterion_id.sequence, line.criterion_id.id))
        return [
            line.criterion_id.display_name for line in asked if not line._get_scored(side)._is_met()
        ]

    def _add_up_totals(self):
        totals = self._get_totals()
        return {
            **super()._add_up_totals(),
            "self_score": totals.score,
            "self_maximum": totals.maximum,
            "self_percent": totals.percent or 0,
            "progress": totals.progress,
        }

    def _get_domain_totals(self):
        """Return for each domain its code and name and, as the user reads them, its score and maximum.

        A bonus or a penalty that the unit does not have is left out.
        """
        subtotals = self._get_totals().by_key
        return [
            {
                "code": domain.code or "",
                "name": domain.name,
                "score": self._format_rounded(subtotals[domain.id].score),
                "maximum": self._format_rounded(subtotals[domain.id].maximum),
            }
            for domain in self.rubric_id.criterion_ids.filtered(lambda node: not node.parent_id)
            if subtotals[domain.id].section == "base" or subtotals[domain.id].score
        ]

    def _format_rounded(self, value):
        return format_number(self.env, value, self.score_digits)

    def _get_appendix_file_name(self):
        """Return the appendix's file name without its ending: "Phụ lục 01 - Sở Nội vụ - 2026"."""
        parts = (
            self.rubric_id.appendix_label or "CCHC",
            self.unit_id.name,
            str(self.period_id.year),
        )
        return as_name(" - ".join(parts), FILE_NAME_LENGTH)

    def _get_offline_form_file_name(self):
        """Return the offline form's file name without its ending."""
        return f"Nhập ngoại tuyến - {self._get_appendix_file_name()}"

    def _round_score(self, value):
        """Return ``value`` as ``Decimal``, rounded half up to the period's digits: the one rounding."""
        return round_half_up(to_decimal(value), self.period_id.score_digits)

    @api.model
    def _thread_fields(self):
        """Fields that chatter and activities write on any record."""
        return {
            name
            for mixin in ("mail.thread", "mail.activity.mixin")
            for name in self.env[mixin]._fields
            if name.startswith(("message_", "activity_", "website_message_", "my_activity_"))
        }
