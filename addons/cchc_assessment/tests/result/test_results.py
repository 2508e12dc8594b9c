from datetime import timedelta
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import CchcCase, rewrite
from ..common_council import Council


class ResultsCase(Council, CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()

    def _result(self, publication, unit=None):
        return publication.result_ids.filtered(lambda result: result.unit_id == (unit or self.unit))

    def _recompute(self, assessment):
        """The total of an assessment as a person with a calculator finds it, from the raw rows."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT DISTINCT ON (line.id)
                   coalesce(criterion.counted_section, 'base'),
                   criterion.max_score,
                   CASE WHEN appraisal.override_score IS NOT NULL THEN appraisal.override_score
                        WHEN criterion.rule_type = 'choice' THEN choice.score
                        WHEN criterion.rule_type = 'manual' THEN appraisal.manual_score
                        WHEN criterion.rule_type = 'ratio' THEN
                             round(criterion.max_score * appraisal.numerator / appraisal.denominator, 6)
                        ELSE (SELECT max(option.score) FROM cchc_criterion_option option
                               WHERE option.criterion_id = criterion.id
                                 AND coalesce(option.threshold, 0)
                                     <= 100 * appraisal.numerator / appraisal.denominator)
                    END,
                   rubric.bonus_cap,
                   rubric.penalty_cap
              FROM cchc_appraisal appraisal
              JOIN cchc_assessment_line line ON line.id = appraisal.line_id
              JOIN cchc_criterion criterion ON criterion.id = line.criterion_id
              JOIN cchc_rubric rubric ON rubric.id = criterion.rubric_id
         LEFT JOIN cchc_criterion_option choice ON choice.id = appraisal.option_id
             WHERE line.assessment_id = %s AND NOT coalesce(appraisal.not_applicable, FALSE)
          ORDER BY line.id, appraisal.round DESC
            """,
            [assessment.id],
        )
        rows = self.env.cr.fetchall()
        earned = {"base": Decimal(0), "bonus": Decimal(0), "penalty": Decimal(0)}
        for section, _maximum, score, _bonus_cap, _penalty_cap in rows:
            earned[section] += Decimal(str(score))
        for *_others, bonus_cap, penalty_cap in rows[:1]:
            for section, cap in (("bonus", bonus_cap), ("penalty", penalty_cap)):
                if cap:
                    earned[section] = min(earned[section], Decimal(str(cap)))
        maximum = sum(Decimal(str(row[1])) for row in rows if row[0] == "base")
        return max(earned["base"] + earned["bonus"] - earned["penalty"], Decimal(0)), maximum


