from odoo import fields, models
from odoo.exceptions import UserError

from .cchc_survey import KIND


class SurveySurvey(models.Model):
    _name = "survey.survey"
    _inherit = ["survey.survey"]

    survey_type = fields.Selection(
        selection_add=[(KIND, "CCHC assessment")], ondelete={KIND: "cascade"}
    )

    def _is_cchc(self):
        return self.survey_type == KIND

    def _check_answer_creation(self, *args, **kwargs):
        """Refuse another way in than those that were sent: one answer each.

        :raises UserError: always, for a survey of an assessment
        """
        if self._is_cchc():
            raise UserError(self.env._("Only who was invited answers this survey, and once."))
        return super()._check_answer_creation(*args, **kwargs)

    def write(self, vals):
        result = super().write(vals)
        if "survey_type" in vals and not self.env.su:
            # Odoo asks its rules before a write only: nobody makes one of an assessment
            self.check_access("write")
        return result

    def _make_answers(self, count, is_test=False):
        """Return so many new ways in, which name nobody."""
        self.ensure_one()
        return (
            self.env["survey.user_input"]
            .with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
            .create([{"survey_id": self.id, "test_entry": is_test} for _one in range(count)])
        )

    def _drop_answers(self):
        """Take all ways in away."""
        self.env["survey.user_input"].search([("survey_id", "in", self.ids)]).unlink()
