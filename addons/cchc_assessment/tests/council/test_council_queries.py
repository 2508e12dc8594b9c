from functools import partial

from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import CchcCase
from ..common_council import Council

# rows go to the database a hundred at a time: fewer than that at either size
SIZES = (5, 15)
UNITS = (2, 8)


@tagged("post_install", "-at_install")
class TestCouncilQueries(Council, CchcCase):
    """What the council does asks the database no more often for a long rubric than for a short one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()

    def _submitted(self, leaves, units=2):
        """A period of its own, of so many criteria and units, in which everything is submitted."""
        group = self.env["cchc.unit.group"].create(
            {"name": f"Nhóm {leaves}/{units}", "code": f"T-{leaves}-{units}"}
        )
        self.env["cchc.unit"].create(
            [
                {
                    "name": f"Đơn vị {leaves}/{units}/{number}",
                    "code": f"T-{leaves}-{units}-{number}",
                    "group_id": group.id,
                }
                for number in range(units)
            ]
        )
        rubric = self._make_large_rubric(leaves)
        rubric.group_ids = group
        rubric.action_publish()
        period = (
            self.env["cchc.period"]
            .with_user(self.secretary)
            .create(
                {
                    "name": f"{leaves}/{units}",
                    "year": 2030,
                    "self_deadline": Datetime.add(Datetime.now(), days=30),
                    "rating_scale_id": self.scale.id,
                    "rubric_ids": [Command.set(rubric.ids)],
                }
            )
        )
        period.action_open()
        lines = period.sudo().assessment_ids.line_ids
        for criterion, alike in lines.grouped("criterion_id").items():
            alike.write({"option_id": criterion.option_ids[0].id, "explanation": "Thử nghiệm"})
        period.assessment_ids._write_as_system({"state": "submitted"})
        return period

    def _concluded(self, leaves, units=2):
        period = self._submitted(leaves, units)
        period.assessment_ids.action_start_appraisal()
        period.assessment_ids.action_agree()
        period.assessment_ids.action_conclude()
        return period

    def _assert_same(self, make, work, sizes=SIZES):
        """``work`` on what ``make`` makes takes as many queries at either size."""
        # once before it counts, for what is looked up once for all calls
        first, *others = (make(size) for size in (sizes[0] + 1, *sizes))
        self._count_queries(lambda: work(first))
        few, many = (self._count_queries(lambda one=one: work(one)) for one in others)
        self.assertEqual(few, many)

    def test_what_is_covered_is_looked_up_once(self):
        """An assignment of one domain reads the criteria as often for many units as for few."""
        loops = []
        for units in UNITS:
            period = self._submitted(6, units)
            domain = period.rubric_ids.criterion_ids.filtered(lambda c: not c.parent_id)[:1]
            assignment = self._assign(period_id=period.id, criterion_ids=[Command.set(domain.ids)])
            self.assertEqual(assignment.appraisal_count, 6 * units)
            covered = assignment._get_covered_lines(period)
            self.env.cr.execute(SQL("EXPLAIN (ANALYZE, FORMAT JSON) %s", covered))
            [[[plan]]] = self.env.cr.fetchall()
            loops.append(
                sum(n for table, n in self._loops(plan["Plan"]) if table == "cchc_criterion")
            )
        self.assertLess(loops[1], 2 * loops[0])

    def _loops(self, node):
        """Each table that a plan reads, with how many times it is gone through."""
        if "Relation Name" in node:
            yield node["Relation Name"], node["Actual Loops"]
        for part in node.get("Plans", ()):
            yield from self._loops(part)

    def test_starting(self):
        """The first round of a unit."""
        self._assert_same(
            self._submitted, lambda period: period.assessment_ids[0].action_start_appraisal()
        )

    def test_starting_units(self):
        """The first round of many units at once."""
        self._assert_same(
            lambda units: self._submitted(5, units),
            lambda period: period.assessment_ids.action_start_appraisal(),
            UNITS,
        )

    def test_concluding_units(self):
        """Concluding many units at once."""

        def make(units):
            period = self._submitted(5, units)
            period.assessment_ids.action_start_appraisal()
            period.assessment_ids.action_agree()
            return period

        self._assert_same(make, lambda period: period.assessment_ids.action_conclude(), UNITS)

    def test_agreeing(self):
        """Agreeing with a unit in bulk."""

        def make(size):
            period = self._submitted(size)
            period.assessment_ids.action_start_appraisal()
            return period

        self._assert_same(make, lambda period: period.assessment_ids.action_agree())

    def test_concluding(self):
        """Concluding a unit."""

        def make(size):
            period = self._submitted(size)
            period.assessment_ids.action_start_appraisal()
            period.assessment_ids.action_agree()
            return period

        self._assert_same(make, lambda period: period.assessment_ids[0].action_conclude())

    def test_calculation(self):
        """Results of more criteria."""
        self._assert_same(self._concluded, lambda period: period.action_compute_results())

    def test_computing_units(self):
        """Results of more units."""
        self._assert_same(
            lambda units: self._concluded(5, units),
            lambda period: period.action_compute_results(),
            UNITS,
        )

    def test_side_by_side(self):
        """The list of one criterion across all units."""

        def make(units):
            period = self._submitted(3, units)
            period.assessment_ids.action_start_appraisal()
            period.assessment_ids.action_agree()
            return period

        view = self.env.ref("cchc_assessment.cchc_appraisal_across_view_list")
        views = self.env["cchc.appraisal"].with_user(self.secretary).get_views([(view.id, "list")])
        names = views["models"]["cchc.appraisal"]["fields"]
        relational = {"evidence_ids", "assignee_ids", "unit_id", "criterion_id", "option_id"}
        specification = {
            name: {"fields": {"display_name": {}}} if name in relational else {}
            for name in names
            if f'name="{name}"' in views["views"]["list"]["arch"]
        }

        def show(period):
            criterion = period.rubric_ids.criterion_ids.filtered("is_leaf")[0]
            rows = (
                self.env["cchc.appraisal"]
                .with_user(self.secretary)
                .web_search_read([("criterion_id", "=", criterion.id)], specification)
            )
            self.assertEqual(rows["length"], len(period.assessment_ids))

        self._assert_same(make, show, UNITS)

    def test_assigning(self):
        """A change of an assignment reaches all units with the same statements."""

        def make(units):
            period = self._submitted(3, units)
            period.assessment_ids.action_start_appraisal()
            return (
                self.env["cchc.assignment"]
                .with_user(self.secretary)
                .create({"period_id": period.id, "appraiser_id": self.appraiser.id})
            )

        def change(assignment):
            units = assignment.period_id.assessment_ids.unit_id
            assignment.unit_ids = [Command.set(units[1:].ids)]

        self._assert_same(make, change, UNITS)

    def test_publishing(self):
        """Publishing more criteria of as many units."""

        def publish(period):
            period.action_compute_results()
            self._publish_period(period)

        self._assert_same(self._concluded, publish)

    def test_publishing_units(self):
        """Publishing more units, whose decisions and logs are read and sealed together."""
        self._assert_same(lambda units: self._computed(5, units), self._publish_period, UNITS)

    def test_work_of_publishing(self):
        """Each further decision, and each further unit, costs few functions: what is sealed is read as columns."""
        # all made before anything is counted: making a period forgets what each process reads once
        periods = [
            self._computed(leaves, units)
            for leaves, units in ((3, 2), (4, 2), (SIZES[0], 2), (SIZES[1], 2), (SIZES[0], 8))
        ]
        begun = []
        for period in periods:
            # and so what is read once of each rubric
            period.action_compute_results()
            begun.append(self._count_calls(partial(self._publish_period, period))[1])
        # the first ones, one of them with an earlier year, read what each process reads once
        _first, _next, few, wide, many = begun
        self.assertLess((wide - few) / (2 * (SIZES[1] - SIZES[0])), 66)
        self.assertLess((many - few) / 6, 5_350)

    def _computed(self, leaves, units=2):
        period = self._concluded(leaves, units)
        period.action_compute_results()
        return period

    def _publish_period(self, period):
        publication = period.publication_ids
        publication.write({"decision_number": "1/QĐ", "decision_date": "2031-01-15"})
        publication.action_publish()
