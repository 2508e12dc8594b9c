from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import CchcCase


@tagged("post_install", "-at_install")
class TestEvidenceTour(CchcCase, HttpCase):
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

    def _play(self, tour):
        self.start_tour(
            "/odoo/action-cchc_assessment.cchc_assessment_action",
            tour,
            login=self.officer.login,
            timeout=120,
        )

    def test_dropping_three_documents(self):
        """Three files dropped at once are filed, described where they stand, and prove the criterion."""
        self._play("cchc_officer_drops_documents")
        self.assertEqual(self.line.evidence_status, "complete")
        self.assertEqual(len(self.line.evidence_ids), 3)
        self.assertIn("99/TB-STN", self.line.evidence_ids.mapped("document_number"))

    def test_refusing_a_program(self):
        """A program that calls itself a PDF is refused by name; the document dropped with it is filed."""
        self._play("cchc_officer_drops_a_program")
        self.assertEqual(self.line.evidence_ids.mapped("file_name"), ["14-BC-STN that.pdf"])
