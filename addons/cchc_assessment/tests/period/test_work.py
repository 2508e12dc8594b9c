import io
from functools import partial
from unittest.mock import patch

from lxml import etree
from psycopg2 import IntegrityError, InterfaceError, OperationalError

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ...fields import REASON_LENGTH
from ...models.common.cchc_lock_mixin import try_again
from ...models.period import cchc_work
from ..assessment.test_concurrency import RealTransactions
from ..common import PDF, CchcCase, Province, RemoteCase
from ..common_council import Council

LOG_OF_PARTS = "odoo.addons.cchc_assessment.models.period.cchc_work_part"


class WorkCase:
    """A period of two units where one is as many as is done while somebody waits."""

    @classmethod
    def _make_ready(cls):
        cls.startClassPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        cls.rubric.with_user(cls.secretary).action_publish()
        cls.parts = cls.env["cchc.work.part"]
        cls.job = cls.env.ref("cchc_assessment.cchc_work_cron")

    def _open(self):
        action = self.period.with_user(self.secretary).action_open()
        return self.env["cchc.work"].browse(action["res_id"])

    def _go_on(self):
        with self.enter_registry_test_mode():
            self.job.method_direct_trigger()
        self.env.invalidate_all()

    def _get_states(self, work):
        return {part.unit_id: part.state for part in work.part_ids}

    def _say(self, work):
        """What whoever asked for it is told of it at the end."""
        return work.with_context(lang="en_US")._say_how_far()

    def _last_told(self):
        """The last that certain people were told of the period."""
        return self.env["mail.message"].search(
            [
                ("model", "=", "cchc.period"),
                ("res_id", "=", self.period.id),
                ("message_type", "=", "user_notification"),
            ],
            limit=1,
        )


