"""What other programs are told, and may tell."""

import json
from copy import deepcopy
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.exchange.shapes import describe_all
from ..common import CchcCase, RemoteCase
from ..common_council import Council


def plain(data):
    """``data`` as it arrives on the other side."""
    return json.loads(json.dumps(data))


@tagged("post_install", "-at_install")
class TestRubricExchange(CchcCase):
    def setUp(self):
        super().setUp()
        self.rubric = self.rubric.with_user(self.secretary)

    def _read(self, rubric=None):
        [data] = plain((rubric or self.rubric).read_exchange())
        return data

    def _create(self, data, user=None):
        rubrics = self.rubric.with_user(user or self.secretary)
        return rubrics.browse(rubrics.browse().create_from_exchange(data))

    def test_what_is_read_makes_the_same_rubric(self):
        """Tree, rules, options, shares, documents and groups come back; ids are the new rubric's own."""
        self.rubric.bonus_cap = 2
        self.criteria["1"].counts_best = True
        self.criteria["1.1.1"].requirement_ids = [
            Command.create({"name": "Kế hoạch năm"}),
            Command.create({"name": "Báo cáo năm"}),
        ]
        self.criteria["1.1.1"].option_ids[1].write({"share": 50})
        self.criteria["2.1"].write({"ratio_floor": 50, "ratio_target": 95})
        self.criteria["1"].band_basis = False
        data = self._read()
        twin = self._create(data)
        self.assertEqual(twin.state, "draft")
        self.assertFalse(set(twin.criterion_ids.ids) & set(self.rubric.criterion_ids.ids))
        self.assertEqual(
            twin.criterion_ids.mapped("code"), self.rubric.criterion_ids.mapped("code")
        )
        again = self._read(twin)
        self.assertEqual(self._without_ids(again), self._without_ids(data))
        self.assertIn("Kế hoạch năm", json.dumps(again, ensure_ascii=False))
        self.assertEqual(twin.criterion_ids.option_ids.filtered("share").mapped("score"), [1])

    def _without_ids(self, data):
        if isinstance(data, list):
            return [self._without_ids(one) for one in data]
        if not isinstance(data, dict):
            return data
        return {name: self._without_ids(value) for name, value in data.items() if name != "id"}

    def test_what_is_wrong_is_said_with_its_place(self):
        """Each wrong value is refused by a sentence that names it, and no rubric is made."""
        count = self.rubric.search_count([])
        right = self._read()

        def change(work):
            data = deepcopy(right)
            work(data)
            return data

        deep = change(lambda data: None)
        node = deep["criteria"][0]
        for _level in range(40):
            node["children"] = [{"name": "x"}]
            node = node["children"][0]
        for data, said in (
            (None, "“data” is missing"),
            ([right], "“data” has to be an object"),
            (change(lambda d: d.pop("name")), "“name” is missing"),
            (change(lambda d: d.update(name=None)), "“name” is missing"),
            (change(lambda d: d.update(nam="x")), "Nothing is called “nam”"),
            (change(lambda d: d["criteria"][1].update(max_score="2")), "“criteria[1].max_score”"),
            (change(lambda d: d["criteria"][1].update(max_score=True)), "“criteria[1].max_score”"),
            (change(lambda d: d["criteria"][1].update(max_score=float("nan"))), "a number"),
            (change(lambda d: d["criteria"][0].update(section="bonu")), "base, bonus, penalty"),
            (change(lambda d: d.update(groups=["T-SBN", "KC"])), "with the code “KC”"),
            (change(lambda d: d.update(criteria=[None])), "“criteria[0]” is missing"),
            (change(lambda d: d.update(criteria=[{"name": "x"}] * 20_001)), "20000"),
            (deep, "30"),
        ):
            with self.subTest(said=said), self.assertRaises(UserError) as caught:
                self._create(data)
            self.assertIn(said, str(caught.exception))
        self.assertEqual(self.rubric.search_count([]), count)

    def test_only_who_makes_rubrics_makes_one(self):
        """Others are refused before anything of theirs is looked at."""
        data = self._read()
        for user in (self.officer, self.leader, self.appraiser):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._create({**data, "nonsense": 1}, user=user)

    def test_cost_grows_with_the_levels_alone(self):
        """A rubric of four times as many criteria takes as many queries."""
        counts = []
        for leaves in (20, 80):
            data = plain(self._make_large_rubric(leaves).with_user(self.secretary).read_exchange())
            counts.append(self._count_queries(lambda data=data: self._create(data[0])))
        self.assertLessEqual(counts[1], counts[0] + 5)


