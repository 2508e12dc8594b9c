import base64
import errno
import hashlib
import io
import json
import zipfile
from functools import partial
from unittest.mock import patch

import pypdf
from PIL import Image

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import PDF, CchcCase, make_pdf
from ..pure import documents_fixtures as fixtures


class UploadCase(CchcCase, HttpCase):
    """A test that files documents over HTTP, as the browser does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.officer | cls.other_officer).lang = "en_US"
        cls._open_period()
        cls.line = cls._line("1.1.1")

    def _upload(self, content=PDF, name="12_BC-STN.pdf", user=None, **form):
        """Send one file as ``user``; return the status and the answer."""
        user = user or self.officer
        self.authenticate(user.login, user.login)
        form = form or {"line_id": self.line.id}
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/cchc/evidence/upload",
                data={"csrf_token": http.Request.csrf_token(self), **form},
                files={"file": (name, content, "application/octet-stream")},
            )
        return response.status_code, response.json()

    def _stored_files(self):
        return self.env["ir.attachment"].search_count([("res_model", "=", "cchc.evidence")])


@tagged("post_install", "-at_install")
class TestEvidenceUpload(UploadCase):
    """Files on their way from the browser into an assessment."""

    def test_a_file_is_filed_on_its_criterion(self):
        """The answer names the new document; its bytes, type and both checksums are those of the file."""
        status, answer = self._upload()
        self.assertEqual((status, answer["created"], answer["existing"]), (200, True, None))
        evidence = self.line.evidence_ids
        self.assertEqual((answer["id"], answer["name"]), (evidence.id, evidence.display_name))
        self.assertIn(evidence.display_name, answer["message"])
        self.assertEqual(answer["guess"]["name"], evidence.name)
        attachment = evidence.attachment_id
        self.assertEqual(attachment.raw, PDF)
        self.assertEqual(attachment.file_size, len(PDF))
        self.assertEqual(attachment.mimetype, "application/pdf")
        self.assertEqual(evidence.sha256, hashlib.sha256(PDF).hexdigest())
        self.assertEqual(
            attachment.store_fname,
            self.env["ir.attachment"].create({"name": "x", "raw": PDF}).store_fname,
            "stored where Odoo would store it",
        )

    def test_pictures_become_one_document(self):
        """Several pictures in one form are filed as one PDF, by the name given; one that is none refuses them all."""
        pictures = [fixtures.picture("PNG"), fixtures.picture("JPEG")]
        status, answer = self._upload_joined(pictures)
        self.assertEqual((status, answer.get("created")), (200, True), answer)
        evidence = self.line.evidence_ids
        self.assertEqual((evidence.file_name, evidence.mimetype), ("anh.pdf", "application/pdf"))
        content = io.BytesIO(evidence.attachment_id.raw)
        self.assertEqual(len(pypdf.PdfReader(content).pages), 2)
        self.assertEqual(evidence.form, "scan")
        self.assertEqual(self._upload_joined(pictures)[1]["existing"]["id"], evidence.id)
        status, answer = self._upload_joined([pictures[0], PDF])
        self.assertEqual(status, 422)
        self.assertIn("1.png", answer["error"])
        status, _answer = self._upload_joined(pictures, user=self.other_officer)
        self.assertEqual(status, 404)
        self.assertEqual(self._stored_files(), 1)

    def test_pages_are_turned_by_hand(self):
        """As far as the form says, each by itself; what is no quarter, or not one for each page, is refused."""
        picture = io.BytesIO()
        Image.new("RGB", (40, 20), "white").save(picture, "PNG")
        pictures = [picture.getvalue()] * 3
        status, answer = self._upload_joined(pictures, turns="0,90,180")
        self.assertEqual(status, 200, answer)
        pages = pypdf.PdfReader(io.BytesIO(self.line.evidence_ids.attachment_id.raw)).pages
        self.assertEqual(
            [page.mediabox.width > page.mediabox.height for page in pages], [True, False, True]
        )
        for turns in ("90", "0,0,0,0", "0,45,0", "0,x,0", "0," * 100_000, "-90,0,0"):
            with self.subTest(turns=turns[:20]):
                status, answer = self._upload_joined(pictures, turns=turns)
                self.assertEqual(status, 422, answer)
                self.assertIn("Pages are turned by quarters", answer["error"])
        self.assertEqual(self._stored_files(), 1)

    def test_strange_photos_are_refused_by_a_sentence(self):
        """Hundreds at once, moving pictures, what phones keep in other forms: each is named, and nothing is filed."""
        one = fixtures.picture("JPEG")
        moving = io.BytesIO()
        Image.new("L", (9, 9)).save(
            moving, "GIF", save_all=True, append_images=[Image.new("L", (9, 9), 255)]
        )
        for pictures, said in (
            ([one] * 500, "20"),
            ([one, moving.getvalue()], "1.png"),
            ([one, b"\0\0\0\x18ftypheic" + bytes(40)], "HEIC"),
        ):
            with self.subTest(said=said):
                status, answer = self._upload_joined(pictures)
                self.assertEqual(status, 422, answer)
                self.assertIn(said, answer["error"])
        self.assertEqual(self._stored_files(), 0)

    def test_who_may_not_join_photos(self):
        """Neither whom the criterion was not given to, another unit, the council, nor anybody once it is sent."""
        pictures = [fixtures.picture("PNG"), fixtures.picture("JPEG")]
        clerk, helper = self._make_users({"clerk": "contributor", "helper": "contributor"})
        self.unit.contributor_ids = clerk | helper
        self.env["cchc.task"].with_user(self.leader).create(
            {
                "assessment_id": self.assessment.id,
                "criterion_id": self.criteria["1.1.1"].id,
                "user_ids": [Command.set(helper.ids)],
            }
        )
        for user, expected in (
            (clerk, 403),
            (self.other_officer, 404),
            (self.appraiser, 404),
            (self.secretary, 403),
        ):
            with self.subTest(user=user.login):
                status, _answer = self._upload_joined(pictures, user=user, turns="90,0")
                self.assertEqual(status, expected)
        self.assertEqual(self._stored_files(), 0)
        self.assertEqual(self._upload_joined(pictures, user=helper)[0], 200)
        self.assertEqual(self._stored_files(), 1)
        self._fill_in()
        self._send()
        before = self._stored_files()
        status, _answer = self._upload_joined(pictures[::-1])
        self.assertIn(status, (403, 422))
        self.assertEqual(self._stored_files(), before)

    def _upload_joined(self, pictures, user=None, **form):
        user = user or self.officer
        self.authenticate(user.login, user.login)
        form = {"line_id": self.line.id, "joined_name": "anh.pdf", **form}
        names = [
            f"{i}.jpg" if c.startswith(b"\xff") else f"{i}.png" for i, c in enumerate(pictures)
        ]
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/cchc/evidence/upload",
                data={"csrf_token": http.Request.csrf_token(self), **form},
                files=[("file", (name, c)) for name, c in zip(names, pictures, strict=True)],
            )
        return response.status_code, response.json()

    def test_what_proves_the_same_takes_turns(self):
        """Before a file is read it is its turn: for the criterion, and for the document that it replaces."""
        turns = []

        def note(_documents, line, replaced):
            turns.append((line.ids, replaced.ids))

        with patch.object(self.registry["cchc.evidence"], "_take_turn", note):
            _status, answer = self._upload()
            self._upload(make_pdf("newer"), replaces_id=answer["id"])
            self._upload(make_pdf("beside"), assessment_id=self.assessment.id)
        self.assertEqual(turns, [(self.line.ids, []), ([], [answer["id"]])])

    def test_a_folder_says_which_criterion(self):
        """The path of the folder comes with the file, is tidied, and its code is proposed."""
        form = {
            "assessment_id": self.assessment.id,
            "folder": "/TLKC 2026/1.2 Sang kien/../ban quet\t",
        }
        _status, answer = self._upload(name="van ban.pdf", **form)
        document = self.env["cchc.evidence"].browse(answer["id"]).with_user(self.officer)
        self.assertEqual(document.folder_name, "TLKC 2026/1.2 Sang kien/ban quet")
        self.assertEqual(document.proposed_line_id, self._line("1.2"))
        self.assertEqual(document.proposal_reason, "Code in the folder's name: 1.2")
        self.assertTrue(document.is_proposal_sure)
        _status, answer = self._upload(make_pdf("long"), **form | {"folder": "a/" * 5000 + "1.2 b"})
        document = self.env["cchc.evidence"].browse(answer["id"])
        self.assertEqual(len(document.folder_name), 250)
        self.assertTrue(document.folder_name.endswith("/1.2 b"))
        with self.assertRaises(UserError):
            document.with_user(self.officer).write({"folder_name": "2.1"})

    def test_nothing_is_left_beside_the_store(self):
        """Neither a file that was filed nor one that was refused leaves a copy on its way."""
        self._upload()
        self._upload(content=b"MZ" + b"\0" * 200)
        folder = self.env["ir.attachment"]._get_incoming_folder()
        self.assertFalse(list(folder.iterdir()))

    def test_the_same_file_is_not_stored_twice(self):
        """The same bytes on a second criterion, under another name, link the document that is there."""
        _status, first = self._upload()
        _status, again = self._upload(name="ban sao.pdf", line_id=self._line("1.2").id)
        self.assertFalse(again["created"])
        self.assertEqual(again["existing"]["id"], first["id"])
        self.assertIn("filed already", again["message"])
        evidence = self.assessment.evidence_ids
        self.assertEqual(len(evidence), 1)
        self.assertEqual(evidence.line_ids, self.line | self._line("1.2"))
        self.assertEqual(evidence.line_count, 2)
        self.assertEqual(self._stored_files(), 1)

    def test_the_same_file_comes_back_from_the_archive(self):
        """Filing an archived document again makes it count again."""
        _status, first = self._upload()
        evidence = self.line.evidence_ids.with_user(self.officer)
        evidence.active = False
        _status, again = self._upload()
        self.assertEqual(again["id"], first["id"])
        self.assertTrue(evidence.active)
        self.assertEqual(self.line.evidence_status, "complete")

    def test_two_units_file_the_same_bytes(self):
        """The same file in another unit's assessment is a document of its own."""
        self._upload()
        status, answer = self._upload(
            user=self.other_officer, line_id=self._line("1.1.1", self.other_assessment).id
        )
        self.assertEqual((status, answer["created"]), (200, True))

    def test_creating_the_same_file_names_the_document(self):
        """A program that files the same bytes again is told which document has them."""
        self._file(self.line)
        with self.assertRaisesRegex(UserError, "12/BC-STN: Báo cáo 12/BC-STN"):
            self._file(self._line("1.2"))
        self.assertEqual(self._stored_files(), 1)

    def test_a_new_version_replaces_the_old(self):
        """It proves what the old one proved and keeps what was said of it; the old one stays readable."""
        old = self._file(self.line)
        old.write({"issuer": "Sở Thử nghiệm", "line_ids": [Command.link(self._line("1.2").id)]})
        status, answer = self._upload(content=make_pdf("new"), replaces_id=old.id)
        self.assertEqual(status, 200)
        new = self.env["cchc.evidence"].browse(answer["id"])
        self.assertEqual(new.line_ids, self.line | self._line("1.2"))
        self.assertEqual(
            (new.name, new.document_number, new.issuer, new.version),
            (old.name, old.document_number, "Sở Thử nghiệm", 2),
        )
        self.assertEqual((old.superseded_by_id, old.is_superseded), (new, True))
        self.assertFalse(old.line_ids)
        self.assertEqual(old.attachment_id.raw, make_pdf("12/BC-STN"))
        self.assertEqual(self.url_open(f"/cchc/evidence/{old.id}").status_code, 200)
        self.assertEqual(self.line.evidence_status, "complete")

    def test_versions_know_each_other_at_once(self):
        """What was looked at before it was replaced shows its newer version in the same call."""
        old, new = self._file(self.line), self._file(self.line, name="13/BC-STN")
        self.assertFalse(old.newer_version_id | new.earlier_version_ids)
        old._supersede(new)
        self.assertEqual((old.newer_version_id, new.earlier_version_ids), (new, old))

    def test_a_replaced_document_is_closed(self):
        """It is neither changed, linked, deleted nor replaced once more."""
        old = self._file(self.line)
        self._upload(content=make_pdf("new"), replaces_id=old.id)
        for change in (
            lambda: old.write({"name": "Khác"}),
            lambda: old.write({"line_ids": [Command.link(self.line.id)]}),
            lambda: self.line.with_user(self.officer).write(
                {"evidence_ids": [Command.link(old.id)]}
            ),
            old.unlink,
            old.superseded_by_id.with_user(self.officer).unlink,
        ):
            with self.assertRaises(UserError):
                change()
        status, answer = self._upload(content=make_pdf("other"), replaces_id=old.id)
        self.assertEqual(status, 422)
        self.assertIn("newer version", answer["error"])

    def test_replacing_by_the_same_bytes_changes_nothing(self):
        """The document is named as filed already; there is no second version."""
        old = self._file(self.line)
        _status, answer = self._upload(content=make_pdf("12/BC-STN"), replaces_id=old.id)
        self.assertEqual((answer["id"], answer["created"]), (old.id, False))
        self.assertFalse(old.superseded_by_id)

    def test_an_earlier_version_can_come_back(self):
        """Filing the first version's bytes again is the third version."""
        old = self._file(self.line)
        _status, second = self._upload(content=make_pdf("new"), replaces_id=old.id)
        _status, third = self._upload(content=make_pdf("12/BC-STN"), replaces_id=second["id"])
        self.assertTrue(third["created"])
        self.assertEqual(self.env["cchc.evidence"].browse(third["id"]).version, 3)

    def test_what_is_given_is_not_guessed(self):
        """Number and subject that an officer typed stay, whatever the file's name says."""
        evidence = self._file(self.line, name="7/TB-STN", file_name="12-BC-STN bao cao nam.pdf")
        self.assertEqual(evidence.document_number, "7/TB-STN")
        self.assertEqual(evidence.name, "Báo cáo 7/TB-STN")

    def test_every_filing_is_logged(self):
        """Filing, changing, linking, replacing and deleting leave rows that say who did what."""
        first = self._file(self.line)
        first.write({"name": "Kế hoạch", "line_ids": [Command.link(self._line("1.2").id)]})
        self._upload(content=make_pdf("new"), replaces_id=first.id)
        self._line("2.1").with_user(self.officer).evidence_ids = self._file(self.line, name="9/BC")
        self._file(self.line, name="10/BC").unlink()
        rows = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("user_id", "=", self.officer.id)],
            order="id",
        )
        self.assertEqual(
            [(row.action, row.field or "", row.line_id.code or "") for row in rows],
            [
                ("file", "", "1.1.1"),
                ("document", "name", ""),
                ("document", "evidence_ids", "1.2"),
                ("file", "", ""),
                ("document", "superseded_by_id", ""),
                ("file", "", "1.1.1"),
                ("document", "evidence_ids", "2.1"),
                ("file", "", "1.1.1"),
                ("remove", "", "1.1.1"),
            ],
        )
        self.assertEqual(rows[1].old_value, "Báo cáo 12/BC-STN")
        self.assertEqual(rows[1].new_value, "Kế hoạch")

    def test_refusals_are_sentences(self):
        """Whatever is wrong with an upload, the browser gets a status and a sentence, and nothing is stored."""
        huge = io.BytesIO()
        with zipfile.ZipFile(huge, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", b"\0" * 30_000_000)
        closed = self._line("1.1.1", self.other_assessment)
        for content, name, form, status, words in (
            (b"", "rong.pdf", {}, 422, "0 bytes"),
            (b"MZ" + b"\0" * 300, "bao cao.pdf", {}, 422, "program"),
            (b"<html><script>1</script></html>", "bao cao.pdf", {}, 422, "web page"),
            (b"<svg><script/></svg>", "anh.png", {}, 422, "SVG"),
            (PDF[:-30], "bao cao.pdf", {}, 422, "end of the file"),
            (huge.getvalue(), "tai lieu.zip", {}, 422, "tai lieu.zip"),
            (fixtures.declared(fixtures.archive(), 10 * 1024**3), "lon.zip", {}, 422, "10"),
            (fixtures.locked_pdf("mat khau"), "khoa.pdf", {}, 422, "password"),
            (b"GIF89a" + PDF, "bao cao.pdf", {}, 422, "bao cao.pdf"),
            (fixtures.picture("PNG") + fixtures.archive(), "anh.png", {}, 422, "anh.png"),
            (PDF + b"<html><script>1</script>", "bao cao.pdf", {}, 422, "bao cao.pdf"),
            (PDF, "a.pdf", {"assessment_id": ""}, 422, "Say to which assessment"),
            (PDF, "a.pdf", {"line_id": closed.id}, 404, ""),
            (PDF, "a.pdf", {"line_id": 999_999_999}, 404, ""),
            (PDF, "a.pdf", {"line_id": "x"}, 404, ""),
            (PDF, "a.pdf", {"assessment_id": self.other_assessment.id}, 404, ""),
        ):
            with self.subTest(name=name, form=form):
                got, answer = self._upload(content, name, **form)
                self.assertEqual(got, status)
                self.assertIn(words, answer["error"])
        self.assertEqual(self._stored_files(), 0)
        self.assertFalse(self.assessment.evidence_ids | self.other_assessment.evidence_ids)

    def test_names_of_uploads_are_made_safe(self):
        """A name that leads elsewhere, or turns the reading direction is filed without that."""
        for number, (given, stored) in enumerate(
            (
                ("../../../etc/bao cao.pdf", "bao cao.pdf"),
                ("bao\u202efdp.exe.pdf", "baofdp.exe.pdf"),
                ("\u200fbao cao\u200e.pdf", "bao cao.pdf"),
            )
        ):
            with self.subTest(name=given):
                status, answer = self._upload(make_pdf(f"ten {number}"), given)
                self.assertEqual(status, 200, answer)
                evidence = self.env["cchc.evidence"].browse(answer["id"])
                self.assertEqual((evidence.file_name, evidence.attachment_id.name), (stored,) * 2)

    def test_a_file_over_the_limit_is_refused_before_it_is_read(self):
        """A form larger than the limit gets its sentence and 413; one just over it in its file, 422."""
        self.env["ir.config_parameter"].set_param("cchc_assessment.evidence_max_megabytes", "0.1")
        status, answer = self._upload(PDF + b"%" * 500_000)
        self.assertEqual(status, 413)
        self.assertIn("larger than", answer["error"])
        status, answer = self._upload(PDF + b"%" * 120_000)
        self.assertEqual(status, 422)
        self.assertIn("larger than", answer["error"])

    def test_a_type_can_be_switched_off(self):
        """When the administrator allows PDFs only, an image is refused and what may be filed is named."""
        self.env["res.config.settings"].create(
            {
                f"cchc_evidence_{kind}": kind == "pdf"
                for kind in ("pdf", "image", "word", "excel", "zip")
            }
        ).execute()
        image = bytes.fromhex("89504e470d0a1a0a") + b"\0" * 100
        status, _answer = self._upload(image, "anh.png")
        self.assertEqual(status, 422)
        self.assertEqual(self._upload()[0], 200)

    def test_a_session_that_has_ended_is_said(self):
        """Without a session the browser gets 401 and a sentence, not the sign-in page."""
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/cchc/evidence/upload",
                data={"line_id": self.line.id},
                files={"file": ("a.pdf", PDF, "application/pdf")},
            )
        self.assertEqual(response.status_code, 401)
        self.assertIn("session has ended", response.json()["error"])

    def test_a_forged_form_is_refused(self):
        """A form from another site, which has no token, files nothing."""
        self.authenticate(self.officer.login, self.officer.login)
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/cchc/evidence/upload",
                data={"line_id": self.line.id},
                files={"file": ("a.pdf", PDF, "application/pdf")},
            )
        self.assertEqual(response.status_code, 400)
        self.assertTrue(response.json()["error"])
        self.assertEqual(self._stored_files(), 0)

    def test_a_page_of_an_earlier_session_goes_on(self):
        """Who signed in again in another tab gets the token of the new session, with which the file is filed."""
        self.authenticate(self.officer.login, self.officer.login)
        send = partial(
            self.url_open,
            "/cchc/evidence/upload",
            files={"file": ("a.pdf", PDF, "application/pdf")},
        )
        with mute_logger("odoo.http"):
            refused = send(data={"csrf_token": "cũ", "line_id": self.line.id})
        self.assertEqual(refused.status_code, 400)
        self.assertEqual(refused.json()["uid"], self.officer.id)
        token = refused.json()["csrf_token"]
        filed = send(data={"csrf_token": token, "line_id": self.line.id})
        self.assertEqual(filed.status_code, 200)
        self.assertEqual(self.line.evidence_ids.id, filed.json()["id"])

    def test_a_full_disk_stores_nothing(self):
        """When the disk is full the officer is told, and neither a document nor half a file is there."""

        class FullDisk(io.BytesIO):
            def read(self, size=-1):
                if chunk := super().read(100):
                    return chunk
                raise OSError(errno.ENOSPC, "No space left on device")

        documents = self.env["cchc.evidence"].with_user(self.officer)
        with self.assertRaisesRegex(UserError, "disk is full"):
            documents._upload(FullDisk(PDF), "a.pdf", line=self.line.with_user(self.officer))
        self.assertFalse(self.assessment.evidence_ids)
        self.assertFalse(list(self.env["ir.attachment"]._get_incoming_folder().iterdir()))

    def test_queries_do_not_grow_with_the_batch(self):
        """Filing 55 documents asks the database as often as filing five, but for their rows."""

        def file_documents(number, start):
            self.env["cchc.evidence"].with_user(self.officer).create(
                [
                    {
                        "assessment_id": self.assessment.id,
                        "line_ids": [Command.link(self.line.id)],
                        "file": base64.b64encode(make_pdf(f"{start + n}")),
                        "file_name": f"{start + n}.pdf",
                    }
                    for n in range(number)
                ]
            )

        self._count_queries(lambda: file_documents(1, 0))  # warms the caches
        one = self._count_queries(lambda: file_documents(1, 100))
        five = self._count_queries(lambda: file_documents(5, 200))
        many = self._count_queries(lambda: file_documents(55, 300))
        self.assertLessEqual(one, 25, json.dumps([one, five, many]))
        self.assertLessEqual(many, five + 2, json.dumps([one, five, many]))


