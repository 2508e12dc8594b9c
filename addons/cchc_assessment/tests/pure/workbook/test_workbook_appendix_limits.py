"""What people may type, and what Excel cannot hold: nothing becomes live, nothing gets lost."""

from dataclasses import replace
from decimal import Decimal

import pytest
from appendix_fixtures import FORM, LEAF, PLAN, REPORT, write, write_leaf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.workbook.appendix import writer as appendix_module
from core.workbook.appendix.writer import DEFAULT_COLUMNS, Document, Wording
from core.workbook.book import SheetTooLongError

HOSTILE = (
    '=HYPERLINK("http://example.com","x")',
    "=1+1",
    "+84 912 345 678",
    "-5",
    "@SUM(A1)",
    "{=1+1}",
    "http://example.com",
    "https://example.com/a?b=c#d",
    "mailto:an@example.com",
    "internal:Sheet1!A1",
    "external:C:/Windows/System32/calc.exe",
    "file:///etc/passwd",
    "ftp://example.com",
    "12",
    "1,5",
    "TRUE",
    "#REF!",
    "_x0041_",
    "<b>&amp;</b>",
    " hai đầu có khoảng trắng ",
    "một\nhai\n\nbốn",
    "\tthụt vào",
    "😀 biểu tượng",
)

# Without blanks, controls, halves of surrogate pairs and what Unicode leaves open.
LETTERS = st.characters(exclude_categories=("Z", "C"))


@pytest.mark.parametrize("options", [None, {}], ids=["our options", "defaults"])
@pytest.mark.parametrize("text", HOSTILE)
def test_typed_text_stays_text_wherever_it_stands(text, options):
    """What looks like a formula, link, number or mark-up is shown as it was typed, and is dead."""
    row = replace(LEAF, code=text, name=text, explanation=text, remark=text, evidence=(PLAN,))
    changes = {
        "rows": (row, replace(row, evidence=(PLAN, REPORT))),
        "organisation": text,
        "parent_organisation": text,
        "appendix_label": text,
        "title": text,
        "subtitle": text,
        "place_and_date": text,
        "status_note": text,
    }
    written = write(replace(FORM, **changes), options=options)
    assert written.texts.count(text) == 15
    assert written.formulas == []
    assert {target for _text, target in written.links} == {PLAN.url, REPORT.url}


@settings(deadline=None, max_examples=30)
@given(text=st.text(max_size=300), evidence=st.sampled_from([(), (PLAN,), (PLAN, REPORT)]))
@example(text="", evidence=())
@example(text="\n", evidence=(PLAN,))
@example(text="x" * 300, evidence=(PLAN, REPORT))
def test_any_text_comes_back_as_it_was_typed(text, evidence):
    """Whatever someone types into an explanation is in the file, and nothing else becomes of it."""
    written = write_leaf(explanation=f"«{text}»", evidence=evidence)
    legal = "".join(
        char
        for char in text.replace("\r\n", "\n").translate(dict.fromkeys((11, 12, 13), "\n"))
        if char in "\n\t" or (ord(char) >= 32 and char not in "\ufffe\uffff")
    )
    assert f"«{legal}»" in written.texts
    assert written.formulas == []
    assert len(written.links) == len(evidence)


@settings(deadline=None, max_examples=30)
@given(words=st.lists(st.text(LETTERS, min_size=1, max_size=60), min_size=1, max_size=12))
def test_any_name_of_a_document_is_complete(words):
    """Whatever a document is called, its link works and none of its letters is missing."""
    written = write_leaf(evidence=[Document(" ".join(words), PLAN.url)])
    first = written.row_of("1.1.1")
    last = written.row_of("TỔNG CỘNG")
    shown = [written.sheet.cell(row, 5).value or "" for row in range(first, last)]
    assert "".join("".join(shown).split()) == "".join(words)
    assert written.links == [(shown[0], PLAN.url)]
    assert written.formulas == []


def test_text_that_begins_like_a_formula_stays_text_when_the_cell_is_edited():
    """Pressing F2 and Enter on such a text in Excel does not turn it into a formula."""
    written = write_leaf(explanation="=1+1", remark="Đồng ý")
    row = written.row_of("1.1.1")
    typed, plain = written.sheet.cell(row, 6), written.sheet.cell(row, 8)
    assert typed.quotePrefix or typed.number_format == "@"
    assert not (plain.quotePrefix or plain.number_format == "@")


