import base64
import io
from unittest.mock import ANY

from PIL import Image

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import PDF, RemoteCase, make_pdf, post
from ..filing.test_evidence_filing import UploadCase

DATA = base64.b64encode(PDF).decode()


class RolesCase(RemoteCase):
    """A test in which people of every role try the doors of one unit's document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls.line = cls._line("1.1.1")
        cls.evidence = cls.assessment.evidence_ids
        cls.attachment = cls.evidence.attachment_id
        cls.portal = new_test_user(cls.env, "cchc_portal", groups="base.group_portal")
        cls.admin = new_test_user(
            cls.env,
            "cchc_admin",
            groups="base.group_system,cchc_assessment.cchc_assessment_group_secretary",
        )
        cls.strangers = (
            cls.other_officer | cls.other_leader | cls.appraiser | cls.secretary | cls.admin
        )
        cls.everyone = cls.officer | cls.leader | cls.strangers

    def _get_bytes(self):
        self.env.invalidate_all()
        return self.attachment.raw

    def _get_changes(self):
        """Every way to touch the document, its file, its links, or to put something beside it."""
        evidence, attachment = self.evidence.ids, self.attachment.ids
        beside = {"name": "x.pdf", "datas": DATA}
        return (
            ("cchc.evidence", "write", evidence, {"name": "Khác"}),
            ("cchc.evidence", "write", evidence, {"document_number": "Khác"}),
            ("cchc.evidence", "write", evidence, {"active": False}),
            ("cchc.evidence", "write", evidence, {"file": DATA}),
            ("cchc.evidence", "write", evidence, {"attachment_id": False}),
            ("cchc.evidence", "write", evidence, {"sha256": "0"}),
            ("cchc.evidence", "write", evidence, {"superseded_by_id": evidence[0]}),
            ("cchc.evidence", "write", evidence, {"text_content": "khác"}),
            ("cchc.evidence", "write", evidence, {"line_ids": [Command.clear()]}),
            ("cchc.evidence", "write", evidence, {"requirement_ids": [Command.clear()]}),
            ("cchc.evidence", "web_save", evidence, {"name": "Khác"}, {}),
            ("cchc.evidence", "unlink", evidence),
            ("cchc.evidence", "copy", evidence),
            ("cchc.evidence", "action_archive", evidence),
            (
                "cchc.evidence",
                "create",
                {"assessment_id": self.assessment.id, "file": DATA, "file_name": "x.pdf"},
            ),
            (
                "cchc.assessment.line",
                "write",
                self.line.ids,
                {"evidence_ids": [Command.unlink(evidence[0])]},
            ),
            (
                "cchc.assessment.line",
                "write",
                self._line("1.2").ids,
                {"evidence_ids": [Command.link(evidence[0])]},
            ),
            ("cchc.assessment.line", "action_take_over", self._line("1.2").ids, evidence),
            (
                "cchc.assessment",
                "write",
                self.assessment.ids,
                {"evidence_ids": [Command.delete(evidence[0])]},
            ),
            ("ir.attachment", "write", attachment, {"datas": DATA}),
            ("ir.attachment", "write", attachment, {"raw": "khac"}),
            ("ir.attachment", "write", attachment, {"name": "khac.pdf"}),
            ("ir.attachment", "write", attachment, {"mimetype": "text/html"}),
            ("ir.attachment", "write", attachment, {"public": True}),
            ("ir.attachment", "write", attachment, {"access_token": "x"}),
            ("ir.attachment", "write", attachment, {"res_id": 0}),
            ("ir.attachment", "write", attachment, {"res_model": "res.partner", "res_id": 1}),
            ("ir.attachment", "write", attachment, {"type": "url", "url": "http://a.b"}),
            ("ir.attachment", "write", attachment, {"store_fname": "aa/aa"}),
            ("ir.attachment", "write", attachment, {"thumbnail": DATA}),
            ("ir.attachment", "generate_access_token", attachment),
            ("ir.attachment", "unlink", attachment),
            ("ir.attachment", "copy", attachment),
            (
                "ir.attachment",
                "create",
                {**beside, "res_model": "cchc.evidence", "res_id": evidence[0]},
            ),
            (
                "ir.attachment",
                "create_unique",
                [
                    {
                        **beside,
                        "mimetype": "text/x",
                        "res_model": "cchc.evidence",
                        "res_id": evidence[0],
                    }
                ],
            ),
        )


@tagged("post_install", "-at_install")
class TestEvidenceRights(RolesCase):
    def test_strangers_change_nothing(self):
        """While a unit scores itself, no one else changes a document of it over JSON-RPC."""
        for user in self.strangers | self.portal:
            for model, method, *args in self._get_changes():
                with self.subTest(user=user.login, method=method, args=str(args)[-60:]):
                    self._assert_refused(self._call(model, method, *args, user=user))
        self.assertEqual(self._get_bytes(), make_pdf("12/BC-STN"))
        self.assertEqual(self.evidence.line_ids, self.line)

    def test_the_own_unit_changes_what_is_its_own(self):
        """The unit's officer writes what a document is, but neither its file nor what follows from it."""
        for values in (
            {"name": "Kế hoạch"},
            {"document_date": "2026-12-05", "issuer": "Sở Thử nghiệm", "form": "scan"},
            {"line_ids": [Command.link(self._line("1.2").id)]},
        ):
            self.assertIs(
                self._call("cchc.evidence", "write", self.evidence.ids, values, user=self.officer),
                True,
            )
        for model, method, *args in self._get_changes():
            if model != "ir.attachment":
                continue
            with self.subTest(method=method, args=str(args)[-60:]):
                self._assert_refused(self._call(model, method, *args, user=self.officer))
        self.assertEqual(self._get_bytes(), make_pdf("12/BC-STN"))

    def test_the_file_is_opened_by_its_link_only(self):
        """The council reads a submitted document; its file comes only by the address that logs it."""
        self._send()
        self._approve()
        for user in (self.appraiser, self.secretary, self.admin):
            with self.subTest(user=user.login):
                self.assertEqual(
                    self._call("cchc.evidence", "read", self.evidence.ids, ["name"], user=user)[0][
                        "id"
                    ],
                    self.evidence.id,
                )
                row = self._call(
                    "cchc.evidence", "read", self.evidence.ids, ["file", "file_size"], user=user
                )[0]
                self.assertFalse(row["file"])
                self._assert_refused(
                    self._call("ir.attachment", "read", self.attachment.ids, ["raw"], user=user)
                )
                for domain in (
                    [("res_model", "=", "cchc.evidence")],
                    [("id", "in", self.attachment.ids)],
                ):
                    self.assertEqual(
                        self._call("ir.attachment", "search_read", domain, ["datas"], user=user), []
                    )
                for url in ("/web/content/%s", "/web/image/%s", "/web/content/%s?download=1"):
                    with mute_logger("odoo.http", "odoo.addons.base.models.ir_binary"):
                        response = self.url_open(url % self.attachment.id)
                    self.assertNotIn(b"%PDF", response.content)
                self.assertEqual(
                    self.url_open(f"/cchc/evidence/{self.evidence.id}").status_code, 200
                )

    def test_downloads_of_the_council_are_logged(self):
        """Each council member's download is one row, however often the browser asks; the unit's own are none."""
        self._send()
        self._approve()
        for user in (self.officer, self.leader, self.appraiser, self.appraiser, self.secretary):
            self.authenticate(user.login, user.login)
            self.url_open(f"/cchc/evidence/{self.evidence.id}", headers={"Range": "bytes=5-9"})
        rows = self.env["cchc.log"].search([("action", "=", "download")], order="id")
        self.assertEqual(rows.user_id, self.appraiser | self.secretary)
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows[0].new_value, self.evidence.display_name)

    def test_a_foreign_file_is_not_had_through_a_message(self):
        """Posting another unit's file in one's own discussion gives no way to it."""
        self._assert_refused(
            self._call(
                "cchc.assessment",
                "message_post",
                self.other_assessment.ids,
                body="x",
                attachment_ids=self.attachment.ids,
                user=self.other_officer,
            )
        )
        self.assertFalse(
            self.env["mail.message"].search([("attachment_ids", "in", self.attachment.ids)])
        )

    def test_lists_and_results_are_closed(self):
        """Types are the secretary's to change, checks nobody's."""
        kind = self.env.ref("cchc_assessment.document_type_report")
        for user in self.everyone - self.secretary - self.admin:
            self._assert_refused(
                self._call("cchc.document.type", "write", kind.ids, {"name": "x"}, user=user)
            )
        self.assertIs(
            self._call(
                "cchc.document.type", "write", kind.ids, {"sequence": 3}, user=self.secretary
            ),
            True,
        )
        for user in self.everyone:
            for model in ("cchc.submission.check", "cchc.log"):
                self._assert_refused(self._call(model, "create", {}, user=user))


