from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..common import CchcCase, RemoteCase, WebCase
from ..common_council import Council

# a Thursday, 17:00 in Việt Nam
DEADLINE = datetime(2026, 12, 31, 10, 0)


class Dashboard(Council):
    """How the tests read the dashboard."""

    @classmethod
    def _get_dashboard(cls, user, period_id=None):
        return cls.env["cchc.dashboard"].with_user(user).get_dashboard(period_id)

    @classmethod
    def _section(cls, user, key, period_id=None):
        sections = {one["key"]: one for one in cls._get_dashboard(user, period_id)["sections"]}
        return sections[key]

    @classmethod
    def _tiles(cls, tiles):
        return {tile["key"]: tile["count"] for tile in tiles}

    @classmethod
    def _walk(cls, part):
        """Yield each dict in what the dashboard returned."""
        if isinstance(part, dict):
            yield part
        for child in part.values() if isinstance(part, dict) else part:
            if isinstance(child, dict | list):
                yield from cls._walk(child)


@tagged("post_install", "-at_install")
class TestDashboard(Dashboard, CchcCase):
    """Each role's first screen: what waits for them, and how to get there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period.self_deadline = DEADLINE

    def _assert_numbers_lead_to_their_lists(self):
        """For each role: the list behind a number holds as many records."""
        checked = 0
        for user in (self.officer, self.leader, self.appraiser, self.secretary):
            for part in self._walk(self._get_dashboard(user)):
                if "count" not in part or part["action"]["xml_id"].endswith("result_action"):
                    continue
                model = self.env.ref(part["action"]["xml_id"]).res_model
                found = self.env[model].with_user(user).search_count(part["action"]["domain"])
                self.assertEqual(found, part["count"], f"{user.login}: {part}")
                checked += 1
        self.assertGreater(checked, 10)

    def _tell_missing(self):
        (card,) = self._section(self.officer, "unit")["cards"]
        return self._tiles(card["tiles"])

    def test_what_is_missing(self):
        """An officer sees the deadline and, of each assessment, what is left to do."""
        with freeze_time(DEADLINE - timedelta(days=9)):
            self._open_period()
            self.assertEqual(self._tell_missing(), {"unscored": 4, "unproven": 4, "unexplained": 0})
            self._line("1.2").with_user(self.officer).manual_score = 1
            self._file(self._line("1.1.1"))
            self.assertEqual(self._tell_missing(), {"unscored": 3, "unproven": 3, "unexplained": 1})
            (card,) = self._section(self.officer, "unit")["cards"]
            self.assertEqual((card["name"], card["progress"]), (self.unit.name, 25))
            self.assertEqual(card["proven"], {"done": 1, "total": 4, "percent": 25})
            self.assertEqual(
                card["deadline"], {"text": "31/12/2026 17:00", "days": 9, "is_past": False}
            )
            self._assert_numbers_lead_to_their_lists()
        with freeze_time(DEADLINE + timedelta(days=2)):
            (card,) = self._section(self.officer, "unit")["cards"]
            self.assertEqual((card["deadline"]["days"], card["deadline"]["is_past"]), (-2, True))

    def test_what_waits_for_the_leader(self):
        """Approving, sending explanations, objecting, and seeing the result."""

        def waiting():
            return [
                (row["state"], row["detail"])
                for row in self._section(self.leader, "leader")["rows"]
            ]

        self.period.self_deadline = datetime.now() + timedelta(days=9)
        self._make_council()
        self.assertEqual(waiting(), [])
        self._fill_in()
        self._send()
        self.assertEqual(
            waiting(), [("leader_review", "Read it; approve and submit it, or return it")]
        )
        self._approve()
        self.assertEqual(waiting(), [])
        self._start()
        self._decide_all()
        self._ask("1.1.1")
        self.assertIn("left to answer: 1", waiting()[0][1])
        (card,) = self._section(self.officer, "unit")["cards"]
        self.assertEqual(self._tiles(card["tiles"]), {"unanswered": 1})
        self._assert_numbers_lead_to_their_lists()
        self._appraisal("1.1.1", user=self.officer).explanation = "Quyết định số 5."
        self.assertIn("send the explanations", waiting()[0][1])
        self.assessment.with_user(self.leader)._transition("action_send_explanation")
        self._decide_all()
        self._conclude()
        self.assertEqual(waiting(), [])
        self.period.review_deadline = datetime.now() + timedelta(days=3)
        self.period.with_user(self.secretary).action_open_review()
        self.assertIn("you may object", waiting()[0][1])
        (card,) = self._section(self.officer, "unit")["cards"]
        self.assertEqual(card["result"]["score"], self.assessment.final_score)
        # written with as many decimals as on paper
        self.assertEqual(card["result"]["digits"], self.period.score_digits)
        self.assessment.with_user(self.leader)._do_object("Tiêu chí 1.2 chấm thiếu.")
        self.assertEqual(waiting(), [("appraised", "The result can be seen")])
        self.assertEqual(
            self._tiles(self._section(self.secretary, "secretary")["tiles"])["objection"], 1
        )
        self._assert_numbers_lead_to_their_lists()

    def test_what_is_hidden_stays_hidden(self):
        """While the council works, neither officer nor leader is told its scores."""
        self.period.self_deadline = datetime.now() + timedelta(days=9)
        self._make_council()
        self._submit()
        self._start()
        self._decide_all()
        self._conclude()
        (card,) = self._section(self.leader, "unit")["cards"]
        self.assertEqual((card["result"], card["rank"]), (False, False))

    def test_what_a_member_has_left(self):
        """A member of the council sees their own share, the units with most of it first."""
        self.period.self_deadline = datetime.now() + timedelta(days=9)
        self._make_council()
        for assessment in (self.assessment, self.other_assessment):
            self._submit(assessment)
            self._start(assessment)
        self.assertEqual(self._section(self.appraiser, "council")["total"], 0)
        self._assign(criterion_ids=[Command.set(self.criteria["2"].ids)])
        self._appraisal("2.1", self.appraiser).action_agree()
        section = self._section(self.appraiser, "council")
        self.assertEqual((section["total"], section["left"]["count"]), (4, 3))
        self.assertEqual(
            [(row["name"], row["left"], row["total"]) for row in section["rows"]],
            [(self.other_unit.name, 2, 2), (self.unit.name, 1, 2)],
        )
        self._assert_numbers_lead_to_their_lists()

    def test_how_far_the_council_is(self):
        """The secretary sees each member's and each unit's share, and what can be done for all now."""
        self._make_council()
        self.period.appraisal_deadline = DEADLINE
        with freeze_time(DEADLINE - timedelta(days=9)):
            for assessment in (self.assessment, self.other_assessment):
                self._submit(assessment)
            self._start()
            self._assign()
            self._appraisal("1.1.1", self.appraiser).action_agree()
            section = self._section(self.secretary, "secretary")
            (member,) = section["members"]
            self.assertEqual((member["decided"], member["total"]), (1, 5))
            self.assertEqual(member["left"]["count"], 4)
            self.assertFalse(member["is_late"])
            self.assertEqual(section["groups"][0]["appraised"], 10)
            steps = {step["key"]: step["ids"] for step in section["steps"]}
            self.assertEqual(
                steps, {"start": self.other_assessment.ids, "papers": self.assessment.ids}
            )
            self._assert_numbers_lead_to_their_lists()
            self._decide_all()
            steps = {step["key"]: step for step in self._steps()}
            self.assertEqual(steps["conclude"]["ids"], self.assessment.ids)
            self._appraisal("1.2").write({"explanation_requested": True, "request": "Vì sao?"})
            self.assertEqual({step["key"] for step in self._steps()}, {"start", "ask", "papers"})
        with freeze_time(DEADLINE + timedelta(minutes=1)):
            section = self._section(self.secretary, "secretary")
            self.assertEqual(self._tiles(section["tiles"])["appraisal_late"], 2)
            self.assertFalse(section["members"][0]["is_late"])
            self._appraisal("1.1.1").action_clear()
            self.assertTrue(self._section(self.secretary, "secretary")["members"][0]["is_late"])
            # nobody decides what was set aside, and nobody is late with it
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE cchc_assessment SET state = 'exempt', state_aside = 'appraisal' WHERE id = %s",
                [self.assessment.id],
            )
            self.env.invalidate_all()
            self.assertFalse(self._section(self.secretary, "secretary")["members"])

    def _steps(self):
        return self._section(self.secretary, "secretary")["steps"]

    def test_what_waits_for_the_chair(self):
        """Frozen results wait for the chair where the period asks for it, until the chair has spoken."""
        chair = self._make_user("chair", "chair")
        self._make_council()
        self.assertNotIn("chair", [one["key"] for one in self._get_dashboard(chair)["sections"]])
        self.period.needs_chair = True
        self.assertEqual(self._section(chair, "chair")["rows"], [])
        self._conclude_both()
        draft = self._compute_results()
        self.assertEqual(self._section(chair, "chair")["rows"], [])
        draft.action_freeze()
        (row,) = self._section(chair, "chair")["rows"]
        self.assertEqual(row["action"]["res_id"], draft.id)
        self.assertNotIn(
            "chair", [one["key"] for one in self._get_dashboard(self.secretary)["sections"]]
        )
        draft.with_user(chair).action_chair_approve()
        self.assertEqual(self._section(chair, "chair")["rows"], [])

    def test_who_is_late(self):
        """The secretary sees who has not begun, who is late, who cannot be reached, and opens each list."""
        self.env["cchc.unit"].create(
            {"name": "Sở Không người", "code": "T-KN", "group_id": self.group.id}
        )
        with freeze_time(DEADLINE - timedelta(days=9)):
            self._open_period()
            self.other_assessment = self.other_assessment.filtered("unit_id.officer_ids")
            self._fill_in()
            self._send()
            tiles = self._tiles(self._section(self.secretary, "secretary")["tiles"])
            self.assertEqual(
                (tiles["not_begun"], tiles["late"], tiles["without_people"]), (2, 0, 1)
            )
            self.assertEqual(tiles["leader_review"], 1)
        with freeze_time(DEADLINE + timedelta(days=1)):
            section = self._section(self.secretary, "secretary")
            self.assertEqual(self._tiles(section["tiles"])["late"], 3)
            self.assertEqual(
                {row["name"]: row["deadline"]["days"] for row in section["late"]},
                {self.unit.name: -1, self.other_unit.name: -1, "Sở Không người": -1},
            )
            self._assert_numbers_lead_to_their_lists()

    def test_charts(self):
        """Each unit stands once in the chart of states and once in that of progress."""
        with freeze_time(DEADLINE - timedelta(days=9)):
            self._open_period()
            self._line("1.2").with_user(self.officer).manual_score = 1
            charts = {c["key"]: c for c in self._section(self.secretary, "secretary")["charts"]}
            self.assertEqual(set(charts), {"states", "progress"})
            self.assertEqual(
                [point["count"] for point in charts["progress"]["series"][0]["points"]],
                [1, 0, 1, 0, 0, 0],
            )
            (series,) = charts["states"]["series"]
            self.assertEqual((series["key"], series["points"][0]["count"]), ("draft", 2))

    def test_ranking(self):
        """Once results are computed, the first units stand in a chart, the best first."""
        self.period.self_deadline = datetime.now() + timedelta(days=9)
        self._make_council()
        self._conclude_both()
        self._compute_results()
        (chart,) = [
            chart
            for chart in self._section(self.secretary, "secretary")["charts"]
            if chart["key"] == "ranking"
        ]
        self.assertEqual(chart["labels"], [f"1. {self.unit.name}", f"2. {self.other_unit.name}"])
        first, second = chart["series"][0]["points"]
        self.assertGreater(first["count"], second["count"])

    def test_the_first_year(self):
        """Before the first period the secretary is told what to do, and what of it is done."""
        (section,) = self._get_dashboard(self.secretary)["sections"]
        self.assertEqual(section["key"], "setup")
        self.assertEqual([step["is_done"] for step in section["steps"]], [True, False, False])
        self.rubric.with_user(self.secretary).action_publish()
        (section,) = self._get_dashboard(self.secretary)["sections"]
        self.assertEqual([step["is_done"] for step in section["steps"]], [True, True, False])
        self.assertEqual(section["steps"][-1]["action"]["res_id"], self.period.id)
        self._open_period_only()
        self.assertEqual(self._get_dashboard(self.secretary)["sections"][0]["key"], "secretary")

    def _open_period_only(self):
        self.period.with_user(self.secretary).action_open()

    def test_nothing_to_do_yet(self):
        """Whoever has no assessment, no unit or no role is told what has to happen first."""
        (section,) = self._get_dashboard(self.officer)["sections"]
        self.assertIn(self.unit.name, section["text"])
        homeless = self._make_user("homeless", "officer")
        (section,) = self._get_dashboard(homeless)["sections"]
        self.assertIn("Ask the council's secretary", section["text"])
        groupless = new_test_user(self.env, "cchc_groupless", groups="base.group_user")
        (section,) = self._get_dashboard(groupless)["sections"]
        self.assertIn("no role", section["title"])

    def test_one_person_with_two_roles(self):
        """A secretary who is an officer of a unit sees both, and of their own unit only as an officer."""
        self._open_period()
        self.secretary.group_ids += self.env.ref("cchc_assessment.cchc_assessment_group_officer")
        self.other_unit.officer_ids += self.secretary
        (card,) = self._section(self.secretary, "unit")["cards"]
        self.assertEqual(card["id"], self.other_assessment.id)
        self.assertEqual(self._section(self.secretary, "secretary")["units"], 2)

    def test_two_periods_under_way(self):
        """The newest period comes first; the secretary may look at the other."""
        self._open_period()
        older = self.period.copy({"year": 2025, "self_deadline": self.period.self_deadline})
        older.with_user(self.secretary).action_open()
        section = self._section(self.secretary, "secretary")
        self.assertEqual(section["period_id"], self.period.id)
        self.assertEqual([one["id"] for one in section["periods"]], [self.period.id, older.id])
        section = self._section(self.secretary, "secretary", older.id)
        self.assertEqual(section["period_id"], older.id)
        self.assertEqual(len(self._section(self.officer, "unit")["cards"]), 2)

    def test_at_any_size(self):
        """The dashboard of 200 units asks the database as often as that of 10, for each role."""

        def count(number):
            units = self.env["cchc.unit"].create(
                [
                    {
                        "name": f"Đơn vị {number}-{index}",
                        "code": f"D{number}-{index}",
                        "group_id": self.group.id,
                        "officer_ids": [Command.set(self.officer.ids)],
                        "leader_ids": [Command.set(self.leader.ids)],
                    }
                    for index in range(number)
                ]
            )
            self.period.with_user(self.secretary).action_add_missing_units()
            assessments = self.period.assessment_ids.filtered(lambda one: one.unit_id in units)
            # as many in the council's hands, so that members have rows as well
            for assessment in assessments[: number // 2]:
                assessment._write_as_system({"state": "appraisal"})
                assessment._do_start_appraisal()
            return [
                self._count_queries(lambda user=user: self._get_dashboard(user))
                for user in (self.officer, self.leader, self.appraiser, self.secretary)
            ]

        self.period.self_deadline = datetime.now() + timedelta(days=9)
        self._make_council()
        self._assign()
        count(2)  # warms the caches
        few, many = count(10), count(200)
        for at_first, in_the_end in zip(few, many, strict=True):
            # what is kept about rights and groups comes and goes: of 190 units more, nothing asks for each
            self.assertLess(in_the_end - at_first, 5)
        self.assertLessEqual(max(many), 40)


@tagged("post_install", "-at_install")
class TestDashboardTour(Dashboard, WebCase):
    """The dashboard in Chromium."""

    def test_an_officer(self):
        """A number opens its list, and the button the assessment."""
        self._open_period()
        self._play("cchc_officer_uses_the_dashboard", self.officer, "cchc")

    def test_a_secretary(self):
        """Numbers, parts of charts and their tables open the units that they count."""
        self._open_period()
        self.period.self_deadline = datetime.now() - timedelta(days=1)
        self._play("cchc_secretary_uses_the_dashboard", self.secretary, "cchc")

    def test_the_first_year(self):
        """Each step leads to where it is done."""
        self._play("cchc_secretary_begins", self.secretary, "cchc")


@tagged("post_install", "-at_install")
class TestDashboardRights(Dashboard, RemoteCase):
    """The dashboard over JSON-RPC tells nobody of another unit's work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._submit()
        cls._start()

    def _ask_dashboard(self, user, *args, **kwargs):
        return self._call("cchc.dashboard", "get_dashboard", *args, user=user, **kwargs)

    def test_another_units_people(self):
        """They find their own unit, and nothing of this one, whatever they send along."""
        for user in (self.other_officer, self.other_leader):
            for kwargs in (
                {},
                {"period_id": self.period.id},
                {"context": {"active_test": False, "allowed_company_ids": [1]}},
            ):
                answer = str(self._ask_dashboard(user, **kwargs))
                self.assertIn(self.other_unit.name, answer)
                self.assertNotIn(self.unit.name, answer)
                self.assertNotIn("late_ids", answer)

    def test_nobody_in_particular(self):
        """Who has no role, or no place in a unit, is told nothing of any unit; nor is a portal user."""
        users = [
            self._make_user("nowhere", "officer"),
            new_test_user(self.env, "cchc_nobody", groups="base.group_user"),
            new_test_user(self.env, "cchc_portal", groups="base.group_portal"),
        ]
        for user in users:
            answer = str(self._ask_dashboard(user, self.period.id))
            for unit in (self.unit, self.other_unit):
                self.assertNotIn(unit.name, answer)

    def test_a_period_of_nowhere(self):
        """An id that is none, or of a period that is not under way, gives the newest one under way."""
        draft = self.period.copy()
        for period_id in (0, draft.id, "x", [self.period.id], {"a": 1}):
            (section,) = self._ask_dashboard(self.secretary, period_id)["sections"]
            self.assertEqual(section["period_id"], self.period.id)

    def test_parts_are_not_called_one_by_one(self):
        """Only the whole dashboard is open to the network."""
        for method in ("_get_secretary_section", "_get_unit_section", "_count_missing"):
            answer = self._call("cchc.dashboard", method, None, user=self.other_officer)
            self.assertIn("Error", str(answer))
