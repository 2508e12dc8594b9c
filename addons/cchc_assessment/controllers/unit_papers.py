from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..models.assessment.cchc_assessment import PAPER_WEIGHT
from ..report.unit_papers import KINDS
from .answers import find_many, respond_archive

ALL_KINDS = ",".join(KINDS)


class UnitPapersController(http.Controller):
    @http.route("/cchc/unit_papers", type="http", auth="user", methods=["GET"], readonly=True)
    def unit_papers(self, ids="", kinds=ALL_KINDS):
        """Serve the papers of several assessments in a ZIP.

        :param ids: of the assessments, with commas between them; one that the user may not see, or
            that isn't there, makes all of it "not found", and so do more than anybody waits for.
        :param kinds: which papers, with commas between them.
        """
        wanted = kinds.split(",", len(KINDS))
        if not set(wanted) <= set(KINDS):
            raise NotFound()
        assessments = find_many(ids, PAPER_WEIGHT * len(wanted))
        report = request.env["report.cchc_assessment.unit_papers"]
        return respond_archive(
            lambda stream: report._write_archive(
                assessments, [kind for kind in KINDS if kind in wanted], stream
            ),
            "Hồ sơ các đơn vị.zip",
        )
