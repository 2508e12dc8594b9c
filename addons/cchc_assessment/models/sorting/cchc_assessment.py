"""Sorting: what is known of the criteria of a form, and its documents that prove none of them yet."""

from odoo import fields, models

from ...compat import get_window
from ...core.sorting import Criterion, Filed, Sorter

# Of more documents the newest are looked at.
MOST_LOOKED_AT = 500
WANTING = ("none", "partial")

# Documents in force that nobody has said what they prove.
UNSORTED = [("line_count", "=", 0), ("is_superseded", "=", False)]


class CchcAssessment(models.Model):
    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    unsorted_count = fields.Integer("Documents to Sort", compute="_compute_unsorted_count")

    def _compute_unsorted_count(self):
        counts = dict(
            self.env["cchc.evidence"]._read_group(
                [("assessment_id", "in", self.ids), *UNSORTED], ["assessment_id"], ["__count"]
            )
        )
        for assessment in self:
            assessment.unsorted_count = counts.get(assessment._origin, 0)

    def action_sort_documents(self):
        """Open the documents that prove no criterion yet, each with what it may prove."""
        self.ensure_one()
        self.check_access("read")
        return get_window(
            self.env,
            "cchc_assessment.cchc_evidence_sorting_action",
            domain=[("assessment_id", "=", self.id), *UNSORTED],
            context={"default_assessment_id": self.id},
        )

    def get_fitting_documents(self):
        """Return which documents of this form fit the criteria that want proof, for those who may file them.

        :return: ``{id of the line: documents}``, the likeliest three of each, with ``id``, ``title``, ``reason`` and
            ``is_sure``.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_editable:
            return {}
        documents = self.env["cchc.evidence"].search(
            [("assessment_id", "=", self.id), ("is_superseded", "=", False)],
            limit=MOST_LOOKED_AT,
            order="id desc",
        )
        wanting = self.line_ids.filtered(lambda line: line.evidence_status in WANTING)
        if not (documents and wanting):
            return {}
        fitting = self._make_sorter().match(documents._make_papers(), wanting.ids)
        return {
            line.id: [
                {
                    "id": documents[place].id,
                    "title": documents[place].display_name,
                    "reason": documents._say_reason(proposal),
                    "is_sure": documents[place]._is_sure(proposal),
                }
                for place, proposal in fitting[line.id]
                if documents[place] not in line.evidence_ids
            ]
            for line in wanting
            if line.id in fitting
        }

    def _make_sorter(self):
        """Return what proposes criteria of this form: from their words, and what the unit has filed for them before."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.scored_by != "council")
        earlier = self._get_earlier_by_line(lines)
        lines.criterion_id.fetch(["code", "name", "guidance", "parent_id"])
        return Sorter(
            Criterion(
                key=line.id,
                code=line.code or "",
                name=line.name or "",
                above=line.parent_id.name or "",
                guidance=line.guidance or "",
                required=tuple(line.requirement_ids.mapped("name")),
                filed=tuple(
                    Filed(document.name or "", document.sha256 or "")
                    for document in line.evidence_ids | earlier.get(line, line.evidence_ids)
                ),
            )
            for line in lines
        )

    def _get_earlier_by_line(self, lines):
        """Return ``{line: documents}``: what was filed for the same criteria the last time, if the user may read it."""
        found = self._find_earlier_lines()
        readable = self.env["cchc.assessment.line"].search(
            [("id", "in", [line_id for ids in found.values() for line_id in ids])]
        )
        earlier = self._pick_earlier(lines, readable, found)
        return {line: earlier[line.id].evidence_ids for line in lines if line.id in earlier}
