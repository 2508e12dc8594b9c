import base64
import os
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from markupsafe import Markup
from openpyxl import Workbook, load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common import CchcCase

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


def _many_rows(domains):
    """Return the rows of ten criteria per domain: the domain, a criterion, and eight below it."""
    rows = []
    for domain in range(1, domains + 1):
        rows += [(str(domain), f"Lĩnh vực {domain}", 16), (f"{domain}.1", "Tiêu chí", 16)]
        for leaf in range(1, 9):
            rows += [
                (f"{domain}.1.{leaf}", f"Thành phần {leaf}", 2, "Kế hoạch; báo cáo"),
                (None, "Từ 80% trở lên: 2"),
                (None, "Dưới 80%: 0"),
            ]
    return rows


def _utf16(text):
    return text.encode("utf-16-le")


def _with_part(content, name, part, replace=False):
    """Return the workbook with one more part, or with another one in its place."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", 8) as target:
        for entry in source.infolist():
            if not (replace and entry.filename == name):
                target.writestr(entry.filename, source.read(entry))
        target.writestr(name, part)
    return out.getvalue()


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

    def test_texts_that_are_too_long_are_told_row_by_row(self):
        """Names, options and guidance are measured before anything is written, each with its row."""
        self.assertFalse(self._wizard(make_workbook()).error_count)
        rows = list(ROWS)
        rows[1] = ("1.1", "K" * 2_001, "2,5", None)
        rows[3] = (None, "- " + "T" * 2_001 + ": 1,5", None, None)
        wizard = self._wizard(make_workbook(rows))
        self.assertEqual(wizard.error_count, 2)
        for sentence in "Row 6: Name: the text has", "Row 8: Name: the text has":
            self.assertIn(sentence, wizard.findings)
        with self.assertRaisesRegex(UserError, "Row 6: (.|\n)*Row 8: "):
            wizard.action_import()
        self.assertFalse(self.env["cchc.rubric"].search([("name", "=", wizard.name)]))

    def test_a_reading_is_corrected_and_remembered(self):
        """What is said of a row holds for all that look like it, and for the next import of the same province."""
        rows = list(ROWS)
        rows.insert(2, (None, "LƯU Ý KHI CHẤM ĐIỂM", None, None))
        rows.insert(9, (None, "LƯU Ý VỀ BÁO CÁO", None, None))
        wizard = self._wizard(make_workbook(rows))
        shown = {row["number"]: row for row in wizard.reading["rows"]}
        self.assertEqual(shown[7]["cells"][1]["text"], "LƯU Ý KHI CHẤM ĐIỂM")
        self.assertEqual(shown[7]["alike"], 2)
        before = wizard.warning_count
        self.assertTrue(before)
        wizard.name = "Tên đã sửa"
        wizard.corrections = {shown[7]["shape"]: "remark", "row:99": "drop"}
        self.assertLess(wizard.warning_count, before)
        self.assertEqual(wizard.name, "Tên đã sửa")
        self.assertIn(shown[7]["shape"], wizard.corrections)
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        self.assertNotIn("LƯU Ý", "".join(filter(None, rubric.criterion_ids.mapped("guidance"))))
        again = self._wizard(make_workbook(rows))
        self.assertEqual(again.remembered_count, 1)
        self.assertEqual(again.warning_count, wizard.warning_count)
        again.corrections = {}
        self.assertEqual(again.warning_count, before)
        self.assertFalse(again.remembered_count)

    def test_corrections_are_of_one_province(self):
        """Another company's secretary begins without them, and nobody writes them but an import."""
        wizard = self._wizard(make_workbook())
        wizard.corrections = {wizard.reading["rows"][0]["shape"]: "criterion", "row:6": "criterion"}
        wizard.action_import()
        company = self.env.company
        self.assertEqual(list(company.cchc_rubric_corrections.values()), ["criterion"])
        other = self.env["res.company"].create({"name": "Tỉnh khác"})
        self.assertFalse(self.env["cchc.rubric.import"].with_company(other)._default_corrections())
        with self.assertRaises(AccessError):
            company.with_user(self.secretary).cchc_rubric_corrections = {}

    def test_import_and_publication_have_one_list_of_checks(self):
        """What publishing will find is told before the import, of the rules as they are corrected, and no more."""
        wizard = self._wizard(make_workbook())
        self.assertEqual(
            (wizard.error_count, wizard.warning_count, wizard.note_count),
            (0, 1, 1),
            wizard.findings,
        )
        self.assertIn("no unit group", wizard.findings)
        self.assertIn("its score is entered by hand", wizard.findings)
        line = wizard.line_ids.filtered(lambda one: one.code == "1.1.1")
        line.write({"section": "penalty", "rule_type": "deduction", "points_per_item": False})
        wizard.group_ids = self.group
        self.assertIn("Deducting from a penalty", wizard.findings)
        self.assertIn("Row 7: ", wizard.findings)
        self.assertFalse(wizard.error_count, "it can be imported, and mended there")
        told = wizard.warning_count
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        found = rubric._get_findings()
        self.assertEqual(len(found), told)
        for one in found:
            # in words of the file, where it is said of the file
            if "entered by hand" not in one.message:
                self.assertIn(str(Markup.escape(one.message)), wizard.findings)

    def test_an_option_in_words_stays_a_share_of_the_maximum(self):
        """“75% điểm” is kept as such: another maximum makes other points of it; points that contradict are refused."""
        rows = [
            ("1", "CÔNG TÁC CHỈ ĐẠO", 4, None),
            ("1.1", "Kế hoạch năm", 4, None),
            (None, "- Làm tốt: Điểm tối đa", None, None),
            (None, "- Làm khá: 75% điểm", None, None),
            (None, "- Không làm: 0 điểm", None, None),
        ]
        leaf = self._import(make_workbook(rows)).criterion_ids[1]
        self.assertEqual(leaf.option_ids.mapped("share"), [100, 75, False])
        self.assertEqual(leaf.option_ids.mapped("score"), [4, 3, 0])
        leaf.max_score = 2
        self.assertEqual(leaf.option_ids.mapped("score"), [2, 1.5, 0])
        good = leaf.option_ids[1]
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            good.score = 1
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            good.share = 101
        good.write({"share": False, "score": 1})
        leaf.max_score = 4
        self.assertEqual(leaf.option_ids.mapped("score"), [4, 1, 0])
        twin = leaf.rubric_id.copy().criterion_ids[1]
        self.assertEqual(twin.option_ids.mapped("share"), [100, False, False])
        self.assertEqual(twin.option_ids.mapped("score"), [4, 1, 0])

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
        self.assertEqual(plan.requirement_ids.mapped("name"), ["Kế hoạch"])
        self.assertFalse(plan.guidance)
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

    def test_a_preview_writes_nothing(self):
        """Choosing a file and leaving the dialog, or even saving it, leaves no trace but the dialog's own."""

        def count():
            self.env.flush_all()
            return {
                name: self.env[name].sudo().with_context(active_test=False).search_count([])
                for name, model in self.env.items()
                if not model._abstract
                and not model._transient
                and (name.startswith("cchc.") or name in ("ir.attachment", "mail.message"))
                and model._auto
            }

        before = count()
        with Form(self.env["cchc.rubric.import"].with_user(self.secretary)) as form:
            form.file = base64.b64encode(make_workbook())
        self._wizard(make_workbook()).line_ids[0].rule_type = "manual"
        self.assertEqual(count(), before)

    def test_the_secretary_corrects_a_guess(self):
        """Each criterion shows the rule that its text seems to mean; what is corrected is imported."""
        rows = (
            ("1", "MỘT", 8),
            ("1.1", "Hoàn thành kế hoạch", 2),
            (None, "Từ 80% trở lên: 2"),
            (None, "Từ 50% - dưới 80%: 1"),
            (None, "Dưới 50%: 0"),
            ("1.2", "Mức độ hài lòng của người dân", 2),
            ("1.3", "Kỷ luật báo cáo", 2),
            (None, "Cứ mỗi báo cáo chậm trừ 0,25 điểm"),
            ("1.4", "Sáng kiến", 2),
            (None, "Nhiều: 2"),
            (None, "Ít: 1"),
        )
        with Form(self.env["cchc.rubric.import"].with_user(self.secretary)) as form:
            form.file = base64.b64encode(make_workbook(rows))
            guesses = [
                tuple(
                    form.line_ids.edit(index)[name] for name in ("code", "rule_type", "confidence")
                )
                for index in range(4)
            ]
            self.assertEqual(
                guesses,
                [
                    ("1.1", "band", "sure"),
                    ("1.2", "manual", "guess"),
                    ("1.3", "deduction", "sure"),
                    ("1.4", "choice", "sure"),
                ],
            )
            self.assertEqual(form.unsure_count, 1)
            with form.line_ids.edit(0) as line:
                self.assertEqual((line.thresholds, line.band_basis), ("80; 50; -", "percent"))
            with form.line_ids.edit(3) as line:
                line.rule_type = "band"
                line.band_basis = "quantity"
                line.thresholds = "> 3; 1,5"
        wizard = form.record
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        band, survey, reports, ideas = rubric.criterion_ids[1:]
        self.assertEqual(band.option_ids.mapped("threshold"), [80, 50, 0])
        self.assertEqual((survey.scored_by, survey.evidence_required), ("council", False))
        self.assertEqual((reports.rule_type, reports.points_per_item), ("deduction", 0.25))
        self.assertIn("trừ 0,25", reports.guidance)
        self.assertEqual((ideas.rule_type, ideas.band_basis), ("band", "quantity"))
        self.assertRecordValues(
            ideas.option_ids,
            [
                {"threshold": 3, "threshold_strict": True},
                {"threshold": 1.5, "threshold_strict": False},
            ],
        )

    def test_thresholds_that_were_left_alone_are_taken_as_they_were_found(self):
        """“62.125” in an English dialog could be two numbers if it were typed; the workbook has said which it is."""
        rows = (
            ("1", "MỘT", 2),
            ("1.1", "Hoàn thành kế hoạch", 2),
            (None, "Từ 62,125% trở lên: 2"),
            (None, "Dưới 62,125%: 0"),
        )
        wizard = self._wizard(make_workbook(rows))
        self.assertEqual(wizard.line_ids.thresholds, "62.125; -")
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        self.assertEqual(rubric.criterion_ids.option_ids.mapped("threshold"), [62.125, 0])

    def test_a_threshold_that_could_not_be_read_is_refused(self):
        """What is proposed for a number with too many digits is none that is taken."""
        rows = (
            ("1", "MỘT", 2),
            ("1.1", "Hoàn thành kế hoạch", 2),
            (None, f"Từ {'9' * 30}% trở lên: 2"),
            (None, f"Dưới {'9' * 30}%: 0"),
        )
        wizard = self._wizard(make_workbook(rows))
        wizard.line_ids.rule_type = "band"
        self.assertEqual(wizard.line_ids.thresholds, "-1; -")
        with self.assertRaisesRegex(UserError, "is not a threshold"):
            wizard.action_import()

    def test_options_of_another_rule_become_guidance(self):
        """Options that the corrected rule has no use for stay readable below the criterion."""
        wizard = self._wizard(make_workbook())
        wizard.line_ids[0].rule_type = "manual"
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        plan = rubric.criterion_ids[2]
        self.assertFalse(plan.option_ids)
        self.assertIn("Ban hành kịp thời: 1,5", plan.guidance)

    def test_wrong_thresholds_import_nothing(self):
        """Thresholds that are none, or too few, are named with their criterion; nothing is written."""
        before = self.env["cchc.rubric"].search_count([])
        for thresholds, words in (
            ("80; 50", "3 options, but 2 thresholds"),
            ("80; nhiều; -", "“nhiều” is not a threshold"),
            ("80; -5; -", "“-5” is not a threshold"),
            ("12.500; 50; -", "“12.500” may mean 12500 or 12.5"),
            (f"80; {'9' * 40}; -", "is not a threshold"),
        ):
            wizard = self._wizard(make_workbook())
            wizard.line_ids[0].write({"rule_type": "band", "thresholds": thresholds})
            # the web client undoes what a failed call has written
            refused = self.assertRaisesRegex(UserError, f"1.1.1 Ban hành kế hoạch.*{words}")
            with refused, self.env.cr.savepoint():
                wizard.action_import()
        self.assertEqual(self.env["cchc.rubric"].search_count([]), before)

    def test_lines_of_a_dialog_are_ones_own(self):
        """Nobody else reads or changes what a secretary is about to import."""
        wizard = self._wizard(make_workbook())
        other = self._make_user("other_secretary", "secretary")
        self.assertEqual(wizard.line_ids.create_uid, self.secretary)
        for user in (other, self.leader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                wizard.line_ids.with_user(user).write({"rule_type": "manual"})
        with self.assertRaises(AccessError):
            self.env["cchc.rubric.import.line"].with_user(self.leader).create(
                {"wizard_id": wizard.id, "rule_type": "manual"}
            )

    def test_a_line_of_no_criterion_is_ignored(self):
        """A line that a caller makes up adds nothing to the rubric."""
        wizard = self._wizard(make_workbook())
        wizard.line_ids = [
            Command.create(
                {
                    "node_index": 99,
                    "rule_type": "manual",
                    "band_basis": "percent",
                    "scored_by": "unit",
                }
            )
        ]
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        self.assertEqual(len(rubric.criterion_ids), 7)

    def test_a_missing_line_is_guessed_again(self):
        """A criterion whose line a caller leaves out is imported by its guess, not without a rule."""
        wizard = self._wizard(make_workbook())
        wizard.line_ids[1:].unlink()
        wizard.line_ids.rule_type = "manual"
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        leaves = rubric.criterion_ids.filtered("is_leaf")
        self.assertEqual(leaves.mapped("rule_type"), ["manual", "manual", "choice", "choice"])

    def test_bonus_and_penalty_get_their_sections(self):
        """What stands below "Điểm thưởng" and "Điểm trừ" stays outside the maximum."""
        rows = (
            ("1", "MỘT", 2),
            (None, "Có: 2"),
            (None, "Không: 0"),
            ("2", "Điểm thưởng", 1),
            ("2.1", "Mô hình mới", 1),
            (None, "Mỗi mô hình được 0,5 điểm"),
            ("3", "Điểm trừ", 1),
            ("3.1", "Vi phạm", 1),
            (None, "Mỗi vi phạm trừ 0,5 điểm"),
        )
        rubric = self._import(make_workbook(rows))
        self.assertEqual(
            rubric.criterion_ids.mapped("section"),
            ["base", "bonus", "bonus", "penalty", "penalty"],
        )
        self.assertEqual(rubric.max_score, 2)
        self.assertEqual(rubric.criterion_ids[-1].rule_type, "per_item")

    def test_the_secretary_chooses_the_sheet(self):
        """Of several rubrics in one workbook the first is shown; another can be chosen, and is imported."""
        content = make_workbook()
        book = load_workbook(BytesIO(content))
        book.active.title = "PL01"
        second = book.copy_worksheet(book.active)
        second.title = "PL02"
        for row in second.iter_rows(min_row=4):
            if row[1].value == "CẢI CÁCH THỂ CHẾ":
                row[1].value = "THỂ CHẾ CỦA PHỤ LỤC 02"
        empty = book.create_sheet("PL03")
        empty.append(HEADINGS)
        book.create_sheet("Ghi chú").append(["Không phải bộ tiêu chí"])
        stream = BytesIO()
        book.save(stream)
        with Form(self.env["cchc.rubric.import"].with_user(self.secretary)) as form:
            form.file = base64.b64encode(stream.getvalue())
            self.assertEqual(
                (form.sheet_name, form.sheet_names), ("PL01", ["PL01", "PL02", "PL03"])
            )
            self.assertIn("Other sheets look like rubrics", form.findings)
            form.chosen_sheet = "PL03"
            self.assertIn("no criterion below them", form.problem)
            self.assertEqual(form.sheet_names, ["PL01", "PL02", "PL03"])
            form.chosen_sheet = "PL02"
            self.assertEqual(form.sheet_name, "PL02")
            self.assertNotIn("Other sheets", form.findings)
        rubric = self.env["cchc.rubric"].browse(form.record.action_import()["res_id"])
        self.assertIn("THỂ CHẾ CỦA PHỤ LỤC 02", rubric.criterion_ids.mapped("name"))
        form = Form(self.env["cchc.rubric.import"].with_user(self.secretary))
        form.file = base64.b64encode(stream.getvalue())
        form.chosen_sheet = "PL02"
        form.file = base64.b64encode(content)
        self.assertFalse(form.chosen_sheet)
        self.assertFalse(form.problem)

    def test_a_sheet_that_is_not_there(self):
        """A caller who asks for another sheet is told which there are; nothing is written."""
        wizard = self._wizard(make_workbook())
        wizard.chosen_sheet = "Khác"
        with self.assertRaisesRegex(UserError, "no sheet “Khác”"):
            wizard.action_import()

    def test_caps_are_proposed_and_corrected(self):
        """A cap that the workbook states is shown before the import, and arrives as it was corrected."""
        rows = (
            ("1", "MỘT", 2),
            (None, "Có: 2"),
            (None, "Không: 0"),
            ("2", "Điểm thưởng (tối đa 5 điểm)", 5),
            ("2.1", "Mô hình mới", 5),
            ("3", "Điểm trừ", 3),
            ("3.1", "Vi phạm", 2),
            ("3.2", "Chậm báo cáo", 2),
        )
        with Form(self.env["cchc.rubric.import"].with_user(self.secretary)) as form:
            form.file = base64.b64encode(make_workbook(rows))
            self.assertEqual((form.bonus_cap, form.penalty_cap), (5, 3))
            form.penalty_cap = 2.5
        rubric = self.env["cchc.rubric"].browse(form.record.action_import()["res_id"])
        self.assertEqual((rubric.bonus_cap, rubric.penalty_cap), (5, 2.5))

    def test_typed_parameters_stand_without_their_rule(self):
        """In our own form, what is typed beside a blank "Kiểu chấm" is shown, to be checked, and arrives."""
        content = (
            self.env["ir.actions.report"]
            .with_user(self.secretary)
            ._render_xlsx("cchc_assessment.rubric_export", self.rubric.ids, {})[0]
        )
        book = load_workbook(BytesIO(content))
        sheet = book.worksheets[0]
        columns = {
            cell.value: cell.column
            for row in sheet.iter_rows()
            for cell in row
            if cell.value in ("Kiểu chấm", "Điểm mỗi mục", "STT")
        }
        for row in sheet.iter_rows():
            if row[columns["STT"] - 1].value == "1.2":
                row[columns["Kiểu chấm"] - 1].value = None
                row[columns["Điểm mỗi mục"] - 1].value = 0.25
        stream = BytesIO()
        book.save(stream)
        wizard = self._wizard(stream.getvalue())
        line = wizard.line_ids.filtered(lambda line: line.code == "1.2")
        self.assertRecordValues(
            line, [{"rule_type": "per_item", "points_per_item": 0.25, "confidence": "guess"}]
        )
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        ideas = rubric.criterion_ids.filtered(lambda criterion: criterion.code == "1.2")
        self.assertEqual((ideas.rule_type, ideas.points_per_item), ("per_item", 0.25))

    def test_bad_workbooks_write_nothing(self):
        """Each way in which a workbook can be bad gets a sentence, and leaves nothing behind."""
        good = make_workbook()
        for case, content, words in (
            ("empty", b"", "Workbook|empty"),
            ("text", b"STT,Noi dung\n1,Mot", "headings of a rubric"),
            ("old format", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + _utf16("Workbook"), "97-2003|damaged"),
            ("password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + _utf16("EncryptedPackage"), "password"),
            ("truncated", good[: len(good) // 2], "not copied or uploaded whole"),
            ("bomb", _with_part(good, "xl/media/bomb.xml", b"<a>" + b" " * 30_000_000), "unpacks to far more"),
            ("entities", _with_part(good, "xl/extra.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "XML entities"),
            ("damaged", _with_part(good, "xl/workbook.xml", b"<workbook", replace=True), "damaged|Excel"),
            *(
                (f"score {value!r}", make_workbook((("1", "MỘT", value), (None, "Có: 1"))), words)
                for value, words in (
                    ("hai", "not a number"),
                    (-1, "is negative"),
                    ("-0,5", "is negative"),
                    ("NaN", "not a number that can be a score"),
                    ("Infinity", "not a number that can be a score"),
                    ("9" * 40, "too many digits"),
                    (1e300, "far too high"),
                    ("=1+1", "never calculated"),
                    (None, "has no maximum score"),
                    (True, "not a number"),
                )
            ),
        ):  # fmt: skip
            with self.subTest(case=case):
                before = self.env["cchc.rubric"].search_count([])
                wizard = self._wizard(content) if content else self._wizard(good)
                if not content:
                    wizard.file = False
                self.assertFalse(wizard.problem and wizard.line_ids)
                with self.assertRaisesRegex(UserError, words):
                    wizard.action_import()
                self.assertEqual(self.env["cchc.rubric"].search_count([]), before)

    def test_macros_and_links_are_left_out(self):
        """A workbook with macros and links to others is read for its cells alone."""
        content = _with_part(make_workbook(), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
        content = _with_part(
            content,
            "xl/externalLinks/externalLink1.xml",
            b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        )
        rubric = self._import(content)
        self.assertEqual(len(rubric.criterion_ids), 7)
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "cchc.rubric"), ("res_id", "=", rubric.id)]
        )
        self.assertFalse(attachments)

    def test_a_thousand_criteria_in_one_go(self):
        """A rubric of a thousand criteria is previewed whole, and imported with some 150 queries."""
        wizard = self._wizard(make_workbook(_many_rows(100)))
        self.assertEqual((wizard.node_count, len(wizard.line_ids)), (1000, 800))
        opened = []
        queries = self._count_queries(lambda: opened.append(wizard.action_import()["res_id"]))
        self.assertEqual(len(self.env["cchc.rubric"].browse(opened).criterion_ids), 1000)
        self.assertLess(queries, 200)

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
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "This is a picture"),
            (make_workbook()[:2000], "not copied or uploaded whole"),
            (empty.getvalue(), "headings of a rubric"),
            (make_workbook(rows=()), "no criterion below them"),
        ):
            wizard = self._wizard(content)
            self.assertIn(words, wizard.problem)
            with self.assertRaisesRegex(UserError, words):
                wizard.action_import()

    def test_an_old_file_is_tried_once(self):
        """The dialog asks four times for what a file says: what cannot be made a new one of is tried once for all."""
        with TemporaryDirectory() as folder:
            calls, office = Path(folder, "calls"), Path(folder, "soffice")
            office.write_text(f"#!/bin/sh\necho >> {calls}\n", "utf-8")
            office.chmod(0o755)
            self.patch(os, "environ", {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"})
            content = _with_part(make_workbook(), "xl/workbook.bin", b"")
            content = _with_part(content, "xl/workbook.xml", b"", replace=True)
            form = Form(self.env["cchc.rubric.import"].with_user(self.secretary))
            self.assertTrue(form.reads_binary)
            form.file = base64.b64encode(content)
            self.assertIn("binary workbook of Excel (.xlsb)", form.problem)
            self.assertFalse(form.node_count)
            self.assertEqual(calls.read_text("utf-8"), "\n")

    def test_options_of_a_condition_arrive_as_the_sheet_has_them(self):
        """Who lets nothing happen meets it by the first option, and a criterion below a condition is one."""
        rows = (
            ("1", "CÔNG TÁC CHỈ ĐẠO", 4, None),
            ("1.1", "Kỷ luật", "Điều kiện", None),
            ("1.1.1", "Chấp hành", None, None),
            (None, "- Không để xảy ra vi phạm", None, None),
            (None, "- Để xảy ra vi phạm", None, None),
            ("1.1.2", "Quy chế", "-", None),
            ("1.2", "Báo cáo", 4, None),
            (None, "Có: 4", None, None),
            (None, "Không: 0", None, None),
        )
        wizard = self._wizard(make_workbook(rows))
        self.assertEqual(wizard.error_count, 0)
        self.assertIn("“Không để xảy ra vi phạm” is taken for met", wizard.findings)
        self.assertNotIn("no maximum", wizard.findings)
        self.assertEqual(
            wizard.line_ids.mapped(lambda line: (line.code, line.rule_type, line.confidence)),
            [("1.1.1", "met", "guess"), ("1.1.2", "met", "likely"), ("1.2", "choice", "sure")],
        )
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        names = {one.code: one.option_ids.mapped("name") for one in rubric.criterion_ids}
        self.assertEqual(names["1.1.1"], ["Không để xảy ra vi phạm", "Để xảy ra vi phạm"])
        self.assertEqual(names["1.1.2"], ["Đạt", "Không đạt"])

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

        def count(domains):
            wizard = self._wizard(make_workbook(_many_rows(domains)))
            return self._count_queries(wizard.action_import)

        count(1)
        few, many = count(5), count(50)
        # Odoo inserts a hundred rows at a time
        self.assertLess(many - few, 450 / 10)
