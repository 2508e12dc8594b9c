import base64
from io import BytesIO

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import PDF, CchcCase, RemoteCase
from ..common_council import Council

FIGURES = ["unit_id", "score", "maximum", "percent", "rank", "rank_overall", "rating"]


class FrozenCase(Council):
    @classmethod
    def _make_frozen(cls, needs_chair=False):
        cls._make_council()
        cls._conclude_both()
        cls.chair = cls._make_user("chair", "chair")
        cls.period.with_user(cls.secretary).needs_chair = needs_chair
        cls.draft = cls._compute_results()
        cls.draft.action_freeze()

    def _sign(self, user=None, content=PDF, name="Quyet dinh 12.pdf", **values):
        return (
            self.env["cchc.publication.sign"]
            .with_user(user or self.secretary)
            .create(
                {
                    "publication_id": self.draft.id,
                    "decision_number": "12/QĐ-UBND",
                    "decision_date": "2027-01-15",
                    "signed_file": base64.b64encode(content),
                    "signed_file_name": name,
                    **values,
                }
            )
            .action_publish()
        )

    def _last_told(self):
        """The last that certain people were told of the period."""
        return self.env["mail.message"].search(
            [
                ("model", "=", "cchc.period"),
                ("res_id", "=", self.period.id),
                ("message_type", "=", "user_notification"),
            ],
            limit=1,
        )

    def _annex(self):
        return self.env["report.cchc_assessment.annex"]._make_annex(self.draft)

    def _heading(self):
        return self.env["report.cchc_assessment.result_data"]._make_heading(self.draft)


