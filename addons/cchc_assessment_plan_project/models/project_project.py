from odoo import models
from odoo.exceptions import UserError

# Who is invited sees such a project, and nobody else who works in Odoo.
OWN = "followers"


class ProjectProject(models.Model):
    _name = "project.project"
    _inherit = ["project.project"]

    def _check_is_of_unit(self, unit):
        """Refuse a project that others than the unit's people see.

        :raises UserError: saying who does.
        """
        self.ensure_one()
        # sudo: whoever follows it need not be known to the caller
        project, unit = self.sudo(), unit.sudo()
        if project.privacy_visibility != OWN:
            raise UserError(
                self.env._(
                    "“%(project)s” is seen by more than those who are invited. Choose a project that invited internal "
                    "users alone see.",
                    project=self.display_name,
                )
            )
        if project.company_id and project.company_id != unit.company_id:
            raise UserError(
                self.env._("“%(project)s” is of another company.", project=self.display_name)
            )
        others = (project.message_partner_ids.user_ids | project.user_id) - unit._get_people()
        if others or project.message_partner_ids.filtered(lambda one: not one.user_ids):
            raise UserError(
                self.env._(
                    "“%(project)s” is followed by somebody who is not of “%(unit)s”: what the unit plans is its own.",
                    project=self.display_name,
                    unit=unit.name,
                )
            )
