"""Workbooks of Excel 97-2003 (.xls), read by xlrd where it is installed, as it is with Odoo."""

from ..plain.amounts import Size
from ..plain.budget import OverBudget, spend_text
from .cell_values import GENERAL, Cell
from .plain_book import PlainBook, Rows, make_sheet
from .safe_open import Limits, WorkbookError
from .sheet_shape import SheetShape

try:
    import xlrd
except ImportError:
    xlrd = None

#: xlrd holds every cell of a sheet at once, those between two filled ones too: a rubric has 200 kB.
MOST_BYTES = 1024 * 1024
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?"}


class _Nowhere:
    """What xlrd says of odd files is for nobody."""

    def write(self, _text: str) -> int:
        return 0

    def flush(self) -> None:
        """Nothing is kept."""


def open_old_workbook(data: bytes, limits: Limits) -> PlainBook:
    """Return the sheets of an ``.xls`` file.

    :raises WorkbookError: ``old_xls`` where nothing here reads it, ``too_large``, ``damaged``, ``password_protected``
        or ``too_much`` beyond ``limits``.
    """
    if xlrd is None:
        raise WorkbookError("old_xls")
    if len(data) > MOST_BYTES:
        raise WorkbookError("too_large", size=Size(len(data)), limit=Size(MOST_BYTES))
    try:
        book = xlrd.open_workbook(
            file_contents=data,
            logfile=_Nowhere(),
            on_demand=True,
            # merged cells come with it only
            formatting_info=True,
            ragged_rows=True,
        )
        with book:
            budget = limits.make_budget()
            budget.spend("sheets", book.nsheets)
            return PlainBook([_read_sheet(book, at, limits, budget) for at in range(book.nsheets)])
    except OverBudget as error:
        raise WorkbookError(
            "too_much", part="", measure=error.measure, limit=error.limit
        ) from error
    except WorkbookError:
        raise
    except Exception as error:
        # it trusts what it reads, and fails in whatever way that brings
        if "encrypted" in str(error).lower():
            raise WorkbookError("password_protected") from error
        raise WorkbookError("damaged", part="") from error


def _read_sheet(book, at: int, limits: Limits, budget) -> tuple[SheetShape, Rows]:
    sheet = book.sheet_by_index(at)
    rows = []
    for index in range(sheet.nrows):
        cells = sheet.row(index)[: limits.columns]
        budget.spend("cells", max(len(cells), 1))
        for cell in cells:
            if isinstance(cell.value, str):
                spend_text(cell.value, budget)
        rows.append((index + 1, [_read_cell(book, cell) for cell in cells]))
    merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    hidden_rows = {index + 1 for index, row in sheet.rowinfo_map.items() if row.hidden}
    shape = make_sheet(
        sheet.name,
        rows,
        limits,
        merges=merges,
        hidden=bool(sheet.visibility),
        hidden_rows=hidden_rows,
    )
    book.unload_sheet(at)
    return shape


def _read_cell(book, cell) -> Cell:
    value = cell.value
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return Cell()
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell(bool(value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(_ERRORS.get(value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return Cell(xlrd.xldate.xldate_as_datetime(value, book.datemode))
        except (ValueError, OverflowError):
            return Cell("#VALUE!")
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        whole = int(value) if value == int(value) else value
        return Cell(whole, _number_format(book, cell))
    return Cell(value)


def _number_format(book, cell) -> str:
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    found = book.format_map.get(style.format_key) if style else None
    return found.format_str if found else GENERAL
