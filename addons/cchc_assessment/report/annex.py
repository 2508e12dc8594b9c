from collections import Counter
from dataclasses import dataclass, replace

from odoo import models
from odoo.tools import split_every

from ..core.plain.dates import long_date
from ..core.scoring import mean, to_decimal
from ..core.word.annex_data import Annex, AnnexGroup, AnnexNote, AnnexUnit, RatingCount, SetAside
from ..core.word.signature import signature_titles
from ..core.workbook.roman import roman
from .result_data import CHUNK, DEFAULT_COUNCIL
from .standing_note import describe_held, describe_standing

# What the table of results may say of a unit, in order: heading, field, and by which field of the period it is chosen.
_COLUMNS = (
    ("Điểm tối đa", "max_score", "annex_shows_maximum"),
    ("Tự đánh giá", "self_score", None),
    ("Điều tra XHH", "survey", "annex_shows_survey"),
    ("Điểm thưởng", "bonus", "annex_shows_bonus"),
    ("Điểm trừ", "penalty", "annex_shows_penalty"),
    ("Thẩm định", "score", None),
    ("Không áp dụng", "not_applicable", "annex_shows_not_applicable"),
    ("Tỷ lệ (%)", "percent", "annex_shows_percent"),
    ("Hạng", "rank", "annex_shows_rank"),
    ("Xếp loại", "rating", "annex_shows_rating"),
)


@dataclass(frozen=True)
class _LeftOut:
    """Of one unit: what the survey gave, None where there is none or it is open, and what does not apply."""

    survey: float | None
    criteria: list


