"""What papers show of a rubric."""

from typing import NamedTuple

from odoo import models

from ...core.scoring import to_decimal


class PrintedNode(NamedTuple):
    """A node of a rubric's tree as papers show it, whoever prints them.

    :ivar max_score: the maximum that counts, as ``Decimal``; None of what carries no points.
    :ivar is_told: whether what was chosen or declared stands where the unit has no points of its own.
    """

    id: int
    code: str
    name: str
    level: int
    is_leaf: bool
    max_score: object
    is_told: bool
    council_only: bool


class CchcRubric(models.Model):
    _name = "cchc.rubric"
    _inherit = ["cchc.rubric"]

    def _get_printed_nodes(self):
        """Return ``{criterion id: PrintedNode}`` of the whole tree, to be read alone."""
        return self._get_made("_make_printed_nodes")

    def _make_printed_nodes(self):
        return {
            one.id: PrintedNode(
                id=one.id,
                code=one.code or "",
                name=one.name,
                level=one.level,
                is_leaf=one.is_leaf,
                max_score=to_decimal(one.counted_max_score) if one._has_points() else None,
                is_told=not one._has_points() or one._is_relative(),
                council_only=one.scored_by == "council",
            )
            for one in self.criterion_ids
        }
