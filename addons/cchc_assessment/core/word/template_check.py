"""What may stand in a template: the fields of a document, lists repeated, parts left out. No program.

A template is written by a person who knows Word, and read by one who trusts the result. So each mark is
checked before anything is filled in, in branches too that no document has taken yet.
"""

from collections.abc import Mapping, Sequence

from jinja2 import nodes

from .fields import FieldDescription
from .problems import Place, TemplateProblem

FILTERS = frozenset({"upper", "lower", "trim", "join", "length"})
_MAX_DEPTH = 3
# Deeper than this a loop goes through what each item of the one around it has, and never through a list again.
_FREE_DEPTH = 2
_INNERMOST = "for"
_LOOP_FIELDS = frozenset({"index", "index0", "first", "last", "length"})
_LOGIC = (
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.CondExpr,
    nodes.Concat,
)

# What a name stands for: a text, a list of something, or a record with fields.
_TEXT = "text"
_Kind = str | tuple[str, "_Kind"] | Mapping[str, "_Kind"]


def _record(descriptions: Sequence[FieldDescription]) -> Mapping[str, _Kind]:
    return {
        one.name: ("list", _record(one.parts) if one.parts else _TEXT) if one.is_list else _TEXT
        for one in descriptions
    }


_LOOP = dict.fromkeys(_LOOP_FIELDS, _TEXT)


class TemplateCheck:
    """Walks through the marks of one part of a document.

    :param places: the place of each line of the part's source
    :param descriptions: the fields that there are
    """

    def __init__(self, places: Sequence[Place], descriptions: Sequence[FieldDescription]):
        self._places = places
        self._fields = _record(descriptions)

    def check(self, tree: nodes.Template) -> None:
        """:raises TemplateProblem: for the first thing that a template may not say"""
        self._check_all(tree.body, self._fields, 0)

    def _check_all(self, statements: Sequence[nodes.Node], scope: Mapping, depth: int) -> None:
        for statement in statements:
            self._check(statement, scope, depth)

    def _check(self, node: nodes.Node, scope: Mapping, depth: int) -> None:
        if isinstance(node, nodes.Output):
            for child in node.nodes:
                if not isinstance(child, nodes.TemplateData) and self._kind(child, scope) != _TEXT:
                    self._refuse("needs_loop", child, _spell(child))
        elif isinstance(node, nodes.If):
            self._kind(node.test, scope)
            for branch in (node.body, node.elif_, node.else_):
                self._check_all(branch, scope, depth)
        elif isinstance(node, nodes.For):
            self._check_loop(node, scope, depth)
        else:
            self._refuse("not_allowed", node, type(node).__name__.lower())

    def _check_loop(self, node: nodes.For, scope: Mapping, depth: int) -> None:
        is_too_deep = depth >= _MAX_DEPTH or (depth >= _FREE_DEPTH and not _is_part(node, scope))
        if not isinstance(node.target, nodes.Name) or node.recursive or is_too_deep:
            self._refuse("not_allowed", node, "for")
        kind = self._kind(node.iter, scope)
        if not isinstance(kind, tuple):
            self._refuse("not_a_list", node, _spell(node.iter))
        inner = {**scope, node.target.name: kind[1], "loop": _LOOP, _INNERMOST: node.target.name}
        if node.test:
            self._kind(node.test, inner)
        self._check_all(node.body, inner, depth + 1)
        self._check_all(node.else_, scope, depth)

    def _kind(self, node: nodes.Node, scope: Mapping) -> _Kind:
        """Return what ``node`` stands for."""
        if isinstance(node, nodes.Name | nodes.Getattr):
            return self._field_kind(node, scope)
        if isinstance(node, nodes.Const):
            return _TEXT
        if isinstance(node, nodes.Filter):
            if node.name not in FILTERS:
                self._refuse("not_allowed", node, f"|{node.name}")
            for argument in node.args:
                self._kind(argument, scope)
            self._kind(node.node, scope)
            return _TEXT
        if isinstance(node, nodes.Add):
            return self._number_kind(node, scope)
        if isinstance(node, _LOGIC):
            for child in node.iter_child_nodes():
                self._kind(child, scope)
            return _TEXT
        return self._refuse("not_allowed", node, type(node).__name__.lower())

    def _number_kind(self, node: nodes.Add, scope: Mapping) -> _Kind:
        """Numbers alone are added up: written ones, and how many a list has."""
        for side in (node.left, node.right):
            is_number = isinstance(side, nodes.Const) and isinstance(side.value, int)
            if not is_number and getattr(side, "name", "") != "length":
                self._refuse("not_allowed", node, "+")
            self._kind(side, scope)
        return _TEXT

    def _field_kind(self, node: nodes.Name | nodes.Getattr, scope: Mapping) -> _Kind:
        if isinstance(node, nodes.Name):
            known, name = scope, node.name
        else:
            known, name = self._kind(node.node, scope), node.attr
        if not isinstance(known, Mapping) or name not in known:
            self._refuse("unknown_field", node, _spell(node))
        return known[name]

    def _refuse(self, kind: str, node: nodes.Node, detail: str):
        place = self._places[min(node.lineno, len(self._places)) - 1]
        raise TemplateProblem(kind, place, detail)


def _is_part(loop: nodes.For, scope: Mapping) -> bool:
    """Tell whether a loop goes through a field of what the loop right around it stands at."""
    of = loop.iter.node if isinstance(loop.iter, nodes.Getattr) else None
    return isinstance(of, nodes.Name) and of.name == scope.get(_INNERMOST)


def _spell(node: nodes.Node) -> str:
    """Return the name of a field as it stands in the template."""
    if isinstance(node, nodes.Getattr):
        return f"{_spell(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"
