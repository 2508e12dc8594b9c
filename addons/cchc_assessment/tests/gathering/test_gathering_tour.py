from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import PDF, WebCase, make_pdf, post
from .test_gathering import GatheringCase


@tagged("post_install", "-at_install")
class TestGatheringTour(GatheringCase, WebCase):
    """An officer takes in Chromium what lies elsewhere in the ERP, in the sheet and from a discussion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_files()
        cls._attach("rieng.pdf", make_pdf("own"), user=cls.other_officer)

    def test_the_picker_and_what_fits(self):
        """A file is chosen among those of the system; a document that waits is filed where it fits.

        The own files and the latest are offered at first: Odoo walks through all others to see which may be read.
        """
        old = self._attach("nam truoc.pdf", make_pdf("old"), self.partner)
        own = self._attach("cua toi.pdf", make_pdf("mine"), user=self.officer)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = create_date - interval '31 days' WHERE id IN %s",
            [(old.id, own.id)],
        )
        waiting = self._file(self._line("1.2"), "7/BC-STN", file_name="2.1 Chi so.pdf")
        waiting.write({"line_ids": [Command.clear()], "name": "Cải thiện chỉ số"})
        path = f"action-cchc_assessment.cchc_assessment_action/{self.assessment.id}"
        self._play("cchc_officer_gathers", self.officer, path)
        document = self._line("1.2").evidence_ids
        self.assertEqual(document.sudo().attachment_id.raw, PDF)
        self.assertEqual(document.sudo().source_ref, f"res.partner,{self.partner.id}")
        self.assertEqual(self._line("2.1").evidence_ids, waiting)

    def test_a_file_of_a_discussion(self):
        """It is filed by the dialog, where it waits to be sorted."""
        post(self.partner, "Gui kem", attachments=[("dinh kem.pdf", make_pdf("attached"))])
        # Odoo's own form of a contact names a widget that another app brings
        with mute_logger(f"{__name__}.{type(self).__name__}.{self._testMethodName}.browser"):
            self._play(
                "cchc_officer_uses_an_attachment", self.officer, f"res.partner/{self.partner.id}"
            )
        self.assertEqual(self.assessment.evidence_ids.file_name, "dinh kem.pdf")
        self.assertFalse(self.assessment.evidence_ids.line_ids)