class ConcludedCase(ResultsCase):
    """Both units are concluded: done once for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._conclude_both()


@tagged("post_install", "-at_install")
class TestResults(ConcludedCase):
    """Totals, places and ratings."""

    def test_totals_are_those_of_the_raw_records(self):
        """What a publication says is what the stored decisions add up to, overrides included."""
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại")
        self._appraisal("1.2").action_score_again()
        self._appraisal("1.2").write({"manual_score": 2})
        self._appraisal("1.1.1").action_score_again()
        self._appraisal("1.1.1").write(
            {
                "option_id": self._option("1.1.1", 2).id,
                "override_score": 1.25,
                "override_reason": "Thiếu phụ lục.",
            }
        )
        self._conclude()
        publication = self._compute_results()
        for assessment in self.assessment | self.other_assessment:
            result = self._result(publication, assessment.unit_id)
            score, maximum = self._recompute(assessment)
            self.assertAlmostEqual(result.score, float(score), 6)
            self.assertEqual(result.maximum, maximum)
            self.assertAlmostEqual(result.percent, float(100 * score / maximum), 5)
            self.assertAlmostEqual(sum(result.domain_ids.mapped("score")), result.score, 6)
            self.assertAlmostEqual(sum(result.domain_ids.mapped("maximum")), result.maximum, 6)

    def test_places_and_ratings(self):
        """The higher one is first; each has the class that its percentage reaches."""
        publication = self._compute_results()
        first, second = self._result(publication), self._result(publication, self.other_unit)
        self.assertGreater(first.percent, second.percent)
        self.assertEqual((first.rank, first.rank_overall), (1, 1))
        self.assertEqual((second.rank, second.rank_overall), (2, 2))
        self.assertEqual((first.rating, second.rating), ("Khá", "Yếu"))
        self.assertEqual(first.rating_id, self.scale._get_class(first.percent, 2))

    def test_what_is_the_same_stays(self):
        """Computed again where nothing has changed, the results are the records that they were; no other ones are."""
        first = self._compute_results().result_ids
        self.assertEqual(len(first), 2)
        domains = first.domain_ids
        again = self._compute_results().result_ids
        self.assertEqual((again, again.domain_ids), (first, domains))
        self._write_past(first[0], "score", "score + 1")
        changed = self._compute_results().result_ids
        self.assertEqual(changed & first, first[1])
        self.assertNotIn(domains[:1], changed.domain_ids)

    def test_nothing_is_taken_for_granted(self):
        """Whatever a draft says that does not follow any more, it does not say when it is computed again."""
        publication = self._compute_results()
        expected = self._say(publication)
        kinds = {
            "float": "coalesce({0}, 0) + 1",
            "integer": "coalesce({0}, 0) + 1",
            "char": "coalesce({0}, '') || 'x'",
            "text": "coalesce({0}, '') || 'x'",
            "json": "'[[\"x\", 1]]'",
            "boolean": "NOT coalesce({0}, FALSE)",
            "many2one": "NULL",
            "selection": "NULL",
        }
        told = []
        for records in (publication.result_ids, publication.result_ids.domain_ids):
            for name in records._fields.keys() - {*MAGIC_COLUMNS}:
                field = records._fields[name]
                if not field.store or field.type not in kinds or field.required:
                    continue
                current = publication.sudo().result_ids
                record = (current if records._name == current._name else current.domain_ids)[0]
                if kinds[field.type] == "NULL" and not record[name]:
                    continue
                self._write_past(record, name, kinds[field.type].format(name))
                self.assertNotEqual(self._say(publication), expected, name)
                self._compute_results()
                self.assertEqual(self._say(publication), expected, name)
                told.append(name)
        self.assertGreaterEqual(
            set(told),
            {"score", "percent", "rank", "rating", "group_id", "lost", "group_mean", "above_mean"},
        )

    def test_fewer_digits_count_again(self):
        """A difference is taken of rounded percentages: with fewer digits the results have other ones."""
        self._write_past(self._line("2.2"), "appraised_score", "2.494")
        domains = self._compute_results().result_ids.domain_ids
        self.assertTrue(any(value % 1 for value in domains.mapped("above_mean")))
        self.period.sudo()._write_as_system({"score_digits": 0})
        domains = self._compute_results().result_ids.domain_ids
        self.assertTrue(any(domains.mapped("above_mean")))
        self.assertFalse(any(value % 1 for value in domains.mapped("above_mean")))

    def _write_past(self, record, name, expression):
        """Change a column as nobody does who goes through Odoo."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(name),
                SQL(expression),
                record.id,
            )
        )
        self.env.invalidate_all()

    def _say(self, publication):
        """All that the results of a publication say, whichever records say it."""
        unsaid = {*MAGIC_COLUMNS, "result_id"}
        names = {
            model: [
                name
                for name, field in self.env[model]._fields.items()
                if field.store and field.column_type and name not in unsaid
            ]
            for model in ("cchc.result", "cchc.result.domain")
        }
        return [
            [record[name] for name in names[record._name]]
            for result in publication.sudo().result_ids.sorted("unit_id")
            for record in (result, *result.domain_ids.sorted("criterion_id"))
        ]

    def test_who_is_not_concluded_has_no_place(self):
        """A unit that the council is still at is neither ranked nor rated, and moves nobody's place or mean."""
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại")
        publication = self._compute_results()
        opened, settled = self._result(publication), self._result(publication, self.other_unit)
        self.assertGreater(opened.percent, settled.percent)
        self.assertFalse(opened.rank or opened.rank_overall or opened.rating)
        self.assertEqual((settled.rank, settled.rank_overall), (1, 1))
        for domain in settled.domain_ids:
            self.assertEqual(domain.group_mean, domain.percent)

    def test_points_lost_are_set_against_the_group(self):
        """By domain: what is missing to the maximum, and the group's mean percentage."""
        publication = self._compute_results()
        impact = publication.result_ids.domain_ids.filtered(
            lambda domain: domain.criterion_id == self.criteria["2"]
        )
        mine = impact.filtered(lambda domain: domain.unit_id == self.unit)
        self.assertAlmostEqual(mine.lost, 5 - (1.7 + 2.5))
        self.assertAlmostEqual(mine.group_mean, sum(impact.mapped("percent")) / 2, 5)
        self.assertEqual(mine.above_mean, 15.0)

    def test_the_report_adds_up(self):
        """Leaf by leaf: maximum less final score, with the mean of the group beside it."""
        report = self.env["cchc.score.report"].with_user(self.secretary)
        rows = report.search([("period_id", "=", self.period.id)])
        self.assertEqual(len(rows), 10)
        survey = rows.filtered(lambda row: row.criterion_id == self.criteria["2.2"])
        self.assertEqual(sorted(survey.mapped("lost")), [0.5, 2])
        self.assertEqual(set(survey.mapped("group_mean")), {1.75})
        [(lost,)] = report._read_group([("unit_id", "=", self.unit.id)], [], ["lost:sum"])
        self.assertAlmostEqual(lost, 10 - self.assessment.appraised_score)

    def test_percentages_of_domains_make_the_units(self):
        """Grouped by unit, the domains give the percentage of the unit and not a mean of theirs."""
        publication = self._compute_results()
        for unit, percent, mean, above in self.env["cchc.result.domain"]._read_group(
            [("publication_id", "=", publication.id)],
            ["unit_id"],
            ["percent:avg", "group_mean:avg", "above_mean:avg"],
        ):
            self.assertAlmostEqual(percent, self._result(publication, unit).percent, 4)
            # each domain's is that of its two figures as printed
            self.assertAlmostEqual(above, percent - mean, delta=0.011)

    def test_computing_takes_few_queries(self):
        """Twice as many criteria to add up take no more queries."""
        publication = self._compute_results()
        with_two = self._count_queries(publication.action_compute)
        self.assertLess(with_two, 60)


