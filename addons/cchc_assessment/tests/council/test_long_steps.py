import io
import zipfile
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...models.council import cchc_appraisal
from ...models.period import cchc_work
from ...report import cchc_work as long_files
from ..common import CchcCase, RemoteCase
from ..period.test_work import WorkCase
from .test_many_units import ManyUnits

NOT_SUBMITTED = dict.fromkeys(
    ("Sở Im lặng", "Sở Mới lập", "Sở Cũ"), "In the state “Being scored” this is not possible."
)


class LongSteps(WorkCase, ManyUnits):
    """Five units, where one is as many as take a step while somebody waits."""

    @classmethod
    def _make_long(cls):
        cls.startClassPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        cls.job = cls.env.ref("cchc_assessment.cchc_work_cron")

    def _work(self, action):
        self.assertEqual(action["res_model"], "cchc.work")
        return self.env["cchc.work"].browse(action["res_id"])

    def _end(self, work):
        """Let the job come until the work has ended: what is computed first is committed before the rest."""
        while work.state == "running":
            before = work.part_ids.mapped("state"), work.sudo().details
            self._go_on()
            self.assertNotEqual((work.part_ids.mapped("state"), work.sudo().details), before)

    def _failures(self, work):
        return {part.unit_id.name: part.failure for part in work.part_ids if part.failure}


