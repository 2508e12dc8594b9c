import json
import zipfile
from decimal import Decimal
from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.bus.models.bus import channel_with_db, json_dump

from ...core import scoring
from ...core.workbook.appendix.writer import DEFAULT_COLUMNS
from ...report.appendix import Appraisal
from ..common import CchcCase, RemoteCase


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

    def test_links_follow_the_address_until_they_are_sealed(self):
        """What is printed of an open assessment leads to where people reach this Odoo today."""
        path = f"/cchc/evidence/{self.assessment.evidence_ids.id}"
        for address in ("http://localhost:8069", "https://cchc.mau.gov.vn"):
            self.env["ir.config_parameter"].set_param("web.base.url", address)
            self.env.invalidate_all()
            cells = [cell for row in self._print().active.iter_rows() for cell in row]
            links = [cell.hyperlink.target for cell in cells if cell.hyperlink]
            self.assertEqual(links, [address + path])

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

    def test_what_could_not_be_written_is_told(self):
        """Whoever makes an appendix gets a notification of what is missing in it, and of nothing else."""
        channel = json_dump(channel_with_db(self.env.cr.dbname, self.officer.partner_id))

        def told():
            self.env.cr.precommit.run()
            return [
                json.loads(row.message)["payload"]
                for row in self.env["bus.bus"].search([("channel", "=", channel)])
                if "simple_notification" in row.message
            ]

        self._print()
        self.assertEqual(told(), [])
        self._line("1.2").explanation = "Năm nay \x02 không có sáng kiến."
        sheet = self._print().active
        self.assertEqual(self._rows(sheet)["1.2"][5].value, "Năm nay  không có sáng kiến.")
        (notice,) = told()
        self.assertIn(self.assessment.display_name, notice["title"])
        self.assertIn("1.2 Sáng kiến", notice["message"])

    def test_an_appendix_too_long_for_a_sheet(self):
        """It is refused by a sentence that names the assessment and says what to do."""
        with (
            patch("odoo.addons.cchc_assessment.core.workbook.appendix.writer.MAX_SHEET_ROWS", 20),
            self.assertRaisesRegex(UserError, f"{self.assessment.display_name}.*Shorten"),
        ):
            self._print()

    def test_another_unit_gets_nothing(self):
        """Another unit's officer, and the council before submission, get no appendix."""
        for user in (self.other_officer, self.other_leader, self.appraiser):
            with self.assertRaises(AccessError):
                self._print(user=user)

    def test_several_in_one_workbook(self):
        """The secretary prints both units into one workbook, a sheet each."""
        workbook = self._print(user=self.secretary, assessments=self.period.assessment_ids)
        self.assertEqual(set(workbook.sheetnames), {"Sở Thử nghiệm", "Sở Đối chứng"})

    def test_the_secretary_chooses_the_columns(self):
        """Columns, their order and headings are the rubric's; they may change after it is published."""
        rubric = self.rubric.with_user(self.secretary)
        rubric.action_set_standard_columns()
        self.assertEqual(
            rubric.appendix_column_ids.mapped("heading"),
            [column.heading for column in DEFAULT_COLUMNS],
        )
        for column in rubric.appendix_column_ids:
            if column.kind == "explanation":
                column.write({"heading": "Lý do", "sequence": 15})
            elif column.kind in ("remark", "appraised_score"):
                column.unlink()
        sheet = self._print().active
        header = next(row for row in sheet.iter_rows() if row[0].value == "STT")
        self.assertEqual(
            [cell.value for cell in header],
            [
                "STT",
                "Lý do",
                "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
                "Điểm tối đa",
                "Điểm tự đánh giá",
                "Tài liệu kiểm chứng",
            ],
        )
        with self.assertRaisesRegex(ValidationError, "needs a column for the criterion"):
            rubric.appendix_column_ids = [
                Command.delete(column.id)
                for column in rubric.appendix_column_ids
                if column.kind == "name"
            ]

    def test_columns_are_the_secretarys(self):
        """No unit and no appraiser changes a column; a copy of the rubric keeps them."""
        self.rubric.with_user(self.secretary).action_set_standard_columns()
        for user in (self.officer, self.leader, self.appraiser):
            columns = self.rubric.appendix_column_ids.with_user(user)
            self.assertTrue(columns.mapped("heading"))
            with self.assertRaises(AccessError):
                columns[0].heading = "Khác"
            with self.assertRaises(AccessError):
                columns[0].unlink()
            with self.assertRaises(AccessError):
                self.rubric.with_user(user).action_set_standard_columns()
        copy = self.rubric.with_user(self.secretary).copy()
        self.assertEqual(
            copy.appendix_column_ids.mapped("kind"), [column.kind for column in DEFAULT_COLUMNS]
        )

    def test_the_rating_stands_below_the_total(self):
        """Where the period has a rating scale, the class that the percentage reaches is printed."""
        scale = self.env["cchc.rating.scale"].search([], limit=1)
        self.assertTrue(scale.class_ids)
        self.env.cr.execute(
            "UPDATE cchc_period SET rating_scale_id = %s WHERE id = %s", (scale.id, self.period.id)
        )
        self.env.invalidate_all()
        sheet = self._print().active
        texts = [cell.value for row in sheet.iter_rows() for cell in row]
        self.assertIn("Xếp loại", texts)
        self.assertTrue(set(scale.class_ids.mapped("name")) & set(texts))

    def test_the_councils_scores_stand_beside_the_units(self):
        """Where the council has decided, the form says its scores, sub-totals, remarks and rating too."""
        scale = self.env["cchc.rating.scale"].create(
            {
                "name": "Thang xếp loại thẩm định",
                "class_ids": [
                    Command.create({"name": "Đạt", "minimum_percent": 20}),
                    Command.create({"name": "Chưa đạt", "minimum_percent": 0}),
                ],
            }
        )
        self.env.cr.execute(
            "UPDATE cchc_period SET rating_scale_id = %s WHERE id = %s", (scale.id, self.period.id)
        )
        self.env.invalidate_all()
        criteria = {
            criterion.code: criterion for criterion in self.assessment.rubric_id.criterion_ids
        }
        leaves = {criteria["1.1.1"].id: Decimal(1), criteria["2.1"].id: Decimal("0.5")}
        totals = scoring.total(
            scoring.build_tree(
                (
                    scoring.Node(
                        key=criterion.id,
                        max_score=scoring.to_decimal(criterion.max_score),
                        score=leaves.get(criterion.id),
                    ),
                    criterion.parent_id.id or None,
                )
                for criterion in self.assessment.rubric_id.criterion_ids
            )
        )
        appraisal = Appraisal(totals, leaves, {criteria["2.1"].id: "Chưa đủ minh chứng."})
        report = self.env["report.cchc_assessment.appendix"]
        self.patch(type(report), "_get_appraisal", lambda _self, _assessment: appraisal)
        sheet = self._print().active
        rows = self._rows(sheet)
        self.assertEqual(rows["1.1.1"][6].value, 1)
        self.assertEqual(rows["1.1.2"][6].value, None)
        self.assertEqual(rows["1"][6].value, 1)
        self.assertEqual(rows["2.1"][6].value, 0.5)
        self.assertEqual(rows["2.1"][7].value, "Chưa đủ minh chứng.")
        foot = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
        self.assertIn(["TỔNG CỘNG", 10, 3.2, 1.5], foot)
        # of the unit's own score, 32 %, it would be "Đạt"
        self.assertIn(["Xếp loại", "Chưa đạt"], foot)

    def test_without_the_councils_scores_their_columns_are_empty(self):
        """Until the council has decided, what it is to fill in is blank."""
        rows = self._rows(self._print().active)
        self.assertFalse([row for row in rows.values() if row[6].value or row[7].value])

    def test_file_name(self):
        """The file is named after the appendix, the unit and the year."""
        self.assertEqual(
            self.assessment._get_appendix_file_name(), "Phụ lục 01 - Sở Thử nghiệm - 2026"
        )


