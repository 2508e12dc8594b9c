"""Files that are no rubric: each is refused for the right reason, and quickly."""

import io
import re
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reader_fixtures import HEADINGS, SOUND_ROWS, large_workbook, repack, save, workbook

from core.workbook.rubric.reader import (
    FINDINGS,
    WORKBOOK_ERRORS,
    Limits,
    WorkbookError,
    read_rubric,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
SOUND = workbook(SOUND_ROWS)


def refusal(data, **kwargs):
    """Return the error that reading raises; its params are those of its kind."""
    with pytest.raises(WorkbookError) as caught:
        read_rubric(data, **kwargs)
    error = caught.value
    assert set(error.params) == set(WORKBOOK_ERRORS[error.kind].params)
    return error


def in_sheet(old, new):
    """Return a change of the sheet's XML that must find what it replaces."""

    def change(content):
        assert old in content
        return content.replace(old, new, 1)

    return {SHEET: change}


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for path, content in parts.items():
            target.writestr(path.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


# Not a workbook


def test_empty_file():
    """An upload that arrived empty is called empty."""
    assert refusal(b"").kind == "empty_file"


def test_file_over_the_limit():
    """A file that is too large is refused with its size before it is opened."""
    error = refusal(SOUND, limits=Limits(bytes=1000))
    assert error.kind == "too_large"
    assert error.params == {"size": len(SOUND), "limit": 1000}


def test_old_excel_workbook():
    """An .xls file is named as such, so that its owner knows to save it as .xlsx."""
    assert refusal(OLE + b"\0" * 500 + "Workbook".encode("utf-16-le")).kind == "damaged"
    assert refusal(b"\x09\x08\x10\x00" + b"\0" * 100).kind == "damaged"


def test_password_protected_workbook():
    """A workbook with a password is named as such."""
    data = OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500
    assert refusal(data).kind == "password_protected"


def test_zip_with_a_password():
    """A zip whose parts are encrypted asks for a password as well."""
    data = bytearray(SOUND)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for match in re.finditer(re.escape(signature), bytes(data)):
            data[match.start() + offset] |= 1
    assert refusal(bytes(data)).kind == "password_protected"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%", "pdf"),
        (b"MZ\x90\0" + b"\0" * 60, "executable"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b"<?xml version='1.0'?><Workbook/>", "xml"),
        (OLE + b"\0" * 500, "ole"),
        (b"\0\1\2\3", ""),
        # short, and letters of no encoding beside signs that no text has
        (b"\1\2\xff;\3", ""),
        (b"PKfile", ""),
        (archive(readme="hello"), "zip"),
        (archive(ppt__presentation_dot_xml="<a/>"), "pptx"),
    ],
)
def test_other_files_are_named(data, kind):
    """Whatever else is uploaded under the name of a workbook is called what it is."""
    error = refusal(data)
    assert (error.kind, error.params) == ("not_workbook", {"format": kind})


def test_binary_workbook():
    """An .xlsb workbook is named, for it looks like one of ours."""
    data = repack(SOUND, xl__workbook=b"", **{"xl__workbook.bin": b""})
    assert refusal(data).params == {"format": "xlsb"}


@pytest.mark.parametrize(
    "data",
    [
        archive(mimetype="application/vnd.oasis", content_dot_xml="<a/>"),
        archive(word__document_dot_xml="<a/>"),
        b"a,b\nc,d\n",
    ],
)
def test_documents_without_a_table_have_no_headings(data):
    """What can hold a table is opened, and said to have none of a rubric's."""
    assert refusal(data).kind == "no_header"


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_truncated_workbook(part):
    """An upload that broke off is called incomplete, wherever it broke off."""
    assert refusal(SOUND[: int(len(SOUND) * part)]).kind == "truncated"


