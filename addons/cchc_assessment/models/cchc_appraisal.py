from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..fields import SCORE_DIGITS, OptionalFloat
from ..scoring import to_decimal
from .assessment_workflow import APPRAISAL, EXPLANATION
from .cchc_scored_mixin import INPUT_FIELDS

# What decides a criterion, and what else the council says of it.
DECISION_FIELDS = {*INPUT_FIELDS, "override_score", "override_reason"}
COUNCIL_FIELDS = DECISION_FIELDS | {"remark", "explanation_requested", "request"}
# What the unit says, where it was asked.
UNIT_FIELDS = {"explanation"}

APPRAISER_GROUP = "cchc_assessment.cchc_assessment_group_appraiser"


class CchcAppraisal(models.Model):
    """The council's word on one criterion of one unit in one round.

    It is reckoned by the same rule as the unit's own score and stands beside it; a later round
    is a record of its own. The records are made when a round begins, never by hand.
    """

    _name = "cchc.appraisal"
    _description = "Appraisal"
    _inherit = ["cchc.scored.mixin"]
    _order = "assessment_id, sequence, line_id, round desc"
    _rec_names_search = ["criterion_id"]

    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Assessment Line",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    criterion_id = fields.Many2one(readonly=True)
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
    self_score = OptionalFloat(related="line_id.self_score", string="Self Score")
    self_note = fields.Char(related="line_id.score_note", string="The Unit's Reckoning")
    unit_explanation = fields.Text(related="line_id.explanation", string="The Unit's Explanation")
    evidence_ids = fields.Many2many(related="line_id.evidence_ids")
    score_digits = fields.Integer(related="line_id.score_digits")
    is_editable = fields.Boolean(compute="_compute_is_editable")
    computed_score = OptionalFloat(
        digits=SCORE_DIGITS, compute="_compute_score", store=True, aggregator="sum"
    )
    override_score = OptionalFloat(
        "Other Score",
        digits=SCORE_DIGITS,
        help="Where the council settles on another score than the rule gives; it needs a reason.",
    )
    override_reason = fields.Text()
    score = OptionalFloat(
        "Appraised Score",
        digits=SCORE_DIGITS,
        compute="_compute_score",
        store=True,
        aggregator="sum",
    )
    difference = OptionalFloat(
        digits=SCORE_DIGITS,
        compute="_compute_score",
        store=True,
        aggregator="sum",
        help="Appraised score less the unit's own.",
    )
    is_decided = fields.Boolean("Decided", compute="_compute_score", store=True)
    remark = fields.Text(help="What the council has to say on this criterion; it is printed.")
    explanation_requested = fields.Boolean("Ask for an Explanation")
    request = fields.Text("What Is Asked")
    explanation = fields.Text("The Unit's Answer")
    appraiser_id = fields.Many2one(
        "res.users",
        "Decided By",
        readonly=True,
        ondelete="restrict",
        index=True,
        groups=APPRAISER_GROUP,
    )
    decided_at = fields.Datetime(readonly=True)
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

    @api.depends("criterion_id", "override_score", "line_id.self_score", *INPUT_FIELDS)
    def _compute_score(self):
        for appraisal in self:
            result = appraisal._get_score_result()
            computed = False if result.score is None else float(result.score)
            overridden = appraisal.override_score is not False and result.applicable
            appraisal.computed_score = computed
            appraisal.score = appraisal.override_score if overridden else computed
            appraisal.is_decided = appraisal.score is not False or not result.applicable
            # "is": 0.0 == False, but "0 điểm" is a score
            has_both = appraisal.score is not False and appraisal.line_id.self_score is not False
            appraisal.difference = has_both and float(
                to_decimal(appraisal.score) - to_decimal(appraisal.line_id.self_score)
            )

    @api.depends("state", "is_current")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        mine = self._filtered_access("write")
        for appraisal in self:
            appraisal.is_editable = (
                appraisal in mine and appraisal.is_current and appraisal.state == APPRAISAL
            )

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
    def _compute_display_name(self):
        for appraisal in self:
            appraisal.display_name = self.env._(
                "%(criterion)s (round %(round)s)",
                criterion=appraisal.criterion_id.display_name,
                round=appraisal.round,
            )

    @api.constrains("override_score", "override_reason")
    def _check_override(self):
        for appraisal in self:
            if appraisal.override_score is False:
                continue
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

    def write(self, vals):
        self.check_access("read")
        if vals.keys() <= UNIT_FIELDS:
            self._check_unit_may_answer()
        elif vals.keys() <= COUNCIL_FIELDS:
            self._check_council_may_edit()
        else:
            raise AccessError(
                self.env._(
                    "%(fields)s of an appraisal cannot be written: they follow from the round "
                    "and from what is filled in.",
                    fields=", ".join(sorted(vals.keys() - COUNCIL_FIELDS - UNIT_FIELDS)),
                )
            )
        result = super().write(vals)
        if vals.keys() & DECISION_FIELDS:
            self._stamp()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An appraisal stays: it is part of the period's record."))

    def action_agree(self):
        """Take over what the unit filled in, wherever nobody has decided yet.

        Criteria that only the council scores, and those that the unit left empty, stay open.
        """
        open_ones = self.filtered(
            lambda appraisal: (
                appraisal.is_current
                and not appraisal.is_decided
                and appraisal.scored_by == "unit"
                and appraisal.line_id.is_scored
            )
        )
        open_ones._check_council_may_edit()
        for appraisal in open_ones:
            super(CchcAppraisal, appraisal).write(appraisal.line_id._copy_inputs())
        open_ones._stamp()

    @api.model
    def _open(self, lines, number):
        """Make the records of a round: nobody has decided anything in it yet.

        :param lines: the ``cchc.assessment.line`` that the round takes up.
        """
        earlier = lines.appraisal_ids.filtered("is_current")
        # past write() of this class: which round holds is the system's word
        super(CchcAppraisal, earlier).write({"is_current": False})
        self.create(
            [
                {"line_id": line.id, "criterion_id": line.criterion_id.id, "round": number}
                for line in lines
            ]
        )

    def _stamp(self):
        """Note who decided and when; what is open again has neither."""
        decided = self.filtered("is_decided")
        # past write() of this class, which refuses these fields from any caller; sudo: they are
        # the system's word, not the member's
        super(CchcAppraisal, decided.sudo()).write(
            {"appraiser_id": self.env.uid, "decided_at": fields.Datetime.now()}
        )
        super(CchcAppraisal, (self - decided).sudo()).write(
            {"appraiser_id": False, "decided_at": False}
        )

    def _check_council_may_edit(self):
        """Refuse the council's word unless the unit is in appraisal and the criterion is the user's.

        :raises AccessError: when the criterion is assigned to others.
        :raises UserError: when the unit is not in appraisal, or a later round has begun.
        """
        self.check_access("write")
        # the write right is the unit's as well, for its answer
        if not self.env.user.has_group(APPRAISER_GROUP):
            raise AccessError(self.env._("Only members of the appraisal council score here."))
        for appraisal in self:
            assessment = appraisal.assessment_id
            if assessment.state != APPRAISAL:
                raise UserError(
                    self.env._(
                        "%(assessment)s is in the state “%(state)s”: the council's scores "
                        "cannot be changed now.",
                        assessment=assessment.display_name,
                        state=assessment._get_state_label(),
                    )
                )
            if not appraisal.is_current:
                raise UserError(
                    self.env._(
                        "%(appraisal)s: a later round has taken this criterion up.",
                        appraisal=appraisal.display_name,
                    )
                )
        self.assessment_id._exclude_transitions()

    def _check_unit_may_answer(self):
        """Refuse a unit's answer unless it was asked, and is being waited for."""
        self.check_access("write")
        for appraisal in self:
            if appraisal.state != EXPLANATION or not (
                appraisal.is_current and appraisal.explanation_requested
            ):
                raise UserError(
                    self.env._(
                        "%(criterion)s: no explanation is being waited for.",
                        criterion=appraisal.criterion_id.display_name,
                    )
                )
        self.assessment_id._exclude_transitions()
