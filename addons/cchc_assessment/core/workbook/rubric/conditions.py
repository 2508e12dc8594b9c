"""Criteria that are met or not and carry no points: which they are, and what their sheets leave unsaid."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ...plain.text import fold
from .data import RubricOption
from .rows import Draft

_MET, _UNMET = "Đạt", "Không đạt"
_DENIALS = ("khong", "chua")


def split_alternatives(text: str) -> list[str]:
    """Return what stands on lines of its own, or between semicolons or strokes, without bullets."""
    parts = text.replace(";", "\n").replace("/", "\n").split("\n")
    return [name for part in parts if (name := part.strip(" -+•–.,"))]


def are_met_or_not(names: Sequence[str], *, is_stated: bool) -> bool:
    """Whether these are two options of which one denies the other: "Đạt" and "Không đạt".

    :param is_stated: the table says that no points are given. Where it does not, the points of "Có" and "Không có"
        may have been forgotten: only "Đạt" says that there are none.
    """
    if len(names) != 2:
        return False
    one, other = sorted(map(fold, names), key=len)
    if not is_stated:
        return one == fold(_MET) and _denies(other, one)
    return _denies(other, one) or (one == "co" and other in _DENIALS)


def _denies(text: str, other: str) -> bool:
    return text in {f"{denial} {other}" for denial in _DENIALS}


def settle_conditions(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Take from criteria with scored ones below them that they are conditions, and yield what is one by inheritance.

    That is what stands below a condition and has no points of its own, a dash at most. Whoever takes them says so of
    each as it comes, so that what stands below it is found as well.
    """
    scored = set()
    for draft in reversed(drafts):
        if draft.max_score is not None or draft in scored:
            scored |= {draft, draft.parent}
    for draft in drafts:
        if draft in scored:
            draft.is_condition = False
            continue
        below = draft.parent is not None and draft.parent.is_condition
        says_nothing = not draft.max_is_wrong or not fold(draft.row.text("max_score"))
        if below and says_nothing and not draft.is_condition:
            yield draft


def state_options(options: Sequence[RubricOption], row: int) -> list[RubricOption]:
    """Return the options of a criterion that is met or not, the one that says "met" first.

    Which that is only "Đạt" and "Có" say by themselves. Of other words the order is the sheet's: who may not let
    something happen meets it by "Không để xảy ra vi phạm".
    """
    if not options:
        return [
            RubricOption(row, "", name, name, Decimal(0), None, False) for name in (_MET, _UNMET)
        ]
    names = [fold(option.name) for option in options]
    if are_met_or_not(names, is_stated=True) and min(names, key=len) in ("dat", "co"):
        return sorted(options, key=lambda option: len(fold(option.name)))
    return list(options)


def is_plainly_met(options: Sequence[RubricOption]) -> bool:
    """Whether the first option can mean nothing but that the criterion is met."""
    return not options or fold(options[0].name) == fold(_MET)