@tagged("post_install", "-at_install")
class TestFreeze(FrozenCase, CchcCase):
    """Results that are signed before they are published."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_frozen()

    def test_the_paper_to_sign(self):
        """No mark across it, and number and date left blank."""
        self.assertEqual(self.draft.state, "frozen")
        annex = self._annex()
        self.assertEqual((annex.status_note, annex.decision_number, annex.decision_date), ("",) * 3)
        heading = self._heading()
        self.assertEqual(heading.status_note, "")
        self.assertRegex(heading.basis[-1], "Quyết định số …+ ngày … tháng … năm")
        self.draft.action_unfreeze()
        self.draft._unfreeze("Sai tên đơn vị.")
        self.assertIn("DỰ THẢO", self._annex().status_note)
        self.assertIn("DỰ THẢO", self._heading().status_note)
        self.assertEqual(self.draft.return_reason, "Sai tên đơn vị.")

    def test_nothing_it_stands_on_changes(self):
        """No unit is taken up, no name or deadline changes, nothing is computed, until it is taken back."""
        refused = "frozen for signature"
        period = self.period.with_user(self.secretary)
        for change in (
            lambda: self.assessment.with_user(self.secretary)._transition(
                "action_reopen", reason="Xem lại"
            ),
            lambda: self.draft.action_compute(),
            lambda: self.draft.action_freeze(),
            lambda: self.draft.write({"decision_number": "1/QĐ"}),
            lambda: period.write({"name": "Tên khác"}),
            lambda: period.write({"absent_result": "none"}),
            lambda: period.action_add_missing_units(),
            lambda: self.draft.result_ids.sudo().unlink(),
        ):
            with self.assertRaisesRegex(UserError, refused):
                change()
        self.assertEqual(period.action_compute_results()["res_id"], self.draft.id)
        period.action_print_consolidated()
        self.assertEqual(self.draft.state, "frozen")
        self.draft._unfreeze("Xem lại.")
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại")

    def test_the_same_figures_are_published(self):
        """Number, date and scan are entered; the results are the very rows that were signed."""
        before = self.draft.result_ids.read(FIGURES)
        self._sign()
        self.assertEqual(self.draft.state, "published")
        self.assertEqual(self.draft.result_ids.read(FIGURES), before)
        self.assertEqual(self._annex().decision_number, "12/QĐ-UBND")
        self.assertEqual(self.assessment.state, "published")
        signed = self.draft.signed_file_id
        self.assertEqual((signed.raw, signed.mimetype), (PDF, "application/pdf"))
        self.assertTrue(signed.with_user(self.leader).has_access("read"))
        self.assertEqual(self.draft._check_seals().state, "ok")
        with self.assertRaises(UserError):
            signed.write({"raw": b"x"})
        with self.assertRaises(UserError):
            signed.unlink()

    def test_the_scan_is_what_its_bytes_say(self):
        """A program, an empty file and one that lies about its type are refused, and nothing is published."""
        for content, name in ((b"MZ\x90\x00" * 50, "a.pdf"), (b"", "a.pdf"), (PDF, "a.png")):
            with self.assertRaises(UserError):
                self._sign(content=content, name=name)
        self.assertEqual(self.draft.state, "frozen")
        self.assertFalse(self.draft.signed_file_id)

    def test_not_while_units_may_object(self):
        """A review that is open has to end first."""
        self.draft._unfreeze("Lấy ý kiến.")
        period = self.period.with_user(self.secretary)
        period.review_deadline = Datetime.add(Datetime.now(), days=2)
        period.action_open_review()
        with self.assertRaisesRegex(UserError, "until the review ends"):
            self.draft.action_freeze()
        period.action_close_review()
        self.draft.action_freeze()

    def test_without_freezing_as_before(self):
        """Where the number is there first, results are published at once."""
        self.draft._unfreeze("Không cần.")
        self.assertEqual(self._publish().state, "published")


@tagged("post_install", "-at_install")
class TestChair(FrozenCase, CchcCase):
    """The chair of the council has the last word where the period asks for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_frozen(needs_chair=True)

    def test_only_after_the_chair(self):
        """The secretary cannot publish, neither what is frozen nor a draft, before the chair has approved."""
        self.assertIn(self.chair.partner_id, self._last_told().notified_partner_ids)
        with self.assertRaisesRegex(UserError, "chair of the council has not approved"):
            self._sign()
        self.draft.with_user(self.chair).action_chair_approve()
        self.assertEqual(self.draft.chair_approved_by_id, self.chair)
        told = self._last_told()
        self.assertIn("The chair has approved", told.body)
        self.assertIn(self.secretary.partner_id, told.notified_partner_ids)
        self.assertNotIn(self.chair.partner_id, told.notified_partner_ids)
        with self.assertRaisesRegex(UserError, "not waiting for the chair"):
            self.draft.with_user(self.chair).action_chair_approve()
        self._sign()
        self.assertEqual(self.draft.state, "published")

    def test_the_chair_returns_them(self):
        """With a reason that the secretary gets; an approval is void then."""
        self.draft.with_user(self.chair).action_chair_approve()
        # one verb on the button, the dialog and its button: she returns what the secretary takes back
        for user, verb in (
            (self.chair, "Return the Results"),
            (self.secretary, "Take the Results Back"),
        ):
            draft = self.draft.with_user(user)
            action = draft.action_unfreeze()
            self.assertEqual(action["name"], verb)
            for model, name in (
                (draft, "action_unfreeze"),
                (draft.env[action["res_model"]], "action_return"),
            ):
                arch = etree.fromstring(model.get_view(view_type="form")["arch"])
                shown = arch.xpath(f"//button[@name='{name}']/@string")
                self.assertEqual(shown, [verb])
        dialog = (
            self.env["cchc.publication.return"]
            .with_user(self.chair)
            .create({"publication_id": self.draft.id, "reason": "Xem lại Sở Đối chứng."})
        )
        dialog.action_return()
        self.assertEqual(self.draft.state, "draft")
        self.assertFalse(self.draft.chair_approved_at)
        message = self._last_told()
        self.assertIn("Xem lại Sở Đối chứng.", message.body)
        self.assertIn(self.secretary.partner_id, message.notified_partner_ids)
        self.assertEqual(self.draft.return_reason, "Xem lại Sở Đối chứng.")
        for user in (self.officer, self.other_leader):
            others = self.env["mail.message"].with_user(user)
            self.assertFalse(others.search([("body", "ilike", "Xem lại Sở Đối chứng")]))
            with self.assertRaises(AccessError):
                others.browse(message.id).read(["body"])
        self.draft.write({"decision_number": "12/QĐ-UBND", "decision_date": "2027-01-15"})
        with self.assertRaisesRegex(UserError, "Freeze the results first"):
            self.draft.action_publish()

    def test_nobody_else_approves(self):
        """Neither the secretary nor a member nor a unit."""
        for user in (self.secretary, self.appraiser):
            with self.assertRaises(AccessError):
                self.draft.with_user(user).action_chair_approve()
        with self.assertRaises(AccessError):
            self.draft.with_user(self.appraiser)._unfreeze("Không.")
        with self.assertRaises(AccessError):
            self.draft.with_user(self.leader).action_chair_approve()


