import socket

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import CchcCase
from ..postbox import Mailing


@tagged("post_install", "-at_install")
class TestCouncilMail(Mailing, CchcCase):
    """The message to the council: what it says, and that its failure never undoes an approval."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period.council_email = "hoidong@example.com"
        cls.template = cls.env.ref("cchc_assessment.cchc_submission_mail_template")
        cls._open_period()
        cls._fill_in()
        cls._send()

    def _submission(self):
        self.assertEqual(self.assessment.state, "submitted")
        return self.assessment.submission_ids

    def _deliver(self):
        """Let Odoo's queue send what waits there."""
        with self.enter_registry_test_mode():
            self.env.ref("mail.ir_cron_mail_scheduler_action").method_direct_trigger()
        self.env.invalidate_all()

    def _mail(self, submission):
        return self.env["mail.mail"].search(
            [("model", "=", "cchc.submission"), ("res_id", "=", submission.id)]
        )

    def _assert_failure_is_seen(self, submission, words):
        self.assertEqual(submission.mail_state, "failed")
        self.assertRegex(submission.mail_failure, words)
        activity = self.assessment.activity_ids
        self.assertEqual(activity.user_id, self.secretary)
        self.assertRegex(str(activity.note), words)
        self.assertIn("e-mail", str(self.assessment.message_ids[:2].mapped("body")))

    def test_the_council_gets_the_appendix_and_a_link(self):
        """The message goes to the period's address, in Vietnamese, with the sealed appendix and a link."""
        with self._postbox() as letters:
            self._approve()
            submission = self._submission()
            self.assertFalse(letters, "The leader has waited for a mail server.")
            self.assertEqual(submission.mail_state, "waiting")
            self._deliver()
            self._deliver()
        mail = self._mail(submission)
        self.assertEqual(len([one for one in letters if b"hoidong@example.com" in one]), 1)
        self.assertEqual(mail.email_to, "hoidong@example.com")
        self.assertIn("Sở Thử nghiệm gửi kết quả tự đánh giá", mail.subject)
        for text in (
            "1234/STN-VP, 05/12/2026",
            "3,20 (",
            f'href="{submission.get_base_url()}/odoo/cchc.assessment/{self.assessment.id}"',
        ):
            self.assertIn(text, mail.body_html)
        self.assertEqual(mail.attachment_ids, submission.appendix_id)
        self.assertEqual(submission.mail_state, "sent")

    def _delivery(self, user=None):
        self.env.invalidate_all()
        return self.assessment.with_user(user or self.leader).delivery

    def test_what_goes_on_behind_is_shown(self):
        """As long as the message waits, whoever opens the form sees it; not before, nor afterwards."""
        self.assertFalse(self._delivery())
        with self._postbox():
            self._approve()
            submission = self._submission()
            told = {"submission_id": submission.id, "state": "waiting", "failure": ""}
            self.assertEqual(self._delivery(), told)
            self.assertEqual(self._delivery(self.officer), told)
            self._deliver()
        self.assertFalse(self._delivery())
        # the bar asks for these
        (read,) = submission.with_user(self.leader).read(["mail_state", "mail_failure"])
        self.assertEqual((read["mail_state"], read["mail_failure"]), ("sent", False))

    def test_a_failure_is_shown(self):
        """The leader is told why, until the message was sent again or the submission stands no more."""
        self.period.council_email = False
        self._approve()
        self.assertEqual(self._delivery()["state"], "failed")
        self.assertIn("no address", self._delivery()["failure"])
        self.assessment.with_user(self.leader)._transition("action_recall", reason="Sửa số.")
        self.assertFalse(self._delivery())

    def test_without_an_address(self):
        """A period without the council's address lets its units submit; the secretary is told."""
        self.period.council_email = False
        self._approve()
        self._assert_failure_is_seen(self._submission(), "no address")

    def test_a_server_that_refuses(self):
        """When no mail server answers, the approval stands and the secretary is told why, and can send it again."""
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            # bound but not listening: a connection is refused, and no other program takes the port
            with self._sending_to(closed.getsockname()[1]):
                self._approve()
                self._deliver()
        submission = self._submission()
        self._assert_failure_is_seen(submission, "(?i)refused|connect")
        self.env["ir.mail_server"].search([]).active = False
        with self._postbox() as letters:
            submission.with_user(self.secretary).action_mail_council()
            self._deliver()
        self.assertEqual(submission.mail_state, "sent")
        self.assertEqual(len([one for one in letters if b"hoidong@example.com" in one]), 1)

    @mute_logger("odoo.addons.cchc_assessment.models.assessment.cchc_submission")
    def test_a_broken_template(self):
        """A template that cannot be rendered, or is gone, does not stop an approval."""
        self.template.body_html = '<t t-out="object.no_such_field.at_all"/>'
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self._approve()
        self._assert_failure_is_seen(self._submission(), "template")

    @mute_logger("odoo.addons.cchc_assessment.models.assessment.cchc_submission")
    def test_a_template_that_is_gone(self):
        """A template that somebody deleted does not stop an approval either."""
        self.template.unlink()
        self._approve()
        self._assert_failure_is_seen(self._submission(), "template")

    def test_the_secretary_words_the_message(self):
        """The secretary edits the template with its placeholders but without code; units cannot touch it."""
        template = self.template.with_user(self.secretary)
        template.write(
            {
                "subject": "Hồ sơ của {{ object.unit_id.name }}",
                "body_html": '<p>Điểm: <t t-out="object.score_text"/></p>',
            }
        )
        self._approve()
        mail = self._mail(self._submission())
        self.assertEqual(mail.subject, "Hồ sơ của Sở Thử nghiệm")
        self.assertIn("Điểm: 3,2", mail.body_html)
        with self.assertRaises(AccessError):
            template.body_html = "<t t-out=\"object.env['res.users'].search([])\"/>"
        for user in (self.officer, self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.template.with_user(user).subject = "Khác"

    def test_only_the_secretary_sends_again(self):
        """Nobody but the secretary sends the message to the council once more."""
        self._approve()
        for user in (self.officer, self.leader, self.appraiser, self.other_leader):
            with self.assertRaises(AccessError):
                self._submission().with_user(user).action_mail_council()
