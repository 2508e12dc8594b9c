from odoo import models

from ..core.workbook.blank_form import BlankForm, write_blank_form
from ..core.workbook.figures.reader import get_expected_headings
from ..core.workbook.people.reader import EXPECTED_HEADINGS, ROLES

_SURVEY_HEADINGS = ("Mã đơn vị", "Đơn vị", "Mã tiêu chí", "Tiêu chí", "Điểm", "Số phiếu")


class BlankFormReport(models.AbstractModel):
    """The workbooks to fill in that the imports take back: what is known stands in them already.

    They are Vietnamese whatever the user's language is, as their headings are.
    """

    _name = "report.cchc_assessment.blank_form"
    _description = "Workbook to Fill In"

    def _make_people_form(self):
        """Return the form of units and people: the units of the company, with the people they have."""
        company = self.env.company
        units = self.env["cchc.unit"].search([("company_id", "=", company.id)])
        groups = self.env["cchc.unit.group"].search([("company_id", "in", (False, company.id))])
        return write_blank_form(
            BlankForm(
                sheet_name="Đơn vị và người dùng",
                title="DANH SÁCH ĐƠN VỊ VÀ NGƯỜI DÙNG",
                note="Mỗi dòng là một người của một đơn vị; đơn vị chưa có người thì để trống ba cột sau.",
                headings=EXPECTED_HEADINGS,
                widths=(16, 40, 28, 28, 32, 24),
                rows=[row for unit in units for row in self._make_people_rows(unit)],
                choices={2: groups.mapped("name"), 5: [words[0] for words in ROLES.values()]},
            )
        )

    def _make_people_rows(self, unit):
        place = (unit.code, unit.name, unit.group_id.name)
        # sudo: whoever keeps the units names their people, and sees them there
        rows = [
            (*place, user.name, user.login, ROLES[role][0])
            for role in ("leader", "officer", "contributor")
            for user in unit.sudo()[f"{role}_ids"]
        ]
        return rows or [(*place, None, None, None)]

    def _make_figures_form(self, common):
        """Return the form of a common figure: a row for each unit, with what stands now."""
        # sudo: whoever brings figures in does so for units that they do not read otherwise
        common = common.sudo()
        form = self.env["report.cchc_assessment.offline_form"].sudo()
        question = form._make_question(common.criterion_id)
        _unit, *headings = get_expected_headings(question)
        lines = common._get_lines().sorted(lambda line: line.unit_id.name)
        standing = lines._get_standing_figures()
        # of a level what is shown is what is read again
        labels = {choice.key: label for label, choice in question.labels().items()}
        criterion = common.criterion_id
        return write_blank_form(
            BlankForm(
                sheet_name="Số liệu",
                title=f"SỐ LIỆU DÙNG CHUNG NĂM {common.year}",
                note=" ".join(filter(None, (criterion.code, criterion.name)))
                + ". Dòng để trống thì giữ nguyên số liệu hiện có.",
                headings=("Mã đơn vị", "Đơn vị", *headings),
                widths=(16, 60, *(20 if len(headings) > 1 else 40 for _one in headings)),
                rows=[
                    (
                        line.unit_id.code,
                        line.unit_id.name,
                        *self._make_figures(standing.get(line), question, labels),
                    )
                    for line in lines
                ],
                choices={2: list(labels.values())} if question.asked == ("option",) else {},
            )
        )

    def _make_figures(self, figure, question, labels):
        """Return what stands in the cells of a unit's figure; nothing where there is none yet."""
        if not figure:
            return [None for _name in question.asked]
        if question.asked == ("option",):
            return [labels.get(figure.option_id.id)]
        return [None if figure[name] is False else figure[name] for name in question.asked]

    def _make_survey_form(self, period):
        """Return the form of a survey's points: a row for each criterion that only the council scores."""
        appraisals = self.env["cchc.appraisal"].search(
            [
                ("period_id", "=", period.id),
                ("is_current", "=", True),
                ("scored_by", "=", "council"),
                ("assessment_id.state", "=", "appraisal"),
            ],
            order="unit_id, sequence, id",
        )
        return write_blank_form(
            BlankForm(
                sheet_name="Kết quả",
                title=f"KẾT QUẢ ĐIỀU TRA XÃ HỘI HỌC NĂM {period.year}",
                note="Điền điểm và số phiếu; xóa những dòng không có kết quả.",
                headings=_SURVEY_HEADINGS,
                widths=(16, 40, 14, 60, 12, 12),
                rows=[
                    (
                        one.unit_id.code,
                        one.unit_id.name,
                        one.criterion_id.code or None,
                        one.criterion_id.name,
                        float(one.score) if one.is_decided and one.score is not False else None,
                        None,
                    )
                    for one in appraisals
                ],
            )
        )
