from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...fields import CODE_LENGTH, LimitedChar, VisibleMany2many

# In the data of the transaction: in which units somebody is a contributor, as far as it was asked.
PLACES = "cchc_contributor_places"


class CchcUnit(models.Model):
    """An agency that is assessed: a department, a commune, or whatever the province puts in a group."""

    _name = "cchc.unit"
    _description = "Unit"
    _inherit = ["cchc.thread.mixin", "cchc.owned.mixin", "cchc.lock.mixin"]
    _order = "sequence, name, id"
    _equips_company = True

    name = LimitedChar(required=True, tracking=True)
    code = LimitedChar(required=True, tracking=True, max_length=CODE_LENGTH)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    group_id = fields.Many2one(
        "cchc.unit.group",
        "Unit Group",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        check_company=True,
    )
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="restrict", check_company=True)
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
    contributor_ids = fields.Many2many(
        "res.users",
        "cchc_unit_contributor_rel",
        "unit_id",
        "user_id",
        string="Contributors",
        help="People of the unit's divisions, who fill in and prove what is given to them.",
    )
    coordinator_ids = fields.Many2many(
        "res.users",
        "cchc_unit_coordinator_rel",
        "unit_id",
        "user_id",
        string="Coordinators",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Officers whom the leader has named: besides the leaders, they give out the unit's work.",
    )
    deputy_ids = fields.One2many(
        "cchc.unit.deputy",
        "unit_id",
        "Deputies",
        help="Who acts for the head from one day to another, and signs for the head (KT.).",
    )
    predecessor_ids = VisibleMany2many(
        "cchc.unit",
        "cchc_unit_predecessor_rel",
        "unit_id",
        "predecessor_id",
        string="Predecessors",
        help="Units that were merged into this one; their earlier results count as its history.",
        check_company=True,
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

    @api.constrains("officer_ids", "leader_ids", "contributor_ids")
    def _check_people(self):
        """Refuse people of another company, who could see nothing of the unit."""
        for unit in self:
            people = unit._get_people()
            strangers = people.filtered(
                lambda user, unit=unit: unit.company_id not in user.company_ids
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(people)s: not allowed in the company “%(company)s”. Take them out of "
                        "“%(unit)s”, or ask the administrator to allow them the company.",
                        people=", ".join(strangers.mapped("name")),
                        company=unit.company_id.name,
                        unit=unit.name,
                    )
                )

    def write(self, vals):
        if not vals.keys() & {"officer_ids", "leader_ids", "contributor_ids"}:
            return super().write(vals)
        # at this moment somebody who leaves may be given an activity
        self._lock_for_update()
        before = {unit: (unit._get_officials(), unit._get_people()) for unit in self}
        result = super().write(vals)
        self.env.cr.precommit.data.pop(PLACES, None)
        for unit, (officials, people) in before.items():
            unit._remove_officials(officials - unit._get_officials())
            unit._remove_people(people - unit._get_people())
        return result

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        self.env.cr.precommit.data.pop(PLACES, None)
        return units

    def _get_people(self):
        """Return everybody of this unit as the system sees them, archived users included."""
        return self._get_officials() | self.sudo().with_context(active_test=False).contributor_ids

    def _get_officials(self):
        """Return this unit's officers and leaders as the system sees them, archived users included."""
        unit = self.sudo().with_context(active_test=False)
        return unit.officer_ids | unit.leader_ids

    def _remove_people(self, users):
        """Take from ``users``, who have left, what would still tell them of this unit's work."""
        if not users:
            return
        self._end_activities(users)
        for thread in (self._get_all_assessments(), self.sudo()):
            thread.message_unsubscribe(users.partner_id.ids)

    def _remove_officials(self, users):
        """Take from ``users``, who are officers and leaders no more, what was theirs as such."""
        if not users:
            return
        self._end_activities(users)
        # sudo: the system alone notes who gives out work, and nobody acts for a unit of which they are no official
        unit = self.sudo()
        unit.coordinator_ids -= users
        unit.deputy_ids.filtered(lambda one: one.user_id in users).unlink()

    def _end_activities(self, users):
        """End what ``users`` had to do about this unit's assessments."""
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", "cchc.assessment"),
                ("res_id", "in", self._get_all_assessments().ids),
                ("user_id", "in", users.ids),
            ]
        ).unlink()

    def _get_all_assessments(self):
        # sudo: whoever keeps the units need not see their assessments
        return self.env["cchc.assessment"].sudo().search([("unit_id", "=", self.id)])

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        return domain | Domain("code", operator, value)

    def _get_addressees(self, partners):
        # sudo: whom a unit names as its contact is written to, whoever may see them
        return super()._get_addressees(partners) | (
            partners & self.sudo().partner_id.with_env(partners.env)
        )

    def _is_officer(self, user):
        """Whether ``user`` may do an officer's work for this unit; a leader may, too."""
        self.ensure_one()
        return user in self.sudo().officer_ids or self._is_leader(user)

    def _is_leader(self, user):
        """Whether ``user`` may approve for this unit: one of its leaders, or a deputy in these days."""
        self.ensure_one()
        return user in self.sudo()._get_acting_leaders()

    def _is_member(self, user):
        """Whether ``user`` is one of the unit's people, whatever they may do for it."""
        return self._is_officer(user) or user in self.sudo().contributor_ids

    def _may_give_out(self, user):
        """Whether ``user`` says who of the unit does what: a leader, or an officer whom a leader has named."""
        unit = self.sudo()
        return self._is_leader(user) or user in (unit.coordinator_ids & unit.officer_ids)

    @api.model
    def _get_contributor_places(self, user_id):
        """Return the ids of the units in which somebody is a contributor and nothing more.

        Asked at each change of what a unit fills in, of everybody: a transaction remembers it, and nothing longer.
        What another process remembered would go on letting somebody in.
        """
        known = self.env.cr.precommit.data.setdefault(PLACES, {})
        if user_id not in known:
            known[user_id] = self._find_contributor_places(user_id)
        return known[user_id]

    @api.model
    def _find_contributor_places(self, user_id):
        # sudo: what the user is decides, whoever asks
        units = (
            self.sudo().with_context(active_test=False).search([("contributor_ids", "in", user_id)])
        )
        return frozenset(
            unit.id for unit in units if user_id not in (unit.officer_ids | unit.leader_ids).ids
        )

    def _get_acting_leaders(self):
        """Return who may approve for this unit today."""
        return self.leader_ids | self.deputy_ids._get_acting().user_id

    def _is_deputy(self, user):
        """Whether ``user`` acts for the unit's head today, and signs so."""
        self.ensure_one()
        return user in self.sudo().deputy_ids._get_acting().user_id
