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

    def _get_earlier_rows(self):
        # sudo: who reads the sheet of the next year is told of what was agreed, and of plans themselves nothing
        return [
            {**row, "plan": line.told_plan} if line.has_measures else row
            for row, line in zip(super()._get_earlier_rows(), self.sudo(), strict=True)
        ]

    def get_plan_outcome(self):
        """Return whether what was planned for this criterion has helped, as far as is known this year.

        :return: a sentence; empty where there was no plan, or nothing is known yet.
        :raises AccessError: when the user may not read the criterion.
        """
        self.ensure_one()
        self.check_access("read")
        plan_line = self._find_earlier_plan()
        if not plan_line or self.not_applicable:
            return ""
        # as the sheet shows it: what the council gave, once its reader may know it
        councils = (self._get_council_rows().get(self.id) or {}).get("score")
        is_councils = councils is not None and councils is not False
        score = councils if is_councils else self.self_score if self.is_scored else False
        if score is False:
            return ""
        digits = self.assessment_id.score_digits
        said = plan_line._describe_outcome(score, self.criterion_id.max_score, digits)
        return said if is_councils else self.env._("By your own score: %s", said)

    def _find_earlier_plan(self):
        """Return what a plan that was agreed says of this criterion of an earlier year, as the system sees it."""
        assessment = self.assessment_id
        ids = assessment._find_earlier_lines().get(self.criterion_id.id, [])
        # as the user: whoever does not read that year is told nothing of it
        readable = self.search([("id", "in", ids)])
        earlier = assessment._pick_earlier(self, readable, {self.criterion_id.id: ids})
        if not (line := earlier.get(self.id)):
            return self.env["cchc.plan.line"]
        # sudo: who reads the sheet is told of what was agreed, and of plans themselves nothing
        return (
            self.env["cchc.plan.line"]
            .sudo()
            .search([("line_id", "=", line.id), ("state", "in", IN_FORCE)], limit=1)
        )
