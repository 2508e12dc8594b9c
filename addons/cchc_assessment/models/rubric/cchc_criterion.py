from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...compat import read_column, write_each
from ...core.plain.dates import read_year_days
from ...core.plain.rule_inputs import has_points
from ...core.scoring import RELATIVE, Option, Rule, to_decimal
from ...fields import (
    CODE_LENGTH,
    SCORE_DIGITS,
    STATEMENT_LENGTH,
    LimitedChar,
    LimitedText,
    ScoreFloat,
)

# What follows from a criterion's place in the tree, or was noted when it was copied.
DERIVED_FIELDS = {"is_leaf", "level", "domain_id", "company_id", "origin_id"}


class CchcCriterion(models.Model):
    """A node of a rubric's tree. A node without children is a leaf, and only leaves are scored.

    Its identity is the record: displayed codes repeat and contradict each other in real rubrics.
    """

    _name = "cchc.criterion"
    _description = "Criterion"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    _stays = False
    _parent_store = True
    _order = "rubric_id, sequence, id"
    _rec_names_search = ["code", "name"]

    def _default_sequence(self):
        """Put a row that is added at the foot of a rubric's form behind all others."""
        rubric_id = self.env.context.get("default_rubric_id")
        last = self.search([("rubric_id", "=", rubric_id)], order="sequence desc", limit=1)
        return last.sequence + 10

    rubric_id = fields.Many2one(
        "cchc.rubric", required=True, ondelete="cascade", index=True, check_company=True
    )
    rubric_state = fields.Selection(related="rubric_id.state")
    company_id = fields.Many2one(related="rubric_id.company_id", store=True, index=True)
    parent_id = fields.Many2one(
        "cchc.criterion",
        ondelete="cascade",
        index=True,
        domain="[('rubric_id', '=', rubric_id)]",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cchc.criterion", "parent_id", "Sub-criteria")
    sequence = fields.Integer(
        copy=False,
        default=lambda self: self._default_sequence(),
        help="Position in the whole rubric, from its first to its last printed row.",
    )
    code = LimitedChar(
        help="As the decision prints it. It may repeat: it identifies nothing.",
        max_length=CODE_LENGTH,
    )
    name = LimitedText(required=True, max_length=STATEMENT_LENGTH)
    max_score = ScoreFloat("Maximum Score", digits=SCORE_DIGITS, aggregator=None)
    counted_max_score = fields.Float(
        "Maximum That Counts",
        digits=SCORE_DIGITS,
        aggregator=None,
        compute="_compute_counted_max_score",
        help="What the criterion is worth: of a branch the sum of what stands below, or what it states.",
    )
    section = fields.Selection(
        [("base", "Base"), ("bonus", "Bonus"), ("penalty", "Penalty")],
        required=True,
        default="base",
    )
    counts_best = fields.Boolean(
        "Only the Best Counts",
        help="“Either … or”: of what stands right below this criterion only what scores best counts. What a unit does "
        "not choose, it marks as not applicable.",
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
            ("met", "Met or not, without points"),
            ("relative", "Relative to the best of the group"),
        ],
        "Scoring Rule",
    )
    band_basis = fields.Selection(
        [("percent", "Percentage"), ("quantity", "Count")], default="percent"
    )
    is_direct = fields.Boolean(
        compute="_compute_is_direct",
        help="The band may be chosen without the figures that would decide it.",
    )
    ratio_floor = ScoreFloat(
        digits=SCORE_DIGITS, aggregator=None, help="Below this percentage the score is 0."
    )
    ratio_target = ScoreFloat(
        digits=SCORE_DIGITS, aggregator=None, help="From this percentage the score is full."
    )
    points_per_item = ScoreFloat(digits=SCORE_DIGITS, aggregator=None)
    option_ids = fields.One2many("cchc.criterion.option", "criterion_id", "Options", copy=True)
    requirement_ids = fields.One2many(
        "cchc.criterion.requirement", "criterion_id", "Required Documents", copy=True
    )
    evidence_required = fields.Boolean(
        default=True, help="Without evidence the unit has to explain how the score came about."
    )
    deadlines = LimitedChar(
        help="When its documents are due, such as “15/01” or “15/4; 15/7; 15/10; 15/01 năm sau”. Their dates then say "
        "whether the unit was in time: a proposal."
    )
    guidance = LimitedText(help="What counts, how it is counted, and which documents prove it.")
    origin_id = fields.Many2one(
        "cchc.criterion",
        "Copied From",
        ondelete="set null",
        copy=False,
        index="btree_not_null",
        check_company=True,
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

    def _has_points(self):
        """Whether this node of the tree carries points, and is not met or not."""
        self.ensure_one()
        return not self.is_leaf or has_points(self.rule_type)

    def _is_relative(self):
        """Whether the points of this leaf follow from the best of the group, and are settled by the council."""
        self.ensure_one()
        return self.is_leaf and self.rule_type == RELATIVE

    @api.depends("rule_type", "rubric_id.direct_bands")
    def _compute_is_direct(self):
        for criterion in self:
            criterion.is_direct = criterion.rule_type == "band" and criterion.rubric_id.direct_bands

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

    @api.depends(
        "rubric_id.max_score",
        "rubric_id.bonus_cap",
        "rubric_id.penalty_cap",
        "max_score",
        "counts_best",
    )
    def _compute_counted_max_score(self):
        for rubric, criteria in self.grouped("rubric_id").items():
            # rows of a form that is being filled in are told by their own tree
            maxima = rubric._get_maxima() if all(criteria._ids) else rubric._make_maxima()
            for criterion in criteria:
                criterion.counted_max_score = maxima[criterion.id]

    @api.depends("code", "name")
    def _compute_display_name(self):
        for criterion in self:
            criterion.display_name = " ".join(filter(None, (criterion.code, criterion.name)))

    @api.constrains("parent_id", "rubric_id")
    def _check_parent(self):
        for criterion in self | self.child_ids:
            if criterion.parent_id and criterion.parent_id.rubric_id != criterion.rubric_id:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: the criterion above it belongs to another rubric.",
                        criterion=criterion.display_name,
                    )
                )

    @api.constrains("deadlines")
    def _check_deadlines(self):
        for criterion in self:
            try:
                read_year_days(criterion.deadlines or "")
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: “%(text)s” is no day of a year. Write day and month, such as “15/01”, with "
                        "semicolons between several, and “năm sau” behind a day of the year after.",
                        criterion=criterion.display_name,
                        text=error,
                    )
                ) from error

    def _get_due_dates(self, year):
        """Return the dates by which its documents are due, of an assessed year."""
        return [day.within(year) for day in read_year_days(self.deadlines or "")]

    @api.model_create_multi
    def create(self, vals_list):
        is_placed = "default_sequence" in self.env.context
        # a value here saves the search for a default, once for each criterion; _place_last gives theirs
        criteria = super().create(
            vals_list if is_placed else [{"sequence": 0, **vals} for vals in vals_list]
        )
        # afterwards, since the rubric may also come from a default that the caller sends
        criteria.rubric_id._check_is_draft()
        if not is_placed:
            self.browse(
                criterion.id
                for criterion, vals in zip(criteria, vals_list, strict=True)
                if "sequence" not in vals
            )._place_last()
        return criteria

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"parent_id", "rubric_id"} and "sequence" not in vals:
            self._place_last()
        return result

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(self._fields.keys() - DERIVED_FIELDS, "_check_is_draft"),
        }

    def _refuse_fields(self, names):
        raise UserError(
            self.env._(
                "%(fields)s of a criterion follow from its place in the rubric.",
                fields=", ".join(sorted(names)),
            )
        )

    def _check_may_write(self, vals):
        super()._check_may_write(vals)
        if vals.get("rubric_id"):
            rubric = self.env["cchc.rubric"].browse(vals["rubric_id"])
            rubric.check_access("write")
            rubric._check_is_draft()
        if vals.get("parent_id"):
            self._check_is_not_above(self.browse(vals["parent_id"]))

    def _check_is_draft(self):
        self.rubric_id._check_is_draft()

    def _check_is_not_above(self, parent):
        """Refuse to put these criteria below themselves, by a sentence: Odoo's own names nobody."""
        for criterion in self:
            if parent in criterion._get_branch():
                raise ValidationError(
                    self.env._(
                        "%(criterion)s cannot stand under %(above)s, which is itself or stands below it.",
                        criterion=criterion.display_name,
                        above=parent.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_is_draft()

    def action_open_form(self):
        """Open this criterion in a dialog, with its rule, options and required documents."""
        self.ensure_one()
        return self._open_dialog(res_id=self.id)

    def action_add_below(self):
        """Open a dialog for a new criterion that comes after this one's branch, at its level."""
        self._check_is_movable()
        return self._open_dialog(default_parent_id=self.parent_id.id)

    def action_add_child(self):
        """Open a dialog for a new criterion that comes last below this one."""
        self._check_is_movable()
        return self._open_dialog(default_parent_id=self.id)

    def action_indent(self):
        """Put this branch last below the sibling above it."""
        self._check_is_movable()
        if not (above := self._get_sibling(-1)):
            return self._refuse_move(
                self.env._(
                    "%(criterion)s is the first below its criterion: none stands above it to "
                    "take it in.",
                    criterion=self.display_name,
                )
            )
        return self._place(above, above.child_ids.sorted("sequence")[-1:])

    def action_outdent(self):
        """Put this branch right behind the criterion it stands under, at that one's level."""
        self._check_is_movable()
        if not (parent := self.parent_id):
            return self._refuse_move(
                self.env._("%(criterion)s is at the top already.", criterion=self.display_name)
            )
        return self._place(parent.parent_id, parent)

    def action_move_up(self):
        """Change places with the sibling above, each with its whole branch."""
        self._check_is_movable()
        if not (above := self._get_sibling(-1)):
            return self._refuse_move(
                self.env._("%(criterion)s is the first already.", criterion=self.display_name)
            )
        return above._place(self.parent_id, self)

    def action_move_down(self):
        """Change places with the sibling below, each with its whole branch."""
        self._check_is_movable()
        if not (below := self._get_sibling(1)):
            return self._refuse_move(
                self.env._("%(criterion)s is the last already.", criterion=self.display_name)
            )
        return self._place(self.parent_id, below)

    def action_drop(self, above_id):
        """Put this branch where it was dropped: below the row of ``above_id``, or at the very top.

        Below a criterion that has others under it, it becomes the first of them. Below a leaf it
        keeps its own level as far as the rows above and below allow one.

        :param above_id: id of a criterion of the same rubric; falsy for the top.
        :raises UserError: when that criterion is of another rubric.
        """
        self._check_is_movable()
        rows = self.rubric_id._get_ordered_criteria()
        branch = self._get_branch()
        above = self.browse(above_id or [])
        if above in branch:
            return None
        if above and above not in rows:
            raise UserError(
                self.env._(
                    "%(criterion)s can only be moved within its own rubric.",
                    criterion=self.display_name,
                )
            )
        if not above or above.child_ids - branch:
            return self._place(above, self.browse())
        rest = rows - branch
        below = rest[rest.ids.index(above.id) + 1 :][:1]
        level = min(max(self.level, below.level or 1), above.level)
        while above.level > level:
            above = above.parent_id
        return self._place(above.parent_id, above)

    def action_delete_branch(self):
        """Delete this criterion and everything below it."""
        self._check_is_movable()
        rubric = self.rubric_id
        self._get_branch().unlink()
        rubric._sort_criteria()

    def _open_dialog(self, res_id=False, **defaults):
        """Open the form of a criterion; a new one comes after the branch of this one."""
        context = {}
        if not res_id:
            self.rubric_id._sort_criteria()
            above = self._get_branch().sorted("sequence")[-1]
            context = {
                "default_rubric_id": self.rubric_id.id,
                "default_section": self.section,
                "default_scored_by": self.scored_by,
                # the steps are of 10, so that this is before the row that follows
                "default_sequence": above.sequence + 5,
                **defaults,
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.rubric_id.display_name,
            "res_model": self._name,
            "res_id": res_id,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _check_is_movable(self):
        """Refuse a change of the tree to whoever may not make it, and in a published rubric."""
        self.ensure_one()
        self.check_access("write")
        self._check_is_draft()

    def _refuse_move(self, message):
        return self.rubric_id._notify(message, "warning")

    def _get_branch(self):
        """Return this criterion and all below it, in printed order."""
        return self.search([("id", "child_of", self.ids)])

    def _get_counted_section(self):
        """Return the section in which this branch counts: its own, or that of what it stands under."""
        section, above = self.section, self.parent_id
        while section == "base" and above:
            section, above = above.section, above.parent_id
        return section

    def _get_sibling(self, step):
        siblings = self.search(
            [("rubric_id", "=", self.rubric_id.id), ("parent_id", "=", self.parent_id.id)]
        )
        index = siblings.ids.index(self.id) + step
        return siblings[index] if 0 <= index < len(siblings) else self.browse()

    def _place(self, parent, after):
        """Put this branch below ``parent``, behind its child ``after``; without one, first."""
        self.rubric_id._sort_criteria()
        self.write(
            # the steps are of 10 and begin with 10
            {"parent_id": parent.id, "sequence": after.sequence + 5 if after else 1}
        )
        self.rubric_id._sort_criteria()

    def _place_last(self):
        """Put these criteria behind the siblings that they have come to."""
        if not self:
            return
        rubrics = self.rubric_id
        last = dict(
            self._read_group([("rubric_id", "in", rubrics.ids)], ["rubric_id"], ["sequence:max"])
        )
        for rubric, criteria in self.grouped("rubric_id").items():
            start = max(last[rubric], 0) + 1
            write_each(
                criteria,
                [{"sequence": sequence} for sequence in range(start, start + len(criteria))],
            )
            criteria.invalidate_recordset(["sequence"], flush=False)
        rubrics._sort_criteria()

    def _find_timed(self):
        """Return the ids of those of these criteria whose level is that of a date: choices that have deadlines."""
        columns = (read_column(self, name) for name in ("deadlines", "rule_type"))
        return {
            criterion_id
            for criterion_id, deadlines, rule in zip(self._ids, *columns, strict=True)
            if deadlines and rule == "choice"
        }

    def _get_rules(self):
        """Return ``{criterion: rule}``: each is made once, however many units are scored by it."""
        rules = {}
        rubrics = self.rubric_id
        groups = {rubrics: self} if len(rubrics) == 1 else self.grouped("rubric_id")
        for rubric, criteria in groups.items():
            # sudo: once, for what is asked of the rubric as the superuser
            rubric = rubric.sudo()
            # of a rubric that is being made, those that are asked for alone
            made = rubric._get_made("_make_rules") if rubric._is_issued() else {}
            rules |= {one: made.get(one._ids[0]) or one._get_rule() for one in criteria}
        return rules

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
            direct=self.is_direct,
            ratio_floor=to_decimal(self.ratio_floor) if self.ratio_floor else None,
            ratio_target=to_decimal(self.ratio_target) if self.ratio_target else None,
            points_per_item=to_decimal(self.points_per_item) if self.points_per_item else None,
        )
