import io

import pypdf

from odoo.fields import Command
from odoo.tests import tagged

from ..common import WebCase
from ..sheet.test_sheet_tour import SheetTour


@tagged("post_install", "-at_install")
class TestEvidenceTour(WebCase):
    """An officer files documents in Chromium as people do: dragged from a folder onto a criterion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria["1.1.1"].requirement_ids = [
            Command.create({"name": "Kế hoạch năm"}),
            Command.create({"name": "Báo cáo năm"}),
        ]
        cls._open_period()
        cls.line = cls._line("1.1.1")

    def test_dropping_three_documents(self):
        """Three files dropped at once are filed, described where they stand, and prove the criterion."""
        self._play("cchc_officer_drops_documents", self.officer)
        self.assertEqual(self.line.evidence_status, "complete")
        self.assertEqual(len(self.line.evidence_ids), 3)
        self.assertIn("99/TB-STN", self.line.evidence_ids.mapped("document_number"))

    def test_joining_photos(self):
        """Two photographs become one PDF, in the order chosen, under the name given."""
        self._play("cchc_officer_joins_photos", self.officer)
        evidence = self.line.evidence_ids
        self.assertEqual(evidence.file_name, "Bao cao chup.pdf")
        pages = pypdf.PdfReader(io.BytesIO(evidence.sudo().attachment_id.raw)).pages
        self.assertEqual(
            [page.mediabox.width < page.mediabox.height for page in pages], [True, False]
        )

    def test_refusing_a_program(self):
        """A program that calls itself a PDF is refused by name; the document dropped with it is filed."""
        self._play("cchc_officer_drops_a_program", self.officer)
        self.assertEqual(self.line.evidence_ids.mapped("file_name"), ["14-BC-STN that.pdf"])

    def test_replacing_a_document(self):
        """A newer version filed from the library takes the older one's place on its criterion."""
        older = self._file(self.line)
        self._play(
            "cchc_officer_replaces_a_document",
            self.officer,
            "action-cchc_assessment.cchc_evidence_action",
        )
        newer = self.line.evidence_ids
        self.assertEqual(older.superseded_by_id, newer)
        self.assertEqual((newer.file_name, newer.version), ("ban moi.pdf", 2))
        self.assertEqual(newer.document_number, older.document_number)


@tagged("post_install", "-at_install")
class TestPhotosOnAPhone(SheetTour):
    """An officer takes the pages of a document with a telephone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_taking_photos(self):
        """They are one PDF, upright as the camera noted it or as people turned them, in the order chosen."""
        self._open_period()
        self._play_in_sheet("cchc_officer_takes_photos", self.officer)
        evidence = self._line("1.1.1").evidence_ids
        self.assertEqual((evidence.file_name, evidence.form), ("Bien ban.pdf", "scan"))
        content = evidence.sudo().attachment_id.raw
        self.assertNotIn(b"Exif", content)
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        self.assertEqual(
            [page.mediabox.width < page.mediabox.height for page in pages], [True, True, False]
        )
