"""Criteria that are met or not and carry no points, where only criteria with points can be taken."""

from dataclasses import replace

from .data import RubricNode, RubricSheet

_LABEL = "Điều kiện bắt buộc, không tính điểm"


def fold_conditions(sheet: RubricSheet) -> RubricSheet:
    """Return the sheet with each condition as a line of guidance: of the criterion above it, else of the one before.

    A sheet that has none is returned as it is. What stands below a condition goes with it.
    """
    gone = set()
    for node in sheet.nodes:
        if node.is_condition or node.parent in gone:
            gone.add(node.index)
    kept = [node for node in sheet.nodes if node.index not in gone]
    if not gone or not kept:
        return sheet
    texts: dict[int, list[str]] = {}
    for node in sheet.nodes:
        if node.index in gone:
            texts.setdefault(_keeper(node, sheet, gone, kept), []).append(_say(node))
    places = {node.index: place for place, node in enumerate(kept)}
    nodes = tuple(
        replace(
            node,
            index=places[node.index],
            parent=None if node.parent is None else places[node.parent],
            either=places.get(node.either),
            guidance="\n".join(filter(None, [node.guidance, *texts.get(node.index, ())])),
        )
        for node in kept
    )
    return replace(sheet, nodes=nodes)


def _keeper(node: RubricNode, sheet: RubricSheet, gone: set[int], kept: list[RubricNode]) -> int:
    parent = node.parent
    while parent in gone:
        parent = sheet.nodes[parent].parent
    if parent is not None:
        return parent
    before = [each.index for each in kept if each.index < node.index]
    return before[-1] if before else kept[0].index


def _say(node: RubricNode) -> str:
    label = " ".join(filter(None, (node.code, node.name)))
    options = [option.text for option in node.options]
    return "\n".join(filter(None, (f"{_LABEL}: {label}", node.guidance, node.note, *options)))
