import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import UserError
from odoo.http import Response, content_disposition, request

from ..report.papers import KINDS

ALL_KINDS = ",".join(KINDS)
# A period has as many units; a document is made for each.
MAX_UNITS = 1_000


class PapersController(http.Controller):
    @http.route("/cchc/papers", type="http", auth="user", methods=["GET"], readonly=True)
    def papers(self, ids="", kinds=ALL_KINDS):
        """Serve the papers of several assessments in a ZIP.

        :param ids: of the assessments, with commas between them; one that the user may not see, or
            that isn't there, makes all of it "not found", and so do more than a period can have.
        :param kinds: which papers, with commas between them.
        """
        wanted = kinds.split(",", len(KINDS))
        if not set(wanted) <= set(KINDS):
            raise NotFound()
        assessments = find_many(ids)
        report = request.env["report.cchc_assessment.papers"]
        try:
            return send_archive(
                lambda stream: report._write_archive(
                    assessments, [kind for kind in KINDS if kind in wanted], stream
                ),
                "Hồ sơ các đơn vị.zip",
            )
        except UserError as error:
            return request.make_response(
                str(error), headers=[("Content-Type", "text/plain; charset=utf-8")], status=422
            )


def find_many(ids):
    """Return the assessments with these ids, numbers with commas between them.

    :raises NotFound: when the user may not see one of them, or there are more than a period can have.
    """
    numbers = ids.split(",", MAX_UNITS)
    if not all(number.isdecimal() and len(number) < 10 for number in numbers):
        raise NotFound()
    wanted = set(map(int, numbers))
    if len(numbers) > MAX_UNITS:
        raise NotFound()
    assessments = request.env["cchc.assessment"]
    if not assessments.has_access("read"):
        raise NotFound()
    assessments = assessments.search([("id", "in", list(wanted))])
    if set(assessments.ids) != wanted:
        raise NotFound()
    return assessments


def send_archive(write, name):
    """Send what ``write`` writes to a file, under this name.

    On the disk: a period has many papers, and what goes wrong is told before anything is sent.
    """
    stream = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    try:
        write(stream)
        size = stream.tell()
        stream.seek(0)
    except BaseException:
        stream.close()
        raise
    return Response(
        wrap_file(request.httprequest.environ, stream),
        direct_passthrough=True,
        headers=[
            ("Content-Type", "application/zip"),
            ("Content-Length", str(size)),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
