import io
import zipfile
from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import RemoteCase
from ..common_council import Council

REFUSED = "^(AccessError|UserError|MissingError|ValidationError): "


class CouncilAttackCase(Council, RemoteCase):
    """A unit in the council's hands, with one member besides the secretary."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._submit()
        cls._start()

    def _answer_and_send(self, code="1.1.1"):
        self._appraisal(code, self.officer).write({"explanation": "Kế hoạch số 5."})
        answer = self._call(
            "cchc.assessment", "action_send_explanation", self.assessment.ids, user=self.leader
        )
        self.assertFalse(answer)
        self.env.invalidate_all()

    def _return_to_unit(self):
        self.assessment.with_user(self.secretary)._transition(
            "action_return_to_unit",
            reason="Thiếu tài liệu.",
            new_deadline=Datetime.add(self.period.self_deadline, days=5),
        )

    def _open_review(self):
        period = self.period.with_user(self.secretary)
        period.review_deadline = Datetime.now() + timedelta(days=5)
        period.action_open_review()


@tagged("post_install", "-at_install")
class TestUnitAgainstCouncil(CouncilAttackCase):
    """What a unit might learn of the council's work, or slip into it, by doors that nobody thinks of."""

    def test_a_leaders_own_defaults_decide_nothing(self):
        """Sending the answer opens a round as the leader, but fills it in with none of their defaults."""
        self._decide_all()
        self._ask()
        for name, value in (("not_applicable", True), ("remark", "Đồng ý với đơn vị.")):
            self._call(
                "ir.default", "set", "cchc.appraisal", name, value, user_id=True, user=self.leader
            )
        self._answer_and_send()
        opened = self._appraisal("1.1.1")
        self.assertEqual(
            (opened.round, opened.is_decided, opened.not_applicable, opened.remark),
            (2, False, False, False),
        )

    def test_who_decides_is_not_told_by_the_last_writer(self):
        """The council's scores are computed into the unit's records, which name nobody for it."""
        self._assign()
        # without it every export is refused
        self.officer.group_ids |= self.env.ref("base.group_allow_export")
        self.env.flush_all()
        self._call(
            "cchc.appraisal", "action_agree", self._appraisal("1.1.1").ids, user=self.appraiser
        )
        self.env.invalidate_all()
        self.assertEqual(self._line("1.1.1").write_uid, self.appraiser)
        for model, record in (
            ("cchc.assessment", self.assessment),
            ("cchc.assessment.line", self._line("1.1.1")),
        ):
            for name in ("write_uid", "write_date"):
                for method, *args in (
                    ("read", record.ids, [name]),
                    ("search_count", [(name, "!=", False)]),
                    ("search_read", [], ["id"], 0, None, name),
                    ("formatted_read_group", [], [name], ["__count"]),
                    ("export_data", record.ids, [name]),
                ):
                    with self.subTest(model=model, name=name, method=method):
                        answer = self._call(model, method, *args, user=self.officer)
                        self.assertRegex(str(answer), "^AccessError: ")

    def test_hidden_fields_are_no_oracle(self):
        """Neither a condition, an order, a group nor an export says what a hidden field holds."""
        self._decide_all()
        self._ask()
        self.env.flush_all()
        # without it every export is refused
        self.officer.group_ids |= self.env.ref("base.group_allow_export")
        for model, path in (
            ("cchc.appraisal", "score"),
            ("cchc.appraisal", "is_mine"),
            ("cchc.assessment.line", "appraised_score"),
            ("cchc.assessment.line", "appraised_not_applicable"),
            ("cchc.assessment.line", "appraisal_ids.remark"),
            ("cchc.assessment", "appraised_percent"),
            ("cchc.assessment", "line_ids.appraised_score"),
            ("cchc.assessment", "appraisal_ids.assignee_ids"),
            ("cchc.evidence", "line_ids.appraisal_ids.is_decided"),
        ):
            own = self.env[model].with_user(self.officer).search([])
            calls = [
                ("search_count", [(path, "!=", False)]),
                ("export_data", own.ids, [path.replace(".", "/")]),
            ]
            if "." not in path:
                calls += [
                    ("search_read", [], ["id"], 0, None, path),
                    ("formatted_read_group", [], [path], ["__count"]),
                ]
            for method, *args in calls:
                with self.subTest(model=model, path=path, method=method):
                    answer = self._call(model, method, *args, user=self.officer)
                    self.assertRegex(str(answer), "^AccessError: ")

    def test_units_do_not_hear_what_the_council_works_on(self):
        """A unit that has the sheet open is not told which criteria the council scores or asks about."""
        name = f"cchc.assessment_{self.assessment.id}"
        self.env.cr.precommit.run()
        self.env["bus.bus"].search([]).unlink()
        asked = self._appraisal("1.2")
        asked.write({"explanation_requested": True, "request": "Vì sao?", "manual_score": 1})
        self.env.cr.precommit.run()
        told = self.env["bus.bus"].search([("message", "like", "cchc_assessment_changed")])
        self.assertIn(str(asked.line_id.id), "".join(told.mapped("message")))
        for user, hears in ((self.officer, False), (self.leader, False), (self.secretary, True)):
            with self.subTest(user=user.login):
                websocket = self.env["ir.websocket"].with_user(user)
                own = websocket._get_assessment_channels([name])
                channels = {
                    self._describe_channel(channel)
                    for channel in (*own, *websocket._get_council_channels(own))
                }
                self.assertEqual(bool(channels.intersection(told.mapped("channel"))), hears)

    def _describe_channel(self, channel):
        """Return the channel as the bus keeps it."""
        self.env["bus.bus"]._sendone(channel, "probe", {})
        self.env.cr.precommit.run()
        probe = self.env["bus.bus"].search([("message", "like", "probe")])
        description = probe.channel
        probe.unlink()
        return description

    def test_what_is_sealed_holds_nothing_of_the_council(self):
        """Also where the leader who approves is a member: the unit's people read what was sealed."""
        self._appraisal("1.1.1").write(
            {"option_id": self._option("1.1.1", 0).id, "remark": "Ý kiến mật."}
        )
        self._return_to_unit()
        self.leader.group_ids |= self.env.ref("cchc_assessment.cchc_assessment_group_appraiser")
        self._send()
        self._approve()
        content = self.assessment.submission_ids.sorted("number")[-1:].sudo().appendix_id.raw
        with zipfile.ZipFile(io.BytesIO(content)) as workbook:
            texts = workbook.read("xl/sharedStrings.xml").decode()
        self.assertIn("Ban hành kế hoạch", texts)
        self.assertNotIn("Ý kiến mật.", texts)

    def test_documents_of_an_explanation_stay(self):
        """What the leader sent the council with an explanation is not removed after a return."""
        self._decide_all()
        self._ask()
        document = self._file(self._line("1.1.1"), name="99/GT-STN")
        self._answer_and_send()
        self._return_to_unit()
        answer = self._call("cchc.evidence", "unlink", document.ids, user=self.officer)
        self.assertRegex(answer, "^UserError: .*99/GT-STN")
        self.assertTrue(document.exists())


