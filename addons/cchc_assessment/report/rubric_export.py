from odoo import models
from odoo.exceptions import UserError

from ..core.plain.rule_inputs import WITH_BASIS
from ..core.scoring import to_decimal
from ..core.workbook.book import WORKBOOK_OPTIONS
from ..core.workbook.rubric.data import RubricNode, RubricOption, RubricSheet, StatedRule
from ..core.workbook.rubric.writer import RUBRIC_SHEET, TextTooLongError, write_rubric
from ..fields import label_of

# What people wrote, by where the form shows it
_FIELDS = {
    "title": ("cchc.rubric", "name"),
    "appendix_label": ("cchc.rubric", "appendix_label"),
    "legal_basis": ("cchc.rubric", "legal_basis"),
    "groups": ("cchc.rubric", "group_ids"),
    "code": ("cchc.criterion", "code"),
    "name": ("cchc.criterion", "name"),
    "evidence": ("cchc.criterion", "requirement_ids"),
    "guidance": ("cchc.criterion", "guidance"),
    "option": ("cchc.criterion", "option_ids"),
}


class RubricExport(models.AbstractModel):
    """A rubric with every parameter of its rules, in the form that the import takes back."""

    _name = "report.cchc_assessment.rubric_export"
    _inherit = "report.report_xlsx.abstract"
    _description = "Rubric as a Workbook"

    def get_workbook_options(self):
        return {**super().get_workbook_options(), **WORKBOOK_OPTIONS}

    def generate_xlsx_report(self, workbook, data, objs):
        # what to print comes from the caller's context and ids: neither is to be trusted
        if objs._name != "cchc.rubric" or len(objs) != 1:
            raise UserError(self.env._("Choose one rubric to export."))
        objs.check_access("read")
        try:
            write_rubric(workbook, self._make_sheet(objs))
        except TextTooLongError as error:
            raise UserError(
                self.env._(
                    "“%(place)s”: the text of “%(field)s” is longer than a cell of a workbook can "
                    "be (32,767 characters). Shorten it, then export again.",
                    place=" ".join(filter(None, (error.code, error.name, error.option))),
                    field=self._describe_field(error.role),
                )
            ) from error

    def _describe_field(self, role):
        """Return what the user calls the field that a column of the form, or a line above it, shows."""
        model, name = _FIELDS[role]
        return label_of(self.env[model]._fields[name], self.env)

    def _make_sheet(self, rubric):
        """Return ``rubric`` as the workbook writer takes it."""
        criteria = rubric.criterion_ids.sorted(lambda c: (c.sequence, c.id))
        nodes = []
        indexes = {}
        # the tree decides the order, so that each criterion stands below the one it belongs to
        children = criteria.grouped("parent_id")
        stack = list(reversed(children.get(criteria.browse(), criteria.browse())))
        while stack:
            criterion = stack.pop()
            indexes[criterion] = len(nodes)
            nodes.append(self._make_node(criterion, len(nodes), indexes.get(criterion.parent_id)))
            stack += reversed(children.get(criterion, criteria.browse()))
        return RubricSheet(
            title=rubric.name,
            appendix_label=rubric.appendix_label or "",
            legal_basis=rubric.legal_basis or "",
            year=None,
            sheet_name=RUBRIC_SHEET,
            sheet_names=(),
            rubric_sheet_names=(),
            header_row=0,
            columns={},
            nodes=tuple(nodes),
            is_form=True,
            # a semicolon parts the names
            groups=tuple(name.replace(";", ",") for name in rubric.group_ids.mapped("name")),
            bonus_cap=self._to_optional(rubric.bonus_cap),
            penalty_cap=self._to_optional(rubric.penalty_cap),
            direct_bands=rubric.direct_bands,
        )

    def _make_node(self, criterion, index, parent):
        requirements = [one.name.replace("\n", " ") for one in criterion.requirement_ids]
        return RubricNode(
            index=index,
            row=0,
            code=criterion.code or "",
            name=criterion.name,
            level=criterion.level,
            parent=parent,
            max_score=to_decimal(criterion.max_score),
            options=tuple(map(self._make_option, criterion.option_ids)),
            deadlines=criterion.deadlines or "",
            guidance=criterion.guidance or "",
            requirements=tuple(requirements),
            section=criterion.section,
            scored_by=criterion.scored_by,
            counts_best=criterion.counts_best,
            evidence_required=criterion.evidence_required,
            rule=self._make_rule(criterion),
        )

    def _make_option(self, option):
        has_level = option.threshold or option.threshold_strict
        return RubricOption(
            row=0,
            cell="",
            name=option.name,
            text=option.name,
            score=to_decimal(option.score),
            threshold=to_decimal(option.threshold) if has_level else None,
            strict=option.threshold_strict,
            share=None if option.share is False else to_decimal(option.share),
        )

    def _make_rule(self, criterion):
        if not criterion.rule_type:
            return None
        return StatedRule(
            type=criterion.rule_type,
            basis=(criterion.band_basis or "") if criterion.rule_type in WITH_BASIS else "",
            ratio_floor=self._to_optional(criterion.ratio_floor),
            ratio_target=self._to_optional(criterion.ratio_target),
            points_per_item=self._to_optional(criterion.points_per_item),
        )

    def _to_optional(self, value):
        return to_decimal(value) if value else None
