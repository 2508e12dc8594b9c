"""What the score sheet shows of a criterion."""

from odoo import models

CRITERION_FIELDS = (
    "parent_id",
    "code",
    "name",
    "level",
    "section",
    "scored_by",
    "rule_type",
    "band_basis",
    "is_direct",
    "counts_best",
    "guidance",
    "evidence_required",
)


class CchcCriterion(models.Model):
    _inherit = "cchc.criterion"

    def _get_sheet_node(self):
        """What the sheet shows of this node of the tree; of one that carries no points none, neither 0."""
        has_points = self._has_points()
        return {
            "id": self.id,
            **{name: self[name] for name in CRITERION_FIELDS if name != "parent_id"},
            # the maximum that counts: what a branch states may be another
            "max_score": has_points and self.counted_max_score,
            "parent_id": self.parent_id.id,
            "options": [
                {
                    "id": option.id,
                    "name": option.name,
                    "score": has_points and option.score,
                    "threshold": option.threshold,
                    "threshold_strict": option.threshold_strict,
                }
                for option in self.option_ids
            ],
            "requirements": [
                {"id": requirement.id, "name": requirement.name}
                for requirement in self.requirement_ids
            ],
        }
