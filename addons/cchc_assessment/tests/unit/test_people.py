from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ...models.common.system_voice import as_system
from ..common import CchcCase, RemoteCase, post


class PeopleCase(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def _seen(self, user):
        return self.env["cchc.assessment"].with_user(user).search([]).sudo()


@tagged("post_install", "-at_install")
class TestPeople(PeopleCase):
    """People with two places, people who move, and units that lack somebody."""

    def test_officer_of_two_units(self):
        """An officer of two units works for both and sees no third."""
        self.other_unit.officer_ids |= self.officer
        third = self.env["cchc.unit"].create(
            {"name": "Sở thứ ba", "code": "T-3", "group_id": self.group.id}
        )
        self.period.with_user(self.secretary).action_add_missing_units()
        self.assertEqual(self._seen(self.officer), self.assessment | self.other_assessment)
        self.assertNotIn(third, self._seen(self.officer).unit_id)
        for assessment in (self.assessment, self.other_assessment):
            self._line("1.2", assessment).with_user(self.officer).manual_score = 1

    def test_people_of_another_company_are_refused(self):
        """They could see nothing of the unit: the sentence names them, and the way out."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        stranger = new_test_user(
            self.env,
            "cchc_stranger",
            groups="cchc_assessment.cchc_assessment_group_leader",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        for name in ("officer_ids", "leader_ids", "contributor_ids"):
            with (
                self.assertRaisesRegex(
                    ValidationError, "cchc_stranger .*not allowed in the company"
                ),
                self.env.cr.savepoint(),
            ):
                self.unit.write({name: [Command.link(stranger.id)]})
        stranger.company_ids |= self.unit.company_id
        self.unit.officer_ids |= stranger
        self.assertIn(stranger, self.unit.officer_ids)

    def test_a_place_counts_at_once(self):
        """Whoever joins a unit or leaves it is what they are from the next call on, within one transaction too."""
        units = self.env["cchc.unit"]
        member = self._make_user("member", "contributor")
        self.assertFalse(units._get_contributor_places(member.id))
        self.unit.contributor_ids |= member
        self.assertEqual(units._get_contributor_places(member.id), {self.unit.id})
        new = units.create(
            {
                "name": "Sở thứ ba",
                "code": "T-3",
                "group_id": self.group.id,
                "contributor_ids": [Command.link(member.id)],
            }
        )
        self.assertEqual(units._get_contributor_places(member.id), {self.unit.id, new.id})
        self.unit.contributor_ids -= member
        self.assertEqual(units._get_contributor_places(member.id), {new.id})

    def test_a_place_in_one_is_none_in_another(self):
        """Asked of two units at once, nobody is taken for somebody of both."""
        both = self.unit | self.other_unit
        for ask, user in (
            (both._is_officer, self.officer),
            (both._is_leader, self.leader),
            (both._is_member, self.officer),
            (both._may_give_out, self.leader),
            (both._is_deputy, self.officer),
        ):
            with self.assertRaises(ValueError):
                ask(user)

    def test_leader_of_one_officer_of_another(self):
        """Who leads one unit and is an officer of another approves for the first only."""
        self.other_unit.officer_ids |= self.leader
        for assessment, officer in (
            (self.assessment, self.officer),
            (self.other_assessment, self.leader),
        ):
            self._fill_in(assessment, officer)
            assessment.with_user(officer).action_send_to_leader()
        self._approve()
        self.assertEqual(self.assessment.state, "submitted")
        # what an officer may do, and nothing that leaders do
        self.assertEqual(
            self.other_assessment.with_user(self.leader).available_actions, ["action_take_back"]
        )
        with self.assertRaisesRegex(AccessError, "Sở Đối chứng"):
            self.other_assessment.with_user(self.leader)._transition(
                "action_return_to_officer", reason="Không"
            )

    def test_a_place_without_the_group(self):
        """Being named leader of a unit opens nothing that the user's group doesn't."""
        self.unit.leader_ids |= self.officer
        self._fill_in()
        self._send()
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.officer)._transition(
                "action_return_to_officer", reason="Không"
            )

    def test_who_leaves_sees_nothing_more(self):
        """Who leaves a unit loses its work at once, with the to-dos and the messages that came from it."""
        assessment = self.assessment
        assessment.message_subscribe(self.officer.partner_id.ids)
        self.env["cchc.reminder"]._schedule(assessment)
        activities = self.env["mail.activity"].search(
            [("user_id", "=", self.officer.id), ("res_model", "=", "cchc.assessment")]
        )
        self.assertTrue(activities)
        self.unit.with_user(self.secretary).officer_ids = [
            Command.unlink(self.officer.id),
            Command.link(new_test_user(self.env, "cchc_successor").id),
        ]
        self.assertFalse(self._seen(self.officer))
        self.assertNotIn(self.officer.partner_id, assessment.message_partner_ids)
        self.assertFalse(activities.exists())

    def test_who_becomes_leader_keeps_the_to_dos(self):
        """An officer who becomes a leader of the same unit hasn't left it."""
        self.assessment.message_subscribe(self.officer.partner_id.ids)
        self.unit.write(
            {
                "officer_ids": [Command.unlink(self.officer.id)],
                "leader_ids": [Command.link(self.officer.id)],
            }
        )
        self.assertIn(self.officer.partner_id, self.assessment.message_partner_ids)

    def test_messages_go_to_readers_only(self):
        """A message on the work reaches those who may read it, not everybody who once followed it."""
        groupless = new_test_user(self.env, "cchc_groupless", email="x@example.com")
        strangers = self.other_officer | groupless | self.appraiser
        people = (strangers | self.leader | self.secretary).partner_id
        # nobody begins to follow what they may not read: these are left from when they might
        as_system(self.assessment)._message_subscribe(people.ids)
        self.assertLessEqual(people, self.assessment.message_partner_ids)
        assessment = self.assessment.with_user(self.officer)
        message = post(assessment, "Nội bộ", subtype_xmlid="mail.mt_comment")
        self.assertEqual(
            message.sudo().notified_partner_ids, (self.leader | self.secretary).partner_id
        )
        for stranger in strangers.partner_id:
            with (
                self.subTest(stranger=stranger.name),
                self.assertRaisesRegex(UserError, "go to people who may read it"),
            ):
                post(
                    assessment,
                    "Nội bộ",
                    subtype_xmlid="mail.mt_comment",
                    partner_ids=(stranger | self.leader.partner_id).ids,
                )

    def test_archived_users_hear_nothing(self):
        """A follower whose account was closed gets no message, and is not in the way of reminders."""
        self.assessment._message_subscribe((self.leader | self.officer).partner_id.ids)
        self.leader.active = False
        message = post(
            self.assessment.with_user(self.officer), "Nội bộ", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(message.sudo().notified_partner_ids)
        self.assertIn("no leader", self.unit.contact_problem)

    def test_archived_unit(self):
        """The work of a unit that was dissolved stays with its people and with the secretary."""
        self.unit.active = False
        self.assertIn(self.assessment, self._seen(self.secretary))
        self.assertIn(self.assessment, self._seen(self.officer))
        self._line("1.2").with_user(self.officer).manual_score = 1
        self.assertNotIn(self.assessment, self._seen(self.other_officer))


@tagged("post_install", "-at_install")
class TestOpeningDialog(CchcCase):
    """What the secretary is told before a period is opened."""

    def _dialog(self):
        self.rubric.with_user(self.secretary).action_publish()
        action = self.period.with_user(self.secretary).action_prepare_opening()
        return (
            self.env[action["res_model"]]
            .with_user(self.secretary)
            .with_context(**action["context"])
            .create({})
        )

    def test_units_that_lack_somebody(self):
        """Units without leader or officer are named, with those who have no address; they are no obstacle."""
        self.unit.leader_ids = [Command.clear()]
        self.other_officer.email = False
        dialog = self._dialog()
        self.assertEqual(dialog.unit_count, 2)
        self.assertIn("Sở Thử nghiệm: no leader", dialog.problems)
        self.assertIn(f"Sở Đối chứng: {self.other_officer.name}", dialog.problems)
        dialog.action_open()
        self.assertEqual(self.period.state, "open")
        self.assertEqual(self.period.assessment_ids.unit_id, self.unit | self.other_unit)

    def test_what_is_left_out_and_missing(self):
        """Units of groups without a rubric are named, and what stands in the way or may be added later."""
        group = self.env["cchc.unit.group"].create({"name": "Cấp xã", "code": "T-X"})
        self.env["cchc.unit"].create({"name": "Xã Lạ", "code": "T-XL", "group_id": group.id})
        dialog = self._dialog()
        self.assertEqual(dialog.left_out, "• Cấp xã: Xã Lạ")
        self.assertFalse(dialog.obstacles)
        self.assertIn("no rating scale", dialog.remarks)
        self.assertIn("no deadline of the appraisal", dialog.remarks)
        self.period.self_deadline = False
        dialog.invalidate_recordset()
        self.assertIn("no deadline for the self-assessment", dialog.obstacles)
        with self.assertRaisesRegex(UserError, "cannot be opened yet"):
            dialog.action_open()

    def test_nothing_to_warn_of(self):
        """Where everybody is there the dialog only says how many units it is."""
        dialog = self._dialog()
        self.assertEqual((dialog.unit_count, dialog.problem_count), (2, 0))

    def test_the_period_stays_the_secretarys(self):
        """An appraiser opens neither the dialog nor the period."""
        with self.assertRaises(AccessError):
            self.env["cchc.period.open"].with_user(self.appraiser).create(
                {"period_id": self.period.id}
            )


@tagged("post_install", "-at_install")
class TestMailDoors(PeopleCase, RemoteCase):
    """The chatter's and the activities' own routes, with another unit's number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-12-01 03:00:00"):
            cls.message = post(cls.assessment.with_user(cls.officer), "Nội bộ của Sở")
            cls.env["cchc.reminder"]._schedule(cls.assessment)
        cls.activity = cls.assessment.activity_ids[:1]

    def _answer(self, path, user, **params):
        """The route's answer as text, refusals included."""
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            try:
                return str(self.make_jsonrpc_request(path, params))
            except JsonRpcException as error:
                return str(error)

    def test_threads(self):
        """Messages and followers of another unit's work are not handed out; its own people get them."""
        thread = {"thread_model": "cchc.assessment", "thread_id": self.assessment.id}
        messages = "/mail/thread/messages"
        self.assertIn("Nội bộ của Sở", self._answer(messages, self.officer, **thread))
        for user in (self.other_officer, self.appraiser):
            self.assertNotIn("Nội bộ của Sở", self._answer(messages, user, **thread))
            data = self._answer(
                "/mail/data",
                user,
                fetch_params=[
                    ["mail.thread", {**thread, "request_list": ["followers", "activities"]}]
                ],
            )
            self.assertNotIn(self.unit.name, data)
            self.assertNotIn(self.officer.name, data)

    def test_posting(self):
        """Nobody writes into another unit's chatter by the chatter's own route."""
        before = len(self.assessment.message_ids)
        self._answer(
            "/mail/message/post",
            self.other_officer,
            thread_model="cchc.assessment",
            thread_id=self.assessment.id,
            post_data={"body": "Chen vào", "message_type": "comment"},
        )
        self.env.invalidate_all()
        self.assertEqual(len(self.assessment.message_ids), before)

    def test_activities(self):
        """Another unit's to-dos are neither found nor read nor made, and neither are its messages."""
        for model, record in (("mail.activity", self.activity), ("mail.message", self.message)):
            self.assertEqual(
                self._call(model, "search", [("id", "=", record.id)], user=self.other_officer), []
            )
            self.assertRegex(
                str(self._call(model, "read", record.ids, user=self.other_officer)),
                "^AccessError: ",
            )
        answer = self._call(
            "mail.activity",
            "create",
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("cchc.assessment"),
                    "res_id": self.assessment.id,
                    "summary": "Chen vào",
                }
            ],
            user=self.other_officer,
        )
        self.assertRegex(str(answer), "^AccessError: ")
        self._call("mail.activity", "action_done", self.activity.ids, user=self.other_officer)
        self.assertTrue(self.activity.exists())

    def test_subscribing(self):
        """Nobody makes themselves a follower of another unit's work."""
        self._call(
            "cchc.assessment",
            "message_subscribe",
            self.assessment.ids,
            self.other_officer.partner_id.ids,
            user=self.other_officer,
        )
        self.env.invalidate_all()
        self.assertNotIn(self.other_officer.partner_id, self.assessment.message_partner_ids)

    def test_reports(self):
        """Every report of ours gives another unit's officer nothing for a foreign number."""
        reports = self.env["ir.actions.report"].search(
            [("model", "in", ["cchc.assessment", "cchc.submission"])]
        )
        self.assertTrue(reports)
        self.authenticate(self.other_officer.login, self.other_officer.login)
        for report in reports:
            path = f"/report/{report.report_type.removeprefix('qweb-')}/{report.report_name}"
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                answer = self.url_open(f"{path}/{self.assessment.id}")
            self.assertGreaterEqual(answer.status_code, 400, path)