@tagged("post_install", "-at_install")
class TestLongWork(WorkCase, CchcCase):
    """A long work is done behind the request, unit by unit, each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ready()

    def test_a_period_of_many_units_is_opened_behind_the_request(self):
        """The request opens the period and makes no form; the job makes all of them, and whoever asked is told."""
        work = self._open()
        self.assertEqual(self.period.state, "open")
        self.assertTrue(self.period.is_at_work)
        self.assertFalse(self.period.assessment_ids)
        self.assertEqual((work.state, work.progress, work.total_count), ("running", 0, 2))
        self.assertEqual(work.user_id, self.secretary)
        self.assertTrue(
            self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)]), "nothing begins"
        )
        self._go_on()
        self.assertEqual(self.period.assessment_ids.unit_id, self.unit | self.other_unit)
        first, second = self.period.assessment_ids
        self.assertTrue(first.line_ids)
        self.assertEqual(first.line_ids.criterion_id, second.line_ids.criterion_id)
        self._assert_as_computed(first | second)
        self._assert_as_computed(first.line_ids)
        self.assertEqual((work.state, work.progress, work.done_count), ("done", 100, 2))
        self.assertTrue(work.finished_at)
        self.assertFalse(self.period.is_at_work)
        self.assertEqual(self._last_told().partner_ids, self.secretary.partner_id)

    def test_once_in_effect(self):
        """The job again, or a piece again, changes nothing."""
        work = self._open()
        self._go_on()
        before = self.period.assessment_ids.ids, self._last_told()
        self._go_on()
        for part in work.part_ids:
            part._do_waiting()
        work._finish()
        self.assertEqual((self.period.assessment_ids.ids, self._last_told()), before)
        # and a form that is there already is not made twice
        work.part_ids[0]._write_as_system({"state": "waiting"})
        work.part_ids[0]._do_waiting()
        self.assertEqual(work.part_ids[0].state, "done")
        self.assertEqual(self.period.assessment_ids.ids, before[0])

    def test_few_units_are_done_at_once(self):
        """Up to the limit whoever asks waits, as for anything short."""
        with patch.object(cchc_work, "MOST_AT_ONCE", 2):
            self.assertIsNone(self.period.with_user(self.secretary).action_open())
        self.assertEqual(len(self.period.assessment_ids), 2)
        self.assertFalse(self.period.work_ids)

    def test_few_units_a_transaction(self):
        """What is done together is committed together; where the server's time is over, the next run goes on."""
        self.startPatcher(patch.object(cchc_work, "UNITS_AT_ONCE", 1))
        work = self._open()
        committed = []

        def commit(_crons, processed=0, **values):
            committed.append((processed, values, len(work._get_waiting())))
            return 0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
            self.parts._cron_do_pieces()
            self.assertEqual(committed, [(0, {"remaining": 2}, 2), (0, {}, 2), (1, {}, 1)])
            self.assertEqual(work.state, "running")
            self.assertEqual((work.done_count, work.progress), (1, 50))
            self.parts._cron_do_pieces()
        self.assertEqual(work.state, "done")

    def test_a_unit_that_cannot_be_done(self):
        """It stops no other, and whoever asked is told which one and why, in their language."""
        self.secretary.lang = "vi_VN"
        work = self._open()
        self.other_unit.active = False
        self._go_on()
        self.assertEqual(self._get_states(work), {self.unit: "done", self.other_unit: "failed"})
        self.assertEqual((work.state, work.failed_count, work.progress), ("done", 1, 100))
        failure = work.part_ids.filtered("failure").failure
        self.assertIn("“Sở Đối chứng” không còn hoạt động", failure)
        self.assertIn(f"Sở Đối chứng: {failure}", self._last_told().body)
        self.assertEqual(self._say(work), "1 of 2 units are done. Not done: 1.")
        # the list begins with it
        form = etree.fromstring(work.get_view(view_type="form")["arch"])
        for shown in form.iterfind(".//field[@name='part_ids']/*"):
            parts = self.parts.search([("work_id", "=", work.id)], order=shown.get("default_order"))
            self.assertEqual(parts.mapped("state"), ["failed", "done"], shown.tag)
        # what is mended is done by the button that adds units
        self.other_unit.active = True
        self.assertIsNone(self.period.with_user(self.secretary).action_add_missing_units())
        self.assertEqual(len(self.period.assessment_ids), 2)

    def test_what_nobody_has_foreseen(self):
        """Nothing of that piece stays, what was said stays in the log, and the others are done."""
        work = self._open()
        lines = type(self.env["cchc.assessment.line"])
        open_ = lines._open

        def fail(records, assessments):
            open_(records, assessments)
            if self.unit in assessments.unit_id:
                raise ValueError("secret of the server")

        with patch.object(lines, "_open", fail), self.assertLogs(LOG_OF_PARTS, "ERROR") as logs:
            self._go_on()
        self.assertIn("secret of the server", logs.output[0])
        self.assertEqual(self._get_states(work), {self.unit: "failed", self.other_unit: "done"})
        self.assertNotIn("secret", work.part_ids.filtered("failure").failure)
        self.assertEqual(self.period.assessment_ids.unit_id, self.other_unit)

    def test_together_as_long_as_it_goes(self):
        """Units are done together; what was begun and not ended is done apart, lest it end the others' process too."""
        work = self._open()
        done = []
        open_for = type(self.period)._open_for

        def note(period, units):
            done.append(units)
            return open_for(period, units)

        self.startPatcher(patch.object(type(self.period), "_open_for", note))
        with self.env.cr.savepoint() as savepoint:
            self._go_on()
            self.assertEqual(done, [self.unit | self.other_unit])
            savepoint.rollback()
        self.env.invalidate_all()
        done.clear()
        work.part_ids._write_as_system({"tries": 1})
        self._go_on()
        self.assertEqual(done, [self.unit, self.other_unit])
        self.assertEqual(work.done_count, 2)

    def test_what_ends_the_server_each_time(self):
        """It comes after the others, and is not tried a fourth time; whoever asked is told."""
        work = self._open()
        first, second = work.part_ids
        first._write_as_system({"tries": 3})
        second._write_as_system({"tries": 2})
        self.assertEqual(self.parts._find_left_to_job(), second | first)
        self.assertEqual(self.parts._find_left_to_job()[0], second)
        self._go_on()
        self.assertEqual((first.state, first.tries), ("failed", 4))
        self.assertIn("begun 3 times", first.failure)
        self.assertEqual((second.state, second.tries), ("done", 3))

    def test_cancelled_and_taken_up_again(self):
        """What is done stays, the rest is left undone until it is asked for anew."""
        work = self._open()
        work.part_ids.filtered(lambda part: part.unit_id == self.unit)._do_waiting()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.job.id)])
        triggers.unlink()
        work.with_user(self.secretary).action_cancel()
        self.assertEqual(self._get_states(work), {self.unit: "done", self.other_unit: "cancelled"})
        self.assertEqual((work.state, work.progress), ("cancelled", 50))
        self.assertEqual(self._say(work), "Cancelled. 1 of 2 units are done.")
        # whoever is at a piece cannot say that all has ended
        self.assertTrue(triggers.search([("cron_id", "=", self.job.id)]))
        self._go_on()
        self.assertEqual(self.period.assessment_ids.unit_id, self.unit)
        with self.assertRaisesRegex(UserError, "has ended"):
            work.with_user(self.secretary).action_cancel()
        self.period.with_user(self.secretary).action_add_missing_units()
        self.assertEqual(len(self.period.assessment_ids), 2)

    def test_twice_for_one_period(self):
        """While it goes on, units are not added by another way, nor results published without them."""
        work = self._open()
        period = self.period.with_user(self.secretary)
        with self.assertRaisesRegex(UserError, "being done already, 0 of 2"):
            period.action_add_missing_units()
        with patch.object(cchc_work, "MOST_AT_ONCE", 9), self.assertRaises(UserError):
            period.action_add_missing_units()
        draft = period._get_draft_publication()
        self.assertIn("still being made", draft.obstacles)
        self._go_on()
        draft.invalidate_recordset()
        self.assertNotIn("still being made", draft.obstacles)
        self.assertEqual(work.state, "done")

    def test_who_has_no_form_is_named(self):
        """After a part was left undone nothing is published without those units unawares."""
        work = self._open()
        work.part_ids.filtered(lambda part: part.unit_id == self.unit)._do_waiting()
        work.with_user(self.secretary).action_cancel()
        period = self.period.with_user(self.secretary)
        draft = period._get_draft_publication()
        self.assertIn("1 units have no form", draft.obstacles)
        self.assertIn("Sở Đối chứng", draft.obstacles)
        self.other_unit.active = False
        draft.invalidate_recordset()
        self.assertNotIn("have no form", draft.obstacles)
        self.other_unit.active = True
        period.action_add_missing_units()
        draft.invalidate_recordset()
        self.assertNotIn("have no form", draft.obstacles)

    def test_asked_for_by_the_system(self):
        """A period that a program opens as the superuser is opened as well."""
        root = self.env.ref("base.user_root")
        work = self.env["cchc.work"].browse(self.period.with_user(root).action_open()["res_id"])
        self._go_on()
        self.assertEqual((work.user_id, work.done_count), (root, 2))

    def test_a_message_that_cannot_be_sent(self):
        """The work has ended all the same, and stands in nobody's way."""
        work = self._open()
        threads = type(self.env["cchc.period"])
        with (
            patch.object(threads, "message_notify", side_effect=ValueError("no")),
            self.assertLogs("odoo.addons.cchc_assessment.models.period.cchc_work", "ERROR"),
        ):
            self._go_on()
        self.assertEqual(work.state, "done")

    def test_a_long_reason(self):
        """What stands in the way of many units is cut."""
        work = self._open()
        with patch.object(
            type(self.env["cchc.period"]), "_open_for", side_effect=UserError("x" * 20000)
        ):
            work.part_ids[0]._do_waiting()
        self.assertEqual(len(work.part_ids[0].failure), REASON_LENGTH)

    def test_a_unit_that_is_deleted(self):
        """It takes its piece along: no work keeps a unit without a form."""
        work = self._open()
        self.other_unit.unlink()
        self._go_on()
        self.assertEqual((work.state, work.total_count), ("done", 1))
        self.assertEqual(self._say(work), "1 of 1 units are done.")

    def test_as_whoever_asked(self):
        """Whoever has lost the right, the province or the account meanwhile does nothing any more."""
        other = self.env["res.company"].create({"name": "Tỉnh khác"})
        for change in (
            {"group_ids": [Command.set(self.env.ref("base.group_user").ids)]},
            {"company_ids": [Command.set(other.ids)], "company_id": other.id},
            {"active": False},
        ):
            with self.subTest(change=change), self.env.cr.savepoint() as savepoint:
                work = self._open()
                self.secretary.write(change)
                for part in work.part_ids:
                    part._do_waiting()
                self.assertEqual(set(work.part_ids.mapped("state")), {"failed"})
                self.assertTrue(all(work.part_ids.mapped("failure")))
                before = self._last_told()
                work._finish()
                self.assertEqual((work.state, self._last_told()), ("done", before))
                self.assertFalse(
                    self.env["cchc.assessment"].search([("period_id", "=", self.period.id)])
                )
                savepoint.rollback()
                self.env.invalidate_all()
                # who has which group is kept in the registry
                self.registry.clear_all_caches()

    def test_a_period_that_has_ended(self):
        """No form is made in a period whose results are published."""
        work = self._open()
        self.period._write_as_system({"state": "published"})
        work.part_ids[0]._do_waiting()
        self.assertEqual(work.part_ids[0].state, "failed")
        self.assertIn("is not under way", work.part_ids[0].failure)


