"""A sentence of the code is translated only where its entry says that the code says it, too."""

import ast
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2]
FILES = ("i18n/vi.po", "i18n/cchc_assessment.pot")


def _read_said():
    """Return what the addon's Python hands over to be translated."""
    return {
        node.args[0].value
        for path in ADDON.rglob("*.py")
        if "tests" not in path.relative_to(ADDON).parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("_", "_lt")
        and isinstance(node.args[0], ast.Constant)
    }


def _read_entries(name):
    """Return the sources of the entries of a file that say they are of Python."""
    sources = set()
    for entry in (ADDON / name).read_text().split("\n\n"):
        if "#. odoo-python\n" in entry:
            source = entry.partition("\nmsgid ")[2].partition("\nmsgstr ")[0]
            sources.add("".join(map(ast.literal_eval, source.splitlines())))
    return sources


def test_what_python_says_has_an_entry_of_python():
    said = _read_said()
    assert len(said) > 500
    for name in FILES:
        assert not said - _read_entries(name), name
