import base64
import hashlib
import io
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...models.evidence.cchc_evidence import DOWNLOAD_PAUSE
from ..common import CchcCase, make_pdf


@tagged("post_install", "-at_install")
class TestEvidenceGuards(CchcCase):
    """What keeps documents and their files as they are, each guard by its own sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria["1.1.1"].requirement_ids = [Command.create({"name": "Kế hoạch năm"})]
        cls.criteria["1.2"].requirement_ids = [Command.create({"name": "Bằng sáng kiến"})]
        cls.criteria["2.1"].requirement_ids = [Command.create({"name": "Bảng chỉ số"})]
        cls._open_period()
        cls.document = cls._file(cls._line("1.1.1"), name="21/BC-STN").with_user(cls.officer)

    def _assert_refused(self, error, sentence, *steps):
        for step in steps:
            with self.assertRaisesRegex(error, sentence), self.env.cr.savepoint():
                step()
        self.env.invalidate_all()

    def _count_downloads(self):
        return self.env["cchc.log"].search_count(
            [("assessment_id", "=", self.assessment.id), ("action", "=", "download")]
        )

    def test_it_proves_what_is_its_own(self):
        """No criterion of another form, and no required document that its criteria do not ask for."""
        foreign = self._line("1.2", self.other_assessment)
        self._assert_refused(
            ValidationError,
            "belongs to another assessment",
            lambda: self.document.sudo().write({"line_ids": [Command.link(foreign.id)]}),
            lambda: foreign.sudo().write({"evidence_ids": [Command.link(self.document.id)]}),
        )
        wanted, other = (self.criteria[code].requirement_ids for code in ("1.1.1", "1.2"))
        self._assert_refused(
            ValidationError,
            "“Bằng sáng kiến” is asked for by 1.2",
            lambda: self.document.write({"requirement_ids": [Command.link(other.id)]}),
        )
        # of several that are not its own the first is named
        self._assert_refused(
            ValidationError,
            "criterion 1.1.1",
            lambda: self.document.sudo().write(
                {
                    "line_ids": [
                        Command.set((self._line("1.1.1", self.other_assessment) | foreign).ids)
                    ]
                }
            ),
        )
        third = self.criteria["2.1"].requirement_ids
        self._assert_refused(
            ValidationError,
            "“Bằng sáng kiến” is asked for by 1.2",
            lambda: self.document.write({"requirement_ids": [Command.set((other | third).ids)]}),
        )
        self.document.requirement_ids = wanted
        self.document.write({"line_ids": [Command.link(self._line("1.2").id)]})
        self.document.requirement_ids = wanted | other
        self.document.write({"line_ids": [Command.unlink(self._line("1.2").id)]})
        self.assertEqual(self.document.requirement_ids, wanted, "it follows what it proves")

    def test_no_document_without_its_file(self):
        """None at all, an empty one, and one that was broken off on its way are three sentences, and file nothing."""
        documents = self.env["cchc.evidence"].with_user(self.officer)
        before = self.assessment.evidence_ids
        said = {"assessment_id": self.assessment.id, "file_name": "bao cao.pdf"}
        for file in ({}, {"file": False}, {"file": ""}):
            self._assert_refused(
                UserError,
                "“bao cao.pdf” has no file",
                lambda file=file: documents.create({**said, **file}),
            )
        self._assert_refused(
            UserError,
            "“bao cao.pdf” did not arrive whole",
            lambda: documents.create({**said, "file": base64.b64encode(make_pdf("x"))[:-3]}),
        )
        self.assertEqual(self.assessment.evidence_ids, before)

    def test_what_was_replaced_stays(self):
        """It is not changed, proves nothing, is not deleted, and neither is the one that replaced it."""
        documents = self.env["cchc.evidence"].with_user(self.officer)
        newer, _created, _guessed = documents._upload(
            io.BytesIO(make_pdf("moi")), "moi.pdf", replaced=self.document
        )
        self.assertEqual((newer.version, self.document.version), (2, 1))
        self.assertEqual(newer.line_ids, self._line("1.1.1"))
        self.assertFalse(self.document.line_ids or self.document.requirement_ids)
        self._assert_refused(
            UserError,
            "was replaced by a newer version and stays",
            lambda: self.document.write({"name": "Khác"}),
            lambda: self.document._supersede(newer),
        )
        self._assert_refused(
            ValidationError,
            "was replaced and proves nothing",
            lambda: (
                self._line("1.2").sudo().write({"evidence_ids": [Command.link(self.document.id)]})
            ),
        )
        self._assert_refused(
            UserError, "is one of several versions", self.document.unlink, newer.unlink
        )
        other = self._file(self._line("1.2"), name="22/BC-STN")
        documents._upload(io.BytesIO(make_pdf("khac")), "khac.pdf", replaced=other)
        self._assert_refused(
            UserError,
            "“21/BC-STN: .*” was replaced",
            lambda: (self.document | other).write({"name": "Khác"}),
        )
        self.assertEqual(self._line("1.1.1")._get_proof(), newer.sudo(False).with_env(self.env))

    def test_what_is_deleted_is_told(self):
        """Beside its criterion where it proved one; of several, or of none, with the form."""
        one, both, none = (
            self._file(self._line("1.2"), name=f"3{number}/BC-STN") for number in range(3)
        )
        both.write({"line_ids": [Command.link(self._line("2.1").id)]})
        none.write({"line_ids": [Command.clear()]})
        names = [document.display_name for document in (one, both, none)]
        (one | both | none).unlink()
        rows = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("action", "=", "remove")]
        )
        self.assertEqual(
            {row.old_value: row.line_id.code for row in rows},
            dict(zip(names, ("1.2", False, False), strict=True)),
        )

    def test_what_was_sent_is_not_deleted(self):
        """Not while it lies with the leader, though nothing is sealed yet; and what was sealed never again."""
        self._fill_in()
        self._send()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.document.unlink()
        self.assertTrue(self.document.exists())
        self._approve()
        # as a return leaves it
        self.assessment._write_as_system({"state": "draft"})
        self._assert_refused(UserError, "is part of a submission and stays", self.document.unlink)
        self._file(self._line("1.2"), name="41/BC-STN").unlink()

    def test_what_follows_from_the_file_is_the_systems(self):
        """Said so, where it is no file that somebody would put in its place."""
        self._assert_refused(
            AccessError,
            "sha256 of “Evidence” cannot be written",
            lambda: self.document.write({"sha256": "0" * 64}),
            lambda: self.document.write({"name": "Khác", "sha256": "0" * 64}),
        )

    def test_its_bytes_stay(self):
        """No file takes the place of the one that was filed, by the document or past it."""
        content = base64.b64encode(make_pdf("khac"))
        self._assert_refused(
            UserError,
            "A filed document does not change",
            lambda: self.document.write({"file": content}),
            lambda: self.document.write({"file_name": "khac.pdf"}),
        )
        file = self.document.sudo().attachment_id
        self._assert_refused(
            UserError,
            "is filed as evidence and does not change",
            lambda: file.write({"raw": b"khac"}),
            lambda: file.write({"name": "khac.pdf"}),
            file.unlink,
        )
        self._assert_refused(
            UserError,
            "cannot be put on a document or a submission",
            lambda: self.env["ir.attachment"].create(
                {
                    "name": "a.pdf",
                    "raw": b"x",
                    "res_model": "cchc.evidence",
                    "res_id": self.document.id,
                }
            ),
            lambda: (
                self.env["ir.attachment"]
                .create({"name": "a.pdf", "raw": b"x"})
                .write({"res_model": "cchc.evidence", "res_id": self.document.id})
            ),
        )

    def test_a_damaged_store_is_told(self):
        """Where other bytes lie in a file's place nothing is filed: they would be taken for it."""
        content = make_pdf("cho khac")
        digest = hashlib.sha1(content).hexdigest()  # as Odoo's own file store names files
        place = Path(self.env["ir.attachment"]._full_path(f"{digest[:2]}/{digest}"))
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"khac")
        self.addCleanup(place.unlink, missing_ok=True)
        before = self.assessment.evidence_ids
        self._assert_refused(
            UserError,
            "already holds another file in the place of this one",
            lambda: self._file(self._line("1.2"), content=content),
        )
        self.assertEqual(self.assessment.evidence_ids, before)

    def test_a_newer_version_stays_in_its_form(self):
        """Who works for two units replaces no document of one by a file in the other."""
        self.other_unit.officer_ids |= self.officer
        foreign = self._file(self._line("1.2", self.other_assessment), name="51/BC-SDC")
        self._assert_refused(
            UserError,
            "“51/BC-SDC: .*” is filed in another assessment",
            lambda: (
                self.env["cchc.evidence"]
                .with_user(self.officer)
                ._upload(
                    io.BytesIO(make_pdf("moi")),
                    "moi.pdf",
                    assessment=self.assessment.with_user(self.officer),
                    replaced=foreign,
                )
            ),
        )
        self.assertFalse(foreign.superseded_by_id)

    def test_twice_in_one_filing(self):
        """The same bytes twice at once are one too many: the document beside is named."""
        values = {
            "assessment_id": self.assessment.id,
            "file": base64.b64encode(make_pdf("hai lan")),
        }
        self._assert_refused(
            UserError,
            "The file “b.pdf” is filed already, as “Thứ nhất”",
            lambda: (
                self.env["cchc.evidence"]
                .with_user(self.officer)
                .create(
                    [
                        {**values, "name": "Thứ nhất", "file_name": "a.pdf"},
                        {**values, "name": "Thứ hai", "file_name": "b.pdf"},
                    ]
                )
            ),
        )

    def test_who_opens_a_file(self):
        """The unit's people open it as a file; everybody else by its link alone, where it is logged."""
        file = self.document.sudo().attachment_id
        for user in (self.officer, self.leader):
            self.assertTrue(file.with_user(user).has_access("read"))
            self.assertIn(file, file.with_user(user).search([("res_model", "=", "cchc.evidence")]))
        self._fill_in()
        self._send()
        self._approve()
        for user in (self.appraiser, self.secretary, self.other_leader):
            with self.assertRaises(AccessError):
                file.with_user(user).read(["raw"])
            self.assertFalse(file.with_user(user).search([("res_model", "=", "cchc.evidence")]))

    def test_among_other_files(self):
        """What is closed stays so beside what Odoo itself closes, and closes nothing of one's own."""
        file = self.document.sudo().attachment_id
        attachments = self.env["ir.attachment"]
        posted = attachments.create(
            {
                "name": "a.txt",
                "raw": b"a",
                "res_model": "cchc.assessment",
                "res_id": self.assessment.id,
            }
        )
        found = attachments.with_user(self.officer).search(
            [("res_model", "in", ["cchc.evidence", "cchc.assessment"])]
        )
        self.assertLessEqual({file.id, posted.id}, set(found.ids))
        private, own = (
            attachments.with_user(user).create({"name": "r.txt", "raw": b"r"})
            for user in (self.officer, self.appraiser)
        )
        self._fill_in()
        self._send()
        self._approve()
        for files in (file | private | own, own | private | file):
            files = files.with_user(self.appraiser)
            self.assertEqual(files._filtered_access("read"), own)
            # whoever may change it, and whatever is touched with it
            self._assert_refused(
                UserError,
                "“bao cao.pdf” is filed as evidence and does not change",
                files.sudo().unlink,
                lambda files=files: files.sudo().write({"name": "x"}),
            )
        self.assertEqual((file.name, own.name), ("bao cao.pdf", "r.txt"))

    def test_a_download_is_noted_once_in_a_while(self):
        """Of each reader and each document; the unit's own people are not noted."""
        other = self._file(self._line("1.2"), name="15/BC-STN")
        start = Datetime.now()
        with freeze_time(start):
            self.document.with_user(self.officer)._log_download()
            self.document.with_user(self.leader)._log_download()
            self.assertEqual(self._count_downloads(), 0)
        # whoever may read it is decided elsewhere
        self._fill_in()
        self._send()
        self._approve()
        for moment, record, user, count in (
            (timedelta(0), self.document, self.appraiser, 1),
            (timedelta(seconds=1), self.document, self.appraiser, 1),
            (timedelta(seconds=1), self.document, self.secretary, 2),
            (timedelta(seconds=1), other, self.appraiser, 3),
            (DOWNLOAD_PAUSE - timedelta(seconds=1), self.document, self.appraiser, 3),
            (DOWNLOAD_PAUSE, self.document, self.appraiser, 4),
        ):
            with freeze_time(start + moment):
                record.with_user(user)._log_download()
            self.assertEqual(self._count_downloads(), count, (moment, user.login))

    def test_the_discussion_of_a_closed_form(self):
        """Files posted while it was open are neither changed nor taken away once it is closed."""
        file = self.env["ir.attachment"].create(
            {
                "name": "a.txt",
                "raw": b"a",
                "res_model": "cchc.assessment",
                "res_id": self.assessment.id,
            }
        )
        file.with_user(self.officer).write({"name": "b.txt"})
        with freeze_time(self.period.self_deadline + timedelta(seconds=1)):
            self._assert_refused(
                UserError,
                "is closed: the files in its discussion stay",
                lambda: file.with_user(self.officer).write({"name": "c.txt"}),
                file.with_user(self.officer).unlink,
                file.sudo().unlink,
            )
        self._fill_in()
        self._send()
        self._assert_refused(
            UserError,
            "is closed: the files in its discussion stay",
            lambda: file.sudo().write({"name": "c.txt"}),
            file.sudo().unlink,
        )
        self.assertEqual(file.name, "b.txt")

    def test_a_template_is_judged_wherever_it_comes_from(self):
        """Past every dialog, as Odoo itself stores it: what Word could not open does not come in."""
        values = {
            "name": "report_template",
            "res_model": "cchc.rubric",
            "res_id": self.rubric.copy().id,
            "res_field": "report_template",
        }
        attachments = self.env["ir.attachment"].sudo()
        self._assert_refused(
            ValidationError, "", lambda: attachments.create({**values, "raw": b"PK"})
        )
        # by hand not even what is one
        self._assert_refused(
            UserError,
            "is put in on the form of the rubric or the period",
            lambda: attachments.with_user(self.secretary).create({**values, "raw": b"PK"}),
        )
