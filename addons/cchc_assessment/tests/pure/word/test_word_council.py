"""Minute and annex: columns by choice, what is said once or not at all, signatures that stay with their text."""

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from core.word.annex_data import Annex, AnnexGroup, AnnexNote, AnnexUnit
from core.word.columns import fit_columns
from core.word.minute_data import (
    AppraisedDomain,
    Difference,
    Minute,
    NotApplicable,
    Round,
)
from core.word.problems import TemplateProblem
from core.word.writer import STANDARD_TEMPLATES, check_template, write_document

HEADINGS = ("Điểm tối đa", "Tự đánh giá", "Thẩm định", "Tỷ lệ (%)", "Hạng", "Xếp loại")
CELLS = ("100,00", "88,00", "85,69", "85,69", "1", "Xuất sắc")


def _blank(kind, **values):
    return kind(**dict.fromkeys(kind.__dataclass_fields__, "") | values)


def make_annex(count=3, columns=6):
    unit = _blank(
        AnnexUnit, name="Ban Quản lý Khu kinh tế", cells=list(CELLS[:columns]), mark="", place="1"
    )
    units = [replace(unit, place=str(number + 1)) for number in range(count)]
    units[0] = replace(units[0], mark="1")
    return _blank(
        Annex,
        year="2026",
        groups=[AnnexGroup("I", "Sở, ban, ngành", str(count), "82,11", units)],
        columns=list(HEADINGS[:columns]),
        notes=[AnnexNote("1", "Ban Quản lý Khu kinh tế", "2", "1.2; 3.4", "94,00")],
        standing_note="Điểm làm tròn đến 02 chữ số.",
        ratings=[],
        set_aside=[],
        head_titles=[],
    )


def make_minute(**values):
    days = {"first_day": "28/11/2026", "last_day": "28/11/2026"}
    counts = dict.fromkeys(("council_only_count", "lowered_count", "raised_count"), "0")
    return _blank(
        Minute,
        **{
            **days,
            **counts,
            "agreed_count": "45",
            "decided_count": "45",
            "criterion_count": "45",
            "round_count": "1",
            "max_score": "97,00",
            "self_score": "88,00",
            "score": "85,69",
            "percent": "88,34",
            "members": [],
            "attendees": [],
            "objection": [],
            "objection_answer": [],
            "rounds": [Round("1", "28/11/2026", "28/11/2026", "45", "0", "0")],
            "not_applicable": [NotApplicable("1.2", "Sáng kiến", "3,00", "")],
            "domains": [AppraisedDomain("1", "Chỉ đạo", "97,00", "88,00", "85,69", "88,34")],
            "differences": [Difference("1.1", "Kế hoạch", "Chỉ đạo", "2", "2", "1", "-1", "Chậm")],
            "requests": [],
            "head_titles": ["TM. HỘI ĐỒNG", "CHỦ TỊCH"],
            "head_name": "Nguyễn Văn Mẫu",
            "secretary_name": "Trần Thị Mẫu",
            "unit_signer_name": "Phạm Văn Mẫu",
            **values,
        },
    )


def opened(record):
    return Document(io.BytesIO(write_document(record)))


@pytest.mark.parametrize("path", STANDARD_TEMPLATES.values(), ids=lambda path: path.stem)
def test_no_part_repeats_the_styles_as_they_were(path):
    """Word 2010 reads a part of python-docx's own template that would contradict the styles."""
    with zipfile.ZipFile(path) as package:
        assert not [name for name in package.namelist() if "stylesWithEffects" in name]


@pytest.mark.parametrize("of", ["groups", "group.units", "row.units"])
def test_a_third_loop_goes_through_what_an_item_has_only(of):
    """Lists within lists are bounded by what there is; the same list thrice would be its size to the third power."""
    document = Document()
    document.add_paragraph(
        "{% for row in groups %}{% for group in groups %}{% for unit in "
        + of
        + " %}x{% endfor %}{% endfor %}{% endfor %}"
    )
    content = io.BytesIO()
    document.save(content)
    if of == "group.units":
        check_template(content.getvalue(), Annex)
        return
    with pytest.raises(TemplateProblem) as caught:
        check_template(content.getvalue(), Annex)
    assert (caught.value.kind, caught.value.detail) == ("not_allowed", "for")


