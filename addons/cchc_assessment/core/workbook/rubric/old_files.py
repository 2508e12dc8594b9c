"""Rubrics in old files of Office, which LibreOffice makes new ones of first."""

from collections.abc import Callable

from ..office_process import modernise
from .data import RubricSheet
from .reader import WorkbookError, read_rubric


def read_rubric_of_any_age(
    data: bytes, change: Callable[[bytes, str], bytes | None] = modernise, **options
) -> RubricSheet:
    """Read the rubric from the bytes of a file, as ``read_rubric`` does, and of a .doc or .xlsb what is made of it.

    :param change: makes a new file of an old one; None where it cannot
    :raises WorkbookError: what ``read_rubric`` says; of an old file that nobody made a new one of, what it is
    """
    try:
        return read_rubric(data, **options)
    except WorkbookError as error:
        form = _find_form(error)
        made = form and change(data, form)
        if not made:
            raise
    return read_rubric(made, **options)


def _find_form(error: WorkbookError) -> str:
    if error.kind == "old_doc":
        return "doc"
    is_binary = error.kind == "not_workbook" and error.params.get("format") == "xlsb"
    return "xlsb" if is_binary else ""
