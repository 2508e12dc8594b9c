import gc
import zipfile
from dataclasses import fields as fields_of

from odoo import fields, models

from ..core.plain.dates import clock_and_date, long_date, place_and_date
from ..core.plain.names import FILE_NAME_LENGTH, as_name
from ..core.scoring import format_number, mean, to_decimal
from ..core.word.minute_data import Member
from ..core.word.papers_data import (
    LateUnit,
    Paper,
    PaperBasis,
    PaperDomain,
    PaperRequest,
    PaperRubric,
)
from ..core.word.signature import signature_titles
from ..models.assessment.assessment_workflow import (
    ACTOR_GROUPS,
    DRAFT,
    EXEMPT,
    EXPLANATION,
    LEADER_REVIEW,
    SECRETARY,
)
from ..models.council.cchc_period import PAPERS
from .result_data import DEFAULT_COUNCIL

_COMMITTEE = "Ủy ban nhân dân"
# What a unit that is late has got to.
_STATES = {DRAFT: "Đang tự đánh giá", LEADER_REVIEW: "Đang trình lãnh đạo"}
_NOT_BEGUN = "Chưa bắt đầu"
_ISSUES = "ban hành"
# Of a list of units, how many are addressed before what waits for collection is collected.
_COLLECTED_EVERY = 10


def _cite(basis):
    """Return a legal basis as it stands within a sentence."""
    return (basis or "").strip().rstrip(".;")


