from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, single_email_re

from odoo.addons.cchc_assessment.fields import LimitedText
from odoo.addons.cchc_assessment.models.common.screens import notify

# So many links are made and sent by one press.
MOST_INVITED = 2_000


class CchcSurveyInvite(models.TransientModel):
    """Invites addresses to judge units: each gets one letter with a link for each unit."""

    _name = "cchc.survey.invite"
    _description = "Invite Respondents"

    survey_id = fields.Many2one("cchc.survey", required=True, ondelete="cascade")
    choice_ids = fields.Many2many("cchc.unit", compute="_compute_choices")
    unit_ids = fields.Many2many("cchc.unit", string="Units", required=True)
    emails = LimitedText("E-mail Addresses", required=True, help="One on each line.")

    @api.depends("survey_id")
    def _compute_choices(self):
        for wizard in self:
            wizard.choice_ids = wizard.survey_id and wizard.survey_id._get_units()

    def action_invite(self):
        """Invite all addresses for all units, and send the links.

        :return: what tells how many were invited, and how many had been before.
        :raises UserError: naming the lines that are no address, or when there are too many.
        """
        self.ensure_one()
        survey = self.survey_id
        survey.check_access("write")
        emails = self._read_emails()
        units = self.unit_ids & survey._get_units()
        if not units or units != self.unit_ids:
            raise UserError(
                self.env._("Choose units that are judged in “%(survey)s”.", survey=survey.name)
            )
        if len(emails) * len(units) > MOST_INVITED:
            raise UserError(
                self.env._(
                    "These are %(count)s invitations; at most %(limit)s are sent at once. Choose fewer units or "
                    "addresses.",
                    count=len(emails) * len(units),
                    limit=MOST_INVITED,
                )
            )
        invited = self.env["cchc.survey.invitation"]._invite(survey, units, emails)
        message = self.env._(
            "Invited: %(count)s. Invited before: %(before)s.",
            count=len(invited),
            before=len(emails) * len(units) - len(invited),
        )
        return notify(message, next={"type": "ir.actions.act_window_close"})

    def _read_emails(self):
        """Return the addresses, each once.

        :raises UserError: naming the lines that are none
        """
        emails, wrong = {}, []
        for number, line in enumerate(self.emails.splitlines(), start=1):
            if not (text := line.strip().strip(",;")):
                continue
            email = email_normalize(text)
            # what Odoo takes out of a line may still be half an address, as "@example"
            if email and len(email) <= 254 and single_email_re.match(email):
                emails[email] = True
            else:
                wrong.append(
                    self.env._("Line %(number)s: “%(text)s”", number=number, text=text[:60])
                )
        if wrong:
            raise UserError(
                self.env._("These are no e-mail addresses:\n%(lines)s", lines="\n".join(wrong[:20]))
            )
        if not emails:
            raise UserError(self.env._("Write at least one e-mail address."))
        return list(emails)
