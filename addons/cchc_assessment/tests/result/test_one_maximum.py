from odoo.tests import tagged

from ..common import CchcCase
from ..common_council import Council


class OneMaximumCase(Council, CchcCase):
    """A branch states 5 points while its criteria add up to 6; both units reach all of them."""

    BASIS = "stated"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()

    @classmethod
    def _open_period(cls):
        cls.criteria["1.2"].max_score = 3
        cls.rubric.maximum_basis = cls.BASIS
        cls.rubric._publish()
        cls.period.with_user(cls.secretary).action_open()
        assessments = cls.period.assessment_ids
        cls.assessment = assessments.filtered(lambda one: one.unit_id == cls.unit)
        cls.other_assessment = assessments - cls.assessment
        assessments._write_as_system({"state": "submitted"})
        assessments.with_user(cls.secretary).action_start_appraisal()

    def _reach_all(self, **not_applicable):
        for appraisal in self.period.assessment_ids.appraisal_ids:
            appraisal.with_user(self.secretary).write(
                {"not_applicable": True}
                if appraisal.criterion_id.code in not_applicable.get("codes", ())
                else {"override_score": appraisal.max_score, "override_reason": "Đạt"}
            )
        for line in self.period.assessment_ids.line_ids:
            self.env.cr.execute(
                "UPDATE cchc_assessment_line SET self_score = %s WHERE id = %s",
                [line.max_score, line.id],
            )
        self.env.invalidate_all()
        self.period.assessment_ids.with_user(self.secretary).action_conclude()

    def _collect(self, publication):
        """Yield ``(document, score, maximum)`` of each pair that a document prints beside each other."""
        council = self.env(user=self.secretary)
        for row in council["report.cchc_assessment.appendix"]._make_appendix(self.assessment).rows:
            yield "appendix", row.self_score, row.max_score
            yield "appendix", row.appraised_score, row.max_score
        appendix = council["report.cchc_assessment.appendix"]._make_appendix(self.assessment)
        yield "appendix", appendix.totals.appraised_score, appendix.totals.max_score
        minute = council["report.cchc_assessment.minute"]._make_minute(self.assessment)
        for domain in minute.domains:
            yield "minute", _read(domain.score), _read(domain.max_score)
        yield "minute", _read(minute.score), _read(minute.max_score)
        for group in council["report.cchc_assessment.annex"]._make_annex(publication).groups:
            for unit in group.units:
                yield "annex", _read(unit.score), _read(unit.max_score)
        data = council["report.cchc_assessment.result_data"]
        for group in data._make_groups(publication.result_ids.sudo()):
            for unit in group.units:
                yield "sheet", unit.score, unit.maximum
                for node, own, score, lost in zip(
                    group.nodes, unit.self_scores, unit.scores, unit.lost, strict=True
                ):
                    yield "sheet", own, node.max_score
                    yield "sheet", score, node.max_score
                    yield "sheet", lost, node.max_score
        sheet = self.assessment.with_env(council).get_sheet_rows([])
        for score, maximum in sheet["council"]["subtotals"].values():
            yield "screen", score, maximum

    def _check_documents(self, publication):
        pairs = [pair for pair in self._collect(publication) if pair[1] is not None]
        self.assertEqual(
            {document for document, *_figures in pairs},
            {"appendix", "minute", "annex", "sheet", "screen"},
        )
        for document, score, maximum in pairs:
            self.assertLessEqual(score, maximum, document)


def _read(text):
    return float(text.replace(",", "."))