class PapersReport(models.AbstractModel):
    """The papers of a whole period, in one ZIP: from the dispatch that begins it to the draft of the decision.

    They are Vietnamese administrative documents whatever the user's language is.
    """

    _name = "report.cchc_assessment.period_papers"
    _inherit = ["report.cchc_assessment.document"]
    _description = "Papers of a Period (Word)"

    def _write_archive(self, period, stream):
        """Write those papers of ``period`` that have something to say to a file, as the user sees what they say.

        :raises UserError: when a template is broken, saying which.
        """
        owner, period = period, self.env["res.lang"]._in_vietnamese(period)
        publication = period.publication_ids.sorted("number")[-1:]
        said = self._say(period, publication)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, (name, content) in enumerate(self._make_all(owner, publication, said)):
                if place % _COLLECTED_EVERY == 0:
                    # documents of python-docx refer to themselves, and wait for this
                    gc.collect()
                archive.writestr(as_name(name, FILE_NAME_LENGTH), content)

    def _get_told(self, period):
        """Return the forms of whose figures or questions the papers of ``period`` speak."""
        publication = period.publication_ids.sorted("number")[-1:]
        return publication.result_ids.assessment_id | self._get_questioned(period)

    def _get_questioned(self, period):
        return period.assessment_ids.filtered(lambda one: one.state == EXPLANATION)

    def _get_file_name(self, period):
        return as_name(f"Văn bản của kỳ đánh giá - {period.name}.zip", FILE_NAME_LENGTH)

    def _make_all(self, owner, publication, said):
        """Yield name and content of each paper, in the order of the year."""
        yield self._make(owner, "start", said)
        if said["late"]:
            yield self._make(owner, "reminder", said)
        for assessment in self._get_questioned(owner).sorted(
            lambda one: (one.group_id.sequence, one.unit_id.name)
        ):
            if requests := self._make_requests(assessment):
                local = owner.company_id._cchc_local
                deadline = assessment.explanation_deadline
                of_unit = {
                    "unit_name": assessment.unit_id.name,
                    "unit_deadline": clock_and_date(local(deadline)) if deadline else "",
                    "requests": requests,
                }
                yield self._make(owner, "request", said | of_unit, assessment.unit_id.name)
        if not publication:
            return
        for kind in ("council_minute", "results", "proposal", "decision"):
            yield self._make(owner, kind, said)
        annex = self.env["report.cchc_assessment.annex"]
        annexed = publication.with_env(self.env)
        yield (
            f"{list(PAPERS).index('decision') + 1:02} - Phụ lục kèm theo Quyết định.docx",
            annex._render(annexed),
        )

    def _make(self, owner, kind, said, *more):
        record_type, title = PAPERS[kind]
        number = list(PAPERS).index(kind) + 1
        content = self._write_document(record_type(**said), owner, f"{kind}_template")
        return " - ".join((f"{number:02}", title, *more)) + ".docx", content

    def _say(self, period, publication):
        """Return all that a paper of ``period`` may say, by the names of its fields."""
        council = period.council_name or DEFAULT_COUNCIL
        issuer = period.company_id.name or ""
        is_committee = issuer.casefold().startswith(_COMMITTEE.casefold())
        place = period.council_place or period.company_id.city
        said = dict.fromkeys((one.name for one in fields_of(Paper)), "")
        rubrics, legal_basis = self._make_rubrics(period), _cite(period.legal_basis)
        said |= {
            "issuer_name": issuer,
            "issuer_symbol": "UBND" if is_committee else "",
            "issuer_titles": signature_titles("Chủ tịch", collective=_COMMITTEE)
            if is_committee
            else signature_titles("Thủ trưởng cơ quan"),
            "council_name": council,
            "place_and_date": place_and_date(place, None),
            "year": str(period.year),
            "period_name": period.name,
            "legal_basis": legal_basis,
            "council_email": period.council_email or "",
            "rubrics": rubrics,
            "bases": self._make_bases(rubrics, legal_basis),
            "place": period.meeting_place or place or "",
            "chair_title": period.council_head_title or "Chủ tịch",
            "attendees": self._list_people(period.meeting_attendees),
            "late": self._make_late(period),
            "requests": (),
            "head_titles": signature_titles(
                period.council_head_title or "Chủ tịch", collective=council
            ),
            "head_name": period.council_head_name or "",
            "secretary_name": period.council_secretary_name or "",
            **self._make_moments(period),
        }
        return said | self._make_course(period) | self._make_results(period, publication)

    def _make_moments(self, period):
        local = period.company_id._cchc_local
        moments = {
            "as_of": fields.Datetime.now(),
            "self_deadline": period.self_deadline,
            "explanation_deadline": period.explanation_deadline,
            "appraisal_deadline": period.appraisal_deadline,
            "started_at": period.meeting_started_at,
            "ended_at": period.meeting_ended_at,
        }
        return {
            name: clock_and_date(local(moment)) if moment else ""
            for name, moment in moments.items()
        }

    def _make_rubrics(self, period):
        format_score = self._score_format(period)
        return [
            PaperRubric(
                label=rubric.appendix_label or "",
                name=rubric.name,
                basis=_cite(rubric.legal_basis),
                groups=", ".join(rubric.group_ids.sorted().mapped("name")),
                max_score=format_score(rubric.max_score),
            )
            for rubric in period.rubric_ids
        ]

    def _make_bases(self, rubrics, legal_basis):
        """Return each document that rubrics were issued by once, and not the one that the period names itself."""
        names = {}
        for rubric in rubrics:
            if rubric.basis and rubric.basis != legal_basis:
                names.setdefault(rubric.basis, []).append(rubric.name)
        return [
            # most say themselves what they issue
            PaperBasis(
                text=basis,
                rubrics="" if _ISSUES in basis.casefold() else "; ".join(dict.fromkeys(issued)),
            )
            for basis, issued in names.items()
        ]

    def _make_late(self, period):
        local, now = period.company_id._cchc_local, fields.Datetime.now()
        late = period.assessment_ids.filtered(
            lambda one: one.state in _STATES and one.deadline and one.deadline < now
        )
        return [
            LateUnit(
                name=one.unit_id.name,
                deadline=clock_and_date(local(one.deadline)),
                state=_STATES[one.state] if one.is_begun or one.state != DRAFT else _NOT_BEGUN,
            )
            for one in late.sorted(lambda one: (one.group_id.sequence, one.unit_id.name))
        ]

    def _make_requests(self, assessment):
        waiting = assessment.appraisal_ids.filtered(
            lambda one: one.is_answerable and not one.explanation
        )
        return [
            PaperRequest(
                code=one.line_id.code or "", name=one.line_id.name, request=one.request or ""
            )
            for one in waiting.sorted(lambda one: (one.sequence, one.line_id.id))
        ]

    def _make_course(self, period):
        """Return who appraised how much, and what was asked."""
        appraisals = self.env["cchc.appraisal"]
        of_period = [("assessment_id.period_id", "=", period.id)]
        members = []
        for user, count in appraisals._read_group(
            [*of_period, ("is_decided", "=", True), ("appraiser_id", "!=", False)],
            ["appraiser_id"],
            ["line_id:count_distinct"],
        ):
            is_secretary = user.has_group(ACTOR_GROUPS[SECRETARY])
            role = "Thư ký Hội đồng" if is_secretary else "Thành viên"
            members.append((not is_secretary, user.name, role, count))
        asked = [*of_period, ("asked_at", "!=", False), ("withdrawn_at", "=", False)]
        objecting = [("period_id", "=", period.id), ("objection", "!=", False)]
        return {
            "members": [
                Member(name=name, role=role, decided=f"{count:,}".replace(",", "."))
                for _order, name, role, count in sorted(members)
            ],
            "request_count": str(appraisals.search_count(asked)),
            "answered_count": str(appraisals.search_count([*asked, ("explanation", "!=", False)])),
            "objection_count": str(self.env["cchc.assessment"].search_count(objecting)),
        }

    def _make_results(self, period, publication):
        """Return what was computed; of a period without any results their counts alone."""
        lists = dict.fromkeys(("groups", "ratings", "domains", "set_aside"), ())
        results = publication.result_ids
        ranked = results.filtered(lambda one: one.standing != "absent")
        counts = {
            "unit_count": str(len(period.assessment_ids)),
            "listed_count": str(len(results)),
            "assessed_count": str(len(ranked)),
            "absent_count": str(len(results) - len(ranked)),
            "exempt_count": str(
                len(period.assessment_ids.filtered(lambda one: one.state == EXEMPT))
            ),
        }
        if not publication:
            return lists | counts
        annex = self.env["report.cchc_assessment.annex"]._make_annex(publication)
        # as the means of the groups count: whoever did not submit and is given nothing is one of them
        percents = [to_decimal(one.percent) for one in results if one.percent is not False]
        digits = period.score_digits
        return {
            **counts,
            "status_note": annex.status_note,
            "groups": annex.groups,
            "ratings": annex.ratings,
            "domains": self._make_domains(ranked, digits),
            "set_aside": annex.set_aside,
            "standing_note": annex.standing_note,
            "mean_percent": format_number(mean(percents), digits=digits) if percents else "",
            "decision_number": publication.decision_number or "",
            "decision_date": long_date(publication.decision_date)
            if publication.decision_date
            else "",
            "replaced_number": publication.replaces_id.decision_number or "",
            "reason": (publication.reason or "").strip().rstrip("."),
        }

    def _make_domains(self, results, digits):
        means = {}
        for domain in results.domain_ids:
            if domain.group_mean is not False:
                key = domain.group_id, domain.criterion_id
                means.setdefault(key, domain.group_mean)
        return [
            PaperDomain(
                group=group.name,
                name=" ".join(filter(None, (criterion.code, criterion.name))),
                mean_percent=format_number(to_decimal(percent), digits=digits),
            )
            for (group, criterion), percent in sorted(
                means.items(),
                key=lambda item: (item[0][0].sequence, item[0][0].id, item[0][1].sequence),
            )
        ]
