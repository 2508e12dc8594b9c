"""What is wrong with a rule, found before anybody is scored by it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ..plain.amounts import Percent
from ..plain.rule_inputs import has_points
from ..plain.text import comparable, one_line
from .errors import ScoringError
from .rounding import parse_number
from .rule import BASES, Option, Rule

_HUNDRED = Decimal(100)

_AMOUNT = r"[+\-−–]?\s*(?:[0-9]+(?:[.,/][0-9]+)?|[0-9]*[¼½¾⅐-⅞])"
_UNIT = r"(?:điểm|đ|points?)"
# The score that rubrics put at the end of an option's text: "Ban hành kịp thời: 1,5 điểm",
# "Có thực hiện:2", "Đạt yêu cầu (1,5 điểm)". But not the end of "trước 17:30", nor that of
# "đạt từ 80 điểm", where the points are those of some index.
_STATED_SCORE = re.compile(
    rf"(?:(?<![0-9]):|:(?=\s))\s*(?P<plain>{_AMOUNT})\s*{_UNIT}?\s*[.;]?\s*$"
    rf"|\(\s*(?P<bracketed>{_AMOUNT})\s*{_UNIT}\s*\)\s*[.;]?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or odd, about a rule.

    :ivar severity: ``"error"`` when nobody may be scored by the rule as it is, ``"warning"`` when
        somebody should look at it.
    :ivar kind: a key of :data:`~.kinds.FINDINGS`; ``params``: the values that a sentence mentions.
    """

    severity: str
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)


def check_rule(rule: Rule) -> list[Finding]:
    """Return what is wrong with a rule, errors first; an empty list when all is well.

    Errors: a type or basis that does not exist; a rule by which nobody can score (no options, no
    points per item); a score below 0 or over the maximum; points of a criterion that carries none;
    bands that overlap or leave a gap at the bottom; a ratio without sense. Warnings: a maximum of
    0 or one that no option reaches; an option whose text ends in another score than its value; two
    options with the same text; bands whose scores go up and down; thresholds that look like
    fractions (0,7 for 70 %).
    """
    findings = [*_check_maximum(rule), *_CHECKS.get(rule.type, _unknown_type)(rule)]
    return sorted(findings, key=lambda finding: finding.severity != "error")


def _unknown_type(rule: Rule) -> Iterator[Finding]:
    yield _error("unknown_type", type=rule.type)


def _check_maximum(rule: Rule) -> Iterator[Finding]:
    if rule.max_score < 0:
        yield _error("negative_maximum", maximum=rule.max_score)
    elif not rule.max_score and has_points(rule.type):
        yield _warning("zero_maximum")


def _check_choice(rule: Rule) -> Iterator[Finding]:
    if not rule.options:
        yield _error("no_options")
        return
    texts = set()
    for option in rule.options:
        if option.score < 0:
            yield _error("negative_option", option=option.name, score=option.score)
        elif option.score > rule.max_score:
            yield _error(
                "option_over_maximum",
                option=option.name,
                score=option.score,
                maximum=rule.max_score,
            )
        stated = _stated_score(option.name)
        # A penalty's text says "-0,5" where its value is 0.5.
        if stated is not None and abs(stated) != abs(option.score):
            yield _warning("text_says_other", option=option.name, stated=stated, score=option.score)
        text = _comparable(option.name)
        if text in texts:
            yield _warning("same_text", option=option.name)
        texts.add(text)
    highest = max(option.score for option in rule.options)
    if highest < rule.max_score:
        yield _warning("maximum_out_of_reach", maximum=rule.max_score, score=highest)


