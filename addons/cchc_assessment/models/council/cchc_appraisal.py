from contextlib import contextmanager
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ...compat import fill_cache, get_window, judge_companies, read_column
from ...core.scoring import Figure, difference, score, to_decimal
from ...fields import REASON_LENGTH, SCORE_DIGITS, LimitedText, OptionalFloat
from ..assessment.assessment_workflow import APPRAISAL, EXPLANATION, SECRETARY
from ..assessment.cchc_scored_mixin import INPUT_FIELDS
from ..common.groups import APPRAISER_GROUP, SECRETARY_GROUP
from ..common.opening import open_fields
from ..common.screens import notify, open_dialog, open_form
from ..common.together import ask_together

# What decides a criterion, and what else the council says of it.
OVERRIDE_FIELDS = {"override_score", "override_reason"}
DECISION_FIELDS = {*INPUT_FIELDS, *OVERRIDE_FIELDS}
REQUEST_FIELDS = {"explanation_requested", "request"}
# The best figure of the group, where it decides: written when all are in, and gone when a figure changes.
BEST_FIELDS = ("best_numerator", "best_denominator")
COUNCIL_FIELDS = DECISION_FIELDS | REQUEST_FIELDS | {"remark"}
# What the unit says, where it was asked.
ANSWER_FIELDS = {"explanation"}


# How many criteria are decided in one request, of as many units: some seconds.
MOST_CRITERIA = 5_000