@tagged("post_install", "-at_install")
class TestCouncilAgainstUnit(CouncilAttackCase):
    """What the council might learn of a unit's work too early, and how its own work goes on."""

    def test_a_member_does_not_follow_a_unit_at_work(self):
        """What was returned is the unit's again: its appraisals do not tell what it is being changed to."""
        self._assign()
        appraisal = self._appraisal("1.2", self.appraiser)
        self._return_to_unit()
        self._line("1.2").with_user(self.officer).write({"explanation": "Đang sửa."})
        self.env.flush_all()
        for method, *args in (
            ("read", appraisal.ids, ["unit_explanation", "self_score"]),
            ("search_read", [("id", "in", appraisal.ids)], ["unit_explanation"]),
            ("export_data", appraisal.ids, ["unit_explanation"]),
        ):
            with self.subTest(method=method):
                answer = self._call("cchc.appraisal", method, *args, user=self.appraiser)
                self.assertNotIn("Đang sửa.", str(answer))
        self.assertTrue(
            self._call("cchc.appraisal", "read", appraisal.ids, ["round"], user=self.secretary)
        )

    def test_a_round_takes_up_what_nobody_has_decided(self):
        """Asking halfway leaves nothing behind in a round that is over."""
        self._ask()
        self._answer_and_send()
        self.assertEqual(
            set(self.assessment.appraisal_ids.filtered("is_current").mapped("round")), {2}
        )
        self._decide_all()
        self._conclude()
        self.assertEqual(self.assessment.state, "appraised")

    def test_a_unit_that_missed_its_time_gets_more(self):
        """The secretary gives it, as the sentence says: otherwise the period could never be published."""
        self._decide_all()
        self._ask()
        self.assessment._write_as_system({"explanation_deadline": Datetime.now() - timedelta(1)})
        asked = self._appraisal("1.1.1", self.officer)
        with self.assertRaisesRegex(UserError, "Ask the secretary for more"):
            asked.write({"explanation": "Muộn."})
        self.assessment.with_user(self.secretary)._transition(
            "action_request_explanation", explanation_deadline=Datetime.now() + timedelta(days=2)
        )
        self._answer_and_send()
        self.assertEqual((self.assessment.state, self.assessment.round), ("appraisal", 2))

    def test_a_review_shows_what_was_concluded(self):
        """Who is concluded while the review is open is shown that result, not one computed on the way."""
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment)
        self._conclude(self.other_assessment)
        self._appraisal("1.1.1").action_agree()
        self._open_review()
        self._decide_all()
        self._conclude()
        self.env.flush_all()
        (result,) = self._call("cchc.result", "search_read", [], ["percent"], user=self.leader)
        (shown,) = self._call(
            "cchc.assessment", "read", self.assessment.ids, ["final_percent"], user=self.leader
        )
        self.assertTrue(shown["final_percent"])
        self.assertEqual(result["percent"], shown["final_percent"])

    def test_the_newest_result_is_printed(self):
        """After a correction the unit's leader prints what holds, not what was replaced."""
        self._decide_all()
        self._conclude()
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment)
        self._conclude(self.other_assessment)
        self._publish()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self._conclude()
        second = self._publish(reason="Sửa điểm.")
        action = self.assessment.with_user(self.leader).action_print_result()
        self.assertEqual(
            action["context"]["active_ids"],
            second.result_ids.filtered(lambda result: result.unit_id == self.unit).ids,
        )

    def test_an_assignment_to_a_unit_that_is_not_in_the_period(self):
        """It covers nobody, whether the unit is archived or not."""
        merged = self.unit.copy({"code": "T-CU", "active": False})
        with self.assertRaisesRegex(ValidationError, "covers no criterion"):
            self._assign(unit_ids=[Command.set(merged.ids)])

    def test_a_kept_decision_leaves_the_new_remark(self):
        """Taking the last round's score over does not overwrite what a member has just said."""
        self._decide_all()
        self._appraisal("1.1.1").write({"remark": "Chưa rõ."})
        self._ask()
        self._answer_and_send()
        second = self._appraisal("1.1.1")
        second.write({"remark": "Đã giải trình."})
        second.action_keep()
        self.assertEqual((second.score, second.remark), (1, "Đã giải trình."))

    def test_a_province_counts_its_own_units_only(self):
        """A secretary cannot count another company's unit, and its results, under one of theirs."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        group = self.group.copy({"company_id": company.id})
        foreign = self.env["cchc.unit"].create(
            {
                "name": "Sở của tỉnh khác",
                "code": "T-KHAC",
                "group_id": group.id,
                "company_id": company.id,
            }
        )
        answer = self._call(
            "cchc.unit",
            "write",
            self.unit.ids,
            {"predecessor_ids": [Command.link(foreign.id)]},
            user=self.secretary,
        )
        self.assertRegex(str(answer), REFUSED)

    def test_the_newest_year_comes_first(self):
        """Lists by period begin with this year's."""
        last_year = self.period.copy({"name": "Năm trước", "year": 2025})
        last_year.write({"self_deadline": Datetime.now() + timedelta(days=3)})
        last_year.with_user(self.secretary).action_open()
        for model in ("cchc.assessment", "cchc.publication"):
            if model == "cchc.publication":
                for period in (last_year, self.period):
                    self._compute_results(period)
            records = self.env[model].with_user(self.secretary).search([])
            self.assertEqual(records.mapped("year"), sorted(records.mapped("year"), reverse=True))


