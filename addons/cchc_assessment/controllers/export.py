"""Odoo's own downloads of lists and pivot tables: what people typed into our records stays text in them."""

import json

from odoo import http
from odoo.http import request

from ..compat import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
    TableExporter,
)
from ..core.workbook.cell_safety import plain_in_cell, plain_in_csv

OUR_MODELS = "cchc."


def _is_ours(model):
    return isinstance(model, str) and model.startswith(OUR_MODELS)


def _is_list_of_ours():
    """Whether the list that is being exported is one of our models'."""
    return _is_ours(json.loads(request.params["data"])["model"])


class _TextStaysText:
    """A writer in whose cells a text is a text, whatever it looks like."""

    def write(self, row, column, cell_value, style=None):
        if cell_value and isinstance(cell_value, str):
            self.worksheet.write_string(row, column, cell_value, style)
        else:
            super().write(row, column, cell_value, style)


class PlainWriter(_TextStaysText, ExportXlsxWriter):
    """A list as a workbook."""


class PlainGroupWriter(_TextStaysText, GroupExportXlsxWriter):
    """A list in groups as a workbook."""


class CchcExcelExport(ExcelExport):
    @http.route()
    def web_export_xlsx(self, data):
        return super().web_export_xlsx(data)

    def from_data(self, fields, columns_headers, rows):
        if not _is_list_of_ours():
            return super().from_data(fields, columns_headers, rows)
        with PlainWriter(fields, columns_headers, len(rows)) as writer:
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    writer.write_cell(number, column, value)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        if not _is_list_of_ours():
            return super().from_group_data(fields, columns_headers, groups)
        with PlainGroupWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value


class CchcCSVExport(CSVExport):
    @http.route()
    def web_export_csv(self, data):
        return super().web_export_csv(data)

    def from_data(self, fields, columns_headers, rows):
        if _is_list_of_ours():
            columns_headers = [plain_in_csv(header) for header in columns_headers]
            rows = [[self._make_plain(value) for value in row] for row in rows]
        return super().from_data(fields, columns_headers, rows)

    def _make_plain(self, value):
        if isinstance(value, bytes):
            value = value.decode()
        return plain_in_csv(value) if isinstance(value, str) else value


class CchcTableExporter(TableExporter):
    @http.route()
    def export_xlsx(self, data, **kw):
        """Download a pivot table; of our models without what Odoo's writer would take for a formula or a link."""
        content = data if isinstance(data, str) else data.read()
        table = json.loads(content)
        if table and _is_ours(table.get("model")):
            self._make_plain(table)
        return super().export_xlsx(json.dumps(table), **kw)

    def _make_plain(self, table):
        for cells in (*table["col_group_headers"], table["measure_headers"], table["rows"]):
            for cell in cells:
                cell["title"] = plain_in_cell(str(cell["title"]))
        for row in table["rows"]:
            for cell in row["values"]:
                if isinstance(cell["value"], str):
                    cell["value"] = plain_in_cell(cell["value"])
