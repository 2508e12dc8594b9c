from urllib.parse import quote

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..models.common.groups import APPRAISER_GROUP

# Proxies refuse headers that are much longer than this.
MAX_HEADER = 2000
# The links of a copy of what was sealed lead to the address of today.
CURRENT = "current"
# The layout that archives take over.
BAG = "bagit"
# A period has as many units; a document is made for each.
MAX_UNITS = 1_000
# What the database can count to.
MAX_ID = 2**31 - 1


class PackageController(http.Controller):
    @http.route(
        "/cchc/package/<any(assessment, submission, period):kind>/<int:record_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def package(self, kind, record_id, links="", form=""):
        """Stream a package to those who may see all that is in it; to everyone else it does not exist.

        Everything is gathered before the first byte; the files are read from the store while they are
        sent, when the request's cursor is closed already.

        :param links: "current" for sealed appendices whose links lead to the address of today
        :param form: "bagit" for what archives take over (RFC 8493)
        """
        record = find_readable(f"cchc.{kind}", record_id)
        if kind == "period" and not request.env.user.has_group(APPRAISER_GROUP):
            raise NotFound()
        if kind == "submission":
            # what was returned is its unit's own again
            find_readable("cchc.assessment", record.assessment_id.id)
        is_copy = links == CURRENT
        address = find_new_address() if is_copy else ""
        report = request.env["report.cchc_assessment.package"]
        if request.httprequest.method == "GET":
            report._log_download(record)
        name = report._get_file_name(record, is_copy=is_copy)
        bag = name.removesuffix(".zip") if form == BAG else ""
        package = report._make_package(record, address, bag)
        response = request.make_response(
            iter(package),
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Length", str(package.size)),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "private, no-store"),
                ("X-Content-Type-Options", "nosniff"),
                *missing_headers(package),
            ],
        )
        response.direct_passthrough = True
        return response


def find_new_address():
    """Return the address that copies of what is sealed lead to: none is made while it may change by itself.

    :raises NotFound: where no address is frozen, as for whatever is not offered
    """
    address = request.env["ir.config_parameter"]._get_frozen_link_address()
    if not address:
        raise NotFound()
    return address


def find_readable(model, record_id):
    """Return the record if the user may read it; to everyone else it does not exist.

    :raises NotFound: the same answer for what is another's, what was deleted and what never was
    """
    records = request.env[model].with_context(active_test=False)
    if record_id > MAX_ID or not records.has_access("read"):
        raise NotFound()
    record = records.search([("id", "=", record_id)])
    if not record:
        raise NotFound()
    return record.with_context(active_test=True)


def find_many(ids):
    """Return the assessments with these ids, numbers with commas between them.

    :raises NotFound: when the user may not see one of them, or there are more than a period can have
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


def missing_headers(package):
    """Say how many documents the package lacks, and which; programs read no lists in archives."""
    faults = package.faults
    if not faults:
        return []
    names = ", ".join(quote(fault.document.file_name) for fault in faults)
    return [
        ("X-CCHC-Missing-Count", str(len(faults))),
        ("X-CCHC-Missing-Files", names[:MAX_HEADER]),
    ]
