"""Where results stand among each other."""

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal, localcontext

from .rounding import EXACT, Number, as_stored, round_half_up, to_decimal


def rank(results: Mapping[Hashable, Number | None]) -> dict[Hashable, int | None]:
    """Return each one's place, the highest result being 1; ties share as competitions do: 1, 2, 2, 4.

    Whoever has no result has no place (None), and nobody is moved down by it.

    :param results: what they are ranked by, as it is shown: two results that people read as equal
        have to be equal here, so whoever calls rounds first.
    """
    known = {key: to_decimal(value) for key, value in results.items() if value is not None}
    first_place: dict[Decimal, int] = {}
    for place, value in enumerate(sorted(known.values(), reverse=True), start=1):
        first_place.setdefault(value, place)
    return {key: first_place[known[key]] if key in known else None for key in results}


def difference(value: Number, other: Number, digits: int) -> Decimal:
    """Return ``value`` less ``other`` as people compute it from the two figures that are printed.

    85.694 less 79.276 is 6.418, but of 85.69 and 79.28 on paper it is 6.41.
    """
    with localcontext(EXACT):
        return round_half_up(value, digits) - round_half_up(other, digits)


def mean(values: Iterable[Number | None]) -> Decimal | None:
    """Return the arithmetic mean of those that are there, to six decimals; None of nothing."""
    known = [to_decimal(value) for value in values if value is not None]
    if not known:
        return None
    with localcontext(EXACT):
        return as_stored(sum(known, Decimal(0)) / len(known))


def percentage(scores: Iterable[Number], maxima: Iterable[Number]) -> Decimal | None:
    """Return all scores together as a percentage of all maxima, to six decimals; None of nothing."""
    with localcontext(EXACT):
        maximum = sum(map(to_decimal, maxima), Decimal(0))
        if not maximum:
            return None
        return as_stored(sum(map(to_decimal, scores), Decimal(0)) * 100 / maximum)
