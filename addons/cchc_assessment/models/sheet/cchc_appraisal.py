"""What the score sheet shows and takes of the council's word."""

from odoo import models
from odoo.fields import Datetime

from ...compat import read_column
from ..assessment.assessment_workflow import APPRAISAL
from ..assessment.cchc_scored_mixin import INPUT_FIELDS
from ..common.groups import APPRAISER_GROUP
from .cchc_assessment import read_shown

# What a unit sees that was asked.
QUESTION_FIELDS = ("round", "request", "explanation", "is_answerable")

# What the council's members see of a decision.
SHOWN_FIELDS = (
    *INPUT_FIELDS,
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
        is_councils = self.env.user.has_group(APPRAISER_GROUP)
        decided = self._get_decisions() if is_councils else ({} for _one in self)
        return {
            line_id: {
                "id": appraisal._ids[0],
                **dict(zip(QUESTION_FIELDS, values, strict=True)),
                "outcome": appraisal._get_outcome(),
                **decision,
            }
            for appraisal, (line_id, *values), decision in zip(
                self, read_shown(self, ("line_id", *QUESTION_FIELDS)), decided, strict=True
            )
        }

    def _get_decisions(self):
        """What the council's members see of each besides."""
        mine = set(self._filtered_access("write")._ids)
        # sudo: who decided is told by name, whichever company they work in
        deciders = self.sudo()
        names = {user.id: user.name for user in deciders.appraiser_id}
        told = ("is_editable", "state", "is_open", "round", "decided_at")
        for appraisal, values, decider_id, (editable, state, is_open, number, moment) in zip(
            self,
            read_shown(self, SHOWN_FIELDS),
            read_column(deciders, "appraiser_id"),
            read_shown(self, told),
            strict=True,
        ):
            previous = appraisal._get_previous() if number > 1 else self.browse()
            yield {
                **dict(zip(SHOWN_FIELDS, values, strict=True)),
                "previous": bool(previous)
                and {name: previous[name] for name in ("round", "score", "remark", "explanation")},
                "appraiser": names.get(decider_id, False),
                "decided_at": moment and Datetime.to_string(moment),
                "is_editable": editable,
                # decided in an earlier round: it can be taken up in this one
                "is_reopenable": appraisal._ids[0] in mine and state == APPRAISAL and not is_open,
            }
