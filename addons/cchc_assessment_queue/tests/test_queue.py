from unittest.mock import patch

from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.cchc_assessment.models.period import cchc_work
from odoo.addons.cchc_assessment.models.result import cchc_seal_review
from odoo.addons.cchc_assessment.tests.common import CchcCase, RemoteCase
from odoo.addons.cchc_assessment.tests.common_council import Council
from odoo.addons.cchc_assessment.tests.period.test_work import WorkCase
from odoo.addons.cchc_assessment.tests.unit.test_people_behind import PeopleBehind
from odoo.addons.cchc_assessment.tests.whole import test_hygiene
from odoo.addons.queue_job.controllers.main import RunJobController
from odoo.addons.queue_job.job import Job

from ..hooks import uninstall_hook
from ..models import cchc_piece_mixin

LOG = "odoo.addons.cchc_assessment_queue.models.cchc_piece_mixin"


class QueueCase(WorkCase):
    """A period of two units, of which one is as many as is done while somebody waits, and the queue."""

    @classmethod
    def _make_ready(cls):
        super()._make_ready()
        # a job for each unit
        cls.startClassPatcher(patch.object(cchc_work, "UNITS_AT_ONCE", 1))
        cls.jobs = cls.env["queue.job"].sudo()

    def _get_jobs(self, pieces, *states):
        found = self.jobs.search(
            [
                ("model_name", "=", pieces._name),
                ("identity_key", "in", [f"{piece._name}.{piece.id}" for piece in pieces]),
            ],
            order="id",
        )
        return found.filtered(lambda job: not states or job.state in states)

    def _run(self, jobs):
        """Run these jobs as the queue's controller does, which lets none of them commit."""
        for record in jobs:
            job = Job.load(self.env, record.uuid)
            job.set_started()
            job.store()
            RunJobController._try_perform_job(self.env, job)
        self.env.flush_all()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestQueue(QueueCase, CchcCase):
    """The pieces of a long work are jobs, one for each unit, each done once in effect."""

    MODULE = "cchc_assessment_queue"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ready()

    def test_a_job_for_each_unit(self):
        """They are in a channel of their own, nobody's in particular, and do what the scheduled job does without."""
        work = self._open()
        jobs = self._get_jobs(work.part_ids, "pending")
        self.assertEqual(len(jobs), 2)
        self.assertEqual(set(jobs.mapped("channel")), {"root.cchc"})
        # what ends its worker does so a few times, and not on and on
        self.assertEqual(set(jobs.mapped("max_retries")), {3})
        self._go_on()
        self.assertFalse(self.period.assessment_ids, "two do the same")
        self._run(jobs[0])
        self.assertEqual((work.state, work.done_count), ("running", 1))
        self._run(jobs[1])
        self.assertEqual(self.period.assessment_ids.unit_id, self.unit | self.other_unit)
        self.assertEqual(self.period.assessment_ids[0].create_uid, self.secretary)
        self._assert_as_computed(self.period.assessment_ids.line_ids)
        self._go_on()
        self.assertEqual(work.state, "done")
        self.assertEqual(self._last_told().partner_ids, self.secretary.partner_id)

    def test_all_pieces_are_in_the_channel(self):
        """Whatever is done in pieces, and is to be later: no other works of the queue wait for ours."""
        functions = self.env["queue.job.function"].sudo()
        models = [model for model in self.env.values() if getattr(model, "_piece_job", None)]
        self.assertIn(self.env["cchc.assessment"], models)
        for model in models:
            for method in ("_do_waiting", "_set_going"):
                name = functions.job_function_name(model._name, method)
                self.assertEqual(functions.job_config(name).channel, "root.cchc", name)

    def test_a_job_is_of_its_province(self):
        """Whoever looks after the queue of another province sees nothing of it."""
        elsewhere = self.env["res.company"].create({"name": "Tỉnh khác"})
        root = self.env.ref("base.user_root")
        root.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        manager = new_test_user(self.env, "queue.elsewhere", "queue_job.group_queue_job_manager")
        manager.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        jobs = self._get_jobs(self._open().part_ids)
        self.assertEqual(jobs.company_id, self.period.company_id)
        self.assertTrue(self.jobs.with_user(manager).has_access("read"))
        self.assertFalse(self.jobs.with_user(manager).search([("id", "in", jobs.ids)]))
        self._run(jobs)
        self.assertEqual(len(self.period.assessment_ids), 2)

    def test_a_job_for_some_units(self):
        """What is quicker together is one job, and is neither made twice nor left to the scheduled job."""
        with patch.object(cchc_work, "UNITS_AT_ONCE", 20):
            work = self._open()
            work.part_ids._set_going()
            self.assertFalse(work.part_ids._find_left_to_job())
        jobs = self.jobs.search([("model_name", "=", "cchc.work.part")])
        self.assertEqual([len(job.records) for job in jobs], [2])
        self._run(jobs)
        self.assertEqual(work.done_count, 2)
        self.assertEqual(len(self.period.assessment_ids), 2)

    def test_once_in_effect(self):
        """A piece is in the queue once, and a job that is run again finds it done."""
        work = self._open()
        work.part_ids._set_going()
        jobs = self._get_jobs(work.part_ids)
        self.assertEqual(len(jobs), 2)
        self._run(jobs)
        made = self.period.assessment_ids.ids
        self._run(jobs)
        self.assertEqual(self.period.assessment_ids.ids, made)

    def test_what_the_queue_has_lost(self):
        """What failed there, was cancelled or deleted there is done by the scheduled job."""
        for state in ("failed", "cancelled", None):
            with self.subTest(state=state), self.env.cr.savepoint() as savepoint:
                work = self._open()
                first, second = self._get_jobs(work.part_ids)
                if state:
                    job = Job.load(self.env, first.uuid)
                    job.state = state
                    job.store()
                else:
                    first.unlink()
                with self.assertLogs(LOG, "WARNING"):
                    left = work.part_ids._find_left_to_job()
                self.assertEqual(left, work.part_ids[0])
                self.assertTrue(second.exists())
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_job_of_somebody_else(self):
        """What another addon lets the queue do with a piece is no sign that the piece is being done."""
        work = self._open()
        first, _second = self._get_jobs(work.part_ids)
        first.unlink()
        piece = work.part_ids[0]
        piece.with_delay(identity_key=f"somebody.else.{piece.id}").exists()
        with self.assertLogs(LOG, "WARNING"):
            self.assertEqual(work.part_ids._find_left_to_job(), piece)

    def test_a_queue_that_stands_still(self):
        """Where no runner is at work the scheduled job does it after a while, and the log says so."""
        work = self._open()
        self.assertFalse(work.part_ids._find_left_to_job())
        self._set_back(self._get_jobs(work.part_ids), "date_created")
        with self.assertLogs(LOG, "WARNING") as logs:
            self._go_on()
        self.assertIn("is its runner at work?", logs.output[0])
        self.assertEqual((work.state, work.done_count), ("done", 2))
        self._run(self._get_jobs(work.part_ids))
        self.assertEqual(len(self.period.assessment_ids), 2)

    def test_more_is_asked_for_while_the_queue_stands_still(self):
        """New jobs are no sign that the old ones will ever be done; one that was begun is."""
        work = self._open()
        old, new = self._get_jobs(work.part_ids)
        self._set_back(old, "date_created")
        with self.assertLogs(LOG, "WARNING"):
            self.assertEqual(work.part_ids._find_left_to_job(), work.part_ids[0])
        job = Job.load(self.env, new.uuid)
        job.set_started()
        job.store()
        self.assertFalse(work.part_ids._find_left_to_job())

    def test_the_scheduled_job_looks_again(self):
        """It sees in ten minutes what has become of the jobs, and again as long as some are in the queue."""
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([]).unlink()
        work = self._open()
        begun = [("cron_id", "=", self.job.id), ("call_at", ">", Datetime.now())]
        work.part_ids._set_going()
        # once for all that is asked for meanwhile
        self.assertEqual(len(triggers.search(begun)), 1)
        triggers.search(begun).unlink()
        self._go_on()
        [again] = triggers.search(begun)
        self.assertLessEqual(again.call_at, Datetime.now() + cchc_piece_mixin.PATIENCE)
        again.unlink()
        self._run(self._get_jobs(work.part_ids))
        self._go_on()
        self.assertFalse(triggers.search(begun))

    def test_taken_off_while_jobs_wait(self):
        """No job of ours stays in the queue; Odoo's scheduled jobs do what waits, and begin at once."""
        work = self._open()
        done, waiting = self._get_jobs(work.part_ids)
        self._run(done)
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([]).unlink()
        uninstall_hook(self.env)
        self.assertFalse((done | waiting).exists())
        begun = triggers.search([("call_at", "<=", Datetime.now())]).cron_id
        for name in ("work", "assessment_tell", "result_notice", "seal_review"):
            self.assertIn(self.env.ref(f"cchc_assessment.cchc_{name}_cron"), begun)
        with self.assertLogs(LOG, "WARNING"):
            self.assertEqual(work.part_ids._find_left_to_job(), work.part_ids[1])

    def _set_back(self, jobs, name):
        self.env.flush_all()
        # past the queue's own guard
        self.env.cr.execute(
            SQL(
                "UPDATE queue_job SET %(name)s = %(name)s - interval '11 minutes' WHERE id IN %(ids)s",
                name=SQL.identifier(name),
                ids=tuple(jobs.ids),
            )
        )
        self.env.invalidate_all()

    def test_a_unit_that_cannot_be_done(self):
        """Its job is done, the others too, and the work says why."""
        work = self._open()
        self.other_unit.active = False
        jobs = self._get_jobs(work.part_ids)
        self._run(jobs)
        self.assertEqual(set(jobs.mapped("state")), {"done"})
        self.assertEqual(self._get_states(work), {self.unit: "done", self.other_unit: "failed"})
        self.assertIn(self.other_unit.name, work.part_ids.filtered("failure").failure)

    def test_cancelled(self):
        """A job of what was cancelled does nothing."""
        work = self._open()
        jobs = self._get_jobs(work.part_ids)
        work.with_user(self.secretary).action_cancel()
        self._run(jobs)
        self.assertFalse(self.period.assessment_ids)
        self.assertEqual(work.state, "cancelled")

    def test_many_jobs_are_made_by_jobs(self):
        """Nobody waits until a record is made for each of a thousand units; meanwhile the scheduled job keeps off."""
        with patch.object(cchc_piece_mixin, "MOST_AT_ONCE", 1):
            work = self._open()
            self.assertFalse(self._get_jobs(work.part_ids))
            makers = self.jobs.search(
                [("model_name", "=", "cchc.work.part"), ("method_name", "=", "_set_going")]
            )
            self.assertEqual(len(makers), 2)
            self.assertFalse(work.part_ids._find_left_to_job())
            self._run(makers)
        self._run(self._get_jobs(work.part_ids))
        self.assertEqual(len(self.period.assessment_ids), 2)

    _own = test_hygiene.TestHygiene._own
    _places = test_hygiene.TestHygiene._places
    _get_fields_of_other_apps = test_hygiene.TestHygiene._get_fields_of_other_apps

    def test_vietnamese_is_complete(self):
        """Each string of this addon has its Vietnamese."""
        test_hygiene.TestHygiene._find_own.__func__(type(self))
        test_hygiene.TestHygiene.test_vietnamese_is_complete(self)


