from odoo.tests import tagged

from ..common import WebCase
from ..common_ways import Ways


@tagged("post_install", "-at_install")
class TestWaysTour(Ways, WebCase):
    """A year in Chromium in which not everybody cooperates, from the silence of a unit to a correction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.secretary.lang = "vi_VN"
        cls._make_ways()

    def _play_on(self, tour, record):
        self._play(tour, self.secretary, path=f"{record._name}/{record.id}")
        self.env.invalidate_all()

    def test_a_year_to_the_end(self):
        """One unit is silent, one absent, one exempt, one was merged; results are signed, published and corrected."""
        for assessment, survey in ((self.assessment, 2.5), (self.other_assessment, 1)):
            self._submit(assessment)
            self._start(assessment)
            self._decide_all(assessment, survey)
        self._ask("1.1.1")
        self._pass_deadline(self.assessment, "explanation_deadline")
        self._play_on("cchc_secretary_closes_the_request", self.assessment)
        self.assertEqual(self.assessment.round, 2)
        self._appraisal("1.1.1").action_keep()
        self._pass_deadline(self.silent)
        self._play_on("cchc_secretary_declares_absent", self.silent)
        self._play_on("cchc_secretary_exempts", self.new)
        self._play_on("cchc_secretary_says_which_form_counts", self.old)
        for assessment in (self.assessment, self.other_assessment):
            self._conclude(assessment)
        first = self._compute_results()
        self._play_on("cchc_secretary_freezes", first)
        self.assertEqual(first.state, "frozen")
        self._play_on("cchc_secretary_publishes_what_was_signed", first)
        self.assertEqual((first.state, first.decision_number), ("published", "12/QĐ-UBND"))
        self.assertEqual(first.signed_file_id.name, "12-QD.pdf")
        self.assertEqual(
            self._states(),
            {
                "Sở Thử nghiệm": "published",
                "Sở Đối chứng": "published",
                "Sở Im lặng": "absent",
                "Sở Mới lập": "exempt",
                "Sở Cũ": "exempt",
            },
        )
        other = self.other_assessment
        self._play_on("cchc_secretary_reopens", other)
        self._appraisal("2.2", assessment=other).action_score_again()
        self._appraisal("2.2", assessment=other).write({"manual_score": 1.5})
        self._conclude(other)
        first.result_ids._write_as_system({"notice_state": "sent"})
        second = self._compute_results()
        self._play_on("cchc_secretary_publishes_the_correction", second)
        self.assertEqual((second.state, second.reason), ("published", "Sửa số phiếu."))
        self.assertEqual(second.result_ids.filtered("notice_state").unit_id, self.other_unit)
        self.assertEqual(
            second.result_ids.filtered("origin_id").unit_id, self.unit | self.silent_unit
        )
        for assessment in self.period.assessment_ids:
            self.assertFalse(self.env["cchc.log"]._find_breaks(assessment))