@tagged("post_install", "-at_install")
class TestFrozenAttacked(FrozenCase, RemoteCase):
    """The signing over the wire."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_frozen(needs_chair=True)

    def test_over_the_wire(self):
        """No unit, no member and no other province freezes, approves, takes back or publishes."""
        stranger, foreign_chair = (
            self._make_user("stranger", "secretary"),
            self._make_user("foreign", "chair"),
        )
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        for user in (stranger, foreign_chair):
            user.write({"company_ids": company.ids, "company_id": company.id})
        ids = self.draft.ids
        for user in (
            self.officer,
            self.other_leader,
            self.appraiser,
            stranger,
            foreign_chair,
        ):
            for model, method, *args in (
                ("cchc.publication", "action_chair_approve", ids),
                ("cchc.publication", "action_freeze", ids),
                ("cchc.publication", "_unfreeze", ids, "Giả mạo"),
                ("cchc.publication", "_publish_signed", ids, "1/QĐ", "2027-01-01", None, "a.pdf"),
                ("cchc.publication", "write", ids, {"state": "draft"}),
                ("cchc.publication", "write", ids, {"chair_approved_at": "2027-01-01 00:00:00"}),
                ("cchc.publication", "write", ids, {"signed_file_id": 1}),
                (
                    "cchc.publication.return",
                    "create",
                    {"publication_id": self.draft.id, "reason": "Giả mạo"},
                ),
                (
                    "cchc.publication.sign",
                    "create",
                    {
                        "publication_id": self.draft.id,
                        "decision_number": "1/QĐ",
                        "decision_date": "2027-01-01",
                        "signed_file": base64.b64encode(PDF).decode(),
                        "signed_file_name": "a.pdf",
                    },
                ),
            ):
                with self.subTest(user=user.login, method=method):
                    answer = self._call(model, method, *args, user=user)
                    if method == "create" and isinstance(answer, int):
                        way = "action_return" if model.endswith("return") else "action_publish"
                        answer = self._call(model, way, [answer], user=user)
                    self._assert_refused(answer)
        for name in ("chair_approved_at", "chair_approved_by_id", "state", "frozen_at"):
            self._assert_refused(
                self._call("cchc.publication", "write", ids, {name: False}, user=self.secretary)
            )
        self.env.invalidate_all()
        self.assertEqual((self.draft.state, self.draft.chair_approved_at), ("frozen", False))

    @mute_logger("odoo.http")
    def test_the_scan_is_closed_until_it_is_published(self):
        """What was attached by a dialog that failed is nobody's, and nobody puts a file on a publication."""
        with self.assertRaises(UserError):
            self.draft._publish_signed("12/QĐ", "2027-01-15", BytesIO(PDF), "a.pdf")
        answer = self._call(
            "ir.attachment",
            "create",
            {
                "name": "a.pdf",
                "datas": base64.b64encode(PDF).decode(),
                "res_model": "cchc.publication",
                "res_id": self.draft.id,
            },
            user=self.secretary,
        )
        self._assert_refused(answer)
