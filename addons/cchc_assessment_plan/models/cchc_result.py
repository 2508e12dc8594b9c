from odoo import api, models


class CchcResult(models.Model):
    _name = "cchc.result"
    _inherit = ["cchc.result"]

    @api.model
    def _follow_mergers(self):
        """Let the plan of a unit that was merged be carried out by the one into which it was."""
        result = super()._follow_mergers()
        successors = self.env["cchc.unit"]._get_final_successors()
        # sudo: whoever merges units reads no plans
        for plan in self.env["cchc.plan"].sudo().search([("unit_id", "!=", False)]):
            unit_id = plan.assessment_id.unit_id.id
            if plan.unit_id.id != (target := successors.get(unit_id, unit_id)):
                plan._write_as_system({"unit_id": target})
                plan._leave_behind_people()
        return result
