from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cchc_assessment.models.assessment.assessment_workflow import PUBLISHED
from odoo.addons.cchc_assessment.models.common.screens import open_form


class CchcAssessment(models.Model):
    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    may_plan = fields.Boolean(compute="_compute_may_plan")

    @api.depends("state", "unit_id")
    @api.depends_context("uid")
    def _compute_may_plan(self):
        plans = self.env["cchc.plan"]
        for assessment in self:
            assessment.may_plan = (
                plans.has_access("read")
                and assessment.state == PUBLISHED
                and assessment.unit_id._is_member(self.env.user)
            )

    def action_plan(self):
        """Open the unit's improvement plan that follows from the published result; an officer begins it so."""
        self.ensure_one()
        self.check_access("read")
        plans = self.env["cchc.plan"]
        plans.check_access("read")
        # sudo: a result that is in force is found also by a member who reads none
        result = self.sudo().result_ids.filtered("is_effective")
        if not result:
            raise UserError(self.env._("Nothing is published of this assessment."))
        plan = plans._get_or_make(result)
        if not plan:
            raise UserError(
                self.env._(
                    "In the published result of “%(unit)s” no criterion has lost points.",
                    unit=self.unit_id.name,
                )
            )
        return open_form(plan, name=plan.display_name)
