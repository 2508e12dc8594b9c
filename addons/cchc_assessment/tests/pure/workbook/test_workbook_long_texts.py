"""The longest texts that people may type: what they cost grows with their length, not with its square."""

import io
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import repeat

import pytest
import xlsxwriter
from appendix_fixtures import FORM, LEAF, write
from consolidated_fixtures import HEADING, make_unit
from form_fixtures import FILLED, write_form
from form_fixtures import FORM as OFFLINE_FORM

from core.workbook import text_metrics
from core.workbook.appendix.writer import Document
from core.workbook.book import WORKBOOK_OPTIONS
from core.workbook.cell_safety import clean_text, split_text
from core.workbook.consolidated.data import Consolidated, Decision, Group, Node
from core.workbook.consolidated.writer import write_consolidated
from core.workbook.rubric.comparison import Change, Comparison, Provision, Side, write_comparison
from core.workbook.rubric.data import RubricNode, RubricOption, RubricSheet
from core.workbook.rubric.writer import write_rubric
from core.workbook.text_metrics import line_count, split_first_line, split_lines

SIZE = 2_500
# Twice the text may cost twice the work, and a little for what does not depend on it.
LARGEST_RATIO = 2.2
WORDS = "Đã ban hành kế hoạch đúng thời hạn và phân công rõ trách nhiệm. "
TEXTS = {
    "words": WORDS,
    "one word": "ư",
    "blanks": " ",
    "line feeds": "\n",
    "short lines": "a\n",
    "a word wider than a line after each short one": "a " + "W" * 60 + " ",
    "letters without width": "a\u0301\u0301\u0301 ",
    "marks only": "\u0301",
    "foreign letters": "😀",
}


def fill(pattern, length):
    return (pattern * (length // len(pattern) + 1))[:length]


class CountedText(str):
    """A text that counts the characters which are copied out of it or searched."""

    work: Counter

    def __getitem__(self, key):
        found = super().__getitem__(key)
        self.work["copied"] += len(found)
        return found

    def find(self, sub, start=0, end=sys.maxsize):
        found = super().find(sub, start, end)
        self.work["searched"] += (min(end, len(self)) if found < 0 else found) - start
        return found

    def rfind(self, sub, start=0, end=sys.maxsize):
        found = super().rfind(sub, start, end)
        self.work["searched"] += min(end, len(self)) - max(found, start)
        return found


class CountedWidths(dict):
    """Widths of letters that count how often one is asked for."""

    def __init__(self, widths, work):
        super().__init__(widths)
        self._widths = widths
        self._work = work

    def __getitem__(self, char):
        self._work["measured"] += 1
        return self._widths[char]


def count_work(monkeypatch, job):
    """Return how much ``job``, called with a class of text, does: letters and lines of Python."""
    work = Counter()
    kind = type("Text", (CountedText,), {"work": work})

    def trace(_frame, event, _argument):
        work["lines"] += event == "line"
        return trace

    text_metrics._word_width.cache_clear()
    with monkeypatch.context() as patched:
        widths = {bold: CountedWidths(table, work) for bold, table in text_metrics._WIDTHS.items()}
        patched.setattr(text_metrics, "_WIDTHS", widths)
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            job(kind)
        finally:
            sys.settrace(before)
    return work


def assert_linear(monkeypatch, job):
    """``job`` takes a class of text and a size: twice the size is twice the work, kind by kind."""
    once, twice = (count_work(monkeypatch, partial(job, size=size)) for size in (SIZE, 2 * SIZE))
    assert once["measured"] + once["lines"] > SIZE / 10, "there is something to count"
    for kind, count in twice.items():
        assert count <= LARGEST_RATIO * once[kind] + 200, kind


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("width", [12.0, 100.0, 700.0])
def test_measuring_and_splitting_are_linear(monkeypatch, name, width):
    """However a text is made, each letter is measured, searched and copied a few times at most."""

    def job(kind, size):
        text = kind(fill(TEXTS[name], size))
        line_count(text, width, 11)
        split_first_line(text, width, 11)
        list(split_lines(text, repeat(5), width, 11))

    assert_linear(monkeypatch, job)
    work = count_work(monkeypatch, partial(job, size=SIZE))
    assert work["measured"] <= 4 * SIZE
    assert work["copied"] <= 4 * SIZE
    assert work["searched"] <= 8 * SIZE


@pytest.mark.parametrize("name", TEXTS)
def test_cleaning_and_cutting_are_linear(monkeypatch, name):
    """Pieces that fit in a cell cost as much as the text has letters."""

    def job(kind, size):
        split_text(clean_text(kind(fill(TEXTS[name], size))), 500)
        line_count(fill(TEXTS[name], size), 100, 11)

    assert_linear(monkeypatch, job)


def _write_appendix(kind, size, pattern):
    text = kind(fill(pattern, size))
    documents = (Document(text, "https://cchc.example.vn/cchc/evidence/7"), Document(text))
    row = replace(LEAF, name=text, explanation=text, remark=text, evidence=documents)
    write(replace(FORM, rows=(row,)))


def _write_form(kind, size, pattern):
    text = kind(fill(pattern, size))
    rows = [
        replace(
            row,
            question=replace(row.question, name=text),
            answer=replace(row.answer, explanation=text),
        )
        for row in FILLED
    ]
    write_form(replace(OFFLINE_FORM, rows=rows))


def _write_consolidated(_kind, size, pattern):
    # it tells texts from numbers by their very class
    text = fill(pattern, size)
    nodes = [Node("1", text, 1, False, 1), Node("1.1", text, 2, True, 1)]
    decision = Decision(1, 1, 1.0, 0.5, reason=text, request=text, explanation=text, remark=text)
    unit = make_unit(nodes, "Sở số 1", 1, remarks={1: text}, decisions=[decision])
    with xlsxwriter.Workbook(io.BytesIO(), WORKBOOK_OPTIONS) as workbook:
        write_consolidated(workbook, Consolidated(HEADING, [Group("Sở", nodes, [unit], [75.0])]))


def _write_rubric(kind, size, pattern):
    text = kind(fill(pattern, size))
    option = RubricOption(1, "B1", text, text, Decimal(1))
    node = RubricNode(
        0, 1, "1", text, 1, None, Decimal(1), (option,), guidance=text, requirements=(text,)
    )
    rubric = RubricSheet(text, "", text, 2026, "", (), (), 1, {}, (node,))
    with xlsxwriter.Workbook(io.BytesIO(), WORKBOOK_OPTIONS) as workbook:
        write_rubric(workbook, rubric)


def _write_comparison(kind, size, pattern):
    text = kind(fill(pattern, size))
    provision = Provision("1", text, Decimal(1), text)
    with xlsxwriter.Workbook(io.BytesIO(), WORKBOOK_OPTIONS) as workbook:
        change = Change(("text_changed",), provision, provision, text)
        write_comparison(workbook, Comparison(Side("a"), Side("b"), [change]))


@pytest.mark.parametrize("pattern", [WORDS, "\n"], ids=["words", "line feeds"])
@pytest.mark.parametrize(
    "job", [_write_appendix, _write_form, _write_consolidated, _write_rubric, _write_comparison]
)
def test_whole_workbooks_are_linear(monkeypatch, job, pattern):
    """A workbook with texts twice as long is twice the work, in every writer."""
    assert_linear(monkeypatch, partial(job, pattern=pattern))
