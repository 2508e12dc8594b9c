"""What may stand in a cell: text without illegal characters, links that we made, sheet names.

Nothing here knows of the appendix: it is the boundary between what people typed and a workbook.
"""

import re
from collections.abc import Collection

from ..plain.text import code_units, fitting, one_line

# Limits of Excel, in UTF-16 code units.
MAX_CELL_LENGTH = 32_767
MAX_LINK_LENGTH = 2_079
MAX_SHEET_NAME_LENGTH = 31
MAX_LINKS_PER_SHEET = 65_530

# What XML 1.0 cannot hold, and lone halves of surrogate pairs, which UTF-8 cannot.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
# Carriage returns of every system, and the soft line break that comes with text out of Word.
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c]")

# Where a program for tables may begin a new cell of a CSV file, whatever separates cells in its country.
_CELL_BORDERS = re.compile("([;\t\r\n]+)")
# What may stand before a formula without hiding it, and what begins one, full width included.
_BEFORE_FORMULA = " \u00a0\ufeff\"'"
_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# What some program for tables makes a link of by itself.
_LINK_STARTS = re.compile(
    r"\s*(?:(?:https?|ftps?|file|mailto|internal|external):|\\\\)", re.IGNORECASE
)

_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_FORBIDDEN_IN_LINK = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WEB_ADDRESS = re.compile("https?://[^/?#]", re.IGNORECASE)
_UNSAFE_IN_URL = re.compile(r'[ "<>\[\]^`{|}\\]|%(?![0-9a-fA-F]{2})')
# Excel keeps this name for itself and calls a workbook damaged that has it.
_RESERVED_SHEET_NAMES = frozenset({"history"})


class UnsafeLink(ValueError):
    """A link that must not, or cannot, stand in a workbook; ``reason`` says why.

    ``reason`` is "scheme" (neither http nor https) or "too_long".
    """

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def clean_text(text: str) -> str:
    """Return ``text`` with line feeds for its line breaks and without what XML cannot hold."""
    if not _ILLEGAL.search(text):
        return text
    return _ILLEGAL.sub("", _LINE_BREAKS.sub("\n", text))


def loses_characters(text: str) -> bool:
    """Return whether ``clean_text`` takes more than carriage returns away from ``text``."""
    return bool(_ILLEGAL.search(_LINE_BREAKS.sub("\n", text)))


def too_long(text: str, limit: int = MAX_CELL_LENGTH) -> bool:
    """Return whether ``text`` is more than one cell holds."""
    # Two units at most each: most texts need no counting.
    return len(text) > limit // 2 and code_units(text) > limit


def split_text(text: str, limit: int = MAX_CELL_LENGTH) -> list[str]:
    """Cut ``text`` into pieces that each fit in one cell; joined again they are the text."""
    if not too_long(text, limit):
        return [text]
    pieces, start = [], 0
    while start < len(text):
        end = start + fitting(text, start, limit)
        pieces.append(text[start:end])
        start = end
    return pieces


def safe_link(url: str) -> str:
    """Return ``url``, which our own code made, as a workbook holds it: percent-encoded.

    :param url: an http or https address
    :raise UnsafeLink: anything else, such as ``mailto:``, ``file:``, ``internal:`` (a place in the
        workbook), ``external:`` or a path; or one that is longer than Excel takes
    """
    if _FORBIDDEN_IN_LINK.search(url) or not _WEB_ADDRESS.match(url):
        raise UnsafeLink("scheme")
    encoded = _UNSAFE_IN_URL.sub(_percent_encoded, url)
    # What follows the # is stored apart, with a limit of its own.
    if any(too_long(part, MAX_LINK_LENGTH) for part in encoded.split("#", 1)):
        raise UnsafeLink("too_long")
    return encoded


def _percent_encoded(match: re.Match) -> str:
    return f"%{ord(match[0]):02X}"


def free_sheet_name(wanted: str, taken: Collection[str]) -> str:
    """Return a name as near to ``wanted`` as Excel allows and none of ``taken`` has, in any case.

    :param wanted: any text, such as a unit's name; may be empty
    :param taken: names of the sheets that are there already
    """
    name = one_line(_FORBIDDEN_IN_SHEET_NAME.sub("-", clean_text(wanted)))
    name = name.strip("' ") or "Phụ lục"
    used = {other.casefold() for other in taken} | _RESERVED_SHEET_NAMES
    candidate, number = _shortened(name, ""), 1
    while candidate.casefold() in used:
        number += 1
        candidate = _shortened(name, f" ({number})")
    return candidate


def _shortened(name: str, suffix: str) -> str:
    room = MAX_SHEET_NAME_LENGTH - len(suffix)
    return name[: fitting(name, 0, room)].rstrip("' ") + suffix


def plain_in_csv(text: str) -> str:
    """Return ``text`` so that no program for tables reads a formula in it, however it cuts the file into cells.

    An apostrophe goes before each place that would be read as one, as Odoo does at the beginning of a cell.
    """
    pieces = _CELL_BORDERS.split(text)
    pieces[::2] = [
        f"'{piece}" if piece.lstrip(_BEFORE_FORMULA).startswith(_FORMULA_STARTS) else piece
        for piece in pieces[::2]
    ]
    plain = "".join(pieces)
    return f"'{plain}" if plain.startswith(("\t", "\r", "\n")) else plain


def plain_in_cell(text: str) -> str:
    """Return ``text`` so that a writer which guesses by the text makes neither a formula nor a link of it."""
    guarded = plain_in_csv(text) if not text.lstrip().startswith("{") else f"'{text}"
    return f"'{guarded}" if _LINK_STARTS.match(guarded) else guarded
