"""Each hostile file through each reader of its type: a sentence, or no more than is there."""

import csv
import io
from dataclasses import replace

import hostile
import pytest

from core.documents import LIMITS, REFUSALS, DocumentError, extract_text, inspect
from core.plain.budget import watched
from core.word.problems import TemplateProblem
from core.word.report_data import Report
from core.word.writer import check_template
from core.workbook.appendix.answers import Given, Question
from core.workbook.appendix.matching import match_rows
from core.workbook.appendix.reader import APPENDIX_ERRORS, SheetRow, open_upload
from core.workbook.rubric.reader import read_rubric
from core.workbook.safe_open import DEFAULT_LIMITS, WORKBOOK_ERRORS, WorkbookError, open_workbook
from core.workbook.survey.reader import read_survey
from core.workbook.upload_archive import ARCHIVE_ERRORS

_MEGABYTE = 2**20
#: The most that reading one file may take, whatever it says of itself. A workbook is opened once more
#: than it is read, to see what it is; an archive may hold several, which have one budget together.
_MOST = {
    "entries": 4 * 10_000,
    "unpacked": 3 * DEFAULT_LIMITS.unpacked,
    "cells": DEFAULT_LIMITS.all_cells,
    "elements": DEFAULT_LIMITS.elements,
    "strings": DEFAULT_LIMITS.strings,
    "styles": DEFAULT_LIMITS.styles,
    "links": DEFAULT_LIMITS.links,
    "relations": DEFAULT_LIMITS.links,
    "sheets": DEFAULT_LIMITS.sheets,
    "text": DEFAULT_LIMITS.text,
    "lines": DEFAULT_LIMITS.lines,
    "calls": LIMITS.text.calls + 1,
    "inflated": LIMITS.pdf.inflated,
}
#: What is hostile to the whole limits is so to a tenth of them, which each door takes a tenth of the time to meet;
#: one door, and the files of ``test_each_guard_is_met``, meet the whole ones.
_TENTH = replace(
    DEFAULT_LIMITS,
    **{
        name: getattr(DEFAULT_LIMITS, name) // 10
        for name in (
            "rows", "cells", "all_cells", "strings", "styles", "links", "text", "lines", "elements"
        )
    },
)  # fmt: skip
_MOST_OF_TENTH = {**_MOST, **{name: getattr(_TENTH, name) for name in ("elements", "strings")}}
_MOST_OF_TENTH |= {name: getattr(_TENTH, name) for name in ("styles", "links", "text", "lines")}
_MOST_OF_TENTH["cells"] = _TENTH.all_cells
_KINDS = {**WORKBOOK_ERRORS, **ARCHIVE_ERRORS, **APPENDIX_ERRORS}


@pytest.fixture(autouse=True)
def _csv_as_in_odoo():
    """Odoo lifts the bound that the csv module has of itself, for the whole process."""
    before = csv.field_size_limit(500 * _MEGABYTE)
    yield
    csv.field_size_limit(before)


def _read(door, data, *refusals, most=_MOST):
    """Return what a reader refuses a file by, or None; what it did is within bounds."""
    refusal = None
    with watched() as work:
        try:
            door(data)
        except refusals as error:
            refusal = error
    assert {name: size for name, size in work.items() if size > most[name]} == {}
    return refusal


def test_the_corpus_is_large_enough():
    """There are at least forty kinds, and the guards would see work if there were any."""
    assert len(hostile.FILE_NAMES) >= 80
    with watched() as work:
        open_workbook(hostile.book())
    assert work["cells"] == len(hostile.HEADINGS)
    assert work["unpacked"] > 1_000


@pytest.mark.parametrize(
    ("part", "frame", "content", "elements"),
    [
        ("styles", "<styleSheet {}><cellXfs>{}</cellXfs></styleSheet>", "<xf numFmtId='0'/>", 1),
        ("strings", "<sst {}>{}</sst>", "<si><t>a</t></si>", 2),
    ],
)
def test_each_element_is_counted_once(part, frame, content, elements):
    """Five more of it cost five times as much as it has elements."""

    def count(times):
        with watched() as work:
            open_workbook(hostile.book(**{part: frame.format(hostile._MAIN, content * times)}))
        return work["elements"]

    assert count(7) - count(2) == 5 * elements


