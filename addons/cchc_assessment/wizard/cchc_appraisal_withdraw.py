from odoo import api, fields, models

from ..fields import REASON_LENGTH, LimitedText


class CchcAppraisalWithdraw(models.TransientModel):
    """The secretary's reason for taking questions back that a unit has not answered."""

    _name = "cchc.appraisal.withdraw"
    _description = "Withdraw Questions"

    appraisal_ids = fields.Many2many("cchc.appraisal", string="Questions", required=True)
    summary = fields.Text("Questions to Withdraw", compute="_compute_summary")
    reason = LimitedText(required=True, max_length=REASON_LENGTH)

    @api.constrains("appraisal_ids")
    def _check_appraisals(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).appraisal_ids.check_access("read")

    @api.depends("appraisal_ids")
    def _compute_summary(self):
        for wizard in self:
            questions = wizard.sudo(False).appraisal_ids
            questions.check_access("read")
            wizard.summary = "\n".join(
                f"{one.unit_id.name}, {one.criterion_id.display_name}: {one.request or ''}"
                for one in questions
            )

    def action_withdraw(self):
        self.ensure_one()
        self.appraisal_ids._withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
