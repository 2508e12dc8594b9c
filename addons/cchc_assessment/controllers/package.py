from urllib.parse import quote

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..models.common.groups import APPRAISER_GROUP
from .answers import ZIP, check_group, find_new_address, find_readable, get_headers

# Proxies refuse headers that are much longer than this.
MAX_HEADER = 2000
# The links of a copy of what was sealed lead to the address of today.
CURRENT = "current"
# The layout that archives take over.
BAG = "bagit"


class PackageController(http.Controller):
    @http.route(
        "/cchc/package/<any(assessment, submission, period):kind>/<int:record_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def package(self, kind, record_id, links="", form="", part=""):
        """Stream a package to those who may see all that is in it; to everyone else it does not exist.

        Everything is gathered before the first byte; the files are read from the store while they are
        sent, when the request's cursor is closed already.

        :param links: "current" for sealed appendices whose links lead to the address of today
        :param form: "bagit" for what archives take over (RFC 8493)
        :param part: which package of a period whose units are more than go into one: "1" and so on
        """
        record = find_readable(f"cchc.{kind}", record_id)
        if kind == "period":
            check_group(APPRAISER_GROUP)
        if kind == "submission":
            # what was returned is its unit's own again
            find_readable("cchc.assessment", record.assessment_id.id)
        is_copy = links == CURRENT
        address = find_new_address() if is_copy else ""
        report = request.env["report.cchc_assessment.package"]
        number = self._read_part(part, report._count_packages(record))
        if number and not report._get_parts(record, number):
            raise NotFound()
        if request.httprequest.method == "GET":
            report._log_download(record, number)
        name = report._get_file_name(record, is_copy=is_copy, part=number)
        bag = name.removesuffix(".zip") if form == BAG else ""
        package = report._make_package(record, address, bag, number)
        response = request.make_response(
            iter(package),
            headers=get_headers(ZIP, package.size, name) + missing_headers(package),
        )
        response.direct_passthrough = True
        return response

    def _read_part(self, part, count):
        """Return the number of the package, 0 where there is one only.

        :raises NotFound: when there is no such package
        """
        if count == 1 and part in ("", "1"):
            return 0
        if not (part.isascii() and part.isdecimal() and len(part) < 5 and 1 <= int(part) <= count):
            raise NotFound()
        return int(part)


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
