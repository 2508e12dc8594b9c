"""Whose work the addon is: they are shown around."""

from odoo import api, models

from ...compat import is_testing
from ..assessment.assessment_workflow import ACTOR_GROUPS, OFFICER, SECRETARY
from ..common.groups import CONTRIBUTOR_GROUP


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.depends("create_date")
    def _compute_tour_enabled(self):
        """Show new officers and secretaries around, as Odoo does with the first administrator."""
        super()._compute_tour_enabled()
        if is_testing():
            return
        groups = [self.env.ref(ACTOR_GROUPS[actor]).id for actor in (OFFICER, SECRETARY)]
        self.filtered_domain([("all_group_ids", "in", groups)]).tour_enabled = True

    def _works_in_cchc(self):
        """Whether this addon is this person's work: they have a role in it, and do not run the whole Odoo."""
        self.ensure_one()
        roles = map(self.has_group, (CONTRIBUTOR_GROUP, *ACTOR_GROUPS.values()))
        return any(roles) and not self.has_group("base.group_system")
