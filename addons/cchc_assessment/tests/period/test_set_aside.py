from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CchcCase
from ..common_ways import Ways


@tagged("post_install", "-at_install")
class TestSetAside(Ways, CchcCase):
    """Units that nobody waits for: absent, exempt, merged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ways()

    def test_absent_only_after_the_deadline(self):
        """While the unit has time, it is not absent, and no button says so."""
        silent = self.silent.with_user(self.secretary)
        self.assertNotIn("action_declare_absent", silent.available_actions)
        with self.assertRaisesRegex(UserError, "The unit has time until"):
            self._act("action_declare_absent", silent)
        self._pass_deadline(self.silent)
        self.assertIn("action_declare_absent", silent.available_actions)
        with self.assertRaisesRegex(UserError, "State the reason"):
            self._act("action_declare_absent", silent, reason=" ")
        self._act("action_declare_absent", silent, reason="Đã nhắc 3 lần.")
        self.assertEqual((silent.state, silent.state_aside), ("absent", "draft"))
        self.assertEqual(silent.aside_reason, "Đã nhắc 3 lần.")
        self.assertFalse(silent.is_late)
        self.assertFalse(silent.activity_ids)
        message = silent.message_ids[0]
        self.assertIn("Đã nhắc 3 lần.", message.body)
        self.assertIn(self.other_leader.partner_id, message.sudo().notified_partner_ids)

    def test_it_is_taken_back(self):
        """A unit goes on where it was set aside; the log has both steps with their reasons."""
        self._pass_deadline(self.silent)
        self._act("action_declare_absent", self.silent)
        with self.assertRaises(UserError):
            self._act("action_exempt", self.silent)
        self._act("action_resume", self.silent, reason="Đã nộp bản giấy đúng hạn.")
        self.assertEqual(self.silent.state, "draft")
        self.assertFalse(self.silent.state_aside or self.silent.aside_reason)
        self.assertFalse(self.silent.with_user(self.other_officer).is_returned)
        reasons = self.silent.log_ids.filtered(lambda row: row.action == "state").mapped("reason")
        self.assertEqual(reasons[:2], ["Đã nộp bản giấy đúng hạn.", "Theo Công văn số 5/SNV."])

    def test_which_form_counts(self):
        """Of merged units one form is set aside from wherever it stands, and comes back there."""
        self._submit()
        submitted = self.assessment.with_user(self.secretary)
        self.assertIn("action_count_elsewhere", submitted.available_actions)
        self.assertNotIn(
            "action_count_elsewhere", self.new.with_user(self.secretary).available_actions
        )
        for counting, said in (
            (self.env["cchc.assessment"], "Say which form counts"),
            (self.new, "nothing to do with the merger"),
            (self.assessment, "nothing to do with the merger"),
        ):
            with self.assertRaisesRegex(UserError, said):
                self._act("action_count_elsewhere", self.assessment, counting=counting)
        with self.assertRaisesRegex(UserError, "neither merged nor divided"):
            self._act("action_count_elsewhere", self.new, counting=self.old)
        dialog = (
            self.env["cchc.assessment.merge"]
            .with_user(self.secretary)
            .create({"assessment_id": self.assessment.id, "reason": "Sở cũ làm cả năm."})
        )
        self.assertEqual(dialog.relative_ids, self.old)
        with self.assertRaisesRegex(UserError, "Say which form counts"):
            dialog.action_count()
        dialog.counting_ids = self.old
        dialog.action_count()
        self.assertEqual((submitted.state, submitted.state_aside), ("exempt", "submitted"))
        self.assertEqual(submitted.counted_by_ids, self.old)
        # what was submitted stays the council's to read
        self.assertTrue(self.assessment.with_user(self.appraiser).has_access("read"))
        with self.assertRaisesRegex(UserError, "does not count itself"):
            self._act("action_count_elsewhere", self.old, counting=self.assessment)
        with self.assertRaisesRegex(UserError, "It counts in place of “Sở Thử nghiệm”"):
            self._act("action_exempt", self.old)
        with self.assertRaisesRegex(UserError, "It counts in place of “Sở Thử nghiệm”"):
            self._act("action_count_elsewhere", self.old, counting=self.assessment)
        self._act("action_resume", self.assessment)
        self.assertEqual(self.assessment.state, "submitted")
        self.assertFalse(self.assessment.counted_by_ids)

    def test_relatives_over_several_steps(self):
        """A unit that was divided, and what became of the parts: all of them belong together."""
        self.new_unit.predecessor_ids = self.old_unit
        self.other_unit.predecessor_ids = self.new_unit
        self.assertEqual(
            self.assessment._get_relatives(), self.old | self.new | self.other_assessment
        )

    def test_results_without_them(self):
        """The absent stand last without a place, the exempt nowhere; neither moves a place or a mean."""
        self._conclude_both()
        draft = self._reckon()
        with self.assertRaisesRegex(UserError, "Sở Im lặng"):
            draft.action_publish()
        self._set_others_aside()
        draft = self._reckon()
        self.assertEqual(
            {one.unit_id.name: (one.rank, one.standing) for one in draft.result_ids},
            {
                "Sở Thử nghiệm": (1, "assessed"),
                "Sở Đối chứng": (2, "assessed"),
                "Sở Im lặng": (0, "absent"),
            },
        )
        absent = draft.result_ids.filtered(lambda one: one.standing == "absent")
        self.assertEqual((absent.percent, absent.rating, absent.maximum), (0, "Yếu", 10))
        self.assertEqual(absent.standing_reason, "Theo Công văn số 5/SNV.")
        self.assertIn("Không nộp hồ sơ", absent.score_text)
        self.assertEqual(
            [(entry["unit"], entry["reason"], entry["counted_by"]) for entry in draft.not_assessed],
            [
                ("Sở Cũ", "Hợp nhất từ 01/7.", ["Sở Thử nghiệm"]),
                ("Sở Mới lập", "Mới thành lập tháng 10.", []),
            ],
        )
        self.assertEqual(
            draft.not_assessed_text,
            "Sở Cũ: Hợp nhất từ 01/7. (Counts instead: Sở Thử nghiệm)\n"
            "Sở Mới lập: Mới thành lập tháng 10.",
        )
        mean = draft.result_ids.domain_ids.mapped("group_mean")
        self.period.with_user(self.secretary).absent_result = "none"
        draft = self._reckon()
        absent = draft.result_ids.filtered(lambda one: one.standing == "absent")
        self.assertEqual((absent.percent, absent.rating), (False, False))
        self.assertEqual(draft.result_ids.domain_ids.mapped("group_mean"), mean)
        published = self._publish()
        self.assertEqual(published.state, "published")
        self.assertFalse(published._check_seals().filtered(lambda one: one.state == "bad"))
        self.assertEqual(self._states()["Sở Im lặng"], "absent")
        with self.assertRaisesRegex(UserError, "The results are published"):
            self._act("action_resume", self.silent)

    def test_papers_name_the_absent_and_tell_no_score(self):
        """Annex and workbook have the unit at the end of its group, and nothing that it had filled in."""
        self._fill_in(self.silent, self.other_officer)
        self._conclude_both()
        self._set_others_aside()
        self.period.with_user(self.secretary).absent_result = "none"
        publication = self._publish()
        annex = self.env["report.cchc_assessment.annex"]._make_annex(publication)
        last = annex.groups[0].units[-1]
        self.assertEqual(
            (last.name, last.score, last.self_score, last.rank, last.rating),
            ("Sở Im lặng", "", "", "", "Không nộp hồ sơ"),
        )
        report = self.env["report.cchc_assessment.consolidated"].with_user(self.appraiser)
        [group] = report._make_consolidated(publication.with_user(self.appraiser)).groups
        unit = group.units[-1]
        self.assertEqual((unit.name, unit.rating), ("Sở Im lặng", "Không nộp hồ sơ"))
        self.assertFalse([score for score in unit.self_scores if score is not None])

    def test_other_units_learn_nothing(self):
        """A unit sees neither why others are not assessed nor that they are absent."""
        self._conclude_both()
        self._set_others_aside()
        publication = self._publish().with_user(self.leader)
        self.env.invalidate_all()
        self.assertEqual(publication.result_ids.unit_id, self.unit)
        with self.assertRaises(UserError):
            publication.read(["not_assessed"])
        own = self.env["cchc.result"].with_user(self.other_leader).search([])
        self.assertIn("absent", own.mapped("standing"))
