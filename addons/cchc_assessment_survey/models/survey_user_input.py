from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

# How long somebody waits for the others' answers about the same unit, before Odoo begins again.
LONGEST_WAIT = "5s"


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

    @contextmanager
    def _taking_turns(self):
        """Count for one person about one unit at a time: who comes meanwhile waits, and is not told to try again.

        All answers about a unit change the same rows, so that nothing tells whose was the last. What is done within
        begins in a transaction that has seen nothing yet, and is committed before the next one's turn.
        """
        # sudo: whoever answers is nobody, and reads none of these
        invitation = (
            self.env["cchc.survey.invitation"].sudo().search([("input_id", "in", self.ids)])
        )
        turn = invitation and invitation._get_turn()
        if not turn:
            yield
            return
        cr = self.env.cr
        cr.rollback()
        self.env.transaction.clear()
        # of the connection and not of the transaction, which has to begin anew; no second one is taken
        cr.execute(SQL("SET LOCAL lock_timeout = %s", LONGEST_WAIT))
        cr.execute(SQL("SELECT pg_advisory_lock(hashtextextended(%s, 0))", turn))
        try:
            # only what begins now sees what the one before has counted
            cr.rollback()
            yield
            self.env.flush_all()
            # or the next one would count what is not there yet
            cr.commit()  # pylint: disable=invalid-commit
        except BaseException:
            # also where the worker is told to stop: the turn is given back in a transaction that works
            cr.rollback()
            raise
        finally:
            cr.execute(SQL("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", turn))

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
