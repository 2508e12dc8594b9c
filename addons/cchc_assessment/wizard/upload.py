"""The bytes of a file that somebody gave to a dialog."""

import base64
import binascii

from ..core.workbook.safe_open import WorkbookError


def get_bytes(wizard, field_name="file"):
    """Return what a dialog's file holds; nothing where there is none.

    :raises WorkbookError: when what came is no file at all
    """
    try:
        # bin_size: the client may ask for sizes where the content is needed
        return base64.b64decode(wizard.with_context(bin_size=False)[field_name] or b"")
    except binascii.Error as error:
        raise WorkbookError("not_workbook", format="") from error
