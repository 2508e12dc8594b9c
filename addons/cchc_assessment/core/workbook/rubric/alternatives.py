"""“Hoặc” between criteria: what stands above them counts only the best of them."""

from collections.abc import Sequence
from dataclasses import replace

from .data import RubricNode, RubricSheet, add_up

_LABEL = "Chọn một trong các nội dung sau"


def gather_alternatives(sheet: RubricSheet) -> RubricSheet:
    """Return the sheet with each group of alternatives below a criterion that counts the best of them.

    That is the criterion above them where it has nothing else, else one that is put in between. A sheet that has
    none is returned as it is.
    """
    groups: dict[int, list[RubricNode]] = {}
    for node in sheet.nodes:
        if node.either is not None:
            groups.setdefault(node.either, []).append(node)
    groups = {key: group for key, group in groups.items() if _are_siblings(group)}
    if not groups:
        return sheet
    whole = {group[0].parent for group in groups.values() if _is_whole(group, sheet.nodes)}
    apart = {key: group for key, group in groups.items() if group[0].parent not in whole}
    return replace(sheet, nodes=_rebuild(sheet.nodes, whole, apart))


def _are_siblings(group: Sequence[RubricNode]) -> bool:
    return len(group) > 1 and len({node.parent for node in group}) == 1


def _is_whole(group: Sequence[RubricNode], nodes: Sequence[RubricNode]) -> bool:
    """Whether nothing else below the criterion above carries points."""
    parent, members = group[0].parent, {node.index for node in group}
    return parent is not None and all(
        node.index in members
        for node in nodes
        if node.parent == parent and not node.has_no_points and node.section in ("", "base")
    )


def _rebuild(
    nodes: Sequence[RubricNode], whole: set, apart: dict[int, list[RubricNode]]
) -> tuple[RubricNode, ...]:
    above_of = {node.index: key for key, group in apart.items() for node in group}
    firsts = {group[0].index: key for key, group in apart.items()}
    rebuilt: list[RubricNode] = []
    places: dict[int, int] = {}
    between: dict[int, int] = {}
    for node in nodes:
        if node.index in firsts:
            key = firsts[node.index]
            between[key] = len(rebuilt)
            rebuilt.append(_make_branch(node, apart[key], len(rebuilt), places, rebuilt))
        if node.index in above_of:
            parent = between[above_of[node.index]]
        else:
            parent = None if node.parent is None else places[node.parent]
        places[node.index] = len(rebuilt)
        rebuilt.append(
            replace(
                node,
                index=len(rebuilt),
                parent=parent,
                level=1 if parent is None else rebuilt[parent].level + 1,
                either=None,
                counts_best=node.counts_best or node.index in whole,
            )
        )
    return tuple(rebuilt)


def _make_branch(
    first: RubricNode,
    group: Sequence[RubricNode],
    index: int,
    places: dict[int, int],
    rebuilt: Sequence[RubricNode],
) -> RubricNode:
    parent = None if first.parent is None else places[first.parent]
    return RubricNode(
        index=index,
        row=first.row,
        code="",
        name=_LABEL,
        level=1 if parent is None else rebuilt[parent].level + 1,
        parent=parent,
        max_score=add_up(group, is_best=True),
        counts_best=True,
        is_condition=all(node.is_condition for node in group),
        sheet=first.sheet,
    )
