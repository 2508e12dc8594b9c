from itertools import product

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestPeriod(CchcCase):
    def test_the_header_keeps_the_steps_of_the_year(self):
        """Three buttons at most in each state, none twice; what is wanted now and then is in the menus.

        One more while the council appraises by a rubric with points relative to the best.
        """
        periods = self.env["cchc.period"].with_user(self.secretary)
        view = periods.get_view(self.env.ref("cchc_assessment.cchc_period_view_form").id, "form")
        buttons = etree.fromstring(view["arch"]).find("header").findall("button")
        seen = set()
        for state in ("draft", "open", "appraisal", "published"):
            for review_open, has_relative in product((False, True), repeat=2):
                values = {
                    "state": state,
                    "review_open": review_open,
                    "has_relative": has_relative,
                    "id": 1,
                }
                shown = [
                    button.get("name")
                    for button in buttons
                    if not safe_eval(button.get("invisible") or "False", values)
                ]
                seen.update(shown)
                with self.subTest(**values):
                    self.assertLessEqual(len(shown), 3 + (has_relative and state == "appraisal"))
                    self.assertEqual(len({*shown}), len(shown))
        self.assertEqual(seen, {button.get("name") for button in buttons})
        councils = {"Consolidated Workbook (Excel)", "Packages (ZIP)"}
        secretarys = {"Papers (ZIP)", "Add Missing Units", "Copy to Next Year"}
        for user, names in (
            (self.officer, set()),
            (self.appraiser, councils),
            (self.secretary, councils | secretarys),
        ):
            bound = self.env["ir.actions.actions"].with_user(user).get_bindings("cchc.period")
            found = {action["name"] for actions in bound.values() for action in actions}
            self.assertEqual(found & (councils | secretarys), names, user.login)

    def test_opening_makes_the_assessments(self):
        """Each active unit of the group gets one assessment with a line for each scorable criterion."""
        self._open_period()
        self.assertEqual(self.period.state, "open")
        self.assertEqual(self.period.assessment_ids.unit_id, self.unit | self.other_unit)
        self.assertEqual(
            self.assessment.line_ids.mapped("criterion_id.code"),
            ["1.1.1", "1.1.2", "1.2", "2.1", "2.2"],
        )
        self.assertEqual(self.assessment.state, "draft")
        self.assertEqual(self.assessment.progress, 0)

    def test_every_unit_begins_alike(self):
        """What the database copies from unit to unit is what the system would compute for each."""
        self._open_period()
        self._assert_as_computed(self.period.assessment_ids.line_ids)
        self._assert_as_computed(self.period.assessment_ids)
        mine, theirs = (
            each.line_ids.read(["criterion_id", "scored_by", "evidence_status"], load=None)
            for each in (self.assessment, self.other_assessment)
        )
        self.assertEqual(
            [{**line, "id": 0} for line in mine], [{**line, "id": 0} for line in theirs]
        )

    def test_archived_units_get_none(self):
        """A unit that was dissolved gets no assessment."""
        self.other_unit.active = False
        self._open_period()
        self.assertEqual(self.period.assessment_ids.unit_id, self.unit)

    def test_units_that_come_later(self):
        """A unit founded after the opening gets its assessment by a button; the others keep theirs."""
        self._open_period()
        late = self.env["cchc.unit"].create(
            {"name": "Sở Mới", "code": "T-SM", "group_id": self.group.id}
        )
        self.period.with_user(self.secretary).action_add_missing_units()
        self.assertEqual(len(self.period.assessment_ids), 3)
        self.assertIn(late, self.period.assessment_ids.unit_id)

    def test_what_is_missing_is_listed(self):
        """A period without rubric and deadline says both at once."""
        period = (
            self.env["cchc.period"]
            .with_user(self.secretary)
            .create({"name": "Trống", "year": 2026})
        )
        with self.assertRaisesRegex(UserError, "(?s)deadline.*rubric"):
            period.action_open()

    def test_draft_rubric_is_refused(self):
        """A rubric that isn't published cannot be scored on."""
        with self.assertRaisesRegex(UserError, "Bộ tiêu chí thử nghiệm"):
            self.period.with_user(self.secretary).action_open()
        self.assertFalse(self.period.assessment_ids)

    def test_one_rubric_per_group(self):
        """Two rubrics for the same group of units are refused."""
        twin = self.env["cchc.rubric"].create(
            {"name": "Thứ hai", "group_ids": [Command.set(self.group.ids)]}
        )
        with self.assertRaisesRegex(ValidationError, "Sở, ban, ngành"):
            self.period.rubric_ids |= twin

    def test_only_the_secretary_opens(self):
        """Neither a leader nor a council member can open a period."""
        self.rubric.with_user(self.secretary).action_publish()
        for user in (self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.period.with_user(user).action_open()

    def test_it_opens_once(self):
        """Pressed again, nothing is made anew; one that is open stops those that are opened with it."""
        self.rubric.with_user(self.secretary).action_publish()
        period = self.period.with_user(self.secretary)
        later = period.copy({"year": period.year + 1, "self_deadline": period.self_deadline})
        period.action_open()
        made = period.assessment_ids
        self.assertTrue(made)
        for periods in (period, period | later):
            with self.assertRaisesRegex(UserError, f"“{period.name}” is open already"):
                periods.action_open()
        self.assertEqual(period.assessment_ids, made)
        self.assertFalse(later.assessment_ids)

    def test_state_is_not_written(self):
        """A period's state changes by its buttons only."""
        with self.assertRaises(UserError):
            self.period.with_user(self.secretary).write({"state": "published"})

    def test_what_assessments_stand_on_is_fixed(self):
        """Once open, the period's decimals and rubrics stay, and its deadline can be moved but not removed."""
        self._open_period()
        period = self.period.with_user(self.secretary)
        fixed = "its year, company, rubrics and decimals are fixed"
        for values, sentence in (
            ({"year": period.year + 1}, fixed),
            ({"score_digits": 0}, fixed),
            ({"rubric_ids": [Command.clear()]}, fixed),
            ({"self_deadline": False}, "needs a deadline"),
        ):
            with self.assertRaisesRegex(UserError, sentence):
                period.write(values)
        period.self_deadline = "2030-12-31 10:00:00"
        self.assertEqual(str(self.assessment.deadline), "2030-12-31 10:00:00")

    def test_what_is_in_preparation_is_free(self):
        """A new period is not open, whatever a caller says; it is changed and deleted until it is opened."""
        period = (
            self.env["cchc.period"]
            .with_user(self.secretary)
            .create({"name": "Kỳ thử", "year": 2031, "state": "published"})
        )
        self.assertEqual(period.state, "draft")
        period.write({"year": 2032, "score_digits": 1, "self_deadline": False})
        period.unlink()
        self.assertFalse(period.exists())
        self._open_period()
        with self.assertRaisesRegex(UserError, "has been opened and stays"):
            self.period.with_user(self.secretary).unlink()

    def test_a_scale_is_chosen_once(self):
        """Freely in preparation; a period that was opened without one takes one that fits, and keeps it."""
        scale = self._make_scale()
        unfit = scale.copy({"name": "Thang không hợp"})
        # no domain of the rubric has this code
        unfit.class_ids[0].write({"domain_codes": "9", "domain_minimum": 50})
        period = self.period.with_user(self.secretary)
        for choice in (unfit, scale, self.env["cchc.rating.scale"]):
            period.rating_scale_id = choice
            self.assertEqual(period.rating_scale_id, choice)
        self._open_period()
        with (
            self.assertRaisesRegex(UserError, "asks for a percentage in domain 9"),
            self.cr.savepoint(),
        ):
            period.rating_scale_id = unfit
        period.rating_scale_id = scale
        with self.assertRaisesRegex(UserError, "its rating scale is fixed"):
            period.rating_scale_id = unfit

    def test_assessments_keep_their_group(self):
        """A unit that moves to another group later leaves its assessment in the group it was scored in."""
        self._open_period()
        self.unit.group_id = self.env["cchc.unit.group"].create({"name": "Khác", "code": "T-K"})
        self.assertEqual(self.assessment.group_id, self.group)

    def test_opening_costs_queries_by_batch(self):
        """Opening for four times as many units asks the database hardly more often."""

        def count(number):
            units = self.env["cchc.unit"].create(
                [
                    {
                        "name": f"Đơn vị {number}-{index}",
                        "code": f"T{number}-{index}",
                        "group_id": self.group.id,
                    }
                    for index in range(number)
                ]
            )
            period = self.period.copy({"rubric_ids": [Command.set(self.rubric.ids)]})
            used = self._count_queries(period.with_user(self.secretary).action_open)
            units.active = False
            return used

        self.rubric.with_user(self.secretary).action_publish()
        count(1)
        few, many = count(5), count(20)
        self.assertLess(many - few, 20)
