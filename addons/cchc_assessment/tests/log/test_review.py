import base64
import hashlib
import itertools
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...core.tlog import SigningKey, read_checkpoint, read_note, split_notes
from ...models.log import cchc_checked_mixin
from ...models.log.seal_key import read_keys
from ...models.result import cchc_seal_review
from .test_tlog import LedgerCase


class ReviewCase(LedgerCase):
    """Two units that have submitted, whose seals are reviewed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.submissions = (cls.assessment | cls.other_assessment).submission_ids
        cls.reviews = cls.env["cchc.seal.review"]
        cls.job = cls.env.ref("cchc_assessment.cchc_seal_review_cron")
        cls._fold_day()

    def _renew(self):
        action = self.reviews.with_user(self.secretary).action_renew()
        return self.reviews.browse(action["res_id"])

    def _go_on(self):
        with self.enter_registry_test_mode():
            self.job.method_direct_trigger()
        self.env.invalidate_all()

    def _break_a_line(self):
        self._sql(
            "UPDATE cchc_assessment_line SET explanation = 'Đã xong' WHERE id = %s",
            self._line("1.1.2").id,
        )

    def _read(self, attachment):
        return attachment.sudo().raw.decode("utf-8-sig")


@tagged("post_install", "-at_install")
class TestRenewal(ReviewCase):
    """Once a year every sealed file is read again and every root signed anew, with a report for the archive."""

    def test_report_and_roots_are_kept(self):
        """The report says how many were read and that nothing differs; each log has a root signed today."""
        review = self._renew()
        self.assertEqual((review.state, review.done_count), ("running", 0))
        self._go_on()
        self.assertEqual((review.state, review.progress, review.findings), ("done", 100, False))
        self.assertEqual(review.check_ids.submission_id, review.submission_ids)
        self.assertLessEqual(self.submissions, review.submission_ids)
        report, stamps = self._read(review.report_id), self._read(review.stamps_id)
        count = len(review.check_ids)
        self.assertIn(f"Đã đọc lại {count} hồ sơ đã niêm phong", report)
        self.assertIn("Hồ sơ khác với khi niêm phong: 0.", report)
        self.assertIn(self.submission.seal, report)
        self.assertIn("- Không có.", report)
        first, *notes = [read_checkpoint(text) for text in split_notes(stamps)]
        key = read_keys().signer.public
        for checkpoint, note in (first, *notes):
            self.assertEqual(note.verify([key]), key)
            self.assertTrue(checkpoint.time.startswith(f"{Datetime.now():%Y-%m-%d}T"))
        self.assertEqual(first[0].root, hashlib.sha256(review.report_id.sudo().raw).digest())
        ledgers = self.ledgers.search([("size", ">", 0), ("company_id", "=", self.env.company.id)])
        roots = {one.origin: (one.size, one.root) for one, _note in notes}
        self.assertEqual(
            roots, {one.origin: (one.size, one._read_frontier()[0].root) for one in ledgers}
        )
        self.assertEqual(review.stamp_count, len(ledgers))

    def test_what_differs_is_said_exactly(self):
        """A value and a file that were changed are named with before and now; a broken log is not signed anew."""
        ledger = self._get_ledger(self.other_assessment)
        self._break_a_line()
        self._sql(
            "UPDATE cchc_log SET new_value = 'khác' WHERE ledger_id = %s AND sequence_number = 2",
            ledger.id,
        )
        review = self._renew()
        with self._damaged(self.submission.report_id.sudo(), b"x"):
            self._go_on()
        report = self._read(review.report_id)
        for words in (
            "1.1.2 Hoàn thành kế hoạch",
            "“Đã xong”",
            "SHA-256",
            self.submission.report_id.name,
        ):
            self.assertIn(words, report)
        # all of it in the language of the report, whoever lets the job run
        self.assertIn(f"{self.submission.with_context(lang='vi_VN').display_name}: ", report)
        self.assertIn("Nhật ký: ", report)
        self.assertNotIn("The log: ", report)
        self.assertNotIn(f"{self.submission.with_context(lang='en_US').display_name}: ", report)
        self.assertIn("- Không có.", self._read_report_of_nothing())
        self.assertNotIn("- Không có.", report)
        self.assertIn("2", report)
        self.assertEqual(review.stamp_count, review.ledger_count - 1)
        self.assertNotIn(ledger.origin, self._read(review.stamps_id))
        self.assertGreaterEqual(review.bad_count, 1)

    def _read_report_of_nothing(self):
        """A report in which there is nothing to be told, so that its absence says something."""
        other = self.env["res.company"].create({"name": "Tỉnh khác"})
        review = self.reviews._begin_renewal(other)
        self._go_on()
        return self._read(review.report_id)

    def test_pieces(self):
        """Each piece is committed with what it has found, and none is done twice or left out."""
        review = self._renew()
        with patch.object(cchc_seal_review, "SECONDS_A_PIECE", -1):
            for done in range(1, review.total_count + 1):
                review._do_piece()
                self.assertEqual(review.done_count, done)
                self.assertEqual(review.state, "running")
                self.assertGreater(review.progress, 0)
            review._do_piece()
            self.assertTrue(review.ledger_count)
            while review.state == "running":
                review._do_piece()
        self.assertEqual(len(review.check_ids), review.total_count)
        self.assertEqual(
            review.ledger_count,
            self.ledgers.search_count([("size", ">", 0), ("company_id", "=", self.env.company.id)]),
        )

    def _do_piece_by_clock(self, review, step):
        """Do a piece by a clock that is this many seconds later whenever somebody looks."""
        clock = SimpleNamespace(monotonic=itertools.count(100, step).__next__)
        with patch.object(cchc_seal_review, "time", clock):
            review._do_piece()

    def test_a_piece_ends_in_time(self):
        """After three seconds what was done is committed; at three seconds one more is begun."""
        for step, count in ((3, 2), (4, 1)):
            review = self._renew()
            self._do_piece_by_clock(review, step)
            self.assertEqual((review.done_count, review.state), (count, "running"))
            review._write_as_system({"state": "done"})

    def test_signing_anew_ends_in_time(self):
        """Logs are signed a few at a time as long as a piece has time, and the next piece goes on from there."""
        self.startPatcher(patch.object(cchc_seal_review, "LEDGERS_AT_ONCE", 1))
        for step, count in ((3, 2), (4, 1)):
            review = self._renew()
            with patch.object(cchc_seal_review, "SECONDS_A_PIECE", -1):
                while review.done_count < review.total_count:
                    review._do_piece()
            self._do_piece_by_clock(review, step)
            self.assertEqual((review.ledger_count, review.state), (count, "running"))
            review._write_as_system({"state": "done"})

    def test_a_change_of_the_report_is_found(self):
        """Whoever keeps what was signed finds a report that was written anew, by the dialog of kept checkpoints."""
        review = self._renew()
        self._go_on()
        kept = self._read(review.stamps_id)
        dialog = self._compare(kept)
        self.assertFalse(dialog.problem or dialog.found)
        self.assertEqual(dialog.agreed, len(split_notes(kept)))
        with self._damaged(review.report_id.sudo(), b"x"):
            self.assertIn("The report of the renewal", self._compare(kept).found)

    def _compare(self, text):
        self.env.invalidate_all()
        dialogs = self.env["cchc.checkpoint.compare"].with_user(self.secretary)
        return dialogs.create({"file": base64.b64encode(text.encode())})

    def test_without_a_key_it_says_so(self):
        """Nothing is signed, and the report says why."""
        self.addCleanup(self._name_key, self.key)
        self._name_key(None)
        review = self._renew()
        self._go_on()
        self.assertFalse(review.stamps_id)
        self.assertIn("máy chủ không có khóa ký", self._read(review.report_id))

    def test_it_comes_once_a_year(self):
        """Not before the oldest seal is a year old, and not again within a year of the last one."""
        own = [("company_id", "=", self.env.company.id), ("kind", "=", "renewal")]
        self._go_on()
        self.assertFalse(self.reviews.search(own))
        self._sql("UPDATE cchc_submission SET approved_at = approved_at - interval '366 days'")
        self._go_on()
        review = self.reviews.search(own)
        self.assertEqual((len(review), review.state), (1, "done"))
        told = self.env["mail.message"].search(
            [("model", "=", "cchc.period"), ("message_type", "=", "user_notification")], limit=1
        )
        self.assertIn(self.secretary.partner_id, told.notified_partner_ids)
        self._go_on()
        self.assertEqual(self.reviews.search(own), review)
        self._sql("UPDATE cchc_seal_review SET started_at = started_at - interval '366 days'")
        self._go_on()
        self.assertEqual(len(self.reviews.search(own)), 2)

    def test_only_a_secretary_begins_one(self):
        """Nobody else does, and of two clicks one is begun."""
        for user in (self.officer, self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.reviews.with_user(user).action_renew()
        self.assertEqual(self._renew(), self._renew())


@tagged("post_install", "-at_install")
class TestComparison(ReviewCase):
    """Many submissions are compared piece by piece, and the secretary is told."""

    def test_many_are_compared_afterwards(self):
        """The button answers at once; the job does the rest, and tells whoever asked what differs."""
        self._break_a_line()
        submissions = self.submissions.with_user(self.secretary)
        with patch.object(cchc_checked_mixin, "MOST_AT_ONCE", 1):
            action = submissions.action_check_files()
        self.assertEqual(action["params"]["type"], "info")
        self.assertFalse(self.submissions.check_ids)
        self._go_on()
        review = self.reviews.search([], limit=1)
        self.assertEqual((review.kind, review.state, review.bad_count), ("comparison", "done", 1))
        self.assertEqual(review.user_id, self.secretary)
        self.assertFalse(review.report_id)
        self.assertEqual(self.submission.check_state, "bad")
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.secretary.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn("1.1.2", told.body)
        self.assertIn("1 of 2", told.body)

    def test_whoever_has_lost_the_right_is_not_told(self):
        """What differs in other units' dossiers is told to the secretaries of that moment."""
        second = self._make_user("second", "secretary")
        self._break_a_line()
        with patch.object(cchc_checked_mixin, "MOST_AT_ONCE", 1):
            self.submissions.with_user(self.secretary).action_check_files()
        role = self.env.ref("cchc_assessment.cchc_assessment_group_officer")
        self.secretary.group_ids = [Command.set(role.ids)]
        self._go_on()
        told = self.env["mail.message"].search(
            [("model", "=", "cchc.period"), ("message_type", "=", "user_notification")], limit=1
        )
        self.assertIn("1 of 2", told.body)
        self.assertIn(second.partner_id, told.notified_partner_ids)
        self.assertNotIn(self.secretary.partner_id, told.notified_partner_ids)

    def test_as_many_as_anybody_waits_for(self):
        """So many are compared at once, and one more afterwards."""
        submissions = self.submissions.with_user(self.secretary)
        for most, kind in ((2, "success"), (1, "info")):
            with patch.object(cchc_checked_mixin, "MOST_AT_ONCE", most):
                self.assertEqual(submissions.action_check_files()["params"]["type"], kind)

    def test_large_files_are_compared_afterwards(self):
        """One submission with more bytes than anybody waits for; a small one is compared at once."""
        submission = self.submission.with_user(self.secretary)
        self.assertEqual(submission.action_check_files()["params"]["type"], "success")
        size = sum(self.submission.evidence_ids.attachment_id.sudo().mapped("file_size"))
        for most, kind in ((size, "success"), (size - 1, "info")):
            with patch.object(cchc_checked_mixin, "MOST_BYTES_AT_ONCE", most):
                self.assertEqual(submission.action_check_files()["params"]["type"], kind)

    def test_a_period_is_compared_in_pieces(self):
        """All submissions of a period, by its button; nobody but the secretary has it done."""
        period = self.period.with_user(self.secretary)
        with patch.object(cchc_checked_mixin, "MOST_AT_ONCE", 1):
            period.action_check_files()
        self.assertEqual(self.reviews.search([], limit=1).submission_ids, self.submissions)
        for user in (self.officer, self.appraiser):
            with self.assertRaises(AccessError):
                self.submissions.with_user(user).action_check_files()


