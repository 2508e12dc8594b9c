"""Each regular expression that meets what people wrote: pumped at the length that it may meet, it stays linear."""

import ast
import contextlib
import functools
import importlib
import re
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from pumps import fill, pumps

from core.documents.guess_from_name import read_name
from core.documents.guess_from_number import type_of_number
from core.documents.guess_from_text import read_text
from core.scoring import check
from core.workbook import headings
from core.workbook.codes import read_code, split_code
from core.workbook.numbers import ScoreError, parse_score
from core.workbook.rubric.data import RubricNode, RubricOption
from core.workbook.rubric.option_text import read_option, read_options
from core.workbook.rubric.rule_guess import (
    guess_caps,
    guess_rule,
    guess_scorers,
    guess_sections,
    is_proportional,
    survey_is_likely,
)

ROOT = Path(__file__).parents[2]
#: How long a text may be that a file's expressions meet: what is cut before, or a field's or a buffer's length.
#: A cell, a link or a part of a document is as long as its file lets it: pumped at what the longest field takes.
AS_LONG_AS_ITS_FILE = 20_000
BOUNDS = {
    "core/documents/guess_from_name.py": 1_000,
    "core/documents/guess_from_text.py": 20_000,
    "core/documents/images.py": 256 * 1024,
    "core/documents/kinds.py": 20_000,
    "core/documents/magic.py": 4_096,
    "core/documents/ole.py": 128 * 1024,
    "core/documents/pdf.py": 1_024,
    "core/documents/text.py": 20_000,
    "core/plain/names.py": 20_000,
    "core/plain/old_fonts.py": 2_000,
    "core/plain/numbers.py": 20_000,
    "core/plain/zips.py": 20_000,
    "core/scoring/check.py": 20_000,
    "core/scoring/rounding.py": 20_000,
    "core/sorting/doubts.py": 500,
    "core/word/fields.py": 20_000,
    "core/workbook/rubric/rule_guess.py": 4_000,
    "core/workbook/rubric/side_by_side.py": 20_000,
    "models/filing/cchc_evidence.py": 1_000,
    "models/period/cchc_period.py": 2_000,
    "models/odoo/res_config_settings.py": 2_000,
}
_METHODS = {"search", "match", "fullmatch", "sub", "split", "findall", "finditer"}
# Below this there is nothing to compare.
NOTHING = 0.01
# A text eight times as long costs eight times as much; sixty-four times as much were its square. A machine that is
# slower for a moment makes two or three times as much of it, never the whole difference.
LONGER = 8
LARGEST_RATIO = 24.0


def _read_number(text):
    with contextlib.suppress(ScoreError):
        parse_score(text)


def _check_options(text):
    check._stated_score(text)
    check._comparable(text)


def _guess(text):
    options = (
        RubricOption(2, "B2", text, text, None),
        RubricOption(3, "B3", text, text, Decimal(1)),
    )
    for node in (
        RubricNode(0, 1, "1", text, 1, None, Decimal(1), guidance=text),
        RubricNode(0, 1, "1", "a", 1, None, Decimal(1), options=options),
    ):
        guess_rule(node)
        guess_caps([node], guess_sections([node]))
        guess_scorers([node])
        survey_is_likely(node)
        is_proportional(text)