def test_control_characters_are_removed_and_reported():
    """Characters that no workbook can hold are left out, and the report says where."""
    written = write_leaf(explanation="trước\x00\x07sau", remark="dòng một\r\ndòng hai")
    assert written.values_of("1.1.1")[5] == "trướcsau"
    assert written.values_of("1.1.1")[7] == "dòng một\ndòng hai"
    [problem] = written.report.problems
    assert (problem.kind, problem.code, dict(problem.params)) == (
        "characters_removed",
        "1.1.1",
        {"column": "explanation"},
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "mailto:an@example.com",
        "internal:Sheet1!A1",
        "external:a.xlsx",
        "file:///etc/passwd",
        "ftp://example.com/a",
        "//example.com/a",
        "http:",
        "https:///a",
        "/cchc/evidence/7",
        "../a.pdf",
        "TLKC/../../a.pdf",
        "TLKC\\a.pdf",
        "TLKC/a.pdf",
        "#Sheet1!A1",
        "C:/a.pdf",
        "https://example.com/\na",
    ],
)
def test_address_that_we_would_not_make_is_no_link(url):
    """A document with a strange address is listed as text, and the report names the address."""
    written = write_leaf(evidence=[Document("Kế hoạch", url)])
    assert written.links == []
    assert "Kế hoạch" in written.texts
    [problem] = written.report.problems
    assert (problem.kind, problem.params["reason"], problem.params["url"]) == (
        "link_refused",
        "scheme",
        url,
    )


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://cchc.example.vn/a b?x=<1>", "https://cchc.example.vn/a%20b?x=%3C1%3E"),
        ("https://cchc.example.vn/100%", "https://cchc.example.vn/100%25"),
        ("https://cchc.example.vn/a%20b", "https://cchc.example.vn/a%20b"),
        ("HTTP://cchc.example.vn/x", "HTTP://cchc.example.vn/x"),
    ],
)
def test_characters_of_an_address_are_encoded(url, target):
    """A link with blanks, brackets or per cent signs in its path still opens its file."""
    assert write_leaf(evidence=[Document("Kế hoạch", url)]).links == [("Kế hoạch", target)]


def test_longest_link_and_one_more():
    """A link of 2,079 characters works; one of 2,080 is text, and the report says so."""
    longest = "https://cchc.example.vn/".ljust(2079, "x")
    written = write_leaf(evidence=[Document("đủ", longest), Document("dài", longest + "x")])
    assert written.links == [("đủ", longest)]
    assert "dài" in written.texts
    assert [problem.params["reason"] for problem in written.report.problems] == ["too_long"]


def test_link_that_is_too_long_once_encoded():
    """What counts is the address as it is stored: blanks take three characters each."""
    written = write_leaf(evidence=[Document("Kế hoạch", "https://cchc.example.vn/" + " x" * 1000)])
    assert [problem.params["reason"] for problem in written.report.problems] == ["too_long"]
    assert written.links == []


def test_more_links_than_a_sheet_holds(monkeypatch):
    """The document after the last link of a sheet is listed as text, and the report says so."""
    # Excel's, and where xlsxwriter stops by itself: so many would take a quarter of a minute
    assert appendix_module.MAX_LINKS_PER_SHEET == 65_530
    monkeypatch.setattr(appendix_module, "MAX_LINKS_PER_SHEET", 30)
    documents = [Document(f"TL {n}", f"https://a.vn/{n}") for n in range(31)]
    columns = [
        column for column in DEFAULT_COLUMNS if column.kind in ("name", "max_score", "evidence")
    ]
    written = write(rows=(replace(LEAF, evidence=documents),), columns=columns)
    assert written.sheet_xml.count("<hyperlink ") == written.report.link_count == 30
    assert "<t>TL 30</t>" in written.parts["xl/sharedStrings.xml"]
    [problem] = written.report.problems
    assert problem.params == {"reason": "too_many", "url": "https://a.vn/30"}


