"""Which column of a table holds what, by the words that head it."""

import re
from collections.abc import Mapping

from ..plain.text import fold

_LONGEST_HEADING = 120


def find_columns(cells: tuple, patterns: Mapping[str, re.Pattern]) -> dict[str, int]:
    """Return the column of each role that these cells, maybe a header row, name.

    :param patterns: role -> what its heading looks like, folded (no case, no diacritics); the first that fits counts.
    """
    columns: dict[str, int] = {}
    for column, cell in enumerate(cells):
        words = fold(cell.value) if isinstance(cell.value, str) else ""
        if not words or len(words) > _LONGEST_HEADING:
            continue
        role = next((role for role, one in patterns.items() if one.fullmatch(words)), None)
        if role:
            columns.setdefault(role, column)
    return columns
