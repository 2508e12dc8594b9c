from odoo import models
from odoo.exceptions import UserError


class SurveyUserInput(models.Model):
    """A way in to a survey of ours: what is sent off through it is counted, and not kept."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input"]

    def _mark_done(self):
        ours = self.filtered(lambda one: one.survey_id._is_cchc())
        result = super()._mark_done()
        for one in ours:
            one._count_answers()
        return result

    def _notify_new_participation_subscribers(self):
        # when somebody has answered is told to nobody
        others = self.filtered(lambda one: not one.survey_id._is_cchc())
        return super(SurveyUserInput, others)._notify_new_participation_subscribers()

    def _count_answers(self):
        """Count what was sent off, and forget it, before anybody else sees it.

        :raises UserError: when it is no answer to each question: nothing is counted then
        """
        self.ensure_one()
        if not self.test_entry:
            # sudo: whoever answers is nobody, and reads none of these
            invitation = (
                self.env["cchc.survey.invitation"].sudo().search([("input_id", "=", self.id)])
            )
            if not invitation:
                raise UserError(self.env._("This survey takes no more answers from you."))
            invitation._do_answer(self._get_cchc_options())
        self._forget_answers()

    def _get_cchc_options(self):
        """Return the answers that were chosen, one for each question that has just one of its own."""
        answers = self.user_input_line_ids.filtered(
            lambda line: (
                line.suggested_answer_id.question_id == line.question_id
                and line.question_id.survey_id == self.survey_id
            )
        )
        if len(answers) != len(self.user_input_line_ids) or len(answers) != len(
            answers.question_id
        ):
            raise UserError(self.env._("Choose one answer to each question."))
        return (
            self.env["cchc.survey.option"]
            .sudo()
            .search([("answer_id", "in", answers.suggested_answer_id.ids)])
        )

    def _forget_answers(self):
        """Take away what was ticked: of a survey of ours nothing of it stays."""
        ours = self.filtered(lambda one: one.survey_id._is_cchc())
        ours.user_input_line_ids.unlink()

    def _get_cchc_unit_name(self):
        """Return the unit that is judged; "" where there is none."""
        # sudo: whoever has the link was told the unit
        return (
            self.env["cchc.survey.invitation"]
            .sudo()
            .search([("input_id", "=", self.id)])
            .unit_id.name
            or ""
        )