@tagged("post_install", "-at_install")
class TestAssessmentExchange(RemoteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def _read(self, assessment=None, user=None):
        found = (assessment or self.assessment).with_user(user or self.officer)
        return plain(found.read_exchange())[0]

    def test_what_is_read_fills_in_another_form(self):
        """What one unit said, written into another unit's form of the same rubric, reads the same there."""
        self._fill_in()
        data = self._read()
        self.assertEqual(data["unit"]["code"], "T-STN")
        self.assertEqual(len(data["lines"]), len(self.assessment.line_ids))
        [document] = data["evidence"]
        self.assertEqual(document["criterion_ids"], [self.criteria["1.1.1"].id])
        self.assertEqual(document["sha256"], self.assessment.evidence_ids.sha256)
        values = {
            name: [line[name] for line in data["lines"]]
            for name in ("option_id", "numerator", "manual_score", "explanation", "self_score")
        }
        self.assertIn(0, values["manual_score"], "0 points are points")
        for line in data["lines"]:
            line.pop("revision")
        own = [line for line in data["lines"] if line["code"] != "2.2"]
        other = self.other_assessment.with_user(self.other_officer)
        other.write_exchange({**data, "lines": own})
        told = self._read(other, self.other_officer)
        for name, expected in values.items():
            self.assertEqual([line[name] for line in told["lines"]], expected, name)

    def test_all_or_nothing(self):
        """One criterion that is refused leaves the others as they were, and is named."""
        good = {"criterion_id": self.criteria["1.2"].id, "manual_score": 1}
        bad = {"criterion_id": self.criteria["2.1"].id, "numerator": -1, "denominator": 2}
        council = {"criterion_id": self.criteria["2.2"].id, "manual_score": 1}
        form = self.assessment.with_user(self.officer)
        for wrong, said in (
            (bad, "2.1"),
            (council, "2.2"),
            ({"criterion_id": self.other_assessment.id + 10**6}, "lines[1].criterion_id"),
            (good, "once"),
        ):
            with self.subTest(said=said), self.assertRaises(UserError) as caught:
                form.write_exchange({"lines": [good, wrong]})
            self.assertIn(said, str(caught.exception))
            self.env.invalidate_all()
            self.assertIs(self._line("1.2").manual_score, False)

    def test_what_somebody_else_changed_stays(self):
        """A revision from before is refused, with who changed what; without one, the last word holds."""
        form = self.assessment.with_user(self.officer)
        line = next(line for line in self._read()["lines"] if line["code"] == "1.2")
        self._line("1.2").with_user(self.leader).write({"manual_score": 2})
        row = {"criterion_id": line["criterion_id"], "manual_score": 1}
        with self.assertRaises(UserError) as caught:
            form.write_exchange({"lines": [{**row, "revision": line["revision"]}]})
        self.assertIn(self.leader.name, str(caught.exception))
        self.assertEqual(self._line("1.2").manual_score, 2)
        form.write_exchange({"lines": [row]})
        self.assertEqual(self._line("1.2").manual_score, 1)

    def test_nobody_reads_or_writes_what_is_not_theirs(self):
        """Over JSON-RPC: another unit's form is answered as one that is not there, a form that was sent stays."""
        row = {"criterion_id": self.criteria["1.2"].id, "manual_score": 1}
        data = {"lines": [row]}
        for user in (self.other_officer, self.other_leader):
            for method, arguments in (("read_exchange", ()), ("write_exchange", (data,))):
                with self.subTest(user=user.login, method=method):
                    answers = [
                        self._call("cchc.assessment", method, [number], *arguments, user=user)
                        for number in (self.assessment.id, self.assessment.id + 10**6)
                    ]
                    self.assertRegex(answers[0], "^AccessError: .*not yours to see")
                    self.assertEqual(answers[0], answers[1])
        # whoever may read it, and no more
        for user in (self.secretary, self.appraiser):
            answer = self._call(
                "cchc.assessment", "write_exchange", self.assessment.ids, data, user=user
            )
            self.assertRegex(answer, "Error")
        self.assertIs(self._line("1.2").manual_score, False)
        self._fill_in()
        self._send()
        self._approve()
        before = self._line("1.2").manual_score
        answer = self._call(
            "cchc.assessment", "write_exchange", self.assessment.ids, data, user=self.officer
        )
        self.assertRegex(answer, "Error")
        self.assertEqual(self._line("1.2").manual_score, before)

    def test_a_program_finds_all_that_it_needs(self):
        """From rubric and form alone a choice is made: ids of criteria and options are told."""
        [rubric] = plain(self.rubric.with_user(self.officer).read_exchange())
        node = rubric["criteria"][0]["children"][0]["children"][0]
        self.assertEqual(node["code"], "1.1.1")
        option = next(one for one in node["options"] if one["score"] == 1)
        row = {"criterion_id": node["id"], "option_id": option["id"]}
        self.assessment.with_user(self.officer).write_exchange({"lines": [row]})
        self.assertEqual(self._line("1.1.1").self_score, 1)

    def test_reading_many_costs_what_reading_one_does(self):
        """Forms are read together: two take hardly more queries than one."""
        self._fill_in()
        self._fill_in(self.other_assessment, self.other_officer)
        both = self.assessment | self.other_assessment
        both.unit_id.officer_ids |= self.officer
        counts = []
        for some in (self.assessment, both):
            self.env.invalidate_all()
            forms = some.with_user(self.officer)
            counts.append(self._count_queries(forms.read_exchange))
        self.assertLessEqual(counts[1], counts[0] + 6)

    def test_no_answer_holds_a_country(self):
        """However many numbers are sent, what is read at once has a bound; a sentence says which."""
        form = self.assessment.with_user(self.officer)
        many = form.browse(range(1, 100_001))
        with self.assertRaisesRegex(UserError, "At most 100 records"):
            many.read_exchange()
        self.assertEqual(len(form.read_exchange()), 1)

    def test_cost_does_not_grow_with_the_criteria(self):
        """Filling in four criteria takes hardly more queries than one."""
        form = self.assessment.with_user(self.officer)
        rows = [
            {"criterion_id": self.criteria[code].id, "explanation": "Lý do."}
            for code in ("1.1.1", "1.1.2", "1.2", "2.1")
        ]
        counts = []
        for some in (rows[:1], rows[1:]):
            self.env.invalidate_all()
            counts.append(
                self._count_queries(lambda some=some: form.write_exchange({"lines": some}))
            )
        self.assertLessEqual(counts[1], counts[0] + 6)


@tagged("post_install", "-at_install")
class TestResultExchange(Council, RemoteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()

    def test_results_are_told_to_whom_they_may_be(self):
        """The secretary reads every unit's; a unit nothing before they are published, then what its screens show."""
        self._conclude_both()
        draft = self._compute_results()
        answer = self._call("cchc.publication", "read_exchange", draft.ids, user=self.officer)
        self.assertRegex(answer, "^AccessError: .*not yours to see")
        publication = self._publish()
        [told] = plain(publication.with_user(self.secretary).read_exchange())
        self.assertEqual(len(told["results"]), len(publication.result_ids))
        result = publication.result_ids[0]
        [same] = [one for one in told["results"] if one["unit"]["id"] == result.unit_id.id]
        self.assertEqual(same["score"], result.score)
        self.assertEqual(same["rating"], result.rating or None)
        self.assertEqual(
            [one["score"] for one in same["domains"]], result.domain_ids.mapped("score")
        )
        self.assertEqual(told["period"]["year"], 2026)
        shown = self.env["cchc.result"].with_user(self.officer).search([])
        [told] = self._call("cchc.publication", "read_exchange", publication.ids, user=self.officer)
        self.assertEqual(
            [one["unit"]["name"] for one in told["results"]],
            shown.filtered(lambda one: one.publication_id == publication).unit_id.mapped("name"),
        )


@tagged("post_install", "-at_install")
class TestExchangeSchema(CchcCase):
    def test_everything_told_has_its_place_in_the_schema(self):
        """What is read of a rubric and a form names what the schema names, and nothing else."""
        self._open_period()
        page = Path(__file__).resolve().parents[4] / "docs" / "api.schema.json"
        self.assertEqual(json.loads(page.read_text(encoding="utf-8")), describe_all())
        schema = describe_all()["$defs"]
        [rubric] = self.rubric.with_user(self.secretary).read_exchange()
        [form] = self.assessment.with_user(self.officer).read_exchange()
        given = self._make_common("2.1")
        self._give(given, (self.unit, 85, 100))
        [common] = given.with_user(self.officer).read_exchange()
        for name, data in (
            ("common_figure", common),
            ("figure", common["figures"][0]),
            ("rubric", rubric),
            ("criterion", rubric["criteria"][0]),
            ("assessment", form),
            ("line", form["lines"][0]),
            ("unit", form["unit"]),
        ):
            self.assertEqual(set(data), set(schema[name]["properties"]), name)
