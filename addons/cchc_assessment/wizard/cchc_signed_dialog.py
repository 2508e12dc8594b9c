import base64
import binascii
from io import BytesIO

from odoo import fields, models
from odoo.exceptions import UserError

from ..fields import LimitedChar


class CchcSignedDialog(models.AbstractModel):
    """What the dialogs have in common that take the signed copy of something."""

    _name = "cchc.signed.dialog"
    _description = "Dialog with a Signed File"

    signed_file = fields.Binary(attachment=False, help="The scan, or the signed PDF.")
    signed_file_name = LimitedChar()

    def _open_signed_file(self):
        """Return the signed copy as a binary file.

        :raises UserError: when there is none.
        """
        self.ensure_one()
        try:
            content = base64.b64decode(self.with_context(bin_size=False).signed_file or b"")
        except binascii.Error:
            content = b""
        if not content:
            raise UserError(self.env._("Attach the signed file."))
        return BytesIO(content)