@tagged("post_install", "-at_install")
class TestCountersignatures(ReviewCase):
    """Another agency signs our checkpoints as well; we keep its signatures and give them out."""

    def test_what_another_agency_signed_is_kept(self):
        """Its lines are kept once, given out with the checkpoint, and change nothing that is checked."""
        theirs = SigningKey.generate("luu-tru.example")
        self.authenticate(self.secretary.login, self.secretary.login)
        ours = split_notes(self.url_open("/cchc/checkpoints").text)
        signed = "\n".join(str(read_note(text).countersign(theirs)) for text in ours[:3])
        dialog = self._make_dialog(signed, theirs.public)
        dialog.action_accept()
        checkpoints = self.env["cchc.checkpoint"].search([("countersignatures", "!=", False)])
        self.assertEqual(len(checkpoints), 3)
        self.assertEqual(set(checkpoints.mapped("countersigned_by")), {"luu-tru.example"})
        before = checkpoints.mapped("countersignatures")
        dialog.action_accept()
        self.env.invalidate_all()
        self.assertEqual(checkpoints.mapped("countersignatures"), before)
        found = self.env["cchc.checkpoint"].search([("countersigned_by", "ilike", "luu-tru")])
        self.assertEqual(found, checkpoints)
        numbers = ",".join(map(str, checkpoints.ids))
        kept = split_notes(self.url_open(f"/cchc/checkpoints?ids={numbers}").text)
        self.assertEqual(len(kept), 3)
        for text in kept:
            note = read_note(text)
            self.assertEqual(note.verify([theirs.public]), theirs.public)
            self.assertTrue(note.verify([read_keys().signer.public]))
        self.assertEqual(self._find(), "")
        self.assertFalse(self._make_dialog("\n".join(kept), theirs.public).found)

    def test_what_nobody_had_signed_yet(self):
        """Checkpoints of a time without a key are given out, taken back, and countersigned, too."""
        row = {"assessment_id": self.assessment.id, "action": "download"}
        # the newest is signed again: it covers those before it
        for path in (None, self.key):
            self._name_key(path)
            self.env["cchc.log"]._append([row])
            self.env["cchc.ledger"]._fold_assessments(self.assessment)
        unsigned = self.env["cchc.checkpoint"].search([("is_signed", "=", False)])
        self.assertTrue(unsigned)
        theirs = SigningKey.generate("luu-tru.example")
        self.authenticate(self.secretary.login, self.secretary.login)
        ours = split_notes(self.url_open("/cchc/checkpoints").text)
        self.assertEqual(len(ours), self.env["cchc.checkpoint"].search_count([]))
        signed = "\n".join(str(read_note(text).countersign(theirs)) for text in ours)
        self._make_dialog(signed, theirs.public).action_accept()
        self.env.invalidate_all()
        self.assertEqual(unsigned.mapped("countersigned_by"), ["luu-tru.example"] * len(unsigned))
        kept = self.url_open("/cchc/checkpoints").text
        self.assertEqual(len(split_notes(kept)), len(ours))
        dialog = self._make_dialog(kept, theirs.public)
        self.assertFalse(dialog.problem or dialog.found)
        self.assertEqual(dialog.agreed, len(ours))

    def test_what_is_not_ours_is_refused(self):
        """A key that signed nothing or is ours, a signature of another text, no key: a sentence; nothing is kept."""
        theirs, stranger = (SigningKey.generate(name) for name in ("luu-tru.example", "x.example"))
        note = read_note(self.env["cchc.checkpoint"].search([], limit=1).note)
        signed = str(note.countersign(theirs))
        key_id = theirs.public.id
        for text, key in (
            (signed, stranger.public),
            (str(note), theirs.public),
            (signed, "x"),
            (str(note), read_keys().signer.public),
            (signed, f"{theirs.name}+{key_id.hex()}+AAAA"),
            (signed.replace("time 2", "time 3"), theirs.public),
        ):
            with self.subTest(key=str(key)), self.assertRaises(UserError):
                self._make_dialog(text, key).action_accept()
        self.assertFalse(self.env["cchc.checkpoint"].search([("countersignatures", "!=", False)]))

    def _make_dialog(self, text, key):
        self.env.invalidate_all()
        dialogs = self.env["cchc.checkpoint.compare"].with_user(self.secretary)
        return dialogs.create({"file": base64.b64encode(text.encode()), "witness_key": str(key)})

    def test_some_are_downloaded(self):
        """The chosen ones alone; numbers that are none give nothing, to units there is nothing."""
        chosen = self.env["cchc.checkpoint"].search([], limit=2).with_user(self.secretary)
        url = chosen.action_download()["url"]
        self.authenticate(self.officer.login, self.officer.login)
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate(self.secretary.login, self.secretary.login)
        self.assertEqual(len(split_notes(self.url_open(url).text)), 2)
        for ids in ("x", "-1", "9" * 30, ","):
            self.assertEqual(self.url_open(f"/cchc/checkpoints?ids={ids}").status_code, 404)
