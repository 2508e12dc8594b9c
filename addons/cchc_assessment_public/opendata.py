"""Published results as open data: the same figures on the page, in a workbook and as CSV."""

import csv
import io
from dataclasses import dataclass
from math import ceil

from xlsxwriter import Workbook

from odoo.addons.cchc_assessment.core.workbook import layout
from odoo.addons.cchc_assessment.core.workbook.book import WORKBOOK_OPTIONS
from odoo.addons.cchc_assessment.core.workbook.cell_safety import clean_text, plain_in_csv
from odoo.addons.cchc_assessment.core.workbook.text_metrics import line_count, text_width

ABSENT = "Không nộp hồ sơ"
_UNIT_HEADINGS = ("Nhóm", "Mã đơn vị", "Đơn vị")
_RESULT_HEADINGS = (
    *_UNIT_HEADINGS,
    "Hạng",
    "Điểm tự đánh giá",
    "Điểm thẩm định",
    "Điểm tối đa",
    "Điểm thưởng",
    "Điểm trừ",
    "Tỷ lệ (%)",
    "Xếp loại",
)
_RESULT_VALUES = (
    "rank",
    "self_score",
    "score",
    "maximum",
    "bonus",
    "penalty",
    "percent",
)
_DOMAIN_HEADINGS = (
    *_UNIT_HEADINGS,
    "Mã lĩnh vực",
    "Lĩnh vực",
    "Điểm thẩm định",
    "Điểm tối đa",
    "Tỷ lệ (%)",
)
_DOMAIN_VALUES = ("code", "name", "score", "maximum", "percent")
# How wide the texts of a column may be at least, and at most, in points; longer ones go on in the line below.
_NARROW, _WIDE = 62, 300
_SIZE = 12
_COUNTED = ("Hạng",)


@dataclass(frozen=True)
class Table:
    """A table of open data.

    :ivar name: of its sheet
    :ivar headings: a text for each column
    :ivar rows: texts and numbers, None where there is no value; as many in each as there are columns
    """

    name: str
    headings: tuple
    rows: list


def make_tables(publication):
    """Return the units' results, by group and place, and what each reached in each domain.

    :param publication: what ``_make_open_data`` returns
    """
    results = [one for _name, members in group_results(publication) for one in members]
    return (
        Table("Kết quả", _RESULT_HEADINGS, [_make_row(one) for one in results]),
        Table(
            "Lĩnh vực",
            _DOMAIN_HEADINGS,
            [
                (*_tell_unit(one), *(domain[name] for name in _DOMAIN_VALUES))
                for one in results
                for domain in one["domains"]
            ],
        ),
    )


def group_results(publication):
    """Return name and results of each unit group, by place; those without a place come last, by name."""
    results = publication["results"]
    last = len(results) + 1
    grouped = {(one["code"], one["name"]): [] for one in publication["groups"]}
    for one in sorted(results, key=lambda one: (one["rank"] or last, one["unit"]["name"])):
        grouped[one["unit"]["group"], one["unit"]["group_name"]].append(one)
    return [(name, members) for (_code, name), members in grouped.items()]


def class_of(result):
    """Return the class of a result, or why it has none."""
    return result["rating"] or (ABSENT if result["standing"] == "absent" else "")


def write_workbook(tables, digits):
    """Return tables as an .xlsx file; what somebody typed is text in it, whatever it looks like.

    :param digits: decimals of the figures, as documents print them
    """
    stream = io.BytesIO()
    with Workbook(stream, WORKBOOK_OPTIONS) as book:
        base = {"text_wrap": True, "valign": "top"}
        heading = book.add_format({**base, "bold": True, "align": "center", "border": 1})
        text = book.add_format({**base, "border": 1})
        figure = book.add_format(
            {**base, "border": 1, "num_format": f"0.{'0' * digits}".rstrip(".")}
        )
        count = book.add_format({**base, "border": 1, "num_format": "0", "align": "center"})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, len(_UNIT_HEADINGS))
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            rooms = [_measure(column) for column in zip(table.headings, *table.rows, strict=True)]
            for column, room in enumerate(rooms):
                width = (room + layout.CELL_PADDING) / layout.USABLE_WIDTH
                sheet.set_column_pixels(column, column, ceil(width * layout.PIXELS_PER_POINT))
            looks = [count if one in _COUNTED else figure for one in table.headings]
            _write_row(sheet, 0, table.headings, rooms, heading, looks)
            for number, row in enumerate(table.rows, 1):
                _write_row(sheet, number, row, rooms, text, looks)
            sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)
    return stream.getvalue()


def write_csv(table):
    """Return a table as CSV: UTF-8 with its mark, a comma between values, a point in numbers."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([plain_in_csv(one) if isinstance(one, str) else one for one in row])
    return stream.getvalue().encode("utf-8-sig")


def _measure(column):
    """Return how much room a column has for its texts, in points: a heading may take two lines."""
    heading, *values = column
    texts = [text_width(one, _SIZE) for one in values if isinstance(one, str)]
    return min(max([*texts, text_width(heading, _SIZE, bold=True) / 2, _NARROW]) + 1, _WIDE)


def _write_row(sheet, number, row, rooms, text_look, looks):
    lines = 1
    for column, value in enumerate(row):
        if isinstance(value, str):
            text = clean_text(value)
            sheet.write_string(number, column, text, text_look)
            lines = max(lines, line_count(text, rooms[column], _SIZE, bold=not number))
        elif value is None:
            sheet.write_blank(number, column, None, text_look)
        else:
            sheet.write_number(number, column, value, looks[column])
    sheet.set_row(number, lines * layout.LINE_HEIGHT[_SIZE] + layout.CELL_PADDING)


def _make_row(result):
    figures = (result[name] for name in _RESULT_VALUES)
    return (*_tell_unit(result), *figures, class_of(result))


def _tell_unit(result):
    unit = result["unit"]
    return unit["group_name"], unit["code"], unit["name"]