#: Where expressions meet a text that was cut or tidied before, what does that: they are pumped through it.
ENTRIES = {
    "core/documents/guess_from_name.py": [read_name],
    "core/documents/guess_from_text.py": [read_text],
    "core/documents/guess_from_number.py": [type_of_number],
    "core/scoring/check.py": [_check_options],
    "core/workbook/codes.py": [read_code, split_code],
    "core/workbook/headings.py": [headings.role_of],
    "core/workbook/numbers.py": [_read_number],
    "core/workbook/rubric/option_text.py": [read_option, read_options],
    "core/workbook/rubric/rule_guess.py": [_guess],
    "core/workbook/figures/reader.py": [headings.fold, headings.role_of],
    "core/workbook/survey/reader.py": [headings.fold, headings.role_of],
}
#: How many expressions stand in each file. Whoever adds one finds out here how long a text it may meet.
EXPRESSIONS = {
    "core/documents/guess_from_name.py": 26,
    "core/documents/guess_from_text.py": 22,
    "core/documents/images.py": 1,
    "core/documents/kinds.py": 1,
    "core/documents/magic.py": 2,
    "core/documents/ole.py": 3,
    "core/documents/pdf.py": 1,
    "core/documents/text.py": 1,
    "core/plain/names.py": 3,
    "core/package/relink.py": 2,
    "core/plain/numbers.py": 6,
    "core/plain/office.py": 4,
    "core/plain/zips.py": 1,
    "core/scoring/check.py": 1,
    "core/scoring/rounding.py": 1,
    "core/sorting/doubts.py": 2,
    "core/word/fields.py": 1,
    "core/word/template_file.py": 4,
    "core/word/writer.py": 5,
    "core/workbook/appendix/answers.py": 1,
    "core/workbook/appendix/keys.py": 1,
    "core/workbook/appendix/reader.py": 3,
    "core/workbook/cell_safety.py": 8,
    "core/workbook/codes.py": 11,
    "core/documents/guess_from_number.py": 1,
    "core/plain/old_fonts.py": 6,
    "core/workbook/people/reader.py": 2,
    "core/workbook/rubric/rows.py": 2,
    "core/workbook/rubric/table.py": 6,
    "core/workbook/headings.py": 2,
    "core/workbook/numbers.py": 1,
    "core/workbook/rubric/option_text.py": 12,
    "core/plain/text.py": 12,
    "core/workbook/rubric/form.py": 2,
    "core/workbook/rubric/rule_guess.py": 36,
    "core/workbook/rubric/side_by_side.py": 1,
    "core/workbook/safe_open.py": 2,
    "core/workbook/sheet_shape.py": 3,
    "core/workbook/figures/reader.py": 1,
    "core/workbook/survey/reader.py": 1,
    "core/workbook/title_block.py": 6,
    "core/workbook/upload_archive.py": 2,
    "fields.py": 2,
    "models/filing/cchc_evidence.py": 1,
    "models/period/cchc_period.py": 1,
    "models/odoo/ir_websocket.py": 1,
    "models/odoo/res_config_settings.py": 1,
    "models/common/standard_lists.py": 1,
    "wizard/appendix_row.py": 3,
}
#: Their only expression is made of our own names, and meets our own files.
OWN_NAMES = {"models/common/standard_lists.py"}


@functools.cache
def _calls():
    """Return the file and the call of each function of ``re`` in the addon."""
    return list(_find_calls())


def _find_calls():
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT)
        if place.parts[0] in ("tests", "migrations"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr != "escape"
            ):
                yield place.as_posix(), node


def test_every_expression_is_listed():
    """An expression that nobody has thought about fails here."""
    found = Counter(place for place, _call in _calls())
    assert sum(found.values()) > 100
    assert dict(found) == EXPRESSIONS


def _patterns(place):
    """Yield each expression of a file with the methods that it is used by."""
    source = (ROOT / place).read_text(encoding="utf-8")
    used = {
        name: {
            method
            for owner, method in re.findall(r"\b(_?[A-Z][A-Z_]*)\.([a-z]+)\(", source)
            if owner == name
        }
        for name in re.findall(
            r"\b(_?[A-Z][A-Z_]*)\.(?:search|match|fullmatch|sub|split|findall|finditer)\(", source
        )
    }
    for other, node in _calls():
        if (
            other == place
            and node.func.attr != "compile"
            and isinstance(node.args[0], ast.Constant)
        ):
            yield re.compile(node.args[0].value), {node.func.attr}
    if place.startswith("core/"):
        module = importlib.import_module(place.removesuffix(".py").replace("/", "."))
        for name, value in vars(module).items():
            for pattern in _flatten(value):
                yield pattern, used.get(name) or {"search", "fullmatch"}
        return
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.value).startswith("re.compile(")
            # else it is made of our own names as it is needed
            and isinstance(node.value.args[0], ast.Constant)
        ):
            pattern = eval(compile(ast.Expression(node.value), place, "eval"), {"re": re})
            yield pattern, used.get(node.targets[0].id) or {"match"}


