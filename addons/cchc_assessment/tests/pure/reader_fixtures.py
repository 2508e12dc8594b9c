"""Workbooks for the tests of the reader: small, of our own words, built in memory."""

import io
import zipfile
from collections.abc import Callable, Iterable

import openpyxl
import xlsxwriter

HEADINGS = ("STT", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa")

#: Two domains, three leaves with their options, and a total: nothing odd about it.
SOUND_ROWS = (
    ("1", "CHỈ ĐẠO, ĐIỀU HÀNH", 5),
    ("1.1", "Kế hoạch năm", 3),
    ("1.1.1", "Thời điểm ban hành kế hoạch", 2),
    (None, "Trước ngày 15 tháng 01: 2", None),
    (None, "Trong quý I :1", None),
    (None, "Không ban hành:0", None),
    ("1.1.2", "Số nhiệm vụ đã làm xong", 1),
    (None, "- Từ 80% trở lên: 1 điểm", None),
    (None, "- Từ 50% - dưới 80%: 0,5 điểm", None),
    (None, "- Dưới 50%: 0 điểm", None),
    ("1.2", "Sáng kiến", 2),
    (None, "Có sáng kiến: 2.0", None),
    (None, "Không có: 0", None),
    ("2", "THỦ TỤC HÀNH CHÍNH", 1.5),
    (None, "Đúng hạn: 1.5", None),
    (None, "Trễ hạn: 0.75", None),
    (None, "Tổng", 6.5),
)


def save(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(
    rows: Iterable[Iterable],
    *,
    headings: Iterable = HEADINGS,
    above: Iterable[Iterable] = (),
    change: Callable | None = None,
) -> bytes:
    """Return a workbook: rows above, one row of headings, and the rows of the table.

    ``change`` may do more to the sheet (merge, hide, format) before it is saved.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Phụ lục"
    for row in (*above, headings, *rows):
        sheet.append(list(row))
    if change:
        change(sheet)
    return save(book)


def large_workbook(rows: int) -> bytes:
    """Return a rubric with this many rows below its headings, written without holding them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("Phụ lục")
    sheet.write_row(0, 0, HEADINGS)
    for number in range(1, rows + 1):
        sheet.write_row(number, 0, (str(number), f"Tiêu chí {number}", 1))
    book.close()
    return out.getvalue()


def repack(
    data: bytes, replace: dict[str, Callable[[bytes], bytes]] | None = None, **more
) -> bytes:
    """Return the zip with some parts changed, and ``more`` parts (path with __ for /) added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            change = (replace or {}).get(entry.filename, lambda content: content)
            target.writestr(entry.filename, change(source.read(entry)))
        for path, content in more.items():
            target.writestr(path.replace("__", "/"), content)
    return out.getvalue()
