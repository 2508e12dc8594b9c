from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestTakeBack(CchcCase):
    """An officer who sees a mistake just after sending."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls._send()

    def _take_back(self, user=None, reason="Sót tài liệu."):
        self.assessment.with_user(user or self.officer)._transition(
            "action_take_back", reason=reason
        )

    def test_it_comes_back_while_the_leader_has_not_acted(self):
        """With a reason, and the leader is told; then it is sent again."""
        assessment = self.assessment.with_user(self.officer)
        self.assertIn("action_take_back", assessment.available_actions)
        with self.assertRaisesRegex(UserError, "State the reason"):
            self._take_back(reason="")
        dialog = assessment.action_take_back()
        self.env[dialog["res_model"]].with_user(self.officer).with_context(
            **dialog["context"]
        ).create({"reason": "Sót tài liệu."}).action_confirm()
        self.assertEqual(self.assessment.state, "draft")
        self.assertFalse(assessment.is_returned, "nobody has returned it")
        message = self.assessment.message_ids[0]
        self.assertIn(self.leader.partner_id, message.notified_partner_ids)
        self._line("1.2").with_user(self.officer).manual_score = 1
        self._send()
        self.assertEqual(self.assessment.state, "leader_review")

    def test_not_once_the_leader_has_acted(self):
        """What the leader has taken back from the council is the leader's."""
        self._approve()
        self.assessment.with_user(self.leader)._transition("action_recall", reason="Sửa số.")
        self.assertNotIn(
            "action_take_back", self.assessment.with_user(self.officer).available_actions or ()
        )
        with self.assertRaisesRegex(UserError, "The leader has acted on it"):
            self._take_back()

    def test_not_after_the_deadline(self):
        """It could not be sent again."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE cchc_assessment SET deadline = '2020-01-01'")
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "deadline"):
            self._take_back()

    def test_nobody_elses(self):
        """Neither another unit's people nor the secretary take it back."""
        for user in (self.other_officer, self.other_leader, self.secretary):
            with self.assertRaises(AccessError):
                self._take_back(user)
