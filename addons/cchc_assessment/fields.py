"""Field types and precisions that the models share."""

import re
from collections.abc import Collection
from operator import attrgetter

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, get_lang

from .core.plain.text import compose
from .core.scoring import ScoringError, to_decimal
from .messages.scoring import say

# Within these bounds every float is a number that ``scoring`` takes, and Odoo rounds it to six places
# without a trace; it makes 700,000,000.000001 of seven hundred million đồng.
_PLAIN = 10.0**8

# What ends a line somewhere, and what no line holds.
_LINE_ENDS = re.compile("[ ]?[\x00-\x1f\x7f\x85\u2028\u2029]+[ ]?")

# What PostgreSQL keeps in no text: zeros, and halves of letters that some programs cut apart.
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")

# Rubrics use values such as 0.125; a ratio is kept to six places and rounded only when shown.
SCORE_DIGITS = (16, 6)


# How long texts may be, in characters: at least four times what the longest of real rubrics and forms have.
CODE_LENGTH = 64
NUMBER_LENGTH = 100  # of a document, such as "12/BC-SNV"
NAME_LENGTH = 500
SUBJECT_LENGTH = 1_000
STATEMENT_LENGTH = 2_000  # what a decision says in one place: a criterion, an option, a legal basis
REASON_LENGTH = 5_000
TEXT_LENGTH = 20_000
HTML_LENGTH = 100_000
# What the system makes of what people have written, or of a file that was read within its own bounds.
DERIVED_LENGTH = 1_000_000

# A text may have one line break or tab for so many characters: each begins a line of its own on paper, however
# little stands in it.
_CHARACTERS_PER_BREAK = 20
_FEWEST_BREAKS = 10
_BREAKS = ("\n", "\r", "\v", "\f", "\t")


def describe_excess(env, label, text, max_length, max_breaks=None):
    """Return what is too much about ``text``, as a sentence in the user's language; "" if nothing is.

    This is the one place that says how long a text may be: fields with ``max_length`` ask it, and whatever takes
    texts of other addons' models for ours.

    :param label: what is too long, for the reader.
    :param max_length: in characters, as Unicode counts them.
    :param max_breaks: of lines, tabs included; none for texts that are not printed.
    """
    # Odoo stores whatever it is given as text
    text = text.decode(errors="replace") if isinstance(text, bytes) else str(text or "")
    if (length := len(text)) > max_length:
        return env._(
            "%(field)s: the text has %(length)s characters and may have %(limit)s, so it is %(excess)s too long. "
            "Shorten it, or file what is too much as a document.",
            field=label,
            **_format(env, length, max_length),
        )
    if max_breaks is not None and (breaks := sum(map(text.count, _BREAKS))) > max_breaks:
        return env._(
            "%(field)s: the text has %(length)s line breaks and tabs and may have %(limit)s, so %(excess)s are too "
            "many. Take out blank lines.",
            field=label,
            **_format(env, breaks, max_breaks),
        )
    return ""


def _format(env, length, limit):
    numbers = {"length": length, "limit": limit, "excess": length - limit}
    lang = env["res.lang"].browse(get_lang(env, env.lang or "en_US").id)
    return {name: lang.format("%d", number, grouping=True) for name, number in numbers.items()}


def label_of(field, env):
    """Return the name of a field for the reader."""
    return field.get_description(env, ["string"])["string"]


def choices_of(field, env):
    """Return the values of a selection with what the reader calls them."""
    return field.get_description(env, ["selection"])["selection"]


def _describe_place(field, record):
    """Return the name of a field for the reader, after that of the record if there is one yet."""
    label = label_of(field, record.env)
    if len(record) == 1 and record.id and not record.is_transient():
        return f"{record.display_name}, {label}"
    return label


class _Total:
    """What is added up over other records: reckoned when it is read, and never written by whoever changes one of them.

    Lists are searched, sorted and grouped by what its model says in SQL, in ``_total_to_sql``.
    """

    search = "_total_to_sql"

    def to_sql(self, model, alias):
        return model._total_to_sql(alias, self)

    def determine_domain(self, records, operator, value):
        return Domain.custom(
            to_sql=lambda model, alias, query: self.condition_to_sql(
                self.name, operator, value, model, alias, query
            )
        )