class CchcAppraisal(models.Model):
    """The council's word on one criterion of one unit in one round.

    It is computed by the same rule as the unit's own score and stands beside it; a later round
    is a record of its own. The records are made when a round begins, never by hand. A unit reads
    what it was asked and answers it; of what the council decided it sees what its assessment says
    once it may.
    """

    _name = "cchc.appraisal"
    _description = "Appraisal"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.scored.mixin",
        "cchc.revised.mixin",
        "cchc.owned.mixin",
    ]
    _single_fields = COUNCIL_FIELDS | ANSWER_FIELDS
    _order = "assessment_id, sequence, line_id, round desc"
    _rec_names_search = ["criterion_id"]

    # a unit that was asked does not read who of the council wrote here last
    write_uid = fields.Many2one(
        "res.users", "Last Updated by", readonly=True, groups=APPRAISER_GROUP
    )
    write_date = fields.Datetime("Last Updated on", readonly=True, groups=APPRAISER_GROUP)
    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Assessment Line",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    criterion_id = fields.Many2one(readonly=True)
    option_id = fields.Many2one(groups=APPRAISER_GROUP)
    numerator = OptionalFloat(aggregator=None, groups=APPRAISER_GROUP)
    denominator = OptionalFloat(aggregator=None, groups=APPRAISER_GROUP)
    quantity = OptionalFloat(aggregator=None, groups=APPRAISER_GROUP)
    manual_score = OptionalFloat(aggregator=None, groups=APPRAISER_GROUP)
    not_applicable = fields.Boolean(groups=APPRAISER_GROUP)
    # of another unit, whoever it is: the council's alone
    best_numerator = OptionalFloat(
        "Best of the Group",
        digits=SCORE_DIGITS,
        readonly=True,
        aggregator=None,
        groups=APPRAISER_GROUP,
    )
    best_denominator = OptionalFloat(
        "Best of the Group, out of",
        digits=SCORE_DIGITS,
        readonly=True,
        aggregator=None,
        groups=APPRAISER_GROUP,
    )
    score_note = fields.Char(groups=APPRAISER_GROUP)
    assessment_id = fields.Many2one(related="line_id.assessment_id", store=True, index=True)
    unit_id = fields.Many2one(related="line_id.unit_id", store=True, index=True)
    group_id = fields.Many2one(related="line_id.assessment_id.group_id", store=True, index=True)
    period_id = fields.Many2one(related="line_id.period_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    domain_id = fields.Many2one(related="line_id.domain_id", store=True, index=True)
    sequence = fields.Integer(related="line_id.sequence", store=True)
    scored_by = fields.Selection(related="line_id.scored_by", store=True)
    state = fields.Selection(related="line_id.assessment_id.state", string="Assessment State")
    round = fields.Integer(required=True, readonly=True, aggregator=None)
    is_current = fields.Boolean(
        default=True, readonly=True, index=True, help="No later round has taken the criterion up."
    )
    self_score = OptionalFloat(related="line_id.self_score", string="Self Score", aggregator=None)
    self_note = fields.Char(related="line_id.score_note", string="The Unit's Calculation")
    unit_not_applicable = fields.Boolean(
        related="line_id.not_applicable",
        string="Not Applicable by the Unit",
        help="The unit says that the criterion does not apply to it.",
    )
    unit_lacks_figures = fields.Boolean(
        related="line_id.lacks_figures",
        string="Figures Not Declared by the Unit",
        help="The unit has chosen the band itself, without the figures that would decide it.",
    )
    unit_explanation = fields.Text(related="line_id.explanation", string="The Unit's Explanation")
    evidence_ids = fields.Many2many(related="line_id.evidence_ids")
    score_digits = fields.Integer(related="line_id.score_digits")
    guidance = fields.Text(related="criterion_id.guidance")
    counted_section = fields.Selection(related="criterion_id.counted_section")
    revision = fields.Integer(related="line_id.revision")
    is_open = fields.Boolean(
        compute="_compute_is_open", help="It belongs to the round that is under way."
    )
    is_editable = fields.Boolean(compute="_compute_is_editable")
    is_answerable = fields.Boolean(
        compute="_compute_is_answerable", help="The unit's answer is being waited for."
    )
    previous_score = OptionalFloat(
        "Last Round",
        digits=SCORE_DIGITS,
        compute="_compute_previous",
        aggregator=None,
        groups=APPRAISER_GROUP,
        help="What the council decided in the round before.",
    )
    previous_remark = fields.Text(
        "Remark of the Last Round", compute="_compute_previous", groups=APPRAISER_GROUP
    )
    previous_explanation = fields.Text(
        "Answer to the Last Round", compute="_compute_previous", groups=APPRAISER_GROUP
    )
    computed_score = OptionalFloat(
        digits=SCORE_DIGITS,
        compute="_compute_score",
        store=True,
        aggregator=None,
        groups=APPRAISER_GROUP,
    )
    override_score = OptionalFloat(
        "Other Score",
        digits=SCORE_DIGITS,
        aggregator=None,
        groups=APPRAISER_GROUP,
        help="Where the council settles on another score than the rule gives; it needs a reason.",
    )
    override_reason = LimitedText(groups=APPRAISER_GROUP, max_length=REASON_LENGTH)
    is_overridden = fields.Boolean(compute="_compute_is_overridden", groups=APPRAISER_GROUP)
    score = OptionalFloat(
        "Appraised Score",
        digits=SCORE_DIGITS,
        compute="_compute_score",
        store=True,
        aggregator=None,
        groups=APPRAISER_GROUP,
    )
    difference = OptionalFloat(
        digits=SCORE_DIGITS,
        compute="_compute_score",
        store=True,
        aggregator=None,
        groups=APPRAISER_GROUP,
        help="Appraised score less the unit's own.",
    )
    is_decided = fields.Boolean(
        "Decided", compute="_compute_score", store=True, groups=APPRAISER_GROUP
    )
    is_declared = fields.Boolean(
        "To Be Settled",
        compute="_compute_score",
        store=True,
        groups=APPRAISER_GROUP,
        help="The figures are there; the points follow when the secretary settles them by the best of the group.",
    )
    is_different = fields.Boolean(
        "Differs from the Unit",
        compute="_compute_is_different",
        store=True,
        groups=APPRAISER_GROUP,
        help="The council gives another score than the unit, or finds otherwise whether the criterion is met.",
    )
    remark = LimitedText(
        groups=APPRAISER_GROUP,
        help="What the council has to say on this criterion; it is printed.",
    )
    explanation_requested = fields.Boolean("Ask for an Explanation", groups=APPRAISER_GROUP)
    request = LimitedText("What Is Asked", max_length=REASON_LENGTH)
    asked_at = fields.Datetime(readonly=True, help="When the unit was sent the question.")
    explanation = LimitedText("The Unit's Answer")
    unanswered_at = fields.Datetime(
        "Closed Without an Answer On",
        readonly=True,
        help="When the secretary closed the request because the unit had not answered in time.",
    )
    withdrawn_at = fields.Datetime(readonly=True, help="When the question was taken back.")
    withdrawal_reason = LimitedText("Why It Was Withdrawn", readonly=True, max_length=REASON_LENGTH)
    answer_text = fields.Text(
        "Answer",
        compute="_compute_answer_text",
        help="What the unit answered, or what became of the question.",
    )
    appraiser_id = fields.Many2one(
        "res.users",
        "Decided By",
        readonly=True,
        ondelete="restrict",
        index=True,
        groups=APPRAISER_GROUP,
    )
    decided_at = fields.Datetime(readonly=True, groups=APPRAISER_GROUP)
    assignee_ids = fields.Many2many(
        "res.users",
        "cchc_appraisal_assignee_rel",
        "appraisal_id",
        "user_id",
        string="Assigned To",
        readonly=True,
        groups=APPRAISER_GROUP,
    )
    is_mine = fields.Boolean(
        "Assigned to Me",
        compute="_compute_is_mine",
        search="_search_is_mine",
        groups=APPRAISER_GROUP,
    )

    _line_round_uniq = models.Constraint(
        "UNIQUE(line_id, round)", "This criterion is appraised in this round already."
    )

    # not on the unit's score: it stands while the council works, and earlier rounds keep what they found
    @api.depends("criterion_id", *INPUT_FIELDS, *BEST_FIELDS)
    @api.depends_context("lang")
    def _compute_score_note(self):
        super()._compute_score_note()

    @api.depends("criterion_id", "override_score", *INPUT_FIELDS, *BEST_FIELDS)
    def _compute_score(self):
        for appraisal, result in zip(self, self._get_score_results(), strict=True):
            computed = False if result.score is None else float(result.score)
            overridden = appraisal.override_score is not False and result.applicable
            appraisal.computed_score = computed
            appraisal.score = appraisal.override_score if overridden else computed
            appraisal.is_decided = appraisal.score is not False or not result.applicable
            appraisal.is_declared = result.is_answered and not appraisal.is_decided
            # "is": 0.0 == False, but "0 điểm" is a score
            has_both = appraisal.score is not False and appraisal.line_id.self_score is not False
            appraisal.difference = has_both and appraisal._get_difference()

    def _get_difference(self):
        """Return by how much the score is above the unit's own, as both are printed.

        Where they are printed alike though they are not, the exact figure: a decision is never shown as none.
        """
        figures = to_decimal(self.score), to_decimal(self.line_id.self_score)
        return float(difference(*figures, self.score_digits) or figures[0] - figures[1])

    # as ``difference``: not on what the unit fills in later
    @api.depends("difference", "override_score", *INPUT_FIELDS)
    def _compute_is_different(self):
        for appraisal in self:
            if appraisal.criterion_id._is_relative():
                appraisal.is_different = appraisal.is_overridden or appraisal._has_other_figure()
                continue
            # "is": 0.0 == False, but what carries no points has a score of 0 on both sides
            has_both = appraisal.difference is not False
            appraisal.is_different = bool(appraisal.difference) or (
                has_both
                and not appraisal.criterion_id._has_points()
                and appraisal._is_met() != appraisal.line_id._is_met()
            )

    def _has_other_figure(self):
        """Whether other figures stand here than the unit has declared, which has no points of its own to compare."""
        rules = self.criterion_id._get_rules()
        figures = self._get_figure(rules), self.line_id._get_figure(rules)
        return None not in figures and figures[0].value != figures[1].value

    @api.depends("override_score")
    def _compute_is_overridden(self):
        for appraisal in self:
            # "is": 0.0 == False, but a score of 0 is one
            appraisal.is_overridden = appraisal.override_score is not False

    @api.depends("state", "is_current", "round", "assessment_id.round")
    def _compute_is_open(self):
        for appraisal in self:
            appraisal.is_open = (
                appraisal.is_current
                and appraisal.state == APPRAISAL
                and appraisal.round == appraisal.assessment_id.round
            )

    @api.depends("is_open")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        mine = self._filtered_access("write")
        for appraisal in self:
            appraisal.is_editable = appraisal in mine and appraisal.is_open

    @api.depends("state", "is_current", "asked_at", "withdrawn_at")
    def _compute_is_answerable(self):
        for appraisal in self:
            appraisal.is_answerable = (
                appraisal.is_current
                and bool(appraisal.asked_at)
                and not appraisal.withdrawn_at
                and appraisal.state == EXPLANATION
            )

    @api.depends("explanation", "unanswered_at", "withdrawn_at", "withdrawal_reason")
    @api.depends_context("lang")
    def _compute_answer_text(self):
        for appraisal in self:
            parts = appraisal.explanation, appraisal._get_outcome()
            appraisal.answer_text = "\n".join(filter(None, parts))

    @api.depends("line_id.appraisal_ids.score", "line_id.appraisal_ids.remark")
    def _compute_previous(self):
        for appraisal in self:
            previous = appraisal._get_previous()
            appraisal.previous_score = previous.score if previous else False
            appraisal.previous_remark = previous.remark
            appraisal.previous_explanation = previous.explanation

    @api.depends("assignee_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for appraisal in self:
            appraisal.is_mine = self.env.user in appraisal.assignee_ids

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("assignee_ids", "in" if True in value else "not in", self.env.uid)]

    @api.depends("criterion_id", "round")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # as columns, and the words looked up once: whoever publishes needs it of each decision
        sentence = self.env._("%(criterion)s (round %(round)s)")
        criteria = self.criterion_id
        names = dict(zip(criteria._ids, read_column(criteria, "display_name"), strict=True))
        said = zip(read_column(self, "criterion_id"), read_column(self, "round"), strict=True)
        fill_cache(
            self._fields["display_name"],
            self,
            [
                sentence % {"criterion": names.get(criterion_id, ""), "round": number}
                for criterion_id, number in said
            ],
        )

    @api.constrains("override_score", "override_reason")
    def _check_override(self):
        for appraisal in self:
            if appraisal.override_score is False:
                continue
            if not appraisal.criterion_id._has_points():
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: it is met or not and carries no points. Choose one of its options.",
                        criterion=appraisal.criterion_id.display_name,
                    )
                )
            if not (appraisal.override_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: say why the council settles on another score than "
                        "the rule gives.",
                        criterion=appraisal.criterion_id.display_name,
                    )
                )
            if not 0 <= appraisal.override_score <= appraisal.max_score:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: the score has to lie between 0 and %(maximum)s.",
                        criterion=appraisal.criterion_id.display_name,
                        maximum=self._format_number(appraisal.max_score),
                    )
                )

    @api.constrains("remark", *DECISION_FIELDS)
    def _check_bonus_has_reason(self):
        for appraisal in self:
            if (
                appraisal.counted_section != "base"
                # "is": 0.0 == False, and to strike out what the unit gave itself needs a reason as well
                and appraisal.score is not False
                and appraisal.score != (appraisal.self_score or 0)
                # what follows from the figures alone says itself how it came about
                and not (appraisal.criterion_id._is_relative() and not appraisal.is_overridden)
                and not (appraisal.remark or "").strip()
            ):
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: give the reason for the bonus or penalty as a remark.",
                        criterion=appraisal.criterion_id.display_name,
                    )
                )

    @api.constrains("explanation_requested", "request")
    def _check_request(self):
        for appraisal in self:
            if appraisal.explanation_requested and not (appraisal.request or "").strip():
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: say what the unit should explain.",
                        criterion=appraisal.criterion_id.display_name,
                    )
                )

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(COUNCIL_FIELDS, "_check_council_may_edit"),
            **dict.fromkeys(ANSWER_FIELDS, "_check_unit_may_answer"),
        }

    def action_agree(self):
        """Take over what the unit filled in, wherever nobody has decided yet.

        Criteria that only the council scores, and those that the unit left empty, stay open. So do those that do
        not apply by the unit's word: what leaves the maximum is a decision of its own.

        :return: what tells the user how many of those were left, where there are any, or that nothing was done.
        """
        self._check_not_too_many()
        agreed, left = self._agree()
        if left:
            return self._tell_left(len(left))
        if agreed:
            return None
        return notify(
            self.env._(
                "Nothing was done: these criteria are decided already, are scored by the council alone, or were left "
                "empty by the unit."
            ),
            "warning",
            next={"type": "ir.actions.act_window_close"},
        )

    def action_confirm_not_applicable(self):
        """Agree with the unit that these criteria do not apply to it, wherever nobody has decided yet."""
        self._check_not_too_many()
        self._decide(
            {
                appraisal: appraisal.line_id._copy_inputs()
                for appraisal in self._get_agreeable()
                if appraisal.unit_not_applicable
            }
        )

    def _agree(self):
        """Take over what the unit filled in.

        :return: what was decided so, and what does not apply by the unit's word, which stays open.
        """
        agreeable = self._get_agreeable()
        left = agreeable.filtered("unit_not_applicable")
        agreed = agreeable - left
        self._decide({appraisal: appraisal.line_id._copy_inputs() for appraisal in agreed})
        return agreed, left

    def _get_all_inputs(self):
        bests = zip(*(read_column(self, name) for name in BEST_FIELDS), strict=True)
        return [
            inputs
            if best[0] is None
            else replace(inputs, best=Figure(*(to_decimal(one or 0) for one in best)))
            for inputs, best in zip(super()._get_all_inputs(), bests, strict=True)
        ]

    def _get_agreeable(self):
        """Return those of these that are open, and that the unit has filled in."""
        return self.filtered(
            lambda appraisal: (
                appraisal.is_current
                and not appraisal.is_decided
                and not appraisal.is_declared
                and appraisal.scored_by == "unit"
                and appraisal.line_id.is_scored
            )
        )

    @api.model
    def _tell_left(self, count):
        return notify(
            self.env._(
                "%(count)s criteria do not apply by the units' word. They were left open: each takes its points out "
                "of the maximum. Look at them by the filter “Not Applicable by the Unit” and confirm them there.",
                count=count,
            ),
            "warning",
            sticky=True,
            next={"type": "ir.actions.act_window_close"},
        )

    def action_ask_figures(self):
        """Mark a question for the figures of each band that the unit has chosen without them, once.

        :return: what tells the user how many criteria that were.
        """
        self._check_not_too_many()
        return self._mark_figures()._tell_asked()

    def _tell_asked(self):
        return notify(
            self.env._(
                "The figures of %(count)s criteria are asked for. The secretary sends the questions.",
                count=len(self),
            )
            if self
            else self.env._("There are no figures left to ask for."),
            "success" if self else "warning",
            next={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def _mark_figures(self):
        """Mark a question for the figures of those of these that lack them, and return them."""
        asked = self.filtered(
            lambda appraisal: (
                appraisal.is_open
                and appraisal.unit_lacks_figures
                and not appraisal.explanation_requested
            )
        )
        if asked:
            asked.write(
                {
                    "explanation_requested": True,
                    "request": self.env._(
                        "Declare the figures: how many were done, and out of how many. The level was chosen directly."
                    ),
                }
            )
        return asked

    def _check_not_too_many(self):
        """Refuse what would take longer than anybody waits for: units as wholes are done behind a request."""
        if len(self) > MOST_CRITERIA:
            raise UserError(
                self.env._(
                    "At most %(most)s criteria can be chosen at once, and these are %(count)s. Choose the units in the "
                    "list of self-assessments instead, or fewer criteria.",
                    most=MOST_CRITERIA,
                    count=len(self),
                )
            )

    def action_keep(self):
        """Take over what was decided in the round before, wherever nobody has decided in this one yet."""
        self._check_not_too_many()
        self._decide(
            {
                appraisal: {
                    **appraisal._get_previous()._copy_decision(),
                    # what was said in this round stands
                    **({"remark": appraisal.remark} if appraisal.remark else {}),
                }
                for appraisal in self
                if appraisal.is_current
                and not appraisal.is_decided
                and not appraisal.is_declared
                and (appraisal._get_previous().is_decided or appraisal._get_previous().is_declared)
            }
        )

    def action_clear(self):
        """Take these decisions back: the criteria are open again in this round."""
        self._check_not_too_many()
        self._decide(dict.fromkeys(self, dict.fromkeys(DECISION_FIELDS, False)))

    def action_score_again(self):
        """Take criteria up in the current round that were decided in an earlier one.

        :return: the action that opens the new record, when there is one.
        """
        self.check_access("read")
        self._check_not_too_many()
        self._check_is_mine()
        self._check_in_time()
        for appraisal in self:
            if appraisal.state != APPRAISAL:
                raise UserError(appraisal._closed_sentence())
            if appraisal.is_open or not appraisal.is_current:
                raise UserError(
                    self.env._(
                        "%(criterion)s is part of the current round already.",
                        criterion=appraisal.criterion_id.display_name,
                    )
                )
        fresh = self._take_up()
        return open_form(fresh) if len(fresh) == 1 else None

    def _take_up(self):
        """Return new records of the current round for these, which were decided in an earlier one."""
        self.assessment_id._exclude_transitions(self.line_id)
        fresh = self.browse()
        for assessment, appraisals in self.grouped("assessment_id").items():
            # sudo: nobody may create an appraisal by hand
            fresh |= self.sudo()._open(appraisals.line_id, assessment.round).sudo(False)
        self.assessment_id._assign()
        return fresh

    def action_open_form(self):
        """Open this criterion as a form: the unit's figures on the left, the council's on the right."""
        self.ensure_one()
        return open_dialog(self, self.unit_id.display_name, context={"cchc_in_dialog": True})

    def action_open_previous(self):
        """Open the unit's criterion above this one, as it stands now; above the first comes the last."""
        return self._open_neighbour(-1)

    def action_open_next(self):
        """Open the unit's criterion below this one, as it stands now; below the last comes the first."""
        return self._open_neighbour(1)

    def _open_neighbour(self, step):
        self.ensure_one()
        self.check_access("read")
        current = self.search(
            [("assessment_id", "=", self.assessment_id.id), ("is_current", "=", True)]
        )
        place = current.line_id.ids.index(self.line_id.id) + step
        return current[place % len(current)].action_open_form()

    def action_view_across(self):
        """Open this criterion across all units, side by side."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_appraisal_action",
            display_name=self.criterion_id.display_name,
            domain=[
                ("criterion_id", "=", self.criterion_id.id),
                ("period_id", "=", self.period_id.id),
                ("is_current", "=", True),
            ],
            context={},
        )

    @api.model
    def _open(self, lines, number):
        """Make the records of a round: nobody has decided anything in it yet.

        :param lines: the ``cchc.assessment.line`` that the round takes up.
        :return: the new records.
        """
        # searched: of most lines there are none, and asking each of thousands takes as long as making the records
        earlier = self.sudo().search([("line_id", "in", lines.ids), ("is_current", "=", True)])
        if earlier:
            earlier._write_as_system({"is_current": False})
        self.env.flush_all()
        columns = self._get_opening_columns(number)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cchc_appraisal (%s)
                     SELECT %s
                       FROM cchc_assessment_line line
                       JOIN cchc_assessment assessment ON assessment.id = line.assessment_id
                      WHERE line.id IN %s
                   ORDER BY line.sequence, line.id
                  RETURNING id
                """,
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(columns.values()),
                tuple(lines.ids) or (0,),
            )
        )
        fresh = self.browse(row_id for (row_id,) in self.env.cr.fetchall())
        for records in (lines, lines.assessment_id):
            records.invalidate_recordset(["appraisal_ids"], flush=False)
        return fresh

    @api.model
    def _get_opening_columns(self, number):
        """Return ``{column: SQL}``: what a record says while nobody has decided anything in its round.

        What it repeats of its line and assessment is stored there as well; no score follows from nothing.
        """
        columns = {
            "line_id": SQL.identifier("line", "id"),
            "criterion_id": SQL.identifier("line", "criterion_id"),
            "round": SQL("%s", number),
            "is_current": SQL("TRUE"),
            "is_decided": SQL("FALSE"),
            "is_declared": SQL("FALSE"),
            "is_different": SQL("FALSE"),
            "create_uid": SQL("%s", self.env.uid),
            "write_uid": SQL("%s", self.env.uid),
            "create_date": SQL("%s", self.env.cr.now()),
            "write_date": SQL("%s", self.env.cr.now()),
        }
        for name, field in self._fields.items():
            if field.store and field.related:
                *tables, origin = field.related.split(".")
                table = "assessment" if tables[-1] == "assessment_id" else "line"
                columns[name] = SQL.identifier(table, origin)
            elif name not in columns and field.store and field.column_type and field.default:
                # a field of another addon
                value = field.default(self)
                columns[name] = SQL("%s", field.convert_to_column_insert(value, self))
        return columns

    def _get_outcome(self):
        """Return in words what became of a question besides its answer; "" if nothing did."""
        if self.withdrawn_at:
            return self.env._("Question withdrawn: %(reason)s", reason=self.withdrawal_reason)
        return self.env._("The unit did not explain.") if self.unanswered_at else ""

    def action_withdraw(self):
        """Open the dialog in which the secretary takes questions back that the unit has not answered."""
        self.check_access("read")
        return get_window(
            self.env,
            "cchc_assessment.cchc_appraisal_withdraw_action",
            context={"default_appraisal_ids": self.ids},
        )

    def _withdraw(self, reason):
        """Take these questions back, with the reason; where nothing is left to answer the appraisal goes on.

        :raises AccessError: when the user isn't the secretary.
        :raises UserError: when a question is not waiting for its answer, or there is no reason.
        """
        self.check_access("read")
        for assessment, questions in self.grouped("assessment_id").items():
            assessment = assessment._in_plain_context()
            assessment._check_actor(SECRETARY)
            assessment._lock()
            for question in questions:
                waiting = question.is_answerable and question.explanation_requested
                if not waiting or not question._get_silent():
                    raise UserError(
                        self.env._(
                            "%(criterion)s: no explanation is being waited for.",
                            criterion=question.criterion_id.display_name,
                        )
                    )
            if obstacles := assessment._obstacles_reason(reason):
                raise UserError(obstacles[0].sentence)
            if assessment._get_asked() <= questions:
                assessment._transition("action_withdraw_request", reason=reason)
            else:
                questions._do_withdraw(reason)
                assessment._notify_withdrawal(questions, reason)

    def _do_withdraw(self, reason):
        """Note that these questions wait for no answer any more; what was answered stays answered."""
        silent = self._get_silent()
        self._write_as_system({"explanation_requested": False})
        silent._write_as_system(
            {"withdrawn_at": fields.Datetime.now(), "withdrawal_reason": reason}
        )
        silent._log_request(reason)

    def _get_silent(self):
        """Return the questions that the unit has not answered."""
        return self.filtered(lambda question: not (question.explanation or "").strip())

    def _close_unanswered(self, reason):
        """Note that the time has passed and these questions that have no answer get none."""
        silent = self._get_silent()
        silent._write_as_system({"unanswered_at": fields.Datetime.now()})
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": question.assessment_id.id,
                    "line_id": question.line_id.id,
                    "action": "explain",
                    "field": "unanswered_at",
                    "new_value": self.env._("The unit did not explain."),
                    "reason": reason,
                }
                for question in silent
            ]
        )

    def _log_request(self, reason):
        """Log that the unit is asked this no more."""
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": question.assessment_id.id,
                    "line_id": question.line_id.id,
                    "action": "request",
                    "field": "explanation_requested",
                    "old_value": question.request,
                    "reason": reason,
                }
                for question in self
            ]
        )

    def _note_asked(self):
        """Note that the unit has been sent these questions."""
        self._write_as_system(
            {
                "asked_at": fields.Datetime.now(),
                # asked once more
                "withdrawn_at": False,
                "withdrawal_reason": False,
            }
        )

    def _get_survey_values(self, points, source):
        """Return what ``_decide`` takes of this criterion for the points that a survey has come to.

        :param points: a number, at most the maximum
        :param source: says where they come from, as the remark
        """
        self.ensure_one()
        if self.rule_type == "manual":
            return {"remark": source, "manual_score": float(points), "override_score": False}
        return {"remark": source, "override_score": float(points), "override_reason": source}

    def _find_survey_problem(self, points):
        """Return why a survey cannot give this criterion these points, as a sentence; "" if it can."""
        self.ensure_one()
        if self.scored_by != "council":
            return self.env._(
                "The unit scores this criterion itself: only the council's are imported."
            )
        if not self.is_open:
            return self.env._(
                "The council cannot score it now: it is not part of a round under way."
            )
        if points > self.max_score:
            return self.env._(
                "%(points)s points are more than the maximum of %(maximum)s.",
                points=self._format_number(points),
                maximum=self._format_number(self.max_score),
            )
        return ""

    def _decide(self, values):
        """Decide several criteria at once, as the user.

        :param values: ``{appraisal: values of council's fields}``
        """
        appraisals = self.browse([appraisal.id for appraisal in values])
        names = {name for vals in values.values() for name in vals}
        appraisals._check_may_write(dict.fromkeys(names))
        # whatever the fields are: this is the council's way
        appraisals._check_council_may_edit()
        with appraisals._following(dict.fromkeys(names)):
            # checked and logged together, not one by one
            opened = open_fields(ask_together(appraisals, values), names)
            for vals, alike in self._group_equal(values):
                alike.with_env(opened.env).write(vals)
            judge_companies(appraisals, names)

    @contextmanager
    def _following(self, vals):
        """Log what becomes of these fields, and of the score; note who decided."""
        names = vals.keys()
        logged = [
            name
            for name in self._fields
            if name in names or (name == "score" and names & {*DECISION_FIELDS, *BEST_FIELDS})
        ]
        # sudo: whoever may write may read it, and asking for each value again takes longer than the value
        before = self.sudo()._get_readable(logged)
        # read once what each of the groups would read for itself
        self.criterion_id.option_ids.mapped("name")
        with super()._following(vals):
            yield
        if names & {*INPUT_FIELDS}:
            self._unsettle()
        # whoever has found the figures has decided, and not who settles the points by them
        if names & DECISION_FIELDS:
            self._stamp()
        self._log_changes(before, self.sudo()._get_readable(logged))

    def _find_outdated(self, best, rules):
        """Return those of these, which have a figure, whose points do not follow from this best one of the group.

        What stands in the round under way is calculated anew by another best figure, whatever comes of it; what was
        decided before has to be taken up again, or reopened, only where it gets other points.
        """
        known = [inputs.best for inputs in self._get_all_inputs()]
        return self.browse(
            [
                one.id
                for one, last in zip(self, known, strict=True)
                if not (last and last.value == best.value)
                and (one.is_open or one._get_points_by(best, rules) != one.score)
            ]
        )

    def _get_points_by(self, best, rules):
        """Return the score that this best figure of the group would give; what the council settled on stays."""
        if self.is_overridden:
            return self.override_score
        result = score(rules[self.criterion_id], replace(self._get_inputs(), best=best))
        return False if result.score is None else float(result.score)

    def _unsettle(self):
        """Let points wait again whose figures have changed since all were in."""
        settled = self.filtered(lambda one: one.best_numerator is not False)
        settled._write_as_system(dict.fromkeys(BEST_FIELDS, False))

    @api.model
    def _settle_relative(self, plan):
        """Give criteria their points by the best figure of their group, and log it.

        What was decided in an earlier round is taken up in the current one, with its figures and who found them.

        :param plan: ``{scoring.Figure: appraisals}``
        """
        planned = self.browse([one.id for ones in plan.values() for one in ones])
        fresh = planned.filtered(lambda one: not one.is_open)._take_up_decided()
        for best, ones in plan.items():
            settled = ones.filtered("is_open") | fresh.filtered(
                lambda one, ones=ones: one.line_id in ones.line_id
            )
            values = {
                "best_numerator": float(best.numerator),
                "best_denominator": float(best.denominator),
            }
            with settled._following(values):
                settled._write_as_system(values)

    def _take_up_decided(self):
        """Return new records of the current round for these of an earlier one, which say the same."""
        if not self:
            return self
        earlier = {one.line_id: one for one in self}
        fresh = self._take_up()
        fresh._decide({one: earlier[one.line_id]._copy_decision() for one in fresh})
        for one in fresh:
            before = earlier[one.line_id]
            one._write_as_system(
                {"appraiser_id": before.appraiser_id.id, "decided_at": before.decided_at}
            )
        return fresh

    @api.model
    def _group_equal(self, values):
        """Yield ``(values, records)``, those that get the same together, so that they are written at once."""
        groups = {}
        for appraisal, vals in values.items():
            _vals, ids = groups.setdefault(repr(sorted(vals.items())), (vals, []))
            ids.append(appraisal.id)
        prefetched = [appraisal.id for appraisal in values]
        for vals, ids in groups.values():
            yield vals, self.browse(ids).with_prefetch(prefetched)

    def _get_previous(self):
        """Return the council's word on this criterion in the round before, if there was one."""
        self.ensure_one()
        earlier = self.line_id.appraisal_ids.filtered(lambda other: other.round < self.round)
        return max(earlier, key=lambda other: other.round, default=earlier)

    def _copy_decision(self):
        """Return what was decided here, as values for a record of the same criterion."""
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in DECISION_FIELDS | {"remark"}
        }

    def _get_logged_line(self):
        return self.line_id

    def _get_log_action(self, name):
        if name in ANSWER_FIELDS:
            return "explain"
        if name in REQUEST_FIELDS:
            return "request"
        return "override" if name in OVERRIDE_FIELDS else "appraise"

    def _stamp(self):
        """Note who decided and when; what is open again has neither."""
        decided = self.filtered(lambda one: one.is_decided or one.is_declared)
        decided._write_as_system(
            {"appraiser_id": self.env.uid, "decided_at": fields.Datetime.now()}
        )
        (self - decided)._write_as_system({"appraiser_id": False, "decided_at": False})

    def _check_is_mine(self):
        """Refuse the council's word to whoever does not belong to it, or was not assigned the criterion."""
        # the write right is the unit's as well, for its answer
        if not self.env.user.has_group(APPRAISER_GROUP):
            raise AccessError(self.env._("Only members of the appraisal council score here."))
        if foreign := self - self._filtered_access("write"):
            raise AccessError(
                self.env._(
                    "%(unit)s, %(criterion)s: this is assigned to other members of the council. Ask the "
                    "secretary to assign it to you.",
                    unit=foreign[0].unit_id.name,
                    criterion=foreign[0].criterion_id.display_name,
                )
            )

    def _check_council_may_edit(self):
        """Refuse the council's word unless the unit is in appraisal and the criterion is the user's.

        :raises AccessError: when the criterion is assigned to others.
        :raises UserError: when the unit is not in appraisal, a later round has begun, or the council's time is over.
        """
        self._check_is_mine()
        self._check_in_time()
        for appraisal in self:
            if appraisal.state != APPRAISAL:
                raise UserError(appraisal._closed_sentence())
            if not appraisal.is_open:
                raise UserError(
                    self.env._(
                        "%(appraisal)s: a later round has begun. Score the criterion again in it.",
                        appraisal=appraisal.display_name,
                    )
                )
        self.assessment_id._exclude_transitions(self.line_id)

    def _check_in_time(self):
        """Refuse a member's word after the deadline of the appraisal; the secretary, who sets it, goes on."""
        if self.env.user.has_group(SECRETARY_GROUP):
            return
        for period in self.period_id:
            deadline = period.appraisal_deadline
            if deadline and fields.Datetime.now() > deadline:
                raise UserError(
                    self.env._(
                        "The time of the appraisal ended on %(deadline)s. Ask the secretary to move its "
                        "deadline.",
                        deadline=self.assessment_id[:1]._format_datetime(deadline),
                    )
                )

    def _closed_sentence(self):
        return self.env._(
            "%(assessment)s is in the state “%(state)s”: the council's scores cannot be changed now.",
            assessment=self.assessment_id.display_name,
            state=self.assessment_id._get_state_label(),
        )

    def _check_unit_may_answer(self):
        """Refuse a unit's answer unless it was asked, and is being waited for."""
        self.check_access("write")
        for appraisal in self:
            if not appraisal.is_answerable:
                raise UserError(
                    self.env._(
                        "%(criterion)s: no explanation is being waited for.",
                        criterion=appraisal.criterion_id.display_name,
                    )
                )
            if not appraisal.unit_id._is_officer(self.env.user):
                raise AccessError(self.env._("Only the unit itself explains here."))
        for assessment in self.assessment_id:
            assessment._check_explanation_deadline()
        self.assessment_id._exclude_transitions(self.line_id)
