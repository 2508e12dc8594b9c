from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..core.word.annex_data import Annex
from ..core.word.minute_data import Minute
from ..core.word.writer import STANDARD_TEMPLATES
from ..models.common.groups import APPRAISER_GROUP, SECRETARY_GROUP
from ..models.council.cchc_period import PAPERS
from .answers import DOCX, check_group, find_readable, respond_archive, respond_made

KINDS = {
    "minute": (Minute, "Mẫu biên bản thẩm định"),
    "annex": (Annex, "Mẫu phụ lục kết quả"),
    **{kind: (record_type, f"Mẫu - {title}") for kind, (record_type, title) in PAPERS.items()},
}


class CouncilDocumentsController(http.Controller):
    """The council's Word documents; to everyone else they do not exist."""

    @http.route(
        "/cchc/minute/<int:assessment_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def minute(self, assessment_id):
        """Serve the minute of a unit's appraisal as it stands now."""
        return self._make("minute", "cchc.assessment", assessment_id)

    @http.route(
        "/cchc/annex/<int:publication_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def annex(self, publication_id):
        """Serve the annex of the decision on a period's results."""
        return self._make("annex", "cchc.publication", publication_id)

    @http.route(
        "/cchc/template/<any(minute,annex,start,reminder,request,council_minute,results,proposal,decision):kind>/<int:period_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self, kind, period_id):
        """Serve the template that a period's documents are made from, to those who may replace it."""
        check_group(SECRETARY_GROUP)
        period = find_readable("cchc.period", period_id)
        record_type, name = KINDS[kind]
        return respond_made(
            lambda: (
                period[f"{kind}_template_name"] or f"{name}.docx",
                period._get_checked_template(f"{kind}_template")
                or STANDARD_TEMPLATES[record_type].read_bytes(),
            ),
            DOCX,
        )

    @http.route(
        "/cchc/period/papers/<int:period_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def papers(self, period_id):
        """Serve all papers of a period in a ZIP, to the secretary."""
        check_group(SECRETARY_GROUP)
        period = find_readable("cchc.period", period_id)
        if request.env["cchc.work"]._is_long(len(period.assessment_ids)):
            # they are made behind a request: the button of the period says so
            raise NotFound()
        report = request.env["report.cchc_assessment.period_papers"]
        return respond_archive(
            lambda stream: report._write_archive(period, stream), report._get_file_name(period)
        )

    def _make(self, kind, model, record_id):
        # units read published results and their own assessments, but not these documents
        check_group(APPRAISER_GROUP)
        record = find_readable(model, record_id)
        if kind == "annex" and request.env["cchc.work"]._is_long(len(record._get_assessments())):
            # as the papers of a period
            raise NotFound()
        report = request.env[f"report.cchc_assessment.{kind}"]
        return respond_made(lambda: (report._get_file_name(record), report._render(record)), DOCX)
