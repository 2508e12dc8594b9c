from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

# Shown in the browser; everything else is a download.
INLINE_TYPES = {"application/pdf", "image/png", "image/jpeg"}


class EvidenceController(http.Controller):
    @http.route(
        "/cchc/evidence/<int:evidence_id>", type="http", auth="user", methods=["GET"], readonly=True
    )
    def evidence(self, evidence_id):
        """Serve one document to those who may see it; to everyone else it does not exist.

        A document of another unit, one that was deleted and one that never was get the same answer.
        Someone who isn't signed in is sent to the sign-in page first, whatever the number: Excel asks for
        the address without the browser's session before it opens a link, and would call it broken if it
        were told "not found".
        """
        documents = request.env["cchc.evidence"].with_context(active_test=False)
        if not documents.has_access("read"):
            raise NotFound()
        evidence = documents.search([("id", "=", evidence_id)])
        if not evidence.attachment_id:
            raise NotFound()
        # sudo: the right to the document is the right to its file
        stream = request.env["ir.binary"]._get_stream_from(
            evidence.sudo().attachment_id, "raw", filename=evidence.file_name
        )
        return stream.get_response(as_attachment=stream.mimetype not in INLINE_TYPES)