@tagged("post_install", "-at_install")
class TestResultsUnderWay(ResultsCase):
    """Totals of units that the council is still at, and of units with special decisions."""

    def test_equal_results_share_a_place(self):
        """As they are shown: with two decimals these are equal, though a hair apart."""
        self._conclude_both(surveys=(2.5, 2.50001))
        publication = self._compute_results()
        self.assertNotEqual(*publication.result_ids.mapped("percent"))
        self.assertEqual(publication.result_ids.mapped("rank"), [1, 1])

    def test_equal_results_share_a_class(self):
        """60,00 and 60,00 are of one class, on whichever side of it they are exactly."""
        self.env.cr.execute(
            "UPDATE cchc_rating_class SET minimum_percent = 57 WHERE scale_id = %s AND name = 'Khá'",
            [self.scale.id],
        )
        self.env.invalidate_all()
        self._conclude_both(surveys=(2.5, 2.4999))
        publication = self._compute_results()
        self.assertEqual(sorted(publication.result_ids.mapped("percent")), [56.999, 57])
        self.assertEqual(publication.result_ids.mapped("rank"), [1, 1])
        self.assertEqual(publication.result_ids.mapped("rating"), ["Khá", "Khá"])
        for assessment in self.assessment | self.other_assessment:
            self.assertEqual(assessment._get_final_class(assessment.appraised_percent).name, "Khá")

    def test_what_is_published_keeps_its_class(self):
        """A class that was sealed is what screens and papers say, whatever would follow from the figure now."""
        self._conclude_both()
        publication = self._publish()
        result = self._result(publication)
        lowest = self.scale.class_ids[-1]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_result SET rating_id = %s WHERE id = %s", [lowest.id, result.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.assessment._get_final_class(100), lowest)

    def test_differences_are_those_of_the_figures_printed(self):
        """85,69 less 79,28 is 6,41, though 85.694 less 79.276 is 6.418."""
        self._conclude_both()
        result = self._result(self._compute_results())
        result._write_as_system({"percent": 85.694, "previous_percent": 79.276})
        self.assertEqual(result.change, 6.41)
        domain = result.domain_ids[0]
        domain._write_as_system({"percent": 85.694, "group_mean": 79.276})
        self.assertEqual(domain.above_mean, 6.41)
        self.env.flush_all()
        line = self._line("2.2")
        self.env.cr.execute(
            "UPDATE cchc_assessment_line SET self_score = 1.006, appraised_score = 2.494 WHERE id = %s",
            [line.id],
        )
        self.env.invalidate_all()
        row = self.env["cchc.score.report"].search([("line_id", "=", line.id)])
        self.assertEqual((row.difference, row.lost), (1.48, 0.51))

    def test_a_decision_never_shows_as_none(self):
        """The difference is that of the printed figures, but never 0 where the council took something off."""
        self._submit()
        self._start()
        appraisal = self._appraisal("1.1.1")
        for score, difference in ((0.996, -0.004), (0.994, -0.01), (1, 0)):
            appraisal.write({"override_score": score, "override_reason": "Thử"})
            self.assertAlmostEqual(appraisal.difference, difference, 6)

    def test_maxima_of_units_are_never_added(self):
        """A group of several units has neither maximum nor points, though it has a percentage; of one it has both."""
        self._conclude_both()
        self._compute_results()
        for model, points in (
            ("cchc.score.report", ("self_score", "appraised_score", "difference")),
            ("cchc.result.domain", ("self_score", "score")),
        ):
            sums = [f"{name}:sum" for name in points]
            of_unit = [("unit_id", "=", self.unit.id)]
            [together] = self.env[model]._read_group([], [], sums)
            self.assertFalse(any(together), model)
            [alone] = self.env[model]._read_group(of_unit, [], sums)
            rows = self.env[model].search(of_unit)
            for name, total in zip(points, alone, strict=True):
                self.assertAlmostEqual(total, sum(rows.mapped(name)), 6, name)
        for model in ("cchc.score.report", "cchc.result.domain"):
            rows = self.env[model]
            domain = [("period_id", "=", self.period.id)]
            [(maximum, percent)] = rows._read_group(domain, [], ["maximum:sum", "percent:avg"])
            self.assertFalse(maximum)
            self.assertGreater(percent, 0)
            [(maximum,)] = rows._read_group(
                [*domain, ("unit_id", "=", self.unit.id)], [], ["maximum:sum"]
            )
            self.assertEqual(maximum, 10)
        [(lost, mean)] = self.env["cchc.score.report"]._read_group(
            [("period_id", "=", self.period.id)], [], ["lost:sum", "mean_lost:sum"]
        )
        self.assertAlmostEqual(mean, lost / 2)

    def test_a_penalty_has_no_share_of_success(self):
        """Of a domain of bonus or penalty there is no percentage, nor a mean of the group."""
        domain = self.rubric.criterion_ids.filtered(lambda one: one.code.startswith("1"))
        rewrite(self.rubric, domain, section="penalty", counted_section="penalty")
        self._conclude_both()
        domains = self._result(self._compute_results()).domain_ids
        penalty = domains.filtered(lambda domain: domain.criterion_id == self.criteria["1"])
        self.assertGreater(penalty.score, 0)
        self.assertEqual((penalty.percent, penalty.group_mean), (False, False))
        self.assertGreater((domains - penalty).percent, 0)

    def test_where_points_were_lost_opens_on_one_year(self):
        """The menu opens the newest year, and the rubric that most units have in it."""
        report = self.env["cchc.score.report"].with_user(self.secretary)
        self.assertEqual(report.action_open()["context"], {})
        self._conclude_both()
        self._compute_results()
        self.assertEqual(
            report.action_open()["context"],
            {
                "search_default_period_id": self.period.id,
                "search_default_rubric_id": self.rubric.id,
            },
        )
        domains = self.env["cchc.result.domain"].with_user(self.secretary).action_open()
        self.assertEqual(domains["context"]["search_default_period_id"], self.period.id)

    def test_what_does_not_apply_leaves_score_and_maximum(self):
        """The percentage is taken of what remains."""
        self._submit()
        self._start()
        self._appraisal("1.2").write({"not_applicable": True})
        self._decide_all()
        result = self._result(self._compute_results())
        self.assertEqual(result.maximum, 8)

    def test_groups_add_up_as_the_total_does(self):
        """Penalties are taken off, bonuses added, and percentages are those of the base together."""
        for code, section in (("1.1.2", "bonus"), ("2.1", "penalty")):
            rewrite(self.rubric, self.criteria[code], section=section, counted_section=section)
        self._conclude_both()
        result = self._result(self._compute_results())
        # 1 + 0 + 2.5 of 2 + 2 + 3, bonus 0.5, penalty 1.7
        self.assertAlmostEqual(result.score, 3.5 + 0.5 - 1.7)
        [(score, lost, maximum, percent)] = self.env["cchc.score.report"]._read_group(
            [("unit_id", "=", self.unit.id)],
            [],
            ["appraised_score:sum", "lost:sum", "maximum:sum", "percent:avg"],
        )
        self.assertAlmostEqual(score, result.score)
        self.assertAlmostEqual(maximum, result.maximum)
        self.assertAlmostEqual(percent, result.percent, 4)
        self.assertAlmostEqual(lost, 3.5 + 1.7)

    def test_the_report_holds_what_is_concluded_only(self):
        """A mean does not depend on how far the council has come."""
        self._submit()
        self._start()
        self._decide_all()
        self.assertFalse(self.env["cchc.score.report"].search([("unit_id", "=", self.unit.id)]))


