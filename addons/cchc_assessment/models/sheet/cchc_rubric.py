"""What the score sheet shows of a rubric."""

from odoo import models


class CchcRubric(models.Model):
    _name = "cchc.rubric"
    _inherit = ["cchc.rubric"]

    def _get_sheet_nodes(self):
        """Return ``{criterion id: what the sheet shows of it}``, of all; whoever calls picks what the user may read."""
        return self._get_made("_make_sheet_nodes")

    def _make_sheet_nodes(self):
        return {one.id: one._get_sheet_node() for one in self.criterion_ids}