@tagged("post_install", "-at_install")
class TestLongPublication(WorkCase, Council, CchcCase):
    """Results of many units are published behind the request, as a whole or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._conclude_both()
        cls.startClassPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        cls.job = cls.env.ref("cchc_assessment.cchc_work_cron")
        cls.draft = cls.period.with_user(cls.secretary)._get_draft_publication()
        cls.draft.write({"decision_number": "12/QĐ-UBND", "decision_date": "2027-01-15"})

    def _publish_behind(self):
        action = self.draft.action_publish()
        self.assertEqual(action["res_model"], "cchc.work")
        return self.env["cchc.work"].browse(action["res_id"])

    def test_published_as_who_asked(self):
        """The request publishes nothing; the job all of it, sealed, in the secretary's name, and units are told."""
        work = self._publish_behind()
        self.assertEqual((self.draft.state, self.assessment.state), ("draft", "appraised"))
        self._go_on()
        self.assertEqual((work.state, work.done_count), ("done", 1))
        self.assertEqual(self._say(work), "Ended.")
        self.assertEqual((self.draft.state, self.period.state), ("published", "published"))
        self.assertEqual(self.draft.published_by_id, self.secretary)
        self.assertEqual(
            set((self.assessment | self.other_assessment).mapped("state")), {"published"}
        )
        publication = self.draft.sudo()
        self.assertEqual(publication._find_seal_problems()[0], [])
        self.assertEqual(set(publication.result_ids.mapped("notice_state")), {"queued"})

    def test_what_stands_in_the_way_is_said_at_once(self):
        """As before: whoever presses the button is told, and nothing begins."""
        self.draft.decision_number = False
        with self.assertRaisesRegex(UserError, "number of the decision"):
            self.draft.action_publish()
        self.assertFalse(self.period.work_ids)

    def test_what_has_come_into_the_way(self):
        """A unit that was taken up again meanwhile: nothing at all is published, and the secretary is told why."""
        work = self._publish_behind()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self._go_on()
        self.assertEqual((work.state, work.failed_count), ("done", 1))
        self.assertIn(self.unit.name, work.part_ids.failure)
        self.assertEqual(self._say(work), "It was not done.")
        self.assertEqual((self.draft.state, self.other_assessment.state), ("draft", "appraised"))
        self.assertFalse(self.draft.sudo().seal)

    def test_what_has_come_into_the_way_of_other_steps(self):
        """A unit that was taken up again is not frozen with the others, and a review that is over is not opened."""
        period = self.period.with_user(self.secretary)
        period.review_deadline = Datetime.add(Datetime.now(), days=3)
        period.action_open_review()
        period.review_deadline = Datetime.add(Datetime.now(), days=-1)
        self._go_on()
        self.assertIn("review deadline in the future", period.work_ids.part_ids.failure)
        self.assertFalse(period.review_open)
        self.draft.action_freeze()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self._go_on()
        self.assertIn(self.unit.name, period.work_ids[0].part_ids.failure)
        self.assertEqual(self.draft.state, "draft")

    def test_as_whoever_asked(self):
        """Who is no more than a member by now computes, freezes, publishes and shows nothing, though they read it."""
        period = self.period.with_user(self.secretary)
        period.review_deadline = Datetime.add(Datetime.now(), days=3)
        role = self.env.ref("cchc_assessment.cchc_assessment_group_appraiser")
        draft = self.draft.sudo()
        for step in (
            self.draft.action_compute,
            self.draft.action_freeze,
            self.draft.action_publish,
            period.action_open_review,
        ):
            with self.subTest(step=step.__name__), self.env.cr.savepoint() as savepoint:
                work = self.env["cchc.work"].browse(step()["res_id"])
                self.secretary.group_ids = [Command.set(role.ids)]
                self.assertTrue(self.draft.has_access("read"))
                work.part_ids._do_waiting()
                self.assertEqual(work.part_ids.state, "failed")
                self.assertEqual((draft.state, len(draft.result_ids)), ("draft", 0))
                self.assertFalse(period.sudo().review_open)
                savepoint.rollback()
                self.env.invalidate_all()
                # who has which group is kept in the registry
                self.registry.clear_all_caches()

    def test_twice_at_once(self):
        """It is published once, however often the button is pressed."""
        self.period.with_user(self.secretary).review_deadline = Datetime.add(Datetime.now(), days=3)
        self._publish_behind()
        for step in (
            self.draft.action_publish,
            self.draft.action_freeze,
            self.draft.action_compute,
            self.period.with_user(self.secretary).action_open_review,
        ):
            with self.assertRaisesRegex(UserError, "being done already"):
                step()

    @mute_logger("odoo.sql_db")
    def test_two_with_all_results_in_hand(self):
        """Two who begin at the same moment what goes on alone, be it of two kinds: PostgreSQL lets one through."""
        works = self.env["cchc.work"].with_user(self.secretary)
        begin = partial(works._begin, period=self.period, publication_id=self.draft.id, often=True)
        with patch.object(type(works), "_check_none_runs"):
            begin("computing")
            # these stand in nobody's way
            begin("nudge")
            begin("nudge")
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                begin("freezing")

    def test_what_is_taken_back_is_not_published(self):
        """Frozen results that are taken back before the job has come to them stay unpublished."""
        self.draft.action_freeze()
        self._go_on()
        action = self.draft._publish_signed("12/QĐ", "2027-01-15", io.BytesIO(PDF), "a.pdf")
        work = self.env["cchc.work"].browse(action["res_id"])
        self.draft._unfreeze("Sai tên đơn vị.")
        self.assertEqual(work.state, "cancelled")
        self._go_on()
        self.assertEqual(self.draft.state, "draft")
        self._assert_unsigned()

    def test_what_was_signed_for_other_figures(self):
        """A scan with which nothing was published is forgotten, with its file: the next figures are signed anew."""
        self.draft.action_freeze()
        self._go_on()
        self.draft._publish_signed("12/QĐ", "2027-01-15", io.BytesIO(PDF), "a.pdf")
        scan = self.draft.sudo().signed_file_id
        self.assertTrue(scan)
        self.env.flush_all()
        # what stands in the way may come in many ways: by none of a person's here, since they take the results back
        self._sql_state("appraisal")
        self._go_on()
        self.assertEqual(self.period.work_ids[0].failed_count, 1)
        self.assertEqual(self.draft.state, "frozen")
        self._assert_unsigned()
        self.assertFalse(scan.exists())

    def _sql_state(self, state):
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = %s WHERE id = %s", [state, self.assessment.id]
        )
        self.env.invalidate_all()

    def _assert_unsigned(self):
        publication = self.draft.sudo()
        self.assertFalse(
            publication.decision_number or publication.decision_date or publication.signed_file_id
        )
        self.assertFalse(publication.signed_remark_codes)

    def test_the_review_is_opened_behind_the_request(self):
        """Units see nothing before what they see is computed; what is in the way is said at once."""
        period = self.period.with_user(self.secretary)
        with self.assertRaisesRegex(UserError, "review deadline in the future"):
            period.action_open_review()
        period.review_deadline = Datetime.add(Datetime.now(), days=3)
        self.assertEqual(period.action_open_review()["res_model"], "cchc.work")
        self.assertFalse(period.review_open or self.draft.result_ids)
        self._go_on()
        self.assertTrue(period.review_open)
        self.assertEqual(len(self.draft.result_ids), 2)

    def test_a_review_that_follows(self):
        """What units see of an open review is computed anew behind the request, once for however many steps."""
        period = self.period.with_user(self.secretary)
        period.review_deadline = Datetime.add(Datetime.now(), days=3)
        period.action_open_review()
        self._go_on()
        both = (self.assessment | self.other_assessment).with_user(self.secretary)
        both._transition("action_reopen", reason="Sai điểm")
        before = period.work_ids
        with patch.object(
            type(self.draft), "_do_compute", side_effect=AssertionError("in the request")
        ):
            for assessment in both:
                assessment._transition("action_conclude")
        self.assertEqual((period.work_ids - before).mapped("kind"), ["computing"])
        with self.assertRaisesRegex(UserError, "Nobody has asked for this"):
            (period.work_ids - before).action_cancel()
        self.assertEqual((period.work_ids - before).state, "running")
        told = self._last_told()
        # its piece is done, and the job has not come to say so: what is concluded now is computed as well
        (period.work_ids - before).part_ids._do_waiting()
        self.assertEqual((period.work_ids - before).state, "running")
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self.assessment.with_user(self.secretary)._transition("action_conclude")
        self.assertEqual(len(period.work_ids - before), 2)
        self._go_on()
        self.assertEqual(set((period.work_ids - before).mapped("state")), {"done"})
        self.assertEqual(self._last_told(), told, "nobody has asked for it")
        self.assertEqual(set(self.draft.result_ids.assessment_id.mapped("state")), {"appraised"})

    def test_computed_and_frozen_behind_the_request(self):
        """What follows from many units' points is worked out there as well, as a whole."""
        action = self.period.with_user(self.secretary).action_compute_results()
        self.assertEqual(action["res_model"], "cchc.work")
        self._go_on()
        self.assertEqual(len(self.draft.result_ids), 2)
        self.assertEqual(self.draft.action_freeze()["res_model"], "cchc.work")
        self.assertEqual(self.draft.state, "draft")
        self._go_on()
        self.assertEqual((self.draft.state, self.draft.frozen_by_id), ("frozen", self.secretary))
        self.assertEqual(set(self.period.work_ids.mapped("state")), {"done"})
        with self.assertRaisesRegex(UserError, "frozen for signature"):
            self.draft.action_compute()