@tagged("post_install", "-at_install")
class TestLongSteps(LongSteps, CchcCase):
    """What many units are taken through at once is done behind the request, each unit for itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_many()
        cls._make_long()

    def test_a_step_of_many(self):
        """The request changes nothing; the job takes the step for those that can go, and says why others cannot."""
        work = self._work(self.all.action_start_appraisal())
        self.assertEqual((work.kind, work.total_count), ("action_start_appraisal", 5))
        self.assertEqual(self.other_assessment.state, "submitted")
        self._go_on()
        self.assertEqual(
            (self.other_assessment.state, self.other_assessment.round), ("appraisal", 1)
        )
        self.assertEqual((work.state, work.done_count, work.failed_count), ("done", 1, 4))
        self.assertEqual(
            self._failures(work),
            {**NOT_SUBMITTED, "Sở Thử nghiệm": "In the state “In appraisal” this is not possible."},
        )
        self.assertEqual(self._last_told().partner_ids, self.secretary.partner_id)
        appraisals = self.other_assessment.appraisal_ids
        self.assertEqual(appraisals.create_uid, self.secretary)
        # in the secretary's name, and once
        [posted] = self.other_assessment.message_ids.filtered(
            lambda one: "In appraisal" in (one.body or "")
        )
        self.assertEqual(posted.author_id, self.secretary.partner_id)
        self._go_on()
        self.assertEqual(self.other_assessment.round, 1)

    def test_few_and_one(self):
        """Up to the limit whoever asks waits."""
        with patch.object(cchc_work, "MOST_AT_ONCE", 5):
            self.assertEqual(self.all.action_start_appraisal()["tag"], "cchc_outcome")
        self.assertIsNone(
            self.assessment.with_user(self.secretary)._carry_out(
                "action_return_to_unit",
                reason="Bổ sung.",
                new_deadline=Datetime.now() + timedelta(days=60),
            )
        )
        self.assertFalse(self.period.work_ids)

    def test_with_a_reason_and_a_date(self):
        """What the dialog said is what the units read, to the minute."""
        deadline = (Datetime.now() + timedelta(days=60)).replace(microsecond=0)
        dialog = self._dialog(
            "cchc.assessment.step",
            self.all,
            action="action_return_to_unit",
            reason="Bổ sung số liệu.",
            new_deadline=deadline,
        )
        work = self._work(dialog.action_confirm())
        # a dialog is gone long before many units are done
        dialog.unlink()
        self._go_on()
        self.assertEqual(work.done_count, 2)
        self.assertEqual(self.assessment.state, "draft")
        self.assertEqual(self.assessment.deadline, deadline)
        self.assertIn("Bổ sung số liệu.", self.assessment.log_ids.mapped("reason"))

    def test_as_whoever_asked(self):
        """A secretary who is none any more takes no step."""
        work = self._work(self.all.action_start_appraisal())
        self.secretary.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self._go_on()
        self.assertEqual(self.other_assessment.state, "submitted")
        self.assertEqual((work.done_count, work.failed_count), (0, 5))

    def test_agreeing_with_many(self):
        """What is open is taken over as the units say, and of each other unit it is said why not, or what is left."""
        self._line("1.2")._write_as_system({"not_applicable": True})
        work = self._work(self.all.action_agree())
        # who decides in a unit waits for what is agreed with there alone
        self.assertEqual([len(some) for some in work.sudo().part_ids._in_batches()], [1] * 5)
        self.assertFalse(any(self.assessment.appraisal_ids.mapped("is_decided")))
        self._go_on()
        self.assertTrue(any(self.assessment.appraisal_ids.mapped("is_decided")))
        self.assertEqual(
            self._failures(work),
            {**NOT_SUBMITTED, "Sở Đối chứng": "In the state “Submitted” this is not possible."},
        )
        # it was done: what is left stands under a heading of its own
        [done] = work.part_ids.filtered(lambda part: part.state == "done")
        self.assertEqual(
            (done.unit_id.name, done.note),
            (
                "Sở Thử nghiệm",
                "Taken over, but for 1 criteria that do not apply by the unit's word: confirm them apart.",
            ),
        )
        self.assertEqual(work.part_ids.filtered("note"), done)
        self.assertEqual((work.done_count, work.failed_count), (1, 4))
        self.assertIn("Sở Thử nghiệm: Taken over, but for 1 criteria", self._last_told().body)

    def test_the_logs_of_many(self):
        """Logs are checked behind the request; which one was changed is told."""
        row = self.other_assessment.log_ids[0]
        self.env.flush_all()
        self.env.cr.execute("UPDATE cchc_log SET new_value = 'khác' WHERE id = %s", [row.id])
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, "secretary"):
            (self.assessment | self.other_assessment).with_user(self.leader)[:1].action_check_log()
        work = self._work(self.all.action_check_log())
        self.assertFalse(work.part_ids.filtered("note"))
        self._go_on()
        self.assertEqual((work.done_count, work.failed_count), (5, 0))
        [changed] = work.part_ids.filtered("note")
        self.assertEqual(changed.unit_id, self.other_assessment.unit_id)
        self.assertIn("changed", changed.note)
        self.assertIn("Logs that are not what was written: 1.", work.outcome)
        self.assertIn(changed.note, self._last_told().body)
        # that all are whole is said as well
        whole = (self.assessment | self.silent).with_user(self.secretary)
        work = self._work(whole.action_check_log())
        self.assertFalse(work.outcome)
        self._go_on()
        self.assertIn("checked are whole", work.outcome)
        self.assertIn("checked are whole", self._last_told().body)

    def test_questions_to_many(self):
        """They are sent by the date of the dialog."""
        self._start(self.other_assessment)
        for assessment in (self.assessment, self.other_assessment):
            self._appraisal("1.2", assessment=assessment).write(
                {"explanation_requested": True, "request": "Vì sao?"}
            )
        deadline = (Datetime.now() + timedelta(days=3)).replace(microsecond=0)
        dialog = self._dialog("cchc.assessment.ask.all", self.all, explanation_deadline=deadline)
        work = self._work(dialog.action_send())
        self.assertEqual(self.assessment.state, "appraisal")
        self._go_on()
        self.assertEqual(work.done_count, 2)
        self.assertEqual(self.assessment.state, "explanation")
        self.assertEqual(self.other_assessment.explanation_deadline, deadline)

    def test_words_and_time_for_many(self):
        """Units are nudged and given time behind the request; those that have sent are named or left alone."""
        work = self._work(
            self._dialog("cchc.assessment.nudge", self.all, text="Khẩn trương gửi.").action_nudge()
        )
        reminders = self.env["cchc.reminder"]
        before = reminders.search_count([])
        self._go_on()
        self.assertEqual((work.total_count, work.done_count), (3, 3))
        self.assertGreaterEqual(reminders.search_count([]), before + 3)
        deadline = (Datetime.now() + timedelta(days=50)).replace(microsecond=0)
        dialog = self._dialog(
            "cchc.assessment.extend", self.all, new_deadline=deadline, reason="Bão lụt."
        )
        work = self._work(dialog.action_extend())
        self._go_on()
        self.assertEqual((self.silent.deadline, self.new.deadline), (deadline, deadline))
        self.assertEqual(set(self._failures(work)), {"Sở Thử nghiệm", "Sở Đối chứng"})

    def test_units_of_two_periods(self):
        """Each period's are a work of their own, and both are shown."""
        self.env["cchc.unit"].search([("id", "not in", self.unit.ids)]).active = False
        second = self.period.copy({"name": "Kỳ hai"})
        second.self_deadline = Datetime.now() + timedelta(days=30)
        second.action_open()
        both = (self.assessment | second.assessment_ids).with_user(self.secretary)
        action = both.action_start_appraisal()
        works = self.env["cchc.work"].search(action["domain"])
        self.assertEqual(works.period_id, self.period | second)

    def test_a_member_of_the_council(self):
        """An appraiser follows and cancels what they asked for, and nothing else."""
        both = self.assessment | self.other_assessment
        theirs = self._work(both.with_user(self.appraiser).action_start_appraisal())
        others = self._work(self.all.action_agree())
        mine = theirs.with_user(self.appraiser)
        self.assertEqual(mine.search([]), theirs)
        self.assertEqual(mine.part_ids, theirs.part_ids)
        for step in (
            others.with_user(self.appraiser).action_cancel,
            others.with_user(self.appraiser).read,
        ):
            with self.assertRaises(AccessError):
                step()
        mine.action_cancel()
        self._go_on()
        self.assertEqual((theirs.state, others.state), ("cancelled", "done"))
        self.assertEqual(self.other_assessment.state, "submitted")

    def test_whoever_follows_no_works(self):
        """A unit's people have few units: theirs are done at once, as ever."""
        both = (self.silent | self.new).with_user(self.other_leader)
        self.assertEqual(both.action_start_appraisal()["params"]["done"], 0)
        self.assertFalse(self.period.work_ids)

    def test_asking_many_for_their_figures(self):
        """Each question is marked behind the request, by whom the criterion is assigned to, and once."""
        self._start(self.other_assessment)
        lines = (self.assessment | self.other_assessment).line_ids.filtered(
            lambda line: line.rule_type == "band"
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment_line SET lacks_figures = true WHERE id IN %s",
            [tuple(lines.ids)],
        )
        self.env.invalidate_all()
        work = self._work(self.all.action_ask_figures())
        asked = lines.sudo().appraisal_ids
        self.assertFalse(any(asked.mapped("explanation_requested")))
        self._go_on()
        self.assertEqual(work.state, "done")
        self.assertTrue(asked)
        self.assertTrue(all(asked.mapped("explanation_requested")))

    def test_asking_some_units_has_no_bound(self):
        """Units as wholes are asked for all their figures, however many criteria that are."""
        lines = self.assessment.line_ids.filtered(lambda line: line.rule_type == "band")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment_line SET lacks_figures = true WHERE id IN %s",
            [tuple(lines.ids)],
        )
        self.env.invalidate_all()
        with (
            patch.object(cchc_work, "MOST_AT_ONCE", 1),
            patch.object(cchc_appraisal, "MOST_CRITERIA", 0),
        ):
            self.assessment.with_user(self.secretary).action_ask_figures()
        asked = lines.sudo().appraisal_ids
        self.assertTrue(asked)
        self.assertTrue(all(asked.mapped("explanation_requested")))

    def test_too_many_criteria(self):
        """So many are not decided in a request; units as wholes are, behind it."""
        appraisals = self.assessment.appraisal_ids.with_user(self.secretary)
        with patch.object(cchc_appraisal, "MOST_CRITERIA", len(appraisals)):
            appraisals.action_agree()
            appraisals.action_clear()
        with patch.object(cchc_appraisal, "MOST_CRITERIA", len(appraisals) - 1):
            for name in (
                "action_agree",
                "action_ask_figures",
                "action_clear",
                "action_confirm_not_applicable",
                "action_keep",
                "action_score_again",
            ):
                with self.subTest(name=name), self.assertRaisesRegex(UserError, "can be chosen"):
                    getattr(appraisals, name)()

    def test_the_same_twice(self):
        """Whoever presses the button again is told how far it is; another one may press it as well."""
        self.all.action_start_appraisal()
        with self.assertRaisesRegex(UserError, "being done already, 0 of 5"):
            self.all.action_start_appraisal()
        both = self.assessment | self.other_assessment
        both.with_user(self.appraiser).action_start_appraisal()
        self._go_on()
        self.assertEqual(self.other_assessment.round, 1)
        with self.assertRaisesRegex(AccessError, "secretary"):
            both.with_user(self.appraiser).action_conclude()

    def test_two_steps_at_once(self):
        """What each unit takes for itself stands in nobody's way: several go on in a period."""
        self.all.action_start_appraisal()
        self.all.action_agree()
        self._go_on()
        self.assertEqual(set(self.period.work_ids.mapped("state")), {"done"})


