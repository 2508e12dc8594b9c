from odoo import api, fields, models

from ..fields import REASON_LENGTH, LimitedText


class CchcPublicationReturn(models.TransientModel):
    """Why results that were frozen for signature are taken back, by the secretary or by the chair."""

    _name = "cchc.publication.return"
    _description = "Take Frozen Results Back"

    publication_id = fields.Many2one("cchc.publication", ondelete="cascade")
    reason = LimitedText(required=True, max_length=REASON_LENGTH)

    @api.constrains("publication_id")
    def _check_publication(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).publication_id.check_access("read")

    def action_return(self):
        self.ensure_one()
        self.publication_id.ensure_one()._unfreeze(self.reason)
        return {"type": "ir.actions.act_window_close"}
