"""Damaged files: each is read or refused with a kind that has a sentence, and nothing else happens."""

import warnings
from dataclasses import replace

import pytest
from damage import damage
from form_fixtures import FILLED, FORM, QUESTIONS, answers, write_form, zipped

from core.workbook.appendix.matching import match_rows
from core.workbook.appendix.reader import APPENDIX_ERRORS, open_upload
from core.workbook.safe_open import WORKBOOK_ERRORS, WorkbookError
from core.workbook.upload_archive import ARCHIVE_ERRORS

KINDS = {**WORKBOOK_ERRORS, **ARCHIVE_ERRORS, **APPENDIX_ERRORS}
WORKBOOK = write_form(replace(FORM, rows=FILLED))
ARCHIVE = zipped({"Phụ lục.xlsx": WORKBOOK, "TLKC/a.pdf": b"%PDF-1.4", "TLKC/b.pdf": b"%PDF-1.4 b"})


def outcome(data: bytes) -> str:
    """Read a file to its end; return the kind of error, or "read"."""
    try:
        upload = open_upload(data)
        sheet = upload.read()
        match_rows(sheet.rows, QUESTIONS, trusts_keys=True)
        answers(sheet)
        for row in sheet.rows:
            for document in row.documents:
                for path in upload.find(document.target or document.text).paths:
                    upload.archive.read(path)
        upload.close()
    except WorkbookError as error:
        return error.kind
    return "read"


@pytest.mark.parametrize("block", range(10))
@pytest.mark.parametrize("data", [WORKBOOK, ARCHIVE], ids=["workbook", "archive"])
def test_damaged_files_are_read_or_refused(data, block):
    """However a file is damaged, it is read or refused by one of the known sentences."""
    with warnings.catch_warnings():
        # the damaged archives themselves are made with names that stand twice
        warnings.simplefilter("ignore", UserWarning)
        outcomes = {outcome(damage(data, seed)) for seed in range(20 * block, 20 * block + 20)}
    assert outcomes <= {"read", *KINDS}
    assert len(outcomes) > 1