class AnnexReport(models.AbstractModel):
    """The annex of the decision on the results: records as the Word room takes them, for the council.

    It is a Vietnamese administrative document whatever the user's language is.
    """

    _name = "report.cchc_assessment.annex"
    _inherit = ["report.cchc_assessment.document"]
    _description = "Annex of the Decision (Word)"

    def _render(self, publication):
        """Return the annex of ``publication`` as a .docx file.

        :raises UserError: when the period's template is broken, saying where.
        """
        annex = self._make_annex(self.env["res.lang"]._in_vietnamese(publication))
        mark = publication._make_mark()
        return self._write_document(annex, publication.period_id, "annex_template", mark)

    def _get_file_name(self, publication):
        return f"{publication._get_document_name('Phụ lục kết quả CCHC')}.docx"

    def _get_columns(self, period):
        """Return ``(heading, field of AnnexUnit)`` of the columns that the period's annex has, in order."""
        return [
            (heading, name) for heading, name, chosen in _COLUMNS if not chosen or period[chosen]
        ]

    def _make_annex(self, publication):
        period = publication.period_id
        council = period.council_name or DEFAULT_COUNCIL
        replaced = publication.replaces_id
        format_score = self._score_format(period)
        results = publication.result_ids
        left_out = self._find_left_out(results)
        columns = self._get_columns(period)
        ordered = self._get_ordered(results)
        noted = [
            one for members in ordered.values() for one in members if left_out[one.id].criteria
        ]
        marks = {one: str(number) for number, one in enumerate(noted, start=1)}
        return Annex(
            issuer_name=period.company_id.name or "",
            council_name=council,
            status_note="DỰ THẢO - CHƯA CÔNG BỐ" if publication.state == "draft" else "",
            year=str(period.year),
            period_name=period.name,
            legal_basis=period.legal_basis or "",
            decision_number=publication.decision_number or "",
            decision_date=(publication.decision_date and long_date(publication.decision_date))
            or "",
            replaced_number=replaced.decision_number or "",
            reason=publication.reason or "",
            unit_count=str(len(results)),
            groups=self._make_groups(ordered, left_out, marks, columns, format_score),
            columns=[heading for heading, _name in columns],
            notes=self._make_notes(marks, left_out, format_score),
            standing_note=" ".join(
                [describe_standing(period, results), *describe_held(period, results)]
            ),
            ratings=self._make_ratings(publication, format_score),
            set_aside=self._make_set_aside(publication),
            head_titles=signature_titles(
                period.council_head_title or "Chủ tịch", collective=council
            ),
            head_name=period.council_head_name or "",
            secretary_name=period.council_secretary_name or "",
        )

    def _find_left_out(self, results):
        """Return what of each result's scores the publication itself does not say."""
        data = self.env["report.cchc_assessment.result_data"]
        left_out = {}
        # sudo: the right to all of it was asked for
        for rubric, members in (
            results.sudo().grouped(lambda one: one.assessment_id.rubric_id).items()
        ):
            form = data._make_form(rubric)
            criteria = {place: rubric.criterion_ids.browse(i) for i, place in form.places.items()}
            surveyed = {
                place
                for place, criterion in criteria.items()
                if criterion.is_leaf
                and criterion.scored_by == "council"
                and criterion._has_points()
            }
            for chunk in split_every(CHUNK, members.ids, members.browse):
                for result, scores in data._read_scores(chunk, form).items():
                    points = [
                        scores.final[place] for place in surveyed - set(scores.not_applicable)
                    ]
                    left_out[result.id] = _LeftOut(
                        survey=sum(points) if points and None not in points else None,
                        criteria=[criteria[place] for place in sorted(scores.not_applicable)],
                    )
        return left_out

    def _get_ordered(self, results):
        """Return ``{group: results}``, the groups in their order and the results by rank."""
        groups = results.grouped("group_id")
        return {
            group: groups[group].sorted(
                lambda one: (one.rank or len(results) + 1, one.unit_id.name)
            )
            for group in results.group_id.sorted()
        }

    def _make_notes(self, marks, left_out, format_score):
        """Return what does not apply to whom, in the order of the table."""
        return [
            AnnexNote(
                mark=mark,
                unit=result.unit_id.name,
                count=str(len(left_out[result.id].criteria)),
                criteria="; ".join(
                    criterion.code or criterion.name for criterion in left_out[result.id].criteria
                ),
                max_score=format_score(result.maximum),
            )
            for result, mark in marks.items()
        ]

    def _make_groups(self, ordered, left_out, marks, columns, format_score):
        annex_groups = []
        for number, (group, members) in enumerate(ordered.items(), start=1):
            percents = [to_decimal(one.percent) for one in members if one.percent is not False]
            annex_groups.append(
                AnnexGroup(
                    number=roman(number),
                    name=group.name,
                    count=str(len(members)),
                    mean_percent=format_score(mean(percents)) if percents else "",
                    units=[
                        self._make_unit(
                            place,
                            result,
                            left_out[result.id],
                            marks.get(result, ""),
                            columns,
                            format_score,
                        )
                        for place, result in enumerate(members, start=1)
                    ],
                )
            )
        return annex_groups

    def _make_unit(self, place, result, left_out, mark, columns, format_score):
        def format_optional(value):
            # "is": 0.0 == False, but "0 điểm" is a score
            return "" if value is False else format_score(value)

        is_absent = result.standing == "absent"
        is_unscored = is_absent and result.percent is False
        unit = AnnexUnit(
            place=str(place),
            name=result.unit_id.name,
            self_score="" if is_absent else format_score(result.self_score),
            score="" if is_unscored else format_score(result.score),
            max_score="" if is_unscored else format_score(result.maximum),
            percent=format_optional(result.percent),
            rank=str(result.rank or ""),
            rank_overall=str(result.rank_overall or ""),
            rating=result.rating or ("Không nộp hồ sơ" if is_absent else ""),
            previous_percent=format_optional(result.previous_percent),
            previous_rank=str(result.previous_rank or ""),
            bonus=format_score(result.bonus) if result.bonus else "",
            penalty=format_score(result.penalty) if result.penalty else "",
            survey="" if left_out.survey is None else format_score(left_out.survey),
            not_applicable=str(len(left_out.criteria) or ""),
            mark=mark,
            cells=(),
        )
        return replace(unit, cells=[getattr(unit, name) for _heading, name in columns])

    def _make_set_aside(self, publication):
        """Return who has no place among the others, and why: first those who submitted nothing."""
        absent = publication.result_ids.filtered(lambda one: one.standing == "absent")
        rows = [
            SetAside(
                one.unit_id.name, one.group_id.name, "Không nộp hồ sơ", one.standing_reason or ""
            )
            for one in absent.sorted(lambda one: (one.group_id.sequence, one.unit_id.name))
        ]
        for entry in publication.not_assessed or ():
            counting = ", ".join(entry["counted_by"])
            told = counting and f"kết quả tính vào phiếu của {counting}"
            rows.append(
                SetAside(
                    entry["unit"],
                    entry["group"],
                    "Không thuộc đối tượng đánh giá",
                    "; ".join(filter(None, (entry["reason"].rstrip(".;"), told))) + ".",
                )
            )
        return rows

    def _make_ratings(self, publication, format_score):
        """Return how many units have which rating, in the order of the scale."""
        given = Counter(filter(None, publication.result_ids.mapped("rating")))
        scale = publication.period_id.rating_scale_id
        names = scale.class_ids.sorted("minimum_percent", reverse=True).mapped("name")
        # a class that was renamed since stands as it was called then
        names += [name for name in given if name not in names]
        return [
            RatingCount(
                name=name,
                count=str(given[name]),
                percent=format_score(100 * given[name] / max(given.total(), 1)),
            )
            for name in names
        ]
