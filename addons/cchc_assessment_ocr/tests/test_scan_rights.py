from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import RemoteCase

from ..core.scans import ScanReading
from .common import ScanCase

FIELDS = ["scan_state", "scan_tries", "scan_open", "scan_filled", "scan_remarks", "scan_note"]


@tagged("post_install", "-at_install")
class TestScanRights(ScanCase, RemoteCase):
    """Over the network nobody learns of another unit's scans, writes what the job writes, or makes the server read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls.scan = cls._file_scan(cls, cls._make_scan(cls, "faxed"))

    def test_another_unit_gets_no_sign(self):
        """Neither state nor text, by reading, searching, counting or grouping, before and after it was read."""
        self.scan.sudo()._keep_scan(ScanReading("chữ trên bản quét", "", 1))
        stranger = {"user": self.other_officer}
        for names in (FIELDS, ["text_content"]):
            self.assertIn(
                "AccessError", self._call("cchc.evidence", "read", self.scan.ids, names, **stranger)
            )
        for domain in (
            [("scan_state", "=", "read")],
            [("text_content", "ilike", "bản quét")],
            [("scan_filled", "=", False), ("id", "=", self.scan.id)],
        ):
            own = self._call("cchc.evidence", "search_count", domain, user=self.officer)
            self.assertEqual(own, 1)
            self.assertEqual(self._call("cchc.evidence", "search_count", domain, **stranger), 0)
        groups = self._call(
            "cchc.evidence", "formatted_read_group", [], ["scan_state"], ["__count"], **stranger
        )
        self.assertEqual(groups, [])
        self.assertIn(
            "AccessError",
            self._call("cchc.evidence", "action_confirm_scan", self.scan.ids, **stranger),
        )

    def test_nobody_writes_what_the_job_writes(self):
        """Not the unit's own leader either, when it is filed or later."""
        for name, value in (
            ("scan_state", "read"),
            ("scan_state", "waiting"),
            ("scan_tries", 0),
            ("scan_open", "name"),
            ("scan_filled", "name"),
            ("scan_remarks", '{"time": {"read": 1}}'),
        ):
            answer = self._call(
                "cchc.evidence", "write", self.scan.ids, {name: value}, user=self.leader
            )
            self.assertIn("AccessError", answer, name)
            vals = {"assessment_id": self.assessment.id, "name": "a", name: value}
            answer = self._call("cchc.evidence", "create", [vals], user=self.officer)
            self.assertIn("AccessError", answer, name)
        self.assertEqual(self.scan.scan_state, "waiting")

    def test_nobody_makes_the_server_read(self):
        """The job's methods are closed to the network, and the job itself to everybody but the administrator."""
        for method in ("_cron_read_scans", "_read_waiting", "_keep_scan", "_await_earlier_scans"):
            answer = self._call("cchc.evidence", method, self.scan.ids, user=self.officer)
            self.assertIn("AccessError", answer, method)
        job = self.env.ref("cchc_assessment_ocr.ir_cron_read_scans")
        for user in (self.officer, self.secretary):
            answer = self._call("ir.cron", "method_direct_trigger", job.ids, user=user)
            self.assertIn("AccessError", answer)
        self.assertEqual(self.scan.scan_state, "waiting")