class TotalFloat(_Total, fields.Float):
    """A sum or a share."""


class TotalBoolean(_Total, fields.Boolean):
    """Whether anything is there."""


class _KeptText(str):
    """A text that comes out of a record by ``copy`` and was longer than allowed when it was stored.

    No caller can send one: what comes over the network is a plain ``str``.
    """


def _composed(value):
    """Return a value of a text field with each letter and its marks in one, of the type that it has.

    What shows nothing and no database keeps is left out: a text that was pasted with it would not be saved at all.
    """
    if isinstance(value, bytes):
        value = value.decode()
    if not isinstance(value, str):
        return value
    if _NOT_KEPT.search(value):
        value = type(value)(_NOT_KEPT.sub("", value))
    if value.isascii():
        return value
    # keyboards and file systems of some makers part the marks: what looks alike would not be found
    text = compose(value)
    return value if text == value else type(value)(text)


class _LimitedText:
    """A text that has a greatest length, and is stored composed (NFC).

    Every door leads through the two conversions below: creating, writing, importing, defaults, dialogs, searches. A
    text that is too long is refused whole, never cut. What was stored before there was a length stays readable, can
    be written back as it is, and is copied with its record; all other fields of that record can be written.

    While a form is filled in nothing is refused: what was pasted stays, and the form says what is too much.
    """

    max_length = None

    _related_max_length = property(attrgetter("max_length"))
    _description_max_length = property(attrgetter("max_length"))

    @property
    def max_breaks(self):
        if self.max_length is None or self.max_length >= HTML_LENGTH:
            return None
        return max(self.max_length // _CHARACTERS_PER_BREAK, _FEWEST_BREAKS)

    _description_max_breaks = property(attrgetter("max_breaks"))

    def convert_to_column(self, value, record, values=None, validate=True):
        value = _composed(value)
        if validate:
            self._check_length(value, record)
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        value = _composed(value)
        if validate:
            self._check_length(value, record)
        return super().convert_to_cache(value, record, validate)

    def convert_to_write(self, value, record):
        value = super().convert_to_write(value, record)
        if record and all(record._ids) and self._find_excess(value, record.env):
            return _KeptText(value)
        return value

    def _find_excess(self, value, env, label=""):
        """Return what is too much about ``value``, as a sentence; "" if nothing is."""
        if not value or self.max_length is None:
            return ""
        label = label or label_of(self, env)
        return describe_excess(env, label, value, self.max_length, self.max_breaks)

    def _check_length(self, value, record):
        """Refuse a text that is too long.

        :raises ValidationError: naming the record, if there is one yet, the field, and how much is too much.
        """
        if isinstance(value, _KeptText) or not self._find_excess(value, record.env):
            return
        if record and not any(record._ids):
            return  # a form that is being filled in
        if record and all(record._ids) and all(value == kept[self.name] for kept in record):
            return
        label = _describe_place(self, record)
        raise ValidationError(self._find_excess(value, record.env, label))


class LimitedChar(_LimitedText, fields.Char):
    """A line of text with a greatest length."""

    max_length = NAME_LENGTH


class LimitedText(_LimitedText, fields.Text):
    """A text of several lines with a greatest length."""

    max_length = TEXT_LENGTH


class LimitedHtml(_LimitedText, fields.Html):
    """Text with its mark-up, which counts."""

    max_length = HTML_LENGTH


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
            raise ValidationError(
                record.env._(
                    "%(field)s: %(problem)s",
                    field=_describe_place(self, record),
                    problem=say(record.env, error),
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
        " ".join(_LINE_ENDS.split(text)).strip()
        if isinstance(text, str) and _LINE_ENDS.search(text)
        else text
    )


def breaks_line(text):
    """Whether ``text`` holds what ends a line, for people or for a mail server."""
    return bool(_LINE_ENDS.search(text or ""))
