import errno
import os
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from odoo.addons.cchc_assessment.tests.common import CchcCase, make_pdf

from ..core.scans import ScanReading
from ..models.cchc_evidence import MOST_TRIES
from .common import SAMPLE, ScanCase
from .pure import scan_pages


@tagged("post_install", "-at_install")
class TestScans(ScanCase, CchcCase):
    """Documents whose pages are pictures are read after they were filed, and what is empty is filled in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.officer.lang = "en_US"
        cls._open_period()
        # one page is recognised for all tests that look at what comes of it
        cls.content = cls._make_scan(cls, "stamped")

    def test_a_scan_is_read(self):
        """It waits when it is filed; then number, day, type, issuer and subject are there, marked, and searched by."""
        scan = self._file_scan(self.content, file_name="scan0001.pdf", document_number=False)
        sha256, stored = scan.sha256, scan.sudo().attachment_id.raw
        self.assertEqual(
            (scan.scan_state, scan.name, scan.text_content), ("waiting", "scan0001", "")
        )
        self.assertIn("waits to be read", scan.scan_note)
        typed = self._file_scan(
            self._make_scan("clean", index=3), document_number="7/SNV-VP", issuer="Nơi mẫu"
        )
        rows = [("assessment_id", "=", self.assessment.id), ("action", "=", "document")]
        logged = self.env["cchc.log"].search_count(rows)
        self.assertTrue(self._read_scans(), "another one waits")
        self.assertEqual((scan.scan_state, typed.scan_state), ("read", "waiting"))
        self.assertFalse(self._read_scans())
        self.assertEqual(
            (scan.document_number, scan.document_date, scan.name, scan.document_type_id.code),
            (SAMPLE.number, SAMPLE.date, SAMPLE.subject, SAMPLE.type_code),
        )
        self.assertEqual(scan.issuer, "Sở Nội vụ")
        self.assertIn("to be checked: ", scan.scan_note)
        self.assertIn("Số: 12/BC-SNV", scan.text_content)
        found = self.env["cchc.evidence"].with_user(self.officer)
        self.assertEqual(found.search([("text_content", "ilike", "tỷ lệ hồ sơ")]), scan | typed)
        self.assertEqual((scan.sha256, scan.sudo().attachment_id.raw), (sha256, stored))
        self.assertGreater(self.env["cchc.log"].search_count(rows), logged)
        self.assertIn(scan.scan_note, scan._get_sheet_chips()[0]["remarks"])
        # what was given stays, and is not marked
        self.assertEqual((typed.document_number, typed.issuer), ("7/SNV-VP", "Nơi mẫu"))
        self.assertEqual(typed.document_date, scan_pages.SAMPLES[3].date)
        self.assertNotIn("document_number", typed.scan_filled)

    def test_what_people_say_counts(self):
        """What somebody has written or emptied since is not filled in; the mark goes with a change, or a word."""
        scan = self._file_scan(self.content)
        scan.write({"issuer": "Sở Thử nghiệm"})
        scan.write({"issuer": False, "name": "Tên do người nhập"})
        self._keep(scan)
        self.assertEqual((scan.issuer, scan.name), (False, "Tên do người nhập"))
        self.assertEqual(scan.scan_filled, "document_number,document_date,document_type_id")
        scan.document_number = "13/BC-SNV"
        self.assertEqual(scan.scan_filled, "document_date,document_type_id")
        scan.action_confirm_scan()
        self.assertFalse(scan.scan_filled or scan.scan_note)

    def test_a_subject_that_was_read_makes_nothing_sure(self):
        """Sorting proposes by it at once, but not as sure before somebody has checked it."""
        known = self._file_scan(make_pdf("cu"), name=SAMPLE.subject, line=self._line("1.2"))
        self.assertEqual(known.line_ids, self._line("1.2"))
        scan = self._file_scan(self.content)
        scan.line_ids = [Command.clear()]
        self.assertFalse(scan.proposed_line_id)
        self._keep(scan)
        self.assertEqual(scan.proposed_line_id, self._line("1.2"))
        self.assertFalse(scan.is_proposal_sure)
        scan.action_confirm_scan()
        self.env.invalidate_all()
        self.assertTrue(scan.is_proposal_sure)

    def test_closed_documents_keep_their_fields(self):
        """Of what was sealed meanwhile the text is kept for the search, and nothing else changes."""
        scan = self._file_scan(self.content)
        self._fill_in()
        self._send()
        self._approve()
        before = scan.read(["name", "document_number", "document_date", "issuer"])
        self._keep(scan)
        self.assertEqual(scan.read(["name", "document_number", "document_date", "issuer"]), before)
        self.assertEqual((scan.scan_state, scan.scan_filled), ("read", False))
        self.assertIn("Số: 12/BC-SNV", scan.text_content)
        with self.assertRaises(UserError):
            scan.with_user(self.officer).action_confirm_scan()

    def test_what_is_given_back_is_filled_in(self):
        """What was read while the leader had the assessment is filled in when the officer has it again."""
        scan = self._file_scan(self.content)
        self._fill_in()
        self._send()
        self._keep(scan)
        self.assertEqual((scan.scan_state, scan.scan_filled), ("read", False))
        documents = self.env["cchc.evidence"].sudo()
        documents._await_reopened()
        self.assertEqual(scan.scan_state, "read")
        self.assessment.with_user(self.officer)._transition("action_take_back", reason="Sửa số.")
        documents._await_reopened()
        self.assertEqual(scan.scan_state, "waiting")
        text = scan.text_content
        self._keep(scan)
        self.assertEqual((scan.scan_state, scan.text_content), ("read", text))
        self.assertEqual((scan.name, scan.document_number), (SAMPLE.subject, SAMPLE.number))
        documents._await_reopened()
        self.assertEqual(scan.scan_state, "read", "there is nothing left to fill in")

    def test_one_file_that_cannot_be_had_stops_no_other(self):
        """Others are read before it is tried again; in the end it is given up, and can be read again."""
        broken = self._file_scan(self.content)
        self._break_file(broken)
        other = self._file_scan(make_pdf("co chu"), file_name="a.pdf")
        with mute_logger("odoo.addons.cchc_assessment_ocr.models.cchc_evidence"):
            self.assertTrue(self._read_scans())
            self.assertEqual((broken.scan_state, broken.scan_tries), ("waiting", 1))
            self.assertTrue(self._read_scans())
            self.assertEqual(other.scan_state, "none")
            for _try in range(MOST_TRIES):
                self._read_scans()
        self.assertEqual(broken.scan_state, "unreadable")
        broken.with_user(self.officer).action_read_scan_again()
        self.assertEqual((broken.scan_state, broken.scan_tries), ("waiting", 1))
        self.assertIn("document_number", broken.scan_open)

    def test_whoever_asks_again_waits_for_what_nobody_has_read_yet(self):
        """A unit that lets one scan be read again and again keeps no other unit's waiting."""
        scan = self._file_scan(self.content)
        scan.sudo()._write_as_system({"scan_state": "unreadable"})
        line = self._line("1.1.1", self.other_assessment)
        content = make_pdf("co chu")
        others = self._file_scan(content, "a.pdf", line=line, user=self.other_officer)
        self.assertEqual(others.scan_state, "waiting")
        scan.with_user(self.officer).action_read_scan_again()
        self._read_scans()
        self.assertEqual((scan.scan_state, others.scan_state), ("waiting", "none"))

    def test_whoever_asks_again_stands_behind_those_who_asked_before(self):
        """Among scans that were tried as often the one that waits the longest is read, whatever its number."""
        early, late = (
            self._file_scan(make_pdf(name), f"{name}.pdf").sudo() for name in ("mot", "hai")
        )
        for minutes, scan in ((2, late), (1, early)):
            moment = self.env.cr.now() - timedelta(minutes=minutes)
            scan._write_as_system({"scan_tries": 1, "scan_queued_at": moment})
        self._read_scans()
        self.assertEqual((early.scan_state, late.scan_state), ("waiting", "none"))
        # asking again and again moves one back, and never before another
        early._write_as_system({"scan_state": "unreadable"})
        third = self._file_scan(make_pdf("ba"), "ba.pdf").sudo()
        third._count_try(1)
        early.with_user(self.officer).action_read_scan_again()
        third._write_as_system({"scan_queued_at": self.env.cr.now() - timedelta(seconds=1)})
        self._read_scans()
        self.assertEqual((early.scan_state, third.scan_state), ("waiting", "none"))

    def _break_file(self, document):
        """Let the file store refuse to open this document's file, as after a restore by another user."""
        attachments = type(self.env["ir.attachment"])
        opened, broken = attachments._open_stored, document.sudo().attachment_id.id

        def open_stored(attachment):
            if attachment.id == broken:
                raise PermissionError(errno.EACCES, "Permission denied")
            return opened(attachment)

        self.startPatcher(patch.object(attachments, "_open_stored", open_stored))

    def test_what_was_ended_is_begun_again(self):
        """A document whose reading was killed waits on as it was; after some tries it is given up, and that is said."""
        scan = self._file_scan(self.content)
        # what a killed process leaves: the try that was committed before it began
        scan.sudo()._count_try(MOST_TRIES - 1)
        self.assertEqual((scan.scan_state, scan.text_content), ("waiting", ""))
        scan.sudo()._count_try(1)
        self._read_scans()
        self.assertEqual((scan.scan_state, scan.text_content), ("unreadable", ""))
        self.assertIn("broken off several times", scan.scan_note)

    def test_a_job_ends_before_the_server_ends_it(self):
        """A document gets less time than a job; where a job has no limit, it has one of its own."""
        for of_jobs, of_requests, wall in ((-1, 120, 90), (400, 120, 300), (0, 120, 600)):
            with (
                patch.dict(config.options, limit_time_real_cron=of_jobs),
                patch.dict(config.options, limit_time_real=of_requests),
            ):
                self.assertEqual(self.env["cchc.evidence"]._get_limits().wall, wall)

    def test_a_full_disk_is_no_word_on_a_document(self):
        """What could not be tried is not counted as tried."""
        scan = self._file_scan(self.content).sudo()
        scan._count_try(1)
        scan._keep_scan(None)
        self.assertEqual((scan.scan_state, scan.scan_tries), ("waiting", 0))

    def test_what_has_text_is_no_scan(self):
        """A PDF with text of its own is let go by the job; a Word document never waits."""
        plain = self._file_scan(make_pdf("co chu"), file_name="a.pdf")
        text = plain.text_content
        self._read_scans()
        self.assertEqual((plain.scan_state, plain.text_content), ("none", text))
        self.assertFalse(plain.scan_note)

    def test_what_cannot_be_read_is_said(self):
        """Which pages, and how many were read."""
        scan = self._file_scan(self.content)
        remarks = {"unreadable": {"pages": [2, 5]}, "more_pages": {"read": 20, "total": 35}}
        scan.sudo()._keep_scan(ScanReading("A", "", 3, remarks))
        self.assertEqual(scan.scan_state, "partly")
        self.assertIn("cannot be read: 2, 5.", scan.scan_note)
        self.assertIn("first 20 of 35 pages", scan.scan_note)
        self.assertIn("Không đọc được các trang: 2, 5.", scan.with_context(lang="vi_VN").scan_note)

    def test_the_next_year_knows_what_was_read(self):
        """A copy of the same file brings along what was read of it."""
        scan = self._file_scan(self.content)
        self._keep(scan)
        values = scan._get_file_values()
        self.assertEqual((values["scan_state"], values["scan_filled"]), ("read", scan.scan_filled))

    def test_scans_from_before(self):
        """What was filed before the addon was there waits too; its name stays."""
        scan = self._file_scan(self.content)
        scan.sudo()._write_as_system({"scan_state": "none", "scan_open": False})
        self.env["cchc.evidence"]._await_earlier_scans()
        self.assertEqual(scan.scan_state, "waiting")
        self._keep(scan)
        self.assertEqual((scan.name, scan.document_number), ("scan0001", SAMPLE.number))

    def test_without_the_program_documents_wait(self):
        """Nothing is said where all is there; without the program the settings say what to install, and scans wait."""
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.cchc_ocr_missing)
        scan = self._file_scan(self.content)
        with patch.dict(os.environ, {"PATH": "/nonexistent"}):
            settings.invalidate_recordset(["cchc_ocr_missing"])
            self.assertIn("apt install tesseract-ocr", settings.cchc_ocr_missing)
            self._read_scans()
        self.assertEqual((scan.scan_state, scan.scan_tries), ("waiting", 0))

    def _keep(self, scan):
        """Let the job keep what is read of a page like ``self.content``."""
        lines = (
            "UBND TỈNH MẪU GIANG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "SỞ NỘI VỤ Độc lập - Tự do - Hạnh phúc",
            "Số: 12/BC-SNV Mẫu Giang, ngày 14 tháng 03 năm 2025",
            "BÁO CÁO",
            SAMPLE.subject,
            "Đây là văn bản mẫu, không của cơ quan nào.",
        )
        text = "\n".join(lines)
        scan.with_user(self.env.ref("base.user_root"))._keep_scan(ScanReading(text, text, 1))
        self.env.invalidate_all()
