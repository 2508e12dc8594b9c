import base64
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ...core.workbook.rubric.form import BASES, RULE_TYPES, SCORERS, SECTIONS
from ..common import CchcCase

EXPORT = "cchc_assessment.rubric_export"
COMPARISON = "cchc_assessment.rubric_comparison"


@tagged("post_install", "-at_install")
class TestRubricExport(CchcCase):
    """A rubric out to Excel and back, and the comparison that an amending decision contains."""

    def _print(self, report, rubric, user=None):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.secretary)
            ._render_xlsx(report, rubric.ids, {})
        )
        self.assertEqual(kind, "xlsx")
        return content

    def _import(self, content):
        wizard = (
            self.env["cchc.rubric.import"]
            .with_user(self.secretary)
            .create({"file": base64.b64encode(content), "file_name": "bo tieu chi.xlsx"})
        )
        self.assertFalse(wizard.error_count)
        self.assertEqual(set(wizard.line_ids.mapped("confidence")), {"stated"})
        return self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])

    def _substance(self, rubric):
        """Return all that a rubric says, by names and never by ids."""
        criterion_fields = (
            "code", "name", "max_score", "level", "section", "scored_by", "rule_type",
            "band_basis", "ratio_floor", "ratio_target", "points_per_item", "evidence_required",
        )  # fmt: skip
        return {
            "rubric": [rubric[name] for name in ("name", "appendix_label", "legal_basis")]
            + [rubric.bonus_cap, rubric.penalty_cap, rubric.max_score]
            + rubric.group_ids.mapped("name"),
            "criteria": [
                [one[name] for name in criterion_fields]
                + [
                    one.guidance or "",
                    one.parent_id.name,
                    one.requirement_ids.mapped("name"),
                    [
                        (option.name, option.score, option.threshold, option.threshold_strict)
                        for option in one.option_ids
                    ],
                ]
                for one in rubric.criterion_ids.sorted("sequence")
            ],
        }

    def _enrich(self):
        """Give the rubric of these tests something of every parameter there is."""
        self.rubric.write({"bonus_cap": 1.5, "penalty_cap": 2})
        self.criteria["1.1.1"].write(
            {
                "guidance": "=SUM(A1)\nTính theo ngày ký\n\nKhông tính văn bản nháp",
                "requirement_ids": [
                    Command.create({"name": "Kế hoạch; phụ lục"}),
                    Command.create({"name": "=1+1"}),
                ],
            }
        )
        self.criteria["1.1.2"].option_ids[0].threshold_strict = True
        self.criteria["1.1.2"].option_ids[0].threshold = 99.125
        self.criteria["2.1"].write({"ratio_floor": 50, "ratio_target": 95.5})
        root = self.env["cchc.criterion"].create(
            [
                {
                    "rubric_id": self.rubric.id,
                    "sequence": 100 + number,
                    "code": "2",
                    "name": name,
                    "max_score": 0.125,
                    "section": section,
                    "rule_type": rule_type,
                    "points_per_item": 0.15,
                }
                for number, (name, section, rule_type) in enumerate(
                    (("Điểm thưởng", "bonus", "per_item"), ("@Trừ điểm", "penalty", "deduction"))
                )
            ]
        )
        self.env["cchc.criterion"].create(
            {
                "rubric_id": self.rubric.id,
                "parent_id": root[0].id,
                "sequence": 100,
                "code": "4.5.1",
                "name": "Dưới mã khác",
                "max_score": 0.125,
                "section": "bonus",
                "rule_type": "manual",
            }
        )

    def test_an_exported_rubric_imports_back_the_same(self):
        """Every parameter of every rule comes back, and texts that look like formulas stay texts."""
        self._enrich()
        copy = self._import(self._print(EXPORT, self.rubric))
        self.assertNotEqual(copy, self.rubric)
        self.assertEqual(self._substance(copy), self._substance(self.rubric))

    def test_large_numbers_come_back(self):
        """A threshold in đồng, and every number that a rubric may hold, can be exported and imported."""
        self.rubric.write({"bonus_cap": 2_000_000})
        self.criteria["1.1.2"].option_ids[0].threshold = 700_000_000_000
        self.criteria["1.2"].write(
            {"rule_type": "per_item", "points_per_item": 1_500_000, "max_score": 3_000_000.125}
        )
        copy = self._import(self._print(EXPORT, self.rubric))
        self.assertEqual(self._substance(copy), self._substance(self.rubric))

    def test_texts_too_long_for_a_cell(self):
        """A text from before there were bounds that no cell can hold: a sentence names its field and its place."""
        option = self.criteria["1.1.1"].option_ids[1]
        for record, name, words in (
            (self.rubric, "appendix_label", "Appendix Label"),
            (self.rubric, "name", "Name"),
            (self.rubric, "legal_basis", "Legal Basis"),
            (self.group, "name", "Unit Groups"),
            (self.criteria["1.2"], "code", "Code"),
            (self.criteria["1.1.1"], "guidance", "1.1.1 Ban hành kế hoạch.*Guidance"),
            (option, "name", "1.1.1 Ban hành kế hoạch a+….*Options"),
        ):
            with self.subTest(words=words), self.env.cr.savepoint() as savepoint:
                self._store(record, name, "a" * 32_768)
                with self.assertRaisesRegex(UserError, f"{words}.*longer than a cell"):
                    self._print(EXPORT, self.rubric)
                savepoint.rollback()
                self.env.invalidate_all()

    def _store(self, record, name, text):
        """Store a text past its field, which takes none so long."""
        self.env.flush_all()
        value = SQL(
            "jsonb_build_object('en_US', %s::text)" if record._fields[name].translate else "%s",
            text,
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(name),
                value,
                record.id,
            )
        )
        self.env.invalidate_all()
        self.assertEqual(record[name], text)

    def test_the_form_speaks_as_the_screens_do(self):
        """Rules, sections, scorers and bases have one name, on the screen and in the workbook."""
        self.env["res.lang"]._activate_lang("vi_VN")
        criteria = self.env["cchc.criterion"].with_context(lang="vi_VN")
        for name, words in (
            ("rule_type", RULE_TYPES),
            ("section", SECTIONS),
            ("scored_by", SCORERS),
            ("band_basis", BASES),
        ):
            shown = criteria._fields[name]._description_selection(criteria.env)
            self.assertEqual(dict(shown), words)

    def test_the_empty_form_is_a_template(self):
        """A rubric without criteria exports as the empty form, with its headings and its guide."""
        rubric = self.env["cchc.rubric"].create({"name": "Mẫu trống"})
        book = load_workbook(BytesIO(self._print(EXPORT, rubric)))
        self.assertEqual(book.sheetnames, ["Bộ tiêu chí", "Hướng dẫn"])
        wizard = self.env["cchc.rubric.import"].create(
            {"file": base64.b64encode(self._print(EXPORT, rubric))}
        )
        self.assertIn("no criterion below them", wizard.problem)

    def test_who_may_export(self):
        """Whoever may read a rubric exports it: a unit once it is in force, a stranger never."""
        self.assertTrue(self._print(EXPORT, self.rubric, self.appraiser))
        with self.assertRaises(AccessError):
            self._print(EXPORT, self.rubric, self.officer)
        self.rubric._write_state("published")
        self.assertTrue(self._print(EXPORT, self.rubric, self.officer))
        stranger = self.env["res.users"].create(
            {"name": "Người lạ", "login": "nguoi.la", "group_ids": [Command.set([])]}
        )
        with self.assertRaises(AccessError):
            self._print(EXPORT, self.rubric, stranger)

    def test_one_rubric_at_a_time(self):
        """Several rubrics at once, or records of another model, are refused by a sentence."""
        with self.assertRaisesRegex(UserError, "Choose one rubric"):
            self._print(EXPORT, self.rubric | self.rubric.copy())
        with self.assertRaisesRegex(UserError, "Choose one rubric"):
            self._print(EXPORT, self.env["cchc.rubric"])

    def test_file_names(self):
        """The file is named after the appendix and the rubric."""
        report = self.env.ref("cchc_assessment.rubric_export_report")
        self.rubric.name = "Bộ tiêu chí 1/2031"
        name = safe_eval(report.print_report_name, {"object": self.rubric})
        self.assertEqual(name, "Phụ lục 01 - Bộ tiêu chí 1-2031")

    # The comparison

    def _new_version(self):
        self.rubric.with_user(self.secretary)._write_state("published")
        action = self.rubric.with_user(self.secretary).action_new_version()
        return self.env["cchc.rubric"].browse(action["res_id"])

    def _rows(self, rubric):
        book = load_workbook(BytesIO(self._print(COMPARISON, rubric)))
        return [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows()]

    def test_the_comparison_names_what_changed(self):
        """Each criterion that changed is one row, with the old and the new provision side by side."""
        new = self._new_version()
        by_code = {criterion.code: criterion for criterion in new.criterion_ids}
        by_code["1.1.1"].write({"max_score": 3, "name": "Ban hành kế hoạch năm"})
        by_code["1.1.1"].option_ids[0].score = 3
        by_code["1.2"].unlink()
        rows = {row[2] or row[6]: row for row in self._rows(new) if (row[0] or "").isdecimal()}
        self.assertEqual(rows["1.1.1"][1], "Đổi điểm tối đa; đổi cách chấm; sửa nội dung")
        self.assertEqual(rows["1.1.1"][3:5], ("Ban hành kế hoạch", 2))
        self.assertIn("- Kịp thời: 2", rows["1.1.1"][5])
        self.assertEqual(rows["1.1.1"][7:9], ("Ban hành kế hoạch năm", 3))
        self.assertIn("- Kịp thời: 3", rows["1.1.1"][9])
        self.assertEqual(rows["1.2"][1], "Bỏ")
        self.assertEqual(rows["1.2"][6:10], (None,) * 4)
        self.assertEqual(len(rows), 2)

    def test_an_unchanged_version_says_so(self):
        """A new version in which nothing changed yet says that both are the same."""
        rows = self._rows(self._new_version())
        self.assertTrue(any("Hai bộ tiêu chí không khác nhau." in row for row in rows))

    def test_a_rubric_without_origin_has_no_comparison(self):
        """The first version of a rubric has nothing to be compared with, and says so."""
        with self.assertRaisesRegex(UserError, "nothing to compare it with"):
            self._print(COMPARISON, self.rubric)
