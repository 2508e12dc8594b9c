"""A workbook whose rows were read whole: of a document's tables, of a text file."""

from collections.abc import Sequence
from dataclasses import replace

from ..plain.budget import Budget, OverBudget
from ..plain.old_fonts import find_old_font, read_old_font
from ..plain.xml import XmlError, local_name, walk
from ..plain.zips import SafeZip, ZipFault
from .cell_values import EMPTY_CELL, Cell
from .safe_open import Limits, WorkbookError, as_workbook_error, blank_covered, explain_xml
from .sheet_shape import SheetShape

Rows = Sequence[tuple[int, tuple[Cell, ...]]]


class PlainBook:
    """Is asked like a ``SafeWorkbook``. ``remarks`` are findings about how the file was read: kind and params."""

    def __init__(
        self,
        sheets: Sequence[tuple[SheetShape, Rows]],
        remarks: Sequence[tuple[str, dict]] = (),
    ):
        self.sheets = [shape for shape, _rows in sheets]
        self.remarks = list(remarks)
        self._rows = {id(shape): rows for shape, rows in sheets}
        texts = (
            cell.value
            for _shape, rows in sheets
            for _number, cells in rows
            for cell in cells
            if isinstance(cell.value, str)
        )
        self.font = find_old_font(texts)

    def read_rows(self, sheet: SheetShape, last_row: int | None = None) -> list[tuple[int, tuple]]:
        """Return (row number, cells) for each row that holds something, up to ``last_row``."""
        rows = [row for row in self._rows[id(sheet)] if not last_row or row[0] <= last_row]
        if self.font:
            rows = [(number, tuple(map(self._in_unicode, cells))) for number, cells in rows]
        return blank_covered(rows, sheet.merges)

    def close(self) -> None:
        """Give the rows back."""
        self._rows = dict.fromkeys(self._rows, ())

    def _in_unicode(self, cell: Cell) -> Cell:
        if not isinstance(cell.value, str):
            return cell
        return Cell(read_old_font(cell.value, self.font), cell.number_format)


def walk_part(data: bytes, part: str, reader: object, limits: Limits, budget: Budget) -> None:
    """Hand the XML of one part of a document to ``reader``, within what is left of the file's budget.

    :param reader: its ``start``, ``end`` and ``text`` are the handlers of ``plain.xml.walk``; names come without
        their namespaces.
    :raises WorkbookError: where the file cannot be read or goes beyond ``limits``.
    """
    try:
        with SafeZip(data, limits.zip, budget=budget) as archive, archive.open(part) as stream:
            xml = replace(limits.xml, elements=budget.left("elements"))
            walk(
                stream,
                start=reader.start,
                end=reader.end,
                text=reader.text,
                limits=xml,
                spell=local_name,
            )
    except ZipFault as fault:
        raise as_workbook_error(fault) from fault
    except OverBudget as error:
        raise WorkbookError(
            "too_much", part=part, measure=error.measure, limit=error.limit
        ) from error
    except XmlError as error:
        raise explain_xml(error, part, limits) from error
    except (KeyError, ValueError) as error:
        raise WorkbookError("damaged", part=part) from error


def make_sheet(
    name: str, rows: Sequence[tuple[int, list]], limits: Limits, **more: object
) -> tuple[SheetShape, Rows]:
    """Return a sheet of rows of values or cells, all as wide as the widest; blank rows are left out.

    :raises WorkbookError: ``too_many_rows``.
    """
    filled = []
    width = 0
    for number, values in rows:
        cells = [
            value if isinstance(value, Cell) else Cell(value) for value in values[: limits.columns]
        ]
        if any(cell.value not in (None, "") for cell in cells):
            filled.append((number, cells))
            width = max(width, len(cells))
            if len(filled) > limits.rows:
                raise WorkbookError("too_many_rows", sheet=name, limit=limits.rows)
    shape = SheetShape(name=name, hidden=bool(more.pop("hidden", False)), part=name)
    shape.rows = len(filled)
    shape.last_row = filled[-1][0] if filled else 0
    shape.last_column = width
    for key, value in more.items():
        setattr(shape, key, value)
    padded = [
        (
            number,
            tuple(EMPTY_CELL if cell.value == "" else cell for cell in cells)
            + (EMPTY_CELL,) * (width - len(cells)),
        )
        for number, cells in filled
    ]
    return shape, padded
