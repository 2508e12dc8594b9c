import logging
from datetime import timedelta
from functools import partial

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import split_every

from ...compat import get_model_id
from ...fields import REASON_LENGTH, LimitedText
from ..assessment.assessment_workflow import LEADER, OFFICER, SECRETARY
from ..common.cchc_lock_mixin import try_again
from ..common.system_voice import as_system
from ..period.cchc_period import UNDER_WAY
from .cchc_assessment import LIES_WITH

_logger = logging.getLogger(__name__)

BATCH_SIZE = 100

TEMPLATES = {
    "before": "mail_template_reminder_before",
    "after": "mail_template_reminder_after",
    "nudge": "mail_template_nudge",
}
ACTIVITY_TYPES = {
    OFFICER: "cchc_assessment.mail_activity_type_score",
    LEADER: "cchc_assessment.mail_activity_type_approve",
}


class CchcReminder(models.Model):
    """That one person was reminded once: what the e-mail is made from, and why it isn't sent again."""

    _name = "cchc.reminder"
    _description = "Reminder"
    _inherit = ["cchc.own.defaults.mixin", "cchc.owned.mixin"]
    _order = "id desc"
    _rec_name = "assessment_id"

    assessment_id = fields.Many2one(
        "cchc.assessment",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="assessment_id.unit_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Recipient", required=True, readonly=True, ondelete="cascade", index=True
    )
    sender_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    kind = fields.Selection(
        [("before", "Before the deadline"), ("after", "After the deadline"), ("nudge", "Nudge")],
        required=True,
        readonly=True,
    )
    day = fields.Date(
        "Deadline's Day", readonly=True, help="By the company's calendar when it was sent."
    )
    step = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Which reminder it is: so many days before the deadline, or after it if negative.",
    )
    text = LimitedText(readonly=True, max_length=REASON_LENGTH)
    is_mailed = fields.Boolean(
        "Sent by E-mail",
        readonly=True,
        help="Not where the recipient has no address or the e-mail could not be made.",
    )
    mail_failure = fields.Char("Why Not Sent", readonly=True)
    partner_id = fields.Many2one(related="user_id.partner_id")
    sender_email = fields.Char(related="sender_id.email_formatted")
    unit_name = fields.Char(related="unit_id.name")
    progress = fields.Integer(compute="_compute_standing", aggregator=None)
    days = fields.Integer(compute="_compute_standing", aggregator=None)
    deadline = fields.Char(compute="_compute_standing")
    link = fields.Html(compute="_compute_link", sanitize=False)

    _once = models.UniqueIndex("(assessment_id, user_id, day, step) WHERE kind != 'nudge'")

    @api.depends("assessment_id.deadline", "assessment_id.progress")
    def _compute_standing(self):
        for reminder in self:
            assessment = reminder.assessment_id
            reminder.progress = assessment.progress
            reminder.days = abs(assessment.days_left)
            reminder.deadline = assessment._format_datetime(assessment.deadline)

    @api.depends_context("lang")
    def _compute_link(self):
        for reminder in self:
            reminder.link = Markup(
                '<a href="%s/mail/view?model=cchc.assessment&amp;res_id=%s">%s</a>'
            ) % (
                reminder.get_base_url(),
                reminder.assessment_id.id,
                self.env._("Open the assessment"),
            )

    @api.model
    def mail_allowed_qweb_expressions(self):
        # what a secretary, who is no editor of templates in general, may have in a reminder's text
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.days",
            "object.deadline",
            "object.display_name",
            "object.link",
            "object.partner_id.id",
            "object.progress",
            "object.sender_email",
            "object.text",
            "object.unit_name",
            "object.user_id.lang",
        )

    @api.model
    def _cron_remind(self):
        """Remind those with whom an assessment lies of its deadline: on each day that is due, once.

        A day on which the job didn't run is not made up for later: who is reminded hears how things stand
        today.
        """
        due = self._get_due()
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for batch in split_every(BATCH_SIZE, due.items(), dict):
            try_again(self.env, partial(self._remind, batch))
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    @api.model
    def _get_due(self):
        """Return ``{assessment: (day, step)}`` of the assessments that are to be reminded of now."""
        assessments = self.env["cchc.assessment"].search(
            [
                ("state", "in", list(LIES_WITH)),
                ("period_id.state", "in", UNDER_WAY),
                ("period_id.reminders_on", "=", True),
                ("unit_id.active", "=", True),
                ("deadline", "!=", False),
            ]
        )
        sent = {
            (reminder.assessment_id, reminder.day, reminder.step)
            for reminder in self.search(
                [("assessment_id", "in", assessments.ids), ("kind", "!=", "nudge")]
            )
        }
        due = {}
        for assessment in assessments:
            day, step = assessment.period_id._get_reminder_step(assessment.deadline)
            is_due = step is not None and (assessment, day, step) not in sent
            if is_due and assessment._get_current_people():
                due[assessment] = (day, step)
        return due

    @api.model
    def _remind(self, due):
        """Remind of each assessment in ``due``, a dict as ``_get_due`` returns it."""
        reminders = self.create(
            [
                {
                    "assessment_id": assessment.id,
                    "user_id": user.id,
                    "kind": "before" if step >= 0 else "after",
                    "day": day,
                    "step": step,
                    "is_mailed": bool(user.email),
                }
                for assessment, (day, step) in due.items()
                for user in assessment._get_current_people()
            ]
        )
        reminders._send_what_can_be_sent()
        reminders._notify_failures()
        self._schedule(self.env["cchc.assessment"].union(*due))

    @api.model
    def _nudge(self, assessments, text, sender):
        """Write ``text`` to those with whom ``assessments`` lie, as the secretary ``sender`` asked."""
        reminders = self.create(
            [
                {
                    "assessment_id": assessment.id,
                    "user_id": user.id,
                    "sender_id": sender.id,
                    "kind": "nudge",
                    "text": text,
                    "is_mailed": bool(user.email),
                }
                for assessment in assessments.sudo()
                for user in assessment._get_current_people()
            ]
        )
        reminders._send()
        self._schedule(assessments.sudo())

    def _send_what_can_be_sent(self):
        """Send like ``_send``; keep with a reminder why its e-mail cannot be made, instead of stopping the others."""
        try:
            with self.env.cr.savepoint():
                self._send()
        except OperationalError:
            # two transactions met: the whole of it starts again
            raise
        except Exception as error:
            # a template that people edit may fail in any way, for all reminders or for one of them
            if len(self) > 1:
                for reminder in self:
                    reminder._send_what_can_be_sent()
            else:
                _logger.warning("Reminder %s cannot be made", self.id, exc_info=True)
                self.write({"is_mailed": False, "mail_failure": str(error)})

    def _notify_failures(self):
        """Tell the secretaries once of the e-mails that could not be made, whatever their number."""
        failed = self.filtered("mail_failure")
        if failed:
            assessment = failed[0].assessment_id
            # a scheduled job has no language of its own
            lang = assessment._get_people(SECRETARY)[:1].lang
            assessment._warn_secretaries(
                self.with_context(lang=lang).env._(
                    "%(count)s reminders were not sent by e-mail", count=len(failed)
                ),
                failed[0].mail_failure,
            )

    def _send(self):
        """Put the e-mails of these reminders into the queue, each in its recipient's language."""
        mailed = self.filtered("is_mailed").grouped(lambda row: (row.company_id, row.kind))
        for (company, kind), reminders in mailed.items():
            # the secretary may have deleted a template in order to have no such e-mail
            template = company._cchc_get_own(TEMPLATES[kind])
            if template:
                as_system(template).send_mail_batch(
                    reminders.ids, email_layout_xmlid="mail.mail_notification_light"
                )

    @api.model
    def _schedule(self, assessments):
        """See to it that everyone with whom ``assessments`` lie has one activity for it."""
        self._lock_units(assessments)
        types = self._get_activity_types()
        present = {
            (activity.res_id, activity.user_id.id, activity.activity_type_id)
            for activity in self._get_activities(assessments)
        }
        model_id = get_model_id(self.env, "cchc.assessment")
        # quick update: the reminder's own e-mail says it all, Odoo's would say it twice
        as_system(self.env["mail.activity"]).with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": assessment.id,
                    "activity_type_id": types[actor].id,
                    "user_id": user.id,
                    "date_deadline": assessment._get_deadline_day(),
                    "automated": True,
                }
                for assessment in assessments
                if (actor := LIES_WITH.get(assessment.state)) and actor in types
                for user in assessment._get_people(actor)
                if (assessment.id, user.id, types[actor]) not in present
            ]
        )

    @api.model
    def _hand_over(self, assessments):
        """Move the activities of ``assessments`` to those with whom they lie now."""
        self._lock_units(assessments)
        current = {
            assessment.id: self._get_activity_types().get(LIES_WITH.get(assessment.state))
            for assessment in assessments
        }
        self._get_activities(assessments).filtered(
            lambda activity: activity.activity_type_id != current[activity.res_id]
        ).unlink()
        self._schedule(assessments)

    @api.model
    def _reschedule(self, assessments):
        """Move the activities of ``assessments`` to the deadlines that hold now."""
        self._lock_units(assessments)
        for day, moved in assessments.grouped(lambda row: row._get_deadline_day()).items():
            self._get_activities(moved).write({"date_deadline": day})

    @api.model
    def _lock_units(self, assessments):
        """Let activities be given and moved by one at a time: they follow from a unit's people and deadline."""
        assessments.unit_id.sudo()._lock_for_update()

    @api.model
    def _get_activities(self, assessments):
        types = self._get_activity_types().values()
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "cchc.assessment"),
                ("res_id", "in", assessments.ids),
                ("activity_type_id", "in", [activity_type.id for activity_type in types]),
            ]
        )

    @api.model
    def _get_activity_types(self):
        """Return ``{actor: activity type}``, without those that an administrator has deleted."""
        types = {
            actor: self.env.ref(xmlid, raise_if_not_found=False)
            for actor, xmlid in ACTIVITY_TYPES.items()
        }
        return {actor: activity_type for actor, activity_type in types.items() if activity_type}

    @api.autovacuum
    def _gc_reminders(self):
        """Forget reminders of deadlines that lie a year back."""
        self.search([("create_date", "<", fields.Datetime.now() - timedelta(days=365))]).unlink()