@tagged("post_install", "-at_install")
class TestPublication(ConcludedCase):
    """Published at once, and never changed after."""

    def test_it_needs_a_decision(self):
        """Number and date of the decision are asked for."""
        draft = self._compute_results()
        with self.assertRaisesRegex(UserError, "number of the decision(.|\n)*date of the decision"):
            draft.action_publish()

    def test_a_scale_with_gaps_is_refused(self):
        """A result that no class holds would have no rating."""
        draft = self._compute_results()
        draft.write({"decision_number": "12/QĐ-UBND", "decision_date": "2027-01-15"})
        self.env.cr.execute(
            "UPDATE cchc_rating_class SET minimum_percent = 10 WHERE scale_id = %s "
            "AND minimum_percent = 0",
            [self.scale.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "lowest class has to start at 0"):
            draft.action_publish()

    def test_one_unit_is_not_published_alone(self):
        """The button of the table does nothing without the period."""
        with self.assertRaisesRegex(UserError, "for all units of the period at once"):
            self.assessment.with_user(self.secretary).action_publish()

    def test_everything_is_published_at_once(self):
        """All units and the period; each unit sees its own, with rank and rating."""
        of_unit = self.assessment.with_user(self.leader)
        self.assertFalse(of_unit.final_score)
        publication = self._publish()
        self.assertEqual(set(self.period.assessment_ids.mapped("state")), {"published"})
        self.assertEqual((self.period.state, publication.is_effective), ("published", True))
        of_unit.invalidate_recordset()
        result = self._result(publication)
        self.assertEqual(
            (of_unit.final_score, of_unit.final_rank, of_unit.final_rating_id.name),
            (result.score, 1, result.rating),
        )
        self.assertEqual(of_unit.line_ids[0].final_score, 1)
        seen = self.env["cchc.result"].with_user(self.leader).search([])
        self.assertEqual(seen, result)
        self.assertEqual(
            self.env["cchc.score.report"].with_user(self.leader).search([]).unit_id, self.unit
        )

    def test_nothing_changes_after_publication(self):
        """Neither by writing nor by deleting, computing, publishing again, or appraising."""
        publication = self._publish()
        result = self._result(publication).with_user(self.secretary)
        appraisal = self._appraisal("1.1.1")
        for attack in (
            lambda: publication.write({"decision_number": "13"}),
            lambda: publication.write({"state": "draft"}),
            publication.action_compute,
            publication.action_publish,
            publication.unlink,
            publication.sudo().unlink,
            lambda: result.write({"score": 10}),
            lambda: result.sudo().write({"score": 10}),
            result.unlink,
            result.sudo().unlink,
            lambda: result.domain_ids.write({"score": 10}),
            result.domain_ids.sudo().unlink,
            lambda: (
                self.env["cchc.result"]
                .with_user(self.secretary)
                .create({"publication_id": publication.id, "assessment_id": self.assessment.id})
            ),
            lambda: appraisal.write({"remark": "Sửa"}),
            appraisal.action_clear,
            appraisal.action_score_again,
            lambda: self.period.with_user(self.secretary).write({"rating_scale_id": False}),
            lambda: self.period.with_user(self.secretary).write({"score_digits": 0}),
            lambda: self.period.with_user(self.secretary).write({"review_open": True}),
            lambda: self.period.with_user(self.secretary).write({"name": "Khác"}),
            lambda: self.period.with_user(self.secretary).write({"legal_basis": "Khác"}),
            lambda: self.period.with_user(self.secretary).write({"subject": "chuyển đổi số"}),
            lambda: self.period.with_user(self.secretary).write({"self_deadline": Datetime.now()}),
            self.period.with_user(self.secretary).action_open_review,
            self.period.with_user(self.secretary).action_compute_results,
            self.period.with_user(self.secretary).action_add_missing_units,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attack()
        self.assertEqual(result.rank, 1)

    def test_a_correction_is_another_publication(self):
        """It names the one that it replaces, says why, and leaves it as it was."""
        first = self._publish()
        before = self._result(first).score
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self._appraisal("1.2").action_score_again()
        self._appraisal("1.2").write({"manual_score": 2})
        self._conclude()
        with self.assertRaisesRegex(UserError, "Say why it replaces"):
            self._publish()
        second = self._publish(reason="Bổ sung sáng kiến.")
        self.assertEqual((second.replaces_id, second.number), (first, 2))
        self.assertEqual((first.is_effective, second.is_effective), (False, True))
        self.assertEqual(self._result(first).score, before)
        self.assertEqual(self._result(second).score, before + 2)
        row = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("reason", "=", "Sai điểm")]
        )
        self.assertEqual(len(row), 1)

    def test_a_correction_shows_nobody_where_it_stands(self):
        """While one unit is corrected the others see their published place, and not the draft's."""
        self._publish()
        self.other_assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai")
        survey = self._appraisal("2.2", assessment=self.other_assessment)
        survey.action_score_again()
        self._appraisal("2.2", assessment=self.other_assessment).write({"manual_score": 3})
        self._conclude(self.other_assessment)
        draft = self._compute_results()
        self.assertEqual(self._result(draft).rank, 2)
        of_unit = self.assessment.with_user(self.leader)
        of_unit.invalidate_recordset()
        self.assertEqual(of_unit.final_rank, 1)
        self.assertFalse(
            draft.result_ids & self.env["cchc.result"].with_user(self.leader).search([])
        )

    def test_others_do_not_publish(self):
        """An appraiser reads a draft, and neither computes nor publishes it."""
        draft = self._compute_results()
        draft.write({"decision_number": "12/QĐ-UBND", "decision_date": "2027-01-15"})
        for attack in (
            draft.with_user(self.appraiser).action_publish,
            draft.with_user(self.appraiser).action_compute,
            self.period.with_user(self.appraiser).action_compute_results,
            self.period.with_user(self.appraiser).action_open_review,
            draft.with_user(self.leader).action_publish,
        ):
            with self.assertRaises(AccessError):
                attack()


