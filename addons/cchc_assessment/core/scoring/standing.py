"""Where results stand among each other."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from ..plain.text import fold
from .errors import ScoringError
from .kinds import HOLDS
from .rounding import EXACT, Number, as_stored, round_half_up, to_decimal

_FIGURES = frozenset({"percent", "least"})


@dataclass(frozen=True)
class RatingClass:
    """A class of a scale, and what it asks for beside its percentage.

    :ivar minimum: the percentage from which it holds, itself included.
    :ivar needs_met: all criteria that are met or not, and carry no points, have to be met.
    :ivar domain_minimum: the least percentage in domains; None asks for none.
    :ivar domain_codes: the domains by their codes; without any each one, as far as it has a percentage.
    """

    key: Hashable
    minimum: Decimal
    needs_met: bool = False
    domain_minimum: Decimal | None = None
    domain_codes: tuple[str, ...] = ()

    def asks_for(self, code: str) -> bool:
        """Tell whether a least percentage is asked for in the domain of this code."""
        codes = {_plain_code(one) for one in self.domain_codes}
        return not codes or _plain_code(code) in codes


@dataclass(frozen=True)
class DomainShare:
    """What was reached in a domain; None where nothing is to be reached: nothing is asked for there."""

    code: str
    label: str
    percent: Decimal | None


@dataclass(frozen=True)
class Hold:
    """What keeps a result out of the class ``key``; ``kind`` is a key of :data:`~.kinds.HOLDS`."""

    key: Hashable
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)


def classify(
    percent: Number,
    digits: int,
    classes: Iterable[RatingClass],
    domains: Sequence[DomainShare] = (),
    unmet: Sequence[str] = (),
) -> tuple[Hashable | None, list[Hold]]:
    """Return the highest class whose percentage and conditions hold, and what keeps the result out of higher ones.

    Both percentages are taken as people read them, rounded once: 49.996 of two decimals is 50.00.

    :param digits: decimals to which percentages are rounded, as on paper.
    :param unmet: labels of the criteria without points that apply and are not met.
    :return: the key of the class, None where none holds; and the holds of those classes only that the percentage
        reaches, the highest first.
    """
    reached = round_half_up(to_decimal(percent), digits)
    holds: list[Hold] = []
    for one in sorted(classes, key=lambda each: each.minimum, reverse=True):
        if one.minimum > reached:
            continue
        found = list(_find_holds(one, digits, domains, unmet))
        if not found:
            return one.key, holds
        holds += found
    return None, holds


def _find_holds(
    one: RatingClass, digits: int, domains: Sequence[DomainShare], unmet: Sequence[str]
) -> Iterator[Hold]:
    if one.needs_met:
        for label in unmet:
            yield Hold(one.key, "unmet", {"criterion": label})
    if one.domain_minimum is None:
        return
    for domain in domains:
        if domain.percent is None or not one.asks_for(domain.code):
            continue
        shown = round_half_up(domain.percent, digits)
        if shown < one.domain_minimum:
            params = {"domain": domain.label, "percent": shown, "least": one.domain_minimum}
            yield Hold(one.key, "domain_below", params)


def read_holds(kept: Any) -> list[Hold]:
    """Return holds as JSON keeps them with a result: the class by its name, figures as texts.

    Whoever changed them in a database has written there whatever JSON holds: what is none is told as it stands, as
    ``damaged``.
    """
    entries = kept if isinstance(kept, list) else [kept] if kept else []
    return [_read_hold(entry) for entry in entries]


def _read_hold(entry: Any) -> Hold:
    with suppress(ScoringError, ArithmeticError, LookupError, TypeError):
        kind, rating = entry["kind"], entry["rating"]
        params = {name: entry[name] for name in HOLDS[kind]}
        if {*map(type, (rating, *params.values()))} == {str}:
            figures = {name: to_decimal(params[name]) for name in _FIGURES & params.keys()}
            return Hold(rating, kind, params | figures)
    return Hold("–", "damaged", {"text": str(entry)})


def _plain_code(code: str) -> str:
    return fold(code).rstrip(".):")


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
