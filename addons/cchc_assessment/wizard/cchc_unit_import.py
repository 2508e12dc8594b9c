from collections import defaultdict
from dataclasses import asdict, dataclass, replace

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL

from ..core.plain.text import comparable, fold
from ..core.workbook.people.reader import ROLES, UNIT_ROLES, PersonRow, read_people
from ..fields import CODE_LENGTH
from ..messages.workbooks import say_people_problem
from ..models.common.groups import SECRETARY_GROUP
from ..models.common.screens import download
from ..models.odoo.res_config_settings import ACCOUNTS_PARAMETER
from ..models.period.cchc_period import ADDRESS

ADMINISTRATOR = "base.group_system"
# Whoever has one of these runs more than this addon: a file changes nothing about them.
POWERFUL = (ADMINISTRATOR, "base.group_erp_manager")
ROLE_GROUP = "cchc_assessment.cchc_assessment_group_%s"
# Who runs the year is for the administrator to say, never for a file of the secretary's.
ADMINISTRATORS_ROLES = ("secretary", "chair")


@dataclass
class PlannedPerson:
    """What becomes of one row: the unit, the account and the role it means, or why it can't be taken.

    :ivar unit: empty where it is made.
    :ivar user: empty where the account is made.
    :ivar news: what the row changes, in words; nothing where all of it is there already.
    """

    row: PersonRow
    unit: object
    group: object
    user: object
    news: tuple[str, ...] = ()
    problem: str = ""