@tagged("post_install", "-at_install")
class TestPublicationUnderWay(ResultsCase):
    """Publishing while units are still open."""

    def test_it_is_refused_while_a_unit_is_open(self):
        """Each unit that stands in the way is named, and nothing is published."""
        self._submit()
        self._start()
        self._decide_all()
        self._conclude()
        draft = self._compute_results()
        draft.write({"decision_number": "12/QĐ-UBND", "decision_date": "2027-01-15"})
        with self.assertRaisesRegex(UserError, "Sở Đối chứng: Being scored"):
            draft.action_publish()
        self.assertEqual(self.assessment.state, "appraised")

    def test_the_period_says_how_far_the_year_is(self):
        """In appraisal with the first unit, published with all, in appraisal again for a correction."""
        period = self.period.with_user(self.secretary)
        self._submit()
        self.assertEqual(period.state, "open")
        self._start()
        self.assertEqual(period.state, "appraisal")
        late = self.env["cchc.unit"].create(
            {"name": "Sở Mới", "code": "T-SM", "group_id": self.group.id}
        )
        period.action_add_missing_units()
        newcomer = period.assessment_ids.filtered(lambda one: one.unit_id == late)
        self.assertEqual(newcomer.state, "draft")
        # it joins too late for this test, which has nobody to score it
        newcomer._write_as_system({"state": "appraised"})
        self._decide_all()
        self._conclude()
        # whoever is still at work goes on as before
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment)
        self._conclude(self.other_assessment)
        self._publish()
        self.assertEqual(period.state, "published")
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai điểm")
        self.assertEqual(period.state, "appraisal")
        self._conclude()
        self._publish(reason="Đính chính.")
        self.assertEqual(period.state, "published")


