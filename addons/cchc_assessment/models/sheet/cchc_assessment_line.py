"""What the score sheet shows and takes of a line."""

from odoo import models

from ...compat import read_column
from ..assessment.cchc_scored_mixin import INPUT_FIELDS
from ..common.groups import APPRAISER_GROUP
from .cchc_assessment import read_shown

# What a row of the sheet shows of its line as its cache holds it: numbers, texts, and what it leads to by its id.
COLUMNS = (
    "criterion_id",
    *INPUT_FIELDS,
    "self_score",
    "is_scored",
    "lacks_figures",
    "explanation",
    "evidence_status",
    "needs_explanation",
    "score_note",
    "revision",
)


class CchcAssessmentLine(models.Model):
    _inherit = "cchc.assessment.line"

    def save_row(self, values, seen_revision):
        """Write what was typed in one row of the sheet.

        :param values: as ``write`` takes them.
        :param seen_revision: the ``revision`` of the row when the user read it.
        :return: the row and the sums as they are now, as ``get_sheet_rows`` returns them.
        :raises ConflictError: when somebody else has changed the same fields since.
        """
        self.ensure_one()
        self.check_access("read")
        self.assessment_id._prefetch_for_saving(self)
        self._save(values, seen_revision)
        documents = self.evidence_ids if "evidence_ids" in values else self.evidence_ids.browse()
        return self.assessment_id._get_rows(self, documents)

    def _get_sheet_rows(self):
        """What the sheet shows of each of these lines; another module may add to it."""
        timed = self.criterion_id._find_timed()
        return [
            {
                **dict(zip(COLUMNS, values, strict=True)),
                "id": line._ids[0],
                "timeliness": values[0] in timed and line._propose_level(),
                "figure": any(figure) and line._get_sheet_figure(),
                "evidence_ids": evidence_ids,
            }
            for line, values, figure, evidence_ids in zip(
                self,
                read_shown(self, COLUMNS),
                read_shown(self, ("figure_id", "figure_differs")),
                self._get_sheet_documents(),
                strict=True,
            )
        ]

    def _get_sheet_documents(self):
        """Return for each of these lines the ids of its documents."""
        # asking each line leaves those out that are archived, one by one
        active = set(self.evidence_ids._ids)
        return [
            [document_id for document_id in document_ids if document_id in active]
            for document_ids in read_column(self, "evidence_ids")
        ]

    def _get_sheet_figure(self):
        """What the sheet shows of figures that were given, and not typed."""
        return {
            "is_given": bool(self.figure_id),
            "source": self.figure_source or "",
            "objection": self.figure_objection or "none",
            "differs": self.figure_differs,
        }

    def _get_council_rows(self):
        """Return ``{line id: what the council says of it}`` for lines of one assessment.

        The council's members see the current round, with the inputs; a unit the question that it was asked,
        with its answer, and later score and remark, once the results are visible.
        """
        if not self.assessment_id.round:
            return {}
        if self.assessment_id.is_result_visible and not self.env.user.has_group(APPRAISER_GROUP):
            return {
                line.id: {
                    "score": line.final_score,
                    "remark": line.final_remark,
                    "is_decided": True,
                    "is_different": line.is_final_different,
                }
                for line in self
            }
        # as the user: record rules say which of them are the user's to see
        return self.assessment_id._search_prefetched(
            "cchc.appraisal", [("line_id", "in", self.ids), ("is_current", "=", True)]
        )._get_sheet_rows()

    def _get_earlier_rows(self):
        """What was said of each of these criteria in an earlier year."""
        years = {one.id: one.year for one in self.assessment_id}
        said = read_shown(self, ("assessment_id", "self_score", "explanation"))
        return [
            {
                "year": years[assessment_id],
                "score": score,
                "explanation": explanation,
                "evidence_ids": evidence_ids,
            }
            for (assessment_id, score, explanation), evidence_ids in zip(
                said, self._get_sheet_documents(), strict=True
            )
        ]