@pytest.mark.parametrize("name", hostile.WORKBOOKS)
def test_workbooks(name):
    """As a rubric, an appendix, a survey, and packed with documents: each answers, in words or in rows."""
    data = hostile.make(name)
    doors = (
        (lambda data: open_upload(data).read(), _MOST),
        (lambda data: read_rubric(data, limits=_TENTH), _MOST_OF_TENTH),
        (lambda data: read_survey(data, _TENTH), _MOST_OF_TENTH),
        (lambda data: open_upload(data, _TENTH).read(), _MOST_OF_TENTH),
    )
    for door, most in doors:
        alone = _read(door, data, WorkbookError, most=most)
        assert alone is None or alone.kind in _KINDS
    packed = _read(doors[-1][0], hostile.in_archive(name), WorkbookError, most=_MOST_OF_TENTH)
    assert (packed is None) == (alone is None) or packed.kind.startswith("archive")


@pytest.mark.parametrize("name", hostile.TABLES)
def test_tables(name):
    """Documents, spreadsheets of LibreOffice and text files as a rubric: each answers, in words or in rows."""
    data = hostile.make(name)
    with watched() as work:
        try:
            sheet = read_rubric(data)
        except WorkbookError as error:
            assert error.kind in _KINDS
        else:
            texts = [node.name for node in sheet.nodes]
            assert sheet.nodes
            assert not any("\0" in text for text in texts)
    assert {key: size for key, size in work.items() if size > _MOST[key]} == {}


@pytest.mark.parametrize("name", hostile.TABLES)
def test_tables_elsewhere(name):
    """Where workbooks are taken and nothing else, such a file is refused for what it is."""
    for door in (lambda data: open_upload(data).read(), read_survey):
        with pytest.raises(WorkbookError) as caught:
            door(hostile.make(name))
        assert caught.value.kind in _KINDS


@pytest.mark.parametrize("name", hostile.ARCHIVES)
def test_archives(name):
    """An archive is refused from its list, or costs no more than one workbook and its list."""
    refusal = _read(lambda data: open_upload(data).read(), hostile.make(name), WorkbookError)
    assert refusal is None or refusal.kind in _KINDS


# what can be in the sheets of a workbook is nothing to evidence, which is not read by its cells
_FILED = (*hostile.WORKBOOKS[::5], *(n for n in hostile.FILE_NAMES if n not in hostile.WORKBOOKS))


@pytest.mark.parametrize("name", _FILED)
def test_evidence(name):
    """Whatever is filed is refused for a reason that is listed, or known for what it is."""
    data = hostile.make(name)
    refusal = _read(
        lambda data: inspect(io.BytesIO(data), hostile.FILE_NAMES[name]), data, DocumentError
    )
    assert refusal is None or refusal.kind in REFUSALS
    _read(lambda data: extract_text(io.BytesIO(data)), data)


@pytest.mark.parametrize("name", hostile.TEMPLATES)
def test_templates(name):
    """A template is refused with what is wrong, or can be filled in."""
    _read(lambda data: check_template(data, Report), hostile.make(name), TemplateProblem)