def test_workbook_without_a_part():
    """A workbook that lacks its sheet is called damaged, with the part that is missing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            if entry.filename != SHEET:
                target.writestr(entry.filename, source.read(entry))
    error = refusal(out.getvalue())
    assert (error.kind, error.params) == ("damaged", {"part": SHEET})


def test_sheet_that_is_cut_off_inside():
    """A sheet whose XML ends too early is called damaged, not half read."""
    cut = repack(SOUND, {SHEET: lambda content: content[: len(content) // 2]})
    assert refusal(cut).kind == "damaged"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="2"', b'<row r="0"'),
        (b'<row r="3"', b'<row r="99999999"'),
        (b'<row r="3"', b'<row r="1"'),
        (b'r="A2"', b'r="ZZZZ2"'),
        (b'r="A2"', b'r="A9"'),
        (b't="inlineStr"><is><t>STT</t></is>', b't="s"><v>999999</v>'),
    ],
)
def test_sheet_with_impossible_coordinates(old, new):
    """A forged sheet whose cells stand nowhere is refused, not read askew."""
    assert refusal(repack(SOUND, in_sheet(old, new))).kind == "damaged"


def test_number_cell_without_a_number():
    """A number cell that says NaN is named by its cell."""
    error = refusal(repack(SOUND, in_sheet(b"<v>5</v>", b"<v>NaN</v>")))
    assert error.kind == "unreadable_cell"
    assert error.params == {"sheet": "Phụ lục", "cell": "C2", "text": "NaN"}


def test_code_whose_style_is_not_there():
    """A code that is a number with a style that the workbook does not define is read as it is."""
    sheet = repack(SOUND, in_sheet(b't="inlineStr"><is><t>1</t></is>', b's="999"><v>1</v>'))
    assert read_rubric(sheet).nodes[0].code == "1"


# Attacks


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE worksheet SYSTEM "http://192.0.2.1/x.dtd">',
        b'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "docProps/core.xml"])
def test_entities_are_refused_in_every_part(prolog, part):
    """A file that tries to expand or fetch something through its XML is refused."""

    def declare(content):
        return prolog + re.sub(rb"^<\?xml.*?\?>", b"", content)

    error = refusal(repack(SOUND, {part: declare}))
    assert (error.kind, error.params) == ("xml_entities", {"part": part})


def test_an_old_drawing_is_no_xml_and_declares_nothing():
    """One that is not well-formed is nobody's business; one that declares something is refused like any part."""
    old = {"xl/drawings/vmlDrawing1.vml": b"<xml xmlns:v=urn><br></xml>"}
    assert read_rubric(repack(SOUND, **old)).nodes
    for name, content in (
        ("xl/drawings/vmlDrawing1.vml", b'<!DOCTYPE xml [<!ENTITY a "b">]><xml/>'),
        ("xl/drawings/vmlDrawing1.vml", b'<!DOCTYPE xml SYSTEM "http://192.0.2.1/x"><xml/>'),
    ):
        assert refusal(repack(SOUND, **{name: content})).kind == "xml_entities"
    # what is called XML has to be some
    bad = {"xl/drawings/drawing9.xml": b"<xml xmlns:v=urn/>"}
    assert refusal(repack(SOUND, **bad)).kind != "xml_entities"


def test_entities_in_another_encoding_are_refused():
    """Writing the same trick in UTF-16 does not help."""

    def declare(content):
        text = re.sub(r"^<\?xml.*?\?>", "", content.decode())
        return f"<!DOCTYPE worksheet>{text}".encode("utf-16")

    assert refusal(repack(SOUND, {SHEET: declare})).kind == "xml_entities"


def test_zip_bomb_by_ratio():
    """A small file that unpacks to a huge sheet is refused from its directory alone."""
    data = repack(SOUND, in_sheet(b"</sheetData>", b" " * 30_000_000 + b"</sheetData>"))
    error = refusal(data)
    assert (error.kind, error.params["measure"]) == ("zip_bomb", "ratio")


@pytest.mark.parametrize(
    ("limits", "measure"),
    [
        (Limits(unpacked=5_000), "bytes"),
        (Limits(part=1_000), "bytes"),
        (Limits(entries=3), "entries"),
    ],
)
def test_zip_bomb_by_size_and_count(limits, measure):
    """More content, or more parts, than any rubric has is refused."""
    error = refusal(SOUND, limits=limits)
    assert (error.kind, error.params["measure"]) == ("zip_bomb", measure)
    assert error.params["size"] > error.params["limit"]


def test_zip_that_lies_about_its_sizes():
    """A part that is longer than its directory entry says is not read on."""
    big = repack(SOUND, in_sheet(b"</sheetData>", b" " * 900_000 + b"</sheetData>"))
    with zipfile.ZipFile(io.BytesIO(big)) as source:
        size = source.getinfo(SHEET).file_size
    lying = big.replace(size.to_bytes(4, "little"), (4_000).to_bytes(4, "little"))
    assert lying != big
    assert refusal(lying).kind == "damaged"


def test_macros_and_external_links_are_ignored():
    """A workbook with macros or links to others is read as data, and nothing else."""
    data = repack(
        SOUND,
        xl__vbaProject=b"",
        **{
            "xl__vbaProject.bin": b"\0" * 100,
            "xl__externalLinks__externalLink1.xml": b"<externalLink/>",
        },
    )
    assert len(read_rubric(data).nodes) == 6


# Sizes