@tagged("post_install", "-at_install")
class TestRequiredDocuments(CchcCase):
    """What the rubric asks for, and what is still missing of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria["1.1.1"].requirement_ids = [
            Command.create({"name": "Plan of the year"}),
            Command.create({"name": "Report on its results"}),
        ]
        cls.plan, cls.report = cls.criteria["1.1.1"].requirement_ids
        cls._open_period()
        cls.line = cls._line("1.1.1")

    def test_proof_is_complete_when_nothing_is_missing(self):
        """None, then not enough, then complete: each required document counts, others are welcome."""
        self.assertEqual(self.line.evidence_status, "none")
        self.assertEqual(self.line.missing_requirement_ids, self.plan | self.report)
        other = self._file(self.line)
        self.assertEqual(self.line.evidence_status, "partial")
        other.requirement_ids = self.plan
        self.assertEqual(self.line.evidence_status, "partial")
        self.assertEqual(self.line.missing_requirement_ids, self.report)
        other.requirement_ids |= self.report
        self.assertEqual(self.line.evidence_status, "complete")
        self._file(self.line, name="13/BC-STN")
        self.assertEqual(self.line.evidence_status, "complete")

    def test_what_is_missing_is_said_beside_the_field(self):
        """The hint names the missing documents and asks for an explanation until there is one."""
        self._file(self.line).requirement_ids = self.plan
        self.assertIn("Report on its results", self.line.proof_hint)
        self.assertIn("explain", self.line.proof_hint)
        self.line.with_user(self.officer).explanation = "Chưa có."
        self.assertIn("Report on its results", self.line.proof_hint)
        self.assertNotIn("explain", self.line.proof_hint)
        self._file(self.line, name="13/BC-STN").requirement_ids = self.report
        self.assertFalse(self.line.proof_hint)

    def test_a_score_with_half_its_proof_needs_an_explanation(self):
        """Sending is refused, naming the criterion, until what is missing is explained."""
        self._file(self.line)
        self.line.with_user(self.officer).option_id = self._option("1.1.1", 2)
        self.assertTrue(self.line.needs_explanation)

    def test_the_last_missing_document_is_believed_to_be_it(self):
        """A document filed where one required document is missing counts as that one, and can be corrected."""
        self._file(self.line).requirement_ids = self.plan
        second = self._file(self.line, name="13/BC-STN")
        self.assertEqual(second.requirement_ids, self.report)
        second.requirement_ids = False
        self.assertEqual(self.line.evidence_status, "partial")

    def test_a_requirement_follows_its_criterion(self):
        """A document cannot be what another criterion asks for; taken off its criterion it is nothing of it."""
        elsewhere = self._file(self._line("1.2"), name="13/BC-STN")
        with self.assertRaisesRegex(UserError, "Plan of the year"):
            elsewhere.requirement_ids = self.plan
        evidence = self._file(self.line)
        evidence.requirement_ids = self.plan
        evidence.line_ids = False
        self.assertFalse(evidence.requirement_ids)

    def test_archiving_takes_the_proof_away(self):
        """An archived document covers no requirement."""
        evidence = self._file(self.line)
        evidence.requirement_ids = self.plan | self.report
        evidence.active = False
        self.assertEqual(self.line.evidence_status, "none")


@tagged("post_install", "-at_install")
class TestTakeOver(CchcCase):
    """Documents of an earlier year that prove this year's criteria."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls._send()
        cls._approve()
        cls.earlier = cls.assessment.evidence_ids
        cls.earlier_foreign = cls._file(
            cls._line("1.1.1", cls.other_assessment), name="5/BC-SDC", user=cls.other_officer
        )
        cls.next_period = cls.period.copy(
            {
                "name": "Đánh giá CCHC năm 2027",
                "year": 2027,
                "self_deadline": cls.period.self_deadline,
            }
        )
        cls.next_period.with_user(cls.secretary).action_open()
        cls.next_assessment = cls.next_period.assessment_ids.filtered(
            lambda a: a.unit_id == cls.unit
        )
        cls.line = cls._line("1.2", cls.next_assessment).with_user(cls.officer)

    def _take(self, evidence):
        return self.env["cchc.evidence"].browse(self.line.action_take_over(evidence.ids))

    def test_what_is_no_list_of_documents_is_refused(self):
        """A text, a number or a list of texts gets a sentence, and nothing is taken over."""
        for wrong in (str(self.earlier.id), self.earlier.id, [str(self.earlier.id)], {}):
            with self.subTest(wrong=wrong), self.assertRaisesRegex(UserError, "list of numbers"):
                self.line.action_take_over(wrong)
        self.assertFalse(self.line.evidence_ids)

    def test_taken_over_by_reference(self):
        """The document is this year's, says what it said, and shares the stored file."""
        self.assertEqual(self.line.get_earlier_evidence(), self.earlier.ids)
        taken = self._take(self.earlier)
        self.assertEqual(self.line.evidence_ids, taken)
        self.assertEqual(self.line.evidence_status, "complete")
        self.assertEqual(taken.origin_id, self.earlier)
        self.assertEqual(
            (taken.name, taken.document_number, taken.sha256),
            (self.earlier.name, self.earlier.document_number, self.earlier.sha256),
        )
        self.assertEqual(taken.attachment_id.store_fname, self.earlier.attachment_id.store_fname)
        self.assertEqual(taken.attachment_id.raw, self.earlier.attachment_id.raw)

    def test_taking_over_twice_is_once(self):
        """A second time, and from a file uploaded before, the document that is there is used."""
        first = self._take(self.earlier)
        self.assertEqual(self._take(self.earlier), first)
        self.assertEqual(len(self.next_assessment.evidence_ids), 1)

    def test_deleting_it_leaves_the_earlier_file(self):
        """Deleting what was taken over does not touch last year's document."""
        self._take(self.earlier).with_user(self.officer).unlink()
        self.assertTrue(self.earlier.attachment_id.raw)

    def test_other_units_documents_are_passed_over(self):
        """A document of another unit is not taken over, whatever number is sent."""
        self.assertFalse(self._take(self.earlier_foreign))
        self.assertFalse(self.line.evidence_ids)

    def test_a_merged_units_documents(self):
        """The documents of a unit that was merged into this one are offered to those who may read them."""
        self.unit.predecessor_ids = self.other_unit
        self.assertEqual(self.line.get_earlier_evidence(), self.earlier.ids)
        self.other_unit.officer_ids |= self.officer
        self.assertIn(self.earlier_foreign.id, self.line.get_earlier_evidence())
        self.assertEqual(self._take(self.earlier_foreign).origin_id, self.earlier_foreign)
