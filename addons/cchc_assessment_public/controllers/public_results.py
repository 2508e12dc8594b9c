"""What everybody reads without signing in: the results of periods whose secretary has opened them."""

import hashlib
import json
from collections import Counter

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.cchc_assessment.controllers.answers import XLSX
from odoo.addons.cchc_assessment.core.plain.names import as_name
from odoo.addons.cchc_assessment.messages.wording import format_number
from odoo.addons.cchc_assessment.models.common.reading import MAX_NUMBER

from ..opendata import class_of, group_results, make_tables, write_csv, write_workbook

ROUTE = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    # nobody is known here, and nothing is remembered of them
    "save_session": False,
    "website": True,
    "sitemap": False,
}
# How long others may keep an answer, in seconds: results that are closed again vanish as late.
KEPT = 300
# Goes into each answer's tag, so that another form of the page is fetched anew.
FORM = 1


class PublicResultsController(http.Controller):
    """Published results. What is not open to everybody does not exist."""

    @http.route("/cchc/public", **ROUTE)
    def index(self):
        """Serve the list of all results that are open."""
        self._speak_vietnamese()
        publications = request.env["cchc.publication"]._find_public()
        return self._respond(
            publications,
            lambda: self._render("public_results_index", {"publications": publications}),
        )

    @http.route("/cchc/public/<int:period_id>", **ROUTE)
    def page(self, period_id):
        """Serve the results of a period."""
        publication = self._find(period_id)
        return self._respond(
            publication, lambda: self._render("public_results", self._get_values(publication))
        )

    @http.route("/cchc/public/<int:period_id>/<any(results,domains):table>.csv", **ROUTE)
    def table(self, period_id, table):
        """Serve the results, or the domains, as CSV."""
        publication = self._find(period_id)
        place = ("results", "domains").index(table)
        return self._respond_file(
            publication,
            lambda: write_csv(self._make_tables(publication)[place]),
            "text/csv; charset=utf-8",
            f"{('Kết quả', 'Lĩnh vực')[place]}.csv",
        )

    @http.route("/cchc/public/<int:period_id>/results.xlsx", **ROUTE)
    def workbook(self, period_id):
        """Serve both tables as a workbook."""
        publication = self._find(period_id)
        return self._respond_file(
            publication,
            lambda: write_workbook(
                self._make_tables(publication), publication.period_id.score_digits
            ),
            XLSX,
            "Kết quả.xlsx",
        )

    @http.route("/cchc/public/<int:period_id>/results.json", **ROUTE)
    def data(self, period_id):
        """Serve the results as ``docs/api.md`` describes them."""
        publication = self._find(period_id)
        return self._respond_file(
            publication,
            lambda: json.dumps(publication._make_open_data(), ensure_ascii=False).encode(),
            "application/json; charset=utf-8",
            "Kết quả.json",
        )

    def _find(self, period_id):
        """Return the publication of a period that everybody reads.

        :raises NotFound: the same answer for what is closed, what is not published yet and what never was
        """
        if period_id > MAX_NUMBER:
            raise NotFound()
        self._speak_vietnamese()
        found = request.env["cchc.publication"]._find_public([("period_id", "=", period_id)])
        if not found:
            raise NotFound()
        return found

    def _speak_vietnamese(self):
        """Go on in Vietnamese: what a province publishes is, whatever the reader's browser asks for."""
        languages = request.env["res.lang"]
        request.update_context(lang=languages._in_vietnamese(languages).env.lang)

    def _make_tables(self, publication):
        return make_tables(publication._make_open_data())

    def _get_values(self, publication):
        data = publication._make_open_data()
        groups = group_results(data)
        years, percents = publication._get_earlier_percents()
        digits = publication.period_id.score_digits
        return {
            "publication": publication,
            "data": data,
            "groups": groups,
            "ratings": Counter(class_of(one) for _name, members in groups for one in members),
            "class_of": class_of,
            "years": years,
            "percents": percents,
            "number": lambda value: (
                ""
                if value is None or value is False
                else format_number(publication.env, value, digits)
            ),
        }

    def _render(self, template, values):
        response = request.render(f"cchc_assessment_public.{template}", values)
        response.flatten()
        return response

    def _respond(self, publications, make):
        """Answer with what ``make`` makes, unless the reader has it already."""
        tag = self._make_tag(publications)
        is_known = tag in request.httprequest.if_none_match
        response = request.make_response("", status=304) if is_known else make()
        response.set_etag(tag)
        is_public = request.env.user._is_public()
        # a page names who is signed in
        kept = f"public, max-age={KEPT}" if is_public else "private, no-cache"
        response.headers["Cache-Control"] = kept
        response.headers["Vary"] = "Cookie"
        return response

    def _respond_file(self, publication, make, mimetype, name):
        file_name = as_name(f"{publication.period_id.name} - {name}")

        def respond():
            content = make()
            headers = [
                ("Content-Type", mimetype),
                ("Content-Length", str(len(content))),
                ("Content-Disposition", content_disposition(file_name)),
                ("X-Content-Type-Options", "nosniff"),
            ]
            return request.make_response(content, headers=headers)

        return self._respond(publication, respond)

    def _make_tag(self, publications):
        """Return what is another one as soon as what is shown may be another one."""
        parts = [FORM, request.httprequest.full_path, request.env.uid]
        shown = (
            publications,
            publications.period_id,
            publications.company_id,
            # names are said as they are now
            publications.result_ids.unit_id,
            publications.result_ids.group_id,
            # other years stand beside, and may be closed
            request.env["cchc.publication"]._find_public(),
        )
        for records in shown:
            parts += [(one.id, one.write_date) for one in records]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
