"""What the score sheet shows and takes of the council's word."""

from odoo import models
from odoo.fields import Datetime

from ..assessment.assessment_workflow import APPRAISAL
from ..assessment.cchc_scored_mixin import INPUT_FIELDS
from ..common.groups import APPRAISER_GROUP

# What the council's members see of a decision besides its inputs.
DECISION_FIELDS = (
    "score",
    "score_note",
    "computed_score",
    "override_score",
    "override_reason",
    "is_decided",
    "is_different",
    "remark",
    "explanation_requested",
)


class CchcAppraisal(models.Model):
    _inherit = "cchc.appraisal"

    def save_row(self, values, seen_revision):
        """Write what was typed in the council's columns of one row, or a unit's answer in it.

        :param values: as ``write`` takes them.
        :param seen_revision: the ``revision`` of the row when the user read it.
        :return: the row and the sums as they are now, as ``get_sheet_rows`` returns them.
        :raises ConflictError: when somebody else has changed the same fields since.
        """
        self.ensure_one()
        self.check_access("read")
        self.assessment_id._prefetch_for_saving(self)
        self._save(values, seen_revision)
        return self.assessment_id._get_rows(self.line_id, self.evidence_ids.browse())

    def _get_sheet_rows(self):
        """Return ``{line id: what the sheet shows of the record}``."""
        if not self.env.user.has_group(APPRAISER_GROUP):
            return {appraisal.line_id.id: appraisal._get_question() for appraisal in self}
        mine = self._filtered_access("write")
        return {
            appraisal.line_id.id: {
                **appraisal._get_question(),
                **appraisal._get_decision(),
                "is_editable": appraisal.is_editable,
                # decided in an earlier round: it can be taken up in this one
                "is_reopenable": appraisal in mine
                and appraisal.state == APPRAISAL
                and not appraisal.is_open,
            }
            for appraisal in self
        }

    def _get_question(self):
        """What a unit sees that was asked."""
        return {
            "id": self.id,
            "round": self.round,
            "request": self.request,
            "explanation": self.explanation,
            "outcome": self._get_outcome(),
            "is_answerable": self.is_answerable,
        }

    def _get_decision(self):
        """What the council's members see besides."""
        # sudo: who decided is told by name, whichever company they work in
        decider = self.sudo().appraiser_id
        previous = self._get_previous() if self.round > 1 else self.browse()
        return {
            "option_id": self.option_id.id,
            **{name: self[name] for name in INPUT_FIELDS[1:]},
            **{name: self[name] for name in DECISION_FIELDS},
            "previous": bool(previous)
            and {name: previous[name] for name in ("round", "score", "remark", "explanation")},
            "appraiser": decider.name,
            "decided_at": self.decided_at and Datetime.to_string(self.decided_at),
        }
