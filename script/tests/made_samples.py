"""``python made_samples.py FOLDER``: write one of each kind of document and workbook that the addon makes.

What they say is that of the tests without Odoo, whose folders have to be on ``PYTHONPATH``.
"""

import io
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import appendix_fixtures
import form_fixtures
import test_word_council
import test_word_papers
import test_word_report
import test_workbook_round_trip
import xlsxwriter
from consolidated_fixtures import HEADING, make_consolidated, make_nodes, make_unit

from core.word.writer import STANDARD_TEMPLATES, write_document
from core.workbook.blank_form import BlankForm, write_blank_form
from core.workbook.book import WORKBOOK_OPTIONS
from core.workbook.consolidated.data import Group
from core.workbook.consolidated.writer import write_consolidated, write_unit_results
from core.workbook.people.reader import EXPECTED_HEADINGS
from core.workbook.rubric.comparison import Change, Comparison, Provision, Side, write_comparison

# So many units that tables go over pages.
UNITS = 40
BLANK = BlankForm(
    sheet_name="Danh sách",
    title="DANH SÁCH ĐƠN VỊ VÀ NGƯỜI DÙNG",
    note="Mỗi dòng là một người của một đơn vị.",
    headings=EXPECTED_HEADINGS,
    widths=(16, 40, 28, 28, 32, 24),
    rows=[(f"S-{n}", f"Sở Thử nghiệm số {n}", "Sở", None, None, None) for n in range(UNITS)],
)


def _workbook(write, *arguments):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as workbook:
        write(workbook, *arguments)
    return stream.getvalue()


def _make_comparison():
    old = Provision("1.1", "Ban hành kế hoạch", Decimal(2), "- Có: 2")
    new = Provision("1.2", "Ban hành kế hoạch năm", Decimal("1.5"), "- Có: 1,5")
    sides = (
        Side("Bộ tiêu chí 2030", "Phụ lục 01", "Quyết định số 1/QĐ-UBND", Decimal(100)),
        Side("Bộ tiêu chí 2031", "Phụ lục 01", "Quyết định số 2/QĐ-UBND", Decimal("99.5")),
    )
    return Comparison(*sides, [Change(["max_changed", "moved"], old, new, "Từ 1 sang 2")] * UNITS)


def _make_result():
    nodes = make_nodes()
    return [(HEADING, Group("Sở", nodes, [make_unit(nodes, "Sở Một", 1)], (), size=UNITS))]


def _make_appendix():
    form = appendix_fixtures.FORM
    return appendix_fixtures.write(replace(form, rows=tuple(form.rows) * 4)).content


def make_all():
    """Return ``{file name: content}``."""
    records = {
        "report": test_word_report.REPORT,
        "minute": test_word_council.make_minute(),
        "annex": test_word_council.make_annex(UNITS),
        **{
            kind.__name__: test_word_papers.make_paper(kind, UNITS)
            for kind in test_word_papers.KINDS
        },
    }
    assert {type(record) for record in records.values()} == set(STANDARD_TEMPLATES)
    return {
        **{f"{name}.docx": write_document(record) for name, record in records.items()},
        "appendix.xlsx": _make_appendix(),
        "form.xlsx": form_fixtures.write_form(),
        "consolidated.xlsx": _workbook(write_consolidated, make_consolidated((UNITS, 3))),
        "result.xlsx": _workbook(write_unit_results, _make_result()),
        "comparison.xlsx": _workbook(write_comparison, _make_comparison()),
        "blank.xlsx": write_blank_form(BLANK),
        "rubric.xlsx": test_workbook_round_trip.write(test_workbook_round_trip.sound_rubric()),
    }


if __name__ == "__main__":
    for name, content in make_all().items():
        Path(sys.argv[1], name).write_bytes(content)
