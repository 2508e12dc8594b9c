"""Exchange: common figures as other programs bring them in, and read what stands."""

from io import BytesIO

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Date

from ...core.workbook.appendix.answers import Answer
from ...core.workbook.figures.reader import FigureRow
from .shapes import COMMON, DETAILS, FIGURE, PERIOD, check_readable, take_data, tell

_NUMBERS = ("numerator", "denominator", "quantity")


class CchcCommonFigure(models.Model):
    _name = "cchc.common.figure"
    _inherit = ["cchc.common.figure"]

    @api.readonly
    def read_exchange(self):
        """Return each of these common figures as plain data, with the units' figures that the caller may read.

        :return: a list of ``shapes.COMMON``, which ``write_exchange`` takes back.
        """
        check_readable(self)
        return [common._make_exchange() for common in self]

    def write_exchange(self, data, dry_run=False):
        """Bring in the figures that ``data`` names, all of them or none, as a version.

        :param data: of the shape ``shapes.COMMON``; what is told only is passed over.
        :param dry_run: whether nothing is written, and only said what would become of each figure.
        :return: a list with ``unit_id``, ``old``, ``new``, ``problem`` and ``remark`` of each figure.
        :raises UserError: when the data has another shape, something is missing or a figure has a problem.
        """
        self.ensure_one()
        check_readable(self)
        self._check_may_bring_in()
        taken = take_data(self.env, COMMON, data)
        plan = self._plan_named(self._name_units(taken["figures"]))
        if not dry_run:
            self._check_sound(plan)
            days = {name: Date.to_date(taken.get(name)) for name in ("date", "document_date")}
            document = self._copy_document(taken.pop("document_id", None))
            self._bring_in(plan, {**taken, **days}, document)
        return [
            {
                "unit_id": planned.line.unit_id.id or None,
                "old": planned.old,
                "new": planned.new,
                "problem": planned.problem,
                "remark": planned.remark,
            }
            for planned in plan
        ]

    def _copy_document(self, document_id):
        """Return bytes and name of a file of an earlier version, for one of the new version's own; None without an id.

        Who reads the new version need not read the earlier one.

        :raises UserError: when it is no file of a version that the caller reads.
        """
        if not document_id:
            return None
        document = self.batch_ids.document_id.filtered(lambda one: one.id == document_id)
        if not document:
            raise UserError(
                self.env._("“document_id” is no file of an earlier version of these figures.")
            )
        return BytesIO(document.raw), document.name

    def _check_sound(self, plan):
        if problems := [planned for planned in plan if planned.problem]:
            raise UserError(
                self.env._(
                    "Nothing was brought in:\n%(reasons)s",
                    reasons="\n".join(
                        f"• figures[{planned.row.number}]: {planned.problem}"
                        for planned in problems
                    ),
                )
            )

    def _name_units(self, rows):
        """Return ``(row, unit, problem)`` of what is taken of each figure: its unit by id, or by code."""
        units = self._get_units()
        by_id = {unit.id: unit for unit in units}
        by_code = units.grouped("code")
        options = set(self.sudo().criterion_id.option_ids.ids)
        named = []
        for number, row in enumerate(rows):
            place, code = row.get("unit_id"), row.get("unit_code")
            unit = by_id.get(place) if place else by_code.get(code) if code else None
            problem = ""
            if not unit or len(unit) > 1:
                unit, problem = units.browse(), self.env._("The unit is none of the period.")
            elif row.get("option_id") and row["option_id"] not in options:
                problem = self.env._("The level is none of the criterion.")
            answer = Answer(
                option=row.get("option_id"),
                not_applicable=bool(row.get("not_applicable")),
                **{
                    name: None if row.get(name) is None else self._to_decimal(row[name])
                    for name in _NUMBERS
                },
            )
            named.append((FigureRow(number, (), answer), unit, problem))
        return named

    def _to_decimal(self, number):
        return self.env["cchc.figure"]._to_optional_decimal(number)

    def _make_exchange(self):
        figures = self.figure_ids.filtered("is_standing")
        last = self.batch_ids.filtered(lambda one: not one.withdrawn_at).sorted("number")[-1:]
        return tell(
            self,
            COMMON,
            period=tell(self.period_id, PERIOD),
            agency=self.agency_name or None,
            version=last.number or None,
            **tell(last, DETAILS),
            figures=[
                tell(
                    figure,
                    FIGURE,
                    unit_id=figure.unit_id.id,
                    unit_code=figure.sudo().unit_id.code or None,
                    unit=figure.unit_name,
                    version=figure.number,
                    objection=figure.objection or None,
                )
                for figure in figures
            ],
        )