@tagged("post_install", "-at_install")
class TestLongWorkRemotely(WorkCase, RemoteCase):
    """Nobody begins, changes or ends a long work past the buttons; it gives no sign to others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ready()
        cls.contributor = cls._make_user("contributor", "contributor")
        cls.elsewhere = cls._make_user("elsewhere", "secretary")
        company = cls.env["res.company"].create({"name": "Tỉnh khác"})
        cls.elsewhere.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})

    def test_by_those_whom_it_does_not_concern(self):
        """Unit's people, the council, another province's secretary and the unit's contributor read and do nothing."""
        work = self._open()
        part = work.part_ids[0]
        for user in (
            self.officer,
            self.leader,
            self.contributor,
            self.appraiser,
            self.elsewhere,
        ):
            for model, method, *args in (
                ("cchc.work", "read", work.ids, ["state", "progress"]),
                ("cchc.work", "action_cancel", work.ids),
                ("cchc.work", "action_download", work.ids),
                ("cchc.work.part", "read", part.ids, ["state"]),
                ("cchc.period", "action_view_work", self.period.ids),
                ("cchc.period", "read", self.period.ids, ["work_ids"]),
                ("cchc.period", "action_add_missing_units", self.period.ids),
            ):
                with self.subTest(user=user.login, method=method):
                    self._assert_refused(self._call(model, method, *args, user=user))
            for model in ("cchc.work", "cchc.work.part"):
                found = self._call(model, "search_count", [], user=user)
                self.assertIn(str(found).partition(":")[0], ("0", "AccessError"))
        self.env.invalidate_all()
        self.assertEqual((work.state, part.state), ("running", "waiting"))

    def test_past_the_buttons(self):
        """Not even the secretary writes one, begins one for others, or does a piece by its name."""
        work = self._open()
        part = work.part_ids[0]
        values = {
            "kind": "opening",
            "period_id": self.period.id,
            "user_id": SUPERUSER_ID,
            "started_at": "2026-11-30 00:00:00",
        }
        for user in (self.secretary, self.officer, self.elsewhere):
            for model, method, *args in (
                ("cchc.work", "create", [values]),
                ("cchc.work", "write", work.ids, {"user_id": SUPERUSER_ID}),
                ("cchc.work", "write", work.ids, {"state": "done"}),
                ("cchc.work", "unlink", work.ids),
                ("cchc.work", "copy", work.ids),
                ("cchc.work.part", "create", [{"work_id": work.id, "unit_id": self.unit.id}]),
                ("cchc.work.part", "write", part.ids, {"state": "done"}),
                ("cchc.work.part", "write", part.ids, {"unit_id": False}),
                ("cchc.work.part", "unlink", part.ids),
                ("cchc.period", "write", self.period.ids, {"work_ids": [Command.clear()]}),
                ("cchc.work", "write", work.ids, {"details": {"reason": "x"}}),
                ("cchc.work", "read", work.ids, ["details"]),
                ("cchc.work.part", "write", part.ids, {"file": "eA==", "file_name": "x"}),
                ("cchc.work.part", "read", part.ids, ["file"]),
                ("cchc.work.part", "read", part.ids, ["file_name"]),
                ("cchc.work", "search_count", [("details", "!=", False)]),
                ("cchc.work.part", "search_count", [("file_name", "!=", False)]),
                ("cchc.work", "_do_for", work.ids, part.ids),
                ("cchc.work.part", "_gc_files"),
                ("cchc.period", "_open_for", self.period.ids, self.unit.ids),
                ("cchc.work", "_begin", "opening", self.period.id),
                ("cchc.work", "_cancel", work.ids),
                ("cchc.work.part", "_do_waiting", part.ids),
                ("cchc.work.part", "_set_going", part.ids),
                ("cchc.work.part", "_cron_do_pieces"),
            ):
                with self.subTest(user=user.login, model=model, method=method):
                    self._assert_refused(self._call(model, method, *args, user=user))
        self.env.invalidate_all()
        self.assertEqual(work.user_id, self.secretary)
        self.assertEqual(set(work.part_ids.mapped("state")), {"waiting"})
        self.assertFalse(self.period.assessment_ids)

    def test_by_the_buttons(self):
        """The secretary opens, sees how far it is, and cancels."""
        answer = self._call("cchc.period", "action_open", self.period.ids, user=self.secretary)
        self.assertEqual(answer["res_model"], "cchc.work")
        names = ["state", "done_count", "total_count"]
        [told] = self._call("cchc.work", "read", answer["res_id"], names, user=self.secretary)
        self.assertEqual([told[name] for name in names], ["running", 0, 2])
        self.other_unit.active = False
        self.period.work_ids.part_ids.filtered(
            lambda part: part.unit_id == self.other_unit
        )._do_waiting()
        names = ["failed_count", "done_count", "total_count"]
        [told] = self._call("cchc.work", "read", answer["res_id"], names, user=self.secretary)
        self.assertEqual([told[name] for name in names], [1, 0, 2])
        answer = self._call("cchc.work", "action_cancel", [told["id"]], user=self.secretary)
        self.assertFalse(answer)
        self.env.invalidate_all()
        self.assertEqual(self.period.work_ids.state, "cancelled")


