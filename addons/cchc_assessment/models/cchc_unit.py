from odoo import api, fields, models
from odoo.fields import Domain


class CchcUnit(models.Model):
    """An agency that is assessed: a department, a commune, or whatever the province puts in a group."""

    _name = "cchc.unit"
    _description = "Unit"
    _inherit = ["cchc.met.mixin", "mail.thread"]
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
    contact_problem = fields.Char(
        compute="_compute_contact_problem",
        help="Why somebody of this unit cannot be reached, or cannot do their part.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "Another unit of this company has this code already."
    )

    @api.depends("officer_ids.email", "leader_ids.email")
    @api.depends_context("lang")
    def _compute_contact_problem(self):
        # sudo: that an address is missing is said to whoever sees the unit, the addresses aren't
        for unit, unit_sudo in zip(self, self.sudo(), strict=True):
            problems = []
            if not unit_sudo.officer_ids:
                problems.append(self.env._("no officer"))
            if not unit_sudo.leader_ids:
                problems.append(self.env._("no leader"))
            people = unit_sudo.officer_ids | unit_sudo.leader_ids
            problems += [
                self.env._("%(person)s has no e-mail address", person=user.name)
                for user in people
                if not user.email
            ]
            unit.contact_problem = ", ".join(problems)

    def write(self, vals):
        if not vals.keys() & {"officer_ids", "leader_ids"}:
            return super().write(vals)
        # at this moment somebody who leaves may be given an activity
        self._meet()
        before = {unit: unit._get_people() for unit in self}
        result = super().write(vals)
        for unit, people in before.items():
            unit._forget(people - unit._get_people())
        return result

    def _get_people(self):
        """Return this unit's officers and leaders as the system sees them, archived users included."""
        unit = self.sudo().with_context(active_test=False)
        return unit.officer_ids | unit.leader_ids

    def _forget(self, users):
        """Take from ``users``, who have left, what would still tell them of this unit's work."""
        if not users:
            return
        # sudo: whoever keeps the units need not see their assessments
        assessments = self.env["cchc.assessment"].sudo().search([("unit_id", "=", self.id)])
        for thread in (assessments, self.sudo()):
            thread.message_unsubscribe(users.partner_id.ids)
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", "cchc.assessment"),
                ("res_id", "in", assessments.ids),
                ("user_id", "in", users.ids),
            ]
        ).unlink()

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
