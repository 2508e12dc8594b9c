from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...fields import LimitedChar
from ..assessment.assessment_workflow import DRAFT


class CchcDivision(models.Model):
    """A division of a unit: people of the unit to whom work is given together."""

    _name = "cchc.division"
    _description = "Division of a Unit"
    _inherit = ["cchc.owned.mixin", "cchc.single.line.mixin", "cchc.given.out.mixin"]
    _order = "unit_id, name, id"

    name = LimitedChar(required=True)
    unit_id = fields.Many2one(
        "cchc.unit",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        default=lambda self: self._default_unit(),
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    user_ids = fields.Many2many(
        "res.users",
        "cchc_division_user_rel",
        "division_id",
        "user_id",
        string="People",
        help="People of the unit: contributors, officers or leaders.",
    )
    choice_ids = fields.Many2many(
        "res.users", compute="_compute_choices", string="People to Choose"
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE(unit_id, name)", "The unit has a division of this name already."
    )

    def _default_unit(self):
        units = self.env["cchc.unit"].search([], limit=2)
        return units if len(units) == 1 else units.browse()

    @api.depends("unit_id")
    def _compute_choices(self):
        for division in self:
            division.choice_ids = division.unit_id and division.unit_id._get_workers()

    @api.constrains("user_ids", "unit_id")
    def _check_people(self):
        for division in self:
            division.unit_id._check_are_people(division.user_ids)

    @api.model_create_multi
    def create(self, vals_list):
        divisions = super().create(vals_list)
        divisions._check_may_give_out()
        divisions.unit_id.sudo()._lock_for_update()
        return divisions

    def write(self, vals):
        self.check_access("write")
        self._check_may_give_out()
        if "unit_id" in vals and any(one.unit_id.id != vals["unit_id"] for one in self):
            raise UserError(
                self.env._("A division stays with its unit: make one in the other unit.")
            )
        # somebody may be leaving
        self.unit_id.sudo()._lock_for_update()
        result = super().write(vals)
        if vals.keys() & {"user_ids", "active"}:
            self._follow_people()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_may_give_out()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        # sudo: tasks of years past, too
        tasks = self.env["cchc.task"].sudo().search([("division_ids", "in", self.ids)], limit=1)
        if given := tasks.with_context(active_test=False).division_ids & self.sudo():
            raise ValidationError(
                self.env._(
                    "Work was given to “%(division)s”: archive it instead.", division=given[0].name
                )
            )

    def _check_may_give_out(self):
        """Refuse whoever may not say who of these units does what.

        :raises AccessError: for the superuser that Odoo becomes on the way, too.
        """
        self.unit_id._check_may_give_out()

    def _follow_people(self):
        """Let what was given to these divisions be their people's of now; what was sent on stays as it was."""
        tasks = (
            self.env["cchc.task"]
            .sudo()
            .search([("division_ids", "in", self.ids), ("assessment_id.state", "=", DRAFT)])
        )
        tasks._gather_assignees()
        tasks._settle()
