import base64
import binascii
from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..fields import NUMBER_LENGTH, LimitedChar


class CchcPublicationSign(models.TransientModel):
    """What has been signed: number and date of the decision, and the scan, with which frozen results are published."""

    _name = "cchc.publication.sign"
    _description = "Publish Signed Results"

    publication_id = fields.Many2one("cchc.publication", ondelete="cascade")
    decision_number = LimitedChar(required=True, max_length=NUMBER_LENGTH)
    decision_date = fields.Date(required=True, default=lambda self: self.env.company._cchc_today())
    signed_file = fields.Binary(attachment=False, help="The scan, or the signed PDF.")
    signed_file_name = LimitedChar()
    notify_units = fields.Boolean("Send the Notices at Once", default=True)

    @api.constrains("publication_id")
    def _check_publication(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).publication_id.check_access("read")

    def action_publish(self):
        self.ensure_one()
        try:
            content = base64.b64decode(self.with_context(bin_size=False).signed_file or b"")
        except binascii.Error:
            content = b""
        if not content:
            raise UserError(self.env._("Attach the signed file."))
        self.publication_id.ensure_one()._publish_signed(
            self.decision_number,
            self.decision_date,
            BytesIO(content),
            self.signed_file_name,
            notify_units=self.notify_units,
        )
        return {"type": "ir.actions.act_window_close"}
