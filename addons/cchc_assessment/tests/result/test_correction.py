from odoo.tests import tagged

from ..common import CchcCase
from ..common_ways import Ways


@tagged("post_install", "-at_install")
class TestCorrection(Ways, CchcCase):
    """One unit is corrected after the publication: the others keep their papers and hear nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ways()
        cls._conclude_both((2.5, 1))
        cls._set_others_aside()
        cls.first = cls._publish()
        cls.first.result_ids._write_as_system({"notice_state": "sent"})

    def _correct(self, score, assessment=None):
        """Take a unit up again, with another score of the criterion that the council scores alone."""
        assessment = assessment or self.other_assessment
        assessment.with_user(self.secretary)._transition("action_reopen", reason="Nhầm số.")
        self._appraisal("2.2", assessment=assessment).action_score_again()
        self._appraisal("2.2", assessment=assessment).write({"manual_score": score})
        self._conclude(assessment)

    def _result(self, publication, unit=None):
        return publication.result_ids.filtered(lambda one: one.unit_id == (unit or self.unit))

    def _heading(self, result):
        report = self.env["report.cchc_assessment.result_sheet"]
        [(heading, _group)] = report._make_sheets(result)
        return heading

    def test_the_others_keep_their_sheet(self):
        """While the correction is a draft and after it is published, their sheet is the one that was published."""
        self._correct(1.5)
        draft = self._compute_results()
        own = self._result(draft)
        self.assertEqual(own.origin_id, self._result(self.first))
        self.assertFalse(own.is_changed)
        for result in (own, self._result(self.first)):
            heading = self._heading(result)
            self.assertEqual(heading.status_note, "")
            self.assertIn("12/QĐ-UBND", heading.basis[-1])
        corrected = self._result(draft, self.other_unit)
        self.assertTrue(corrected.is_changed)
        self.assertIn("DỰ THẢO", self._heading(corrected).status_note)
        second = self._publish(
            decision_number="99/QĐ-UBND", decision_date="2027-03-01", reason="Sửa số."
        )
        for result in (self._result(second), self._result(self.first)):
            heading = self._heading(result)
            self.assertEqual(heading.status_note, "")
            self.assertIn("12/QĐ-UBND", heading.basis[-1])
        self.assertIn("99/QĐ-UBND", self._heading(self._result(second, self.other_unit)).basis[-1])
        self.assertEqual(
            self._heading(self._result(self.first, self.other_unit)).status_note,
            "ĐÃ ĐƯỢC THAY THẾ",
        )
        self.assertFalse(second._check_seals().filtered(lambda one: one.state == "bad"))

    def test_only_those_whose_result_changed_are_told(self):
        """Neither the others nor the absent get a notice again; sending once more changes nothing of that."""
        self._correct(1.5)
        second = self._publish(reason="Sửa số.")
        told = second.result_ids.filtered("notice_state")
        self.assertEqual(told.unit_id, self.other_unit)
        second.action_send_notices()
        self.assertEqual(second.result_ids.filtered("notice_state").unit_id, self.other_unit)

    def test_a_place_that_moves_is_told(self):
        """Whoever is overtaken hears of it, and gets the new sheet."""
        self._correct(3)
        second = self._publish(reason="Sửa số.")
        own = self._result(second)
        self.assertEqual((own.rank, self._result(self.first).rank), (2, 1))
        self.assertEqual(
            second.result_ids.filtered("notice_state").unit_id, self.unit | self.other_unit
        )
        self.assertFalse(own.origin_id)

    def test_the_same_figures_again(self):
        """A correction that comes to the same: new papers for that unit, and no notice for anybody."""
        self._correct(1)
        second = self._publish(reason="Sửa nhận xét.")
        corrected = self._result(second, self.other_unit)
        self.assertFalse(corrected.is_changed or corrected.origin_id)
        self.assertFalse(second.result_ids.filtered("notice_state"))

    def test_who_was_not_told_yet_is_told_now(self):
        """A notice that failed the first time goes out with the correction."""
        self._result(self.first)._write_as_system({"notice_state": "failed"})
        self._correct(1.5)
        second = self._publish(reason="Sửa số.")
        self.assertEqual(
            second.result_ids.filtered("notice_state").unit_id, self.unit | self.other_unit
        )

    def test_a_third_publication_leads_to_the_first(self):
        """What two corrections have left alone is still the sheet of the first decision."""
        self._correct(1.5)
        self._publish(reason="Sửa số.")
        self._correct(1.75)
        third = self._publish(reason="Sửa nữa.")
        self.assertEqual(self._result(third).origin_id, self._result(self.first))
        self.assertIn("12/QĐ-UBND", self._heading(self._result(third)).basis[-1])
