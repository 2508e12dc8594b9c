import json

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RemoteCase
from .test_sheet import SheetCase
from .test_sheet_tour import SheetTour


@tagged("post_install", "-at_install")
class TestLongSheet(SheetTour):
    """What people know of spreadsheets, in a sheet of which the screen shows a part."""

    def _open_large(self, leaves):
        rubric = self._make_large_rubric(leaves)
        rubric.action_publish()
        self.period.rubric_ids = [Command.set(rubric.ids)]
        self.period.with_user(self.secretary).action_open()
        return self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)

    def test_three_hundred_criteria(self):
        """Keyboard, search, several cells, print and looks know rows that are out of view."""
        assessment = self._open_large(300)
        self._play_in_sheet("cchc_officer_in_a_long_sheet", self.officer, assessment)
        lines = {line.criterion_id.code: line for line in assessment.line_ids}
        self.assertEqual(lines["1.300"].explanation, "xong")
        filled = [code for code, line in lines.items() if line.option_id]
        self.assertEqual(filled, ["1.250", "1.251", "1.252"])

    def test_the_session_ends(self):
        """Whoever is signed out while they type signs in within the page, and what they typed is saved."""
        self._open_period()
        with mute_logger("odoo.http", "odoo.addons.base.models.res_users"):
            self._play_in_sheet("cchc_officer_is_signed_out", self.officer, self.assessment)
        self.assertEqual(self._line("1.2").manual_score, 1.5)

    def test_few_steps(self):
        """A choice with its document takes two by mouse and three by keyboard, a band of two numbers four."""
        self._open_period()
        self._play_in_sheet("cchc_officer_in_few_steps", self.officer, self.assessment)
        self.assertEqual(self._line("1.1.1").self_score, 2)
        self.assertEqual(len(self._line("1.1.1").evidence_ids), 2)
        self.assertEqual(self._line("1.1.2").numerator, 8)

    def test_what_was_and_what_may_be(self):
        """A cell's earlier words come back from the log; the next class is told by the points still to be had."""
        self._open_period()
        self._fill_in()
        self.period.rating_scale_id = self._make_scale()
        before = self._line("1.2").explanation
        self._play_in_sheet("cchc_officer_looks_back_and_ahead", self.officer, self.assessment)
        self.assertEqual(self._line("1.2").explanation, before)


@tagged("post_install", "-at_install")
class TestSheetAnswer(SheetCase, RemoteCase):
    """A long answer of ours is compressed for whoever takes it so."""

    def test_compressed(self):
        rubric = self._make_large_rubric(100)
        rubric.action_publish()
        self.period.rubric_ids = [Command.set(rubric.ids)]
        self.period.with_user(self.secretary).action_open()
        assessment = self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
        self.env.flush_all()
        self.authenticate(self.officer.login, self.officer.login)

        def ask(encoding, model="cchc.assessment", method="get_sheet", args=None):
            params = {"model": model, "method": method, "args": args or assessment.ids}
            return self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                data=json.dumps({"jsonrpc": "2.0", "params": {**params, "kwargs": {}}}),
                headers={"Content-Type": "application/json", "Accept-Encoding": encoding},
            )

        plain, packed = ask("identity"), ask("gzip, deflate")
        self.assertNotIn("Content-Encoding", plain.headers)
        self.assertNotIn("Content-Encoding", ask("gzip;q=0").headers)
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertIn("Accept-Encoding", packed.headers["Vary"])
        self.assertEqual(packed.json()["result"], plain.json()["result"])
        packed_size = int(packed.headers["Content-Length"])
        self.assertLess(packed_size * 8, int(plain.headers["Content-Length"]))
        # short answers, and those of others, are as they were
        short = ask("gzip", method="read", args=[assessment.ids, ["state"]])
        self.assertNotIn("Content-Encoding", short.headers)