def _flatten(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _flatten(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _flatten(part)


def _jobs(place):
    """Yield (what is called with a text, pump, whether it takes bytes) for all expressions of a file."""
    through = set()
    for pattern, methods in _patterns(place):
        is_bytes = isinstance(pattern.pattern, bytes)
        source = pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern
        found = set(pumps(source, pattern.flags & ~re.UNICODE if is_bytes else pattern.flags))
        if place in ENTRIES:
            through |= found
            continue
        for method in sorted(methods & _METHODS):
            for pump in found:
                yield _use(pattern, method, is_bytes), pump, is_bytes
    for entry in ENTRIES.get(place, ()):
        for pump in through:
            yield entry, pump, False


def _use(pattern, method, is_bytes):
    blank = b"" if is_bytes else ""
    if method == "sub":
        return lambda text: pattern.sub(blank, text)
    if method == "finditer":
        return lambda text: list(pattern.finditer(text))
    return getattr(pattern, method)


def _cost(call, pump, length, is_bytes):
    text = fill(pump, length)
    text = text.encode("latin-1", "replace") if is_bytes else text
    start = time.process_time()
    call(text)
    return time.process_time() - start


def _grows_too_fast(call, pump, is_bytes, length):
    """Whether a longer text costs more than its length says; the best of some tries counts."""
    whole = _cost(call, pump, length, is_bytes)
    for _try in range(3):
        if whole < NOTHING:
            return False
        if whole <= LARGEST_RATIO * _cost(call, pump, length // LONGER, is_bytes):
            return False
        whole = min(whole, _cost(call, pump, length, is_bytes))
    return True


@pytest.mark.parametrize("place", sorted({place for place, _call in _calls()}))
def test_pumped_at_their_bound_they_stay_linear(place):
    """No text that a file's expressions may meet makes them try again and again."""
    jobs = list(_jobs(place))
    assert jobs or place in OWN_NAMES
    length = BOUNDS.get(place, AS_LONG_AS_ITS_FILE)
    assert [
        pump for call, pump, is_bytes in jobs if _grows_too_fast(call, pump, is_bytes, length)
    ] == []


@pytest.mark.parametrize("pattern", [r"\s*x", r"[0-9]+(?:[.,][0-9]+)?%"])
def test_a_slow_one_would_be_found(pattern):
    """The pumps find what grows with the square, or worse."""
    call = re.compile(pattern).search
    assert any(_grows_too_fast(call, pump, False, 4_000) for pump in pumps(pattern))


#: The web client's expressions: each begins at the beginning of a text, or goes over it once.
WEB_EXPRESSIONS = {
    "cell_editor.js": ["/\\r\\n?/g", "/^(?:Digit|Numpad)?([1-9])$/"],
    "number_text.js": [
        "/^[+-]?(?:s?nan|inf|infinity|∞)$/i",
        "/^[0-9]+(?:[., ][0-9]+)*$/",
        "/^[1-9][0-9]{0,2}$/",
        "/^([0-9]*) ?([¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])$/",
        "/^([^/⁄%]{1,60})[/⁄]([^/⁄%]{1,60})$/",
        "/\\s+/",
        "/[^0-9]/g",
        "/[., ]/",
        "/[0-9]/g",
    ],
    "paste_plan.js": [
        "/giải trình|explanation/",
        "/giải trình|trả lời|explanation|answer/",
        "/ý kiến|nhận xét|remark/",
        "/mức đạt|tự đánh giá|tự chấm|kết quả|self/",
        "/\\s/",
        "/\\.$/",
    ],
    "sheet_find.js": ["/[\\u0300-\\u036f]/g"],
    "sheet_keys.js": ["/^(?:Digit|Numpad)?([1-9])$/"],
    "sheet_selection.js": ['/[\\t\\n\\r"]/'],
    "sheet_values.js": ["/\\s+/g"],
}
_WEB_LITERAL = re.compile(
    r"(?:(?<=[(=,:!&|?\[])|(?<=[(=,:!&|?\[] ))/(?![/*])(?:[^/\\\n\[]|\\.|\[[^\]\n]*\])+/[a-z]*"
)


def test_expressions_of_the_web_client_are_listed():
    """Whoever adds one to the web client finds out here that it has to stay linear."""
    found = {}
    for path in sorted((ROOT / "static" / "src").rglob("*.js")):
        source = re.sub(r"(?m)^\s*(?://|\*|/\*).*$", "", path.read_text(encoding="utf-8"))
        literals = _WEB_LITERAL.findall(source)
        literals += re.findall(
            r"RegExp\([^)]*\)[^)\n]*\)[^)\n]*(?=\))|RegExp\([^)`]*(?=\))", source
        )
        if literals:
            found[path.name] = literals
    assert found == WEB_EXPRESSIONS


def _web_pattern(literal):
    """Return an expression of the web client as Python's; both read these alike."""
    source = literal[1 : literal.rindex("/")]
    return re.compile(source)


@pytest.mark.parametrize("literal", [each for found in WEB_EXPRESSIONS.values() for each in found])
def test_expressions_of_the_web_client_stay_linear(literal):
    """What people paste into a cell is as long as they like."""
    pattern = _web_pattern(literal)
    jobs = [
        (_use(pattern, method, is_bytes=False), pump)
        for method in ("search", "sub")
        for pump in pumps(pattern.pattern)
    ]
    assert len(jobs) > 20
    slow = [p for call, p in jobs if _grows_too_fast(call, p, False, AS_LONG_AS_ITS_FILE)]
    assert slow == []
