"""How a workbook of ours is opened, and what one of its sheets holds."""

from .styles import FONT

WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    # True would write such numbers as formulas; the writer never passes one on.
    "nan_inf_to_errors": False,
    # Column widths are counted in digits of the default font: this one is everywhere, or a font of
    # its metrics is, so columns are as wide in LibreOffice as in Excel. 72 and 21 pixels are its
    # standard cell.
    "default_format_properties": {"font_name": FONT, "font_size": 12, "font_scheme": "none"},
    "default_column_width": 72,
    "default_row_height": 21,
}

MAX_SHEET_ROWS = 1_048_576


class SheetTooLongError(ValueError):
    """What is to be written has more rows than a worksheet."""
