from odoo.tests import tagged

from ..common import CchcCase
from ..common_council import Council


@tagged("post_install", "-at_install")
class TestAlternatives(Council, CchcCase):
    """“Either … or”: of two plans only the better one counts, on every screen and in every paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria["1.1"].write({"counts_best": True, "max_score": 2})
        cls.criteria["1"].max_score = 4
        cls._make_council()
        cls._conclude_both()

    def test_only_the_better_one_counts(self):
        """Unit, council, publication and printed tables say the same score of the same maximum."""
        self.assertEqual(self.rubric.max_score, 9)
        self.assertEqual(self.criteria["1.1"].counted_max_score, 2)
        # 1 of 1 and 0.5: the better one, with nothing for 1.2 and 1.7 in 2.1
        self.assertEqual((self.assessment.self_score, self.assessment.self_maximum), (2.7, 6))
        self.assertEqual(self.assessment.appraised_score, 5.2)
        publication = self._publish()
        result = publication.result_ids.filtered(lambda one: one.unit_id == self.unit)
        self.assertEqual((result.score, result.maximum), (5.2, 9))
        domain = result.domain_ids.filtered(lambda one: one.criterion_id == self.criteria["1"])
        self.assertEqual((domain.score, domain.maximum), (1, 4))
        report = self.env["report.cchc_assessment.result_data"]
        form = report._make_form(self.rubric)
        scores = report._read_scores(result, form)[result]
        report._fill_branches(form, scores.final)
        place, top = (form.places[self.criteria[code].id] for code in ("1.1", "1"))
        self.assertEqual((scores.final[place], scores.final[top]), (1, 1))
        lost = report._find_lost(form, scores)
        self.assertEqual((lost[place], lost[top]), (1, 3))

    def test_what_was_not_chosen_stays_in_the_maximum(self):
        """Whoever takes the lesser of two does not get a lesser maximum by saying that the other doesn't apply."""
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại")
        self._appraisal("1.1.1").action_score_again()
        self._appraisal("1.1.1").write({"option_id": False, "not_applicable": True})
        self.assertEqual(self.assessment.appraised_maximum, 9)
        self.assertEqual(self.assessment.appraised_score, 4.7)

    def test_a_choice_needs_two(self):
        """A criterion that counts the best of one, or of nothing, is told before the rubric is published."""
        draft = self.rubric.copy()
        leaf, branch = (
            draft.criterion_ids.filtered(lambda one, code=code: one.code == code)
            for code in ("1.2", "1.1")
        )
        leaf.counts_best = True
        said = [found.message for found in draft._get_findings() if found.kind == "best_of_one"]
        self.assertEqual(len(said), 1)
        leaf.counts_best = False
        branch.child_ids[0].unlink()
        found = [one for one in draft._get_findings() if one.kind == "best_of_one"]
        self.assertEqual([one.criterion for one in found], [branch])
