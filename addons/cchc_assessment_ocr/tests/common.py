import base64

from .pure import scan_pages

SAMPLE = scan_pages.SAMPLES[0]


class ScanCase:
    """Scans that a unit files, and the job that reads them."""

    def _make_scan(self, *states, index=0):
        """Return a PDF of pictures, one page for each of ``states``."""
        pages = [scan_pages.make_page(one, scan_pages.SAMPLES[index]).image for one in states]
        return scan_pages.as_pdf(*[page.convert("RGB") for page in pages])

    def _file_scan(self, content, file_name="scan0001.pdf", line=None, user=None, **vals):
        """File ``content`` as the officer does who knows nothing of it but its file."""
        line = line or self._line("1.1.1")
        return (
            self.env["cchc.evidence"]
            .with_user(user or self.officer)
            .create(
                {
                    "assessment_id": line.assessment_id.id,
                    "line_ids": [(6, 0, line.ids)],
                    "file": base64.b64encode(content),
                    "file_name": file_name,
                    **vals,
                }
            )
        )

    def _read_scans(self):
        """Run the job once; return whether it begins again by itself."""
        job = self.env.ref("cchc_assessment_ocr.ir_cron_read_scans")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        triggers.unlink()
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()
        return bool(triggers.search_count([("cron_id", "=", job.id)]))
