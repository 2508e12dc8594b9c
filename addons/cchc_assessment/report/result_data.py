from dataclasses import dataclass

from odoo import models
from odoo.tools import split_every

from ..core.plain.dates import long_date, place_and_date, short_date
from ..core.word.signature import signature_titles
from ..core.workbook.appendix.data import Signer
from ..core.workbook.consolidated.data import (
    ChangedWord,
    Decision,
    DomainScore,
    Group,
    Heading,
    Node,
    Unit,
)
from .standing_note import describe_held, describe_holds, describe_standing

DEFAULT_COUNCIL = "Hội đồng thẩm định"
# How many units' lines are held in memory at a time.
CHUNK = 200
_LINE_FIELDS = [
    "assessment_id",
    "criterion_id",
    "self_score",
    "appraised_score",
    "appraised_not_applicable",
]
# What the council or the unit said, beside the figures.
_WORDS = ("asked_at", "remark", "override_reason", "explanation")
_ABSENT = "Không nộp hồ sơ"
_BLANK = "…………"


@dataclass(frozen=True)
class _Form:
    """A rubric as the writer takes it, and where its criteria stand.

    :param places: of the criteria, by id
    :param parts: of each branch, from the deepest to the top, the places of those below it that it sums
    :param caps: the maxima that hold for branches whatever those add up to, by place
    :param best: the places of the branches of whose parts only the best counts
    """

    nodes: list
    places: dict
    parts: dict
    caps: dict
    best: frozenset = frozenset()

    def combine(self, place, numbers):
        """Return what these numbers of the parts of a branch make together."""
        return max(numbers, default=0) if place in self.best else sum(numbers)


@dataclass
class _Scores:
    """The leaves of one unit, by their places in the form."""

    own: list
    final: list
    not_applicable: set


