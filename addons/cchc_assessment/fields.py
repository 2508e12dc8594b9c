"""Field types and precisions that the models share."""

import re
from collections.abc import Collection

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .core.scoring import ScoringError, to_decimal

# Within these bounds every float is a number that ``scoring`` takes, and Odoo rounds it to six places
# without a trace; it makes 700,000,000.000001 of seven hundred million đồng.
_PLAIN = 10.0**8

# What ends a line somewhere, and what no line holds.
_BREAKS = re.compile("[ ]?[\x00-\x1f\x7f\x85\u2028\u2029]+[ ]?")

# Rubrics use values such as 0.125; a ratio is kept to six places and rounded only when shown.
SCORE_DIGITS = (16, 6)


class ScoreFloat(fields.Float):
    """A number that ``scoring`` can take: neither NaN nor infinity, and of bearable size.

    Odoo's own field fails on the first two without saying where, and keeps the third.
    """

    def convert_to_column(self, value, record, values=None, validate=True):
        value, is_exact = self._read_number(value, record)
        if is_exact:
            return repr(value)
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        value, is_exact = self._read_number(value, record)
        return value if is_exact else super().convert_to_cache(value, record, validate)

    def _read_number(self, value, record):
        """Return a number, and whether it is rounded already, which large ones are better here.

        :raises ValidationError: naming the record, if there is one yet, the field and the problem.
        """
        if isinstance(value, float) and -_PLAIN < value < _PLAIN:
            return value, False
        try:
            number = float(to_decimal(value or 0))
            return number, abs(number) >= _PLAIN
        except ScoringError as error:
            where = [self._description_string(record.env)]
            if len(record) == 1 and record.id:
                where.insert(0, record.display_name)
            raise ValidationError(
                record.env._(
                    "%(field)s: %(problem)s",
                    field=", ".join(where),
                    problem=error.message(record.env.lang or "en_US"),
                )
            ) from error


class OptionalFloat(ScoreFloat):
    """A number that may be left empty.

    Odoo reads an empty float as 0, but "0 điểm" and "chưa chấm" are different answers here: a record
    gives ``False`` while nobody has filled the field in, and ``0.0`` once somebody typed zero. The web
    client shows the first as an empty cell (widget ``cchc_number``).
    """

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        if self._is_empty(value):
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        if self._is_empty(value):
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if self._is_empty(value) else value

    @staticmethod
    def _is_empty(value):
        return value is None or value is False


class _VisibleRelation:
    """A relation that is searched by as it is read: the rows that its reader may not see are not there.

    Odoo looks for given numbers, and for any or none at all, past the rules of the other model: whoever guesses a
    number would be told where the hidden row hangs, and that it is there.
    """

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        condition = super().condition_to_sql
        if model.env.su or operator not in ("in", "not in") or not isinstance(value, Collection):
            return condition(field_expr, operator, value, model, alias, query)
        ids = [row_id for row_id in value if row_id]
        has, has_not = ("any", "not any") if operator == "in" else ("not any", "any")
        parts = []
        if ids:
            parts.append(condition(field_expr, has, Domain("id", "in", ids), model, alias, query))
        if len(ids) < len(value):
            parts.append(condition(field_expr, has_not, Domain.TRUE, model, alias, query))
        if not parts:
            return condition(field_expr, operator, value, model, alias, query)
        glue = SQL(" OR ") if operator == "in" else SQL(" AND ")
        return SQL("(%s)", glue.join(parts))


class VisibleOne2many(_VisibleRelation, fields.One2many):
    """Rows of another model, of which its readers may not see each."""


class VisibleMany2many(_VisibleRelation, fields.Many2many):
    """Rows of another model, of which its readers may not see each."""


def fold_line(text):
    """Return ``text`` on one line: each break of the line, with the spaces around it, as one space."""
    return (
        " ".join(_BREAKS.split(text)).strip()
        if isinstance(text, str) and _BREAKS.search(text)
        else text
    )


def breaks_line(text):
    """Whether ``text`` holds what ends a line, for people or for a mail server."""
    return bool(_BREAKS.search(text or ""))
