"""Write down which changes of the source are to be tried: run by the Python that has cosmic-ray.

    python plan.py PLAN.json < ORDER.json

The order names the files, the functions of each that count (none: all), the seed and the size of the sample. The
plan lists every mutant as a piece of text that takes the place of another; no file is touched.
"""

import ast
import functools
import json
import random
import sys
from pathlib import Path

import cosmic_ray.plugins
import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator

ARITHMETIC = frozenset(["Add", "Sub", "Mul", "Div", "FloorDiv", "Mod"])
SETS = frozenset(["BitOr", "BitAnd", "BitXor", "Sub"])
ORDER = frozenset(["Lt", "LtE", "Gt", "GtE"])


class RemoveStatement(Operator):
    """Take out a statement that does something to others: a call, a raise, a return of nothing.

    Guards are such statements, and cosmic-ray's own operators leave them where they stand.
    """

    def mutation_positions(self, node):
        if node.type == "simple_stmt" and _is_removable(node.children[0]):
            yield node.children[0].start_pos, node.children[0].end_pos

    def mutate(self, node, index):
        nothing = parso.parse("pass").children[0]
        nothing.get_first_leaf().prefix = node.get_first_leaf().prefix
        node.children[0] = nothing
        return node

    @classmethod
    def examples(cls):
        return ()


def _is_removable(node):
    if node.type == "raise_stmt" or (node.type == "keyword" and node.value == "return"):
        return True
    return node.type in ("atom_expr", "power") and node.children[-1].type == "trailer"


@functools.cache
def operators():
    """Return name and operator of each kind of change."""
    found = []
    for full_name in sorted(cosmic_ray.plugins.operator_names()):
        name = full_name.partition("/")[2]
        kind = cosmic_ray.plugins.get_operator(full_name)
        # what takes arguments has to be told names of variables
        if not kind.arguments() and _is_worth_trying(name):
            found.append((name, kind()))
    return [*found, ("RemoveStatement", RemoveStatement())]


def _is_worth_trying(name):
    """Leave out replacements that fail whatever the tests are: a sum shifted by bits raises in any test.

    They would be counted as found. Of comparisons, those of order take each other's place, and each of
    the others that of its opposite: texts have no order that means anything.
    """
    kind, *words = name.split("_")
    if kind == "ReplaceBinaryOperator":
        before, after = words
        return after in (SETS if before in SETS - {"Sub"} else ARITHMETIC)
    if kind == "ReplaceComparisonOperator":
        before, after = words
        return after in ORDER if before in ORDER else after not in ORDER and _is_opposite(*words)
    return True


def _is_opposite(before, after):
    return {before, after} in ({"Eq", "NotEq"}, {"Is", "IsNot"}, {"In", "NotIn"})


def annotations(source):
    """Return the spans of a module's annotations, in which a change means nothing."""
    found = []
    for node in ast.walk(ast.parse(source)):
        for name in ("annotation", "returns"):
            if part := getattr(node, name, None):
                found.append(
                    ((part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset))
                )
    return found


def positions(source, functions):
    """Yield (operator's name, operator, statement, occurrence in it, line, definition) of each change that counts.

    A statement is one of the module's own, as (start, end) in letters: changed alone, it is quickly parsed again.
    """
    tree = get_ast(source)
    closed = annotations(source)
    lines = [0]
    for line in source.split("\n"):
        lines.append(lines[-1] + len(line) + 1)
    for child in tree.children:
        (first, column), (last, end) = child.start_pos, child.end_pos
        statement = lines[first - 1] + column, lines[last - 1] + end
        nodes = list(ast_nodes(child))
        for name, operator in operators():
            places = [
                (node, start) for node in nodes for start, _end in operator.mutation_positions(node)
            ]
            for occurrence, (node, start) in enumerate(places):
                # parso counts letters where ast counts bytes: annotations hold ASCII only
                if any(begin <= start < until for begin, until in closed):
                    continue
                definition = ASTQuery(node).get_definition_name() or ""
                if not functions or definition.rpartition(".")[2] in functions:
                    yield name, operator, statement, occurrence, start[0], definition


def splice(before, after):
    """Return (start, end, text) that makes ``after`` of ``before``."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, len(before) - end, after[start : len(after) - end]


def _touched_lines(text, start, end):
    return text[text.rfind("\n", 0, start) + 1 : (text + "\n").index("\n", end)].strip()


def _compiles(source):
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def make(order):
    """Return the plan: how many changes there are, and those that are to be tried."""
    sources = {path: Path(path).read_text(encoding="utf-8") for path in order["files"]}
    every = [
        (path, *found)
        for path, functions in order["files"].items()
        for found in positions(sources[path], set(functions))
    ]
    chosen = every
    if order["sample"] and order["sample"] < len(every):
        chosen = random.Random(order["seed"]).sample(every, order["sample"])
    mutants, seen = [], set()
    for path, name, operator, (first, last), occurrence, line, definition in chosen:
        before = sources[path]
        try:
            changed = mutate_code(before[first:last], operator, occurrence)
        except AttributeError:
            # cosmic-ray cannot change an exception that is named with its module
            if name != "ExceptionReplacer":
                raise
            continue
        after = before[:first] + changed + before[last:]
        start, end, text = splice(before, after)
        # two operators may write the same, and what is no Python any more tells nothing of the tests
        if after == before or (path, start, end, text) in seen or not _compiles(after):
            continue
        seen.add((path, start, end, text))
        mutants.append(
            {
                "file": path,
                "operator": name,
                "line": line,
                "definition": definition,
                "start": start,
                "end": end,
                "text": text,
                "was": _touched_lines(before, start, end),
                "becomes": _touched_lines(after, start, start + len(text)),
            }
        )
    return {"total": len(every), "mutants": mutants}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(make(json.load(sys.stdin)), ensure_ascii=False))
