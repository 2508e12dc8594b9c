import base64
from io import BytesIO

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import CchcCase

HEADINGS = ("STT", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa", "Tài liệu kiểm chứng")
ROWS = (
    ("1", "CÔNG TÁC CHỈ ĐẠO", 4, None),
    ("1.1", "Kế hoạch năm", "2,5", None),
    ("1.1.1", "Ban hành kế hoạch", 1.5, "Kế hoạch"),
    (None, "- Ban hành kịp thời: 1,5", None, None),
    (None, "- Không kịp thời: 0.5 điểm", None, None),
    (None, "- Không ban hành: 0", None, None),
    ("1.1.2", "Chất lượng kế hoạch", 1, None),
    ("1.2", "Báo cáo", 1.5, None),
    (None, "Đủ:1,5", None, None),
    (None, "Không đủ: 0", None, None),
    ("2", "CẢI CÁCH THỂ CHẾ", 6, None),
    ("2.1", "Rà soát văn bản", 6, None),
    (None, "Có: 6", None, None),
    (None, "Không: 0", None, None),
    (None, "Tổng cộng", 10, None),
)


def make_workbook(rows=ROWS, title=True):
    workbook = Workbook()
    sheet = workbook.active
    if title:
        sheet.append(["UBND TỈNH MẪU"])
        sheet.append(["PHỤ LỤC 03"])
        sheet.append(["BỘ TIÊU CHÍ ĐÁNH GIÁ CẢI CÁCH HÀNH CHÍNH NĂM 2026"])
        sheet.merge_cells("A3:D3")
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestRubricImport(CchcCase):
    def _wizard(self, content, user=None):
        return (
            self.env["cchc.rubric.import"]
            .with_user(user or self.secretary)
            .create({"file": base64.b64encode(content), "file_name": "bo tieu chi.xlsx"})
        )

    def _import(self, content):
        return self.env["cchc.rubric"].browse(self._wizard(content).action_import()["res_id"])

    def test_everything_arrives_in_order(self):
        """Each criterion arrives in its place, each option with its score, whether written 1,5 or 1.5."""
        rubric = self._import(make_workbook())
        self.assertEqual(
            rubric.criterion_ids.mapped("code"), ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1"]
        )
        self.assertEqual(rubric.max_score, 10)
        plan = rubric.criterion_ids[2]
        self.assertRecordValues(
            plan.option_ids,
            [
                {"name": "Ban hành kịp thời", "score": 1.5},
                {"name": "Không kịp thời", "score": 0.5},
                {"name": "Không ban hành", "score": 0},
            ],
        )
        self.assertEqual(plan.parent_id.parent_id, rubric.criterion_ids[0])
        self.assertEqual(plan.rule_type, "choice")
        self.assertEqual(plan.guidance, "Kế hoạch")
        self.assertEqual(rubric.criterion_ids[3].rule_type, "manual")
        self.assertEqual(rubric.appendix_label.upper(), "PHỤ LỤC 03")

    def test_choosing_the_file_shows_what_it_holds(self):
        """Before anything is imported the secretary sees counts, the total and what is odd."""
        before = self.env["cchc.rubric"].search_count([])
        with Form(self.env["cchc.rubric.import"].with_user(self.secretary)) as form:
            form.file = base64.b64encode(make_workbook())
            self.assertEqual((form.node_count, form.leaf_count, form.option_count), (7, 4, 7))
            self.assertEqual(form.total, 10)
            self.assertEqual((form.error_count, form.warning_count), (0, 1))
            self.assertIn("1.1.2 Chất lượng kế hoạch", form.findings)
            self.assertIn("Ban hành kịp thời", form.preview)
        self.assertEqual(self.env["cchc.rubric"].search_count([]), before)

    def test_oddities_are_named_and_imported(self):
        """A code used twice, a child under another's code and sums that differ are named, not refused."""
        rows = (
            ("1", "MỘT", 3),
            ("1.1", "Nhóm", 2),
            ("1.2.1", "Lạc chỗ", 2),
            (None, "Có: 2"),
            (None, "Không: 0"),
            ("1.1", "Trùng mã", 2),
            (None, "Có: 2"),
            (None, "Không: 0"),
        )
        wizard = self._wizard(make_workbook(rows))
        for words in (
            "1.1 stands on several rows",
            "1.2.1 Lạc chỗ stands under 1.1",
            "add up to 4",
        ):
            self.assertIn(words, wizard.findings)
        self.assertEqual(wizard.error_count, 0)
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        self.assertEqual(len(rubric.criterion_ids), 4)

    def test_a_wrong_score_imports_nothing(self):
        """A score that is no number stops the whole import and names the cell."""
        rows = (*ROWS[:2], ("1.1.1", "Ban hành kế hoạch", "hai điểm", None), *ROWS[3:])
        before = self.env["cchc.criterion"].search_count([])
        wizard = self._wizard(make_workbook(rows))
        self.assertTrue(wizard.error_count)
        with self.assertRaisesRegex(UserError, "C7: “hai điểm” is not a number"):
            wizard.action_import()
        self.assertEqual(self.env["cchc.criterion"].search_count([]), before)

    def test_files_that_are_no_rubric(self):
        """A picture, an empty file, a workbook without headings: each is refused by a sentence of its own."""
        empty = BytesIO()
        Workbook().save(empty)
        for content, words in (
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "not an Excel workbook"),
            (make_workbook()[:2000], "not copied or uploaded whole"),
            (empty.getvalue(), "headings of a rubric"),
            (make_workbook(rows=()), "no criterion below them"),
        ):
            wizard = self._wizard(content)
            self.assertIn(words, wizard.problem)
            with self.assertRaisesRegex(UserError, words):
                wizard.action_import()

    def test_sentences_are_in_the_users_language(self):
        """A Vietnamese secretary reads what is wrong in Vietnamese."""
        self.env["res.lang"]._activate_lang("vi_VN")
        wizard = self._wizard(b"khong phai workbook").with_context(lang="vi_VN")
        self.assertIn("không phải", wizard.problem)

    def test_names_in_cells_are_never_markup(self):
        """A criterion whose name holds markup is shown as text in the preview."""
        rows = (("1", "<script>alert(1)</script>", 1), (None, "Có: 1"), (None, "<b>Không</b>: 0"))
        wizard = self._wizard(make_workbook(rows))
        self.assertNotIn("<script>", wizard.preview)
        self.assertIn("&lt;script&gt;", wizard.preview)
        self.assertNotIn("<b>", wizard.findings + wizard.preview)

    def test_only_the_secretary_imports(self):
        """A unit's leader cannot even open the dialog's record."""
        with self.assertRaises(AccessError):
            self._wizard(make_workbook(), user=self.leader)

    def test_queries_grow_with_batches(self):
        """A rubric ten times as large costs hardly more queries."""

        def rows(domains):
            return [
                row
                for domain in range(1, domains + 1)
                for row in (
                    (str(domain), f"Lĩnh vực {domain}", 2),
                    (f"{domain}.1", "Tiêu chí", 2),
                    (f"{domain}.1.1", "Thành phần", 2),
                    (None, "Có: 2"),
                    (None, "Không: 0"),
                )
            ]

        def count(domains):
            wizard = self._wizard(make_workbook(rows(domains)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_import()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        few, many = count(5), count(50)
        self.assertLess(many - few, 20)
