from decimal import ROUND_HALF_UP, Decimal

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ...models.council.cchc_appraisal import DECISION_FIELDS
from ..common import rewrite
from .test_results import ResultsCase


@tagged("post_install", "-at_install")
class TestAnyResults(ResultsCase):
    """Whatever the council decides on four units of two groups, the results are what a calculator says."""

    LEAVES = ("1.1.1", "1.1.2", "1.2", "2.1", "2.2")
    CLASSES = (("Tốt", 80), ("Khá", 50), ("Yếu", 0))

    @classmethod
    def _open_period(cls):
        cls.second_group = cls.env["cchc.unit.group"].create({"name": "Ban quản lý", "code": "T-B"})
        cls.rubric.group_ids |= cls.second_group
        cls.env["cchc.unit"].create(
            [
                {"name": f"Ban {number}", "code": f"T-B{number}", "group_id": cls.second_group.id}
                for number in (1, 2)
            ]
        )
        super()._open_period()
        rewrite(cls.rubric, cls.rubric, bonus_cap=0.6, penalty_cap=1.2)
        for code, section in (("1.1.2", "bonus"), ("2.1", "penalty")):
            rewrite(cls.rubric, cls.criteria[code], section=section, counted_section=section)
        cls.period.assessment_ids._write_as_system({"state": "submitted"})
        cls.period.assessment_ids.with_user(cls.secretary).action_start_appraisal()

    def _decide(self, decisions):
        """Decide every criterion of every unit anew, as drawn."""
        empty = dict.fromkeys(DECISION_FIELDS, False)
        values = {}
        for assessment, of_unit in zip(self.period.assessment_ids, decisions, strict=True):
            for code, (kind, step) in zip(self.LEAVES, of_unit, strict=True):
                appraisal = self._appraisal(code, assessment=assessment)
                values[appraisal] = {
                    **empty,
                    "remark": "Thử nghiệm",
                    **self._draw(appraisal, kind, step),
                }
        self.env["cchc.appraisal"].with_user(self.secretary)._decide(values)

    def _draw(self, appraisal, kind, step):
        if kind == "not_applicable":
            return {"not_applicable": True}
        if kind == "override":
            return {
                "override_score": round(appraisal.max_score * step / 9, 4),
                "override_reason": "Thử nghiệm",
            }
        if appraisal.rule_type == "choice":
            return {"option_id": appraisal.criterion_id.option_ids[step % 3].id}
        if appraisal.rule_type == "manual":
            return {"manual_score": round(appraisal.max_score * step / 9, 4)}
        return {"numerator": step, "denominator": 9}

    def _place(self, percent, others):
        if percent is None:
            return 0
        return 1 + sum(other is not None and other > percent for other in others)

    @given(
        st.lists(
            st.lists(
                st.tuples(
                    st.sampled_from(["inputs", "inputs", "override", "not_applicable"]),
                    st.integers(0, 9),
                ),
                min_size=5,
                max_size=5,
            ),
            min_size=4,
            max_size=4,
        )
    )
    @settings(
        max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    # all alike, so that all share the first place; and nothing that applies to anybody
    @example([[("inputs", 4)] * 5] * 4)
    @example([[("not_applicable", 0)] * 5] * 4)
    def test_any_decisions(self, decisions):
        """Totals, percentages, places with shared ones, and ratings follow from the raw records alone."""
        self.period.assessment_ids._write_as_system({"state": "appraisal"})
        self._decide(decisions)
        self.period.assessment_ids.with_user(self.secretary).action_conclude()
        publication = self._compute_results()
        percents = {}
        for assessment in self.period.assessment_ids:
            result = self._result(publication, assessment.unit_id)
            score, maximum = self._recompute(assessment)
            percent = 100 * score / maximum if maximum else None
            self.assertAlmostEqual(result.score, float(score), 6)
            self.assertEqual(result.maximum, maximum)
            self.assertEqual(result.percent is False, percent is None)
            if percent is not None:
                self.assertAlmostEqual(result.percent, float(percent), 5)
                percents[result] = percent.quantize(Decimal("0.01"), ROUND_HALF_UP)
            else:
                percents[result] = None
            shown = percents[result]
            reached = [name for name, least in self.CLASSES if shown is not None and shown >= least]
            self.assertEqual(result.rating or None, reached[0] if reached else None)
        for result, percent in percents.items():
            of_group = [p for other, p in percents.items() if other.group_id == result.group_id]
            self.assertEqual(result.rank_overall, self._place(percent, percents.values()))
            self.assertEqual(result.rank, self._place(percent, of_group))
        self._check_papers(publication)

    def _check_papers(self, publication):
        """No paper has a score above its maximum but by the bonus that it names, or two classes for one figure."""
        period = self.env["res.lang"]._in_vietnamese(publication.period_id)
        said = self.env["report.cchc_assessment.period_papers"]._say(
            period, publication.with_env(period.env)
        )
        classes, units = {}, [unit for group in said["groups"] for unit in group.units]
        self.assertEqual(len(units), len(publication.result_ids))
        for unit in units:
            score, maximum, bonus = (
                Decimal((text or "0").replace(",", "."))
                for text in (unit.score, unit.max_score, unit.bonus)
            )
            self.assertLessEqual(score, maximum + bonus)
            self.assertEqual(classes.setdefault(unit.percent, unit.rating), unit.rating)