@tagged("post_install", "-at_install")
class TestLongWorkAtOnce(RealTransactions, Province, BaseCase):
    """Two who are at one work, or one that is killed."""

    def _prepare(self):
        with patch.object(cchc_work, "MOST_AT_ONCE", 1):
            self.rubric.with_user(self.secretary).action_publish()
            action = self.period.with_user(self.secretary).action_open()
        self.work_id, self.period_id = action["res_id"], self.period.id
        self.part_ids = self.period.work_ids.part_ids.ids

    def _parts_in(self, env):
        return env["cchc.work.part"].browse(self.part_ids)

    def _assert_done_once(self):
        with self._transaction() as env:
            self.assertEqual(set(self._parts_in(env).mapped("state")), {"done"})
            assessments = env["cchc.period"].browse(self.period_id).assessment_ids
            self.assertEqual(len(assessments), 2)
            self.assertEqual(len(assessments.unit_id), 2)
            for one in assessments:
                self.assertEqual(
                    len(one.line_ids), len(one.rubric_id.criterion_ids.filtered("is_leaf"))
                )

    @mute_logger("odoo.sql_db")
    def test_a_piece_by_two(self):
        """Who comes second fails, begins again, and finds it done."""

        def work(env):
            self._parts_in(env)[0]._do_waiting()

        self._do_again(work, work)
        with self._transaction() as env:
            self._parts_in(env)[1]._do_waiting()
        self._assert_done_once()

    @mute_logger("odoo.sql_db")
    def test_a_deadline_and_units_that_join(self):
        """Whoever comes second starts again: the deadline is refused while forms are made, and they have it after."""
        with self._transaction() as env:
            for part in self._parts_in(env):
                part._do_waiting()
            env["cchc.work"].browse(self.work_id)._finish()
            env["cchc.unit"].create(
                [
                    {"name": f"Sở mới {code}", "code": code, "group_id": self.group.id}
                    for code in ("T-M1", "T-M2")
                ]
            )

        def join(env):
            period = env["cchc.period"].browse(self.period_id).with_user(self.secretary.id)
            with patch.object(cchc_work, "MOST_AT_ONCE", 1):
                period.action_add_missing_units()

        def move(env):
            period = env["cchc.period"].browse(self.period_id).with_user(self.secretary.id)
            period.self_deadline = Datetime.add(Datetime.now(), days=50)

        self._collide(join, move, "still being made")
        with self._transaction() as env:
            period = env["cchc.period"].browse(self.period_id)
            for part in period.work_ids.part_ids:
                part._do_waiting()
            env["cchc.work"]._finish_ended()
            move(env)
        with self._transaction() as env:
            period = env["cchc.period"].browse(self.period_id)
            self.assertEqual(len(period.assessment_ids), 4)
            self.assertEqual(set(period.assessment_ids.mapped("deadline")), {period.self_deadline})

    @mute_logger("odoo.sql_db")
    def test_two_workers(self):
        """Two workers, each with all pieces before it: each piece is done once, and it ends once."""
        failures = []

        def work(order):
            try:
                with self.registry.cursor() as cr:
                    env = Environment(cr, SUPERUSER_ID, {})
                    for part in self._parts_in(env)[::order]:
                        try_again(env, part._do_waiting)
                        cr.commit()  # pylint: disable=invalid-commit
                    try_again(env, env["cchc.work"].browse(self.work_id)._finish)
            except Exception as error:  # noqa: BLE001 - told by the test's thread
                failures.append(error)

        self._run_at_once(partial(work, 1), partial(work, -1))
        self.assertFalse(failures)
        self._assert_done_once()
        with self._transaction() as env:
            self.assertEqual(env["cchc.work"].browse(self.work_id).state, "done")
            told = env["mail.message"].search_count(
                [
                    ("model", "=", "cchc.period"),
                    ("res_id", "=", self.period_id),
                    ("message_type", "=", "user_notification"),
                ]
            )
            self.assertEqual(told, 1)

    @mute_logger("odoo.sql_db")
    def test_killed_in_the_middle(self):
        """Nothing of the piece stays, that it was begun neither; it is done when the job comes again."""
        ended = False
        try:
            with self._transaction() as env:
                self._parts_in(env)[0]._do_waiting()
                env.flush_all()
                env.cr.execute("SELECT pg_backend_pid()")
                with self._transaction() as other:
                    other.cr.execute(
                        "SELECT pg_terminate_backend(%s, 5000)", [env.cr.fetchone()[0]]
                    )
                env.cr.execute("SELECT")
        except (InterfaceError, OperationalError):
            ended = True
        self.assertTrue(ended)
        with self._transaction() as env:
            self.assertEqual(set(self._parts_in(env).mapped("state")), {"waiting"})
            self.assertFalse(env["cchc.period"].browse(self.period_id).assessment_ids)
        for number in range(2):
            with self._transaction() as env:
                self._parts_in(env)[number]._do_waiting()
        self._assert_done_once()

    @mute_logger("odoo.sql_db")
    def test_cancelled_while_a_piece_is_done(self):
        """Whoever cancels does not wait for it: what somebody is at ends whole, what nobody is at is left undone."""
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            self._parts_in(env)[0]._do_waiting()
            env.flush_all()
            with self._transaction() as other:
                work = other["cchc.work"].browse(self.work_id).with_user(self.secretary.id)
                work.action_cancel()
                self.assertEqual(self._parts_in(other).mapped("state"), ["waiting", "cancelled"])
            with self._transaction() as other, self.assertRaisesRegex(UserError, "last piece"):
                other["cchc.work"].browse(self.work_id).with_user(self.secretary.id).action_cancel()
        with self._transaction() as env:
            env["cchc.work"]._finish_ended()
            self.assertEqual(self._parts_in(env).mapped("state"), ["done", "cancelled"])
            self.assertEqual(env["cchc.work"].browse(self.work_id).state, "cancelled")