class ResultData(models.AbstractModel):
    """Results as the writer of workbooks takes them.

    Whoever calls has asked for the right to the results: what they stand on is read as the system, for a
    unit's people may not read the council's fields.
    """

    _name = "report.cchc_assessment.result_data"
    _description = "Results, as Workbooks Show Them"

    def _make_heading(self, publication, holds=None, told=()):
        """Return what stands above and below the tables of a publication.

        :param told: the results of which the note says why they have no higher class
        :param holds: whether what is printed of it still holds, where that is not the whole of it.
        """
        period = publication.period_id
        council = period.council_name or DEFAULT_COUNCIL
        return Heading(
            organisation=council.upper(),
            superior=(period.company_id.name or "").upper(),
            year=period.year,
            **({"subject": period.subject.upper()} if period.subject else {}),
            place_and_date=self._make_place_and_date(publication),
            status_note=self._make_status_note(publication, holds),
            basis=self._make_basis(publication),
            preparer=Signer(
                titles=("THƯ KÝ HỘI ĐỒNG",),
                note="(Ký, ghi rõ họ tên)",
                name=period.council_secretary_name or "",
            ),
            signer=Signer(
                titles=signature_titles(
                    period.council_head_title or "Chủ tịch", collective=council
                ),
                name=period.council_head_name or "",
            ),
            digits=period.score_digits,
            note=f"Ghi chú: {describe_standing(period, publication.result_ids)}",
            reasons=describe_held(period, told),
            mark=publication._make_mark(),
        )

    def _make_status_note(self, publication, holds=None):
        if publication.state == "draft":
            return "DỰ THẢO - CHƯA CÔNG BỐ"
        if publication.state == "frozen" or (publication.is_effective if holds is None else holds):
            return ""
        return "ĐÃ ĐƯỢC THAY THẾ"

    def _make_basis(self, publication):
        lines = (publication.period_id.legal_basis or "").splitlines()
        if publication.state == "published":
            date = long_date(publication.decision_date)
            lines.append(f"(Kèm theo Quyết định số {publication.decision_number} ngày {date})")
        elif publication.state == "frozen":
            year = publication.frozen_at.year
            lines.append(f"(Kèm theo Quyết định số {_BLANK} ngày … tháng … năm {year})")
        elif publication.computed_at:
            moment = publication.company_id._cchc_local(publication.computed_at)
            lines.append(f"(Số liệu tạm tính lúc {moment:%H:%M} ngày {short_date(moment)})")
        return lines

    def _make_place_and_date(self, publication):
        period = publication.period_id
        place = period.council_place or period.company_id.city
        return place_and_date(place, publication.state == "published" and publication.decision_date)

    def _make_groups(self, results):
        """Return the ``Group`` of each unit group, with the units of ``results`` by rank.

        :param results: of one publication, as the system
        """
        groups = []
        sizes = self._count_units(results.publication_id)
        by_group = results.grouped(lambda one: (one.group_id, one.assessment_id.rubric_id))
        for (group, rubric), members in sorted(by_group.items(), key=_group_order):
            form = self._make_form(rubric)
            members = members.sorted(lambda one: (one.rank or len(results) + 1, one.unit_id.name))
            groups.append(
                Group(
                    name=group.name,
                    nodes=form.nodes,
                    units=self._make_units(members, form),
                    domain_means=self._get_means(members, form),
                    size=sizes.get(group, 0),
                )
            )
        return groups

    def _count_units(self, publication):
        return dict(
            self.env["cchc.result"]
            .sudo()
            ._read_group([("publication_id", "in", publication.ids)], ["group_id"], ["__count"])
        )

    def _make_form(self, rubric):
        criteria = rubric.criterion_ids
        places = {criterion.id: place for place, criterion in enumerate(criteria)}
        # as ``scoring.Subtotal`` does: a branch of one section sums it, any other its base leaves
        sections = {key: one.section for key, one in rubric._add_up_maxima().by_key.items()}
        parts = {
            places[criterion.id]: [] for criterion in reversed(criteria) if not criterion.is_leaf
        }
        for criterion in criteria:
            above = criterion.parent_id
            if above and sections[above.id] == sections[criterion.id]:
                parts[places[above.id]].append(places[criterion.id])
        return _Form(
            nodes=[
                Node(
                    code=criterion.code or "",
                    name=criterion.name,
                    level=criterion.level,
                    is_leaf=criterion.is_leaf,
                    max_score=criterion.counted_max_score,
                    section=criterion.counted_section,
                    has_points=criterion._has_points(),
                )
                for criterion in criteria
            ],
            places=places,
            parts=parts,
            caps={places[key]: float(cap) for key, cap in rubric._get_caps().items()},
            best=frozenset(places[branch.id] for branch in criteria if branch.counts_best),
        )

    def _get_means(self, members, form):
        means = {domain.criterion_id.id: domain.group_mean for domain in members[:1].domain_ids}
        return [
            _optional(means.get(criterion_id, False))
            for criterion_id, place in form.places.items()
            if form.nodes[place].level == 1
        ]

    def _make_units(self, results, form):
        units = []
        for chunk in split_every(CHUNK, results.ids, results.browse):
            scores = self._read_scores(chunk, form)
            words = self._read_words(chunk)
            choices = self._read_choices(chunk, form)
            units += [
                self._make_unit(
                    result,
                    form,
                    scores[result],
                    words.get(result.assessment_id.id, ()),
                    *choices.get(result.assessment_id.id, ({}, {})),
                )
                for result in chunk.with_prefetch(results.ids)
            ]
        return units

    def _make_unit(self, result, form, scores, appraisals, choices, changed):
        domains = {domain.criterion_id.id: domain for domain in result.domain_ids}
        for numbers in (scores.own, scores.final):
            self._fill_branches(form, numbers)
        lost = self._find_lost(form, scores)
        return Unit(
            name=result.unit_id.name,
            rank=result.rank,
            rank_overall=result.rank_overall,
            self_score=result.self_score,
            score=result.score,
            maximum=result.maximum,
            percent=_optional(result.percent),
            reason=describe_holds(result.class_holds or (), result.rating, result.score_digits),
            rating=result.rating or (_ABSENT if result.standing == "absent" else ""),
            bonus=result.bonus,
            penalty=result.penalty,
            previous_percent=_optional(result.previous_percent),
            previous_rank=result.previous_rank,
            domains=[
                self._make_domain(domains.get(criterion_id))
                for criterion_id, place in form.places.items()
                if form.nodes[place].level == 1
            ],
            self_scores=scores.own,
            scores=scores.final,
            lost=lost,
            not_applicable=frozenset(scores.not_applicable),
            remarks=self._make_remarks(form, appraisals),
            decisions=self._make_decisions(form, appraisals, scores),
            words=choices,
            changed_words=changed,
        )

    def _make_domain(self, domain):
        return (
            DomainScore(domain.score, _optional(domain.percent)) if domain else DomainScore(0, None)
        )

    def _find_lost(self, form, scores):
        """Return what each node lost: nothing is lost of a bonus, and of a penalty what it took."""
        worth = self._find_worth(form, scores)
        lost = [None] * len(form.nodes)
        for place, (node, score) in enumerate(zip(form.nodes, scores.final, strict=True)):
            if score is not None and node.section != "bonus":
                is_base = node.section == "base"
                lost[place] = round(worth[place] - score, 6) if is_base else score
        return lost

    def _find_worth(self, form, scores):
        """Return what each node is worth to a unit: what does not apply, or is open, is worth nothing."""
        worth = [
            node.max_score if node.is_leaf and score is not None else 0
            for node, score in zip(form.nodes, scores.final, strict=True)
        ]
        for place, parts in form.parts.items():
            whole = form.combine(place, [form.nodes[part].max_score for part in parts])
            counted = form.combine(place, [worth[part] for part in parts])
            if place in form.best and counted:
                # as ``scoring.total`` has it: what was not chosen stays in the maximum
                counted = whole
            cap = form.caps.get(place, whole)
            # as ``scoring.total`` cuts a branch
            beyond = counted + cap - whole if counted else 0
            worth[place] = round(min(counted, cap) if cap <= whole else beyond, 6)
        return worth

    def _fill_branches(self, form, numbers):
        for place, parts in form.parts.items():
            counted = [numbers[part] for part in parts if numbers[part] is not None]
            total = round(form.combine(place, counted), 6) if counted else None
            if total is not None and place in form.caps:
                total = min(total, form.caps[place])
            numbers[place] = total

    def _read_scores(self, results, form):
        """Return ``{result: _Scores}``, as each result was computed, whatever was decided since."""
        by_assessment = {}
        for result in results:
            size = len(form.nodes)
            by_assessment[result.assessment_id.id] = _Scores([None] * size, [None] * size, set())
        # what a unit has filled in and never submitted is shown to nobody
        assessed = results.filtered(lambda one: one.standing == "assessed").assessment_id
        lines = self.env["cchc.assessment.line"].sudo()
        for row in lines.search_read(
            [("assessment_id", "in", assessed.ids)], _LINE_FIELDS, order="id", load=None
        ):
            scores, place = by_assessment[row["assessment_id"]], form.places[row["criterion_id"]]
            scores.own[place] = _optional(row["self_score"])
            scores.final[place] = _optional(row["appraised_score"])
            if row["appraised_not_applicable"]:
                scores.not_applicable.add(place)
        # a country's lines are many: the next chunk takes the place of this one
        lines.invalidate_model(_LINE_FIELDS)
        moved_on = results.filtered(
            lambda one: one.assessment_id in assessed and _has_moved_on(one)
        )
        self._restore(moved_on, form, by_assessment)
        return {result: by_assessment[result.assessment_id.id] for result in results}

    def _restore(self, results, form, by_assessment):
        """Put the scores of units that were taken up again back to what the results stand on."""
        for result in results:
            scores = by_assessment[result.assessment_id.id]
            for criterion_id, self_score in self._get_sealed_scores(result).items():
                scores.own[form.places[criterion_id]] = self_score
        limits = {result.assessment_id.id: result.round for result in results}
        appraisals = self.env["cchc.appraisal"].sudo()
        for appraisal in appraisals.search(
            [("assessment_id", "in", list(limits)), ("is_decided", "=", True)], order="round"
        ):
            if appraisal.round > limits[appraisal.assessment_id.id]:
                continue
            scores = by_assessment[appraisal.assessment_id.id]
            place = form.places[appraisal.criterion_id.id]
            scores.final[place] = _optional(appraisal.score)
            scores.not_applicable.discard(place)
            if appraisal.not_applicable:
                scores.not_applicable.add(place)

    def _get_sealed_scores(self, result):
        """Return the unit's own scores, by criterion, as its leader had approved them then."""
        published_at = result.publication_id.published_at
        submissions = result.assessment_id.submission_ids.filtered(
            lambda submission: not published_at or submission.approved_at <= published_at
        )
        manifest = submissions.sorted("number")[-1:]._get_manifest() if submissions else None
        return {
            criterion["id"]: None
            if criterion["self_score"] is None
            else float(criterion["self_score"])
            for criterion in (manifest or {}).get("criteria", ())
        }

    def _read_words(self, results):
        """Return ``{id of the assessment: appraisals}`` of the leaves on which anything was said, in order."""
        rounds = {result.assessment_id.id: result.round for result in results}
        appraisals = self.env["cchc.appraisal"].sudo()
        said = appraisals.search(
            [
                ("assessment_id", "in", list(rounds)),
                *["|"] * (len(_WORDS) - 1),
                *((name, "!=", False) for name in _WORDS),
            ]
        )
        # with the other rounds of the same leaves: the last one counts
        found = appraisals.search(
            [("line_id", "in", said.line_id.ids)], order="sequence, line_id, round"
        )
        counted = found.filtered(
            lambda one: one.round <= (rounds[one.assessment_id.id] or one.round)
        )
        return counted.grouped(lambda one: one.assessment_id.id)

    def _read_choices(self, results, form):
        """Return of the leaves without points what was decided last, by the id of the assessment.

        :return: a pair for each: options by place, and the ``ChangedWord`` of those that the unit had found otherwise
        """
        criteria = [key for key, place in form.places.items() if not form.nodes[place].has_points]
        if not criteria:
            return {}
        rounds = {result.assessment_id.id: result.round for result in results}
        choices = {key: ({}, {}) for key in rounds}
        for one in (
            self.env["cchc.appraisal"]
            .sudo()
            .search(
                [
                    ("assessment_id", "in", list(rounds)),
                    ("criterion_id", "in", criteria),
                    ("is_decided", "=", True),
                ],
                order="round, id",
            )
        ):
            key = one.assessment_id.id
            if one.round <= (rounds[key] or one.round):
                word = "" if one.not_applicable else one.option_id.name or ""
                words, changed = choices[key]
                place = form.places[one.criterion_id.id]
                words[place] = word
                changed.pop(place, None)
                if one.is_different:
                    own = one.line_id.option_id.name or ""
                    changed[place] = ChangedWord(own, word, is_lowered=not one._is_met())
        return choices

    def _make_remarks(self, form, appraisals):
        """Return what the council has to say on leaves, as it decided last."""
        remarks = {}
        for appraisal in appraisals:
            if appraisal.is_decided:
                words = filter(None, (appraisal.override_reason, appraisal.remark))
                remarks[form.places[appraisal.criterion_id.id]] = "\n".join(words)
        return {place: remark for place, remark in remarks.items() if remark}

    def _make_decisions(self, form, appraisals, scores):
        decisions = []
        for appraisal in appraisals:
            if not any(appraisal[name] for name in _WORDS):
                continue
            place = form.places[appraisal.criterion_id.id]
            overridden = appraisal.override_score is not False
            has_points = form.nodes[place].has_points
            decisions.append(
                Decision(
                    node=place,
                    round=appraisal.round,
                    self_score=scores.own[place] if has_points else None,
                    score=_optional(appraisal.score) if has_points else None,
                    computed=_optional(appraisal.computed_score) if overridden else None,
                    reason=appraisal.override_reason or "",
                    request=(appraisal.asked_at and appraisal.request) or "",
                    explanation=appraisal.answer_text or "",
                    remark=appraisal.remark or "",
                )
            )
        return decisions


def _optional(value):
    # "is": 0.0 == False, but "0 điểm" is a score
    return None if value is False else value


def _has_moved_on(result):
    return bool(result.round) and result.assessment_id.round != result.round


def _group_order(item):
    (group, rubric), _members = item
    return group.sequence, group.name, rubric.id