@tagged("post_install", "-at_install")
class TestStatedMaximum(OneMaximumCase):
    """What the decision states is the maximum."""

    def test_no_document_prints_a_score_above_its_maximum(self):
        """6 points of a domain that is worth 5 are 5, on paper and on screen; the total is 10 of 10, and 100 %."""
        self._reach_all()
        publication = self._compute_results()
        self._check_documents(publication)
        for result in publication.result_ids:
            self.assertEqual((result.score, result.maximum, result.percent), (10, 10, 100))
            self.assertEqual(sum(result.domain_ids.mapped("score")), 10)
            self.assertEqual(set(result.domain_ids.mapped("lost")), {0})

    def test_what_does_not_apply_is_taken_off_the_sum(self):
        """Of 6 points one does not apply: 5 remain, which is what the domain is worth; of a second one 3 less."""
        self._reach_all(codes=("1.1.2",))
        publication = self._compute_results()
        self._check_documents(publication)
        self.assertEqual(set(publication.result_ids.mapped("maximum")), {10})
        annex = self.env["report.cchc_assessment.annex"]._make_annex(publication)
        self.assertEqual([note.criteria for note in annex.notes], ["1.1.2", "1.1.2"])
        self.assertEqual({note.max_score for note in annex.notes}, {"10,00"})
        self.assertEqual([unit.mark for unit in annex.groups[0].units], ["1", "2"])
        minute = self.env["report.cchc_assessment.minute"]._make_minute(self.assessment)
        self.assertEqual([row.code for row in minute.not_applicable], ["1.1.2"])

    def test_a_unit_is_measured_by_what_applies_to_it(self):
        """Maxima of one rubric differ by what does not apply: the workbook says so, and from what the percentage is."""
        self._reach_all(codes=("2.1",))
        publication = self._compute_results()
        whole = self.rubric.max_score
        left = whole - self.criteria["2.1"].max_score
        groups = self.env["report.cchc_assessment.result_data"]._make_groups(
            publication.result_ids.sudo()
        )
        for group in groups:
            self.assertEqual(sum(node.max_score for node in group.nodes if node.level == 1), whole)
            for unit in group.units:
                self.assertEqual((unit.score, unit.maximum, unit.percent), (left, left, 100))
                self.assertEqual(
                    [group.nodes[place].code for place in unit.not_applicable], ["2.1"]
                )

    def test_one_figure_has_one_class(self):
        """Whatever document says a percentage and a class says the same class of it, and where classes begin."""
        self._reach_all()
        publication = self._compute_results()
        council = self.env(user=self.secretary)
        annex = council["report.cchc_assessment.annex"]._make_annex(publication)
        minute = council["report.cchc_assessment.minute"]._make_minute(self.assessment)
        appendix = council["report.cchc_assessment.appendix"]._make_appendix(self.assessment)
        said = {(unit.percent, unit.rating) for group in annex.groups for unit in group.units}
        said.add((minute.percent, minute.rating))
        said.add(("100,00", appendix.totals.rating))
        self.assertEqual(said, {("100,00", "Tốt")})
        for note in (annex.standing_note, minute.standing_note):
            self.assertIn("làm tròn một lần đến 02 chữ số thập phân", note)
            self.assertIn("Xếp loại: Tốt từ 80 %; Khá từ 50 %; Yếu từ 0 %.", note)

    def test_the_columns_of_the_annex_are_chosen(self):
        """What the period leaves out stands in no column; what it takes in has its figure."""
        self._reach_all(codes=("1.1.2",))
        publication = self._compute_results()
        self.period.with_user(self.secretary).write(
            {
                "annex_shows_bonus": False,
                "annex_shows_penalty": False,
                "annex_shows_survey": True,
                "annex_shows_not_applicable": True,
                "annex_shows_rank": False,
            }
        )
        annex = self.env["report.cchc_assessment.annex"]._make_annex(publication)
        self.assertEqual(
            dict(zip(annex.columns, annex.groups[0].units[0].cells, strict=True)),
            {
                "Điểm tối đa": "10,00",
                "Tự đánh giá": "7,00",
                "Điều tra XHH": "3,00",
                "Thẩm định": "10,00",
                "Không áp dụng": "1",
                "Tỷ lệ (%)": "100,00",
                "Xếp loại": "Tốt",
            },
        )


@tagged("post_install", "-at_install")
class TestSummedMaximum(OneMaximumCase):
    """The sum of the criteria is the maximum."""

    BASIS = "sum"

    def test_no_document_prints_a_score_above_its_maximum(self):
        """6 points are 6 of 6, whatever the branch states; the total is 11 of 11."""
        self._reach_all()
        publication = self._compute_results()
        self._check_documents(publication)
        for result in publication.result_ids:
            self.assertEqual((result.score, result.maximum, result.percent), (11, 11, 100))


@tagged("post_install", "-at_install")
class TestNotApplicableDecision(Council, CchcCase):
    """That a criterion does not apply is decided on its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._fill_in()
        cls._line("1.2").with_user(cls.officer).write({"not_applicable": True})
        cls.assessment._write_as_system({"state": "submitted"})
        cls._start()

    def test_agreeing_with_all_leaves_it_open_and_says_so(self):
        """It stays undecided, is counted, and the button says how many were left."""
        told = self.assessment.with_user(self.secretary).action_agree()
        self.assertIn("1 criteria do not apply", told["params"]["message"])
        self.assertFalse(self._appraisal("1.2").is_decided)
        self.assertTrue(self._appraisal("1.1.1").is_decided)
        self.assertEqual(self.assessment.with_user(self.secretary).not_applicable_count, 1)
        told = self._appraisal("1.2").action_agree()
        self.assertIn("1 criteria do not apply", told["params"]["message"])

    def test_it_is_confirmed_in_its_own_list(self):
        """The list has it, and confirming decides it, and nothing else."""
        action = self.assessment.with_user(self.secretary).action_view_not_applicable()
        listed = self.env["cchc.appraisal"].with_user(self.secretary).search(action["domain"])
        self.assertEqual(listed.criterion_id, self.criteria["1.2"])
        (listed | self._appraisal("1.1.1")).action_confirm_not_applicable()
        self.assertTrue(listed.is_decided and listed.not_applicable)
        self.assertFalse(self._appraisal("1.1.1").is_decided)
        self.assertEqual(self.assessment.with_user(self.secretary).not_applicable_count, 0)
        self.assertIsNone(self.assessment.with_user(self.secretary).action_agree())
