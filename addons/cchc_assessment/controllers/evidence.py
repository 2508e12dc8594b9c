import logging
from contextlib import ExitStack, suppress
from http import HTTPStatus

import werkzeug.exceptions
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge

from odoo import http
from odoo.exceptions import UserError
from odoo.http import SessionExpiredException, request

from ..compat import HttpDispatcher, get_bare_request, get_stream
from ..models.common.reading import MAX_NUMBER

_logger = logging.getLogger(__name__)

# Browsers refuse to show a PDF that is sandboxed; their viewers run it in a box of their own. One in which
# something would be run isn't shown at all.
INLINE_POLICY = {"application/pdf": "default-src 'none'"}
SANDBOX = "default-src 'none'; sandbox"
# What comes around a file in a form: the other fields, boundaries and headers.
FORM_OVERHEAD = 64 * 1024
# How much of a refused file is still read, so that the browser hears the answer instead of a broken line.
DRAIN_LIMIT = 512 * 1024 * 1024
CHUNK = 1024 * 1024


class UploadDispatcher(HttpDispatcher):
    """A form with files in it, answered in JSON whatever happens: also when it is not let in at all."""

    routing_type = "cchc_upload"

    @classmethod
    def is_compatible_with(cls, request):
        return request.httprequest.mimetype == "multipart/form-data"

    def handle_error(self, exc):
        self._drain()
        status, sentence = self._explain(exc)
        answer = {"error": sentence}
        if status == HTTPStatus.BAD_REQUEST and self.request.session.uid:
            # a page of an earlier session sends an old token; no other site can read this answer
            answer |= {"csrf_token": self.request.csrf_token(), "uid": self.request.session.uid}
        return self.request.make_json_response(answer, status=status)

    def _explain(self, exc):
        """Return the status and the sentence for what went wrong."""
        env = self.request.env
        if isinstance(exc, SessionExpiredException):
            return HTTPStatus.UNAUTHORIZED, env._(
                "Your session has ended, and the file was not filed. Sign in again in another tab "
                "of the browser, then file it again here."
            )
        if isinstance(exc, RequestEntityTooLarge):
            return exc.code, env["cchc.evidence"]._too_large_sentence(env._("that was sent"))
        if isinstance(exc, UserError):
            return exc.http_status, str(exc)
        if isinstance(exc, werkzeug.exceptions.BadRequest):
            return exc.code, env._(
                "The file did not arrive whole, or your session has ended. Reload the page and "
                "file it again."
            )
        if isinstance(exc, HTTPException):
            return exc.code, exc.description
        if isinstance(exc, OSError):
            return HTTPStatus.INSUFFICIENT_STORAGE, str(
                env["cchc.evidence"]._explain_disk(exc, env._("that was sent"))
            )
        return HTTPStatus.INTERNAL_SERVER_ERROR, env._(
            "The file was not filed because of an error of the server. Tell the administrator."
        )

    def _drain(self):
        httprequest = get_bare_request(self.request.httprequest)
        # the answer is settled: what is still to come is only thrown away
        httprequest.max_content_length = None
        remaining = min(httprequest.content_length or 0, DRAIN_LIMIT)
        with suppress(Exception):
            while remaining > 0 and (chunk := httprequest.stream.read(min(CHUNK, remaining))):
                remaining -= len(chunk)


