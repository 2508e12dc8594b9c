from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import WebCase


@tagged("post_install", "-at_install")
class TestYearTour(WebCase):
    """A deadline in Chromium: approved, recalled, approved again, returned, extended, submitted once more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        (cls.officer | cls.leader | cls.secretary).lang = "vi_VN"
        cls._open_period()
        cls._fill_in()
        cls._send()

    def test_from_recall_to_resubmission(self):
        """Each of the three finds the assessment as the one before left it; every submission stays on record."""
        deadline = self.assessment.deadline
        self._play("cchc_leader_approves_and_recalls", self.leader)
        self.assertEqual(self.assessment.state, "leader_review")
        self._play("cchc_leader_approves_again", self.leader)
        self._play("cchc_secretary_returns_and_extends", self.secretary)
        self.assertEqual(self.assessment.state, "draft")
        self.assertGreater(self.assessment.deadline, deadline)
        self._play("cchc_officer_mends_and_sends", self.officer)
        self._play("cchc_leader_submits_anew", self.leader)

        self.assertEqual(self.assessment.state, "submitted")
        submissions = self.assessment.submission_ids.sorted("number")
        self.assertEqual(
            submissions.mapped("dispatch_number"), ["1/STN-VP", "2/STN-VP", "3/STN-VP"]
        )
        self.assertEqual(submissions.mapped("self_score"), [3.2, 3.2, 4.2])
        self.assertEqual(self._line("1.2").explanation, "Có một sáng kiến được công nhận.")
        reasons = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("reason", "!=", False)],
            order="id",
        )
        self.assertEqual(
            [(row.user_id, row.reason) for row in reasons if row.action in ("state", "deadline")][
                :1
            ],
            [(self.leader, "Nhầm ngày công văn.")],
        )
        self.assertIn("Bổ sung sáng kiến.", reasons.mapped("reason"))
        self.assertIn("Đơn vị vừa sáp nhập.", reasons.mapped("reason"))
        self.assertFalse(self.env["cchc.log"]._find_breaks(self.assessment))
        self.assertGreater(self.assessment.deadline, Datetime.now())
