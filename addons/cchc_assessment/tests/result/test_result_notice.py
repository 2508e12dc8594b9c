import socket
from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import CchcCase
from ..common_council import Council
from ..postbox import Mailing

LOG = "odoo.addons.cchc_assessment.models.result.cchc_result"


@tagged("post_install", "-at_install")
class TestResultNotice(Mailing, Council, CchcCase):
    """The notice of its result to each unit: what it says, to whom, and that its failure undoes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._conclude_both()
        cls.template = cls.env.ref("cchc_assessment.cchc_result_mail_template")
        cls.leader.email = "lanhdao@example.com"
        cls.other_leader.email = "lanhdao-khac@example.com"

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("cchc_assessment.cchc_result_notice_cron").method_direct_trigger()
        self.env.invalidate_all()

    def _result(self, publication, unit=None):
        return publication.result_ids.filtered(lambda one: one.unit_id == (unit or self.unit))

    def _mail(self, result):
        return self.env["mail.mail"].search(
            [("model", "=", "cchc.result"), ("res_id", "=", result.id)]
        )

    def test_each_unit_gets_its_own_result(self):
        """Its leaders get place, rating and decision, with a sheet that names no other unit."""
        publication = self._publish()
        self.assertEqual(set(publication.result_ids.mapped("notice_state")), {"queued"})
        with self._postbox() as letters:
            self._run()
        self.assertEqual(len(letters), 2)
        self.assertEqual(set(publication.result_ids.mapped("notice_state")), {"sent"})
        self.assertEqual(publication.notice_count, 2)
        result = self._result(publication)
        mail = self._mail(result)
        self.assertEqual(mail.recipient_ids, self.leader.partner_id)
        for text in ("12/QĐ-UBND, 15/01/2027", "5,70/10,00 (57,00 %)", "1 (Sở, ban, ngành)", "Khá"):
            self.assertIn(text, mail.body_html)
        self.assertNotIn(self.other_unit.name, mail.body_html)
        sheet = load_workbook(BytesIO(mail.attachment_ids.raw))
        self.assertEqual(sheet.sheetnames, ["Sở Thử nghiệm"])
        said = " ".join(str(cell.value) for row in sheet.active.iter_rows() for cell in row)
        self.assertNotIn(self.other_unit.name, said)
        attachment = mail.attachment_ids
        self.assertTrue(attachment.with_user(self.leader).has_access("read"))
        for user in (self.other_leader, self.other_officer):
            self.assertFalse(attachment.with_user(user).has_access("read"))
        with self._postbox() as letters:
            self._run()
        self.assertFalse(letters)

    def test_the_secretary_sends_them_later(self):
        """Where it is not wanted at once, a button sends them; only what was not sent yet."""
        self.other_leader.email = False
        publication = self._publish(notify_units=False)
        self.assertFalse(any(publication.result_ids.mapped("notice_state")))
        publication.action_send_notices()
        with self._postbox() as letters:
            self._run()
            self.assertEqual(len(letters), 1)
            self.assertEqual(publication.failed_notice_count, 1)
            failed = self._result(publication, self.other_unit)
            self.assertIn("e-mail address", failed.notice_failure)
            self.other_leader.email = "lanhdao-khac@example.com"
            publication.action_send_notices()
            self._run()
        self.assertEqual(len(letters), 2)
        self.assertEqual(set(publication.result_ids.mapped("notice_state")), {"sent"})

    def test_a_server_that_refuses(self):
        """The publication stands, and each result says why its notice was not sent."""
        publication = self._publish()
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            # bound but not listening: a connection is refused, and no other program takes the port
            with self._sending_to(closed.getsockname()[1]):
                self._run()
        self.assertEqual(publication.state, "published")
        self.assertEqual(self.assessment.state, "published")
        self.assertEqual(publication.failed_notice_count, 2)
        self.assertRegex(self._result(publication).notice_failure, "(?i)refused|connect")

    @mute_logger(LOG)
    def test_a_broken_template(self):
        """A template that cannot be rendered, or is gone, does not stop a publication."""
        self.template.body_html = '<t t-out="object.no_such_field.at_all"/>'
        publication = self._publish()
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self._run()
        self.assertEqual(publication.failed_notice_count, 2)
        self.assertEqual(publication.state, "published")
        for template, sentence in (
            ({"body_html": "<p> </p>"}, "It is empty"),
            (
                {"body_html": "<p>x</p>", "email_to": False, "partner_to": False},
                "It names no recipient",
            ),
        ):
            self.template.write({**template, "use_default_to": False})
            publication.action_send_notices()
            self._run()
            self.assertEqual(publication.failed_notice_count, 2)
            self.assertIn(sentence, self._result(publication).notice_failure)
        self.template.unlink()
        publication.action_send_notices()
        self._run()
        self.assertEqual(publication.failed_notice_count, 2)
        self.assertIn("has been deleted", self._result(publication).notice_failure)

    def test_what_nobody_has_foreseen(self):
        """The notices are noted as not sent, and the administrator finds in the log what was wrong with each."""
        publication = self._publish()
        results = type(self.env["cchc.result"])
        with (
            patch.object(results, "_make_notice", side_effect=ZeroDivisionError),
            self.assertLogs(LOG, "WARNING") as logs,
        ):
            self._run()
        self.assertEqual(publication.failed_notice_count, 2)
        self.assertEqual(len(logs.output), 2)
        self.assertIn("ZeroDivisionError", logs.output[0])

    def test_what_was_replaced_is_not_said_any_more(self):
        """Notices that still wait when a correction is published are not sent; the correction's are."""
        old = self._publish()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại")
        self._conclude()
        new = self._publish(reason="Điều chỉnh", decision_number="20/QĐ-UBND")
        with self._postbox() as letters:
            self._run()
        self.assertEqual(len(letters), 2)
        self.assertFalse(self._mail(self._result(old)))
        self.assertIn("20/QĐ-UBND", self._mail(self._result(new)).body_html)
        with self.assertRaisesRegex(UserError, "not in force"):
            old.action_send_notices()

    def test_the_secretary_words_the_notice(self):
        """With its placeholders but without code; units and members cannot touch it."""
        template = self.template.with_user(self.secretary)
        template.body_html = '<p>Hạng: <t t-out="object.rank"/></p>'
        publication = self._publish()
        with self._postbox():
            self._run()
        self.assertIn("Hạng: 1", self._mail(self._result(publication)).body_html)
        with self.assertRaises(AccessError):
            template.body_html = "<t t-out=\"object.env['res.users'].search([])\"/>"
        for user in (self.officer, self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.template.with_user(user).subject = "Khác"

    def test_who_sends(self):
        """Nobody but the secretary, and nothing before publication."""
        draft = self._compute_results()
        with self.assertRaisesRegex(UserError, "not in force"):
            draft.action_send_notices()
        publication = self._publish(notify_units=False)
        for user in (self.officer, self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                publication.with_user(user).action_send_notices()
        with self.assertRaises(AccessError):
            self._result(publication).with_user(self.secretary).write({"notice_state": "sent"})
