"""A small form of our own words, written in memory, and ways to read it back."""

import io
import re
import zipfile
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from core.workbook.appendix.writer import (
    Appendix,
    AppendixWriter,
    Document,
    Row,
    Signer,
    Totals,
    WriteReport,
)
from core.workbook.book import WORKBOOK_OPTIONS

PLAN = Document("Kế hoạch 156/KH-SNV", "https://cchc.example.vn/cchc/evidence/7")
REPORT = Document("Báo cáo 266/BC-SNV", "https://cchc.example.vn/cchc/evidence/8")
NOTICE = Document("Thông báo 377/TB-SNV", "https://cchc.example.vn/cchc/evidence/3")

LEAF = Row(
    code="1.1.1",
    name="Thời điểm ban hành kế hoạch",
    level=3,
    is_leaf=True,
    max_score=Decimal("2"),
    self_score=Decimal("1.5"),
    evidence=(PLAN,),
    explanation="Ban hành ngày 12/01/2026.",
    appraised_score=Decimal("1.25"),
    remark="Đồng ý.",
)
ROWS = (
    Row(
        "1", "CHỈ ĐẠO, ĐIỀU HÀNH", 1, False, Decimal(5), Decimal("3.5"), appraised_score=Decimal(3)
    ),
    Row("1.1", "Kế hoạch năm", 2, False, Decimal(5), Decimal("3.5")),
    LEAF,
    Row(
        "1.1.2",
        "Số nhiệm vụ đã làm xong",
        3,
        True,
        Decimal(3),
        Decimal(2),
        evidence=(PLAN, REPORT, NOTICE),
    ),
    Row("1.1.3", "Kiểm tra việc thực hiện", 3, True, Decimal(1), not_applicable=True),
    Row("1.1.4", "Kết quả điều tra xã hội học", 3, True, Decimal(1), council_only=True),
)
FORM = Appendix(
    organisation="SỞ THỬ NGHIỆM",
    parent_organisation="ỦY BAN NHÂN DÂN TỈNH MẪU",
    appendix_label="PHỤ LỤC 01",
    subtitle="(Kèm theo Công văn số 12/STN-VP ngày 05 tháng 12 năm 2026)",
    unit_name="Sở Thử nghiệm",
    place_and_date="Mẫu, ngày 05 tháng 12 năm 2026",
    year=2026,
    rows=ROWS,
    totals=Totals(
        max_score=Decimal(5),
        self_score=Decimal("3.5"),
        appraised_score=Decimal(3),
        self_percent=Decimal("70.005"),
        appraised_percent=Decimal(60),
        rating="Khá",
    ),
    signer=Signer(titles=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), name="Nguyễn Văn An"),
    preparer=Signer(titles=("NGƯỜI LẬP BIỂU",), note="(Ký, ghi rõ họ tên)", name="Lê Thị Bình"),
)


@dataclass(frozen=True)
class Written:
    """A written workbook: what the writer reported, what openpyxl reads, what the file holds."""

    content: bytes
    reports: list[WriteReport]

    @property
    def report(self) -> WriteReport:
        return self.reports[0]

    @cached_property
    def workbook(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(self.content))

    @cached_property
    def sheet(self) -> Worksheet:
        return self.workbook.worksheets[0]

    @cached_property
    def parts(self) -> dict[str, str]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    @property
    def sheet_xml(self) -> str:
        return self.parts["xl/worksheets/sheet1.xml"]

    @property
    def formulas(self) -> list[str]:
        """Each formula element of any sheet, whatever a reader makes of it."""
        return [
            match
            for name, xml in self.parts.items()
            if name.startswith("xl/worksheets/sheet")
            for match in re.findall(r"<f[ />]", xml)
        ]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Text and target of each linked cell, from top to bottom."""
        return [
            (cell.value, cell.hyperlink.target)
            for row in self.sheet.iter_rows()
            for cell in row
            if cell.hyperlink
        ]

    @property
    def texts(self) -> list[str]:
        return [
            cell.value
            for row in self.sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str)
        ]

    def row_of(self, text: str) -> int:
        """The first sheet row in which a cell says ``text``."""
        return next(
            cell.row for row in self.sheet.iter_rows() for cell in row if cell.value == text
        )

    def values_of(self, text: str) -> list:
        """All values of that row."""
        return [cell.value for cell in self.sheet[self.row_of(text)]]

    def height_of(self, text: str) -> float:
        """Height of the rows over which the first cell that says ``text`` is merged, in points."""
        cell = next(cell for row in self.sheet.iter_rows() for cell in row if cell.value == text)
        rows = [cell.row]
        for merged in self.sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                rows = range(merged.min_row, merged.max_row + 1)
        # the height that is every row's own need not be written
        return sum(self.sheet.row_dimensions[row].height or 15 for row in rows)


def write(*forms: Appendix, options: dict | None = None, **changes) -> Written:
    """Write ``forms``, or ``FORM`` with ``changes``, on a sheet each."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS if options is None else options) as workbook:
        writer = AppendixWriter(workbook)
        reports = [writer.add_sheet(form) for form in forms or (replace(FORM, **changes),)]
    return Written(buffer.getvalue(), reports)


def write_leaf(**changes) -> Written:
    """Write ``FORM`` with one leaf only: ``LEAF`` with ``changes``."""
    return write(rows=(replace(LEAF, **changes),))