def _check_band(rule: Rule) -> Iterator[Finding]:
    yield from _check_choice(rule)
    if rule.basis not in BASES:
        yield _error("unknown_basis", basis=rule.basis)
        return
    if not rule.options:
        return
    for option in rule.options:
        if option.threshold is not None and option.threshold < 0:
            yield _error("negative_threshold", option=option.name, threshold=option.threshold)
    bands = sorted(rule.options, key=lambda option: option.lower_bound)
    for lower, upper in pairwise(bands):
        if lower.lower_bound == upper.lower_bound:
            threshold, strict = lower.lower_bound
            yield _error(
                "overlap_strict" if strict else "overlap",
                first=lower.name,
                second=upper.name,
                bound=_bound(threshold, rule.basis),
            )
    yield from _check_bottom(rule, bands[0])
    yield from _check_direction(bands)
    yield from _check_percentages(rule)


def _check_bottom(rule: Rule, lowest: Option) -> Iterator[Finding]:
    threshold, strict = lowest.lower_bound
    if lowest.lower_bound > (0, False):
        yield _error("gap_strict" if strict else "gap", bound=_bound(threshold, rule.basis))


def _check_direction(bands: list[Option]) -> Iterator[Finding]:
    """Scores may rise with the result or fall with it (late files), but not both."""
    steps = {
        (upper.score > lower.score) - (upper.score < lower.score)
        for lower, upper in pairwise(bands)
    }
    if {1, -1} <= steps:
        yield _warning("not_monotone")


def _check_percentages(rule: Rule) -> Iterator[Finding]:
    highest = max(option.lower_bound[0] for option in rule.options)
    if rule.basis == "percent" and 0 < highest <= 1:
        yield _warning(
            "threshold_as_fraction", threshold=Percent(highest), percent=Percent(highest * _HUNDRED)
        )


def _check_ratio(rule: Rule) -> Iterator[Finding]:
    floor, target = rule.ratio_floor, rule.ratio_target
    if target is not None and not 0 < target <= _HUNDRED:
        yield _error("target_out_of_range", target=Percent(target))
    if floor is not None and not 0 <= floor <= _HUNDRED:
        yield _error("floor_out_of_range", floor=Percent(floor))
    if None not in (floor, target) and floor >= target:
        yield _error("floor_not_below_target", floor=Percent(floor), target=Percent(target))


def _check_points(rule: Rule) -> Iterator[Finding]:
    points = rule.points_per_item
    if points is None:
        yield _error("no_points")
    elif points <= 0:
        yield _error("points_not_positive", points=points)


def _check_met(rule: Rule) -> Iterator[Finding]:
    yield from _check_choice(rule)
    if rule.max_score > 0:
        yield _error("met_with_points", maximum=rule.max_score)
    if len(rule.options) == 1:
        yield _error("one_option", option=rule.options[0].name)


def _check_relative(rule: Rule) -> Iterator[Finding]:
    if rule.basis not in BASES:
        yield _error("unknown_basis", basis=rule.basis)


def _check_nothing(rule: Rule) -> Iterator[Finding]:
    yield from ()


_CHECKS = {
    "choice": _check_choice,
    "band": _check_band,
    "ratio": _check_ratio,
    "per_item": _check_points,
    "deduction": _check_points,
    "manual": _check_nothing,
    "met": _check_met,
    "relative": _check_relative,
}


def _stated_score(text: str) -> Decimal | None:
    """Return the score that an option's text ends in, or None if it ends in none."""
    match = _STATED_SCORE.search(one_line(text))
    if not match:
        return None
    try:
        return parse_number(match["plain"] or match["bracketed"])
    except ScoringError:
        return None  # "1.125" may be either of two numbers: no ground for saying it's another one


def _comparable(text: str) -> str:
    """Return an option's text without what nobody reads as a difference, its score included."""
    return comparable(_STATED_SCORE.sub("", one_line(text)))


def _bound(threshold: Decimal, basis: str | None) -> Decimal:
    return Percent(threshold) if basis == "percent" else threshold


def _error(kind: str, **params: Any) -> Finding:
    return Finding("error", kind, params)


def _warning(kind: str, **params: Any) -> Finding:
    return Finding("warning", kind, params)
