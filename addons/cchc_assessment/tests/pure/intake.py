"""Who of an addon opens files by a library of its own: read from source texts alone."""

import ast
from collections.abc import Iterator
from pathlib import Path


def find_ways_in(addon: Path, ways) -> Iterator[tuple[str, str]]:
    """Yield which of the ``ways`` of opening a file are gone, and by which module of the addon."""
    for path in addon.rglob("*.py"):
        place = path.relative_to(addon)
        if place.parts[0] in ("tests", "migrations"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        renamed = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        for name, call in _calls(tree):
            full = renamed.get(name, name)
            for way in ways:
                if (full == way or full.endswith(f".{way}")) and not _writes(call):
                    yield way, str(place)


def _calls(tree: ast.AST):
    """Yield the name of each class or function that is called or inherited, and the call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node
        elif isinstance(node, ast.ClassDef):
            yield from ((ast.unparse(base), None) for base in node.bases)


def _writes(call: ast.Call | None) -> bool:
    """Whether an archive is opened to be written."""
    modes = (
        []
        if call is None
        else [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "mode")]
    )
    return any(isinstance(mode, ast.Constant) and mode.value in ("w", "x") for mode in modes)
