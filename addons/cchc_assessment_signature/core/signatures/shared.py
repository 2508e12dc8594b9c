"""What is used of the rooms of the main addon that need no Odoo either.

Inside Odoo they are part of ``odoo.addons``, without it of ``core``, as this room is itself.
"""

from importlib import import_module

_CORE = "odoo.addons.cchc_assessment.core" if __name__.startswith("odoo.addons.") else "core"
_sorting = import_module(f"{_CORE}.sorting")
_reading = import_module(f"{_CORE}.documents.reading")
_work = import_module(f"{_CORE}.plain.work")

BoundedFile = _reading.BoundedFile
WorkLimitError = _work.WorkLimitError
names_another_body = _sorting.names_another_body
bounded = _work.bounded
count_inflation = _work.count_inflation
