"""Workbooks of Excel 97-2003: read as those of today, or refused by a sentence's kind."""

import datetime
import io
import random
import time

import pytest
import xlwt
from reader_fixtures import workbook

from core.workbook import old_workbook
from core.workbook.rubric.reader import WorkbookError, read_rubric
from core.workbook.safe_open import DEFAULT_LIMITS

HEADINGS = ("STT", "Tiêu chí", "Điểm tối đa", "Tài liệu kiểm chứng")
ROWS = (
    ("1", "CHỈ ĐẠO, ĐIỀU HÀNH", 3, None),
    ("1.1", "Ban hành kế hoạch", 2, "Kế hoạch"),
    (None, "Kịp thời: 2", None, None),
    (None, "Không kịp thời: 1", None, None),
    ("1.2", "Báo cáo", 1, "Báo cáo"),
    (None, "Đủ: 1", None, None),
    (None, "Thiếu: 0", None, None),
)


def old(rows, merges=()):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Phụ lục")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    for merge in merges:
        sheet.merge(*merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_old_workbook_reads_as_a_new_one():
    """Criteria, options, documents and merged titles are what they are in an .xlsx."""
    title = ("BỘ TIÊU CHÍ ĐÁNH GIÁ CẢI CÁCH HÀNH CHÍNH NĂM 2026", None, None, None)
    read = read_rubric(old((title, HEADINGS, *ROWS), merges=[(0, 0, 0, 3)]))
    new = read_rubric(workbook(ROWS, headings=HEADINGS))

    def substance(rubric):
        return [
            (
                n.code,
                n.name,
                n.level,
                n.max_score,
                n.evidence,
                [(o.name, o.score) for o in n.options],
            )
            for n in rubric.nodes
        ]

    assert substance(read) == substance(new)
    assert read.year == 2026


def test_dates_and_truths_of_an_old_workbook_are_themselves():
    style = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    sheet.write(0, 0, datetime.date(2026, 1, 15), style)
    sheet.write(0, 1, True)
    sheet.write(0, 2, 1.5)
    sheet.write(2, 0, "dưới")
    stream = io.BytesIO()
    book.save(stream)
    opened = old_workbook.open_old_workbook(stream.getvalue(), DEFAULT_LIMITS)
    (_first, cells), (last, _cells) = opened.read_rows(opened.sheets[0])
    assert [cell.value for cell in cells] == [datetime.datetime(2026, 1, 15), True, 1.5]
    assert last == 3


def test_damaged_and_large_old_workbooks_are_refused_in_time():
    """Bytes that are cut off or changed end in a word of ours, soon; so does what is larger than any form."""
    good = old((HEADINGS, *ROWS))
    rng = random.Random(7)
    started = time.process_time()
    refused = 0
    for _try in range(120):
        bad = bytearray(good)
        for _change in range(rng.randrange(1, 12)):
            bad[rng.randrange(512, len(bad))] = rng.randrange(256)
        cut = rng.choice((len(bad), rng.randrange(600, len(bad))))
        try:
            read_rubric(bytes(bad[:cut]))
        except WorkbookError as error:
            refused += bool(error.kind)
    assert refused > 10
    assert time.process_time() - started < 60
    with pytest.raises(WorkbookError) as caught:
        read_rubric(good + b"\0" * old_workbook.MOST_BYTES)
    assert caught.value.kind == "too_large"


def test_rows_that_an_old_workbook_only_claims_cost_as_much_as_cells():
    """A merge at the end of a sheet makes all rows before it, without a cell in them."""
    book = xlwt.Workbook()
    for number in range(3):
        book.add_sheet(str(number)).merge(65_534, 65_535, 0, 0)
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(WorkbookError) as caught:
        read_rubric(stream.getvalue())
    assert caught.value.kind == "too_much"


def test_far_cells_of_an_old_workbook_stay_within_its_bounds():
    """Rows that have one cell at their far end cost what the budget has for cells."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for row in range(6_000):
        sheet.write(row, 255, 1)
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(WorkbookError) as caught:
        read_rubric(stream.getvalue())
    assert caught.value.kind in ("too_much", "too_many_rows", "no_header")
