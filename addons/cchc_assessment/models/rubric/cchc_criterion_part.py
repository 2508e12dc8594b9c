from odoo import api, fields, models
from odoo.exceptions import UserError

from ...fields import STATEMENT_LENGTH, LimitedChar


class CchcCriterionPart(models.AbstractModel):
    """A row below a criterion (an option, a required document): it closes with its rubric."""

    _name = "cchc.criterion.part"
    _description = "Part of a Criterion"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    _stays = False
    _order = "criterion_id, sequence, id"

    criterion_id = fields.Many2one(
        "cchc.criterion", required=True, ondelete="cascade", index=True, check_company=True
    )
    rubric_id = fields.Many2one(related="criterion_id.rubric_id", store=True, index=True)
    company_id = fields.Many2one(related="rubric_id.company_id")
    sequence = fields.Integer(default=10)
    name = LimitedChar(required=True, max_length=STATEMENT_LENGTH)

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        # afterwards, since the criterion may also come from a default that the caller sends
        parts._check_is_draft()
        return parts

    def write(self, vals):
        result = super().write(vals)
        if "criterion_id" in vals:
            self._check_is_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_is_draft()

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(self._fields.keys() - {"rubric_id"}, "_check_is_draft"),
        }

    def _refuse_fields(self, names):
        raise UserError(self.env._("The rubric follows from the criterion."))

    def _check_is_draft(self):
        self.criterion_id.rubric_id._check_is_draft()
