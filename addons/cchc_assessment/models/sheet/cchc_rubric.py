"""What the score sheet shows of a rubric."""

from odoo import models

from ...compat import fill_cache
from .cchc_assessment import stored_names


class CchcRubric(models.Model):
    _name = "cchc.rubric"
    _inherit = ["cchc.rubric"]

    def _get_sheet_nodes(self, criteria):
        """Return what the sheet shows of these criteria of the rubric, which the caller has found as the user.

        Options and required documents are shown with their criterion: whoever reads that reads them.
        """
        nodes = self._get_made("_make_sheet_nodes")
        # copies: what is kept is everybody's
        return [
            {
                **node,
                "options": [dict(option) for option in node["options"]],
                "requirements": [dict(requirement) for requirement in node["requirements"]],
            }
            for node in map(nodes.__getitem__, criteria._ids)
        ]

    def _make_sheet_nodes(self):
        criteria = self.criterion_ids
        for name in ("option_ids", "requirement_ids"):
            parts = self.env[criteria._fields[name].comodel_name]
            parts = parts.search_fetch([("rubric_id", "=", self.id)], stored_names(parts))
            of_criterion = parts.grouped("criterion_id")
            # one query for both the links and what they lead to
            fill_cache(
                criteria._fields[name],
                criteria,
                [of_criterion[one]._ids if one in of_criterion else () for one in criteria],
            )
        return {one.id: one._get_sheet_node() for one in criteria}
