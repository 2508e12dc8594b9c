from odoo.tests import tagged

from ..common import WebCase
from ..common_council import Council


@tagged("post_install", "-at_install")
class TestCouncilTour(Council, WebCase):
    """The council's half of the year in Chromium: two rounds, a review, an objection, publication."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        (cls.officer | cls.leader | cls.appraiser | cls.secretary).lang = "vi_VN"
        cls._make_council()
        cls._assign()
        # the other unit is through, so that all can be published
        cls._submit(cls.other_assessment)
        cls._start(cls.other_assessment)
        cls._decide_all(cls.other_assessment, survey=1)
        cls._conclude(cls.other_assessment)
        cls._submit()

    def test_two_rounds_to_publication(self):
        """Member, secretary and leader each find what the one before left, up to the published result."""
        self._play("cchc_appraiser_first_round", self.appraiser)
        first = self._appraisal("1.1.1")
        self.assertEqual((first.score, first.appraiser_id), (0, self.appraiser))
        self.assertEqual(self._line("1.1.1").self_score, 1, "the unit's figures stay")

        self._play("cchc_secretary_asks", self.secretary)
        self._play("cchc_leader_explains", self.leader)
        self.assertEqual((self.assessment.state, self.assessment.round), ("appraisal", 2))
        self.assertEqual(first.explanation, "Quyết định số 99/QĐ-STN.")
        added = self.assessment.evidence_ids.filtered("added_round")
        self.assertEqual(added.line_ids, self._line("1.1.1"))

        self._play("cchc_appraiser_second_round", self.appraiser)
        second = self._appraisal("1.1.1")
        self.assertEqual((first.score, second.score, second.round), (0, 2, 2))

        self._play("cchc_secretary_concludes", self.secretary)
        self._play(
            "cchc_secretary_opens_the_review",
            self.secretary,
            "action-cchc_assessment.cchc_period_action",
        )
        self._play("cchc_leader_objects", self.leader)
        self._play("cchc_secretary_answers", self.secretary)
        self._play(
            "cchc_secretary_publishes", self.secretary, "action-cchc_assessment.cchc_period_action"
        )
        self._play(
            "cchc_leader_reads_the_result", self.leader, "action-cchc_assessment.cchc_result_action"
        )

        self.assertEqual(set(self.period.assessment_ids.mapped("state")), {"published"})
        publication = self.period.publication_ids
        self.assertEqual((publication.state, publication.number), ("published", 1))
        result = publication.result_ids.filtered(lambda one: one.unit_id == self.unit)
        # 2 + 0.5 + 0 + 1.7 + 2.5 of 10
        self.assertAlmostEqual(result.percent, 67)
        self.assertFalse(self.env["cchc.log"]._find_breaks(self.assessment))
