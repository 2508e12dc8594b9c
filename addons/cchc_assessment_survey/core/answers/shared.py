"""What is used of the rooms of the main addon that need no Odoo either.

Inside Odoo they are part of ``odoo.addons``, without it of ``core``, as this room is itself.
"""

from importlib import import_module

_CORE = "odoo.addons.cchc_assessment.core" if __name__.startswith("odoo.addons.") else "core"
_text = import_module(f"{_CORE}.plain.text")
_numbers = import_module(f"{_CORE}.plain.numbers")
_rounding = import_module(f"{_CORE}.scoring.rounding")
_columns = import_module(f"{_CORE}.workbook.role_columns")
_opening = import_module(f"{_CORE}.workbook.safe_open")

clean, fold, one_line, shorten = _text.clean, _text.fold, _text.one_line, _text.shorten
EXACT = _numbers.EXACT
as_stored, quantize = _rounding.as_stored, _rounding.quantize
Table = _columns.Table
DEFAULT_LIMITS, Limits = _opening.DEFAULT_LIMITS, _opening.Limits
WorkbookError = _opening.WorkbookError
cell_name, open_workbook = _opening.cell_name, _opening.open_workbook
