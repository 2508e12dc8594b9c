from odoo import api, fields, models


class CchcSurveyPartMixin(models.AbstractModel):
    """A part of what is asked: it is written while its survey is in preparation, and stays from then on."""

    _name = "cchc.survey.part.mixin"
    _description = "Part of a Survey"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "sequence, id"
    _stays = False
    # the field that says what it is a part of
    _part_of = "survey_id"

    sequence = fields.Integer(default=10, aggregator=None)

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_is_asked_later()
        return parts

    @api.model
    def _get_creation_fields(self):
        # what it is a part of is said once
        return {*self._get_open_fields(), self._part_of}

    @api.model
    def _get_open_fields(self):
        return {**super()._get_open_fields(), "sequence": "_check_is_asked_later"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._check_is_asked_later()

    def _check_is_asked_later(self):
        """Refuse to change what is asked already; who opens the survey at this moment, or this one, begins again."""
        self.survey_id._lock_for_share()
        self.survey_id._check_is_draft()
