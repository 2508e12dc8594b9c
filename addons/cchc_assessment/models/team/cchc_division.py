from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...fields import LimitedChar


class CchcDivision(models.Model):
    """A division of a unit: people of the unit to whom work is given together."""

    _name = "cchc.division"
    _description = "Division of a Unit"
    _inherit = ["cchc.owned.mixin", "cchc.single.line.mixin"]
    _order = "unit_id, name, id"

    name = LimitedChar(required=True)
    unit_id = fields.Many2one(
        "cchc.unit",
        required=True,
        ondelete="cascade",
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
            division.choice_ids = division.unit_id and division.unit_id._get_people()

    @api.constrains("user_ids", "unit_id")
    def _check_people(self):
        for division in self:
            division.unit_id._check_are_people(division.user_ids)

    @api.model_create_multi
    def create(self, vals_list):
        divisions = super().create(vals_list)
        divisions._check_may_give_out()
        return divisions

    def write(self, vals):
        self.check_access("write")
        self._check_may_give_out()
        result = super().write(vals)
        self._check_may_give_out()
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
        if given := tasks.division_ids & self.sudo():
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
        """Let what was given to these divisions be their people's of now."""
        tasks = self.env["cchc.task"].sudo().search([("division_ids", "in", self.ids)])
        tasks._settle()