@tagged("post_install", "-at_install")
class TestQueueOfResults(QueueCase, Council, CchcCase):
    """What is done with results, and what units are told of them, are jobs as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._conclude_both()
        cls.startClassPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        cls.jobs = cls.env["queue.job"].sudo()
        cls.job = cls.env.ref("cchc_assessment.cchc_work_cron")

    def test_notices(self):
        """Each unit's notice is a job; what is sent is sent once."""
        with patch.object(cchc_work, "MOST_AT_ONCE", 9):
            self._publish()
        results = self.period.publication_ids.result_ids.sudo()
        jobs = self._get_jobs(results, "pending")
        self.assertEqual(len(jobs), 2)
        self.assertEqual(set(jobs.mapped("channel")), {"root.cchc"})
        self._run(jobs)
        self._run(jobs)
        mails = self.env["mail.mail"].search(
            [("model", "=", "cchc.result"), ("res_id", "in", results.ids)]
        )
        self.assertEqual(sorted(mails.mapped("res_id")), sorted(results.ids))
        self.assertEqual(set(results.mapped("notice_state")), {"waiting"})

    def test_publication(self):
        """It is one job: all of it or nothing."""
        draft = self.period.with_user(self.secretary)._get_draft_publication()
        draft.write({"decision_number": "12/QĐ-UBND", "decision_date": "2027-01-15"})
        work = self.env["cchc.work"].browse(draft.action_publish()["res_id"])
        self.assertEqual(draft.state, "draft")
        self._run(self._get_jobs(work.part_ids))
        self.assertEqual((draft.state, draft.published_by_id), ("published", self.secretary))
        self.assertEqual(draft.sudo()._find_seal_problems()[0], [])

    def test_a_workbook(self):
        """What is computed first is a job, and the document that is made of it another one."""
        action = self.period.with_user(self.secretary).action_print_consolidated()
        part = self.env["cchc.work"].browse(action["res_id"]).part_ids
        self._run(self._get_jobs(part, "pending"))
        self.assertEqual(part.state, "waiting")
        self.assertEqual(len(self.period.publication_ids.result_ids), 2)
        self.assertFalse(part._find_left_to_job())
        self._run(self._get_jobs(part, "pending"))
        self.assertEqual((part.state, part.work_id.has_file), ("done", False))
        self._go_on()
        self.assertTrue(part.work_id.with_user(self.secretary).has_file)
        self.assertFalse(self._get_jobs(part, "pending"))

    def test_a_review_of_seals(self):
        """A job goes on for a while, and another one follows until it has ended."""
        review = self.env["cchc.seal.review"]._begin(
            "comparison", (self.assessment | self.other_assessment).submission_ids
        )
        with patch.object(cchc_seal_review, "SECONDS_A_PIECE", -1):
            for done in (1, 2):
                self._run(self._get_jobs(review, "pending"))
                self.assertEqual((review.state, review.done_count), ("running", done))
                self.assertFalse(review._find_left_to_job())
            self._run(self._get_jobs(review, "pending"))
        self.assertEqual(review.state, "done")
        self.assertFalse(self._get_jobs(review, "pending"))


