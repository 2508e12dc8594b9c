import io
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RemoteCase, make_pdf, rewrite
from ..common_council import Council
from ..sheet.test_sheet import SheetCase
from .test_team_rights import TeamCase


@tagged("post_install", "-at_install")
class TestPlaces(TeamCase):
    """What somebody may do for a unit follows from the place that they have there now."""

    def _make_deputy(self):
        """Somebody of the unit who acts for its head, gives out work and has something to do about the form."""
        user = self._make_user("deputy", "leader")
        self.unit.officer_ids |= user
        self.unit.with_user(self.leader).name_coordinators(user.ids)
        self.env["cchc.unit.deputy"].create(
            {
                "unit_id": self.unit.id,
                "user_id": user.id,
                "date_from": self.env.company._cchc_today(),
                "date_to": Date.add(self.env.company._cchc_today(), days=9),
                "reason": "Ủy quyền",
            }
        )
        self.env["cchc.reminder"]._schedule(self.assessment)
        self.assertTrue(self.unit._is_leader(user))
        self.assertTrue(self.env["mail.activity"].search([("user_id", "=", user.id)]))
        return user

    def test_an_officer_becomes_a_contributor(self):
        """They act for the head no more, give out nothing, and have only what is given to them."""
        user = self._make_deputy()
        task = self._give("2.1", user)
        self.unit.with_user(self.secretary).write(
            {
                "officer_ids": [Command.unlink(user.id)],
                "contributor_ids": [Command.link(user.id)],
            }
        )
        self.assertFalse(self.unit.deputy_ids)
        self.assertFalse(self.unit.coordinator_ids)
        self.assertFalse(self.unit._is_leader(user) or self.unit._may_give_out(user))
        activities = self.env["mail.activity"].search([("user_id", "=", user.id)])
        self.assertEqual(activities, task._get_activities())
        self._line("2.1").with_user(user).write({"explanation": "Đủ"})
        for call in (
            lambda: self._line("1.2").with_user(user).write({"explanation": "Giả"}),
            lambda: self._give("2", self.clerk, user=user),
            lambda: self.assessment.with_user(user).action_send_to_leader(),
            lambda: self.assessment.with_user(user)._transition("action_return_to_officer"),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_deputy_leaves(self):
        """Whoever leaves the unit altogether keeps nothing, either."""
        user = self._make_deputy()
        self.unit.with_user(self.secretary).officer_ids -= user
        self.assertFalse(self.unit.deputy_ids or self.unit.coordinator_ids)
        self.assertFalse(self.env["mail.activity"].search([("user_id", "=", user.id)]))

    def test_an_officer_elsewhere(self):
        """An officer of one unit is no more than a contributor where they are one."""
        self.unit.contributor_ids |= self.other_officer
        self._give("2.1", self.other_officer)
        own = self._line("2.1").with_user(self.other_officer)
        own.write({"explanation": "Đủ"})
        document = self._file(self._line("1.2"), "1/G")
        self._line("1.2", self.other_assessment).with_user(self.other_officer).write(
            {"explanation": "Việc của đơn vị mình"}
        )
        for call in (
            lambda: self._line("1.2").with_user(self.other_officer).write({"explanation": "x"}),
            lambda: document.with_user(self.other_officer).write({"document_number": "x"}),
            lambda: self._file(self._line("1.2"), "2/G", user=self.other_officer),
            lambda: self._give("2", self.clerk, user=self.other_officer),
            lambda: self.assessment.with_user(self.other_officer).action_check_off(own.ids),
            lambda: self.assessment.with_user(self.other_officer).action_send_to_leader(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_it_is_not_remembered_for_long(self):
        """Neither a change of the unit, nor one that is undone, nor one of another process goes unseen."""
        units = self.env["cchc.unit"]
        user = self.planner
        self.assertEqual(units._get_contributor_places(user.id), {self.unit.id})
        self.unit.officer_ids |= user
        self.assertFalse(units._get_contributor_places(user.id))
        self.unit.officer_ids -= user
        with self.assertRaises(LookupError), self.env.cr.savepoint():
            self.unit.officer_ids |= user
            self.assertFalse(units._get_contributor_places(user.id))
            raise LookupError("undone")
        self.assertEqual(units._get_contributor_places(user.id), {self.unit.id})
        # another process, before the next transaction of this one
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO cchc_unit_contributor_rel (unit_id, user_id) VALUES (%s, %s)",
            (self.other_unit.id, user.id),
        )
        self.env.cr.clear()
        self.assertEqual(units._get_contributor_places(user.id), {self.unit.id, self.other_unit.id})

    def test_work_for_whoever_has_no_role(self):
        """Nothing is given to somebody who could not do it; that they are there stops nobody else."""
        division = (
            self.env["cchc.division"]
            .with_user(self.leader)
            .create({"name": "Phòng", "unit_id": self.unit.id})
        )
        task = self._give("2", self.clerk | self.inventor)
        self.clerk.group_ids = self.env.ref("base.group_user")
        for call in (
            lambda: self._give("2.1", self.clerk),
            lambda: division.with_user(self.leader).write({"user_ids": self.clerk.ids}),
        ):
            with self.assertRaisesRegex(ValidationError, "Hoa"):
                call()
        people = self.assessment.with_user(self.leader).get_team()["people"]
        self.assertNotIn(self.clerk.id, [one["id"] for one in people])
        self.unit.with_user(self.secretary).contributor_ids -= self.inventor
        self.assertEqual(task.user_ids, self.clerk)

    def test_lists_are_filled_in_by_who_gives_out(self):
        """An officer who does not give out work reads them; once named, they fill them in."""

        def is_open(user, model):
            views = self.env[model].with_user(user).get_views([(False, "list")])
            return 'create="0"' not in views["views"]["list"]["arch"]

        for model in ("cchc.task", "cchc.division"):
            self.assertFalse(is_open(self.officer, model))
            self.assertTrue(is_open(self.leader, model))
        self.unit.with_user(self.leader).name_coordinators(self.officer.ids)
        for model in ("cchc.task", "cchc.division"):
            self.assertTrue(is_open(self.officer, model))
            self.assertFalse(is_open(self.planner, model))

    def test_a_division_stays_with_its_unit(self):
        division = (
            self.env["cchc.division"]
            .with_user(self.leader)
            .create({"name": "Phòng", "unit_id": self.unit.id})
        )
        self.other_unit.leader_ids |= self.leader
        with self.assertRaises(UserError):
            division.with_user(self.leader).unit_id = self.other_unit
        division.with_user(self.leader).write({"name": "Phòng 1", "unit_id": self.unit.id})
        self.assertEqual(division.unit_id, self.unit)

    def test_giving_out_meets_leaving(self):
        """On the unit: somebody who leaves at the same moment is seen, whether a division or work is given."""
        divisions = self.env["cchc.division"].with_user(self.leader)
        made = []
        for work in (
            lambda: made.append(divisions.create({"name": "Phòng", "unit_id": self.unit.id})),
            lambda: made[0].write({"user_ids": self.clerk.ids}),
            lambda: self._give("2", self.clerk.browse(), division_ids=[Command.set(made[0].ids)]),
            lambda: made[0].write({"active": False}),
        ):
            self._assert_meets(self.unit, work)

    def test_an_archived_division_is_deleted(self):
        """Not if work was given to it, and whoever tries is told why."""
        division = (
            self.env["cchc.division"]
            .with_user(self.leader)
            .create({"name": "Phòng", "unit_id": self.unit.id, "user_ids": self.clerk.ids})
        )
        self._give("2", self.clerk.browse(), division_ids=[Command.set(division.ids)])
        division.active = False
        with self.assertRaisesRegex(ValidationError, "Phòng"):
            division.with_user(self.leader).unlink()
        free = division.create({"name": "Tổ", "unit_id": self.unit.id})
        # the superuser that Odoo becomes is still who asked
        for call in (
            lambda: free.with_user(self.officer).sudo().write({"name": "x"}),
            lambda: free.with_user(self.officer).sudo().unlink(),
        ):
            with self.assertRaises(AccessError):
                call()
        free.with_user(self.leader).unlink()
        self.assertFalse(free.exists())


@tagged("post_install", "-at_install")
class TestWhoseDocuments(TeamCase):
    """A document is a contributor's where it proves what was given to them, and never by what they do themselves."""

    def _upload(self, user, code, content, **kwargs):
        return (
            self.env["cchc.evidence"]
            .with_user(user)
            ._upload(io.BytesIO(content), "x.pdf", line=self._line(code).with_user(user), **kwargs)[
                0
            ]
        )

    def test_what_proves_nothing(self):
        """A document of somebody else that proves nothing is made theirs by no link of their own."""
        content = make_pdf("roi")
        document = self._file(self._line("1.2"), "1/H", content=content)
        document.with_user(self.officer).write({"line_ids": [Command.clear()]})
        line = self._line("1.1.2").with_user(self.planner)
        for call in (
            lambda: line.write({"evidence_ids": [Command.link(document.id)]}),
            lambda: line.write({"evidence_ids": [Command.set(document.ids)]}),
            lambda: line.save_row({"evidence_ids": [Command.link(document.id)]}, line.revision),
            lambda: (line | self._line("1.1.1")).write(
                {"evidence_ids": [Command.link(document.id)]}
            ),
            lambda: document.with_user(self.planner).write({"line_ids": line.ids}),
            lambda: self._upload(self.planner, "1.1.2", content),
            lambda: self._upload(self.clerk, "1.1.1", content),
        ):
            with self.assertRaises(AccessError):
                call()
            self.env.invalidate_all()
            self.assertFalse(document.line_ids)
        line.with_user(self.officer).write({"evidence_ids": [Command.link(document.id)]})
        document.with_user(self.planner).write({"document_number": "2/H"})

    def test_what_proves_theirs_already(self):
        """A colleague's document that proves one criterion of theirs proves another, both written at once."""
        document = self._file(self._line("1.1.1"), "7/H")
        lines = self._line("1.1.1") | self._line("1.1.2")
        lines.with_user(self.planner).write({"evidence_ids": [Command.link(document.id)]})
        self.assertEqual(document.line_ids, lines)

    def test_what_they_have_filed_themselves(self):
        """It stays theirs when it proves nothing for a while."""
        document = self._file(self._line("1.1.2"), "3/H", user=self.planner)
        line = self._line("1.1.2").with_user(self.planner)
        line.write({"evidence_ids": [Command.unlink(document.id)]})
        line.write({"evidence_ids": [Command.link(document.id)]})
        self.assertEqual(line.evidence_ids, document)

    def test_what_is_out_of_use(self):
        """A colleague's archived document proves nothing: it is not linked as if it did."""
        content = make_pdf("cu")
        document = self._file(self._line("1.2"), "4/H", content=content)
        document.with_user(self.officer).active = False
        with self.assertRaisesRegex(AccessError, "4/H"), self.env.cr.savepoint():
            self._upload(self.planner, "1.1.2", content)
        self.assertNotIn(document, self._line("1.1.2").with_context(active_test=False).evidence_ids)

    def test_the_same_file_for_one_document(self):
        """Whoever was given one required document lets a colleague's file be it, and changes nothing else of it."""
        content = make_pdf("chung")
        document = self._file(self._line("1.2"), "5/H", content=content)
        same = self._upload(self.clerk, "1.1.1", content)
        self.assertEqual(same, document)
        self.assertEqual(document.line_ids, self._line("1.1.1") | self._line("1.2"))
        self.assertEqual(document.requirement_ids, self.part)
        with self.assertRaises(AccessError):
            document.with_user(self.clerk).write({"document_number": "x"})
        with self.assertRaises(AccessError):
            self._upload(self.clerk, "1.1.2", content)

    def test_two_documents_of_one_criterion(self):
        """Of two required documents each file is the one that is not there yet, or the one that was said."""
        other = self.criteria["1.1.1"].requirement_ids[1]
        self._give("1.1.1", self.clerk, requirement_id=other.id)
        line = self._line("1.1.1")
        first = self._upload(self.clerk, "1.1.1", make_pdf("mot"))
        self.assertEqual(first.requirement_ids, self.part)
        second = self._upload(self.clerk, "1.1.1", make_pdf("hai"))
        self.assertEqual(second.requirement_ids, other)
        third = self.env["cchc.evidence"].with_user(self.clerk)
        values = {"requirement_ids": [Command.set(other.ids)], "line_ids": [Command.set(line.ids)]}
        self.assertEqual(third._choose_parts(self.clerk, values, line), other)

    def test_each_unit_by_itself(self):
        """What was given to them in one unit opens nothing in another one of the same rubric."""
        other = self.criteria["1.1.1"].requirement_ids[1]
        self.other_unit.contributor_ids |= self.clerk
        self._give(
            "1.1.1", self.clerk, user=self.other_leader, assessment_id=self.other_assessment.id
        )
        document = self._file(self._line("1.1.1"), "6/H", user=self.clerk)
        self.assertEqual(document.requirement_ids, self.part)
        with self.assertRaises(AccessError):
            document.with_user(self.clerk).write(
                {"requirement_ids": [Command.set((other | self.part).ids)]}
            )

    def test_newer_versions(self):
        """A colleague's document is replaced by nobody but whoever has what it proves."""
        document = self._file(self._line("1.2"), "9/H")
        for line in ("1.1.2", "1.2"):
            with self.assertRaises(AccessError):
                self._upload(self.planner, line, make_pdf("moi"), replaced=document)
        own = self._file(self._line("1.1.2"), "10/H", user=self.planner)
        newer = self._upload(self.planner, "1.1.2", make_pdf("moi"), replaced=own)
        self.assertEqual(newer.line_ids, self._line("1.1.2"))
        self.assertTrue(own.is_superseded)

    def test_which_criterion_it_proves(self):
        """Whoever files a document that proves nothing is told to say what it proves."""
        with self.assertRaisesRegex(AccessError, "Say which"):
            self.env["cchc.evidence"].with_user(self.planner)._upload(
                io.BytesIO(make_pdf("khong")), "x.pdf", assessment=self.assessment
            )

    def test_what_the_screen_offers(self):
        """Theirs are editable, a colleague's are not, and none is after the deadline."""
        own = self._file(self._line("1.1.2"), "7/H", user=self.planner).with_user(self.planner)
        foreign = self._file(self._line("1.2"), "8/H").with_user(self.planner)
        self.assertTrue(own.is_editable)
        self.assertFalse(foreign.is_editable)
        self.assertTrue(foreign.with_user(self.officer).is_editable)
        self.period.with_user(self.secretary).self_deadline = "2020-01-01 00:00:00"
        self.env.invalidate_all()
        self.assertFalse(own.is_editable)


@tagged("post_install", "-at_install")
class TestExplaining(Council, TeamCase):
    """What the council asks is answered by officers and leaders alone."""

    def test_files(self):
        self._fill_in()
        self._line("1.1.1").with_user(self.officer).write({"explanation": "Đủ"})
        self._send()
        self._approve()
        self._start()
        self._ask()
        for user, code in ((self.planner, "1.1.1"), (self.clerk, "1.1.1"), (self.planner, "1.2")):
            with self.assertRaises(AccessError):
                self.env["cchc.evidence"].with_user(user)._upload(
                    io.BytesIO(make_pdf("giai trinh")),
                    "x.pdf",
                    line=self._line(code).with_user(user),
                )
        self._file(self._line("1.1.1"), "1/K")


@tagged("post_install", "-at_install")
class TestWhatContributorsSay(TeamCase, RemoteCase):
    """A contributor speaks where they are asked, and not where the council reads."""

    def test_nobody_asks_themselves(self):
        notes = self.env["cchc.note"].with_user(self.planner)
        line = self._line("1.2")
        for some in (notes, notes.sudo()):
            for _again in range(2):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    some.create({"line_id": line.id, "body": "@Mai tự nhắc"})
        notes.with_user(self.officer).create({"line_id": line.id, "body": "@Mai xem giúp"})
        notes.create({"line_id": line.id, "body": "Rồi"})

    def test_feedback_of_an_activity(self):
        """It would stand in the discussion, where a contributor writes nothing."""
        activity = self.assessment.with_user(self.officer).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.planner.id
        )
        before = self.assessment.message_ids
        self._assert_refused(
            self._call(
                "mail.activity",
                "action_feedback",
                activity.ids,
                feedback="Giả mạo",
                user=self.planner,
            )
        )
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            activity.with_user(self.planner).action_feedback(feedback="Giả mạo")
        self.env.invalidate_all()
        self.assertEqual(self.assessment.message_ids, before)
        activity.exists().user_id = self.officer
        activity.with_user(self.officer).action_feedback(feedback="Xong")
        self.assertGreater(self.assessment.message_ids, before)

    def test_what_the_web_client_is_told(self):
        """Taking files of the ERP is an officer's: nothing offers it to a contributor."""
        for user, expected in ((self.planner, False), (self.officer, True)):
            self.authenticate(user.login, user.login)
            answer = self.url_open(
                "/web/session/get_session_info",
                data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": {}}),
                headers={"Content-Type": "application/json"},
            ).json()["result"]
            self.assertIs(answer["cchc_files_evidence"], expected, user.login)


@tagged("post_install", "-at_install")
class TestWhatFollows(TeamCase):
    """Activities, marks and past years follow what happens to the form."""

    def test_zero_is_something(self):
        """A criterion that got a zero, or lost it, says something else than before."""
        line = self._line("1.2").with_user(self.officer)
        prints = []
        for score in (False, 0, 1, False):
            line.write({"manual_score": score})
            prints.append(line._get_fingerprints()[line.id])
        self.assertEqual(len(set(prints)), 3)
        self.assertEqual(prints[0], prints[3])

    def _finish(self):
        self._line("1.2").with_user(self.inventor).write({"manual_score": 1, "explanation": "Đủ"})

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.ir_cron_remind").method_direct_trigger()
        self.env.invalidate_all()

    def test_activities_end_and_come_back(self):
        """What is finished ends with the daily job, what is handed back begins again, what is sent on ends."""
        task = self.idea_task
        self.assertTrue(task._get_activities())
        self._finish()
        self._run_job()
        self.assertFalse(task._get_activities())
        self.assessment.with_user(self.officer).action_hand_back(self._line("1.2").ids, "Thiếu")
        self.assertEqual(task._get_activities().user_id, self.inventor)
        self._fill_in()
        self._line("1.1.1").with_user(self.officer).write({"explanation": "Đủ"})
        self._send()
        self.assertFalse(task._get_activities())
        self.assessment.with_user(self.leader)._transition(
            "action_return_to_officer", reason="Xem lại"
        )
        self.assertFalse(task._get_activities(), "it was changed since")
        self._line("1.2").with_user(self.inventor).write({"manual_score": False})
        self._run_job()
        self.assertTrue(task._get_activities())

    def test_activities_follow_the_deadline(self):
        """Without a day of its own a task goes until the form's end, wherever that moves."""
        task = self.idea_task
        task.date = Date.add(self.env.company._cchc_today(), days=3)
        self.assertEqual(task._get_activities().date_deadline, task.date)
        task.date = False
        self.assertEqual(task._get_activities().date_deadline, self.assessment._get_deadline_day())
        self.period.with_user(self.secretary).self_deadline = "2031-05-06 05:00:00"
        self.assertEqual(str(task._get_activities().date_deadline), "2031-05-06")

    def test_activities_speak_the_recipients_language(self):
        self.clerk.lang = "vi_VN"
        task = self._give("2", self.clerk, date="2031-05-06")
        self.assertIn("thời hạn", task._get_activities().summary)

    def test_what_was_sent_on_stays(self):
        """A division's change, and somebody's leaving, rewrite nothing that is not being worked on."""
        division = (
            self.env["cchc.division"]
            .with_user(self.leader)
            .create({"name": "Phòng", "unit_id": self.unit.id, "user_ids": self.clerk.ids})
        )
        task = self._give("2", self.clerk.browse(), division_ids=[Command.set(division.ids)])
        self._fill_in()
        self._line("1.1.1").with_user(self.officer).write({"explanation": "Đủ"})
        self._send()
        division.user_ids = self.inventor
        self.unit.with_user(self.secretary).contributor_ids -= self.planner
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(task.assignee_ids, self.clerk)
        self.assertEqual(self.plan_task.user_ids, self.planner)
        self.assessment.with_user(self.leader)._transition(
            "action_return_to_officer", reason="Xem lại"
        )
        self.assertEqual(task.assignee_ids, self.inventor, "it is worked on again")
        self.assertFalse(self.plan_task.exists())
        self.assertEqual(self._line("2.1").assignee_ids, self.inventor)
        self.assertFalse(self._line("1.1.2").assignee_ids)

    def test_archived_people(self):
        """Whoever is archived is shown as such, and nobody is said to be nudged in their place."""
        self.inventor.active = False
        team = self.assessment.with_user(self.officer).get_team()
        (task,) = [one for one in team["tasks"] if one["id"] == self.idea_task.id]
        self.assertIn("archived", task["users"][0]["name"])

    def test_nobody_is_nudged_about_what_was_sent_on(self):
        self._fill_in()
        self._line("1.1.1").with_user(self.officer).write({"explanation": "Đủ"})
        self._send()
        with self.assertRaises(UserError):
            self.plan_task.with_user(self.officer)._nudge("x")

    def test_a_contributor_of_no_unit(self):
        """They are told whom to ask, instead of that they have nothing to do."""
        stranger = self._make_user("stranger", "contributor")
        keys = [
            section["key"]
            for section in self.env["cchc.dashboard"]
            .with_user(stranger)
            .get_dashboard()["sections"]
        ]
        self.assertNotIn("mine", keys)
        self.assertEqual(len(keys), 1)

    def test_nothing_that_was_given_goes_unsaid(self):
        """What work was given for stays: nothing goes with it unseen."""
        for record in (self.part, self.criteria["1.2"]):
            field = "requirement_id" if record == self.part else "criterion_id"
            self.assertEqual(self.env["cchc.task"]._fields[field].ondelete, "restrict")


@tagged("post_install", "-at_install")
class TestTakingOver(TeamCase, SheetCase):
    """Last year's tasks are found again, whatever became of rubrics and units."""

    def test_one_rubric_for_two_years(self):
        period = self.period.copy(
            {"year": self.period.year + 1, "rubric_ids": [Command.set(self.rubric.ids)]}
        )
        period.with_user(self.secretary).action_open()
        assessment = period.assessment_ids.filtered(lambda one: one.unit_id == self.unit)
        self.assertEqual(assessment.with_user(self.leader).action_take_over_tasks(), 3)

    def test_only_whoever_can_do_it(self):
        """Somebody without a role is left out, and stops nothing."""
        assessment = self._open_next_year()
        self.inventor.group_ids = self.env.ref("base.group_user")
        self.assertEqual(assessment.with_user(self.leader).action_take_over_tasks(), 2)

    def test_by_code_only_what_was_copied_from_nothing(self):
        """A criterion that took over another's code does not take over its people."""
        assessment = self._open_next_year()
        lines = assessment.rubric_id.criterion_ids
        now = {one.code: one for one in lines}
        # 1.2 is now what was 2.1, under its old code; and 2.1 is new
        before = self.criteria
        rewrite(assessment.rubric_id, now["1.2"], origin_id=before["2.1"].id)
        rewrite(assessment.rubric_id, now["2.1"], origin_id=None)
        matched = assessment._match_last_years_criteria(before["1.2"] | before["2.1"])
        self.assertEqual(matched, {before["2.1"].id: now["1.2"]})

    def test_a_merged_unit(self):
        """What was given in its predecessors is given again, as far as the user may read it."""
        successor = self.unit.copy(
            {
                "name": "Sở Hợp nhất",
                "code": "T-SHN",
                "officer_ids": [Command.set(self.officer.ids)],
                "leader_ids": [Command.set((self.leader | self.other_leader).ids)],
                "contributor_ids": [Command.set(self.contributors.ids)],
                "predecessor_ids": [Command.set(self.unit.ids)],
            }
        )
        assessment = self._open_next_year(successor)
        self.assertEqual(assessment.with_user(self.other_leader).action_take_over_tasks(), 0)
        self.assertEqual(assessment.with_user(self.leader).action_take_over_tasks(), 3)
        with mute_logger("odoo.sql_db"):
            self.assertEqual(assessment.with_user(self.leader).action_take_over_tasks(), 0)
