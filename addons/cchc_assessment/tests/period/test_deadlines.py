import base64
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase, make_pdf

# 17:00 in Việt Nam
DEADLINE = datetime(2026, 12, 31, 10, 0)
MINUTE_BEFORE = DEADLINE - timedelta(minutes=1)
MINUTE_AFTER = DEADLINE + timedelta(minutes=1)


class DeadlineCase(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period.self_deadline = DEADLINE
        with freeze_time(MINUTE_BEFORE):
            cls._open_period()
            cls._fill_in()

    @classmethod
    def _extend(cls, assessments, until, reason="Sáp nhập giữa năm", user=None):
        dialog = (
            cls.env["cchc.assessment.extend"]
            .with_user(user or cls.secretary)
            .create(
                {
                    "assessment_ids": [Command.set(assessments.ids)],
                    "new_deadline": until,
                    "reason": reason,
                }
            )
        )
        dialog.action_extend()


@tagged("post_install", "-at_install")
class TestDeadlineDoors(DeadlineCase, RemoteCase):
    """A minute before the deadline every door is open, a minute after none: over the wire, as clients come."""

    def _doors(self):
        """Each way of changing the unit's work: (model, method, arguments)."""
        line = self._line("1.2")
        evidence = self.assessment.evidence_ids[:1]

        def document(door):
            return {
                "assessment_id": self.assessment.id,
                "name": "Muộn",
                "file": base64.b64encode(make_pdf(door)).decode(),
                "file_name": "muon.pdf",
            }

        score = {"explanation": "Sửa lại"}
        return [
            ("cchc.assessment.line", "write", [line.ids, score]),
            ("cchc.assessment.line", "web_save", [line.ids, score, {}]),
            (
                "cchc.assessment",
                "write",
                [self.assessment.ids, {"line_ids": [Command.update(line.id, score)]}],
            ),
            (
                "cchc.assessment",
                "web_save",
                [
                    self.assessment.ids,
                    {"evidence_ids": [Command.create(document("web_save"))]},
                    {},
                ],
            ),
            (
                "cchc.assessment.line",
                "write",
                [line.ids, {"evidence_ids": [Command.link(evidence.id)]}],
            ),
            ("cchc.evidence", "create", [[document("create")]]),
            ("cchc.evidence", "write", [evidence.ids, {"name": "Sửa lại"}]),
            ("cchc.evidence", "write", [evidence.ids, {"line_ids": [Command.link(line.id)]}]),
            ("cchc.evidence", "write", [evidence.ids, {"active": False}]),
            ("cchc.evidence", "write", [evidence.ids, {"active": True}]),
            ("cchc.assessment", "action_send_to_leader", [self.assessment.ids]),
        ]

    def test_a_minute_before(self):
        """Up to the last minute the unit's officer fills in, files and sends."""
        with freeze_time(MINUTE_BEFORE):
            for model, method, args in self._doors():
                with self.subTest(model=model, method=method):
                    answer = self._call(model, method, *args, user=self.officer)
                    self.assertNotRegex(str(answer), "^[A-Za-z]+Error: ")
        self.env.invalidate_all()
        self.assertEqual(self.assessment.state, "leader_review")

    def test_a_minute_after(self):
        """From the next minute the same calls are refused, with the deadline in the sentence."""
        with freeze_time(MINUTE_AFTER):
            for model, method, args in self._doors():
                with self.subTest(model=model, method=method):
                    answer = self._call(model, method, *args, user=self.officer)
                    self.assertRegex(str(answer), "^(UserError|ObstaclesError): ")
                    self.assertIn("31/12/2026 17:00", answer)
            answer = self._call(
                "cchc.evidence", "unlink", self.assessment.evidence_ids.ids, user=self.officer
            )
            self.assertIn("31/12/2026 17:00", str(answer))
            answer = self._call(
                "cchc.assessment.line",
                "load",
                [".id", "explanation"],
                [[str(self._line("1.2").id), "Nhập"]],
                user=self.officer,
            )
            self.assertFalse(answer["ids"])
            self.assertEqual(len(self.assessment.evidence_ids), 1)

    def test_files_of_the_discussion(self):
        """What lies in the discussion changes up to the deadline, and not after: the draft is as it was sent."""
        datas = base64.b64encode(make_pdf("khac")).decode()
        place = {"res_model": "cchc.assessment", "res_id": self.assessment.id}
        with freeze_time(MINUTE_BEFORE):
            files = (
                self.env["ir.attachment"]
                .with_user(self.officer)
                .create([{"name": f"{one}.pdf", "datas": datas, **place} for one in range(2)])
            )
        kept, extra = files

        def doors(target):
            return [
                ("write", target.ids, {"name": "khac.pdf"}),
                ("write", target.ids, {"datas": datas}),
                ("create", {"name": "moi.pdf", "datas": datas, **place}),
                ("write", target.ids, {"res_id": 0}),
                ("unlink", target.ids),
            ]

        for moment, target, refused in (
            (MINUTE_BEFORE, extra, False),
            (MINUTE_AFTER, kept, True),
        ):
            with freeze_time(moment):
                for method, *args in doors(target):
                    with self.subTest(moment=moment, method=method, args=str(args)[-60:]):
                        answer = str(self._call("ir.attachment", method, *args, user=self.officer))
                        if refused:
                            self.assertRegex(answer, "^UserError: .*is closed")
                        else:
                            self.assertNotRegex(answer, "^[A-Za-z]+Error: ")
        self.env.invalidate_all()
        self.assertEqual(self.assessment.state, "draft")
        self.assertEqual((kept.name, kept.res_id), ("0.pdf", self.assessment.id))
        self.assertFalse(extra.exists())

    def test_units_still_read(self):
        """After the deadline the unit's people still open their work."""
        with freeze_time(MINUTE_AFTER):
            answer = self._call(
                "cchc.assessment",
                "web_read",
                self.assessment.ids,
                {"line_ids": {"fields": {"explanation": {}}}, "is_editable": {}, "is_late": {}},
                user=self.officer,
            )
        self.assertEqual(len(answer[0]["line_ids"]), 5)
        self.assertFalse(answer[0]["is_editable"])
        self.assertTrue(answer[0]["is_late"])


@tagged("post_install", "-at_install")
class TestDeadlines(DeadlineCase):
    def test_clock_is_the_companys(self):
        """Days and times are the company's, wherever the reader's clock stands."""
        self.officer.tz = "America/Los_Angeles"
        assessment = self.assessment.with_user(self.officer)
        # half an hour past midnight in Việt Nam, still the day before in Los Angeles
        with freeze_time("2026-12-29 17:30:00"):
            self.assertEqual(assessment.days_left, 1)
        with (
            freeze_time(MINUTE_AFTER),
            self.assertRaisesRegex(UserError, "31/12/2026 17:00"),
        ):
            self._line("1.2").with_user(self.officer).explanation = "Muộn"
        self.env.company.partner_id.tz = "Asia/Tokyo"
        with (
            freeze_time(MINUTE_AFTER),
            self.assertRaisesRegex(UserError, "31/12/2026 19:00"),
        ):
            self._line("1.2").with_user(self.officer).explanation = "Muộn"

    def test_extension_opens_one_unit(self):
        """A unit that got more time works on; another one stays closed."""
        with freeze_time(MINUTE_AFTER):
            self._extend(self.assessment, DEADLINE + timedelta(days=2))
            self._line("1.2").with_user(self.officer).explanation = "Kịp"
            with self.assertRaises(UserError):
                self._line("1.2", self.other_assessment).with_user(
                    self.other_officer
                ).explanation = "Không kịp"
        with freeze_time(DEADLINE + timedelta(days=2, minutes=1)), self.assertRaises(UserError):
            self._line("1.2").with_user(self.officer).explanation = "Muộn"

    def test_extension_of_several(self):
        """Several units get more time at once, each with a row of the log that says from when to when and why."""
        both = self.assessment | self.other_assessment
        with freeze_time(MINUTE_BEFORE):
            self._extend(both, DEADLINE + timedelta(days=2))
        rows = self.env["cchc.log"].search(
            [("assessment_id", "in", both.ids), ("action", "=", "deadline")]
        )
        self.assertEqual(rows.assessment_id, both)
        self.assertEqual(
            {(row.old_value, row.new_value, row.reason) for row in rows},
            {("31/12/2026 17:00", "02/01/2027 17:00", "Sáp nhập giữa năm")},
        )
        self.assertEqual(rows.user_id, self.secretary)

    def test_extension_is_told(self):
        """The unit's officers and leaders hear of the new deadline and the reason."""
        with freeze_time(MINUTE_BEFORE):
            self._extend(self.assessment, DEADLINE + timedelta(days=2))
        message = self.assessment.message_ids.sorted("id")[-1]
        self.assertIn("02/01/2027 17:00", message.body)
        self.assertIn("Sáp nhập giữa năm", message.body)
        self.assertEqual(message.notified_partner_ids, (self.officer | self.leader).partner_id)

    def test_extension_is_the_secretarys(self):
        """Neither the unit nor an appraiser can give more time."""
        for user in (self.officer, self.leader, self.appraiser):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self._extend(self.assessment, DEADLINE + timedelta(days=2), user=user)
            with self.assertRaises(AccessError):
                self.assessment.with_user(user)._extend_deadlines(
                    DEADLINE + timedelta(days=2), "Không"
                )

    def test_extension_has_to_make_sense(self):
        """A date that has passed, one before the period's deadline and a blank reason are refused, for all."""
        both = self.assessment | self.other_assessment
        with freeze_time(MINUTE_AFTER):
            for until, reason in (
                (DEADLINE, "Lùi"),
                (MINUTE_AFTER, "Ngay bây giờ"),
                (DEADLINE + timedelta(days=2), "  "),
            ):
                with self.assertRaises(UserError):
                    self._extend(both, until, reason)
        with freeze_time(MINUTE_BEFORE), self.assertRaises(UserError):
            self._extend(both, MINUTE_BEFORE + timedelta(seconds=30))
        self.assertFalse(both.filtered("extended_deadline"))

    def test_an_extension_can_be_mended(self):
        """A year that was mistyped is put right by extending again, down to the period's deadline."""
        with freeze_time(MINUTE_BEFORE):
            self._extend(self.assessment, DEADLINE + timedelta(days=365))
            self._extend(self.assessment, DEADLINE + timedelta(days=2))
            self.assertEqual(self.assessment.deadline, DEADLINE + timedelta(days=2))
            self.assertTrue(self.assessment.is_extended)
            self._extend(self.assessment, DEADLINE)
        self.assertFalse(self.assessment.is_extended)

    def test_what_was_sent_has_no_deadline(self):
        """For what is submitted already there is nothing to extend, and the refusal says what to do."""
        with freeze_time(MINUTE_BEFORE):
            self._send()
            self._approve()
            with self.assertRaisesRegex(UserError, "Return it to the unit"):
                self._extend(self.assessment | self.other_assessment, DEADLINE + timedelta(days=2))
        self.assertFalse(self.other_assessment.extended_deadline)

    def test_the_periods_deadline_moves(self):
        """Moving the period's deadline moves every unit's, except one with more time, and the log has it."""
        with freeze_time(MINUTE_BEFORE):
            self._extend(self.assessment, DEADLINE + timedelta(days=10))
            self.period.with_user(self.secretary).self_deadline = DEADLINE + timedelta(days=5)
        self.assertEqual(self.assessment.deadline, DEADLINE + timedelta(days=10))
        self.assertEqual(self.other_assessment.deadline, DEADLINE + timedelta(days=5))
        row = self.env["cchc.log"].search(
            [("assessment_id", "=", self.other_assessment.id), ("action", "=", "deadline")]
        )
        self.assertEqual((row.old_value, row.new_value), ("31/12/2026 17:00", "05/01/2027 17:00"))
        self.assertEqual(
            self.env["cchc.log"].search_count(
                [("assessment_id", "=", self.assessment.id), ("action", "=", "deadline")]
            ),
            1,
        )

    def test_leader_may_approve_late(self):
        """What an officer sent in time a leader may still approve when the deadline has passed."""
        with freeze_time(MINUTE_BEFORE):
            self._send()
        with freeze_time(MINUTE_AFTER):
            self._approve()
        self.assertEqual(self.assessment.state, "submitted")

    def test_deadline_is_compared_to_the_minute(self):
        """At the deadline itself the unit may still write."""
        with freeze_time(DEADLINE):
            self._line("1.2").with_user(self.officer).explanation = "Vừa kịp"
        self.assertEqual(self._line("1.2").explanation, "Vừa kịp")
        self.assertEqual(Datetime.to_datetime(self.assessment.deadline), DEADLINE)
