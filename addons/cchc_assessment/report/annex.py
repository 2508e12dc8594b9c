from collections import Counter

from odoo import models

from ..core.plain.dates import long_date
from ..core.scoring import mean, to_decimal
from ..core.word.annex_data import Annex, AnnexGroup, AnnexUnit, RatingCount
from ..core.word.signature import signature_titles
from ..core.workbook.roman import roman
from .result_data import DEFAULT_COUNCIL


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
        return self._write_document(annex, publication.period_id, "annex_template")

    def _get_file_name(self, publication):
        return f"{publication._get_document_name('Phụ lục kết quả CCHC')}.docx"

    def _make_annex(self, publication):
        period = publication.period_id
        council = period.council_name or DEFAULT_COUNCIL
        replaced = publication.replaces_id
        format_score = self._score_format(period)
        results = publication.result_ids
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
            groups=self._make_groups(results, format_score),
            ratings=self._make_ratings(publication, format_score),
            head_titles=signature_titles(
                period.council_head_title or "Chủ tịch", collective=council
            ),
            head_name=period.council_head_name or "",
            secretary_name=period.council_secretary_name or "",
        )

    def _make_groups(self, results, format_score):
        groups = results.grouped("group_id")
        annex_groups = []
        for number, group in enumerate(results.group_id.sorted(), start=1):
            members = groups[group].sorted(
                lambda one: (one.rank or len(results) + 1, one.unit_id.name)
            )
            percents = [to_decimal(one.percent) for one in members if one.percent is not False]
            annex_groups.append(
                AnnexGroup(
                    number=roman(number),
                    name=group.name,
                    count=str(len(members)),
                    mean_percent=format_score(mean(percents)) if percents else "",
                    units=[
                        self._make_unit(place, result, format_score)
                        for place, result in enumerate(members, start=1)
                    ],
                )
            )
        return annex_groups

    def _make_unit(self, place, result, format_score):
        def format_optional(value):
            # "is": 0.0 == False, but "0 điểm" is a score
            return "" if value is False else format_score(value)

        is_absent = result.standing == "absent"
        is_unscored = is_absent and result.percent is False
        return AnnexUnit(
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
        )

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
