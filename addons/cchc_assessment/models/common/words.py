"""What a row of a table means by a code, a name, or both."""

from collections import defaultdict

from ...core.plain.text import fold


def index_units(units):
    """Return ``{word: units}``, by code and by name."""
    index = defaultdict(units.browse)
    for unit in units:
        for word in filter(None, (unit.code, unit.name)):
            index[fold(word)] |= unit
    return index


def match_words(words, index):
    """Return what all of these words mean, as a code and a name have to agree; None for an unknown one."""
    both = None
    for word in words:
        found = index.get(fold(word))
        if not found:
            return None
        both = found if both is None else both & found
    return both
