from odoo import api, fields, models


class CchcSurveyPartMixin(models.AbstractModel):
    """A part of what is asked: it is written while its survey is in preparation, and stays from then on."""

    _name = "cchc.survey.part.mixin"
    _description = "Part of a Survey"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "sequence, id"
    _stays = False

    sequence = fields.Integer(default=10, aggregator=None)

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.survey_id._check_is_draft()
        return parts

    @api.model
    def _get_creation_fields(self):
        return self._get_open_fields().keys()

    @api.model
    def _get_open_fields(self):
        return {**super()._get_open_fields(), "sequence": "_check_is_asked_later"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._check_is_asked_later()

    def _check_is_asked_later(self):
        self.survey_id._check_is_draft()