def test_far_cells_cost_what_near_ones_cost():
    """The same cells at the ends of the sheet: the same work, to the last element."""
    near = hostile.book(hostile._sheet('<row r="2"><c r="A2"><v>1</v></c></row>'))
    far = hostile.book(hostile._sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    with watched() as near_work:
        read_survey(near)
    with watched() as far_work:
        read_survey(far)
    assert near_work["cells"] == len(hostile.HEADINGS) + 1
    assert {**near_work, "unpacked": 0} == {**far_work, "unpacked": 0}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("10,000 merges over each other", "too_many_cells"),
        ("60,000 rows", "too_many_rows"),
        ("a million cells without a value", "too_many_cells"),
        ("a million rows without a cell", "too_much"),
        ("a million shared strings", "too_much"),
        ("a shared string in every cell", "too_much"),
        ("700,000 styles", "too_much"),
        ("200,000 links", "too_much"),
        ("5,000 sheets of one part", "too_much"),
        ("XML 10,000 deep in the sheet", "too_much"),
        ("100,000 attributes", "too_much"),
        ("entities of entities", "xml_entities"),
        ("entities in UTF-16", "xml_entities"),
        ("a sheet that unpacks a thousandfold", "zip_bomb"),
        ("10,000 parts", "archive_too_many_files"),
        ("parts that share their bytes", "damaged"),
        ("rows that go back", "damaged"),
    ],
)
def test_each_guard_is_met(name, kind):
    """Each measure has a file that nothing else stops."""
    refusal = _read(lambda data: open_upload(data).read(), hostile.make(name), WorkbookError)
    assert refusal.kind == kind


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a claim of two thousand million pages", "too_many_pages"),
        ("a table of ten million objects", "too_complex"),
        ("a PNG of 60,000 × 60,000", "pixels"),
        ("a JPEG of 60,000 × 60,000", "pixels"),
        ("a TIFF of 60,000 × 60,000", "pixels"),
        ("a TIFF of 60,000 pages", "damaged"),
        ("a PNG of a million pieces", "damaged"),
        ("files that share their bytes", "damaged"),
        ("10,000 files", "archive_entries"),
        ("a file that unpacks a thousandfold", "archive_ratio"),
    ],
)
def test_each_guard_of_evidence_is_met(name, reason):
    """Each measure has a file that nothing else stops."""
    refusal = _read(
        lambda data: inspect(io.BytesIO(data), hostile.FILE_NAMES[name]),
        hostile.make(name),
        DocumentError,
    )
    assert refusal.kind == reason


def test_workbooks_of_one_archive_have_one_budget():
    """What was done for a workbook that was refused is done: the next one gets what is left."""
    book = hostile.book(hostile._sheet(f"<row>{'<c/>' * 5_900}</row>" * 2))
    with watched() as work:
        refusal = _read(
            lambda data: open_upload(data, _TENTH).read(),
            hostile.packed(dict.fromkeys(map("{}.xlsx".format, range(9)), book)),
            WorkbookError,
        )
    assert refusal.kind == "too_many_cells"
    assert work["cells"] == _TENTH.all_cells
    assert work["elements"] < 2 * _TENTH.all_cells


def test_documents_within_a_document_have_one_budget():
    """XML of all documents of an archive counts together, those that were given up included."""
    inner = hostile.document("".join(f'<w:r w:id="{number}"/>' for number in range(200_000)))
    data = hostile.packed({f"{number}.docx": inner for number in range(5)})
    with watched() as work:
        facts = inspect(io.BytesIO(data), "a.zip", archive_limits=replace(LIMITS.archive, nested=9))
    assert facts.remarks == ("unsearched",)
    assert work["elements"] == LIMITS.search.elements


def test_names_that_are_like_many_others():
    """Five thousand rows whose names share half of their words with every criterion's."""
    words = ["ban", "hành", "kế", "hoạch", "cải", "cách", "chính", "năm", "của", "đơn", "vị"]
    questions = [
        Question(key=number, code=f"1.{number}", name=" ".join([*words, f"lần {number}"] * 4))
        for number in range(136)
    ]
    rows = [
        SheetRow(
            number=number,
            code="",
            name=" ".join([*words[::-1], str(number)] * 4),
            given=Given(explanation="x"),
        )
        for number in range(5_000)
    ]
    with watched() as work:
        matches = match_rows(rows, questions, trusts_keys=False)
    assert 0 < work["comparisons"] <= 400
    assert work["glances"] <= 10_000
    assert work["looks"] <= 500_000
    assert {match.how for match in matches} <= {"none", "several", "name"}