@tagged("post_install", "-at_install")
class TestBadInput(CouncilAttackCase):
    """What a program sends that is no value of its kind is refused with a sentence."""

    def test_calls_with_the_wrong_kinds(self):
        """Texts for numbers, lists for values, numbers beyond any column: no traceback, and nothing changes."""
        line, appraisal = self._line("1.2"), self._appraisal("1.2")
        before = (line.explanation, appraisal.remark, appraisal.manual_score)
        calls = [
            ("cchc.assessment", "get_sheet_rows", self.assessment.ids, line_ids)
            for line_ids in ("abc", None, 7, {"a": 1}, [{}], [["1"]], ["x"], [10**30, 1.5])
        ]
        calls += [
            ("cchc.assessment.line", "save_row", line.ids, values, seen)
            for values, seen in (
                ([], 0),
                ("abc", 0),
                (None, 0),
                ({"explanation": "x"}, "7"),
                ({"explanation": "x"}, [1]),
            )
        ]
        calls += [
            ("cchc.appraisal", "write", appraisal.ids, values)
            for values in (
                {"remark": "x", "seen_revision": "7"},
                {"no_such_field": 1},
                {"manual_score": float("nan")},
                {"manual_score": 1e300},
                {"manual_score": "abc"},
                {"manual_score": [1]},
                {"override_score": -1, "override_reason": "x"},
                {"option_id": 10**15},
                {"remark": "x", "explanation": "y"},
            )
        ]
        self.env.flush_all()
        for model, method, *args in calls:
            with self.subTest(method=method, args=args[1:]):
                answer = self._call(model, method, *args, user=self.secretary)
                self.assertRegex(str(answer), REFUSED)
        rows = self._call(
            "cchc.assessment",
            "get_sheet_rows",
            self.assessment.ids,
            [10**30],
            user=self.secretary,
        )
        self.assertEqual(rows["lines"], [])
        self.env.invalidate_all()
        self.assertEqual(before, (line.explanation, appraisal.remark, appraisal.manual_score))