@tagged("post_install", "-at_install")
class TestLongFiles(LongSteps, RemoteCase):
    """Documents of many units are made behind the request, for whoever asked for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_many()
        cls._start(cls.other_assessment)
        cls.both = (cls.assessment | cls.other_assessment).with_user(cls.secretary)
        for assessment in cls.both:
            cls._decide_all(assessment)
            cls._conclude(assessment)
        cls._make_long()
        cls.second = cls._make_user("second", "secretary")
        cls.member = cls._make_user("member", "appraiser")
        cls.elsewhere = cls._make_user("elsewhere", "secretary")
        company = cls.env["res.company"].create({"name": "Tỉnh khác"})
        cls.elsewhere.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})

    def _make(self, action):
        work = self._work(action)
        self._end(work)
        self.assertEqual((work.state, work.failed_count), ("done", 0), self._failures(work))
        return work

    def _path(self, work):
        return work.with_user(work.user_id).action_download()["url"]

    def _names(self, work):
        answer = self._get(work.user_id, self._path(work))
        self.assertEqual(answer.status_code, 200)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            self.assertFalse(archive.testzip())
            return archive.namelist()

    def _assert_for_nobody_else(self, work):
        path = self._path(work)
        part = work.part_ids[0]
        people = {
            self.secretary,
            self.second,
            self.elsewhere,
            self.appraiser,
            self.member,
            self.officer,
            self.leader,
            self.other_officer,
        }
        for user in people - {work.user_id}:
            self.assertEqual(self._get(user, path).status_code, 404, user.login)
            self._assert_refused(self._call("cchc.work", "action_download", work.ids, user=user))
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "cchc.work.part"),
                ("res_id", "in", work.part_ids.ids),
                ("res_field", "=", "file"),
            ]
        )
        self.assertEqual(len(files), len(work.part_ids))
        for user in people:
            self._assert_refused(
                self._call("cchc.work.part", "read", part.ids, ["file"], user=user)
            )
            self._assert_refused(
                self._call("ir.attachment", "read", files[0].ids, ["datas"], user=user)
            )
            for address in (
                f"/web/content/{files[0].id}",
                f"/web/content/cchc.work.part/{part.id}/file",
            ):
                self.assertNotEqual(self._get(user, address).status_code, 200, user.login)

    def test_the_workbook_of_all(self):
        """It is made anew as the scores stand, and is there for whoever asked, and for nobody else."""
        action = self.period.with_user(self.secretary).action_print_consolidated()
        self.assertFalse(self.period.publication_ids.result_ids)
        work = self._make(action)
        answer = self._get(self.secretary, self._path(work))
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        said = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        self.assertLessEqual({"Sở Thử nghiệm", "Sở Đối chứng"}, said)
        self._assert_for_nobody_else(work)

    def test_the_workbook_of_a_member(self):
        """What was returned to its unit since is that unit's own: the member does not get it any more, nor without
        the role.
        """
        self._publication()
        publication = self.period.publication_ids.with_user(self.appraiser)
        work = self._make(publication.action_print_consolidated())
        path = self._path(work)
        self.assertEqual(self._get(self.appraiser, path).status_code, 200)
        self._assert_for_nobody_else(work)
        self._return(self.assessment)
        self.assertEqual(self._get(self.appraiser, path).status_code, 404)
        self.assertFalse(work.with_user(self.appraiser).has_file)
        with self.assertRaisesRegex(AccessError, "ask for it again"):
            work.with_user(self.appraiser).action_download()

    def test_without_the_role(self):
        """Whoever is no member any more downloads nothing."""
        work = self._make(self.both.with_user(self.appraiser).action_download_minutes())
        path = self._path(work)
        self.appraiser.group_ids = [
            Command.set(self.env.ref("cchc_assessment.cchc_assessment_group_officer").ids)
        ]
        self.assertEqual(self._get(self.appraiser, path).status_code, 404)

    def test_none_before_all_are_made(self):
        """An archive never lacks units that are only waiting their turn: until then there is none."""
        work = self._work(self.both.action_download_minutes())
        work.part_ids[0]._do_waiting()
        self.assertEqual(work.done_count, 1)
        self.assertEqual(self._get(self.secretary, f"/cchc/work/{work.id}").status_code, 404)
        with self.assertRaisesRegex(UserError, "no file is kept"):
            work.with_user(self.secretary).action_download()
        self._go_on()
        self.assertEqual(len(self._names(work)), 2)

    def test_what_was_cancelled_is_named(self):
        """Whoever cancels the rest finds in the archive whose papers it lacks."""
        work = self._work(self.both.action_download_minutes())
        done, left = work.part_ids
        done._do_waiting()
        work.with_user(self.secretary).action_cancel()
        self.assertEqual(work.state, "cancelled")
        answer = self._get(self.secretary, self._path(work))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            self.assertEqual(len(archive.namelist()), 2)
            named = archive.read("KHÔNG KÈM THEO.txt").decode("utf-8-sig")
        self.assertIn(left.unit_id.name, named)
        self.assertNotIn(done.unit_id.name, named)

    def test_not_by_the_report(self):
        """The address of the report does not make so many units' workbook in a request."""
        self._publication()
        publication = self.period.publication_ids
        answer = self._get(
            self.secretary, f"/report/xlsx/cchc_assessment.consolidated/{publication.id}"
        )
        self.assertNotIn("spreadsheetml", answer.headers.get("Content-Type", ""))
        path = f"/cchc/period/papers/{self.period.id}"
        self.assertEqual(self._get(self.secretary, path).status_code, 404)
        self.assertEqual(
            self._get(self.secretary, f"/cchc/annex/{publication.id}").status_code, 404
        )
        results = ",".join(map(str, publication.result_ids.ids))
        answer = self._get(self.secretary, f"/report/xlsx/cchc_assessment.result_sheet/{results}")
        self.assertNotIn("spreadsheetml", answer.headers.get("Content-Type", ""))
        ids = ",".join(map(str, self.both.ids))
        for path in (f"/cchc/unit_papers?ids={ids}", f"/cchc/appendices?ids={ids}"):
            self.assertEqual(self._get(self.secretary, path).status_code, 404)

    def test_the_papers_of_the_period(self):
        """They say what was computed just now."""
        action = self.period.with_user(self.secretary).action_download_papers()
        self.assertFalse(self.period.publication_ids.result_ids)
        work = self._make(action)
        self.assertIn("05 - Báo cáo kết quả.docx", self._names(work))
        self.assertEqual(len(self.period.publication_ids.result_ids), 2)
        self._assert_for_nobody_else(work)
        # they are the secretary's, and not of whoever is no more than a member by now
        path = self._path(work)
        self.secretary.group_ids = [
            Command.set(self.env.ref("cchc_assessment.cchc_assessment_group_appraiser").ids)
        ]
        self.assertTrue(work.with_user(self.secretary).has_access("read"))
        self.assertEqual(self._get(self.secretary, path).status_code, 404)

    def test_nobody_waits_for_a_document(self):
        """The results are computed and committed first: while workbook and papers are made the period is free."""
        period = self.period.with_user(self.secretary)
        for begin in (period.action_print_consolidated, period.action_download_papers):
            work = self._work(begin())
            part = work.part_ids
            part._write_as_system({"tries": 2})
            with self._count_locks() as locked:
                part._do_waiting()
            self.assertTrue(locked)
            self.assertEqual((part.state, part.sudo().file_name), ("waiting", False))
            self.assertEqual(len(self.period.publication_ids.result_ids), 2)
            # that it was computed is no try in vain
            self.assertEqual(part.tries, 0)
            with self._count_locks() as locked:
                part._do_waiting()
            self.assertEqual(part.state, "done")
            self.assertFalse(locked, "whoever edits the period waits")
            work._finish()

    @contextmanager
    def _count_locks(self):
        """Gather how often the row of a period is locked, or written."""
        locked, periods = [], type(self.period)
        self.env.flush_all()
        before = self._version_of_period()
        with ExitStack() as patches:
            for name in ("_lock_for_update", "_lock_for_share"):
                lock = getattr(periods, name)

                def note(records, lock=lock):
                    locked.append(records)
                    lock(records)

                patches.enter_context(patch.object(periods, name, note))
            yield locked
        self.env.flush_all()
        if self._version_of_period() != before:
            locked.append("written")

    def _version_of_period(self):
        self.env.cr.execute("SELECT ctid::text FROM cchc_period WHERE id = %s", [self.period.id])
        return self.env.cr.fetchone()

    def test_the_papers_of_a_period_after_a_return(self):
        """They speak of what was returned since: they are not handed out any more, and made anew without it."""
        period = self.period.with_user(self.secretary)
        work = self._make(period.action_download_papers())
        path = self._path(work)
        self.assertEqual(self._get(self.secretary, path).status_code, 200)
        self._return(self.assessment)
        self.assertEqual(self._get(self.secretary, path).status_code, 404)
        with self.assertRaisesRegex(AccessError, "ask for it again"):
            work.with_user(self.secretary).action_download()
        again = self._make(period.action_download_papers())
        self.assertEqual(self._get(self.secretary, self._path(again)).status_code, 200)

    def test_what_was_sent_anew(self):
        """Papers of what a unit had back do not come back with what it has sent since: it is said, or named."""
        period = self.period.with_user(self.secretary)
        of_all = [
            self._make(period.action_print_consolidated()),
            self._make(period.action_download_papers()),
        ]
        of_units = self._make(self.both.action_download_papers())
        before, other = self.both.submission_ids.ids
        self._return(self.assessment)
        self.assessment.with_user(self.officer)._transition("action_send_to_leader")
        self.assessment.with_user(self.leader)._transition(
            "action_approve",
            dispatch_number="2/BC",
            dispatch_date="2026-12-01",
            responsibility_confirmed=True,
        )
        self.assertTrue(self.assessment.with_user(self.secretary).has_access("read"))
        self.assertEqual(
            [part.made_of for work in of_all for part in work.part_ids.sudo()],
            2 * [{"standing": [[self.assessment.id, before], [self.other_assessment.id, other]]}],
        )
        for work in of_all:
            mine = work.with_user(self.secretary)
            self.assertFalse(mine.has_file)
            self.assertIn("ask for it again", mine.file_note)
        names = self._names(of_units)
        self.assertFalse([name for name in names if name.startswith("Sở Thử nghiệm")])
        self.assertIn("KHÔNG KÈM THEO.txt", names)
        self.assertTrue([name for name in names if name.startswith("Sở Đối chứng")])

    def test_papers_of_units_that_are_at_work(self):
        """The secretary has appendices of forms that were never sent, also when they have been set aside since."""
        forms = (self.silent | self.new | self.other_assessment).with_user(self.secretary)
        work = self._make(forms.action_download_appendices())
        self.assertEqual([name[-5:] for name in self._names(work)], 3 * [".xlsx"])
        self.new.with_user(self.secretary)._transition("action_exempt", reason="Mới thành lập.")
        self.assertEqual(len(self._names(work)), 3)
        self.assertNotIn("KHÔNG KÈM THEO.txt", self._names(work))
        # what is half done is not taken for what was sent
        self.silent._write_as_system({"state": "submitted"})
        self.assertIn("KHÔNG KÈM THEO.txt", self._names(work))

    def test_what_was_made_before_an_update(self):
        """Of what a file was made is not known then: nobody gets it, and whoever asked is told why."""
        for action in (
            self.period.with_user(self.secretary).action_print_consolidated(),
            self.both.action_download_papers(),
        ):
            work = self._make(action)
            path = self._path(work)
            work.part_ids[0]._write_as_system({"made_of": False})
            self.assertEqual(self._get(self.secretary, path).status_code, 404)
            self.assertIn("An earlier version", work.with_user(self.secretary).file_note)

    def test_asked_for_again_while_it_is_made(self):
        """The same is made once; something else has to wait, and what others ask for is theirs."""
        work = self._work(self.both.action_download_minutes())
        self.assertEqual(self._work(self.both.action_download_minutes()), work)
        for ask in (self.both.action_download_appendices, self.all.action_download_minutes):
            with self.assertRaisesRegex(UserError, "being done already, 0 of 2"):
                ask()
        others = self.both.with_user(self.second).action_download_minutes()
        self.assertNotEqual(self._work(others), work)
        self._end(work)
        self.assertNotEqual(self._work(self.both.action_download_minutes()), work)

    def test_as_it_stands_and_computed_anew(self):
        """What is made of scores as they were does not serve whoever wants them as they are; the newer serves both."""
        publication = self._publication().with_user(self.secretary)
        of_period = self.period.with_user(self.secretary).action_print_consolidated
        work = self._work(publication.action_print_consolidated())
        with self.assertRaisesRegex(UserError, "being done already"):
            of_period()
        work.with_user(self.secretary).action_cancel()
        anew = self._work(of_period())
        self.assertEqual(self._work(publication.action_print_consolidated()), anew)

    def test_the_newer_replaces_the_older(self):
        """Of what one person asks for again and again one lies there; whoever opens the older one is told."""
        first = self._make(self.both.action_download_minutes())
        of_others = self._make(self.both.with_user(self.second).action_download_minutes())
        something_else = self._make(self.both.action_download_appendices())
        again = self._make(self.both.action_download_minutes())
        self.assertEqual(
            self._find_with_files(first, of_others, something_else, again),
            [of_others, something_else, again],
        )
        self.assertIn("until newer ones", first.with_user(self.secretary).file_note)
        self.assertEqual(self._get(self.secretary, f"/cchc/work/{first.id}").status_code, 404)

    def test_what_was_cancelled_replaces_nothing(self):
        """It lacks units that the older one has."""
        first = self._make(self.both.action_download_minutes())
        broken_off = self._work(self.both.action_download_minutes())
        broken_off.part_ids[0]._do_waiting()
        broken_off.with_user(self.secretary).action_cancel()
        self.assertEqual(self._find_with_files(first, broken_off), [first, broken_off])

    def test_what_went_wrong_for_some_replaces_nothing(self):
        """What there is of them is not lost by asking again; once all are made anew it goes."""
        first = self._make(self.both.action_download_minutes())
        partly = self._work(self.both.action_download_minutes())
        partly.part_ids[1]._note_failure("Lỗi.")
        self._end(partly)
        self.assertEqual((partly.state, partly.failed_count), ("done", 1))
        self.assertEqual(self._find_with_files(first, partly), [first, partly])
        again = self._make(self.both.action_download_minutes())
        self.assertEqual(self._find_with_files(first, partly, again), [again])

    def test_so_many_files_and_no_more(self):
        """Of different things as well no more than some lie there for one person: the oldest go."""
        with patch.object(long_files, "MOST_KEPT", 2):
            works = [
                self._make(self.both.action_download_minutes()),
                self._make(self.both.action_download_appendices()),
                self._make(self.period.with_user(self.secretary).action_download_papers()),
            ]
        self.assertEqual(self._find_with_files(*works), works[1:])

    def _find_with_files(self, *works):
        return [work for work in works if work.with_user(work.user_id).has_file]

    def test_the_papers_of_units(self):
        """One archive with a folder for each unit; what was returned since is left out, by its name."""
        work = self._make(self.both.with_user(self.appraiser).action_download_papers())
        names = self._names(work)
        for unit in ("Sở Thử nghiệm", "Sở Đối chứng"):
            self.assertEqual(sum(name.startswith(f"{unit}/") for name in names), 2)
        self._assert_for_nobody_else(work)
        self._return(self.assessment)
        names = self._names(work)
        self.assertFalse([name for name in names if name.startswith("Sở Thử nghiệm")])
        self.assertIn("KHÔNG KÈM THEO.txt", names)
        self.assertEqual(len(names), 3)

    def test_a_unit_without_such_papers(self):
        """It is named, there and in the archive, and the others' are made."""
        work = self._work(self.all.action_download_minutes())
        self._go_on()
        self.assertEqual((work.done_count, work.failed_count), (2, 3))
        names = self._names(work)
        self.assertEqual(len(names), 3)
        self.assertIn("KHÔNG KÈM THEO.txt", names)

    def test_result_sheets(self):
        """A workbook for each unit, as it is alone."""
        self._publication()
        work = self._make(self.both.with_user(self.appraiser).action_print_results())
        self.assertEqual([name[-5:] for name in self._names(work)], [".xlsx", ".xlsx"])
        self._assert_for_nobody_else(work)

    def test_the_annex(self):
        """It is made as a whole, for a member of the council, and is gone once a unit has got its work back."""
        publication = self._publication()
        work = self._make(publication.with_user(self.appraiser).action_download_annex())
        answer = self._get(self.appraiser, self._path(work))
        self.assertEqual(answer.status_code, 200)
        self.assertIn("wordprocessingml", answer.headers["Content-Type"])
        self._assert_for_nobody_else(work)
        for user in (self.officer, self.leader):
            with self.assertRaises(AccessError):
                publication.with_user(user).action_download_annex()
        self._return(self.assessment)
        self.assertEqual(self._get(self.appraiser, f"/cchc/work/{work.id}").status_code, 404)

    def test_appendices(self):
        """Each is as it is alone."""
        work = self._make(self.both.action_download_appendices())
        self.assertEqual([name[-5:] for name in self._names(work)], [".xlsx", ".xlsx"])

    def test_after_some_days(self):
        """Files go away by Odoo's own cleaning, and whoever comes late is told."""
        work = self._make(self.both.action_download_appendices())
        path = self._path(work)
        parts = self.env["cchc.work.part"]
        parts._gc_files()
        self.assertTrue(work.with_user(self.secretary).has_file)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_work_part SET write_date = write_date - interval '8 days' WHERE work_id = %s",
            [work.id],
        )
        self.env.invalidate_all()
        parts._gc_files()
        self.assertFalse(work.with_user(self.secretary).has_file)
        self.assertEqual(self._get(self.secretary, path).status_code, 404)
        with self.assertRaisesRegex(UserError, "no file is kept"):
            work.with_user(self.secretary).action_download()
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", "cchc.work.part"), ("res_field", "=", "file")]
            )
        )

    def _publication(self):
        draft = self.period.with_user(self.secretary)._get_draft_publication()
        draft._do_compute()
        return draft

    def _return(self, assessment):
        """As if the unit had its work back: a settled one is reopened first."""
        assessment = assessment.with_user(self.secretary)
        if assessment.state == "appraised":
            assessment._transition("action_reopen", reason="Sai.")
        assessment._transition(
            "action_return_to_unit",
            reason="Bổ sung.",
            new_deadline=Datetime.now() + timedelta(days=60),
        )
