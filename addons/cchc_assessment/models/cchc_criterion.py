from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..fields import SCORE_DIGITS
from ..scoring import Option, Rule, to_decimal


class CchcCriterion(models.Model):
    """A node of a rubric's tree. A node without children is a leaf, and only leaves are scored.

    Its identity is the record: displayed codes repeat and contradict each other in real rubrics.
    """

    _name = "cchc.criterion"
    _description = "Criterion"
    _parent_store = True
    _order = "rubric_id, sequence, id"
    _rec_names_search = ["code", "name"]

    rubric_id = fields.Many2one("cchc.rubric", required=True, ondelete="cascade", index=True)
    rubric_state = fields.Selection(related="rubric_id.state")
    company_id = fields.Many2one(related="rubric_id.company_id", store=True, index=True)
    parent_id = fields.Many2one(
        "cchc.criterion", ondelete="cascade", index=True, domain="[('rubric_id', '=', rubric_id)]"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cchc.criterion", "parent_id", "Sub-criteria")
    sequence = fields.Integer(
        default=10, help="Position in the whole rubric, from its first to its last printed row."
    )
    code = fields.Char(help="As the decision prints it. It may repeat: it identifies nothing.")
    name = fields.Text(required=True)
    max_score = fields.Float("Maximum Score", digits=SCORE_DIGITS)
    section = fields.Selection(
        [("base", "Base"), ("bonus", "Bonus"), ("penalty", "Penalty")],
        required=True,
        default="base",
    )
    scored_by = fields.Selection(
        [("unit", "Unit"), ("council", "Council only")],
        required=True,
        default="unit",
        help="Survey criteria and the like are scored by the council alone.",
    )
    rule_type = fields.Selection(
        [
            ("choice", "Choice of one option"),
            ("band", "Bands of a percentage or count"),
            ("ratio", "In proportion to a ratio"),
            ("per_item", "Points per item"),
            ("deduction", "Points deducted per item"),
            ("manual", "Score entered by hand"),
        ],
        "Scoring Rule",
    )
    band_basis = fields.Selection(
        [("percent", "Percentage"), ("quantity", "Count")], default="percent"
    )
    ratio_floor = fields.Float(digits=SCORE_DIGITS, help="Below this percentage the score is 0.")
    ratio_target = fields.Float(digits=SCORE_DIGITS, help="From this percentage the score is full.")
    points_per_item = fields.Float(digits=SCORE_DIGITS)
    option_ids = fields.One2many("cchc.criterion.option", "criterion_id", "Options", copy=True)
    evidence_required = fields.Boolean(
        default=True, help="Without evidence the unit has to explain how the score came about."
    )
    guidance = fields.Text(help="What counts, how it is counted, and which documents prove it.")
    origin_id = fields.Many2one(
        "cchc.criterion", "Copied From", ondelete="set null", copy=False, index="btree_not_null"
    )
    is_leaf = fields.Boolean(compute="_compute_is_leaf", store=True)
    level = fields.Integer(compute="_compute_level", store=True, recursive=True)
    domain_id = fields.Many2one(
        "cchc.criterion",
        compute="_compute_level",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The top of the tree above this criterion (lĩnh vực).",
    )

    _max_score_positive = models.Constraint(
        "CHECK(max_score >= 0)", "The maximum score of a criterion cannot be negative."
    )

    @api.depends("child_ids")
    def _compute_is_leaf(self):
        for criterion in self:
            criterion.is_leaf = not criterion.child_ids

    @api.depends("parent_id.level", "parent_id.domain_id")
    def _compute_level(self):
        for criterion in self:
            parent = criterion.parent_id
            criterion.level = parent.level + 1 if parent else 1
            criterion.domain_id = parent.domain_id if parent else criterion

    @api.depends("code", "name")
    def _compute_display_name(self):
        for criterion in self:
            criterion.display_name = " ".join(filter(None, (criterion.code, criterion.name)))

    @api.constrains("parent_id", "rubric_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A criterion cannot stand below itself."))
        for criterion in self:
            if criterion.parent_id and criterion.parent_id.rubric_id != criterion.rubric_id:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: the criterion above it belongs to another rubric.",
                        criterion=criterion.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["cchc.rubric"].browse(
            {vals["rubric_id"] for vals in vals_list if vals.get("rubric_id")}
        )._check_is_draft()
        return super().create(vals_list)

    def write(self, vals):
        self.rubric_id._check_is_draft()
        if vals.get("rubric_id"):
            self.env["cchc.rubric"].browse(vals["rubric_id"])._check_is_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.rubric_id._check_is_draft()

    def _get_rule(self):
        """Return this leaf's rule as ``scoring`` takes it."""
        self.ensure_one()
        return Rule(
            type=self.rule_type or "manual",
            max_score=to_decimal(self.max_score),
            options=tuple(
                Option(
                    key=option.id,
                    name=option.name,
                    score=to_decimal(option.score),
                    # 0 is "the rest", and so is an empty one, which Odoo reads as 0
                    threshold=to_decimal(option.threshold)
                    if option.threshold or option.threshold_strict
                    else None,
                    strict=option.threshold_strict,
                )
                for option in self.option_ids
            ),
            basis=self.band_basis or "percent",
            ratio_floor=to_decimal(self.ratio_floor) if self.ratio_floor else None,
            ratio_target=to_decimal(self.ratio_target) if self.ratio_target else None,
            points_per_item=to_decimal(self.points_per_item) if self.points_per_item else None,
        )
