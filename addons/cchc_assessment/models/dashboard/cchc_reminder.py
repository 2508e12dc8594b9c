import logging
from datetime import timedelta
from functools import partial

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import split_every

from ...compat import get_model_id
from ...fields import REASON_LENGTH, LimitedText
from ..assessment.assessment_workflow import (
    APPRAISAL,
    APPRAISED,
    EXPLANATION,
    LEADER,
    OFFICER,
    SECRETARY,
)
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
    EXPLANATION: "cchc_assessment.mail_activity_type_explain",
}
# Whose task an assessment is in which state.
TASKS = {**LIES_WITH, EXPLANATION: EXPLANATION}

DEADLINES = [
    ("self", "Self-assessment"),
    ("explanation", "Explanation"),
    ("appraisal", "Appraisal"),
    ("review", "Review"),
]


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
    about = fields.Selection(DEADLINES, "Deadline Of", default="self", required=True, readonly=True)
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
    unit_name = fields.Char(compute="_compute_unit_name")
    progress = fields.Integer(compute="_compute_standing", aggregator=None)
    days = fields.Integer(compute="_compute_standing", aggregator=None)
    deadline = fields.Char(compute="_compute_standing")
    link = fields.Html(compute="_compute_link", sanitize=False)

    _once = models.UniqueIndex("(assessment_id, user_id, about, day, step) WHERE kind != 'nudge'")

    @api.depends("unit_id.name", "about")
    def _compute_unit_name(self):
        for reminder in self:
            # a member of the council is reminded once of all units
            of_all = reminder.about == "appraisal" and reminder.assessment_id.period_id
            reminder.unit_name = (of_all or reminder.unit_id).name

    @api.depends("assessment_id.due_at", "assessment_id.progress")
    def _compute_standing(self):
        for reminder in self:
            assessment = reminder.assessment_id
            deadline = reminder._get_deadline()
            local = reminder.company_id._cchc_local
            now = fields.Datetime.now()
            reminder.progress = assessment.progress
            reminder.days = deadline and abs((local(deadline).date() - local(now).date()).days)
            reminder.deadline = assessment._format_datetime(deadline)

    def _get_deadline(self):
        """Return the moment of which this reminds."""
        assessment = self.assessment_id
        return {
            "self": assessment.deadline,
            "explanation": assessment.explanation_deadline,
            "appraisal": assessment.period_id.appraisal_deadline,
            "review": assessment.period_id.review_deadline,
        }[self.about]

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
                return
        self._follow_tasks()

    @api.model
    def _follow_tasks(self):
        """End and renew the activities within units: no change of a criterion looks for them."""
        tasks = self.env["cchc.task"]
        given = tasks._find_worked_on()
        self.env["ir.cron"]._commit_progress(remaining=len(given))
        for ids in split_every(BATCH_SIZE, given.ids):
            batch = given.browse(ids)
            try_again(self.env, partial(tasks._follow_assessments, batch))
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    @api.model
    def _get_due(self):
        """Return ``{(assessment, about): (day, step, users)}`` of what is to be reminded of now."""
        waiting = [
            *self._find_waiting_units(),
            *self._find_asked_units(),
            *self._find_reviewing_units(),
            *self._find_waiting_members(),
        ]
        assessments = self.env["cchc.assessment"].union(*(one for one, *_rest in waiting))
        sent = set()
        for reminder in self.search(
            [("assessment_id", "in", assessments.ids), ("kind", "!=", "nudge")]
        ):
            sent.add((reminder.assessment_id, reminder.about, reminder.day, reminder.step))
        due = {}
        for assessment, about, deadline, users in waiting:
            period = assessment.period_id
            day, step = period._get_reminder_step(deadline)
            # a unit that has missed its time to answer or to object can do nothing about it
            is_over = step is not None and step < 0 and about in ("explanation", "review")
            key = assessment, about
            # of members each was looked for by name
            is_told = about != "appraisal" and (*key, day, step) in sent
            if step is None or is_over or is_told or not users:
                continue
            _day, _step, others = due.get(key, (day, step, users))
            due[key] = day, step, others | users
        return due

    @api.model
    def _get_reminded_domain(self):
        """Return the domain of the assessments whose people are reminded of anything."""
        return [
            ("period_id.state", "in", UNDER_WAY),
            ("period_id.reminders_on", "=", True),
            ("unit_id.active", "=", True),
        ]

    @api.model
    def _find_waiting_units(self):
        """Return ``(assessment, about, deadline, users)`` of what lies with its unit."""
        assessments = self.env["cchc.assessment"].search(
            [
                *self._get_reminded_domain(),
                ("state", "in", list(LIES_WITH)),
                ("deadline", "!=", False),
            ]
        )
        return [(one, "self", one.deadline, one._get_current_people()) for one in assessments]

    @api.model
    def _find_asked_units(self):
        """Return ``(assessment, about, deadline, users)`` of those who have to explain something."""
        assessments = self.env["cchc.assessment"].search(
            [
                *self._get_reminded_domain(),
                ("state", "=", EXPLANATION),
                ("explanation_deadline", "!=", False),
            ]
        )
        return [
            (one, "explanation", one.explanation_deadline, one._get_task_people())
            for one in assessments
        ]

    @api.model
    def _find_reviewing_units(self):
        """Return ``(assessment, about, deadline, users)`` of those who may still object."""
        assessments = self.env["cchc.assessment"].search(
            [
                *self._get_reminded_domain(),
                ("state", "=", APPRAISED),
                ("period_id.review_open", "=", True),
                ("period_id.review_deadline", "!=", False),
                ("objection", "=", False),
            ]
        )
        return [
            (one, "review", one.period_id.review_deadline, one._get_people(LEADER))
            for one in assessments
        ]

    @api.model
    def _find_waiting_members(self):
        """Return ``(assessment, about, deadline, users)`` of members with something left to decide: once for each.

        Of all units that wait for one, the first that was opened stands for them.
        """
        firsts = self.env["cchc.appraisal"]._read_group(
            [
                ("is_current", "=", True),
                ("is_decided", "=", False),
                # the secretary's to settle
                ("is_declared", "=", False),
                ("assignee_ids", "!=", False),
                ("assessment_id.state", "=", APPRAISAL),
                ("period_id.state", "in", UNDER_WAY),
                ("period_id.reminders_on", "=", True),
                ("period_id.appraisal_deadline", "!=", False),
            ],
            ["period_id", "assignee_ids"],
            ["assessment_id:recordset"],
        )
        told = {
            (reminder.assessment_id.period_id, reminder.user_id, reminder.day, reminder.step)
            for reminder in self.search(
                [
                    ("about", "=", "appraisal"),
                    ("kind", "!=", "nudge"),
                    ("assessment_id.period_id", "in", [period.id for period, *_rest in firsts]),
                ]
            )
        }
        waiting = []
        for period, member, assessments in firsts:
            deadline = period.appraisal_deadline
            if (period, member, *period._get_reminder_step(deadline)) not in told:
                waiting.append((assessments.sorted("id")[0], "appraisal", deadline, member))
        return waiting

    @api.model
    def _remind(self, due):
        """Remind of each deadline in ``due``, a dict as ``_get_due`` returns it."""
        reminders = self.create(
            [
                {
                    "assessment_id": assessment.id,
                    "user_id": user.id,
                    "kind": "before" if step >= 0 else "after",
                    "about": about,
                    "day": day,
                    "step": step,
                    "text": self._make_text(about, user, step),
                    "is_mailed": bool(user.email),
                }
                for (assessment, about), (day, step, users) in due.items()
                for user in users
            ]
        )
        reminders._send_what_can_be_sent()
        reminders._notify_failures()
        self._schedule(self.env["cchc.assessment"].union(*(one for one, _about in due)))

    @api.model
    def _make_text(self, about, user, step):
        """Return what a reminder says to ``user``, in their language; of the first deadline its template says all."""
        env = self.with_context(lang=user.lang).env
        if about == "explanation":
            return env._(
                "The council has asked for explanations. Answer its questions; then the leader sends the "
                "answers. After the deadline nothing can be answered any more."
            )
        if about == "review":
            return env._(
                "The council's result can be seen. If the unit objects to it, the leader has to say so before "
                "the deadline."
            )
        if about == "appraisal" and step < 0:
            return env._(
                "The time of the appraisal is over, and criteria that are assigned to you are not decided. Ask "
                "the secretary to move the deadline."
            )
        return about == "appraisal" and env._(
            "Criteria that are assigned to you wait for your decision. After the deadline only the secretary "
            "can decide them."
        )

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
        of_members = failed.filtered(lambda one: one.about == "appraisal")
        for some in filter(None, (failed - of_members, of_members)):
            assessment, failure = some[0].assessment_id, some[0].mail_failure
            people = assessment._get_people(SECRETARY)
            # a scheduled job has no language of its own
            summary = self.with_context(lang=people[:1].lang).env._(
                "%(count)s reminders were not sent by e-mail", count=len(some)
            )
            if some == of_members:
                # units read what stands with their assessments and with the period
                as_system(assessment.period_id.sudo()).message_notify(
                    subject=summary, body=failure, partner_ids=people.partner_id.ids
                )
            else:
                assessment._warn_secretaries(summary, failure)

    def _send(self):
        """Put the e-mails of these reminders into the queue, each in its recipient's language."""
        mailed = self.filtered("is_mailed").grouped(
            # what is no self-assessment is said in a text of its own
            lambda row: (row.company_id, row.kind if row.about == "self" else "nudge")
        )
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
                    "date_deadline": assessment._get_task_day(),
                    "automated": True,
                }
                for assessment in assessments
                if (actor := TASKS.get(assessment.state)) and actor in types
                for user in assessment._get_task_people()
                if (assessment.id, user.id, types[actor]) not in present
            ]
        )

    @api.model
    def _hand_over(self, assessments):
        """Move the activities of ``assessments`` to those with whom they lie now."""
        self._lock_units(assessments)
        types = self._get_activity_types()
        current = {
            assessment.id: types.get(TASKS.get(assessment.state)) for assessment in assessments
        }
        self._get_activities(assessments).filtered(
            lambda activity: activity.activity_type_id != current[activity.res_id]
        ).unlink()
        self._schedule(assessments)
        # asked once more, until another day
        if asked := assessments.filtered(lambda one: one.state == EXPLANATION):
            self._reschedule(asked)

    @api.model
    def _reschedule(self, assessments):
        """Move the activities of ``assessments`` to the deadlines that hold now."""
        self._lock_units(assessments)
        for day, moved in assessments.grouped(lambda row: row._get_task_day()).items():
            self._get_activities(moved).write({"date_deadline": day})
        self.env["cchc.task"]._follow_assessments(assessments)

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
