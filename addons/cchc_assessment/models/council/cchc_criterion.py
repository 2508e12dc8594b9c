"""What results need to know of a criterion: how it counts, and which one of other years it is."""

from odoo import api, fields, models


class CchcCriterion(models.Model):
    _name = "cchc.criterion"
    _inherit = ["cchc.criterion"]

    counted_section = fields.Selection(
        [("base", "Base"), ("bonus", "Bonus"), ("penalty", "Penalty")],
        compute="_compute_counted_section",
        store=True,
        recursive=True,
        help="Its own section, or that of the branch under which it stands.",
    )
    lineage_id = fields.Many2one(
        "cchc.criterion",
        compute="_compute_lineage_id",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The first of the criteria that were copied one from another, year by year.",
    )

    @api.depends("section", "parent_id.counted_section")
    def _compute_counted_section(self):
        for criterion in self:
            above = criterion.parent_id.counted_section
            criterion.counted_section = (
                above if criterion.section == "base" and above else criterion.section
            )

    @api.depends("origin_id.lineage_id")
    def _compute_lineage_id(self):
        for criterion in self:
            criterion.lineage_id = criterion.origin_id.lineage_id or criterion
