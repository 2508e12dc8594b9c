"""The text of documents, read within bounds."""

import io

import documents_fixtures as fixtures
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from core.documents import TextLimits, extract_text

PDF = fixtures.pdf(pages=5, lines=["First line", "Second line"])


def _text(data, *args, **options):
    return extract_text(io.BytesIO(data), *args, **options)


def test_pdf_pages():
    """The first pages of a PDF are read, line by line, and not one more than asked for."""
    assert _text(PDF, 1).split("\n") == ["First line", "Second line"]
    assert _text(PDF, 3).count("Second line") == 3
    assert _text(fixtures.locked_pdf("")) == "Sample"


def test_vietnamese_is_composed():
    """Letters with diacritics come out composed, however they were written."""
    assert _text(fixtures.word("Ba\u0301o ca\u0301o CCHC")) == "Báo cáo CCHC"
    for written in ("Số: 12/BC-SNV", "So\u0302\u0301: 12/BC-SNV"):
        assert _text(fixtures.vietnamese_pdf(written)) == "Số: 12/BC-SNV"


def test_office():
    """Paragraphs of a Word document and the texts of an Excel workbook are read."""
    assert _text(fixtures.word("Một\tHai\nBa")).split() == ["Một", "Hai", "Ba"]
    assert _text(fixtures.excel(["Đơn vị", 12], ["Số 5"])).split("\n") == ["Đơn vị", "Số 5"]
    shared = fixtures.archive({"xl/sharedStrings.xml": b"<sst><si><t>A</t></si></sst>"})
    assert _text(shared) == "A"


def test_length_is_bounded():
    """No more characters come back than asked for."""
    assert len(_text(fixtures.word("x" * 500), max_chars=100)) == 100
    assert _text(PDF, 5, 15) == "First line\nSeco"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        PDF[: len(PDF) // 2],
        fixtures.locked_pdf("secret"),
        fixtures.picture("PNG"),
        fixtures.old_excel(),
        fixtures.archive(),
        fixtures.archive({"word/document.xml": b"<a"}),
        fixtures.archive(
            {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a><p><t>&b;</t></p></a>'}
        ),
        fixtures.archive({"word/document.xml": b"<a>" + b" " * 17_000_000 + b"</a>"}),
    ],
    ids=["empty", "text", "half", "locked", "png", "xls", "zip", "broken", "entity", "bomb"],
)
def test_no_text_is_no_trouble(data):
    """What has no text, or cannot be read safely, has none, and nothing is raised."""
    assert _text(data) == ""


def test_control_characters_are_taken_out():
    """Nothing comes back that a database refuses or that turns the direction of writing."""
    document = fixtures.archive(
        {"word/document.xml": "<d><p><t>A\u202eB\u200bC</t></p></d>".encode()}
    )
    assert _text(document) == "ABC"


def _drawing(content):
    stream = io.BytesIO()
    sheet = canvas.Canvas(stream, pageCompression=1)
    sheet.drawString(60, 700, "Text")
    content(sheet)
    sheet.save()
    return stream.getvalue()


def _nest(sheet):
    """Draw drawings in drawings: ten levels of ten each."""
    for level in range(10):
        sheet.beginForm(f"f{level}")
        sheet.drawString(1, 1, "x")
        for _time in range(10 if level else 0):
            sheet.doForm(f"f{level - 1}")
        sheet.endForm()
    sheet.doForm("f9")


def test_large_pages_are_left_alone():
    """A page whose content unpacks to more than allowed, in drawings too, is not read."""

    def own(sheet):
        sheet._code.append("q Q " * 200_000)

    def form(sheet):
        sheet.beginForm("f")
        sheet._code.append("q Q " * 200_000)
        sheet.endForm()
        sheet.doForm("f")

    assert _text(_drawing(lambda sheet: None)) == "Text"
    assert _text(_drawing(own)) == ""
    assert _text(_drawing(form)) == ""


def test_time_is_bounded():
    """Drawings in drawings, ten thousand million in all, are given up; what came before is kept."""
    assert _text(_drawing(_nest), limits=TextLimits(calls=100_000)).startswith("Text")


def test_large_files_are_left_alone():
    """A file above the limit is not opened."""
    assert _text(PDF, limits=TextLimits(file=100)) == ""


@given(
    st.sampled_from([PDF, fixtures.word(), fixtures.excel()]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
)
@example(PDF, [])
@example(PDF, [(0, 0)])
def test_broken_files_never_raise(data, changes):
    """Whatever bytes are flipped, text is a string."""
    broken = bytearray(data)
    for position, value in changes:
        broken[position % len(broken)] = value
    assert isinstance(_text(bytes(broken)), str)
