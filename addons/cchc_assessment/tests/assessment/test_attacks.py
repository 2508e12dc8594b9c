import io
import json
import zipfile

from odoo.fields import Command
from odoo.tests import tagged

from ..common import make_pdf, post
from ..evidence.test_evidence_rights import RolesCase
from ..filing.test_evidence_filing import UploadCase

MILESTONE = "cchc_assessment.cchc_assessment_milestone"


@tagged("post_install", "-at_install")
class TestCraftedContexts(RolesCase):
    """Defaults and switches that a caller puts in the context say nothing that the system has to say."""

    def _open_another_year(self):
        """Open next year's period; return the unit's line of the criterion that has a document this year."""
        period = self.period.copy({"name": "Đánh giá CCHC năm 2027", "year": 2027})
        period.rubric_ids = self.rubric
        period.with_user(self.secretary).action_open()
        assessment = period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
        return self._line("1.1.1", assessment)

    def test_the_log_takes_no_defaults(self):
        """What the caller's context says of a row of the log is not in it, and the log stays whole."""
        self._call(
            "cchc.assessment.line",
            "write",
            self.line.ids,
            {"explanation": "Đã nộp."},
            user=self.officer,
            context={
                "default_reason": "Lãnh đạo đã đồng ý",
                "default_old_value": "khác",
                "default_salt": "0",
                "default_sequence_number": 1,
                "default_company_id": False,
            },
        )
        row = self.assessment.log_ids[0]
        self.assertEqual(row.new_value, "Đã nộp.")
        self.assertFalse(row.reason)
        self.assertFalse(row.old_value)
        self.assertFalse(self.env["cchc.log"]._find_breaks(self.assessment))

    def test_taking_over_takes_no_defaults(self):
        """A document of an earlier year comes over as it was, and its file is open to nobody else."""
        self._send()
        self._approve()
        self.submission = self.assessment.submission_ids
        line = self._open_another_year()
        ids = self._call(
            "cchc.assessment.line",
            "action_take_over",
            line.ids,
            self.evidence.ids,
            user=self.officer,
            context={
                "default_public": True,
                "default_access_token": "x",
                "default_type": "url",
                "default_url": "http://example.com",
                "default_version": 7,
                "default_superseded_by_id": self.evidence.id,
                "default_text_content": "khác",
                "default_submission_ids": [Command.link(self.submission.id)],
            },
        )
        self.env.invalidate_all()
        taken = line.evidence_ids
        self.assertEqual(taken.ids, ids)
        self.assertEqual(taken.version, 1)
        self.assertFalse(taken.superseded_by_id)
        self.assertFalse(taken.attachment_id.public)
        self.assertFalse(taken.attachment_id.access_token)
        self.assertEqual(taken.attachment_id.type, "binary")
        self.assertEqual(taken.attachment_id.raw, self._get_bytes())

    def _approve_with(self, context):
        self._send()
        dialog = self._call(
            "cchc.assessment.approve",
            "create",
            {
                "assessment_id": self.assessment.id,
                "dispatch_number": "1234/STN-VP",
                "dispatch_date": "2026-12-05",
                "responsibility_confirmed": True,
            },
            user=self.leader,
        )
        self._call(
            "cchc.assessment.approve", "action_approve", [dialog], user=self.leader, context=context
        )
        self.env.invalidate_all()
        self.assertEqual(self.assessment.state, "submitted")
        return self.assessment.submission_ids

    def test_sealing_takes_no_defaults(self):
        """What is sealed is closed to strangers, and the council's message goes to the council alone."""
        self.period.council_email = "council@example.com"
        stranger = self.env["res.partner"].create({"name": "Người lạ", "email": "x@example.com"})
        submission = self._approve_with(
            {
                "default_public": True,
                "default_access_token": "x",
                "default_res_field": "x",
                "default_recipient_ids": [Command.link(stranger.id)],
                "default_partner_ids": [Command.link(stranger.id)],
                "default_email_cc": "x@example.com",
                "default_reply_to": "x@example.com",
            }
        )
        files = submission.appendix_id | submission.report_id
        self.assertEqual(len(files), 2)
        self.assertEqual(files.mapped("public"), [False, False])
        self.assertFalse(any(files.mapped("access_token")))
        self.assertFalse(any(files.mapped("res_field")))
        mail = self.env["mail.mail"].search(
            [("model", "=", submission._name), ("res_id", "=", submission.id)]
        )
        self.assertEqual(mail.email_to, "council@example.com")
        self.assertFalse(mail.recipient_ids)
        self.assertFalse(mail.email_cc)
        self.assertNotIn("x@example.com", mail.reply_to or "")
        self.assertFalse(self.env["cchc.log"]._find_breaks(self.assessment))

    def test_archived_documents_are_not_sealed(self):
        """A context that shows archived documents brings none of them into what is approved."""
        archived = self._file(self._line("1.2"), name="99/BC-STN")
        archived.with_user(self.officer).active = False
        submission = self._approve_with({"active_test": False})
        self.assertNotIn(archived, submission.evidence_ids)
        manifest = json.loads(submission.manifest)
        sealed = self.evidence.ids
        self.assertEqual([entry["id"] for entry in manifest["evidence"]], sealed)
        self.assertEqual(
            [number for entry in manifest["criteria"] for number in entry["evidence"]], sealed
        )
        self.assertNotIn("99/BC-STN", self._read_workbook(submission.appendix_id.raw))

    def _read_workbook(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(
                archive.read(name).decode(errors="ignore") for name in archive.namelist()
            )

    def test_a_users_own_defaults_say_nothing(self):
        """Defaults that a leader keeps for themselves reach neither the log nor what is sealed."""
        for model, name, value in (
            ("cchc.log", "reason", '"Theo chỉ đạo"'),
            ("cchc.evidence", "version", "7"),
            ("cchc.submission", "mail_failure", '"x"'),
            ("ir.attachment", "public", "true"),
        ):
            field = self.env["ir.model.fields"]._get(model, name)
            for user in self.officer | self.leader:
                self._call(
                    "ir.default",
                    "create",
                    {"field_id": field.id, "json_value": value, "user_id": user.id},
                    user=user,
                )
        self.period.council_email = "council@example.com"
        evidence = self._file(self._line("1.2"), name="13/BC-STN")
        self.assertEqual(evidence.version, 1)
        self.assertFalse(evidence.attachment_id.public)
        submission = self._approve_with({})
        self.assertFalse(submission.mail_failure)
        self.assertFalse(submission.appendix_id.public)
        self.assertFalse(submission.report_id.public)
        self.assertFalse(
            self.assessment.log_ids.filtered("reason").filtered(lambda r: r.action == "fill")
        )
        self.assertFalse(self.env["cchc.log"]._find_breaks(self.assessment))

    def test_opening_a_period_fills_in_nothing(self):
        """What the secretary's context says of criteria is not on the units' lines."""
        period = self.period.copy({"name": "Đánh giá CCHC năm 2027", "year": 2027})
        period.rubric_ids = self.rubric
        self._call(
            "cchc.period",
            "action_open",
            period.ids,
            user=self.secretary,
            context={
                "default_manual_score": 1,
                "default_explanation": "Không có.",
                "default_not_applicable": True,
                "default_state": "submitted",
                "default_extended_deadline": "2030-01-01 00:00:00",
            },
        )
        self.env.invalidate_all()
        assessments = period.assessment_ids
        self.assertEqual(len(assessments), 2)
        self.assertEqual(set(assessments.mapped("state")), {"draft"})
        self.assertFalse(any(assessments.mapped("extended_deadline")))
        for line in assessments.line_ids:
            self.assertFalse(line.explanation or line.not_applicable or line.manual_score)

    def test_warnings_cannot_be_switched_off(self):
        """The secretaries hear of a message that was not sent, whatever the leader's context says."""
        self.period.council_email = False
        self._approve_with(
            {"mail_activity_automation_skip": True, "mail_notrack": True, "mail_create_nolog": True}
        )
        self.assertIn(self.secretary, self.assessment.activity_ids.user_id)


@tagged("post_install", "-at_install")
class TestWhatStands(RolesCase):
    """What is printed and counted is what stands now."""

    def test_the_last_dispatch_is_printed(self):
        """Approved a second time, appendix and report name the second dispatch, not the first."""
        self._send()
        self._approve(dispatch_number="111/STN-VP")
        self.env["cchc.assessment.return.to.unit"].with_user(self.secretary).create(
            {"assessment_id": self.assessment.id, "reason": "Bổ sung."}
        ).action_return()
        self._send()
        self._approve(dispatch_number="222/STN-VP")
        second = self.assessment.submission_ids.sorted("number")[-1]
        self.assertEqual(second.number, 2)
        for content in (second.appendix_id.raw, second.report_id.raw):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                text = "".join(archive.read(n).decode() for n in archive.namelist() if "xml" in n)
            self.assertIn("222/STN-VP", text)
            self.assertNotIn("111/STN-VP", text)

    def test_replaced_documents_are_not_counted(self):
        """The number of documents that the leader approves is the number that is sealed."""
        self.env["cchc.evidence"].with_user(self.officer)._upload(
            io.BytesIO(make_pdf("moi")), "moi.pdf", replaced=self.evidence.with_user(self.officer)
        )
        self.env.invalidate_all()
        self.assertEqual(self.assessment.evidence_count, 1)
        self._send()
        self._approve()
        self.assertEqual(len(self.assessment.submission_ids.evidence_ids), 1)


@tagged("post_install", "-at_install")
class TestChatterForgery(RolesCase):
    """What the chatter says has happened has happened."""

    def _get_messages(self):
        self.env.invalidate_all()
        return self.assessment.message_ids

    def test_nobody_posts_a_milestone(self):
        """A message that looks like a change of state is written by the system alone."""
        before = self._get_messages()
        milestone = self.env.ref(MILESTONE).id
        message = {
            "model": "cchc.assessment",
            "res_id": self.assessment.id,
            "body": "Trạng thái mới: Đã gửi",
            "author_id": self.leader.partner_id.id,
        }
        for user in self.officer | self.leader | self.secretary | self.admin:
            for model, method, args, kwargs in (
                (
                    "cchc.assessment",
                    "message_post",
                    [self.assessment.ids],
                    {"body": "x", "subtype_xmlid": MILESTONE},
                ),
                (
                    "cchc.assessment",
                    "message_post",
                    [self.assessment.ids],
                    {"body": "x", "subtype_id": milestone},
                ),
                ("mail.message", "create", [{**message, "subtype_id": milestone}], {}),
            ):
                with self.subTest(user=user.login, method=method, kwargs=kwargs):
                    self._assert_refused(self._call(model, method, *args, user=user, **kwargs))
        self.assertEqual(self._get_messages(), before)

    def test_nobody_turns_a_message_into_a_milestone(self):
        """A message of one's own does not become a change of state, nor moves into an assessment."""
        [note] = self._call(
            "cchc.assessment", "message_post", self.assessment.ids, body="x", user=self.officer
        )
        milestone = self.env.ref(MILESTONE).id
        self._assert_refused(
            self._call(
                "mail.message", "write", [note], {"subtype_id": milestone}, user=self.officer
            )
        )
        elsewhere = self.env["mail.message"].create(
            {"body": "x", "model": "res.partner", "res_id": self.officer.partner_id.id}
        )
        for user in self.admin | self.officer:
            self._assert_refused(
                self._call(
                    "mail.message",
                    "write",
                    elsewhere.ids,
                    {"model": "cchc.assessment", "res_id": self.assessment.id},
                    user=user,
                )
            )
        self.assertNotIn(elsewhere, self._get_messages())

    def test_an_author_cannot_be_made_up(self):
        """What somebody writes in the discussion bears their own name."""
        self._call(
            "cchc.assessment",
            "message_post",
            self.assessment.ids,
            body="Tôi đồng ý.",
            author_id=self.leader.partner_id.id,
            user=self.officer,
        )
        self._call(
            "mail.message",
            "create",
            {
                "model": "cchc.assessment",
                "res_id": self.assessment.id,
                "body": "Tôi đồng ý.",
                "author_id": self.leader.partner_id.id,
            },
            user=self.officer,
        )
        self.assertNotIn(
            self.leader.partner_id,
            self._get_messages().filtered(lambda m: "đồng ý" in m.body).author_id,
        )

    def test_an_answer_is_no_way_into_another_unit(self):
        """Nobody writes into another unit's discussion as an answer to a message that they have."""
        parent = post(
            self.other_assessment.with_user(self.secretary),
            "x",
            partner_ids=self.other_officer.partner_id.ids,
        )
        before = self._get_messages()
        self._assert_refused(
            self._call(
                "mail.message",
                "create",
                {
                    "model": "cchc.assessment",
                    "res_id": self.assessment.id,
                    "parent_id": parent.id,
                    "body": "x",
                },
                user=self.other_officer,
            )
        )
        self.assertEqual(self._get_messages(), before)


@tagged("post_install", "-at_install")
class TestForeignNames(RolesCase):
    """A refusal names nothing that its reader may not see."""

    def test_a_foreign_document_is_not_named(self):
        """Linking another unit's document, by number, is refused without saying what it is."""
        foreign = self._line("1.1.1", self.other_assessment)
        for model, ids, values in (
            (
                "cchc.assessment.line",
                foreign.ids,
                {"evidence_ids": [Command.link(self.evidence.id)]},
            ),
            (
                "cchc.assessment.line",
                foreign.ids,
                {"evidence_ids": [Command.set(self.evidence.ids)]},
            ),
            (
                "cchc.assessment",
                self.other_assessment.ids,
                {
                    "line_ids": [
                        Command.update(
                            foreign.id, {"evidence_ids": [Command.link(self.evidence.id)]}
                        )
                    ]
                },
            ),
        ):
            with self.subTest(model=model):
                answer = self._call(model, "write", ids, values, user=self.other_officer)
                self._assert_refused(answer)
                self.assertNotIn(self.evidence.name, answer)
                self.assertNotIn(self.unit.name, answer)
        self.env.invalidate_all()
        self.assertEqual(self.evidence.line_ids, self.line)

    def test_a_draft_rubric_is_not_named(self):
        """What a rubric in preparation asks for stays unknown to units, also by its number."""
        draft = self.rubric.copy({"name": "Bản thảo"})
        secret = self.env["cchc.criterion.requirement"].create(
            {"criterion_id": draft.criterion_ids.filtered("is_leaf")[0].id, "name": "Mật"}
        )
        answer = self._call(
            "cchc.evidence",
            "write",
            self.evidence.ids,
            {"requirement_ids": [Command.link(secret.id)]},
            user=self.officer,
        )
        self._assert_refused(answer)
        self.assertNotIn("Mật", answer)

    def test_files_of_documents_are_found_by_no_search(self):
        """However the council asks for attachments, files of documents are not among them."""
        self._send()
        self._approve()
        number = self.attachment.id
        for domain in (
            [("id", "=", number)],
            [("res_model", "=?", "cchc.evidence")],
            [("res_model", "=like", "cchc.evid%"), ("id", "=", number)],
            ["|", ("res_model", "=", "cchc.evidence"), ("res_model", "=", "cchc.unit")],
            ["!", ("res_model", "!=", "cchc.evidence")],
            [("res_model", "in", ["cchc.evidence", "a", "b", "c", "d", "e", "f"])],
            [("res_model", "not in", ["ir.ui.view"]), ("id", ">=", number)],
            [("checksum", "=", self.attachment.checksum)],
        ):
            for user in (self.appraiser, self.secretary, self.other_officer, self.admin):
                with self.subTest(domain=domain, user=user.login):
                    found = self._call("ir.attachment", "search", domain, user=user)
                    self.assertNotIn(number, found)
        for user in (self.appraiser, self.secretary):
            self._assert_refused(
                self._call(
                    "cchc.evidence",
                    "web_read",
                    self.evidence.ids,
                    {"attachment_id": {"fields": {"datas": {}, "checksum": {}}}},
                    user=user,
                )
            )
            self._assert_refused(
                self._call(
                    "cchc.evidence",
                    "export_data",
                    self.evidence.ids,
                    ["attachment_id/datas"],
                    user=user,
                )
            )


@tagged("post_install", "-at_install")
class TestForeignVersions(UploadCase):
    def test_a_version_stays_in_its_assessment(self):
        """A file for one assessment replaces no document of another one, not even of the same officer."""
        self.other_unit.officer_ids |= self.officer
        foreign = self._file(self._line("1.1.1", self.other_assessment))
        foreign.line_ids = False
        status, answer = self._upload(make_pdf("moi"), line_id=self.line.id, replaces_id=foreign.id)
        self.assertEqual((status, "error" in answer), (422, True))
        self.env.invalidate_all()
        self.assertFalse(foreign.superseded_by_id)
        self.assertFalse(self.line.evidence_ids)