@pytest.mark.parametrize("length", [32_767, 32_768, 70_000])
@pytest.mark.parametrize("char", ["x", "😀"])
def test_text_longer_than_a_cell_goes_on_in_the_next_row(length, char):
    """A text longer than Excel's 32,767 goes on below, complete, and the report says so."""
    units = 2 if char == "😀" else 1
    text = char * (length // units)
    written = write_leaf(explanation=text)
    pieces = [value for value in written.texts if set(value) == {char}]
    assert "".join(pieces) == text
    assert max(len(piece.encode("utf-16-le")) // 2 for piece in pieces) <= 32_767
    kinds = [problem.kind for problem in written.report.problems]
    assert kinds == (["text_continued"] if len(text) * units > 32_767 else [])


def test_title_and_document_longer_than_a_cell():
    """Titles and names of documents are as complete as explanations."""
    text = "Sở " * 20_000
    written = write(
        title=text, rows=(replace(LEAF, evidence=[Document(text), Document(text, PLAN.url)]),)
    )
    assert sum(value.count("S") for value in written.texts if set(value) <= set("Sở ")) == 60_000
    assert [target for _label, target in written.links] == [PLAN.url]


@pytest.mark.parametrize("score", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+500"])
def test_score_that_is_no_number(score):
    """A score that is no number is shown as text, never as an error formula."""
    written = write_leaf(self_score=Decimal(score))
    assert written.values_of("1.1.1")[3] == str(Decimal(score))
    assert [problem.kind for problem in written.report.problems] == ["not_a_number"]
    assert written.formulas == []


def test_status_too_long_for_the_head_of_a_page():
    """A status that the printed page's head cannot hold stands on the sheet alone."""
    written = write(status_note="Bản nháp " * 40)
    assert "Bản nháp " * 40 in written.texts
    assert "firstHeader" not in written.sheet_xml
    assert "&amp;P</oddHeader>" in written.sheet_xml
    assert [problem.kind for problem in written.report.problems] == ["page_line_left_out"]


def test_page_number_cannot_be_bent():
    """An ampersand in the wording of the page number is an ampersand, and no command."""
    head = write(wording=Wording(page="Trang &D {page}")).sheet_xml
    assert "13 Trang &amp;&amp;D &amp;P</oddHeader>" in head


def test_more_rows_than_a_sheet_has(monkeypatch):
    """A form that no worksheet can hold is refused as a whole."""
    monkeypatch.setattr(appendix_module, "MAX_SHEET_ROWS", 12)
    with pytest.raises(SheetTooLongError, match="12 rows"):
        write()


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Sở Nội vụ", "Sở Nội vụ"),
        ("Phòng 1/2 [A]: a*b?\\c", "Phòng 1-2 -A-- a-b--c"),
        ("'Sở Y tế'", "Sở Y tế"),
        ("Ban Quản lý Khu kinh tế và các khu công nghiệp", "Ban Quản lý Khu kinh tế và các"),
        ("History", "History (2)"),
        ("  \n ", "Phụ lục"),
        ("So\u031b\u0309 Y te\u0302\u0301", "Sở Y tế"),
        ("😀" * 20, "😀" * 15),
    ],
)
def test_sheet_is_named_as_near_as_excel_allows(wanted, name):
    """The sheet bears the unit's name, in Vietnamese, cut and cleaned as Excel needs it."""
    written = write(unit_name=wanted, organisation="" if not wanted.strip() else "SỞ")
    assert written.workbook.sheetnames == [name] == [written.report.sheet_name]


def test_units_of_the_same_name_get_sheets_of_their_own():
    """Units whose names are alike, but for case or what was cut, do not overwrite each other."""
    names = ["Ủy ban nhân dân xã Tân Lập, huyện A", "ủy ban nhân dân xã Tân Lập, huyện B"]
    written = write(*(replace(FORM, unit_name=name) for name in names))
    assert written.workbook.sheetnames == [
        "Ủy ban nhân dân xã Tân Lập, huy",
        "ủy ban nhân dân xã Tân Lập, (2)",
    ]


@settings(deadline=None, max_examples=25)
@given(names=st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_any_units_make_a_workbook_that_opens(names):
    """Whatever units are called, there is a sheet for each."""
    written = write(*(replace(FORM, rows=(), unit_name=name) for name in names))
    assert written.workbook.sheetnames == [report.sheet_name for report in written.reports]
    assert len({name.casefold() for name in written.workbook.sheetnames}) == len(names)


def test_a_class_with_a_long_reason_is_written_whole():
    """Five classes, ten conditions of each: what is too much for one row goes on in the next."""
    rating = "Yếu (" + "chưa đạt tiêu chí “1.3 Ban hành quy chế”, " * 120 + ")"
    written = write(replace(FORM, totals=replace(FORM.totals, rating=rating)))
    texts = [str(cell.value) for row in written.sheet.iter_rows() for cell in row if cell.value]
    # no blank stands where a text is cut
    assert rating.replace(" ", "") in "".join(texts).replace(" ", "")
