from odoo import models

from ..core.plain.dates import clock_and_date, place_and_date, short_date
from ..core.scoring import to_decimal
from ..core.word.minute_data import (
    AppraisedDomain,
    Difference,
    Member,
    Minute,
    NotApplicable,
    Request,
    Round,
)
from ..core.word.signature import signature_titles
from ..models.assessment.assessment_workflow import ACTOR_GROUPS, CONCLUDED, SECRETARY
from .result_data import DEFAULT_COUNCIL
from .standing_note import describe_holds, describe_standing


class MinuteReport(models.AbstractModel):
    """The minute of one unit's appraisal: records as the Word room takes them, for the council.

    It is a Vietnamese administrative document whatever the user's language is.
    """

    _name = "report.cchc_assessment.minute"
    _inherit = ["report.cchc_assessment.document"]
    _description = "Minute of an Appraisal (Word)"

    def _render(self, assessment):
        """Return the minute of ``assessment`` as it stands now, as a .docx file.

        :raises UserError: when the period's template is broken, saying where.
        """
        minute = self._make_minute(self.env["res.lang"]._in_vietnamese(assessment))
        mark = assessment._get_submission()._make_mark()
        return self._write_document(minute, assessment.period_id, "minute_template", mark)

    def _get_file_name(self, assessment):
        return self._make_file_name(
            "Biên bản thẩm định CCHC", assessment.unit_id.name, str(assessment.period_id.year)
        )

    def _make_minute(self, assessment):
        period, rubric = assessment.period_id, assessment.rubric_id
        submission = assessment._get_submission()
        totals = assessment._get_totals("appraised")
        # the order of the form, and of the rounds
        appraisals = assessment.appraisal_ids.sorted(
            lambda one: (one.sequence, one.line_id.id, one.round)
        )
        decided = appraisals.filtered("is_decided")
        days = self._get_days(decided)
        moments = self._get_moments(decided)
        last = {line: line._get_last_decided() for line in assessment.line_ids}
        council = period.council_name or DEFAULT_COUNCIL
        place = period.council_place or period.company_id.city
        format_score = self._score_format(period)
        effects = [
            self._get_effect(one) for one in last.values() if one and one.difference is not False
        ]
        return Minute(
            superior_name=period.company_id.name or "",
            council_name=council,
            place_and_date=place_and_date(place, None),
            status_note="" if assessment.state in CONCLUDED else "DỰ THẢO - CHƯA KẾT LUẬN",
            year=str(period.year),
            period_name=period.name,
            legal_basis=period.legal_basis or "",
            unit_name=assessment.unit_id.name,
            group_name=assessment.group_id.name,
            rubric_name=rubric.name,
            appendix_label=rubric.appendix_label or "Phụ lục",
            dispatch_number=submission.dispatch_number or "",
            dispatch_date=short_date(submission.dispatch_date),
            first_day=days[0] if days else "",
            last_day=days[-1] if days else "",
            started_at=clock_and_date(moments[0]) if moments else "",
            ended_at=clock_and_date(moments[-1]) if moments else "",
            place=place or "",
            chair_title=period.council_head_title or "Chủ tịch",
            round_count=str(assessment.round),
            criterion_count=str(len(last)),
            decided_count=str(sum(map(bool, last.values()))),
            council_only_count=str(sum(line.scored_by == "council" for line in last)),
            agreed_count=str(sum(effect == 0 for effect in effects)),
            lowered_count=str(sum(effect < 0 for effect in effects)),
            raised_count=str(sum(effect > 0 for effect in effects)),
            self_score=format_score(assessment.self_score),
            score=format_score(totals.score),
            max_score=format_score(totals.maximum),
            percent=format_score(totals.percent or 0),
            bonus=format_score(totals.bonus) if totals.bonus else "",
            penalty=format_score(totals.penalty) if totals.penalty else "",
            rating=self._get_rating(assessment, totals),
            objection=self._paragraphs(assessment.objection),
            objection_answer=self._paragraphs(assessment.objection_answer),
            self_max_score=format_score(assessment.self_maximum),
            not_applicable=self._make_not_applicable(last, format_score),
            standing_note=self._make_standing_note(assessment, totals),
            members=self._make_members(last),
            attendees=self._list_people(period.meeting_attendees),
            rounds=self._make_rounds(appraisals),
            domains=self._make_domains(assessment, totals, format_score),
            differences=self._make_differences(last, format_score),
            requests=self._make_requests(appraisals, last, format_score),
            head_titles=signature_titles(
                period.council_head_title or "Chủ tịch", collective=council
            ),
            head_name=period.council_head_name or "",
            secretary_name=period.council_secretary_name or "",
            unit_signer_name=submission.approved_by_id.name or "",
        )

    def _get_rating(self, assessment, totals):
        if assessment.state not in CONCLUDED:
            return ""
        return assessment._get_final_class(totals.percent).name or ""

    def _make_standing_note(self, assessment, totals):
        """Return by what the class is given, and of what has a higher percentage why it is none."""
        period = assessment.period_id
        note = describe_standing(period, assessment._get_shown_result())
        if assessment.state not in CONCLUDED:
            return note
        rating, holds = assessment._get_final_standing(totals.percent)
        reason = describe_holds(holds, rating.name, period.score_digits)
        return f"{note} {reason}." if reason else note

    def _get_effect(self, appraisal):
        """Return by how much the council's score changes what the unit computed with."""
        difference = appraisal.difference
        return -difference if appraisal.counted_section == "penalty" else difference

    def _get_moments(self, appraisals):
        """Return when these were decided, in order, by the company's clock."""
        moments = sorted(filter(None, appraisals.mapped("decided_at")))
        return [appraisals.company_id._cchc_local(moment) for moment in moments]

    def _get_days(self, appraisals):
        """Return the days on which these were decided, in order, as people write them."""
        return [short_date(moment) for moment in self._get_moments(appraisals)]

    def _make_members(self, last):
        """Return who decided what counts, the secretaries first."""
        settled = self.env["cchc.appraisal"].union(*last.values())
        members = []
        for user, appraisals in settled.grouped("appraiser_id").items():
            is_secretary = user.has_group(ACTOR_GROUPS[SECRETARY])
            role = "Thư ký Hội đồng" if is_secretary else "Thành viên"
            members.append((not is_secretary, user.name, role, len(appraisals)))
        return [
            Member(name=name, role=role, decided=str(count))
            for _order, name, role, count in sorted(members)
        ]

    def _make_rounds(self, appraisals):
        rounds = []
        for number, members in appraisals.sorted("round").grouped("round").items():
            decided = members.filtered("is_decided")
            days = self._get_days(decided)
            asked = members.filtered("asked_at")
            rounds.append(
                Round(
                    number=str(number),
                    first_day=days[0] if days else "",
                    last_day=days[-1] if days else "",
                    decided=str(len(decided)),
                    asked=str(len(asked)),
                    answered=str(len(asked.filtered("explanation"))),
                )
            )
        return rounds

    def _make_domains(self, assessment, totals, format_score):
        own = assessment._get_totals().by_key
        domains = []
        for domain in assessment.rubric_id.criterion_ids.filtered(lambda node: not node.parent_id):
            subtotal = totals.by_key[domain.id]
            # of bonus and penalty nothing is to be reached, and most units have none
            is_base = subtotal.section == "base"
            if not is_base and not subtotal.score and not own[domain.id].score:
                continue
            percent = subtotal.percent if is_base else None
            domains.append(
                AppraisedDomain(
                    code=domain.code or "",
                    name=domain.name,
                    max_score=format_score(subtotal.maximum),
                    self_score=format_score(own[domain.id].score),
                    score=format_score(subtotal.score),
                    percent="" if percent is None else format_score(percent),
                )
            )
        return domains

    def _make_not_applicable(self, last, format_score):
        return [
            NotApplicable(
                code=line.code or "",
                name=line.name,
                max_score=format_score(line.max_score) if line.criterion_id._has_points() else "",
                remark=appraisal.remark or "",
            )
            for line, appraisal in last.items()
            if appraisal and appraisal.not_applicable
        ]

    def _make_differences(self, last, format_score):
        return [
            Difference(
                code=line.code or "",
                name=line.name,
                domain=line.domain_id.name,
                max_score=format_score(line.max_score),
                self_score=format_score(line.self_score),
                score=format_score(appraisal.score),
                difference=format_score(to_decimal(appraisal.difference)),
                reason="\n".join(filter(None, (appraisal.override_reason, appraisal.remark))),
            )
            for line, appraisal in last.items()
            if appraisal and appraisal.difference
        ] + [
            Difference(
                code=line.code or "",
                name=line.name,
                domain=line.domain_id.name,
                max_score="",
                self_score=line._describe_inputs(),
                # the council's own score, where it has settled on one whatever the figures
                score=format_score(appraisal.score)
                if appraisal.is_overridden
                else appraisal._describe_inputs(),
                difference="",
                reason="\n".join(filter(None, (appraisal.override_reason, appraisal.remark))),
            )
            for line, appraisal in last.items()
            if appraisal and appraisal.is_different and not appraisal.difference
        ]

    def _make_requests(self, appraisals, last, format_score):
        requests = []
        for appraisal in appraisals.filtered("asked_at"):
            settled = last[appraisal.line_id]
            # what was decided before the question is not the answer to it
            follows = settled and settled.round > appraisal.round
            requests.append(
                Request(
                    round=str(appraisal.round),
                    code=appraisal.line_id.code or "",
                    name=appraisal.line_id.name,
                    request=appraisal.request or "",
                    explanation=appraisal.answer_text or "",
                    score=format_score(settled.score)
                    if follows and settled.score is not False
                    else "",
                    remark=(follows and settled.remark) or "",
                )
            )
        return requests
