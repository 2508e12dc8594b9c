from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cchc_assessment.fields import LimitedChar
from odoo.addons.cchc_assessment.models.common.screens import notify


class CchcSurveyInvitation(models.Model):
    """Somebody who was asked about a unit, and whether that person has answered. What, stands nowhere."""

    _name = "cchc.survey.invitation"
    _description = "Invitation to a Survey"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "survey_id, unit_id, email, id"
    _rec_name = "email"
    _stays = False

    survey_id = fields.Many2one(
        "cchc.survey", required=True, ondelete="cascade", index=True, check_company=True
    )
    company_id = fields.Many2one(related="survey_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(
        "cchc.unit", required=True, ondelete="restrict", index=True, check_company=True
    )
    email = LimitedChar("E-mail", required=True, max_length=254)
    sent_at = fields.Datetime("Last Sent On", readonly=True)
    sent_count = fields.Integer("Times Sent", readonly=True, aggregator=None)
    is_answered = fields.Boolean("Answered", readonly=True, index=True)
    input_id = fields.Many2one(
        "survey.user_input",
        "Way In",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )

    _email_uniq = models.Constraint(
        "UNIQUE(survey_id, unit_id, email)", "This address was invited for this unit already."
    )

    @api.model
    def _get_creation_fields(self):
        return set()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        """Keep who has answered: one answer each."""
        for invitation in self:
            if invitation.is_answered:
                raise UserError(
                    self.env._(
                        "%(email)s has answered: the invitation stays.", email=invitation.email
                    )
                )

    def unlink(self):
        # sudo: the way in is the system's
        ways = self.sudo().input_id
        result = super().unlink()
        ways.unlink()
        return result

    @api.model
    def _invite(self, survey, units, emails):
        """Invite these addresses for each of the units, and send the links.

        Who was invited for a unit already is left out.

        :return: the new invitations
        """
        survey._lock_for_share()
        survey._check_takes_answers()
        known = {
            (one.unit_id.id, one.email) for one in self.search([("survey_id", "=", survey.id)])
        }
        wanted = [
            {"survey_id": survey.id, "unit_id": unit.id, "email": email}
            for unit in units
            for email in emails
            if (unit.id, email) not in known
        ]
        self.env["cchc.survey.count"]._prepare(survey, units)
        # sudo: the ways in are the system's, and nobody's else
        ways = survey.sudo().survey_id._make_answers(len(wanted))
        invitations = self._create_as_system(
            [{**values, "input_id": way.id} for values, way in zip(wanted, ways, strict=True)]
        )
        invitations._send()
        return invitations

    def _send_again(self):
        """Remind these people, and tell how many."""
        if not self:
            return notify(self.env._("Everybody who was invited has answered."), "info")
        self._send(is_reminder=True)
        return notify(self.env._("Reminded: %(count)s.", count=len(set(self.mapped("email")))))

    def action_remind(self):
        """Remind those of these people who have not answered.

        :return: what tells how many are reminded.
        """
        for survey in self.survey_id:
            survey.check_access("write")
            survey._check_takes_answers()
        return self.filtered(lambda one: not one.is_answered)._send_again()

    def _send(self, is_reminder=False):
        """Send each address one letter for each survey, with its link for each unit.

        The letters have no author among the users: who sends them would read the links in them.
        """
        letters = []
        for (survey, email), invitations in self.grouped(
            lambda one: (one.survey_id, one.email)
        ).items():
            letters.append(survey._make_letter(email, invitations, is_reminder))
        # the superuser as Odoo itself: nobody is the author of these letters, and nobody finds them
        self.env["mail.mail"].with_user(SUPERUSER_ID).create(letters)
        self.env["mail.mail"]._send_soon()
        for number, invitations in self.grouped("sent_count").items():
            invitations._write_as_system(
                {"sent_at": fields.Datetime.now(), "sent_count": number + 1}
            )

    def _get_turn(self):
        """Return what those have in common who count one after the other: survey and unit."""
        self.ensure_one()
        return f"{self._name},{self.survey_id.id},{self.unit_id.id}"

    def _do_answer(self, options):
        """Count one person's answers, and note that the person has answered.

        :param options: one answer to each question
        :raises UserError: when somebody has answered here already, or nobody may any more
        """
        self.ensure_one()
        survey = self.survey_id
        # closing it waits for this answer, or this answer begins again and finds it closed
        survey._lock_for_share()
        if self.is_answered or not survey._takes_answers():
            raise UserError(self.env._("This survey takes no more answers from you."))
        questions = survey.question_ids
        if len(options) != len(questions) or options.question_id != questions:
            raise UserError(self.env._("Choose one answer to each question."))
        self.env["cchc.survey.count"]._count_up(survey, self.unit_id, options)
        self._write_as_system({"is_answered": True})
