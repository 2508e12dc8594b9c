from odoo import api, fields, models

REPORT = "cchc_assessment.rubric_comparison_report"


class CchcRubricComparison(models.TransientModel):
    """What changed since the previous version: the content of an amending decision."""

    _name = "cchc.rubric.comparison"
    _description = "Comparison of Two Versions of a Rubric"

    rubric_id = fields.Many2one("cchc.rubric", required=True, ondelete="cascade")
    origin_id = fields.Many2one(
        related="rubric_id.origin_id", string="Previous Version", related_sudo=False
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends("rubric_id")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for dialog in self:
            rubric = dialog.rubric_id
            changes = rubric._compare_with(rubric.origin_id) if rubric.origin_id else []
            dialog.comparison = self.env["ir.qweb"]._render(
                "cchc_assessment.rubric_comparison",
                {
                    "new": rubric,
                    "old": rubric.origin_id,
                    "rubric_changes": rubric._compare_itself_with(rubric.origin_id)
                    if rubric.origin_id
                    else [],
                    "groups": self._group(changes),
                    "format_number": self.env["cchc.scored.mixin"]._format_number,
                },
            )

    def action_print(self):
        """Return the workbook of the comparison."""
        self.ensure_one()
        return self.env.ref(REPORT).report_action(self.rubric_id)

    def _group(self, changes):
        """Return (title, changes) for each kind of change that there is."""
        titles = {
            "added": self.env._("Added"),
            "removed": self.env._("Removed"),
            "moved": self.env._("Moved"),
            "max_changed": self.env._("Maximum score changed"),
            "rule_changed": self.env._("Scoring method changed"),
            "text_changed": self.env._("Wording changed"),
        }
        found = {
            title: [change for change in changes if change["kind"] == kind]
            for kind, title in titles.items()
        }
        return [(title, group) for title, group in found.items() if group]