@tagged("post_install", "-at_install")
class TestReview(ConcludedCase):
    """Units see theirs before publication, and object once."""

    def _answer(self, answer="Hội đồng giữ nguyên."):
        self.env["cchc.assessment.answer"].with_user(self.secretary).create(
            {"assessment_id": self.assessment.id, "answer": answer}
        ).action_answer()

    def _object(self, reason="Tiêu chí 1.2 chưa tính sáng kiến.", user=None):
        self.env["cchc.assessment.object"].with_user(user or self.leader).create(
            {"assessment_id": self.assessment.id, "reason": reason}
        ).action_object()

    def _open_review(self):
        period = self.period.with_user(self.secretary)
        period.review_deadline = Datetime.now() + timedelta(days=5)
        period.action_open_review()

    def test_a_review_shows_each_unit_its_own(self):
        """From opening to closing, and no longer."""
        results = self.env["cchc.result"].with_user(self.leader)
        self.assertFalse(results.search([]))
        self._open_review()
        self.assertEqual(results.search([]).unit_id, self.unit)
        self.assertTrue(self.assessment.with_user(self.leader).final_score)
        self.period.with_user(self.secretary).action_close_review()
        self.assertFalse(results.search([]))
        self.env.invalidate_all()
        self.assertFalse(self.assessment.with_user(self.leader).final_score)

    def test_a_leader_objects_once(self):
        """With reasons; the secretary's answer stands beside it."""
        with self.assertRaisesRegex(UserError, "not open for review"):
            self._object()
        self._open_review()
        with self.assertRaises(AccessError):
            self._object(user=self.officer)
        with self.assertRaisesRegex(UserError, "Say what the unit objects to"):
            self._object(reason=" ")
        self._object()
        with self.assertRaisesRegex(UserError, "objected already"):
            self._object("Lần nữa")
        with self.assertRaisesRegex(UserError, "objection is not answered"):
            self._publish()
        self._answer()
        self.assertEqual(self.assessment.objection_answer, "Hội đồng giữ nguyên.")
        self._publish()
        self.assertEqual(self.assessment.state, "published")

    def test_a_review_ends_with_the_publication(self):
        """What is corrected afterwards is shown to its unit once it is published, and not when it is concluded."""
        self._open_review()
        self._publish()
        self.assertFalse(self.period.review_open)
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Cộng nhầm.")
        self._conclude()
        leader = self.assessment.with_user(self.leader)
        self.assertEqual(leader.state, "appraised")
        self.assertFalse(leader.is_result_visible or leader.final_score)

    def test_an_objection_may_reopen_the_appraisal(self):
        """The reason given to the unit is its answer."""
        self._open_review()
        self._object()
        self.assessment.with_user(self.secretary)._transition(
            "action_reopen", reason="Đúng, xem lại"
        )
        self.assertEqual(self.assessment.objection_answer, "Đúng, xem lại")
        self.assertFalse(self.assessment.with_user(self.leader).final_score)


