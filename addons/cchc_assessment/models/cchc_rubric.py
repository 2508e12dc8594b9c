from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..fields import SCORE_DIGITS
from ..scoring import check_rule

RUBRIC_STATES = [("draft", "Draft"), ("published", "Published"), ("archived", "Archived")]


class CchcRubric(models.Model):
    """A set of criteria fixed by a provincial decision for some unit groups."""

    _name = "cchc.rubric"
    _description = "Rubric"
    _inherit = ["mail.thread"]
    _order = "appendix_label, id desc"

    name = fields.Char(required=True, tracking=True)
    appendix_label = fields.Char(
        help='As printed above the form, such as "Phụ lục 01".', tracking=True
    )
    legal_basis = fields.Text(help="The decision that fixes this rubric.", tracking=True)
    group_ids = fields.Many2many("cchc.unit.group", string="Unit Groups")
    state = fields.Selection(
        RUBRIC_STATES, default="draft", required=True, readonly=True, copy=False, tracking=True
    )
    criterion_ids = fields.One2many("cchc.criterion", "rubric_id", "Criteria")
    criterion_count = fields.Integer(compute="_compute_counts")
    leaf_count = fields.Integer("Criteria to Score", compute="_compute_counts")
    max_score = fields.Float(
        "Maximum Score",
        digits=SCORE_DIGITS,
        compute="_compute_max_score",
        store=True,
        help="Sum of the domains of the base section; bonus and penalty stand outside it.",
    )
    bonus_cap = fields.Float(
        digits=SCORE_DIGITS, help="The bonus counts up to this score. 0: no cap."
    )
    penalty_cap = fields.Float(
        digits=SCORE_DIGITS, help="The penalty counts up to this score. 0: no cap."
    )
    origin_id = fields.Many2one(
        "cchc.rubric", "Copied From", ondelete="set null", readonly=True, copy=False
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)

    @api.depends("criterion_ids.max_score", "criterion_ids.parent_id", "criterion_ids.section")
    def _compute_max_score(self):
        for rubric in self:
            tops = rubric.criterion_ids.filtered(lambda c: not c.parent_id and c.section == "base")
            rubric.max_score = sum(tops.mapped("max_score"))

    def _compute_counts(self):
        counts = {
            rubric: (total, len([leaf for leaf in leaves if leaf]))
            for rubric, total, leaves in self.env["cchc.criterion"]._read_group(
                [("rubric_id", "in", self.ids)], ["rubric_id"], ["__count", "is_leaf:array_agg"]
            )
        }
        for rubric in self:
            rubric.criterion_count, rubric.leaf_count = counts.get(rubric, (0, 0))

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("A rubric's state changes by its buttons only."))
        if vals.keys() - self._fields_open_when_published():
            self._check_is_draft()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        # whatever a caller sends, a rubric begins as a draft
        return super().create([{**vals, "state": "draft"} for vals in vals_list])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_is_draft()

    def action_publish(self):
        """Fix the rubric: from now on neither it nor anything below it changes.

        :raises UserError: when a leaf cannot be scored; the message names each one.
        """
        self.check_access("write")
        for rubric in self:
            rubric._check_is_draft()
            if errors := rubric._get_publish_errors():
                raise UserError(
                    self.env._(
                        "“%(rubric)s” cannot be published yet:\n%(errors)s",
                        rubric=rubric.name,
                        errors="\n".join(f"• {error}" for error in errors),
                    )
                )
        self._write_state("published")

    def action_archive_rubric(self):
        """Take a published rubric out of use; what was scored on it stays."""
        self.check_access("write")
        for rubric in self:
            if rubric.state != "published":
                raise UserError(
                    self.env._(
                        "“%(rubric)s” is not published, so there is nothing to archive.",
                        rubric=rubric.name,
                    )
                )
        self._write_state("archived")

    def action_view_criteria(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cchc_assessment.cchc_criterion_action"
        )
        return {
            **action,
            "domain": [("rubric_id", "=", self.id)],
            "context": {"default_rubric_id": self.id},
        }

    def _write_state(self, state):
        # past write() of this class, which refuses a state from any caller
        super().write({"state": state})

    def _check_is_draft(self):
        """Refuse to go on when one of these rubrics is in force.

        :raises UserError: naming the rubric and the way out.
        """
        for rubric in self.sudo():
            if rubric.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(rubric)s” has been published and cannot change. "
                        "Make a new version of it and change that.",
                        rubric=rubric.name,
                    )
                )

    @api.model
    def _fields_open_when_published(self):
        """Fields that say nothing about how a unit is scored."""
        return {
            "active",
            "message_follower_ids",
            "message_ids",
            "message_main_attachment_id",
            "activity_ids",
            "website_message_ids",
        }

    def _get_publish_errors(self):
        """Return a list of sentences, each a reason why this rubric cannot be scored."""
        self.ensure_one()
        leaves = self.criterion_ids.filtered("is_leaf")
        if not leaves:
            return [self.env._("It has no criterion yet.")]
        if not self.group_ids:
            return [self.env._("It has no unit group: nobody would be scored by it.")]
        errors = []
        for leaf in leaves:
            label = " ".join(filter(None, (leaf.code, leaf.name)))
            if not leaf.rule_type:
                errors.append(self.env._("%(criterion)s: no scoring rule.", criterion=label))
                continue
            if float_compare(leaf.max_score, 0, precision_digits=SCORE_DIGITS[1]) <= 0:
                errors.append(self.env._("%(criterion)s: no maximum score.", criterion=label))
            errors += [
                f"{label}: {finding.message(self.env.lang or 'en_US')}"
                for finding in check_rule(leaf._get_rule())
                if finding.severity == "error"
            ]
        return errors
