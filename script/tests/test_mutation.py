"""What ``script/mutate`` changes: every file that decides, with tests that are there."""

import ast

import pytest

from mutation import rooms
from runtime import paths

ADDON = paths.ADDONS / paths.ADDON


@pytest.mark.parametrize("name", {**dict.fromkeys(paths.addons()), **rooms.GUARDS_OF})
def test_every_file_that_decides_is_changed(name):
    """A file that a guard moved to, or a new one, has its tests named; none is left over."""
    addon = paths.ADDONS / name
    assert rooms.undeclared(addon) == []
    declared = list(rooms.GUARDS_OF.get(name, {}))
    decisive = [
        place
        for place in declared
        if rooms.decisive((addon / "models" / place).read_text(encoding="utf-8"))
    ]
    assert decisive == declared


def test_what_decides_is_told_by_its_name_or_by_a_refusal():
    """A guard by another name is found by the error that it raises; one that only computes is none."""
    source = """
class Model:
    def _check_state(self):
        return self.state

    def action_publish(self):
        if not self.ready:
            raise UserError(self.env._("Not yet."))

    def _start_download(self):
        raise NotImplementedError

    def _compute_total(self):
        return 1
"""
    assert rooms.decisive(source) == ["_check_state", "action_publish"]


def test_the_tests_that_are_named_are_there():
    """A test's file that was renamed would leave its guards to nobody."""
    found = rooms.find([paths.ADDONS / name for name in paths.addons()])
    assert {"scoring", "plain", "signatures", "guards"} <= set(found)
    for name, room in found.items():
        assert room.files, name
        assert room.tests, name
        assert [path for path in (*room.files, *room.tests) if not path.is_file()] == []


def test_parts_of_a_room_are_tried_alone():
    """By the name of a file or of its folder, and guards with the tests of these files only."""
    addons = [ADDON]
    assert {path.parent.name for path in rooms.find(addons, ["survey"])["workbook"].files} == {
        "survey"
    }
    guards = rooms.find(addons, ["cchc_rating_scale.py"])["guards"]
    assert [path.name for path in guards.files] == ["cchc_rating_scale.py"]
    assert [path.name for path in guards.tests] == ["test_met_or_not.py", "test_rating_scale.py"]


def test_an_addon_is_tried_alone():
    """By the addon's name: its guards, with its own tests, though the main addon has files of the same names."""
    addons = [paths.ADDONS / name for name in paths.addons()]
    guards = rooms.find(addons, ["cchc_assessment_plan"])["guards"]
    assert guards.tests
    for path in (*guards.files, *guards.tests):
        assert path.is_relative_to(paths.ADDONS / "cchc_assessment_plan"), path


def test_what_makes_no_difference_is_still_there():
    """An entry whose line was written anew, or has left its method, stands for nothing."""
    sources = {}
    for path in paths.ADDONS.rglob("*.py"):
        sources.setdefault(path.name, []).append(path.read_text(encoding="utf-8"))
    assert [
        (file, was, method)
        for file, was, _becomes, method in rooms.equivalents()
        if not any(_holds(text, was, method) for text in sources.get(file, []))
    ] == []


def _holds(text, line, method):
    return line in text and (
        not method
        or any(
            isinstance(node, ast.FunctionDef)
            and node.name == method
            and line in ast.get_source_segment(text, node)
            for node in ast.walk(ast.parse(text))
        )
    )
