"""Arrows run downwards: what each room may import, and what the models may not look up."""

import ast
import re
from pathlib import Path

import pytest
from rooms import (
    ABOVE,
    ADDON,
    DOCUMENTED,
    PACKAGE,
    UNKNOWN,
    WHOLE,
    find_arrows,
    find_imports,
    find_names,
    find_private,
    names_above,
    own_names,
    read_nodes,
    read_sources,
    room_of,
)


def test_rooms_import_downwards_only():
    """Pure rooms import ``plain`` and themselves, ``messages`` those and Odoo, ``models`` nothing that stands above."""
    arrows = {
        (place, room_of((*PACKAGE, *place)), room_of(target))
        for place, source in read_sources()
        for target in find_imports(source, (*PACKAGE, *place[:-1]))
    }
    seen = {(room, target) for _place, room, target in arrows}
    assert {(("models",), ("core", "scoring")), (("report",), ("models",))} <= seen, "nothing found"
    assert {(("messages",), ("core", "plain")), (("models",), ("messages",))} <= seen, (
        "nothing found"
    )
    own = {("core",), ("core", "plain"), ("library",)}
    forbidden = {("models",): {*((room,) for room in ABOVE), WHOLE, UNKNOWN}}
    wrong = [
        (place, target)
        for place, room, target in arrows
        if (room[0] == "core" and target not in own | {room})
        or (
            room == ("messages",)
            and target[0] not in ("compat", "core", "messages", "odoo", "library")
        )
        or target in forbidden.get(room, ())
    ]
    assert not wrong


def test_the_picture_of_the_layers_is_true():
    """``docs/development.md`` draws every folder of the addon's code once, and each import leads to a lower line."""
    text = (ADDON.parents[1] / "docs" / "development.md").read_text(encoding="utf-8")
    [picture] = re.findall(r"## The layers\n.*?```text\n(.*?)```", text, re.DOTALL)
    lines = [re.findall(r"\S+", re.split(r" {3,}", line)[0]) for line in picture.splitlines()]
    height = {folder: -number for number, line in enumerate(lines) for folder in line}
    assert len(height) == sum(map(len, lines)), "drawn twice"
    arrows = find_arrows()
    assert {("report", "models/assessment"), ("models/log", "models/common")} <= arrows
    drawn = {folder for folder in height if (ADDON / folder).is_dir()}
    assert drawn == set(height) >= {folder for arrow in arrows for folder in arrow}
    assert not {(one, other) for one, other in arrows if height[one] <= height[other]}


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("from .. import wizard", ("wizard",)),
        ("from .. import models, report", ("report",)),
        ("from ..wizard import cchc_period_open", ("wizard",)),
        ("from ..report.package import PackageReport", ("report",)),
        ("from ... import cchc_assessment", WHOLE),
        ("from ...cchc_assessment import controllers", ("controllers",)),
        ("import odoo.addons.cchc_assessment.wizard", ("wizard",)),
        ("import odoo.addons.cchc_assessment.report.package as below", ("report",)),
        ("from odoo.addons import cchc_assessment", WHOLE),
        ("from odoo import addons", WHOLE),
        ("from odoo.addons.cchc_assessment import wizard", ("wizard",)),
        ("from odoo.addons.cchc_assessment.wizard.cchc_period_open import X", ("wizard",)),
        ("import odoo\nodoo.addons.cchc_assessment.report.package.X()", ("report",)),
        ("import importlib\nimportlib.import_module('..wizard', __package__)", ("wizard",)),
        ("import_module('odoo.addons.cchc_assessment.report')", ("report",)),
        ("import_module(name='.cchc_period_open', package=p)", ("models",)),
        ("import_module('..' + room, __package__)", UNKNOWN),
        ("__import__('odoo.addons.cchc_assessment.controllers')", ("controllers",)),
        ("def late():\n    from ..wizard import x", ("wizard",)),
        ("import sys\nsys.modules['odoo.addons.cchc_assessment.report.annex']", ("report",)),
        ("from ..core.scoring import rank", ("core", "scoring")),
        ("from . import cchc_period", ("models",)),
        ("from odoo import models", ("odoo",)),
        ("import json", ("library",)),
    ],
)
def test_imports_are_found_as_python_resolves_them(text, room):
    """Each way to import from ``models`` leads to the room it reaches, a made-up source shows."""
    found = {room_of(target) for target in find_imports(text, (*PACKAGE, "models"))}
    assert room in found


def test_a_pure_room_is_seen_to_reach_another():
    """From ``core/scoring`` the rooms beside and above it are told from the room itself."""
    text = "from . import rule\nfrom ..word import writer\nfrom ... import models\nimport odoo"
    found = [room_of(target) for target in find_imports(text, (*PACKAGE, "core", "scoring"))]
    assert found == [("core", "scoring"), ("core", "word"), ("models",), ("odoo",)]