class EvidenceController(http.Controller):
    @http.route("/cchc/evidence/<int:evidence_id>", type="http", auth="user", methods=["GET"])
    def evidence(self, evidence_id, download=None):
        """Serve one document to those who may see it; to everyone else it does not exist.

        A document of another unit, one that was deleted and one that never was get the same answer.
        Someone who isn't signed in is sent to the sign-in page first, whatever the number: Excel asks for
        the address without the browser's session before it opens a link, and would call it broken if it
        were told "not found".
        """
        evidence = self._find("cchc.evidence", evidence_id)
        response = self._send(evidence, evidence.is_shown and not download)
        if request.httprequest.method == "GET":
            evidence._log_download()
        return response

    @http.route("/cchc/tray/<int:document_id>", type="http", auth="user", methods=["GET"])
    def tray_document(self, document_id):
        """Hand out a document that waits for its period to those who may see it; to everyone else it does not exist."""
        return self._send(self._find("cchc.tray.document", document_id), False)

    def _send(self, document, is_shown):
        """Return the response with the file of a document that was found; it is shown or downloaded."""
        if not document.attachment_id:
            raise NotFound()
        # sudo: the right to the document is the right to its file
        attachment = document.sudo().attachment_id
        try:
            stream = get_stream(attachment, document.file_name)
            # where it is kept elsewhere, only now it turns out whether it is there
            response = stream.get_response(
                as_attachment=not is_shown,
                content_security_policy=(is_shown and INLINE_POLICY.get(stream.mimetype))
                or SANDBOX,
            )
        except FileNotFoundError as error:
            _logger.exception("The file of %s is gone from the file store", document)
            raise NotFound() from error
        # streams of other addons leave it out
        response.cache_control.private = True
        return response

    @http.route(
        "/cchc/evidence/upload",
        type="cchc_upload",
        auth="user",
        methods=["POST"],
        max_content_length=lambda self: (
            request.env["cchc.evidence"]._get_max_bytes() + FORM_OVERHEAD
        ),
    )
    def upload(
        self,
        file=None,
        line_id=None,
        assessment_id=None,
        replaces_id=None,
        tray_unit_id=None,
        joined_name=None,
        turns=None,
        folder=None,
    ):
        """File one document that comes as a form, without holding it in memory.

        Upload several files one after another: each filing locks the assessment for a moment.

        :param file: the file.
        :param joined_name: where several files come, pictures, the name of the one PDF that they become.
        :param turns: how far each of these pictures was turned by hand, in degrees: "0,90,0".
        :param line_id: the criterion that it proves, or
        :param assessment_id: the assessment where it is filed without one.
        :param replaces_id: the document of which it is a newer version, or
        :param tray_unit_id: the unit for whose next period it is kept.
        :param folder: the path of the folder that it lay in: its name may say what the file proves.
        :return: JSON: ``id`` and ``name`` of the document; ``created``, false where its bytes were filed
            already, with that document as ``existing``; ``guess``, what is believed of a new one; and
            ``message``, a sentence. When it is refused ``error``, a sentence, with a status that says so.
        """
        if not getattr(file, "filename", None):
            raise UserError(request.env._("Choose the document to file."))
        line = self._find("cchc.assessment.line", line_id)
        assessment = self._find("cchc.assessment", assessment_id)
        replaced = self._find("cchc.evidence", replaces_id)
        tray_unit = self._find("cchc.unit", tray_unit_id)
        if not (line or assessment or replaced or tray_unit):
            raise UserError(request.env._("Say to which assessment the document belongs."))
        if tray_unit:
            request.env["cchc.tray.document"]._check_may_gather(tray_unit)
        documents = request.env["cchc.evidence"]
        if line or replaced:
            documents.check_access("create")
            # several people may file what proves the same criterion
            documents._take_turn(line, replaced)
        with ExitStack() as stack:
            stream, name = file.stream, file.filename
            if joined_name:
                pictures = request.httprequest.files.getlist("file")
                stream = stack.enter_context(
                    documents._join_pictures(
                        [(one.filename or "", one.stream) for one in pictures], str(turns or "")
                    )
                )
                name = joined_name
            if tray_unit:
                return self._keep_in_tray(stream, name, tray_unit, str(folder or ""))
            evidence, created, guessed = documents._upload(
                stream,
                name,
                line=line,
                assessment=assessment,
                replaced=replaced,
                folder=str(folder or ""),
            )
        return request.make_json_response(
            {
                "id": evidence.id,
                "name": evidence.display_name,
                "created": created,
                "guess": guessed,
                "existing": None if created else {"id": evidence.id, "name": evidence.display_name},
                "message": evidence._describe_filing(created),
            }
        )

    def _keep_in_tray(self, stream, name, unit, folder):
        document, created = request.env["cchc.tray.document"]._take_in_file(
            stream, name, unit, folder
        )
        known = {"id": document.id, "name": document.display_name}
        message = (
            request.env._(
                "“%(document)s” waits for the period of %(year)s.",
                document=document.display_name,
                year=str(document.year),
            )
            if created
            else request.env._(
                "This file waits already, as “%(document)s”.", document=document.display_name
            )
        )
        return request.make_json_response(
            {
                **known,
                "created": created,
                "guess": {},
                "existing": None if created else known,
                "message": message,
            }
        )

    def _find(self, model, number):
        """Return the record of this number if the user may see it, none if no number was given.

        :raises NotFound: the same whether it doesn't exist or isn't theirs.
        """
        records = request.env[model]
        if not number:
            return records
        if records.has_access("read"):
            with suppress(ValueError):
                wanted = min(int(number), MAX_NUMBER)
                found = records.with_context(active_test=False).search([("id", "=", wanted)])
                if found:
                    return records.browse(found.id)
        raise NotFound()
