"""What a document's number says of its type: "316/KH-SNV" is a plan's."""

import re

from ..plain.text import one_line
from .document_types import ABBREVIATIONS, codes_of

_TYPE = "|".join(map(re.escape, ABBREVIATIONS))
_NUMBER = re.compile(
    rf"\s*\d{{1,6}}\s?(?:/\s?20\d\d\s?)?[/-]\s?(?P<type>{_TYPE})\s?[-/–]\s?[^\W\d_]"
)
_LONGEST_NUMBER = 100


def type_of_number(number: str) -> str:
    """Return the code of the type that a number states, or "" where it states none, or may be either of two."""
    match = _NUMBER.match(one_line(number[:_LONGEST_NUMBER]))
    codes = codes_of(match["type"], exact=True) if match else []
    return codes[0] if len(codes) == 1 else ""