def test_fifty_thousand_rows_are_refused_in_little_memory():
    """A sheet with 50,000 rows is refused without filling the server's memory."""
    data = large_workbook(50_000)
    error = refusal(data)
    assert (error.kind, error.params) == ("too_many_rows", {"sheet": "Phụ lục", "limit": 5000})
    tracemalloc.start()
    refusal(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_row_limit_is_exact():
    """As many filled rows as allowed are read, one more is refused."""
    assert len(read_rubric(workbook(SOUND_ROWS), limits=Limits(rows=18)).nodes) == 6
    assert refusal(workbook(SOUND_ROWS), limits=Limits(rows=17)).kind == "too_many_rows"


def test_large_sheet_beside_the_rubric_does_not_matter():
    """A sheet of data next to the rubric is left alone, unless it is asked for."""
    book = openpyxl.load_workbook(io.BytesIO(SOUND))
    other = book.create_sheet("Số liệu", 0)
    for row in range(30):
        other.append(HEADINGS if row == 0 else (row, "x", 1))
    data = save(book)
    limits = Limits(rows=20)
    assert len(read_rubric(data, sheet="Phụ lục", limits=limits).nodes) == 6
    assert refusal(data, sheet="Số liệu", limits=limits).kind == "too_many_rows"


def test_empty_formatted_rows_are_no_rows():
    """Borders drawn far below the table do not make it too long."""

    def draw(sheet):
        for row in range(20, 300):
            sheet.cell(row, 1).number_format = "0.00"

    assert len(read_rubric(workbook(SOUND_ROWS, change=draw), limits=Limits(rows=20)).nodes) == 6


def test_cell_far_away_costs_nothing():
    """A stray cell at the bottom of the sheet does not hold up the reading."""

    def stray(sheet):
        sheet["E100000"] = "x"

    data = workbook(SOUND_ROWS, change=stray)
    tracemalloc.start()
    assert len(read_rubric(data).nodes) == 6
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # a hundred thousand empty rows would take more
    assert peak < 5_000_000


def test_too_many_cells():
    """A sheet that is too wide is refused with its name."""
    error = refusal(workbook(SOUND_ROWS), limits=Limits(cells=30))
    assert (error.kind, error.params) == ("too_many_cells", {"sheet": "Phụ lục", "limit": 30})


def test_merged_cells_over_and_over():
    """Forged merged cells that cover the sheet again and again are refused."""
    merges = b'<mergeCell ref="A1:XFD1048576"/>' * 30_000
    change = in_sheet(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>")
    assert refusal(repack(SOUND, change)).kind == "too_many_cells"


# No rubric in it


def test_no_header_row():
    """A workbook without the headings is refused with the headings that were looked for."""
    error = refusal(workbook([("1", "Một", 2)], headings=("A", "B", "C")))
    assert error.kind == "no_header"
    assert error.params["sheets"] == ("Phụ lục",)
    assert error.params["hidden_sheets"] == ()
    assert "Điểm tối đa" in error.params["headings"]


def test_empty_workbook():
    """A workbook without a word in it has no headings either."""
    assert refusal(save(openpyxl.Workbook())).kind == "no_header"


def test_words_of_headings_in_one_cell_are_no_header():
    """A title that names criteria and maximum scores is not taken for the headings."""
    data = workbook([], headings=("TIÊU CHÍ VÀ ĐIỂM TỐI ĐA",))
    assert refusal(data).kind == "no_header"


def test_only_a_hidden_sheet_is_a_rubric():
    """A rubric on a hidden sheet is not imported silently, but named."""
    book = openpyxl.load_workbook(io.BytesIO(SOUND))
    book.create_sheet("Bìa", 0)
    book["Phụ lục"].sheet_state = "hidden"
    data = save(book)
    error = refusal(data)
    assert error.kind == "no_header"
    assert (error.params["sheets"], error.params["hidden_sheets"]) == (("Bìa",), ("Phụ lục",))
    assert len(read_rubric(data, sheet="Phụ lục").nodes) == 6


def test_sheet_that_is_not_there():
    """Asking for a sheet that is not there lists those that are."""
    error = refusal(SOUND, sheet="Phụ lục 02")
    assert error.kind == "no_such_sheet"
    assert error.params == {"sheet": "Phụ lục 02", "sheets": ("Phụ lục",)}


@pytest.mark.parametrize(
    "rows", [[], [(None, "Chỉ có lời dẫn", None)], [(None, "Tổng", 100)], [(None, None, None)]]
)
def test_no_criterion_below_the_headings(rows):
    """Headings without a criterion below them are not an empty rubric."""
    error = refusal(workbook(rows))
    assert (error.kind, error.params) == (
        "no_criteria",
        {"sheet": "Phụ lục", "row": 1, "rubric_sheets": ("Phụ lục",)},
    )


# Wrong values in a rubric


def errors(*rows, change=None):
    rubric = read_rubric(workbook(rows, change=change))
    for finding in rubric.findings:
        assert set(finding.params) == {"row", "code", "name", *FINDINGS[finding.kind].params}
    return [(finding.kind, finding.params.get("cell")) for finding in rubric.errors]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("hai điểm", "score_not_number"),
        ("2-3", "score_not_number"),
        (True, "score_not_number"),
        ("#N/A", "score_not_number"),
        ("NaN", "score_not_finite"),
        ("1" * 40, "score_too_long"),
        (10**39, "score_out_of_range"),
        (10_000_000, "score_out_of_range"),
        (-2, "score_negative"),
        ("-0,5", "score_negative"),
        (None, "missing_max_score"),
        ("  ", "missing_max_score"),
        ("=1+1", "formula_without_value"),
    ],
)
def test_maximum_that_is_no_number(value, kind):
    """Each wrong maximum is an error that names its cell, and only one."""
    assert errors(("1", "Tiêu chí", value), (None, "Có: 1", None)) == [(kind, "C2")]


