from odoo import api, fields, models
from odoo.fields import Domain


class CchcUnit(models.Model):
    """An agency that is assessed: a department, a commune, or whatever the province puts in a group."""

    _name = "cchc.unit"
    _description = "Unit"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    group_id = fields.Many2one(
        "cchc.unit.group",
        "Unit Group",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="restrict")
    officer_ids = fields.Many2many(
        "res.users",
        "cchc_unit_officer_rel",
        "unit_id",
        "user_id",
        string="Officers",
        help="Civil servants who score the criteria and file the evidence.",
    )
    leader_ids = fields.Many2many(
        "res.users",
        "cchc_unit_leader_rel",
        "unit_id",
        "user_id",
        string="Leaders",
        help="Head and deputies, who return the assessment or approve and send it.",
    )
    predecessor_ids = fields.Many2many(
        "cchc.unit",
        "cchc_unit_predecessor_rel",
        "unit_id",
        "predecessor_id",
        string="Predecessors",
        help="Units that were merged into this one; their earlier results count as its history.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "Another unit of this company has this code already."
    )

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        return domain | Domain("code", operator, value)

    def _is_officer(self, user):
        """Whether ``user`` may do an officer's work for this unit; a leader may, too."""
        self.ensure_one()
        return user in self.sudo().officer_ids or self._is_leader(user)

    def _is_leader(self, user):
        """Whether ``user`` may approve for this unit."""
        self.ensure_one()
        return user in self.sudo().leader_ids
