import base64
import io

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.cchc_assessment.models.gathering.sources import make_reference


class CchcEvidence(models.Model):
    """Files of the document management become documents, by the rights of whoever takes them."""

    _name = "cchc.evidence"
    _inherit = ["cchc.evidence"]

    @api.model
    def _use_dms_files(self, file_ids, *, line=None, assessment=None):
        """File files of the document management as ``_upload`` files what people send: all of them or none.

        :param file_ids: numbers as a caller sends them.
        :param line: the criterion that they prove, or
        :param assessment: the assessment where they are filed without one.
        :return: a sentence for each.
        :raises AccessError: the same for what is hidden and what does not exist.
        :raises UserError: when one of them cannot be filed; none is, then.
        """
        files = self._find_takable("dms.file", file_ids, [])
        # its directory may be closed though the search finds it
        files.check_access("read")
        return [
            self._take(
                self._read_dms_file(file),
                file.name,
                make_reference(file._name, file.id),
                line=line,
                assessment=assessment,
            )
            for file in files
        ]

    @api.model
    def _read_dms_file(self, file):
        """Return the content of a file that the user may read, as a binary file object."""
        if file.size > self._get_max_bytes():
            raise UserError(self._too_large_sentence(file.name))
        # sudo: where and how it is stored is no matter of rights; that it may be read was checked
        content = file.sudo().with_context(bin_size=False).content
        if not content:
            raise self._explain_gone(file.name)
        return io.BytesIO(base64.b64decode(content))