@tagged("post_install", "-at_install")
class TestReviewUnderWay(ResultsCase):
    """A review before there is anything to show."""

    def test_a_review_needs_a_deadline(self):
        """A review without an end is refused."""
        with self.assertRaisesRegex(UserError, "review deadline in the future"):
            self.period.with_user(self.secretary).action_open_review()


@tagged("post_install", "-at_install")
class TestComparison(ResultsCase):
    """This year beside the last one."""

    def _open_next_period(self):
        action = self.rubric.with_user(self.secretary).action_new_version()
        rubric = self.env["cchc.rubric"].browse(action["res_id"]).with_user(self.secretary)
        rubric.action_publish()
        period = self.env["cchc.period"].create(
            {
                "name": "Năm 2027",
                "year": 2027,
                "self_deadline": Datetime.add(Datetime.now(), days=30),
                "rubric_ids": [Command.set(rubric.ids)],
                "rating_scale_id": self.scale.id,
            }
        )
        period.with_user(self.secretary).action_open()
        return period

    def _conclude_with(self, period, manual):
        for assessment in period.assessment_ids:
            assessment._write_as_system({"state": "submitted"})
            assessment.with_user(self.secretary).action_start_appraisal()
            for appraisal in assessment.appraisal_ids.with_user(self.secretary):
                appraisal.write(
                    {
                        "override_score": min(manual, appraisal.max_score),
                        "override_reason": "Thử nghiệm",
                    }
                )
            assessment.with_user(self.secretary).action_conclude()

    def test_last_years_result_stands_beside_this_years(self):
        """By unit, and by the domain from which this year's was copied."""
        self._conclude_both()
        before = self._publish()
        period = self._open_next_period()
        self._conclude_with(period, 1)
        now = self._compute_results(period)
        mine, last = self._result(now), self._result(before)
        self.assertEqual((mine.previous_percent, mine.previous_rank), (last.percent, last.rank))
        self.assertAlmostEqual(mine.change, mine.percent - last.percent, 5)
        for domain in mine.domain_ids:
            same = last.domain_ids.filtered(lambda one, d=domain: one.lineage_id == d.lineage_id)
            self.assertNotEqual(domain.criterion_id, same.criterion_id)
            self.assertEqual(domain.previous_percent, same.percent)

    def test_merged_units_count_under_their_successor(self):
        """Their points are taken together, and their results are grouped under it."""
        self._conclude_both()
        before = self._publish()
        merged = self.env["cchc.unit"].create(
            {
                "name": "Sở Hợp nhất",
                "code": "T-SHN",
                "group_id": self.group.id,
                "leader_ids": [Command.set(self.leader.ids)],
                "predecessor_ids": [Command.set((self.unit | self.other_unit).ids)],
            }
        )
        (self.unit | self.other_unit).write({"active": False})
        self.assertEqual(before.result_ids.successor_id, merged)
        merged.predecessor_ids = self.unit
        mine = self._result(before)
        self.assertEqual((before.result_ids - mine).successor_id, self.other_unit)
        merged.predecessor_ids = self.unit | self.other_unit
        self.assertEqual(before.result_ids.successor_id, merged)
        period = self._open_next_period()
        self._conclude_with(period, 1)
        result = self._result(self._compute_results(period), merged)
        both = before.result_ids
        self.assertAlmostEqual(
            result.previous_percent,
            100 * sum(both.mapped("score")) / sum(both.mapped("maximum")),
            5,
        )
        self.assertFalse(result.previous_rank)
        seen = self.env["cchc.result"].with_user(self.leader).search([])
        self.assertEqual(seen, both, "its leader compares with what the merged units had")


@tagged("post_install", "-at_install")
class TestUnitChains(CchcCase):
    """Who is counted under whom."""

    def test_mergers_follow_each_other(self):
        """A unit merged twice is counted under the last one; a circle ends."""
        units = self.env["cchc.unit"]
        first = units.create(
            {
                "name": "Sở A",
                "code": "T-A",
                "group_id": self.group.id,
                "predecessor_ids": [Command.set(self.unit.ids)],
            }
        )
        last = units.create(
            {
                "name": "Sở B",
                "code": "T-B",
                "group_id": self.group.id,
                "predecessor_ids": [Command.set(first.ids)],
            }
        )
        successors = units._get_final_successors()
        self.assertEqual((successors[self.unit.id], successors[first.id]), (last.id, last.id))
        self.unit.predecessor_ids = last
        self.assertIn(units._get_final_successors()[self.unit.id], (first | last).ids)
