"""What the routes share: who may have a record, and how a file leaves."""

import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo.exceptions import UserError
from odoo.http import Response, content_disposition, request

from ..models.common.reading import MAX_NUMBER
from ..models.period import cchc_work

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
TEXT = "text/plain; charset=utf-8"


def find_readable(model, record_id):
    """Return the record if the user may read it; to everyone else it does not exist.

    :raises NotFound: the same answer for what is another's, what was deleted and what never was
    """
    records = request.env[model].with_context(active_test=False)
    if record_id > MAX_NUMBER or not records.has_access("read"):
        raise NotFound()
    record = records.search([("id", "=", record_id)])
    if not record:
        raise NotFound()
    return record.with_context(active_test=True)


def find_many(ids, weight):
    """Return the assessments with these ids, numbers with commas between them.

    :param weight: how long what is made for each takes, as ``cchc.work`` counts it.
    :raises NotFound: when the user may not see one of them, or there are more than anybody waits for
    """
    numbers = ids.split(",", cchc_work.MOST_AT_ONCE)
    if request.env["cchc.work"]._is_long(len(numbers), weight):
        raise NotFound()
    if not all(number.isdecimal() and len(number) < 10 for number in numbers):
        raise NotFound()
    wanted = set(map(int, numbers))
    assessments = request.env["cchc.assessment"]
    if not assessments.has_access("read"):
        raise NotFound()
    assessments = assessments.search([("id", "in", list(wanted))])
    if set(assessments.ids) != wanted:
        raise NotFound()
    return assessments


def find_new_address():
    """Return the address that copies of what is sealed lead to: none is made while it may change by itself.

    :raises NotFound: where no address is frozen, as for whatever is not offered
    """
    address = request.env["ir.config_parameter"]._get_frozen_link_address()
    if not address:
        raise NotFound()
    return address


def check_group(group):
    """Let on whoever has a role; to everyone else the address does not exist.

    :raises NotFound: when the user lacks the role
    """
    if not request.env.user.has_group(group):
        raise NotFound()


def get_headers(mimetype, size, name):
    """Return the headers of a file that is saved under this name, and kept by nobody on the way."""
    return [
        ("Content-Type", mimetype),
        ("Content-Length", str(size)),
        ("Content-Disposition", content_disposition(name)),
        ("Cache-Control", "private, no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]


def respond_made(make, mimetype):
    """Serve the file that ``make`` makes; why it cannot be made, as a sentence.

    :param make: returns its name and its bytes
    """
    try:
        name, content = make()
    except UserError as error:
        return _respond_refused(error)
    return request.make_response(content, headers=get_headers(mimetype, len(content), name))


def respond_archive(write, name, mimetype=ZIP):
    """Serve the file that ``write`` writes, a ZIP mostly; why it cannot be made, as a sentence.

    It lies on the disk: a period has many documents, and what goes wrong is told before anything is sent.
    """
    stream = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    try:
        write(stream)
        size = stream.tell()
        stream.seek(0)
    except UserError as error:
        stream.close()
        return _respond_refused(error)
    except BaseException:
        stream.close()
        raise
    return Response(
        wrap_file(request.httprequest.environ, stream),
        direct_passthrough=True,
        headers=get_headers(mimetype, size, name),
    )


def _respond_refused(error):
    return request.make_response(str(error), headers=[("Content-Type", TEXT)], status=422)
