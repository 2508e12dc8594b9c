import base64
import json
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.log.sealed_fields import PUBLICATION
from ..common import CchcCase, rewrite
from ..common_council import Council


class MetCase(Council, CchcCase):
    """The sample province with a criterion that carries no points, and a scale with conditions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria["1.3"] = cls.env["cchc.criterion"].create(
            {
                "rubric_id": cls.rubric.id,
                "parent_id": cls.criteria["1"].id,
                "code": "1.3",
                "name": "Ban hành quy chế",
                "rule_type": "met",
                "option_ids": [
                    Command.create({"name": "Có ban hành", "score": 0, "sequence": 1}),
                    Command.create({"name": "Chưa ban hành", "score": 0, "sequence": 2}),
                ],
            }
        )
        cls._make_council()

    @classmethod
    def _make_scale(cls):
        return cls.env["cchc.rating.scale"].create(
            {
                "name": "Thang có điều kiện",
                "class_ids": [
                    Command.create({"name": "Tốt", "minimum_percent": 80}),
                    Command.create(
                        {
                            "name": "Khá",
                            "minimum_percent": 50,
                            "needs_met": True,
                            "domain_minimum": 30,
                            "domain_codes": "1; 2",
                        }
                    ),
                    Command.create(
                        {"name": "Trung bình", "minimum_percent": 40, "needs_met": True}
                    ),
                    Command.create({"name": "Yếu", "minimum_percent": 0}),
                ],
            }
        )

    @classmethod
    def _fill_in(cls, assessment=None, officer=None, met=True):
        super()._fill_in(assessment, officer)
        line = cls._line("1.3", assessment).with_user(officer or cls.officer)
        options = cls.criteria["1.3"].option_ids
        line.write({"option_id": options[not met].id, "explanation": "Theo hồ sơ lưu."})

    def _result(self, publication, unit=None):
        return publication.result_ids.filtered(lambda one: one.unit_id == (unit or self.unit))


@tagged("post_install", "-at_install")
class TestMetOrNot(MetCase):
    """Filled in, proven and appraised like any other criterion, and counted nowhere."""

    def test_it_has_to_be_filled_in_and_counts_nowhere(self):
        """It is asked for before the form is sent; neither score nor maximum knows of it."""
        self._fill_in()
        line = self._line("1.3").with_user(self.officer)
        self.assertEqual((self.assessment.self_score, self.assessment.self_maximum), (3.2, 7))
        self.assertEqual((line.self_score, line.is_scored), (0, True))
        self.assertIn("Có ban hành", line.score_note)
        line.option_id = False
        self.assertFalse(line.is_scored)
        with self.assertRaisesRegex(UserError, "1.3 Ban hành quy chế"):
            self.assessment.with_user(self.officer).action_send_to_leader()
        line.not_applicable = True
        self.assertEqual((self.assessment.self_score, self.assessment.self_maximum), (3.2, 7))
        self.assertFalse(self.assessment._get_unmet("self"))

    def test_the_sheet_shows_no_points(self):
        """Neither "0/0" nor an option worth 0: the web client is told that there are none."""
        [node] = [one for one in self._get_nodes() if one["code"] == "1.3"]
        self.assertIs(node["max_score"], False)
        self.assertEqual([option["score"] for option in node["options"]], [False, False])
        self.assertEqual(
            self.criteria["1.3"].option_ids.mapped("display_name"), ["Có ban hành", "Chưa ban hành"]
        )

    def _get_nodes(self):
        return [criterion._get_sheet_node() for criterion in self.rubric.criterion_ids]

    def test_the_appendix_says_what_was_chosen(self):
        """In the place of its scores; a form that comes back so is read the same."""
        self._fill_in(met=False)
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_xlsx("cchc_assessment.appendix", self.assessment.ids, {})
        )
        rows = list(load_workbook(BytesIO(content)).active.values)
        [row] = [row for row in rows if row[0] == "1.3"]
        self.assertEqual((row[2], row[3]), (None, "Chưa ban hành"))
        # the self-assessment has 3.2 of 7, 45.71 %
        [text] = [cell for row in rows for cell in row if "→" in str(cell)]
        self.assertEqual(text, "Yếu (Trung bình → Yếu: chưa đạt tiêu chí “1.3 Ban hành quy chế”)")
        line = self._line("1.3").with_user(self.officer)
        line.option_id = False
        wizard = (
            self.env["cchc.assessment.import"]
            .with_user(self.officer)
            .create(
                {
                    "assessment_id": self.assessment.id,
                    "file": base64.b64encode(content),
                    "file_name": "phu luc.xlsx",
                }
            )
        )
        wizard.action_check()
        wizard.confirmed = True
        wizard.action_import()
        self.assertEqual(line.option_id.name, "Chưa ban hành")


@tagged("post_install", "-at_install")
class TestClassConditions(MetCase):
    """A class holds by its percentage and its conditions; who is held down is told why."""

    def test_a_class_that_is_reached(self):
        """57 % with each domain from 30 %, and all met."""
        self._conclude_both()
        result = self._result(self._publish())
        self.assertEqual((result.rating, result.class_holds or []), ("Khá", []))
        self.assertFalse(result.hold_text)

    def test_what_the_council_decides_counts(self):
        """The unit says that it is met, the council that it is not: two classes lower, with the reason everywhere."""
        self._submit()
        self._start()
        self._appraisal("1.3").write(
            {"option_id": self.criteria["1.3"].option_ids[1].id, "remark": "Chưa có văn bản."}
        )
        self._decide_all()
        self._conclude()
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment, 2.5)
        self._conclude(self.other_assessment)
        publication = self._publish()
        held, other = self._result(publication), self._result(publication, self.other_unit)
        self._check_found_different()
        self.assertEqual(held.percent, other.percent)
        self.assertEqual((held.rating, other.rating), ("Yếu", "Khá"))
        self.assertEqual(
            [(hold["rating"], hold["kind"]) for hold in held.class_holds],
            [("Khá", "unmet"), ("Trung bình", "unmet")],
        )
        self.assertIn("Khá → Yếu: “1.3 Ban hành quy chế” is not met", held.hold_text)
        self.assertEqual(self.assessment.with_user(self.officer).final_rating_id.name, "Yếu")
        self.assertIn("Khá → Yếu", self.assessment.with_user(self.officer).final_hold_text)
        self._check_papers(publication, held)
        self._check_seal(publication, held)

    def _check_found_different(self):
        """By the filters, by the report of scores, and in the sheet on both sides: 0 less 0 is no difference."""
        differing = [
            ("line_id.assessment_id", "=", self.assessment.id),
            ("is_different", "=", True),
        ]
        found = self.env["cchc.appraisal"].with_user(self.secretary).search(differing)
        self.assertEqual(found.filtered(lambda one: not one.difference).criterion_id.code, "1.3")
        self.assertTrue(all(found.mapped("is_different")))
        reported = self.env["cchc.score.report"].search(differing)
        self.assertIn(self.criteria["1.3"], reported.criterion_id)
        self.assertEqual(reported.criterion_id, found.criterion_id)
        for user in (self.secretary, self.officer):
            line = self._line("1.3").with_user(user)
            self.assertIs(line._get_council_rows()[line.id]["is_different"], True)
        agreed = self._line("1.3", self.other_assessment).with_user(self.officer)
        self.assertFalse(agreed.sudo().appraisal_ids.is_different)

    def test_an_override_cannot_decide_what_has_no_points(self):
        """Over the network as well: without an option nothing is met, and nothing decided."""
        self._submit()
        self._start()
        appraisal = self._appraisal("1.3").with_user(self.secretary)
        with self.assertRaisesRegex(ValidationError, "carries no points"), self.cr.savepoint():
            appraisal.write({"override_score": 0, "override_reason": "Theo biên bản."})
        self.assertFalse(appraisal.is_decided)

    def test_the_sheet_is_told_the_class_with_its_conditions(self):
        """The next class is planned from the class that the appendix prints, with what holds it down."""
        self._fill_in(met=False)
        standing = self.assessment.with_user(self.officer).get_standing()
        self.assertEqual(standing["now"], "Yếu")
        self.assertIn("Trung bình → Yếu: “1.3 Ban hành quy chế” is not met", standing["holds"])
        self.assertEqual(
            [one["name"] for one in standing["classes"]], ["Tốt", "Khá", "Trung bình", "Yếu"]
        )
        self.assertIn("all met-or-not", standing["classes"][1]["condition_text"])
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.other_officer).get_standing()

    def test_a_reason_damaged_in_the_database_is_shown(self):
        """Text and papers say what stands there; the seal says that it was changed."""
        self._conclude_both()
        publication = self._publish()
        result = self._result(publication)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_result SET class_holds = %s WHERE id = %s", ['["x"]', result.id]
        )
        self.env.invalidate_all()
        self.assertIn("cannot be read: “x”", result.hold_text)
        sheet = load_workbook(BytesIO(result.sudo()._render_sheet())).active
        texts = [str(cell) for row in sheet.values for cell in row if cell]
        self.assertTrue([text for text in texts if "không đọc được: “x”" in text])
        self.assertTrue(result.sudo()._find_seal_problems()[0])

    def test_what_the_council_alone_finds_is_no_survey(self):
        """A criterion without points that the council scores leaves the annex's column of the survey empty."""
        self._conclude_both()
        publication = self._publish()
        rewrite(self.rubric, self.rubric.criterion_ids, scored_by="unit")
        rewrite(self.rubric, self.criteria["1.3"], scored_by="council")
        annex = self.env["report.cchc_assessment.annex"]
        found = annex._find_left_out(publication.result_ids)
        self.assertEqual({one.survey for one in found.values()}, {None})

    def _check_papers(self, publication, held):
        """The table of all names the unit, its own sheet its reason, and nobody else's paper says a word of it."""
        reason = "Khá → Yếu: chưa đạt tiêu chí “1.3 Ban hành quy chế”"
        annex = self.env["report.cchc_assessment.annex"]._make_annex(publication)
        self.assertIn(f"{self.unit.name}: {reason}", annex.standing_note)
        self.assertIn(
            "Khá từ 50 % (lĩnh vực 1, 2 đạt từ 30 %, đạt mọi tiêu chí", annex.standing_note
        )
        minute = self.env["report.cchc_assessment.minute"]
        minutes = {
            assessment: minute._make_minute(assessment).standing_note
            for assessment in self.assessment | self.other_assessment
        }
        self.assertIn(reason, minutes[self.assessment])
        self.assertNotIn("→", minutes[self.other_assessment])
        [told] = [
            one for one in minute._make_minute(self.assessment).differences if one.code == "1.3"
        ]
        self.assertEqual((told.self_score, told.score), ("Có ban hành", "Chưa ban hành"))
        for result, said in ((held, True), (publication.result_ids - held, False)):
            sheet = load_workbook(BytesIO(result.sudo()._render_sheet())).active
            texts = [str(cell) for row in sheet.values for cell in row if cell]
            self.assertEqual(any(reason in text for text in texts), said)
            [row] = [row for row in sheet.values if row[0] == "1.3"]
            self.assertEqual(row[2:7], (None,) * 5)
            self.assertIn("Chưa ban hành" if said else "Có ban hành", row[7])
            self.assertFalse([text for text in texts if f"{self.unit.name}: Khá" in text])

        book = self.env["report.cchc_assessment.consolidated"]._render_consolidated(publication)
        tables = load_workbook(BytesIO(book))
        cells = [
            cell for sheet in tables for row in sheet.values if row[0] == "1.3" for cell in row
        ]
        self.assertLessEqual({"Có ban hành", "Chưa ban hành"}, set(map(str, cells)))
        self.assertNotIn(0, cells)
        compared = [row for row in tables["Đối chiếu"].values if row[0] == "1.3"]
        self.assertEqual(
            compared,
            [
                (
                    "1.3",
                    "Ban hành quy chế",
                    None,
                    "Có ban hành",
                    "Chưa ban hành",
                    None,
                    "Chưa có văn bản.",
                )
            ],
        )
        [told] = [
            row[0] for row in tables["Xếp hạng"].values if str(row[0]).startswith(self.unit.name)
        ]
        self.assertIn(reason, told)

    def _check_seal(self, publication, held):
        """Reason and conditions are sealed; a change of either in the database is found."""
        self.assertFalse(publication._find_seal_problems()[0])
        for table, record, change in (
            ("cchc_result", held, "class_holds = '[]'"),
            ("cchc_rating_class", self.scale.class_ids[1], "domain_minimum = 10"),
            ("cchc_rating_class", self.scale.class_ids[1], "needs_met = false"),
        ):
            with self.subTest(change=change), self.env.cr.savepoint() as savepoint:
                self.env.flush_all()
                self.env.cr.execute(f"UPDATE {table} SET {change} WHERE id = %s", [record.id])
                self.env.invalidate_all()
                owner = held if table == "cchc_result" else publication
                self.assertTrue(owner.sudo()._find_seal_problems()[0])
                savepoint.rollback()
                self.env.invalidate_all()
        # a seal of before knows of no classes, and says so
        manifest = json.loads(publication.sudo().manifest)
        del manifest["classes"]
        part = next(part for part in PUBLICATION if part.key == "classes")
        manifest = publication._complete_manifest(manifest)
        self.assertEqual(publication._compare_part(part, manifest, 4), ([], 0))
        self.assertTrue(publication._get_uncovered(4))
        # nor of a signed file, which nobody could have added then
        files = next(part for part in PUBLICATION if part.key == "files")
        self.assertEqual(publication._compare_part(files, manifest, 3), ([], 0))
        with self.env.cr.savepoint() as savepoint:
            added = self.env["ir.attachment"].create({"name": "qd.pdf", "raw": b"%PDF-1.4"})
            self.env.cr.execute(
                "UPDATE cchc_publication SET signed_file_id = %s WHERE id = %s",
                [added.id, publication.id],
            )
            self.env.invalidate_all()
            [problem], _count = publication._compare_part(files, manifest, 3)
            self.assertIn("added after the sealing", problem)
            savepoint.rollback()
            self.env.invalidate_all()

    def test_a_domain_below_its_least(self):
        """By the figure that is printed, with both figures in the reason."""
        self._fill_in()
        self._line("1.1.2").with_user(self.officer).write({"numerator": 1, "denominator": 10})
        self._line("2.1").with_user(self.officer).write({"numerator": 100, "denominator": 100})
        # 1 of 5 in the first domain
        for percent, expected in (
            (50, "Trung bình"),
            (Decimal("49.99"), "Trung bình"),
            (30, "Yếu"),
        ):
            rating, holds = self.assessment._classify(percent)
            self.assertEqual(rating.name, expected)
            self.assertEqual(bool(holds), percent == 50)
        _rating, [hold] = self.assessment._classify(50)
        self.assertEqual(
            hold,
            {
                "rating": "Khá",
                "kind": "domain_below",
                "domain": "1 Chỉ đạo, điều hành",
                "percent": "20.00",
                "least": "30",
            },
        )
        said = self.scale._say_holds([hold], "Trung bình", 2)
        self.assertEqual(
            said,
            "Khá → Trung bình: 1 Chỉ đạo, điều hành reaches 20.00%, asked for are 30% at least",
        )

    def test_conditions_that_make_no_sense_are_refused(self):
        """Codes without a percentage, percentages out of range, conditions of the lowest class."""
        best, lowest = self.scale.copy().class_ids[0], self.scale.copy().class_ids[-1]
        for rating, values in (
            (best, {"domain_codes": "1"}),
            (best, {"domain_codes": ";", "domain_minimum": 50}),
            (best, {"domain_minimum": 101}),
            (best, {"domain_minimum": -1}),
            (lowest, {"needs_met": True}),
            (lowest, {"domain_minimum": 10}),
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                rating.with_user(self.secretary).write(values)
        with self.assertRaisesRegex(UserError, "has been opened"):
            self.scale.class_ids[0].with_user(self.secretary).needs_met = True
        self.assertEqual(
            self.scale.class_ids[1].condition_text,
            "all met-or-not criteria are met; at least 30 % in domains 1; 2",
        )


@tagged("post_install", "-at_install")
class TestScaleFits(CchcCase):
    """What a scale asks for has to be there in the rubrics of its period."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = cls._make_scale()

    def test_a_domain_that_no_rubric_has(self):
        """The period is not opened, and an open one does not take such a scale."""
        good = self.scale.class_ids[0]
        good.write({"domain_minimum": 50, "domain_codes": "1.; 7"})
        period = self.period.with_user(self.secretary)
        period.rating_scale_id = self.scale
        self.rubric.with_user(self.secretary).action_publish()
        with (
            self.assertRaisesRegex(UserError, "domain 7, which the rubric"),
            self.env.cr.savepoint(),
        ):
            period.action_open()
        period.rating_scale_id = False
        period.action_open()
        with (
            self.assertRaisesRegex(UserError, "domain 7, which the rubric"),
            self.env.cr.savepoint(),
        ):
            period.rating_scale_id = self.scale
        good.domain_codes = "1; 2"
        period.rating_scale_id = self.scale

    def test_a_rubric_without_such_criteria_is_remarked(self):
        """Nobody is held down by what nobody is asked; whoever opens the period is told."""
        self.scale.class_ids[0].needs_met = True
        self.period.rating_scale_id = self.scale
        [said] = [one for one in self.period._get_open_remarks() if "met-or-not" in one]
        self.assertIn(self.rubric.name, said)
        self.scale.class_ids[1].needs_met = True
        [said] = [one for one in self.period._get_open_remarks() if "met-or-not" in one]
        for rating in self.scale.class_ids[:2]:
            self.assertIn(f"“{rating.name}”", said)