@tagged("post_install", "-at_install")
class TestAppendixArchive(RemoteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()

    def _download(self, user, assessments):
        self.authenticate(user.login, user.login)
        action = assessments.action_download_appendices()
        return self.url_open(action["url"])

    def test_a_workbook_each(self):
        """The secretary downloads a ZIP with a workbook for each unit, named after it, links included."""
        answer = self._download(self.secretary, self.period.assessment_ids)
        self.assertEqual(answer.headers["Content-Length"], str(len(answer.content)))
        with zipfile.ZipFile(BytesIO(answer.content)) as archive:
            self.assertEqual(
                set(archive.namelist()),
                {f"Phụ lục 01 - {unit} - 2026.xlsx" for unit in ("Sở Thử nghiệm", "Sở Đối chứng")},
            )
            content = archive.read("Phụ lục 01 - Sở Thử nghiệm - 2026.xlsx")
        sheet = load_workbook(BytesIO(content)).active
        links = [
            cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink
        ]
        self.assertEqual(links, [self.assessment.evidence_ids.url])

    def test_units_of_one_name_do_not_overwrite_each_other(self):
        """Two workbooks of one name are told apart by a number."""
        self.other_unit.name = self.unit.name
        answer = self._download(self.secretary, self.period.assessment_ids)
        with zipfile.ZipFile(BytesIO(answer.content)) as archive:
            self.assertEqual(len(set(archive.namelist())), 2)

    def test_other_units_are_not_found(self):
        """One assessment of another unit, one that is not there or a word makes all of it not found."""
        for user, ids in (
            (self.other_officer, self.period.assessment_ids.ids),
            (self.officer, [self.other_assessment.id]),
            (self.appraiser, [self.assessment.id]),
            (self.secretary, [self.assessment.id, 999999]),
            (self.secretary, ["x"]),
            (self.secretary, [""]),
        ):
            with self.subTest(user=user.login, ids=ids):
                self.authenticate(user.login, user.login)
                answer = self.url_open(f"/cchc/appendices?ids={','.join(map(str, ids))}")
                self.assertEqual(answer.status_code, 404)

    def test_whoever_is_not_signed_in_gets_nothing(self):
        """Without a session there is the sign-in page and no workbook."""
        self.authenticate(None, None)
        answer = self.url_open(f"/cchc/appendices?ids={self.assessment.id}")
        self.assertNotEqual(answer.content[:2], b"PK")