@pytest.mark.parametrize("columns", range(2, 7))
def test_the_annex_has_the_columns_chosen(columns):
    """Each row has a cell for each heading, the grid is theirs, and the table is as wide as before."""
    document = opened(make_annex(columns=columns))
    table = document.tables[0]
    heading, group, first, *_others = table.rows
    wanted = ["TT", "Đơn vị", *HEADINGS[:columns]]
    assert [cell.text for cell in heading.cells] == wanted
    assert [cell.text for cell in first.cells][2:] == list(CELLS[:columns])
    assert first.cells[1].text == "Ban Quản lý Khu kinh tế (1)"
    assert len(group._tr.tc_lst) == 1
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
    assert len(widths) == len(wanted)
    assert max(widths) == widths[1] >= 5 * widths[0], "the names have the room that figures leave"
    for row in table.rows:
        cells = row._tr.tc_lst
        assert sum(cell.width.twips for cell in cells) == sum(widths)
    section = document.sections[0]
    printable = section.page_width - section.left_margin - section.right_margin
    assert 0.95 * printable < sum(widths) * 635 <= printable


@pytest.mark.parametrize("made", ["by itself", "with a row that begins later"])
def test_the_columns_of_a_table_of_somebody_elses_stay(made):
    """Widths that Word finds for itself, or of rows that are not as wide as their table, say nothing of the columns."""
    document = Document()
    table = document.add_table(2, 3)
    for column, width in zip(table.columns, (1000, 3000, 5000), strict=True):
        for cell in [column, *column.cells]:
            cell.width = width * 635
    if made == "by itself":
        for row in table.rows:
            for cell in row.cells:
                cell._tc.tcPr.tcW.set(qn("w:type"), "auto")
                cell._tc.tcPr.tcW.set(qn("w:w"), "0")
    else:
        row = table.rows[1]._tr
        row.remove(row.tc_lst[0])
        row.get_or_add_trPr().append(OxmlElement("w:gridBefore"))
    fit_columns(document.element.body)
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
    assert widths == [1000, 3000, 5000]


def test_a_span_stands_where_the_schema_wants_it():
    """The width of a cell comes before its span: Word calls a document damaged in which it doesn't."""
    table = opened(make_annex()).tables[0]
    (cell,) = table.rows[1]._tr.tc_lst
    kinds = [child.tag for child in cell.tcPr]
    assert kinds.index(qn("w:tcW")) < kinds.index(qn("w:gridSpan"))


def test_the_annex_says_what_does_not_apply():
    """Below the table: what is rounded, and of each unit what does not apply and which maximum remains."""
    said = [paragraph.text for paragraph in opened(make_annex()).paragraphs]
    assert "Ghi chú: Điểm làm tròn đến 02 chữ số." in said
    (note,) = [text for text in said if text.startswith("(1) ")]
    assert "không áp dụng 2 tiêu chí (1.2; 3.4); điểm tối đa còn lại 94,00." in note


def test_the_minute_has_no_sentence_of_zeros():
    """What did not happen is not said, one day is named once, and the table has its total."""
    document = opened(make_minute())
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for zero in (" 0 tiêu chí", "từ ngày 28/11/2026", "yêu cầu giải trình 0"):
        assert zero not in text
    assert text.count("ngày 28/11/2026") == 2
    results = next(table for table in document.tables if table.rows[0].cells[1].text == "Lĩnh vực")
    assert [cell.text for cell in results.rows[-1].cells] == [
        *("", "Tổng cộng", "97,00", "88,00", "85,69", "88,34")
    ]
    assert "1 tiêu chí không áp dụng đối với đơn vị; điểm tối đa còn lại là 97,00 điểm:" in text


def test_two_days_are_both_named():
    """From the first to the last, where they differ."""
    text = "\n".join(p.text for p in opened(make_minute(last_day="30/11/2026")).paragraphs)
    assert "từ ngày 28/11/2026 đến ngày 30/11/2026, qua 1 vòng" in text


def test_signatures_stand_with_their_text():
    """The names are on one line, and neither they nor the room above leave the paragraph before."""
    document = opened(make_minute())
    table = document.tables[-1]
    assert [cell.text for cell in table.rows[-1].cells] == [
        *("Phạm Văn Mẫu", "Trần Thị Mẫu", "Nguyễn Văn Mẫu")
    ]
    before = table._tbl.getprevious()
    assert before.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    for row in table.rows[:-1]:
        for cell in row.cells:
            assert all(paragraph.paragraph_format.keep_with_next for paragraph in cell.paragraphs)