def test_models_look_up_nothing_that_stands_above_them():
    """No model names a report or a dialog: those turn to the models, and fill in what is asked of them."""
    names = names_above()
    assert {
        "report.cchc_assessment.word",
        "cchc.package.download",
        "cchc_assessment.appendix_report",
        "appendix_report",
    } <= names, "nothing found"
    assert not {"cchc.assessment", "cchc.packaged.mixin"} & names, "what is only extended above"
    sources = {place: source for place, source in read_sources() if place[0] in ("core", "models")}
    assert ("models", "assessment", "cchc_submission.py") in sources
    found = {place: find_names(source, names) for place, source in sources.items()}
    assert not {place: texts for place, texts in found.items() if texts}


@pytest.mark.parametrize(
    "text",
    [
        "self.env['report.cchc_assessment.word']._render(self)",
        "self.env[f'report.{module}.word']",
        "self.env['cchc.package.download']._start(self)",
        "{'type': 'ir.actions.act_window', 'res_model': 'cchc.rubric.comparison'}",
        "self.env.ref('cchc_assessment.appendix_report').report_action(self)",
        "self.env['ir.actions.report']._render(APPENDIX := 'cchc_assessment.appendix_report')",
    ],
)
def test_look_ups_are_found(text):
    """Each way in which a model could ask for a report or a dialog is told, a made-up source shows."""
    assert find_names(text, names_above())
    assert not find_names("self.env['cchc.submission'].report_id", names_above())


def test_pure_rooms_use_no_private_parts_of_libraries():
    """Another version of a library is free to change what begins with an underscore."""
    sources = {place: source for place, source in read_sources() if place[0] == "core"}
    own = own_names(sources.values())
    assert "_fold_char" in own, "nothing found"
    found = {place: find_private(source, own) for place, source in sources.items()}
    assert not {place: names for place, names in found.items() if names}


def test_private_parts_of_odoo_stand_in_one_module():
    """What Odoo promises to nobody is used by an addon's ``compat.py``, where each part has its test."""
    sources = dict(read_sources(all_addons=True))
    compat = sources.pop(("compat.py",))
    # of an app that the main addon does not depend on
    sources.pop(("cchc_assessment_survey", "compat.py"))
    own = own_names(sources.values(), overrides=False) | DOCUMENTED
    assert {"_for_xml_id", "_write_multi", "odoo.service.model"} <= set(find_private(compat, own))
    found = {place: find_private(source, own) for place, source in sources.items()}
    assert not {place: names for place, names in found.items() if names}


def test_a_rubric_in_force_is_rewritten_in_one_place():
    """What a process keeps of a rubric outlives a test: one changed elsewhere than in ``rewrite`` is another test's."""
    pattern = re.compile(r"UPDATE cchc_(rubric|criterion\w*) SET (?!write_date )")
    assert pattern.search("UPDATE cchc_criterion SET section = 'bonus'")
    tests = ADDON.parent.glob("*/tests/**/*.py")
    texts = {path: path.read_text(encoding="utf-8") for path in tests if path != Path(__file__)}
    assert len(texts) > 100
    assert not [path.name for path, text in texts.items() if pattern.search(text)]


def test_what_is_computed_in_words_is_its_readers():
    """A sentence that one reader's language made is not what the next one finds in the cache."""
    computed = [
        (place, node)
        for place, source in read_sources(all_addons=True)
        for node in read_nodes(source)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("_compute_")
        if "env._(" in ast.unparse(node)
    ]
    assert len(computed) > 5
    assert not [
        (place, node.name)
        for place, node in computed
        if not any("depends_context('lang'" in ast.unparse(one) for one in node.decorator_list)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "run._r.append(mark)",
        "sheet._write_row(1)",
        "super()._write_row(1)",
        "def _write_row(self): return super()._write_all()",
        "from docx.oxml import _Parser",
        "import openpyxl.cell._writer",
        "from odoo.service.model import retrying",
        "from odoo.addons.mail.tools.parser import parse_res_ids",
        "from odoo.http import HttpDispatcher",
    ],
)
def test_private_parts_are_found(text):
    """Each way to use one is told, a made-up source shows; one's own are not."""
    assert find_private(text, frozenset({"_own"}))
    assert not find_private("self._own = other._replace(a=1)", frozenset({"_own"}))
    assert not find_private("def _hook(self): return super()._hook()", frozenset())
    assert not find_private("from odoo.http import request, route", frozenset())
    hook = "def _hook(self): return super()._hook()"
    assert "_hook" in own_names([hook])
    assert "_hook" not in own_names([hook], overrides=False), "somebody else's"
