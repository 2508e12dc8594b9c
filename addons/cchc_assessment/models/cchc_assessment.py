import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

from ..fields import SCORE_DIGITS
from ..scoring import Node, build_tree, round_half_up, to_decimal, total
from .assessment_workflow import DRAFT, LEADER, LEADER_REVIEW, STATES, TRANSITIONS

# What a unit's own people may write on an assessment, besides what chatter and activities write.
UNIT_FIELDS = {"line_ids", "evidence_ids"}
LEADER_GROUP = "cchc_assessment.cchc_assessment_group_leader"
OFFICER_GROUP = "cchc_assessment.cchc_assessment_group_officer"


class CchcAssessment(models.Model):
    """One unit in one period: its own score of each criterion, with the documents that prove it."""

    _name = "cchc.assessment"
    _description = "Assessment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "period_id desc, group_id, unit_id, id"
    _mail_post_access = "read"
    _rec_names_search = ["unit_id", "period_id"]

    period_id = fields.Many2one(
        "cchc.period", required=True, readonly=True, ondelete="restrict", index=True
    )
    unit_id = fields.Many2one(
        "cchc.unit", required=True, readonly=True, ondelete="restrict", index=True
    )
    rubric_id = fields.Many2one(
        "cchc.rubric", required=True, readonly=True, ondelete="restrict", index=True
    )
    group_id = fields.Many2one(
        "cchc.unit.group",
        "Unit Group",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        help="The unit's group when the period was opened, whatever becomes of the unit later.",
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
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("cchc.assessment.line", "assessment_id", "Criteria")
    evidence_ids = fields.One2many("cchc.evidence", "assessment_id")
    evidence_count = fields.Integer(compute="_compute_evidence_count")
    submission_ids = fields.One2many(
        "cchc.submission", "assessment_id", "Submissions", readonly=True
    )
    submission_count = fields.Integer(compute="_compute_submission_count")
    score_digits = fields.Integer(related="period_id.score_digits")
    self_score = fields.Float(
        digits=SCORE_DIGITS, compute="_compute_self_score", store=True, aggregator="avg"
    )
    self_maximum = fields.Float(
        "Attainable Score",
        digits=SCORE_DIGITS,
        compute="_compute_self_score",
        store=True,
        aggregator=None,
        help="Maximum of the criteria that the unit scores itself and that apply to it.",
    )
    self_percent = fields.Float(
        "Self Score (%)",
        digits=SCORE_DIGITS,
        compute="_compute_self_score",
        store=True,
        aggregator="avg",
    )
    progress = fields.Float(
        "Progress (%)",
        compute="_compute_self_score",
        store=True,
        aggregator="avg",
        help="Share of the criteria that the unit scores itself which are scored or not applicable.",
    )
    unexplained_count = fields.Integer(
        "Without Proof",
        compute="_compute_unexplained_count",
        help="Criteria that have neither evidence nor an explanation yet.",
    )
    deadline = fields.Datetime(related="period_id.self_deadline", store=True)
    days_left = fields.Integer(
        compute="_compute_days_left",
        aggregator=None,
        help="Days until the deadline, by the calendar of the user's time zone; negative when it has passed.",
    )
    is_late = fields.Boolean(compute="_compute_is_late")
    is_editable = fields.Boolean(compute="_compute_is_editable")
    is_mine_to_send = fields.Boolean(compute="_compute_is_editable")
    is_mine_to_approve = fields.Boolean(compute="_compute_is_editable")

    _period_unit_uniq = models.Constraint(
        "UNIQUE(period_id, unit_id)", "This unit already has an assessment in this period."
    )

    @api.depends("line_ids.self_score", "line_ids.is_scored", "line_ids.not_applicable")
    def _compute_self_score(self):
        for assessment in self:
            totals = assessment._get_totals()
            assessment.self_score = totals.score
            assessment.self_maximum = totals.maximum
            assessment.self_percent = totals.percent or 0
            assessment.progress = totals.progress

    @api.depends("evidence_ids")
    def _compute_evidence_count(self):
        counts = dict(
            self.env["cchc.evidence"]._read_group(
                [("assessment_id", "in", self.ids)], ["assessment_id"], ["__count"]
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
        counts = dict(
            self.env["cchc.assessment.line"]._read_group(
                [("assessment_id", "in", self.ids), ("needs_explanation", "=", True)],
                ["assessment_id"],
                ["__count"],
            )
        )
        for assessment in self:
            assessment.unexplained_count = counts.get(assessment._origin, 0)

    @api.depends("deadline")
    @api.depends_context("tz")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for assessment in self:
            deadline = assessment.deadline
            assessment.days_left = (
                deadline and (fields.Date.context_today(assessment, deadline) - today).days
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
            is_officer = assessment._is_actor(TRANSITIONS["action_send_to_leader"].actor)
            is_open = assessment.state == DRAFT and not assessment._is_past_deadline()
            assessment.is_editable = assessment.is_mine_to_send = is_officer and is_open
            assessment.is_mine_to_approve = (
                assessment.state == LEADER_REVIEW and assessment._is_actor(LEADER)
            )

    @api.depends("unit_id", "period_id")
    def _compute_display_name(self):
        for assessment in self:
            assessment.display_name = f"{assessment.unit_id.name} – {assessment.period_id.name}"

    def write(self, vals):
        self.check_access("read")
        if closed := vals.keys() - UNIT_FIELDS - self._thread_fields():
            raise AccessError(
                self.env._(
                    "%(fields)s of an assessment cannot be written: they follow from "
                    "its lines and its buttons.",
                    fields=", ".join(sorted(closed)),
                )
            )
        if vals.keys() & UNIT_FIELDS:
            self._check_unit_may_edit()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An assessment stays: it is part of the period's record."))

    def action_send_to_leader(self):
        """Hand the assessment to the unit's leader.

        :raises UserError: naming each criterion that stands in the way.
        """
        self._transition("action_send_to_leader")

    def action_return_to_officer(self):
        """Open the dialog in which the leader states why the assessment goes back."""
        return self._open_dialog("cchc_assessment.cchc_assessment_return_action")

    def action_approve(self):
        """Open the dialog in which the leader states the dispatch and takes responsibility."""
        return self._open_dialog("cchc_assessment.cchc_assessment_approve_action")

    def action_print_appendix(self):
        """Download the appendix as it stands now."""
        return self.env.ref("cchc_assessment.appendix_report").report_action(self)

    def action_download_appendices(self):
        """Download the appendices of these assessments in a ZIP, a workbook each."""
        return {
            "type": "ir.actions.act_url",
            "url": f"/cchc/appendices?ids={','.join(map(str, self.ids))}",
            "target": "download",
        }

    def action_export_offline(self):
        """Download the appendix as a workbook to fill in without Odoo."""
        self.ensure_one()
        return self.env.ref("cchc_assessment.offline_form_report").report_action(self)

    def action_import_appendix(self):
        """Open the dialog that takes back what was filled in offline."""
        return self._open_dialog("cchc_assessment.cchc_assessment_import_action")

    def action_view_lines(self):
        """Open the criteria of this assessment as a list of their own, grouped by domain."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cchc_assessment.cchc_assessment_line_action"
        )
        return {
            **action,
            "display_name": self.display_name,
            "domain": [("assessment_id", "=", self.id)],
            "context": {"search_default_group_by_domain": 1},
        }

    def action_view_evidence(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cchc_assessment.cchc_evidence_action"
        )
        return {
            **action,
            "domain": [("assessment_id", "=", self.id)],
            "context": {"default_assessment_id": self.id},
        }

    def action_view_submissions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cchc_assessment.cchc_submission_action"
        )
        return {**action, "domain": [("assessment_id", "=", self.id)], "context": {}}

    def _open_dialog(self, action_xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action_xmlid)
        return {**action, "context": {"default_assessment_id": self.id}}

    def _transition(self, action, **details):
        """Carry out one row of the transition table, or refuse it and change nothing.

        :param action: a key of ``TRANSITIONS``.
        :param details: what the action needs to know, such as ``reason`` or ``dispatch_number``.
        :raises AccessError: when this user may not do it for this unit.
        :raises UserError: when the state doesn't allow it or something stands in the way; the message
            names each obstacle.
        """
        transition = TRANSITIONS[action]
        for assessment in self:
            assessment._check_actor(transition.actor)
            assessment._lock()
            if assessment.state not in transition.sources:
                raise UserError(
                    self.env._(
                        "%(assessment)s is in the state “%(state)s”, where this is not possible. "
                        "Reload the page to see what has happened to it.",
                        assessment=assessment.display_name,
                        state=assessment._get_state_label(),
                    )
                )
            assessment._check_conditions(transition, details)
            # past write() of this class, which refuses a state from any caller; sudo because a
            # leader's record rule closes in the very state that is written here
            super(CchcAssessment, assessment.sudo()).write({"state": transition.target})
            if transition.effect:
                getattr(assessment, transition.effect)(**details)
            if details.get("reason"):
                assessment._tell_officers(details["reason"])

    def _tell_officers(self, text):
        # sudo: a leader need not see the users' contacts
        officers = self.unit_id.sudo().officer_ids.partner_id
        self.message_post(body=text, subtype_xmlid="mail.mt_comment", partner_ids=officers.ids)

    def _check_actor(self, actor):
        self.check_access("read")
        if not self._is_actor(actor):
            raise AccessError(
                self.env._(
                    "Only %(who)s of “%(unit)s” may do this.",
                    who=self.env._("a leader")
                    if actor == LEADER
                    else self.env._("an officer or a leader"),
                    unit=self.unit_id.name,
                )
            )

    def _is_actor(self, actor):
        """Whether the current user has both the group and the place in the unit that ``actor`` asks for."""
        user = self.env.user
        if actor == LEADER:
            return user.has_group(LEADER_GROUP) and self.unit_id._is_leader(user)
        return user.has_group(OFFICER_GROUP) and self.unit_id._is_officer(user)

    def _lock(self):
        try:
            # sudo: the right to act was checked; the lock needs no more than the row
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on %(assessment)s at this moment. Try "
                    "again in a few seconds.",
                    assessment=self.display_name,
                )
            ) from error

    def _check_conditions(self, transition, details):
        obstacles = [
            sentence
            for condition in transition.conditions
            for sentence in getattr(self, condition)(**details)
        ]
        if obstacles:
            raise UserError(
                self.env._(
                    "%(assessment)s cannot go on yet:\n%(obstacles)s",
                    assessment=self.display_name,
                    obstacles="\n".join(f"• {sentence}" for sentence in obstacles),
                )
            )

    def _obstacles_deadline(self, **details):
        return [self._past_deadline_sentence()] if self._is_past_deadline() else []

    def _obstacles_unscored(self, **details):
        return [
            self.env._("%(criterion)s: not scored yet.", criterion=line.display_name)
            for line in self.line_ids
            if line.scored_by == "unit" and not line.is_scored
        ]

    def _obstacles_unexplained(self, **details):
        return [
            self.env._(
                "%(criterion)s: attach a document, or explain why there is none.",
                criterion=line.display_name,
            )
            for line in self.line_ids
            if line.needs_explanation
        ]

    def _obstacles_reason(self, reason="", **details):
        return (
            []
            if (reason or "").strip()
            else [self.env._("State the reason, so that the officer knows what to mend.")]
        )

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
        return obstacles

    def _seal(self, dispatch_number, dispatch_date, **details):
        """Seal what has just been approved as a ``cchc.submission``."""
        # sudo: nobody may create a submission by hand
        self.env["cchc.submission"].sudo()._seal(self, dispatch_number.strip(), dispatch_date)

    def _check_unit_may_edit(self):
        """Refuse a change to what a unit fills in, unless its assessment is open for it.

        It holds for every caller, whatever their rights: what was approved cannot change.

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
        self._exclude_transitions()

    def _exclude_transitions(self):
        """See to it that this change and a change of the state do not miss each other.

        A transaction sees the assessment as it was when it began. Giving the row a new version makes a
        transition that began earlier, and one that began later, fail on it and start again, with what was
        changed here before its eyes; locking it alone would not.
        """
        if self.ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE cchc_assessment SET write_date = write_date WHERE id IN %s",
                    tuple(self.ids),
                )
            )

    def _is_past_deadline(self):
        self.ensure_one()
        return bool(self.deadline) and fields.Datetime.now() > self.deadline

    def _past_deadline_sentence(self):
        return self.env._(
            "The deadline of %(assessment)s passed on %(deadline)s.",
            assessment=self.display_name,
            deadline=fields.Datetime.context_timestamp(self, self.deadline).strftime(
                "%d/%m/%Y %H:%M"
            ),
        )

    def _get_state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _get_totals(self):
        """Return the ``scoring.Totals`` of what the unit has scored so far, keyed by criterion id."""
        self.ensure_one()
        lines = {line.criterion_id: line for line in self.line_ids}
        rubric = self.rubric_id
        return total(
            build_tree(
                (self._make_node(criterion, lines.get(criterion)), criterion.parent_id.id or None)
                for criterion in rubric.criterion_ids
            ),
            bonus_cap=to_decimal(rubric.bonus_cap) if rubric.bonus_cap else None,
            penalty_cap=to_decimal(rubric.penalty_cap) if rubric.penalty_cap else None,
            scored_by={"unit"},
        )

    def _make_node(self, criterion, line):
        return Node(
            key=criterion.id,
            max_score=to_decimal(criterion.max_score),
            section=criterion.section,
            scored_by=criterion.scored_by,
            score=None if not line or line.self_score is False else to_decimal(line.self_score),
            applicable=not (line and line.not_applicable),
        )

    def _get_appendix_file_name(self):
        """Return the appendix's file name without its ending: "Phụ lục 01 - Sở Nội vụ - 2026"."""
        parts = (
            self.rubric_id.appendix_label or "CCHC",
            self.unit_id.name,
            str(self.period_id.year),
        )
        return re.sub(r'[\\/:*?"<>|\s]+', " ", " - ".join(parts)).strip()

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
