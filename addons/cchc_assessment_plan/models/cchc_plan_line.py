from odoo import api, fields, models

from odoo.addons.cchc_assessment.compat import get_window
from odoo.addons.cchc_assessment.core.scoring import to_decimal
from odoo.addons.cchc_assessment.fields import (
    REASON_LENGTH,
    SCORE_DIGITS,
    LimitedChar,
    LimitedText,
    OptionalFloat,
    choices_of,
)
from odoo.addons.cchc_assessment.messages.wording import format_number

from .plan_workflow import DONE

# What a new version says like the one before.
_COPIED = ("sequence", "maximum", "score", "lost", "cause", "expected", "no_measure_reason")
_HELPED = [("more", "Better"), ("same", "As Before"), ("less", "Worse")]


class CchcPlanLine(models.Model):
    """A criterion of a plan that has lost points: why, what for, and what is done about it or why nothing is."""

    _name = "cchc.plan.line"
    _description = "Criterion of an Improvement Plan"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.counted.mixin",
        "cchc.owned.mixin",
    ]
    _stays = False
    _point_fields = frozenset({"score"})
    _order = "plan_id, sequence, id"
    _rec_name = "criterion_id"

    plan_id = fields.Many2one(
        "cchc.plan",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    unit_id = fields.Many2one(related="plan_id.unit_id", store=True, index=True)
    group_id = fields.Many2one(related="plan_id.group_id", string="Unit Group", store=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    assessment_id = fields.Many2one(related="plan_id.assessment_id", store=True, index=True)
    year = fields.Integer(related="plan_id.year", store=True, aggregator=None)
    state = fields.Selection(related="plan_id.state", store=True)
    is_in_force = fields.Boolean(related="plan_id.is_in_force")
    is_officer = fields.Boolean(related="plan_id.is_officer")
    score_digits = fields.Integer(related="plan_id.score_digits")
    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Criterion of the Assessment",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    criterion_id = fields.Many2one(
        "cchc.criterion",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    domain_id = fields.Many2one(related="criterion_id.domain_id", string="Domain", store=True)
    section = fields.Selection(related="criterion_id.counted_section", store=True)
    sequence = fields.Integer(readonly=True, aggregator=None)
    maximum = fields.Float(digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    score = fields.Float("Final Score", digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    lost = fields.Float("Points Lost", digits=SCORE_DIGITS, readonly=True, aggregator="sum")
    expected = fields.Float(
        "To Win Back",
        digits=SCORE_DIGITS,
        aggregator=None,
        help="How many of the lost points are to be reached in the plan's year.",
    )
    aimed = fields.Float(
        "Points Aimed At",
        digits=SCORE_DIGITS,
        compute="_compute_aimed",
        store=True,
        aggregator="sum",
        help="What is to be won back; nothing where no measure is taken.",
    )
    cause_id = fields.Many2one(
        "cchc.plan.cause", "Kind of Cause", ondelete="restrict", index=True, check_company=True
    )
    cause_name = LimitedChar(
        "Cause as Agreed",
        readonly=True,
        help="As the kind of cause was called when the plan was agreed.",
    )
    cause = LimitedText(max_length=REASON_LENGTH, help="Why the points were lost.")
    no_measure_reason = LimitedText(
        "Why No Measure",
        max_length=REASON_LENGTH,
        help="Where nothing is done about this criterion.",
    )
    measure_ids = fields.One2many("cchc.plan.measure", "line_id", "Measures")
    measure_text = fields.Text("What Is Done", compute="_compute_measure_text")
    measure_count = fields.Integer(
        "Number of Measures", compute="_compute_measure_text", aggregator=None
    )
    done_count = fields.Integer("Done", compute="_compute_measure_text", aggregator=None)
    later_score = OptionalFloat(
        "Score After",
        digits=SCORE_DIGITS,
        compute="_compute_later",
        compute_sudo=True,
        aggregator=None,
        help="What the council gave for the same criterion in the plan's year, once that is published.",
    )
    helped = fields.Selection(
        _HELPED,
        "Did It Help",
        compute="_compute_later",
        compute_sudo=True,
        help="Whether the criterion has lost fewer points in the plan's year.",
    )

    _line_uniq = models.Constraint(
        "UNIQUE(plan_id, line_id)", "The criterion is in this plan already."
    )
    _expected_bounds = models.Constraint(
        "CHECK(expected >= 0 AND expected <= lost)",
        "No more points can be won back than were lost, and no fewer than none.",
    )

    @api.depends("expected", "no_measure_reason")
    def _compute_aimed(self):
        for line in self:
            line.aimed = 0 if line.no_measure_reason else line.expected

    @api.depends("measure_ids.name", "measure_ids.progress", "no_measure_reason")
    def _compute_measure_text(self):
        for line in self:
            measures = line.measure_ids
            line.measure_count = len(measures)
            line.done_count = len(measures.filtered(lambda one: one.progress == DONE))
            line.measure_text = (
                "\n".join(measures.filtered("name").mapped("name"))
                or line.no_measure_reason
                or False
            )

    @api.depends("line_id", "year")
    def _compute_later(self):
        later = self._find_later()
        for line in self:
            share = later.get((line.unit_id, line.criterion_id.lineage_id, line.year))
            line.later_score = share[0] if share else False
            line.helped = share and line._compare(*share)

    def _compare(self, score, maximum):
        """Return whether this year's points are more of what can be reached, as many, or fewer.

        Maxima change from year to year, so that shares are compared; of a penalty what was taken off.
        """
        if self.section == "penalty":
            before, now = to_decimal(score), to_decimal(self.score)
        else:
            # cross-multiplied: a third is no decimal
            before = to_decimal(self.score) * to_decimal(maximum)
            now = to_decimal(score) * to_decimal(self.maximum)
        if now == before:
            return "same"
        return "more" if now > before else "less"

    def _describe_outcome(self, score, maximum, digits):
        """Return as a sentence whether it has helped, and by how many points where maxima are the same ones.

        :param score: what the criterion has now, of ``maximum``.
        """
        word = self._compare(score, maximum)
        if word == "same":
            return self.env._("as last year")
        is_better = word == "more"
        if self.section != "penalty" and to_decimal(maximum) != to_decimal(self.maximum):
            return (
                self.env._("better than last year")
                if is_better
                else self.env._("worse than last year")
            )
        difference = abs(to_decimal(score) - to_decimal(self.score))
        points = format_number(self.env, difference, digits)
        return (
            self.env._("%s points better than last year", points)
            if is_better
            else self.env._("%s points worse than last year", points)
        )

    def _find_later(self):
        """Return ``{(unit, first criterion, year): (score, maximum)}`` of what is published of the plans' years.

        Called as the system: points of the plan's own unit.
        """
        reports = self.env["cchc.score.report"].search(
            [
                ("successor_id", "in", self.unit_id.ids),
                ("lineage_id", "in", self.criterion_id.lineage_id.ids),
                ("year", "in", self.mapped("year")),
                ("state", "=", "published"),
            ]
        )
        return {
            (one.successor_id, one.lineage_id, one.year): (one.appraised_score, one.maximum)
            for one in reports
            # what does not apply any more says nothing
            if one.appraised_score is not False and (one.maximum or one.section == "penalty")
        }

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(
                ("cause_id", "cause", "expected", "no_measure_reason", "measure_ids"),
                "_check_is_drafted",
            ),
        }

    @api.model
    def _get_creation_fields(self):
        return set()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_is_drafted()

    def unlink(self):
        self._check_is_drafted()
        self.measure_ids.unlink()
        return super().unlink()

    def _check_is_drafted(self):
        self.plan_id._check_is_drafted()

    def _find_gaps(self):
        """Return what is missing before the leader can agree, in sentences."""
        self.ensure_one()
        name = self.criterion_id.display_name
        if self.no_measure_reason:
            if self.measure_ids:
                return [
                    self.env._(
                        "%(criterion)s: there are measures, and a reason why there are none.",
                        criterion=name,
                    )
                ]
            return []
        gaps = []
        if not (self.cause or self.cause_id):
            gaps.append(self.env._("%(criterion)s: say the cause.", criterion=name))
        if not self.measure_ids:
            gaps.append(
                self.env._("%(criterion)s: say what is done, or why nothing is.", criterion=name)
            )
        if any(not (one.assignee_ids and one.date) for one in self.measure_ids):
            gaps.append(
                self.env._("%(criterion)s: say who does it, and until when.", criterion=name)
            )
        return gaps

    def _copy_into(self, plan):
        """Copy these lines with their measures into ``plan``, a new version."""
        made = self._create_as_system(
            [
                {
                    "plan_id": plan.id,
                    "line_id": line.line_id.id,
                    "criterion_id": line.criterion_id.id,
                    "cause_id": line.cause_id.id,
                    **{name: line[name] for name in _COPIED},
                }
                for line in self
            ]
        )
        self.measure_ids._make_copies(dict(zip(self, made, strict=True)))

    def _keep_causes(self):
        """Keep the words of the causes that were chosen: the list that they are of goes on changing."""
        # as the plan is printed, whoever agrees to it
        for cause, lines in self.env["res.lang"]._in_vietnamese(self).grouped("cause_id").items():
            lines._write_as_system({"cause_name": cause.name})

    def _tell(self):
        """Return what the score sheet of the next year shows of a plan that was agreed, as plain data."""
        self.ensure_one()
        labels = dict(choices_of(self.env["cchc.plan.measure"]._fields["progress"], self.env))
        return {
            "maximum": self.maximum,
            "score": self.score,
            "lost": self.lost,
            "expected": self.aimed,
            "is_penalty": self.section == "penalty",
            "reason": self.no_measure_reason or "",
            "measures": [
                {
                    "name": one.name,
                    "date": one.date and f"{one.date:%d/%m/%Y}",
                    "progress": one.progress,
                    "label": labels[one.progress],
                    "percent": one.percent,
                }
                for one in self.measure_ids
            ],
        }

    def action_open_measures(self):
        """Open the measures of this criterion."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment_plan.cchc_plan_measure_action",
            display_name=self.criterion_id.display_name,
            domain=[("line_id", "=", self.id)],
            context={},
        )
