"""Criteria that are met or not and carry no points: what their sheets leave unsaid."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ...plain.text import fold
from .data import RubricNode, RubricOption, RubricSheet

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
    return (is_stated or one == fold(_MET)) and other in {f"{denial} {one}" for denial in _DENIALS}


def state_conditions(sheet: RubricSheet) -> RubricSheet:
    """Return the sheet with the options of each criterion that is met or not, the one that says "met" first.

    What stands below such a criterion and has no points of its own is met or not as well. Our own form says all of
    it: it is returned as it is.
    """
    if sheet.is_form or not any(node.is_condition for node in sheet.nodes):
        return sheet
    parents = {node.parent for node in sheet.nodes}
    nodes: list[RubricNode] = []
    for node in sheet.nodes:
        below = node.parent is not None and nodes[node.parent].is_condition
        if node.is_condition or (below and node.max_score is None):
            options = _state_options(node) if node.index not in parents else node.options
            node = replace(node, is_condition=True, options=options)
        nodes.append(node)
    return replace(sheet, nodes=tuple(nodes))


def _state_options(node: RubricNode) -> tuple[RubricOption, ...]:
    if not node.options:
        return tuple(
            RubricOption(node.row, "", name, name, Decimal(0), None, False)
            for name in (_MET, _UNMET)
        )
    return tuple(sorted(node.options, key=lambda option: fold(option.name).startswith(_DENIALS)))
