"""Exchange: a unit's form as other programs read it, and fill it in."""

from odoo import api, models
from odoo.exceptions import UserError

from .shapes import (
    ASSESSMENT,
    EVIDENCE,
    LINE,
    PERIOD,
    check_readable,
    take_data,
    tell,
    tell_place,
)


class CchcAssessment(models.Model):
    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    @api.readonly
    def read_exchange(self):
        """Return each of these forms as plain data: what is filled in, and which documents prove it.

        :return: a list of ``shapes.ASSESSMENT``, which ``write_exchange`` takes back.
        """
        check_readable(self)
        return [assessment._make_exchange() for assessment in self]

    def write_exchange(self, data):
        """Fill in criteria of this form, all that are named or none, as its officer would in the sheet.

        :param data: of the shape ``shapes.ASSESSMENT``; what is told only, such as scores, is passed over.
        :raises UserError: when the data has another shape, or a criterion is refused: each by a sentence.
        """
        self.ensure_one()
        check_readable(self)
        rows = take_data(self.env, ASSESSMENT, data)["lines"]
        lines = self.line_ids.grouped(lambda line: line.criterion_id.id)
        typed = {}
        for number, row in enumerate(rows):
            line = lines.pop(row.pop("criterion_id"), None)
            if line is None:
                raise UserError(
                    self.env._(
                        "“%(place)s”: each criterion of this form may be named once, and no other.",
                        place=f"lines[{number}].criterion_id",
                    )
                )
            revision = row.pop("revision", None)
            values = {name: False if value is None else value for name, value in row.items()}
            typed[line] = (values, line.revision if revision is None else revision)
        with self.env.cr.savepoint():
            if refused := self.line_ids._save_each(typed):
                raise UserError(
                    self.env._(
                        "Nothing was filled in:\n%(reasons)s",
                        reasons="\n".join(f"• {error}" for error in refused.values()),
                    )
                )

    def _make_exchange(self):
        lines = self.line_ids
        return tell(
            self,
            ASSESSMENT,
            unit=tell_place(self.unit_id, self.group_id),
            period=tell(self.period_id, PERIOD),
            lines=[
                tell(
                    line,
                    LINE,
                    criterion_id=line.criterion_id.id,
                    option=line.option_id.name or None,
                    evidence_ids=line._get_proof().ids,
                )
                for line in lines
            ],
            evidence=[
                tell(
                    evidence,
                    EVIDENCE,
                    document_type=evidence.document_type_id.name or None,
                    criterion_ids=(evidence.line_ids & lines).criterion_id.ids,
                )
                for evidence in self._get_proof()
            ],
        )
