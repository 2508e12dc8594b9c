from odoo import api, fields, models

from odoo.addons.cchc_assessment.models.common.groups import APPRAISER_GROUP, CONTRIBUTOR_GROUP

from .plan_workflow import IN_FORCE


class CchcAssessmentLine(models.Model):
    _name = "cchc.assessment.line"
    _inherit = ["cchc.assessment.line"]

    has_measures = fields.Boolean(
        "In the Improvement Plan",
        compute="_compute_has_measures",
        store=True,
        # the unit's people, and the council, which is told of what was agreed
        groups=f"{CONTRIBUTOR_GROUP},{APPRAISER_GROUP}",
        help="A plan that the unit's leader has agreed to speaks of this criterion: read with the line, so that "
        "next year's sheet looks for plans only where there are some.",
    )
    told_plan = fields.Json(
        compute="_compute_told_plan",
        groups=fields.NO_ACCESS,
        exportable=False,
        help="What the plan says of it, for the sheet of the next year.",
    )

    # once: only a plan that is agreed to, closed or replaced changes it, and says so
    @api.depends("assessment_id")
    def _compute_has_measures(self):
        # nothing is planned of what the council has never seen
        seen = self.filtered(lambda line: line.assessment_id.round)
        # sudo: the same for everybody who reads the line
        planned = (
            self.env["cchc.plan.line"]
            .sudo()
            .search([("line_id", "in", seen.ids), ("state", "in", IN_FORCE)])
            .line_id
            if seen
            else seen
        )
        for line in self:
            line.has_measures = line in planned

    @api.depends("has_measures")
    def _compute_told_plan(self):
        planned = self.filtered("has_measures")
        told = {}
        if planned:
            for line in self.env["cchc.plan.line"].search(
                [("line_id", "in", planned.ids), ("state", "in", IN_FORCE)]
            ):
                told[line.line_id.id] = line._tell()
        for line in self:
            line.told_plan = told.get(line.id, False)

    def _get_earlier_row(self):
        row = super()._get_earlier_row()
        # sudo: who reads the sheet of the next year is told of what was agreed, and of plans themselves nothing
        line = self.sudo()
        if line.has_measures:
            row["plan"] = line.told_plan
        return row