class CchcUnitImport(models.TransientModel):
    """Brings in units, their people and their roles from a workbook.

    Accounts are made, and roles given, by the administrator, or by a secretary whom the administrator allows it: with
    roles of this addon and nothing else, in the company that the user works in.
    """

    _name = "cchc.unit.import"
    _description = "Import Units and People"
    _inherit = ["cchc.table.import.mixin"]
    _target_field = "company_id"
    _preview_template = "cchc_assessment.unit_import_preview"
    _work_kind = "people"
    # each is an account of its own, and maybe an e-mail
    _rows_at_once = 25

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    invite = fields.Boolean(
        "Invite by E-mail",
        default=True,
        help="Each new account gets an e-mail in which its owner chooses a password.",
    )
    may_make_accounts = fields.Boolean(compute="_compute_may_make_accounts")
    news_count = fields.Integer("Rows That Change Something", compute="_compute_preview")

    @api.depends_context("uid")
    def _compute_may_make_accounts(self):
        self.may_make_accounts = self._may_make_accounts()

    def _count(self, plan):
        super()._count(plan)
        self.news_count = sum(bool(planned.news) for planned in plan)

    def action_download_template(self):
        """Download the workbook to fill in, with the units that there are."""
        return download("/cchc/form/people")

    def _say_refused(self, problems):
        return self.env._(
            "Units and people cannot be imported as they are:\n%(problems)s", problems=problems
        )

    def _get_work(self):
        values = {"company_id": self.company_id.id, "details": {"invite": self.invite}}
        return self.env["cchc.period"], values

    def _pack_row(self, row):
        return asdict(row)

    def _unpack_row(self, packed):
        return PersonRow(**packed)

    def _get_rows_apart(self, plan):
        # what changes nothing takes no time
        rows, makers = [], {}
        for planned in plan:
            row = planned.row
            if row.unit_code and not planned.unit:
                # the first row of a unit that is made has its name
                maker = makers.setdefault(fold(row.unit_code), row)
                row = replace(row, unit=maker.unit, group=maker.group)
            if planned.news:
                rows.append(row)
        return rows

    def _write_plan(self, plan):
        users = self._make_users(plan)
        places = self._find_places(plan, users)
        self._make_units(plan, places)
        for unit, values in places.items():
            unit.write(values)

    def _check_may_import(self):
        self.env["cchc.unit"].check_access("create")
        if self.company_id not in self.env.companies:
            raise AccessError(
                self.env._("Units and people are imported into the company that you work in.")
            )

    def _may_make_accounts(self):
        """Whether the user may make accounts and give roles: the administrator, or an allowed secretary."""
        user = self.env.user
        if user.has_group(ADMINISTRATOR):
            return True
        allowed = self.env["ir.config_parameter"]._get_cchc_text(ACCOUNTS_PARAMETER)
        return user.has_group(SECRETARY_GROUP) and allowed == "True"

    @api.model
    def _read(self, content):
        return read_people(content)

    def _plan_rows(self, rows):
        known = self._get_known(rows)
        seen = {"places": {}, "names": {}, "units": {}}
        return [self._plan_row(row, known, seen) for row in rows]

    def _get_known(self, rows):
        """Return what rows may mean: units by code and by name, groups by folded words, users by login.

        Names of units are told apart by their tone marks: "Xã Tân Hà" is another commune than "Xã Tân Hạ".
        """
        company = self.company_id
        codes, names = (defaultdict(self.env["cchc.unit"].browse) for _ in range(2))
        groups = {}
        units = self.env["cchc.unit"].with_context(active_test=False)
        units = units.search([("company_id", "=", company.id)])
        for unit in units:
            codes[fold(unit.code)] |= unit
            names[comparable(unit.name)] |= unit
        for group in self.env["cchc.unit.group"].search(
            [("company_id", "in", (False, company.id))], order="company_id, id"
        ):
            for word in (group.code, group.name):
                # the company's own come first
                groups.setdefault(fold(word), group)
        logins = [row.login for row in rows if row.login]
        self.env["res.users"].flush_model(["login"])
        found = self.env.execute_query(
            SQL("SELECT id FROM res_users WHERE lower(login) = ANY(%s)", logins)
        )
        # sudo: a login is taken whoever has it; what is told of accounts elsewhere is only that
        users = self.env["res.users"].sudo().browse([user_id for (user_id,) in found])
        return {
            "codes": codes,
            "names": names,
            "groups": groups,
            "unit_ids": units.ids,
            "roles": self._get_roles(),
            "users": {user.login.lower(): user for user in users},
            "may_make_accounts": self._may_make_accounts(),
            "is_administrator": self.env.user.has_group(ADMINISTRATOR),
        }

    def _plan_row(self, row, known, seen):
        planned = PlannedPerson(
            row=row,
            unit=self.env["cchc.unit"],
            group=self.env["cchc.unit.group"],
            user=known["users"].get(row.login, self.env["res.users"].sudo()),
        )
        if row.problems:
            planned.problem = say_people_problem(self.env, *row.problems[0])
            return planned
        planned.problem = (
            self._find_unit(planned, known, seen)
            or self._find_repetition(planned, seen)
            or self._find_account_problem(planned, known)
        )
        if not planned.problem:
            planned.news = tuple(self._describe_news(planned, known))
        return planned

    def _find_unit(self, planned, known, seen):
        """Find the unit that a row means, or the group in which it is made; return what is wrong, if anything is."""
        row = planned.row
        if not (row.unit or row.unit_code):
            return ""
        of_code = known["codes"].get(fold(row.unit_code), planned.unit)
        of_name = known["names"].get(comparable(row.unit), planned.unit)
        asked = [found for word, found in ((row.unit_code, of_code), (row.unit, of_name)) if word]
        # read together with all others, not one by one
        found = (asked[0] & asked[-1]).with_prefetch(known["unit_ids"])
        if row.unit_code and not found and (other := of_code):
            return self.env._(
                "The code “%(code)s” is that of “%(unit)s”.", code=row.unit_code, unit=other[0].name
            )
        if row.unit and not found and (other := of_name):
            return self.env._(
                "“%(unit)s” is there already, with the code “%(code)s”.",
                unit=row.unit,
                code=other[0].code,
            )
        if len(found) > 1:
            return self.env._("Several units are called “%(unit)s”: state the code.", unit=row.unit)
        if found and not found.active:
            return self.env._("“%(unit)s” is archived.", unit=found.name)
        own = found.group_id
        is_own = own and fold(row.group) in (fold(own.code), fold(own.name))
        planned.group = own if is_own or not row.group else known["groups"].get(fold(row.group))
        if row.group and not planned.group:
            return self.env._("“%(group)s” is no unit group.", group=row.group)
        if found:
            planned.unit = found
            if planned.group != found.group_id:
                return self.env._(
                    "“%(unit)s” belongs to the group “%(group)s”.",
                    unit=found.name,
                    group=found.group_id.name,
                )
            return ""
        return self._find_new_unit_problem(planned, seen)

    def _find_new_unit_problem(self, planned, seen):
        row = planned.row
        said = seen["units"].get(fold(row.unit_code))
        if not row.unit_code or not (row.unit or said):
            return self.env._("A unit that is made needs a code and a name.")
        if len(row.unit_code) > CODE_LENGTH:
            return self.env._("“%(code)s” is too long for a code.", code=row.unit_code)
        name, group = said or (row.unit, planned.group)
        if not group:
            return self.env._("A unit that is made needs a unit group.")
        if (row.unit and comparable(row.unit) != comparable(name)) or (
            planned.group and planned.group != group
        ):
            return self.env._(
                "Another row gives “%(code)s” another name or group.", code=row.unit_code
            )
        planned.group = group
        seen["units"].setdefault(fold(row.unit_code), (name, group))
        return ""

    def _find_repetition(self, planned, seen):
        row = planned.row
        place = (row.login, row.role, fold(row.unit_code) or comparable(row.unit))
        if row.login and place in seen["places"]:
            return self.env._("It says the same as row %(number)s.", number=seen["places"][place])
        seen["places"].setdefault(place, row.number)
        name = seen["names"].setdefault(row.login, fold(row.person))
        if row.login and name != fold(row.person):
            return self.env._("“%(login)s” has another name in another row.", login=row.login)
        return ""

    def _find_account_problem(self, planned, known):
        """Return why the account of a row cannot be made, or be given its role."""
        row, user = planned.row, planned.user
        if not row.login:
            return ""
        is_open = (
            user.active
            and not user.share
            and self.company_id in user.company_ids
            and not any(known["roles"][name] in user.all_group_ids for name in POWERFUL)
        )
        if is_open and known["roles"][row.role] in user.all_group_ids:
            return ""
        if not known["may_make_accounts"]:
            # the same sentence for all: an account that is somewhere else gives no sign of itself
            return self.env._(
                "“%(login)s” has no account with this role: the administrator sees to it.",
                login=row.login,
            )
        if user and not is_open:
            return self.env._(
                "“%(login)s” cannot be given a role by a file. Ask the administrator.",
                login=row.login,
            )
        if not user and not ADDRESS.fullmatch(row.login):
            return say_people_problem(self.env, "bad_login", row.login)
        if user and user.company_ids != self.company_id and not known["is_administrator"]:
            # a role holds in every company that somebody works in
            return self.env._(
                "“%(login)s” cannot be given a role by a file. Ask the administrator.",
                login=row.login,
            )
        if row.role in ADMINISTRATORS_ROLES and not known["is_administrator"]:
            return self.env._("This role is given by the administrator only.")
        return ""

    @api.model
    def _get_roles(self):
        """Return the groups that rows give, by the role, and those that they keep away from: once for all rows."""
        names = {role: ROLE_GROUP % role for role in ROLES} | {name: name for name in POWERFUL}
        # sudo: which groups there are is the system's to know
        return {key: self.env.ref(name).sudo() for key, name in names.items()}

    def _describe_news(self, planned, known):
        row, user, unit = planned.row, planned.user, planned.unit
        if (row.unit or row.unit_code) and not unit:
            yield self.env._("new unit")
        if not row.login:
            return
        if not user:
            yield self.env._("new account")
        elif known["roles"][row.role] not in user.all_group_ids:
            yield self.env._("new role")
        if row.role in UNIT_ROLES and user not in unit.sudo()[f"{row.role}_ids"]:
            yield self.env._("new place in the unit")

    def _make_units(self, plan, places):
        """Make the units that are missing, with the people that ``places`` has for them, which it then has no more."""
        missing = {}
        for planned in plan:
            row = planned.row
            code = fold(row.unit_code)
            if row.unit_code and not planned.unit and code not in missing:
                missing[code] = {
                    "code": row.unit_code,
                    # the first row of a unit that is made has its name
                    "name": row.unit,
                    "group_id": planned.group.id,
                    "company_id": self.company_id.id,
                    **places.pop(code, {}),
                }
        self.env["cchc.unit"].create(list(missing.values()))

    def _make_users(self, plan):
        """Make the accounts that are missing and give the roles; return ``{login: user}`` as the system sees them."""
        roles, names = defaultdict(set), {}
        for planned in plan:
            if planned.row.login:
                roles[planned.row.login].add(planned.row.role)
                names[planned.row.login] = planned.row.person
        present = {one.row.login: one.user for one in plan if one.user}
        groups = self._get_roles()
        # sudo: who may make accounts, and with which roles, was asked of each row
        users = self.env["res.users"].sudo()
        made = users.with_context(no_reset_password=True).create(
            [
                {
                    "login": login,
                    "email": login,
                    "name": name,
                    "group_ids": [Command.set([groups[role].id for role in roles[login]])],
                    "company_id": self.company_id.id,
                    "company_ids": [Command.set(self.company_id.ids)],
                    "lang": self.env.user.lang,
                    "tz": self.env.user.tz,
                }
                for login, name in names.items()
                if login not in present
            ]
        )
        for login, user in present.items():
            wanted = {groups[role] for role in roles[login]}
            if missing := wanted.difference(user.all_group_ids):
                user.write({"group_ids": [Command.link(group.id) for group in missing]})
        if self.invite and made and hasattr(made, "action_reset_password"):
            # Odoo's own invitation: where its app for it is not installed, the administrator sets passwords
            made.with_context(create_user=True).action_reset_password()
        return {**present, **{user.login: user for user in made}}

    def _find_places(self, plan, users):
        """Return ``{unit: values}`` by which people get their places, of those that are made by their folded codes."""
        places = defaultdict(set)
        for planned in plan:
            row, unit = planned.row, planned.unit
            if row.role in UNIT_ROLES:
                user = users[row.login]
                # who has a place there keeps it
                if user not in unit.sudo()[f"{row.role}_ids"]:
                    places[unit or fold(row.unit_code), row.role].add(user.id)
        by_unit = defaultdict(dict)
        for (unit, role), ids in places.items():
            by_unit[unit][f"{role}_ids"] = [Command.link(user_id) for user_id in sorted(ids)]
        return by_unit
