from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import CchcCase
from ..common_council import Council

# 17:00 in Việt Nam
DEADLINE = datetime(2026, 12, 31, 10, 0)


class ReminderCase(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("vi_VN", "en_US"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.period.self_deadline = DEADLINE
        with freeze_time(DEADLINE - timedelta(days=30)):
            cls._open_period()
        cls.cron = cls.env.ref("cchc_assessment.ir_cron_remind")

    def _run(self, days_left, hour=9):
        """Run the job at this hour (Việt Nam) so many days before the deadline; return the reminders it sent."""
        before = self.env["cchc.reminder"].search([])
        moment = (DEADLINE - timedelta(days=days_left)).replace(hour=0) + timedelta(hours=hour - 7)
        with freeze_time(moment), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.env["cchc.reminder"].search([]) - before

    def _activities(self, user):
        return self.env["mail.activity"].search(
            [("user_id", "=", user.id), ("res_model", "=", "cchc.assessment")]
        )

    def _reword(self, body):
        """Give the reminder before the deadline this text in every language."""
        template = self.env.ref("cchc_assessment.mail_template_reminder_before")
        for lang, _name in self.env["res.lang"].get_installed():
            template.with_context(lang=lang).body_html = body

    def _mails(self, user):
        return self.env["mail.mail"].search(
            [("recipient_ids", "in", user.partner_id.ids), ("model", "=", "cchc.reminder")]
        )


@tagged("post_install", "-at_install")
class TestReminders(ReminderCase):
    """Who is reminded of a deadline, when, how and how often."""

    def test_days_before_and_after(self):
        """Officers hear 7, 3 and 1 days before and on each day after, once each."""
        reminded = {
            days: bool(self._run(days).filtered(lambda reminder: reminder.user_id == self.officer))
            for days in range(9, -4, -1)
        }
        self.assertEqual([days for days, sent in reminded.items() if sent], [7, 3, 1, -1, -2, -3])
        self.assertEqual(len(self._mails(self.officer)), 6)
        self.assertEqual(len(self._activities(self.officer)), 1)

    def test_the_job_runs_each_hour(self):
        """Of many runs on one day one writes; none does before seven in the morning."""
        self.assertFalse(self._run(7, hour=6))
        self.assertTrue(self._run(7, hour=7))
        self.assertFalse(self._run(7, hour=8))
        self.assertFalse(self._run(6))

    def test_days_without_the_job(self):
        """When the job stood still for some days, one reminder is sent and not one for each day."""
        self.assertEqual(len(self._run(2).filtered(lambda row: row.user_id == self.officer)), 1)
        self.assertFalse(self._run(2))
        self.assertEqual(len(self._run(-4).filtered(lambda row: row.user_id == self.officer)), 1)

    def test_units_are_reminded_while_the_council_appraises_others(self):
        """That the council has begun with another unit ends nobody's reminders."""
        self.period._begin_appraisal()
        self.assertTrue(self._run(3).filtered(lambda row: row.user_id == self.officer))

    def test_company_calendar(self):
        """The days are counted by the company's calendar: late in the evening, UTC, it is tomorrow there."""
        # 23:30 UTC on the 23rd is 06:30 on the 24th, 00:10 UTC is 07:10
        with freeze_time("2026-12-23 16:59:00"), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.assertFalse(self.env["cchc.reminder"].search([]))
        with freeze_time("2026-12-24 00:10:00"), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.assertEqual(set(self.env["cchc.reminder"].search([]).mapped("step")), {7})

    def test_where_it_lies(self):
        """Once it lies with the leader the leader is reminded, and the officer no more."""
        with freeze_time(DEADLINE - timedelta(days=10)):
            self._fill_in()
            self._send()
        sent = self._run(7).filtered(lambda reminder: reminder.assessment_id == self.assessment)
        self.assertEqual(sent.user_id, self.leader)

    def test_in_each_ones_language(self):
        """Each recipient reads the reminder in their own language."""
        self.officer.lang = "vi_VN"
        self.other_officer.lang = "en_US"
        template = self.env.ref("cchc_assessment.mail_template_reminder_before")
        template.with_context(lang="en_US").subject = "{{ object.days }} days left"
        template.with_context(lang="vi_VN").subject = "Còn {{ object.days }} ngày"
        self._run(7)
        self.assertEqual(self._mails(self.officer).subject, "Còn 7 ngày")
        self.assertIn("7 days left", self._mails(self.other_officer).subject)
        self.assertIn("31/12/2026 17:00", self._mails(self.other_officer).body_html)

    def test_the_text_is_the_secretarys(self):
        """What the secretary writes into the template is what units receive."""
        template = self.env.ref("cchc_assessment.mail_template_reminder_before")
        mine = template.with_user(self.secretary).with_context(lang=self.officer.lang)
        mine.subject = "Nhắc nộp phiếu, còn {{ object.days }} ngày"
        self._run(7)
        self.assertEqual(self._mails(self.officer).subject, "Nhắc nộp phiếu, còn 7 ngày")
        for subject in ("{{ object.user_id.password }}", "{{ object.env.cr.dbname }}"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                mine.subject = subject
        for user in (self.officer, self.appraiser):
            with self.assertRaises(AccessError), self.cr.savepoint():
                template.with_user(user).subject = "Không"

    def test_stopped_when_done(self):
        """Sending removes the officer's activity, approving the leader's; nobody is reminded of what is done."""
        self._run(7)
        self.assertTrue(self._activities(self.officer))
        with freeze_time(DEADLINE - timedelta(days=5)):
            self._fill_in()
            self._send()
            self.assertFalse(self._activities(self.officer))
            self.assertTrue(self._activities(self.leader))
            self._approve()
            self.assertFalse(self._activities(self.leader))
        sent = self._run(3)
        self.assertNotIn(self.assessment, sent.assessment_id)
        self.assertIn(self.other_assessment, sent.assessment_id)

    def test_opened_again_on_return(self):
        """What the leader gives back is on the officer's list again."""
        with freeze_time(DEADLINE - timedelta(days=5)):
            self._fill_in()
            self._send()
            self.assessment.with_user(self.leader)._transition(
                "action_return_to_officer", reason="Bổ sung"
            )
        self.assertEqual(len(self._activities(self.officer)), 1)
        self.assertFalse(self._activities(self.leader))

    def test_a_new_deadline_starts_again(self):
        """A unit that got more time is reminded of the new deadline, not of the old one."""
        self._run(7)
        with freeze_time(DEADLINE - timedelta(days=6)):
            self.assessment.with_user(self.secretary)._extend_deadlines(
                DEADLINE + timedelta(days=10), "Sáp nhập"
            )
        self.assertEqual(str(self._activities(self.officer).date_deadline), "2027-01-10")
        self.assertNotIn(self.assessment, self._run(3).assessment_id)
        self.assertIn(self.assessment, self._run(-3).assessment_id)

    def test_as_the_period_says(self):
        """The secretary chooses the days, leaves the days after out, or turns reminders off."""
        self.period.with_user(self.secretary).write(
            {"reminder_days": "14, 2", "reminders_when_late": False}
        )
        self.assertEqual(
            [days for days in (15, 14, 7, 2, 1, -1) if self._run(days)],
            [14, 2],
        )
        self.period.with_user(self.secretary).reminders_on = False
        self.period.reminder_days = "1"
        self.assertFalse(self._run(1))

    def test_days_have_to_be_numbers(self):
        """Something else than numbers of days is refused with an example."""
        for days in ("một tuần", "7; 3", "-1", "7.5", "366"):
            with self.assertRaisesRegex(ValidationError, "7, 3, 1"), self.cr.savepoint():
                self.period.reminder_days = days
        self.period.reminder_days = "365, 0"
        self.assertEqual(self.period._get_reminder_days(), [365, 0])

    def test_who_has_no_address(self):
        """Who has no e-mail address gets the activity; the list of reminders shows that no mail went."""
        self.officer.email = False
        sent = self._run(7).filtered(lambda reminder: reminder.user_id == self.officer)
        self.assertFalse(sent.with_user(self.secretary).is_mailed)
        self.assertFalse(self._mails(self.officer))
        self.assertTrue(self._activities(self.officer))
        self.assertIn("e-mail", self.assessment.with_user(self.secretary).contact_problem)

    @mute_logger(
        "odoo.addons.cchc_assessment.models.dashboard.cchc_reminder",
        "odoo.addons.mail.models.mail_render_mixin",
    )
    def test_a_template_that_cannot_be_rendered(self):
        """A broken text costs no one the activity, is not tried each hour, and is the secretary's to see."""
        self._reword('<t t-out="object.no_such_field.at_all"/>')
        self.env["res.lang"]._activate_lang("vi_VN")
        self.secretary.lang = "vi_VN"
        sent = self._run(7, hour=8)
        self.assertEqual(sent.user_id, self.officer | self.other_officer)
        self.assertFalse(any(sent.mapped("is_mailed")))
        self.assertTrue(all(sent.with_user(self.secretary).mapped("mail_failure")))
        for user in (self.officer, self.other_officer):
            self.assertFalse(self._mails(user))
            self.assertEqual(len(self._activities(user)), 1)
        warning = self._activities(self.secretary)
        self.assertEqual(len(warning), 1)
        self.assertEqual(warning.summary, "2 thư nhắc chưa gửi được")
        self.assertFalse(self._run(7, hour=9))
        self.assertEqual(self._activities(self.secretary), warning)

    @mute_logger(
        "odoo.addons.cchc_assessment.models.dashboard.cchc_reminder",
        "odoo.addons.mail.models.mail_render_mixin",
    )
    def test_one_that_fails_stops_no_other(self):
        """A text that fails for one unit only is sent to all the others."""
        self._reword(
            f'<t t-if="object.user_id.id == {self.officer.id}" t-out="object.no_such_field"/>'
            '<t t-out="object.unit_name"/>',
        )
        self._run(7)
        self.assertFalse(self._mails(self.officer))
        self.assertIn(self.other_unit.name, self._mails(self.other_officer).body_html)

    def test_a_unit_without_people(self):
        """A unit without officers is nobody's to remind; the first one named is reminded the same day."""
        self.unit.officer_ids = [Command.clear()]
        self.assertNotIn(self.assessment, self._run(7).assessment_id)
        self.unit.officer_ids = self.officer
        self.assertIn(self.assessment, self._run(7, hour=15).assessment_id)

    def test_archived_units_are_left_alone(self):
        """Nobody is reminded of the work of a unit that was dissolved."""
        self.unit.active = False
        self.assertNotIn(self.assessment, self._run(7).assessment_id)

    def test_by_batches(self):
        """A reminder for four times as many units costs hardly more queries for each of them."""

        def count(number):
            officers = [
                new_test_user(
                    self.env,
                    f"nhac_{number}_{index}",
                    groups="cchc_assessment.cchc_assessment_group_officer",
                )
                for index in range(number)
            ]
            units = self.env["cchc.unit"].create(
                [
                    {
                        "name": officer.login,
                        "code": officer.login,
                        "group_id": self.group.id,
                        "officer_ids": [Command.set(officer.ids)],
                    }
                    for officer in officers
                ]
            )
            self.period.with_user(self.secretary).action_add_missing_units()
            assessments = self.period.assessment_ids.filtered(
                lambda assessment: assessment.unit_id in units
            )
            due = {
                (one, "self"): (DEADLINE.date(), number, one._get_current_people())
                for one in assessments
            }
            return self._count_queries(lambda: self.env["cchc.reminder"]._remind(due))

        count(1)
        few, many = count(5), count(20)
        self.assertLessEqual((many - few) / 15, 8)


@tagged("post_install", "-at_install")
class TestOtherDeadlines(Council, ReminderCase):
    """The deadlines of explanation, appraisal and review are reminded of like the first one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_assessment = cls.period.assessment_ids - cls.assessment
        cls.period.write({"appraisal_deadline": DEADLINE, "review_deadline": DEADLINE})
        with freeze_time(DEADLINE - timedelta(days=20)):
            for assessment in (cls.assessment, cls.other_assessment):
                cls._submit(assessment)
                cls._start(assessment)

    def test_members(self):
        """A member hears once of all units that wait for one, before the deadline and each day after."""
        with freeze_time(DEADLINE - timedelta(days=19)):
            self._assign()
        reminded = {days: self._run(days) for days in range(9, -3, -1)}
        sent = {days: rows for days, rows in reminded.items() if rows}
        self.assertEqual(list(sent), [7, 3, 1, -1, -2])
        for rows in sent.values():
            self.assertEqual(rows.user_id, self.appraiser)
            self.assertEqual((len(rows), rows.about), (1, "appraisal"))
        mails = self._mails(self.appraiser)
        self.assertEqual(len(mails), 5)
        self.assertIn("wait for your decision", str(mails.mapped("body_html")))
        self.assertIn(self.period.name, mails[0].body_html)

    @mute_logger(
        "odoo.addons.cchc_assessment.models.dashboard.cchc_reminder",
        "odoo.addons.mail.models.mail_render_mixin",
    )
    def test_what_members_did_not_get_is_told_to_the_secretary_alone(self):
        """No unit reads in its discussion that the council is reminded."""
        with freeze_time(DEADLINE - timedelta(days=19)):
            self._assign()
        template = self.env.ref("cchc_assessment.mail_template_nudge")
        template.body_html = '<t t-out="object.no_such_field.at_all"/>'
        units = self.assessment | self.other_assessment
        before = units.message_ids
        sent = self._run(7)
        self.assertTrue(all(sent.with_user(self.secretary).mapped("mail_failure")))
        self.assertEqual(units.message_ids, before)
        told = self.env["mail.message"].search(
            [("model", "=", "cchc.period"), ("message_type", "=", "user_notification")], limit=1
        )
        self.assertIn("not sent by e-mail", told.subject)
        self.assertIn(self.secretary.partner_id, told.notified_partner_ids)

    def test_who_has_decided_hears_nothing(self):
        """Nor does a member to whom nothing is assigned."""
        with freeze_time(DEADLINE - timedelta(days=19)):
            self._assign(unit_ids=[Command.set(self.unit.ids)])
            self._decide_all()
        self.assertFalse(self._run(7))

    def test_explanations(self):
        """Officers and leaders have an activity at once, and are reminded until the deadline, not after it."""
        with freeze_time(DEADLINE - timedelta(days=19)):
            self._decide_all()
            self._ask(days=19)
        task = self.env.ref("cchc_assessment.mail_activity_type_explain")
        for user in (self.officer, self.leader):
            self.assertEqual(self._activities(user).activity_type_id, task)
            self.assertEqual(self._activities(user).date_deadline, DEADLINE.date())
        reminded = {days: self._run(days).user_id for days in range(9, -3, -1)}
        self.assertEqual([days for days, users in reminded.items() if users], [7, 3, 1])
        self.assertEqual(reminded[7], self.officer | self.leader)
        self.assertIn("asked for explanations", self._mails(self.officer)[0].body_html)
        self.assertIn("31/12/2026 17:00", self._mails(self.officer)[0].body_html)
        with freeze_time(DEADLINE - timedelta(days=2)):
            self.assessment.with_user(self.secretary)._transition(
                "action_request_explanation", explanation_deadline=DEADLINE + timedelta(days=5)
            )
            self.assertEqual(
                self._activities(self.officer).date_deadline, DEADLINE.date() + timedelta(days=5)
            )
            self._act_withdraw()
        self.assertFalse(self._activities(self.officer))

    def _act_withdraw(self):
        self.assessment.with_user(self.secretary)._transition(
            "action_withdraw_request", reason="Đã rõ."
        )

    def test_review(self):
        """While the review is open, leaders who have not objected hear of its deadline, not after it."""
        with freeze_time(DEADLINE - timedelta(days=19)):
            for assessment in (self.assessment, self.other_assessment):
                self._decide_all(assessment)
                self._conclude(assessment)
            self.assertFalse(self._run(9))
            self.period.rating_scale_id = self.env["cchc.rating.scale"].search([], limit=1)
            self.period.with_user(self.secretary).action_open_review()
            self.other_assessment.with_user(self.other_leader)._do_object("Điểm 1.2 chưa đúng.")
        reminded = {days: self._run(days).user_id for days in range(9, -3, -1)}
        self.assertEqual([days for days, users in reminded.items() if users], [7, 3, 1])
        self.assertEqual(reminded[7], self.leader)


@tagged("post_install", "-at_install")
class TestNudge(ReminderCase):
    """The secretary writes to units from the board."""

    def _nudge(self, assessments, user=None, **values):
        dialog = (
            self.env["cchc.assessment.nudge"]
            .with_user(user or self.secretary)
            .create({"assessment_ids": [Command.set(assessments.ids)], **values})
        )
        dialog.action_nudge()
        return dialog

    def test_nudge_several(self):
        """Those with whom the selected work lies get the secretary's own words, and an activity."""
        with freeze_time(DEADLINE - timedelta(days=5)):
            self._fill_in()
            self._send()
            self._nudge(self.assessment | self.other_assessment, text="Đề nghị hoàn thành sớm.")
        for user in (self.leader, self.other_officer):
            self.assertIn("Đề nghị hoàn thành sớm.", self._mails(user).body_html)
            self.assertEqual(self._mails(user).email_from, self.secretary.email_formatted)
            self.assertEqual(len(self._activities(user)), 1)
        self.assertFalse(self._mails(self.officer))
        self.assertIn("Đề nghị hoàn thành sớm.", self.assessment.message_ids[0].body)

    def test_text_is_only_text(self):
        """What the secretary types is never taken for markup or for an expression."""
        self._nudge(self.assessment, text="<b>{{ 7 * 7 }}</b>")
        self.assertIn("&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;", self._mails(self.officer).body_html)

    def test_what_was_sent_is_left_alone(self):
        """Of a selection those that were sent already are left out, and the dialog says how many remain."""
        with freeze_time(DEADLINE - timedelta(days=5)):
            self._fill_in()
            self._send()
            self._approve()
            dialog = self._nudge(self.assessment | self.other_assessment)
        self.assertEqual(dialog.open_count, 1)
        self.assertFalse(self._mails(self.leader))
        self.assertTrue(self._mails(self.other_officer))

    def test_only_the_secretary(self):
        """Neither units nor appraisers write to units in the council's name."""
        for user in (self.officer, self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self._nudge(self.assessment, user=user)
            with self.assertRaises(AccessError):
                self.assessment.with_user(user)._nudge("Không")
        self.assertFalse(self.env["cchc.reminder"].search([]))

    def test_twice_is_allowed(self):
        """A second nudge is sent, and still makes no second activity."""
        self._nudge(self.assessment)
        self._nudge(self.assessment)
        self.assertEqual(len(self._mails(self.officer)), 2)
        self.assertEqual(len(self._activities(self.officer)), 1)
