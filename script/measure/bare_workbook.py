"""The cells of a sheet once more, by xlsxwriter alone: what writing them costs at the least."""

import io

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from odoo.addons.cchc_assessment.core.workbook.appendix.writer import AppendixWriter

# What writes a cell. Heights of rows, widths of columns and the page are the addon's own work.
_CELL_CALLS = ("write_string", "write_number", "write_blank", "write_url", "merge_range")
_OPTIONS = {"in_memory": True}


class _Recorder:
    """What a worksheet of any kind is given, to remember how its cells were written."""

    def __init__(self):
        super().__init__()
        self.calls = []


class _RecordingWorkbook(Workbook):
    """A workbook whose worksheets remember."""

    def add_worksheet(self, name=None, worksheet_class=None):
        kind = type("RecordingSheet", (_Recorder, worksheet_class or Worksheet), {})
        return super().add_worksheet(name, kind)


def _recorded(name):
    def call(self, *arguments):
        if name == "write_url":
            *cell, style, text = arguments
            self.calls.append((name, cell, style, (text,)))
        else:
            *cell, style = arguments
            self.calls.append((name, cell, style, ()))
        return getattr(super(_Recorder, self), name)(*arguments)

    return call


for _name in _CELL_CALLS:
    setattr(_Recorder, _name, _recorded(_name))


def record_calls(writer, appendix):
    """Return the calls by which ``writer`` writes the cells of ``appendix``, for ``replay``."""
    [(_name, calls)] = record_sheets(lambda workbook: writer(workbook).add_sheet(appendix))
    return calls


def make_bare_appendix(assessment):
    """Return a function that reads once what an appendix is made of and writes its cells, and the calls of those."""
    report = assessment.env["report.cchc_assessment.appendix"]
    calls = record_calls(AppendixWriter, report._make_appendix(assessment))

    def write():
        assessment.read(["unit_id", "period_id", "rubric_id", "state"])
        assessment.rubric_id.criterion_ids.read(
            ["code", "name", "level", "max_score", "is_leaf", "parent_id", "section", "scored_by"]
        )
        assessment.line_ids.read(
            ["criterion_id", "self_score", "explanation", "evidence_ids", "not_applicable"]
        )
        assessment.evidence_ids.read(["name", "document_number", "document_date", "url"])
        replay(calls)

    return write, calls


def record_sheets(write):
    """Return the name and the calls of each sheet that ``write`` adds to the workbook that it is given."""
    workbook = _RecordingWorkbook(io.BytesIO(), _OPTIONS)
    write(workbook)
    sheets = [(sheet.get_name(), sheet.calls) for sheet in workbook.worksheets()]
    workbook.close()
    return sheets


def replay(calls):
    """Write the same cells, merges and links by the same calls, in as many formats."""
    replay_sheets([("1", calls)])


def replay_sheets(sheets):
    """As ``replay``, for what ``record_sheets`` returns."""
    with Workbook(io.BytesIO(), _OPTIONS) as workbook:
        formats = {}
        for title, calls in sheets:
            sheet = workbook.add_worksheet(title)
            for name, arguments, style, rest in calls:
                if style not in formats:
                    # as bare as can be, and no two alike: xlsxwriter would make one of them
                    size = 10 + len(formats) / 4
                    formats[style] = workbook.add_format({"text_wrap": True, "font_size": size})
                getattr(sheet, name)(*arguments, formats[style], *rest)
