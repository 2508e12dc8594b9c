"""What is odd about a rubric once it is read: codes, sums, methods."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from ..safe_open import cell_name
from .data import Finding, RubricNode, add_up, make_finding

_BASE = ("", "base")


def children_of(nodes: Sequence[RubricNode]) -> dict[int, list[int]]:
    """Return the indexes of the children of each node that has any, by the parent's index."""
    children: dict[int, list[int]] = {}
    for node in nodes:
        if node.parent is not None:
            children.setdefault(node.parent, []).append(node.index)
    return children


def fill_missing_maxima(
    nodes: list[RubricNode], column: int, already_wrong: set[int]
) -> list[Finding]:
    """Give parents without a maximum their children's sum, in place; leaves have none to give.

    ``already_wrong`` are nodes whose cell has an error of its own: one sentence is enough.
    """
    children = children_of(nodes)
    findings = []
    # Children come after their parent, so from the end on each sum is complete when it is used.
    for node in reversed(nodes):
        if node.max_score is not None or node.has_no_points or node.index in already_wrong:
            continue
        about = (node.row, node.code, node.name)
        cell = cell_name(node.row, column)
        if node.index not in children:
            findings.append(make_finding("missing_max_score", *about, cell=cell))
            continue
        carrying = _carrying(nodes, node, children[node.index])
        total = add_up(carrying, is_best=node.counts_best)
        if total is not None:
            nodes[node.index] = replace(node, max_score=total)
            findings.append(make_finding("max_from_children", *about, cell=cell, max_score=total))
    return findings


def check_sums(nodes: Sequence[RubricNode], column: int) -> Iterator[Finding]:
    """Yield each parent whose maximum its children's maxima do not add up to."""
    for parent, children in children_of(nodes).items():
        node = nodes[parent]
        total = add_up(_carrying(nodes, node, children), is_best=node.counts_best)
        if None not in (node.max_score, total) and node.max_score != total:
            yield make_finding(
                "sum_differs",
                node.row,
                node.code,
                node.name,
                cell=cell_name(node.row, column),
                max_score=node.max_score,
                children_sum=total,
            )


def _carrying(
    nodes: Sequence[RubricNode], parent: RubricNode, indexes: Iterable[int]
) -> Iterator[RubricNode]:
    """Yield the children that carry points of the parent's maximum: bonus and penalty are on top of it."""
    sections = (*_BASE, parent.section)
    children = (nodes[index] for index in indexes)
    return (child for child in children if not child.has_no_points and child.section in sections)


def check_methods(
    nodes: Sequence[RubricNode], is_understood: Callable[[RubricNode], bool]
) -> Iterator[Finding]:
    """Yield the leaves that nobody can score from the sheet, and parents that have options.

    ``is_understood`` tells whether the rule of a leaf without options is known all the same.
    """
    parents = {node.parent for node in nodes}
    for node in nodes:
        about = (node.row, node.code, node.name)
        if node.index in parents:
            if node.options:
                yield make_finding("options_on_parent", *about, count=len(node.options))
        elif node.options or node.has_no_points or is_understood(node):
            continue
        elif node.guidance:
            yield make_finding("method_in_words", *about, text=node.guidance)
        else:
            yield make_finding("no_method", *about)


def check_best(nodes: Sequence[RubricNode]) -> Iterator[Finding]:
    """Yield the criteria of which no option reaches the maximum."""
    parents = {node.parent for node in nodes}
    for node in nodes:
        scores = [option.score for option in node.options]
        if node.index in parents or node.max_score is None or len(scores) < 2 or None in scores:
            continue
        if node.rule and node.rule.type not in ("", "choice", "band"):
            continue
        # a penalty may be written as what is taken off
        best = max(map(abs, scores))
        if best < abs(node.max_score):
            yield make_finding(
                "best_below_max",
                node.row,
                node.code,
                node.name,
                cell=node.options[0].cell,
                score=best,
                max_score=node.max_score,
            )


def check_options(nodes: Sequence[RubricNode]) -> Iterator[Finding]:
    """Yield the options whose score is negative or above the criterion's maximum."""
    for node in nodes:
        for option in node.options:
            about = (option.row, node.code, node.name)
            where = {"cell": option.cell, "option": option.name}
            if option.score is None:
                continue
            if option.score < 0:
                yield make_finding("option_negative", *about, score=option.score, **where)
            elif node.max_score is not None and option.score > node.max_score:
                yield make_finding(
                    "option_above_max",
                    *about,
                    score=option.score,
                    max_score=node.max_score,
                    **where,
                )
