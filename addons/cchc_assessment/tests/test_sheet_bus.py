import json

from odoo.tests import tagged

from odoo.addons.bus.tests.common import WebsocketCase

from .test_sheet import SheetCase


@tagged("post_install", "-at_install")
class TestSheetBus(SheetCase, WebsocketCase):
    """Whoever has the sheet before them hears of others' changes over the websocket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def _listen(self, user):
        """Ask for the changes of the assessment as the browser of ``user`` does."""
        session = self.authenticate(user.login, user.login)
        connection = self.websocket_connect(cookie=f"session_id={session.sid};")
        self.subscribe(
            connection,
            [f"cchc.assessment_{self.assessment.id}"],
            self.env["bus.bus"]._bus_last_id(),
        )
        return connection

    def _hear(self, connection):
        return [one["message"] for one in json.loads(connection.recv())]

    def test_a_colleagues_change_is_told_to_readers_only(self):
        """The leader's change reaches the officer, as ids; another unit's officer hears their own messages only."""
        colleague, stranger = self._listen(self.officer), self._listen(self.other_officer)
        line = self._line("1.2").with_user(self.leader)
        line.save_row({"explanation": "Của lãnh đạo."}, line.revision)
        for user in (self.officer, self.other_officer):
            user._bus_send("cchc_test", {})
        self.trigger_notification_dispatching(
            [self.assessment, self.officer.partner_id, self.other_officer.partner_id]
        )
        self.assertEqual(
            self._hear(colleague)[0],
            {
                "type": "cchc_assessment_changed",
                "payload": {
                    "id": self.assessment.id,
                    "revision": self.assessment.log_count,
                    "line_ids": line.ids,
                },
            },
        )
        self.assertEqual({one["type"] for one in self._hear(stranger)}, {"cchc_test"})
