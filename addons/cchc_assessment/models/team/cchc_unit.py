from odoo import api, models
from odoo.api import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from ..common.groups import CONTRIBUTOR_GROUP
from ..common.system_voice import get_asker, is_system


class CchcUnit(models.Model):
    _name = "cchc.unit"
    _inherit = ["cchc.unit"]

    def _check_may_give_out(self):
        """Refuse whoever may not say who of these units does what.

        :raises AccessError: for the superuser that Odoo becomes on the way, too.
        """
        asker = get_asker(self.env)
        if asker.id == SUPERUSER_ID or is_system(self.env):
            return
        for unit in self.sudo():
            if not unit._may_give_out(asker):
                raise AccessError(
                    self.env._(
                        "The leader of “%(unit)s”, or an officer whom the leader names, says who does what.",
                        unit=unit.name,
                    )
                )

    @api.model
    def _gives_out_anywhere(self):
        """Whether the user says of any unit who does what."""
        user = self.env.user
        # sudo: what the user is decides
        units = self.sudo().search(
            Domain.OR(
                Domain(name, "in", user.ids)
                for name in ("leader_ids", "coordinator_ids", "deputy_ids.user_id")
            )
        )
        return any(unit._may_give_out(user) for unit in units)

    def _check_are_people(self, users):
        """Refuse ``users`` who are not of this unit, or could not do what is given to them.

        Where the system takes somebody out, those who stay are not judged anew.
        """
        if strangers := users.sudo() - self._get_people():
            raise ValidationError(
                self.env._(
                    "%(people)s: not of “%(unit)s”.",
                    people=", ".join(strangers.mapped("name")),
                    unit=self.sudo().name,
                )
            )
        powerless = users.sudo().filtered(lambda user: not user.has_group(CONTRIBUTOR_GROUP))
        if powerless and not is_system(self.env):
            raise ValidationError(
                self.env._(
                    "%(people)s: without a role, nothing can be filled in. Ask the administrator for the role of "
                    "a contributor first.",
                    people=", ".join(powerless.mapped("name")),
                )
            )

    def _get_workers(self):
        """Return those of this unit, as the system sees them, to whom work can be given."""
        people = self._get_people().filtered("active")
        return people.filtered(lambda user: user.has_group(CONTRIBUTOR_GROUP))

    def _get_coordinators(self):
        """Return the unit's officers, with ``id`` and ``name``, and whether each one gives out its work."""
        unit = self.sudo()
        return [
            {"id": user.id, "name": user.name, "is_coordinator": user in unit.coordinator_ids}
            for user in unit.officer_ids - unit.leader_ids
        ]

    def name_coordinators(self, user_ids):
        """Let these officers of the unit give out its work, and no others.

        :param user_ids: their ids, a list of numbers.
        :raises AccessError: when the user is no leader of the unit.
        """
        self.ensure_one()
        self.check_access("read")
        if not self._is_leader(self.env.user):
            raise AccessError(self.env._("Only a leader of the unit names who gives out its work."))
        unit = self.sudo()
        if not (
            isinstance(user_ids, (list, tuple))
            and all(type(number) is int for number in user_ids)
            and set(user_ids) <= set(unit.officer_ids.ids)
        ):
            raise UserError(self.env._("Name officers of the unit."))
        unit.coordinator_ids = [Command.set(user_ids)]

    def _remove_people(self, users):
        super()._remove_people(users)
        if not users:
            return
        # sudo: whoever keeps the units does not see who does what in them
        divisions = (
            self.env["cchc.division"]
            .sudo()
            .with_context(active_test=False)
            .search([("unit_id", "in", self.ids), ("user_ids", "in", users.ids)])
        )
        self.env["cchc.task"].sudo()._forget(self.sudo(), users, divisions)
