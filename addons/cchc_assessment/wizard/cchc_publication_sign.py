from odoo import api, fields, models

from ..fields import NUMBER_LENGTH, LimitedChar


class CchcPublicationSign(models.TransientModel):
    """What has been signed: number and date of the decision, and the scan, with which frozen results are published."""

    _name = "cchc.publication.sign"
    _description = "Publish Signed Results"
    _inherit = ["cchc.signed.dialog"]

    publication_id = fields.Many2one("cchc.publication", ondelete="cascade")
    decision_number = LimitedChar(required=True, max_length=NUMBER_LENGTH)
    decision_date = fields.Date(required=True, default=lambda self: self.env.company._cchc_today())
    notify_units = fields.Boolean("Send the Notices at Once", default=True)

    @api.constrains("publication_id")
    def _check_publication(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).publication_id.check_access("read")

    def action_publish(self):
        behind = self.publication_id.ensure_one()._publish_signed(
            self.decision_number,
            self.decision_date,
            self._open_signed_file(),
            self.signed_file_name,
            notify_units=self.notify_units,
        )
        return behind or {"type": "ir.actions.act_window_close"}