@tagged("post_install", "-at_install")
class TestEvidenceKeeping(RolesCase):
    """What a leader approved does not change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chatter = (
            cls.env["ir.attachment"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "trao doi.pdf",
                    "raw": PDF,
                    "res_model": "cchc.assessment",
                    "res_id": cls.assessment.id,
                }
            )
        )
        post(cls.assessment.with_user(cls.officer), "Xem tệp.", attachment_ids=cls.chatter.ids)
        cls._send()
        cls._approve()

    def test_nothing_changes_after_approval(self):
        """No role changes the document, its file, its links, or what lies beside it, over JSON-RPC."""
        submission = self.assessment.submission_ids
        beside = {"name": "x.pdf", "datas": DATA}
        changes = (
            *self._get_changes(),
            ("ir.attachment", "write", self.chatter.ids, {"name": "khac.pdf"}),
            ("ir.attachment", "write", self.chatter.ids, {"datas": DATA}),
            ("ir.attachment", "write", self.chatter.ids, {"res_id": 0}),
            ("ir.attachment", "unlink", self.chatter.ids),
            (
                "ir.attachment",
                "create",
                {**beside, "res_model": "cchc.assessment", "res_id": self.assessment.id},
            ),
            (
                "ir.attachment",
                "create",
                {**beside, "res_model": "cchc.submission", "res_id": submission.id},
            ),
            ("cchc.submission", "write", submission.ids, {"manifest": "{}"}),
            ("cchc.submission", "write", submission.ids, {"evidence_ids": [Command.clear()]}),
        )
        for user in self.everyone:
            for model, method, *args in changes:
                with self.subTest(user=user.login, method=method, args=str(args)[-60:]):
                    self._assert_refused(self._call(model, method, *args, user=user))
        self.assertEqual(self._get_bytes(), make_pdf("12/BC-STN"))
        self.assertEqual(self.chatter.raw, PDF)
        self.assertEqual(self.evidence.line_ids, self.line)

    def test_not_even_the_system_changes_it(self):
        """The superuser, as code of another addon has it, is refused as well."""
        system = self.env.ref("base.user_root")
        for model, method, *args in self._get_changes():
            records = self.env[model].with_user(system).sudo()
            if isinstance(args[0], list) and method != "create_unique":
                records = records.browse(args.pop(0))
            with (
                self.subTest(method=method, args=str(args)[-60:]),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                getattr(records, method)(*args)
        self.assertEqual(self._get_bytes(), make_pdf("12/BC-STN"))

    def test_the_discussion_goes_on(self):
        """A message with a file can be posted after approval; its file is no document."""
        pending = (
            self.env["ir.attachment"]
            .with_user(self.officer)
            .create({"name": "hoi.pdf", "raw": PDF, "res_model": "mail.compose.message"})
        )
        message = post(
            self.assessment.with_user(self.officer), "Hỏi thêm.", attachment_ids=pending.ids
        )
        self.assertEqual(message.attachment_ids, pending)
        self.assertEqual(self.assessment.evidence_ids, self.evidence)

    def test_a_submission_keeps_its_files(self):
        """After a return the document is archived or replaced in the new draft; the old list and files stay."""
        submission = self.assessment.submission_ids
        # as a return by the secretary leaves it
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = 'draft' WHERE id = %s", [self.assessment.id]
        )
        self.env.invalidate_all()
        evidence = self.evidence.with_user(self.officer)
        new, created, _guessed = evidence._upload(
            io.BytesIO(make_pdf("new")), "moi.pdf", replaced=evidence
        )
        self.assertTrue(created)
        # nor does a caller say that the module goes, for which Odoo passes over what forbids it
        for context in ({}, {"_force_unlink": True}):
            self._assert_refused(
                self._call(
                    "cchc.evidence", "unlink", evidence.ids, user=self.officer, context=context
                )
            )
        new.active = False
        self.assertEqual(submission.evidence_ids, self.evidence)
        for user in (self.officer, self.appraiser, self.secretary):
            self.authenticate(user.login, user.login)
            response = self.url_open(f"/cchc/evidence/{self.evidence.id}")
            self.assertEqual(response.content, make_pdf("12/BC-STN"))
        with mute_logger("odoo.http"):
            self.authenticate(self.appraiser.login, self.appraiser.login)
            self.assertEqual(self.url_open(f"/cchc/evidence/{new.id}").status_code, 404)

    def test_a_scan_is_kept_as_it_is(self):
        """Odoo scales large images down when it stores them; a filed one keeps its very bytes."""

        buffer = io.BytesIO()
        Image.effect_noise((2400, 2400), 50).convert("RGB").save(buffer, "JPEG")
        mine = self.other_assessment
        evidence = self._file(
            self._line("1.2", mine),
            user=self.other_officer,
            content=buffer.getvalue(),
            file_name="anh chup.jpg",
        )
        self.assertEqual(evidence.attachment_id.raw, buffer.getvalue())
        self.env["ir.attachment"].with_user(self.env.ref("base.user_admin")).force_storage()
        self.assertEqual(evidence.attachment_id.raw, buffer.getvalue())


@tagged("post_install", "-at_install")
class TestUploadRights(UploadCase):
    def test_only_the_own_unit_files(self):
        """Over HTTP another unit, the council and a user without a unit get a refusal and file nothing."""
        self._make_user("nobody", "officer")
        nobody = self.env["res.users"].search([("login", "=", "cchc_nobody")])
        portal = new_test_user(self.env, "cchc_portal", groups="base.group_portal")
        for user in (
            self.other_officer,
            self.other_leader,
            self.appraiser,
            self.secretary,
            nobody,
            portal,
        ):
            with self.subTest(user=user.login):
                status, answer = self._upload(user=user)
                self.assertIn(status, (403, 404))
                self.assertEqual(answer, {"error": ANY})
        self.assertEqual(self._stored_files(), 0)
        for user in (self.officer, self.leader):
            self.assertEqual(self._upload(user=user)[0], 200)

    def test_nothing_is_filed_once_sent(self):
        """After sending, a file is refused with the sentence that says why."""
        self._fill_in()
        self._send()
        status, answer = self._upload(content=make_pdf("late"))
        self.assertEqual(status, 422)
        self.assertIn("returned first", answer["error"])
        status, _answer = self._upload(
            content=make_pdf("late"), replaces_id=self.assessment.evidence_ids.id
        )
        self.assertEqual(status, 422)
        self.assertEqual(self._stored_files(), 1)

    def test_a_foreign_document_is_not_replaced(self):
        """A number of another unit's document is the same "not found" as one that doesn't exist."""
        foreign = self._file(
            self._line("1.1.1", self.other_assessment), user=self.other_officer, name="5/BC"
        )
        answers = [
            self._upload(line_id=self.line.id, replaces_id=number)
            for number in (foreign.id, foreign.id + 10_000)
        ]
        self.assertEqual(answers[0][0], 404)
        self.assertEqual(answers[0], answers[1])
        self.assertFalse(foreign.superseded_by_id)
