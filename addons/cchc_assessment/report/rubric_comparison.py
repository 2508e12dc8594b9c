from odoo import models
from odoo.exceptions import UserError

from ..core.scoring import RELATIVE, WITH_OPTIONS, format_number, to_decimal
from ..core.workbook.book import WORKBOOK_OPTIONS
from ..core.workbook.rubric.comparison import Change, Comparison, Provision, Side, write_comparison
from ..fields import label_of

# what neither side's columns show, so that the remark has to
_SHOWN_FIELDS = {"code", "name"}


class RubricComparisonReport(models.AbstractModel):
    """What a new version changes, as the table that the amending decision contains.

    The table is part of a Vietnamese decision whatever the user's language is.
    """

    _name = "report.cchc_assessment.rubric_comparison"
    _inherit = "report.report_xlsx.abstract"
    _description = "Comparison of Two Versions of a Rubric, Printed"

    def get_workbook_options(self):
        return {**super().get_workbook_options(), **WORKBOOK_OPTIONS}

    def generate_xlsx_report(self, workbook, data, objs):
        # what to print comes from the caller's context and ids: neither is to be trusted
        if objs._name != "cchc.rubric" or len(objs) != 1:
            raise UserError(self.env._("Choose one rubric to compare with its previous version."))
        objs.check_access("read")
        if not objs.origin_id:
            raise UserError(
                self.env._(
                    "“%(rubric)s” is not a new version of another rubric, so there is nothing "
                    "to compare it with.",
                    rubric=objs.name,
                )
            )
        write_comparison(workbook, self._make_comparison(self.env["res.lang"]._in_vietnamese(objs)))

    def _make_comparison(self, rubric):
        """Return what changed from the rubric's origin, one row per criterion."""
        rows = {}
        for change in rubric._compare_with(rubric.origin_id):
            rows.setdefault((change["old"], change["new"]), []).append(change)
        return Comparison(
            old=self._make_side(rubric.origin_id),
            new=self._make_side(rubric),
            notes=[
                self._make_line(*change) for change in rubric._compare_itself_with(rubric.origin_id)
            ],
            changes=[
                Change(
                    kinds=[change["kind"] for change in changes],
                    old=self._make_provision(old),
                    new=self._make_provision(new),
                    note=self._make_note(changes),
                )
                for (old, new), changes in sorted(rows.items(), key=self._position)
            ],
        )

    def _position(self, row):
        """Sort by the place in the new version, and what is gone by the one it had."""
        (old, new), _changes = row
        shown = new or old
        return shown.sequence, not new, shown.id

    def _make_side(self, rubric):
        return Side(
            title=rubric.name,
            appendix_label=rubric.appendix_label or "",
            legal_basis=rubric.legal_basis or "",
            max_score=to_decimal(rubric.max_score),
        )

    def _make_provision(self, criterion):
        if not criterion:
            return None
        return Provision(
            code=criterion.code or "",
            name=criterion.name,
            max_score=to_decimal(criterion.max_score),
            method=self._describe_method(criterion),
        )

    def _make_note(self, changes):
        """Return where a criterion moved from, and the texts that differ beside name and method."""
        lines = []
        for change in changes:
            if change["kind"] == "moved":
                lines += [f"{label}: {old} → {new}" for label, old, new in change["changes"]]
            elif change["kind"] == "text_changed":
                shown = {
                    label_of(change["new"]._fields[name], change["new"].env)
                    for name in _SHOWN_FIELDS
                }
                lines += [
                    self._make_line(*difference)
                    for difference in change["changes"]
                    if difference[0] not in shown
                ]
        return "\n".join(lines)

    def _make_line(self, label, old, new):
        old, new = ("; ".join(text.splitlines()) or "không có" for text in (old, new))
        return f"{label}: {old} → {new}"

    def _describe_method(self, criterion):
        """Return how a criterion is scored, as a decision would say it; of a branch, only by whom and as what."""
        lines = []
        if criterion.section != "base":
            lines.append("Điểm thưởng." if criterion.section == "bonus" else "Điểm trừ.")
        if criterion.scored_by == "council":
            lines.append("Hội đồng chấm.")
        if criterion.is_leaf:
            lines += self._describe_rule(criterion)
        return "\n".join(lines)

    def _describe_rule(self, criterion):
        points = self._format(criterion.points_per_item)
        if criterion.rule_type == "met":
            names = " / ".join(criterion.option_ids.mapped("name"))
            return [f"Đạt hoặc không đạt, không tính điểm: {names}."]
        if criterion.rule_type in WITH_OPTIONS:
            return [f"- {self._describe_option(criterion, one)}" for one in criterion.option_ids]
        if criterion.rule_type == "per_item":
            return [f"Mỗi mục {points} điểm, nhiều nhất bằng điểm tối đa."]
        if criterion.rule_type == "deduction":
            return [f"Mỗi mục trừ {points} điểm, ít nhất còn 0 điểm."]
        if criterion.rule_type == "ratio":
            lines = ["Tỷ lệ đạt được nhân với điểm tối đa."]
            if criterion.ratio_floor:
                lines.append(f"Dưới {self._format(criterion.ratio_floor)} %: 0 điểm.")
            if criterion.ratio_target:
                lines.append(f"Từ {self._format(criterion.ratio_target)} %: đủ điểm.")
            return lines
        if criterion.rule_type == RELATIVE:
            measure = "Số lượng" if criterion.band_basis == "quantity" else "Tỷ lệ"
            return [f"{measure} đạt được chia cho mức tốt nhất trong nhóm, nhân với điểm tối đa."]
        return ["Chấm trực tiếp." if criterion.rule_type else "Chưa quy định cách chấm."]

    def _describe_option(self, criterion, option):
        text = f"{option.name}: {self._format(option.score)}"
        if criterion.rule_type != "band" or not (option.threshold or option.threshold_strict):
            return text
        unit = " %" if criterion.band_basis == "percent" else ""
        word = "trên" if option.threshold_strict else "từ"
        return f"{text} ({word} {self._format(option.threshold)}{unit})"

    def _format(self, value):
        return format_number(to_decimal(value))