@tagged("post_install", "-at_install")
class TestQueueOfPeople(PeopleBehind, QueueCase, Council, CchcCase):
    """Rows of a file are jobs as well, of which each sees what the others have made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_few()
        cls.jobs = cls.env["queue.job"].sudo()

    def test_an_import(self):
        """In whatever order they are run."""
        work = self._begin()
        jobs = self._get_jobs(work.part_ids, "pending")
        self.assertEqual(len(jobs), 3)
        self._run(jobs.sorted("id", reverse=True))
        self._go_on()
        self.assertEqual((work.state, work.failed_count), ("done", 0))
        self._assert_brought_in()


@tagged("post_install", "-at_install")
class TestQueueRemotely(QueueCase, RemoteCase):
    """The queue opens no other way to a long work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ready()

    def test_by_the_queue(self):
        """Nobody who works here reads, makes or begins a job, or lets a method run as one."""
        work = self._open()
        job = self._get_jobs(work.part_ids)[0]
        for user in (self.officer, self.leader, self.appraiser, self.secretary):
            for model, method, *args in (
                ("queue.job", "read", job.ids, ["name"]),
                ("queue.job", "search_read", []),
                ("queue.job", "create", [{"name": "x", "method_name": "_do_waiting"}]),
                ("queue.job", "write", job.ids, {"state": "done"}),
                ("queue.job", "unlink", job.ids),
                ("queue.job", "requeue", job.ids),
                ("queue.job", "button_done", job.ids),
                ("cchc.work.part", "_do_waiting", work.part_ids.ids),
                ("cchc.work.part", "_set_going", work.part_ids.ids),
            ):
                with self.subTest(user=user.login, method=method):
                    self._assert_refused(self._call(model, method, *args, user=user))
        self.env.invalidate_all()
        self.assertEqual(set(work.part_ids.mapped("state")), {"waiting"})
