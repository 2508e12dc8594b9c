import base64
import hashlib

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import PDF, CchcCase, WebCase
from ..pure import documents_fixtures as fixtures


@tagged("post_install", "-at_install")
class TestEvidence(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls.line = cls._line("1.1.1")

    def test_a_document_proves_its_criterion(self):
        """A filed document marks the criterion as proven and keeps its SHA-256."""
        evidence = self._file(self.line, content=PDF)
        self.assertEqual(self.line.evidence_status, "complete")
        self.assertEqual(evidence.sha256, hashlib.sha256(PDF).hexdigest())
        self.assertEqual(evidence.attachment_id.raw, PDF)
        self.assertEqual(evidence.attachment_id.mimetype, "application/pdf")

    def test_one_document_proves_two_criteria(self):
        """Linking a document to a second criterion proves that one too, without a second file."""
        evidence = self._file(self.line)
        second = self._line("1.2")
        second.with_user(self.officer).evidence_ids |= evidence
        self.assertEqual(second.evidence_status, "complete")
        self.assertEqual(evidence.line_ids, self.line | second)

    def test_archived_document_proves_nothing(self):
        """Archiving the only document leaves the criterion without proof."""
        self._file(self.line).with_user(self.officer).active = False
        self.assertEqual(self.line.evidence_status, "none")

    def test_deleting_a_draft_document_takes_its_file_along(self):
        """A document filed by mistake can be deleted while the assessment is being scored."""
        evidence = self._file(self.line)
        attachment = evidence.attachment_id
        evidence.unlink()
        self.assertFalse(attachment.exists())

    def test_a_filed_document_keeps_its_bytes(self):
        """Nobody replaces the file below a document: neither through it nor through its attachment."""
        evidence = self._file(self.line, content=PDF)
        other = self._file(self.line, name="13/BC-STN").attachment_id
        for change in (
            lambda: evidence.write({"file": base64.b64encode(PDF + b"%")}),
            lambda: evidence.write({"attachment_id": other.id}),
            lambda: evidence.write({"sha256": "0"}),
            lambda: evidence.attachment_id.with_user(self.officer).write({"raw": PDF + b"%"}),
            lambda: evidence.attachment_id.with_user(self.officer).write(
                {"datas": base64.b64encode(PDF)}
            ),
            lambda: evidence.attachment_id.with_user(self.officer).write({"public": True}),
            lambda: evidence.attachment_id.with_user(self.officer).write({"res_id": 0}),
            lambda: evidence.attachment_id.with_user(self.officer).unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(evidence.attachment_id.raw, PDF)

    def test_bad_files_are_refused(self):
        """An executable named .pdf, a web page, an empty file and a wrong ending each get a sentence."""
        executable = b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00" + b"\x00" * 200
        for content, file_name, words in (
            (executable, "bao cao.pdf", "a program"),
            (b"<html><script>alert(1)</script></html>", "bao cao.pdf", "a web page"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "anh.png", "SVG"),
            (b"<html></html>" + PDF, "bao cao.pdf", "bao cao.pdf"),
            (PDF[:-40], "bao cao.pdf", "end of the file"),
            (PDF, "bao cao.exe", "ending"),
            (PDF, "bao cao", "ending"),
            (fixtures.acting_pdf("/OpenAction << /S /Launch /F (a) >>"), "a.pdf", "starts another"),
            (
                fixtures.related(
                    fixtures.word(),
                    "word/document.xml",
                    "oleObject",
                    "http://a.vn/b",
                    'TargetMode="External"',
                ),
                "a.docx",
                "calls another",
            ),
            (
                fixtures.archive(
                    {
                        "b.docx": fixtures.related(
                            fixtures.word(), "word/a.xml", "vbaProject", "a.bin"
                        )
                    }
                ),
                "a.zip",
                "a.zip › b.docx.* macros",
            ),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._file(self.line, content=content, file_name=file_name)
        with self.assertRaisesRegex(UserError, "no file"):
            self._file(self.line, content=b"")
        self.assertFalse(self.assessment.evidence_ids)
        self.assertFalse(self.env["ir.attachment"].search([("res_model", "=", "cchc.evidence")]))

    def test_what_is_inside_is_said_and_kept(self):
        """The remark comes with the filing, in each reader's language, stays, and goes with a taken-over file."""
        content = fixtures.acting_pdf("/OpenAction << /S /JavaScript /JS (1) >>")
        evidence = self._file(self.line, content=content)
        self.assertEqual(evidence.remark_codes, "pdf_script")
        english = evidence.with_context(lang="en_US")
        self.assertIn("holds JavaScript", english.file_remarks)
        self.assertIn("có mã JavaScript", evidence.with_context(lang="vi_VN").file_remarks)
        self.assertIn("holds JavaScript", english._describe_filing(created=True))
        self.assertIn("holds JavaScript", english._get_sheet_chips()[0]["remarks"])
        with self.assertRaises(UserError):
            evidence.write({"remark_codes": False})
        self.assertIn(evidence, self.env["cchc.evidence"].search([("remark_codes", "!=", False)]))
        self.assertFalse(self._file(self.line, name="13/BC-STN").remark_codes)

    def test_what_was_filed_before_is_looked_into(self):
        """Documents from before files were looked into get their remarks; one refused today stays, and isn't shown."""
        harmless = self._file(self.line, content=PDF)
        script = self._file(
            self.line,
            name="2",
            content=fixtures.acting_pdf("/OpenAction << /S /JavaScript /JS (1) >>"),
        )
        launch = self._file(self.line, name="3", content=fixtures.acting_pdf("/Lang (vi)"))
        bad = fixtures.acting_pdf("/OpenAction << /S /Launch /F (a) >>")
        evidences = harmless | script | launch
        self.env.flush_all()
        self.env.cr.execute("UPDATE cchc_evidence SET remark_codes = NULL")
        self.env.invalidate_all()
        self.assertEqual(evidences.mapped("is_shown"), [True, True, True])
        launch.sudo().attachment_id._get_stored_path().write_bytes(bad)
        evidences._look_again()
        self.assertEqual(evidences.mapped("remark_codes"), [False, "pdf_script", "starts_program"])
        self.assertEqual(evidences.mapped("is_shown"), [True, False, False])
        self.assertIn(launch.file_name, launch.file_remarks)

    def test_a_file_over_the_limit_is_refused(self):
        """The message says how large the file is and how large it may be."""
        self.env["ir.config_parameter"].set_param("cchc_assessment.evidence_max_megabytes", "0.001")
        with self.assertRaisesRegex(UserError, r"larger than 1 KB"):
            self._file(self.line, content=PDF + b"%" * 2000)

    def test_names_are_made_safe(self):
        """A name with folders, line breaks or direction marks is stored without them; a long one is cut."""
        for number, (given, stored) in enumerate(
            (
                ("../../etc/báo cáo.pdf", "báo cáo.pdf"),
                ("C:\\Users\\an\\kế hoạch.pdf", "kế hoạch.pdf"),
                ("a\nb\u202efdp.exe.pdf", "a bfdp.exe.pdf"),
            )
        ):
            evidence = self._file(self.line, name=f"{number}/BC", file_name=given)
            self.assertEqual(evidence.file_name, stored)
            self.assertEqual(evidence.attachment_id.name, stored)
        long_name = self._file(self.line, name="9/BC", file_name="ả" * 300 + ".pdf").file_name
        self.assertLessEqual(len(long_name), 120)
        self.assertTrue(long_name.startswith("ả" * 50))
        self.assertTrue(long_name.endswith(".pdf"))

    def test_subject_is_guessed_from_the_file_name(self):
        """A document without a subject takes it from its file's name."""
        evidence = (
            self.env["cchc.evidence"]
            .with_user(self.officer)
            .create(
                {
                    "assessment_id": self.assessment.id,
                    "file": base64.b64encode(PDF),
                    "file_name": "Ke hoach_CCHC 2026.pdf",
                }
            )
        )
        self.assertEqual(evidence.name, "Ke hoach CCHC 2026")

    def test_a_document_stays_in_its_assessment(self):
        """A document cannot prove a criterion of another unit, from either side of the link."""
        evidence = self._file(self.line)
        foreign = self._line("1.1.1", self.other_assessment)
        with self.assertRaises(UserError):
            evidence.with_user(self.officer).line_ids |= foreign
        with self.assertRaises(UserError):
            foreign.with_user(self.other_officer).write({"evidence_ids": [(4, evidence.id)]})
        self.assertEqual(evidence.line_ids, self.line)


@tagged("post_install", "-at_install")
class TestEvidenceLink(WebCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls.evidence = cls._file(cls._line("1.1.1"), content=PDF, name="11/BC-STN")

    def _open(self, user, evidence_id=None):
        return self._get(user, f"/cchc/evidence/{evidence_id or self.evidence.id}")

    def test_own_unit_opens_the_document(self):
        """The unit's officer and leader get the very bytes that were filed, shown in the browser."""
        for user in (self.officer, self.leader):
            response = self._open(user)
            self.assertEqual(response.status_code, 200)
            self.assertEqual(response.content, PDF)
            self.assertEqual(response.headers["Content-Type"], "application/pdf")
            self.assertTrue(response.headers["Content-Disposition"].startswith("inline"))
            self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    def test_what_would_be_run_is_downloaded(self):
        """Every kind over HTTP: shown only what a browser shows without running anything; all in a box, unsniffed."""
        script = fixtures.acting_pdf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")
        link = "file:///C:/Users/an/Normal.dotm"
        template = fixtures.related(
            fixtures.word(), "word/settings.xml", "attachedTemplate", link, 'TargetMode="External"'
        )
        attached = fixtures.acting_pdf(
            "/Names << /EmbeddedFiles << /Names [(a) << /F (a.xml) /EF << >> >>] >> >>"
        )
        box = "default-src 'none'; sandbox"
        for name, content, disposition, policy, words in (
            ("a.pdf", fixtures.pdf(), "inline", "default-src 'none'", ""),
            ("b.pdf", script, "attachment", box, "JavaScript"),
            ("c.pdf", attached, "inline", "default-src 'none'", "attached inside"),
            ("d.png", fixtures.picture("PNG"), "inline", box, ""),
            ("e.jpg", fixtures.picture("JPEG"), "inline", box, ""),
            (
                "f.tif",
                fixtures.tiff((256, 8), (257, 8), (273, 8), (279, 64)),
                "attachment",
                box,
                "",
            ),
            ("g.docx", fixtures.word(), "attachment", box, ""),
            ("h.docx", template, "attachment", box, "template"),
            ("i.xlsx", fixtures.excel(), "attachment", box, ""),
            ("j.doc", fixtures.old_word(), "attachment", box, ""),
            ("k.xls", fixtures.old_excel(), "attachment", box, ""),
            ("l.zip", fixtures.archive(), "attachment", box, ""),
        ):
            with self.subTest(file=name):
                evidence = self._file(
                    self._line("1.1.1"), content=content, name=name, file_name=name
                )
                remarks = evidence.with_context(lang="en_US").file_remarks
                self.assertEqual(bool(remarks), bool(words))
                self.assertIn(words, remarks)
                self.assertEqual(evidence.is_shown, disposition == "inline")
                for query, wanted in (("", disposition), ("?download=1", "attachment")):
                    self.authenticate(self.officer.login, self.officer.login)
                    answer = self.url_open(f"/cchc/evidence/{evidence.id}{query}")
                    self.assertEqual(answer.content, content)
                    headers = answer.headers
                    self.assertEqual(headers["Content-Disposition"].partition(";")[0], wanted)
                    self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                    self.assertEqual(headers["Content-Security-Policy"], box if query else policy)
                    self.assertEqual(headers["Content-Type"].partition(";")[0], evidence.mimetype)
                # Odoo's own address, open to the unit for its own files only
                answer = self.url_open(f"/web/content/{evidence.attachment_id.id}")
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
                self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])

    def test_others_get_the_same_not_found(self):
        """Another unit, a user without a unit and a council member too early get what a missing document gives."""
        for user in (
            self.other_officer,
            self.other_leader,
            self.appraiser,
            self._make_user("nobody", "officer"),
            new_test_user(self.env, "cchc_groupless", groups="base.group_user"),
            new_test_user(self.env, "cchc_portal", groups="base.group_portal"),
        ):
            hidden = self._open(user)
            missing = self._open(user, self.evidence.id + 10_000)
            self.assertEqual(hidden.status_code, 404)
            self.assertEqual(hidden.content, missing.content)

    def test_the_council_opens_it_once_submitted(self):
        """After approval a council member opens the link that stands in the appendix."""
        self._fill_in()
        self._send()
        self._approve()
        self.assertEqual(self._open(self.appraiser, self.evidence.id).status_code, 200)

    def test_without_a_session_one_is_asked_to_sign_in(self):
        """Whoever isn't signed in is sent to the sign-in page, the same for a document that doesn't exist."""
        answers = [
            self.url_open(f"/cchc/evidence/{number}", allow_redirects=False)
            for number in (self.evidence.id, self.evidence.id + 10_000)
        ]
        for answer in answers:
            self.assertEqual(answer.status_code, 303)
            self.assertIn("/web/login", answer.headers["Location"])
