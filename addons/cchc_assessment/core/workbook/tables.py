"""The one opening for whatever holds a table: a workbook, a document, a text file."""

from .old_workbook import open_old_workbook
from .open_document import open_spreadsheet
from .plain_book import PlainBook
from .safe_open import DEFAULT_LIMITS, Limits, SafeWorkbook, WorkbookError, open_workbook
from .separated_text import open_separated
from .word_tables import open_word

#: What a file that is no workbook of Excel's may be, and who reads it.
_OPENERS = {"docx": open_word, "ods": open_spreadsheet, "csv": open_separated}


def open_table(data: bytes, limits: Limits = DEFAULT_LIMITS) -> SafeWorkbook | PlainBook:
    """Open a file by what its bytes are: ``.xlsx``, ``.xlsm``, ``.xls``, ``.docx``, ``.ods`` or separated text.

    :raises WorkbookError: where it is none of these, or goes beyond ``limits``.
    """
    try:
        return open_workbook(data, limits)
    except WorkbookError as error:
        if error.kind == "old_xls":
            return open_old_workbook(data, limits)
        opener = _OPENERS.get(error.params.get("format")) if error.kind == "not_workbook" else None
        if opener is None:
            raise
    return opener(data, limits)
