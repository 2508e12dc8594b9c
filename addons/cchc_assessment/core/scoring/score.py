"""From a rule and its inputs to a score, and to how it came about."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, NamedTuple

from ..plain.amounts import Percent, Rounded
from ..plain.rule_inputs import asked_inputs
from .errors import ScoringError
from .kinds import Note
from .rounding import (
    EXACT,
    STORED_PLACES,
    as_stored,
    fewest_decimals,
    quantize,
    to_decimal,
)
from .rule import RULE_TYPES, Figure, Inputs, Option, Rule

_HUNDRED = Decimal(100)
_IN_PROPORTION = "ratio"
RELATIVE = "relative"
#: The kind of the note where a band was chosen without the figures that would decide it.
DIRECT = "band_direct"
#: The kind of the note where a criterion that carries no points is met.
MET = "met"
#: The kinds of the note where figures are declared that the best of the group decides about, by their basis.
DECLARED = {"percent": "declared_percent", "quantity": "declared_quantity"}


@dataclass(frozen=True)
class Result:
    """A score and its calculation.

    :ivar score: points with at most six decimals, from 0 to the rule's maximum; None while
        something is missing or when the criterion does not apply.
    :ivar note: how the score was reached, or what is still missing.
    :ivar applicable: False leaves the criterion out of both the score and the maximum.
    """

    score: Decimal | None
    note: Note
    applicable: bool = True

    @property
    def is_answered(self) -> bool:
        """Whether nothing is left to be filled in; the points may still be settled by others."""
        is_scored = self.score is not None or not self.applicable
        return is_scored or self.note.kind in DECLARED.values()


class _Calculation(NamedTuple):
    score: Decimal
    kind: str
    params: dict[str, Any]


def score(rule: Rule, inputs: Inputs, digits: int = 2) -> Result:
    """Score what was filled in by the rule.

    Scores of options and manual scores are exact. A product, above all a ratio's, may have more
    decimals than can be kept: it is taken, half up, to the six decimals that are stored, so that
    every reader of a stored score rounds from the same number.

    :param digits: decimals to which the note rounds a score that comes out of a ratio. It has no
        influence on the score.
    :return: a result whose score is None as long as an input that the rule asks for is missing.
    :raises ScoringError: for an input that is wrong, complete or not (``not_a_number``,
        ``too_large``, ``negative``, ``over_maximum``, ``denominator_zero``, ``unknown_option``),
        and for a rule that cannot give a score within its bounds (``unknown_type``,
        ``unknown_basis``, ``negative``, ``option_out_of_bounds``, ``no_points``).
    """
    if inputs.not_applicable:
        return Result(None, Note("not_applicable"), applicable=False)
    if rule.type not in RULE_TYPES:
        raise ScoringError("unknown_type", {"type": rule.type})
    _not_negative(rule.max_score, "max_score")
    with localcontext(EXACT):
        given = _given(rule, inputs)
        if _is_direct(rule, inputs, given):
            return _result(rule, _choice(rule, inputs.option)._replace(kind=DIRECT), digits)
        if missing := [name for name, value in given.items() if value is None]:
            return Result(None, Note(f"missing_{'_'.join(missing)}"))
        if rule.type == RELATIVE:
            return _relative(rule, inputs.best, digits, **given)
        return _result(rule, _CALCULATORS[rule.type](rule, **given), digits)


def get_figure(rule: Rule, inputs: Inputs) -> Figure | None:
    """Return what was declared for a ``relative`` rule; None where it is not, or does not apply.

    :raises ScoringError: as :func:`score`.
    """
    if inputs.not_applicable:
        return None
    with localcontext(EXACT):
        given = _given(rule, inputs)
        if None in given.values():
            return None
        return _figure(rule, **given)


def find_best(figures: Iterable[Figure]) -> Figure | None:
    """Return the greatest of these figures, exactly compared; of equal ones the first, None of none."""
    return max(figures, key=lambda figure: figure.value, default=None)


def _figure(rule: Rule, **given: Decimal) -> Figure:
    if rule.basis == "quantity":
        return Figure(given["quantity"])
    _share(**given)
    return Figure(given["numerator"], given["denominator"])


def _relative(rule: Rule, best: Figure | None, digits: int, **given: Decimal) -> Result:
    own = _figure(rule, **given)
    reached = own.numerator * _scale(rule) / own.denominator
    if best is None:
        params = (
            given if rule.basis == "quantity" else {**given, "percent": Percent(_short(reached))}
        )
        return Result(None, Note(DECLARED[rule.basis], params))
    if not best.numerator:
        return Result(Decimal(0), Note("relative_none"))
    # nobody is above the best: whose figure is newer waits to be settled again
    share = min(own.value / best.value, Fraction(1))
    points = as_stored(rule.max_score * share.numerator / share.denominator)
    top = best.numerator * _scale(rule) / best.denominator
    params = {**given, "best": top, "maximum": rule.max_score}
    if rule.basis == "percent":
        params |= {"percent": Percent(_apart(reached, top)), "best": Percent(_apart(top, reached))}
    params["score"] = Rounded(quantize(points, digits))
    return Result(points, Note(f"relative_{rule.basis}", params))


def _scale(rule: Rule) -> Decimal:
    return _HUNDRED if rule.basis == "percent" else Decimal(1)


def _short(percent: Decimal) -> Decimal:
    return fewest_decimals(percent, 2, lambda _shown: True)


def _apart(percent: Decimal, other: Decimal) -> Decimal:
    """Return a percentage as it is shown: on the side of the other one on which it is."""
    return fewest_decimals(percent, 2, lambda shown: shown.compare(other) == percent.compare(other))


def _result(rule: Rule, calculation: _Calculation, digits: int) -> Result:
    params = dict(calculation.params)
    if "percent" in params:
        params["percent"] = Percent(_shown_percent(rule, calculation, digits))
    if calculation.kind == _IN_PROPORTION:
        params["ratio"] = params["percent"] / 100
        params["score"] = Rounded(quantize(calculation.score, digits))
    return Result(calculation.score, Note(calculation.kind, params))


def _is_direct(rule: Rule, inputs: Inputs, given: dict[str, Any]) -> bool:
    """Whether a band was chosen without a word of the figures that would decide it."""
    is_chosen = rule.type == "band" and rule.direct and inputs.option is not None
    return is_chosen and all(value is None for value in given.values())


def _given(rule: Rule, inputs: Inputs) -> dict[str, Any]:
    """Return what the rule asks for by its name: None where it is not filled in."""
    try:
        asked = asked_inputs(rule.type, rule.basis)
    except KeyError as error:
        raise ScoringError("unknown_basis", {"basis": rule.basis}) from error
    return {name: _input(inputs, name) for name in asked}


def _choice(rule: Rule, option: Hashable) -> _Calculation:
    for one in rule.options:
        if one.key == option:
            points = _option_score(rule, one)
            return _Calculation(points, "choice", {"option": one.name, "score": points})
    raise ScoringError("unknown_option")


def _band(rule: Rule, **given: Decimal) -> _Calculation:
    params = given if rule.basis == "quantity" else _share(**given)
    result = params["quantity" if rule.basis == "quantity" else "percent"]
    kind = f"band_{rule.basis}"
    for option in sorted(rule.options, key=_best_band_first):
        if _reaches(result, *option.lower_bound):
            points = _option_score(rule, option)
            return _Calculation(points, kind, {**params, "option": option.name, "score": points})
    return _Calculation(Decimal(0), f"{kind}_none", params)


def _ratio(rule: Rule, numerator: Decimal, denominator: Decimal) -> _Calculation:
    share = _share(numerator, denominator)
    percent = share["percent"]
    if rule.ratio_floor is not None and not _reaches(percent, rule.ratio_floor):
        return _Calculation(
            Decimal(0), "ratio_below_floor", {**share, "floor": Percent(rule.ratio_floor)}
        )
    params = {**share, "maximum": rule.max_score}
    # Whoever exceeds a plan (105 of 100) has fulfilled it, and gets no more than the maximum.
    target = _HUNDRED if rule.ratio_target is None else min(rule.ratio_target, _HUNDRED)
    if _reaches(percent, target):
        return _Calculation(rule.max_score, "ratio_full", {**params, "target": Percent(target)})
    points = as_stored(rule.max_score * percent / 100)
    return _Calculation(points, _IN_PROPORTION, params)


def _per_item(rule: Rule, quantity: Decimal) -> _Calculation:
    points = _points(rule)
    product = quantity * points
    params = {"quantity": quantity, "points": points, "product": product}
    if product > rule.max_score:
        params["maximum"] = rule.max_score
        return _Calculation(rule.max_score, "per_item_capped", params)
    return _Calculation(as_stored(product), "per_item", params)


def _deduction(rule: Rule, quantity: Decimal) -> _Calculation:
    points = _points(rule)
    remainder = rule.max_score - quantity * points
    params = {
        "maximum": rule.max_score,
        "quantity": quantity,
        "points": points,
        "remainder": remainder,
    }
    if remainder < 0:
        return _Calculation(Decimal(0), "deduction_floored", params)
    return _Calculation(as_stored(remainder), "deduction", params)


def _manual(rule: Rule, manual_score: Decimal) -> _Calculation:
    if manual_score > rule.max_score:
        raise ScoringError(
            "over_maximum",
            {"field": "manual_score", "value": manual_score, "maximum": rule.max_score},
        )
    return _Calculation(manual_score, "manual", {"score": manual_score})


def _met(rule: Rule, option: Hashable) -> _Calculation:
    chosen = _choice(rule, option)
    kind = MET if option == rule.options[0].key else "unmet"
    return _Calculation(Decimal(0), kind, {"option": chosen.params["option"]})


_CALCULATORS = {
    "choice": _choice,
    "band": _band,
    "ratio": _ratio,
    "per_item": _per_item,
    "deduction": _deduction,
    "manual": _manual,
    "met": _met,
}


def _share(numerator: Decimal, denominator: Decimal) -> dict[str, Decimal]:
    """Return numerator, denominator and percentage.

    A numerator above its denominator is not a mistake: plans are exceeded, 105 of 100.
    """
    if not denominator:
        raise ScoringError("denominator_zero", {"field": "denominator", "numerator": numerator})
    percent = numerator * 100 / denominator
    return {"numerator": numerator, "denominator": denominator, "percent": percent}


def _input(inputs: Inputs, name: str) -> Hashable | None:
    value = getattr(inputs, name)
    if value is None or name == "option":
        return value
    return _not_negative(to_decimal(value, name), name)


def _not_negative(value: Decimal, field: str) -> Decimal:
    if value < 0:
        raise ScoringError("negative", {"field": field, "value": value})
    return value


def _points(rule: Rule) -> Decimal:
    if rule.points_per_item is None:
        raise ScoringError("no_points")
    return _not_negative(rule.points_per_item, "points_per_item")


def _option_score(rule: Rule, option: Option) -> Decimal:
    if not 0 <= option.score <= rule.max_score:
        raise ScoringError(
            "option_out_of_bounds",
            {"option": option.name, "score": option.score, "maximum": rule.max_score},
        )
    return option.score


def _best_band_first(option: Option) -> tuple:
    """Sort key: highest threshold first, "above" before "from" the same threshold.

    Bands that overlap are an error of the rubric, which stops its publication. Until then the one
    with the lower score goes first, so that at least the order of lines has no influence.
    """
    threshold, strict = option.lower_bound
    return -threshold, not strict, option.score, option.name, str(option.key)


def _reaches(result: Decimal, threshold: Decimal, strict: bool = False) -> bool:
    """Tell whether ``result`` reaches ``threshold``, or exceeds it when ``strict``.

    The comparison is exact: 999,999,999 of a thousand million is not 100 %. Only a threshold of
    more than three decimals is taken to be a fraction that was rounded to six (66.666667 for two
    thirds), and the result is rounded likewise, so that two out of three do reach it. Three is
    enough: a fraction of a denominator below 2000 never rounds to fewer unless it ends there.
    """
    if threshold.as_tuple().exponent < -3:
        result = quantize(result, STORED_PLACES)
    return result > threshold if strict else result >= threshold


def _shown_percent(rule: Rule, calculation: _Calculation, digits: int) -> Decimal:
    """Round the percentage for the note so that it stays true to its reader.

    It stays on its side of every threshold, and whoever multiplies it out finds the score shown.
    """
    percent = calculation.params["percent"]
    marks = [Decimal(0), _HUNDRED, rule.ratio_floor, rule.ratio_target]
    marks += [option.threshold for option in rule.options]
    marks = [mark for mark in marks if mark is not None]
    in_proportion = calculation.kind == _IN_PROPORTION
    points = quantize(calculation.score, digits)

    def is_faithful(shown: Decimal) -> bool:
        if any(shown.compare(mark) != percent.compare(mark) for mark in marks):
            return False
        return not in_proportion or quantize(rule.max_score * shown / 100, digits) == points

    return fewest_decimals(percent, 2, is_faithful)