def test_infinite_number_cell():
    """A number too large for any computer is an error that names its cell."""
    data = repack(SOUND, in_sheet(b"<v>1.5</v>", b"<v>1e400</v>"))
    findings = read_rubric(data).errors
    assert [(f.kind, f.params["cell"]) for f in findings] == [("score_not_finite", "C15")]


def test_maximum_that_excel_made_a_date():
    """1.5 that Excel turned into the first of May is called a date."""

    def date(sheet):
        sheet["C2"].number_format = "dd/mm/yyyy"

    assert errors(("1", "Tiêu chí", 45000), (None, "Có: 1", None), change=date) == [
        ("score_is_date", "C2")
    ]


def test_formula_with_a_value_is_read_by_its_value():
    """A formula that Excel has calculated counts as its result, and is never evaluated here."""
    formula = b"<f>HYPERLINK(0)</f><v>2</v>"
    data = workbook([("1", "Tiêu chí", 2), (None, "Có: 2", None)])
    rubric = read_rubric(repack(data, in_sheet(b"<v>2</v>", formula)))
    assert rubric.nodes[0].max_score == 2
    assert rubric.findings == ()


def test_formula_without_a_value_in_code_and_name():
    """A row whose code or name was never calculated is not lost without a word."""
    rows = [("1", "Một", 1), (None, "Có: 1", None), ("=A2+1", "=B2", 1)]
    assert errors(*rows) == [("formula_without_value", "A4"), ("formula_without_value", "B4")]


def test_total_that_was_never_calculated():
    """A total without a value is only a warning."""
    rubric = read_rubric(workbook([*SOUND_ROWS[:-1], (None, "Tổng", "=SUM(C2:C16)")]))
    assert [(f.kind, f.params["text"]) for f in rubric.findings] == [("total_unreadable", "")]


def test_option_score_that_is_no_number():
    """A wrong score of an option is an error that names its cell, and only one."""
    rows = [("1", "Tiêu chí", 2), (None, "Có", "hai"), (None, "Không: " + "9" * 40, None)]
    rubric = read_rubric(workbook(rows))
    assert [(f.kind, f.params["cell"], f.code) for f in rubric.findings] == [
        ("score_not_number", "C3", "1"),
        ("score_too_long", "B4", "1"),
    ]
    assert [option.score for option in rubric.nodes[0].options] == [None, None]


def test_code_without_a_name():
    """A code without a name is an error that names the empty cell."""
    assert errors(("1", None, 1), (None, "Có: 1", None)) == [("missing_name", "B2")]


# Any bytes


@given(st.binary(max_size=200))
@example(b"")
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + bytes(18))
def test_any_bytes_are_refused_with_a_reason(data):
    """Whatever bytes are uploaded, the answer is a sentence."""
    refusal(data)


@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=8))
@example(0, b"\x00")
@example(len(SOUND) - 1, b"\x00")
@example(len(SOUND) - 22, b"\x00" * 8)
def test_damaged_bytes_are_read_or_refused(place, noise):
    """A file that was damaged anywhere is either still readable or refused with a reason."""
    data = SOUND[:place] + noise + SOUND[place + len(noise) :]
    try:
        rubric = read_rubric(data)
    except WorkbookError as error:
        assert set(error.params) == set(WORKBOOK_ERRORS[error.kind].params)
    else:
        assert rubric.nodes


def test_what_is_found_comes_in_the_order_of_the_rows():
    """Whoever mends a sheet goes through it once, from its top to its end."""
    rows = [list(row) for row in SOUND_ROWS]
    rows[2][0], rows[6][2], rows[10][2], rows[-1][2] = "9.9.9", 7, "x", 99
    rows[3][1] = "Trước ngày: nhiều"
    found = [finding.row for finding in read_rubric(workbook(rows)).findings]
    assert len(set(found)) > 4
    assert found == sorted(found)
