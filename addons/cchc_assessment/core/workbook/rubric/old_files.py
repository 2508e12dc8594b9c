"""Rubrics in files that LibreOffice has to make new ones of first."""

from ..office_process import modernise
from .data import RubricSheet
from .reader import WorkbookError, read_rubric


def read_rubric_of_any_form(data: bytes, **options) -> RubricSheet:
    """Read the rubric from the bytes of a file, as ``read_rubric`` does, and of a .xlsb what is made of it.

    :raises WorkbookError: what ``read_rubric`` says; of a .xlsb that nobody made a new workbook of, what it is
    """
    try:
        return read_rubric(data, **options)
    except WorkbookError as error:
        is_binary = error.kind == "not_workbook" and error.params.get("format") == "xlsb"
        made = modernise(data, "xlsb") if is_binary else None
        if not made:
            raise
    return read_rubric(made, **options)
