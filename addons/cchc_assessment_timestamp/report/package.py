import base64

from odoo import models

from odoo.addons.cchc_assessment.core.package.data import Attachment


class PackageReport(models.AbstractModel):
    _inherit = "report.cchc_assessment.package"

    def _make_seal_files(self, submission, proof, appendix):
        """Add the timestamp and the text that it is of, as files that ``openssl ts`` reads."""
        files = super()._make_seal_files(submission, proof, appendix)
        if stamp := (proof["register"] or {}).get("timestamp"):
            files += [
                Attachment("dau-thoi-gian.txt", stamp["checkpoint"].encode()),
                Attachment("dau-thoi-gian.tsr", base64.b64decode(stamp["token"])),
            ]
        return files
