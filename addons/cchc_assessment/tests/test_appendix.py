from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CchcCase


@tagged("post_install", "-at_install")
class TestAppendix(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()

    def _print(self, user=None, assessments=None):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.officer)
            ._render("cchc_assessment.appendix_report", (assessments or self.assessment).ids)
        )
        self.assertEqual(kind, "xlsx")
        return load_workbook(BytesIO(content))

    def _rows(self, sheet):
        """The table as code → (name, maximum, score, document, explanation)."""
        header = next(row for row in sheet.iter_rows() if row[0].value == "STT")[0].row
        return {
            row[0].value: row
            for row in sheet.iter_rows(min_row=header + 2)
            if row[0].value and row[1].value
        }

    def test_rows_sums_and_links(self):
        """The sheet has each node in order with its sub-total, and each document's cell opens it."""
        sheet = self._print().active
        rows = self._rows(sheet)
        self.assertEqual(list(rows), ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1", "2.2"])
        self.assertEqual(
            {code: row[3].value for code, row in rows.items() if code != "2.2"},
            {"1": 1.5, "1.1": 1.5, "1.1.1": 1, "1.1.2": 0.5, "1.2": 0, "2": 1.7, "2.1": 1.7},
        )
        link = rows["1.1.1"][4]
        self.assertEqual(link.value, "12/BC-STN")
        self.assertEqual(sheet.cell(link.row + 1, link.column).value, "Báo cáo 12/BC-STN")
        self.assertEqual(link.hyperlink.target, self.assessment.evidence_ids.url)
        self.assertEqual(rows["1.2"][5].value, "Năm nay không có sáng kiến.")
        total = next(
            row for row in sheet.iter_rows() if "TỔNG CỘNG" in (row[0].value, row[1].value)
        )
        self.assertEqual(
            [cell.value for cell in total if isinstance(cell.value, int | float)], [10, 3.2]
        )

    def test_no_cell_is_a_formula(self):
        """An explanation that begins like a formula, or looks like a link, stays what was typed."""
        self._line("1.2").with_user(
            self.officer
        ).explanation = '=HYPERLINK("http://example.com","x")'
        self._line("2.1").with_user(
            self.officer
        ).explanation = "http://example.com/khong-phai-lien-ket"
        sheet = self._print().active
        rows = self._rows(sheet)
        self.assertEqual(rows["1.2"][5].value, '=HYPERLINK("http://example.com","x")')
        self.assertFalse(
            [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        )
        self.assertEqual(
            [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink],
            [self.assessment.evidence_ids.url],
        )

    def test_draft_and_approved_are_told_apart(self):
        """A draft says that it is one; what was approved names the dispatch instead."""

        def texts(sheet):
            return " ".join(
                str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value
            )

        self.assertIn("BẢN NHÁP", texts(self._print().active))
        self._send()
        self._approve()
        approved = texts(self._print().active)
        self.assertNotIn("BẢN NHÁP", approved)
        self.assertIn("1234/STN-VP", approved)
        self.assertIn("ngày 05 tháng 12 năm 2026", approved)

    def test_sealed_appendix_stays(self):
        """The appendix in the submission is the one the leader approved."""
        self._send()
        self._approve()
        sheet = load_workbook(BytesIO(self.assessment.submission_ids.appendix_id.raw)).active
        self.assertEqual(self._rows(sheet)["1.1.1"][3].value, 1)

    def test_rounding_is_half_up_at_the_periods_digits(self):
        """0.125 is printed as 0.13 in a period of two decimals."""
        self._line("1.2").with_user(self.officer).manual_score = 0.125
        self.assertEqual(self._rows(self._print().active)["1.2"][3].value, 0.13)

    def test_another_unit_gets_nothing(self):
        """Another unit's officer, and the council before submission, get no appendix."""
        for user in (self.other_officer, self.other_leader, self.appraiser):
            with self.assertRaises(AccessError):
                self._print(user=user)

    def test_several_in_one_workbook(self):
        """The secretary prints both units into one workbook, a sheet each."""
        workbook = self._print(user=self.secretary, assessments=self.period.assessment_ids)
        self.assertEqual(set(workbook.sheetnames), {"Sở Thử nghiệm", "Sở Đối chứng"})

    def test_file_name(self):
        """The file is named after the appendix, the unit and the year."""
        self.assertEqual(
            self.assessment._get_appendix_file_name(), "Phụ lục 01 - Sở Thử nghiệm - 2026"
        )
