"""Common figures: brought in for all units, shown to each, objected to, corrected and withdrawn."""

import base64
import io

import openpyxl
import xlsxwriter

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from ..common import PDF, CchcCase, rewrite

HEADINGS = ("Mã đơn vị", "Đơn vị", "Số đã thực hiện", "Tổng số")


def make_book(*rows, headings=HEADINGS):
    """A workbook with these rows under these headings, as the field of the dialog holds it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Số liệu")
        sheet.write(0, 0, "Số liệu giải quyết hồ sơ")
        for number, row in enumerate([headings, *rows], start=2):
            sheet.write_row(number, 0, row)
    return base64.b64encode(stream.getvalue())


class FiguresCase(CchcCase):
    """The sample province, where the other unit answers for the ratio of criterion 2.1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria["1.1.1"].requirement_ids = [Command.create({"name": "Kế hoạch"})]
        cls._open_period()
        cls.common = cls._make_common("2.1", cls.other_unit)
        cls.line = cls._line("2.1")

    def _wizard(self, *rows, user=None, common=None, headings=HEADINGS, **values):
        return (
            self.env["cchc.figure.import"]
            .with_user(user or self.secretary)
            .create(
                {
                    "common_id": (common or self.common).id,
                    "file": make_book(*rows, headings=headings),
                    "source": "Báo cáo cải cách hành chính",
                    "date": "2026-11-30",
                    "document_number": "125/BC-SKHCN",
                    "document_date": "2026-12-01",
                    **values,
                }
            )
        )

    def _step(self, step, user, reason="Lý do.", **values):
        return (
            self.env["cchc.figure.step"]
            .with_user(user)
            .create({"step": step, "reason": reason, **values})
            .action_confirm()
        )

    def _object(self, reason="Đã tính cả hồ sơ liên thông.", user=None):
        self._step("object", user or self.officer, reason, figure_id=self.line.figure_id.id)
        return self.line.figure_id

    def _values(self, line=None):
        line = line or self.line
        return line.numerator, line.denominator


@tagged("post_install", "-at_install")
class TestFigures(FiguresCase):
    def test_figures_of_all_units_from_a_workbook(self):
        """By code or name; each unit's line is scored by them, and says where they come from."""
        wizard = self._wizard(("T-STN", None, "85", 100), (None, "Sở Đối chứng", "97,5", 100))
        self.assertEqual((wizard.row_count, wizard.problem_count), (2, 0))
        self.assertFalse(self.line.figure_id, "the dry run writes nothing")
        wizard.action_import()
        self.assertEqual(self._values(), (85, 100))
        self.assertEqual(self._values(self._line("2.1", self.other_assessment)), (97.5, 100))
        self.assertEqual(self.line.self_score, 1.7)
        source = "Báo cáo cải cách hành chính; 125/BC-SKHCN (01/12/2026); 30/11/2026"
        self.assertEqual(self.line.figure_source, source)
        self.assertIn(source, self.line.score_note)
        self.assertFalse(self.line.needs_explanation, "its source is its explanation")
        self.assertIn(source, self.line._get_printed_explanation())
        log = self.line.log_ids
        self.assertEqual(log.user_id, self.secretary)
        self.assertTrue(log.filtered(lambda row: row.action == "import" and source in row.reason))
        self.assertEqual(
            log.filtered(lambda row: row.field == "numerator").mapped("new_value"), ["85"]
        )

    def test_the_dry_run(self):
        """Old and new of each unit, and each fault with its row; nothing of the file is brought in then."""
        self.line.with_user(self.officer).write({"numerator": 1, "denominator": 2})
        good = (None, "Sở Đối chứng", 1, 2)
        for said, row in (
            ("“T-XXX” is no unit of the period", ("T-XXX", None, 1, 2)),
            ("the same unit as row 4", (None, "Sở Đối chứng", 2, 3)),
            ("D5: “nhiều” is not a number", ("T-STN", None, 1, "nhiều")),
            ("C5: -1 is negative", ("T-STN", None, -1, 2)),
            ("3 out of 2: more was done", ("T-STN", None, 3, 2)),
            ("Total count not filled in yet", ("T-STN", None, 3, None)),
            ("0/0 is no ratio", ("T-STN", None, 0, 0)),
            ("may mean 1250 or 1[.,]25", ("T-STN", None, "1.250", 2000)),
            ("“T-STN Sở Đối chứng” is no unit", ("T-STN", "Sở Đối chứng", 1, 2)),
        ):
            with self.subTest(said=said):
                wizard = self._wizard(good, row)
                self.assertEqual((wizard.row_count, wizard.problem_count), (2, 1))
                with self.assertRaisesRegex(UserError, said):
                    wizard.action_import()
                self.assertFalse(self.common.batch_ids)
        wizard = self._wizard(("T-STN", None, 3, 4), ("T-SDC", None, None, None))
        self.assertIn(">1/2<", wizard.preview)
        self.assertIn("<b>3/4</b>", wizard.preview)
        self.assertIn("what is there stays", wizard.preview)
        self.assertEqual(self._values(), (1, 2))

    def test_a_unit_of_another_rubric(self):
        """It is passed over with a word, so that one list may hold all units."""
        group = self.group.copy({"name": "Xã", "code": "T-XA"})
        rubric = self.rubric.copy({"group_ids": [Command.set(group.ids)]})
        rubric.with_user(self.secretary).action_publish()
        unit = self.unit.copy({"name": "Xã Mẫu", "code": "T-XM", "group_id": group.id})
        period = self.period.copy(
            {
                "year": 2028,
                "self_deadline": self.period.self_deadline,
                "rubric_ids": [Command.set((self.rubric | rubric).ids)],
            }
        )
        period.with_user(self.secretary).action_open()
        common = self.common.create(
            {"period_id": period.id, "criterion_id": self.criteria["2.1"].id}
        )
        alone = self._wizard((unit.code, None, 1, 2), common=common)
        self.assertIn("none of this unit", alone.preview)
        with self.assertRaisesRegex(UserError, "no figure to bring in"):
            alone.action_import()
        self._wizard((unit.code, None, 1, 2), ("T-STN", None, 3, 4), common=common).action_import()
        self.assertEqual(common.figure_ids.unit_id, self.unit)

    def test_levels_counts_and_shares(self):
        """A level by its words, a share in one cell; more than all only where the rule speaks of it."""
        level = self._make_common("1.1.1")
        self._wizard(
            ("T-STN", "kịp thời"), common=level, headings=("Mã đơn vị", "Mức đạt được")
        ).action_import()
        self.assertEqual(self._line("1.1.1").option_id.name, "Kịp thời")
        self.assertEqual(self._line("1.1.1").self_score, 2)
        band = self._make_common("1.1.2")
        headings = ("Đơn vị", "Tỷ lệ (%)")
        self._wizard(("T-STN", "97,5 %"), common=band, headings=headings).action_import()
        self.assertEqual(self._values(self._line("1.1.2")), (97.5, 100))
        with self.assertRaisesRegex(UserError, "more was done than there was"):
            self._wizard(("T-STN", "105%"), common=band, headings=headings).action_import()
        rewrite(self.rubric, self.criteria["1.1.2"].option_ids[0], threshold=110)
        self._wizard(
            ("T-STN", "105%"), common=band, headings=headings, reason="Vượt kế hoạch."
        ).action_import()
        self.assertEqual(self._values(self._line("1.1.2")), (105, 100))

    def test_only_criteria_with_figures(self):
        """What the council scores, a domain, and points by hand are no common figures; one only once."""
        for code in ("2.2", "1", "1.2"):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self._make_common(code)
        self.assertEqual(len(self._make_common("1.1.2")), 1)

    def test_columns_are_chosen_and_remembered(self):
        """Headings that say nothing: a person states the letters once, and the next file is read by itself."""
        headings = ("Ghi chú", "Cột một", "Cột hai", "Cột ba")
        row = ("x", 20, 18, "T-STN")
        wizard = self._wizard(row, headings=headings)
        self.assertIn("Đơn vị, Số đã thực hiện, Tổng số", wizard.problem)
        self.assertIn("state the letters", wizard.problem)
        self.assertIn("C: Cột hai", wizard.headings)
        wizard.write({"unit_column": "D", "value_column": "C", "denominator_column": "B"})
        self.assertFalse(wizard.problem)
        self.assertIn("C: Cột hai", wizard.found)
        wizard.action_import()
        self.assertEqual(self._values(), (18, 20))
        again = self._wizard(("x", 20, 19, "T-STN"), headings=headings, reason="Rà soát.")
        again.action_import()
        self.assertEqual(self._values(), (19, 20))

    def test_the_form_to_fill_in_is_read_back(self):
        """It names each unit with what stands, and says the same when it comes back."""
        self._give(self.common, (self.unit, 85, 100))
        report = self.env["report.cchc_assessment.blank_form"].with_user(self.secretary)
        content = report._make_figures_form(self.common)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        self.assertIn(["T-STN", "Sở Thử nghiệm", 85, 100], rows)
        self.assertIn(["T-SDC", "Sở Đối chứng", None, None], rows)
        wizard = self._wizard()
        wizard.file = base64.b64encode(content)
        self.assertFalse(wizard.problem)
        self.assertEqual((wizard.row_count, wizard.problem_count), (2, 0))

    def test_source_document_and_reason_are_asked_for(self):
        """Where the figures come from; a number and date, or a file; and why others are replaced."""
        row = ("T-STN", None, 1, 2)
        for missing, said in (
            ({"source": False}, "where the figures come from"),
            ({"date": False}, "of which day"),
            ({"document_number": False}, "Name the document"),
            ({"document_date": False}, "Name the document"),
        ):
            with self.subTest(missing=missing), self.assertRaisesRegex(UserError, said):
                self._wizard(row, **missing).action_import()
        file = {"document_file": base64.b64encode(PDF), "document_file_name": "bao cao.pdf"}
        self._wizard(row, document_number=False, **file).action_import()
        document = self.common.batch_ids.document_id
        self.assertEqual(document.sudo().raw, PDF)
        self.assertEqual(document.with_user(self.officer).name, "bao cao.pdf")
        with self.assertRaisesRegex(UserError, "why others take their place"):
            self._wizard(row).action_import()
        with self.assertRaisesRegex(UserError, "no scan and no PDF|not|cannot"):
            self._wizard(
                row,
                reason="Rà soát.",
                document_file=base64.b64encode(b"xin chao"),
                document_file_name="a.pdf",
            ).action_import()

    def test_a_later_version_replaces_what_it_names(self):
        """The other unit keeps its figure; the earlier version stays readable."""
        first = self._give(self.common, (self.unit, 85, 100), (self.other_unit, 1, 2))
        second = self._give(self.common, (self.unit, 86, 100), reason="Rà soát.")
        self.assertEqual((first.number, second.number), (1, 2))
        self.assertEqual(self._values(), (86, 100))
        self.assertEqual(self._values(self._line("2.1", self.other_assessment)), (1, 2))
        self.common.with_user(self.secretary).agency_id = self.unit
        told = self.line.with_user(self.officer).get_figures()
        self.assertEqual([one["agency"] for one in told], ["Sở Đối chứng"] * 2, "as it was then")
        self.assertEqual([one["text"] for one in told], ["86/100", "85/100"])
        self.assertEqual([one["is_standing"] for one in told], [True, False])
        self.assertEqual(told[0]["reason"], "Rà soát.")

    def test_withdrawn_gives_back_what_was_there(self):
        """First what an earlier version said, then what the unit had typed itself."""
        self.line.with_user(self.officer).write({"numerator": 7, "denominator": 9})
        first = self._give(self.common, (self.unit, 85, 100))
        second = self._give(self.common, (self.unit, 86, 100), reason="Rà soát.")
        self._step("withdraw", self.secretary, "Nhầm năm.", batch_id=second.id)
        self.assertEqual(self._values(), (85, 100))
        self._step("withdraw", self.secretary, "Nhầm tiêu chí.", batch_id=first.id)
        self.assertEqual(self._values(), (7, 9))
        self.assertFalse(self.line.figure_id)
        self.assertFalse(self.line.figure_source)
        self.line.with_user(self.officer).write({"numerator": 8})
        told = self.line.with_user(self.officer).get_figures()
        self.assertEqual(
            [one["withdrawal_reason"] for one in told], ["Nhầm năm.", "Nhầm tiêu chí."]
        )
        with self.assertRaisesRegex(UserError, "withdrawn already"):
            self._step("withdraw", self.secretary, "Lần nữa.", batch_id=first.id)

    def test_a_zero_is_a_figure(self):
        """None done of ten is something else than nothing said, also when it takes another's place."""
        self._give(self.common, (self.unit, 0, 10))
        self.assertEqual(self._values(), (0, 10))
        self.assertEqual(self.line.self_score, 0)
        with self.assertRaises(UserError):
            self.line.with_user(self.officer).write({"numerator": False})

    def test_an_objection_is_kept_or_accepted(self):
        """With a reason, once for each figure; the agency answers, and everybody reads who said what."""
        self._give(self.common, (self.unit, 85, 100))
        figure = self._object()
        self.assertEqual(
            (self.line.figure_objection, figure.objected_by_id), ("open", self.officer)
        )
        with self.assertRaisesRegex(UserError, "known already"):
            self._object()
        self._step("keep", self.other_officer, "Đã đối chiếu.", figure_id=figure.id)
        self.assertEqual((figure.objection_state, self.line.figure_objection), ("kept", "kept"))
        self._give(self.common, (self.unit, 85, 100), reason="Bổ sung nguồn.")
        figure = self._object("Thiếu 5 hồ sơ.")
        self._step(
            "correct",
            self.other_leader,
            "Đúng là thiếu.",
            figure_id=figure.id,
            numerator=90,
            denominator=100,
        )
        self.assertEqual(self._values(), (90, 100))
        self.assertEqual(figure.objection_state, "corrected")
        self.assertEqual(self.line.figure_objection, "none", "it is of another figure now")
        [new, old, first] = self.line.with_user(self.officer).get_figures()
        self.assertEqual((new["text"], new["user"]), ("90/100", self.other_leader.name))
        self.assertEqual((old["objection"], old["answer"]), ("Thiếu 5 hồ sơ.", "Đúng là thiếu."))
        self.assertEqual(
            (first["answered_by"], first["objected_by"]),
            (
                self.other_officer.name,
                self.officer.name,
            ),
        )
        with self.assertRaisesRegex(UserError, "no objection"):
            self._step("keep", self.secretary, figure_id=figure.id)

    def test_a_correction_that_is_withdrawn_opens_the_objection_again(self):
        """What was admitted to be wrong stands again: it has to be answered anew, and is no longer called corrected."""
        self._give(self.common, (self.unit, 85, 100))
        figure = self._object()
        self._step(
            "correct", self.secretary, "Đúng.", figure_id=figure.id, numerator=90, denominator=100
        )
        correction = self.line.figure_id.batch_id
        self._step("withdraw", self.secretary, "Nhầm đơn vị.", batch_id=correction.id)
        self.assertEqual(self.line.figure_id, figure)
        self.assertEqual((figure.objection_state, self.line.figure_objection), ("open", "open"))
        self._step("withdraw", self.secretary, "Nhầm năm.", batch_id=figure.batch_id.id)
        self.assertEqual(figure.objection_state, "withdrawn")

    def test_a_correction_stands_in_the_same_document(self):
        """Where the version's document is a file, none has to be named anew."""
        file = {"document_file": base64.b64encode(PDF), "document_file_name": "bao cao.pdf"}
        self._wizard(("T-STN", None, 1, 2), document_number=False, **file).action_import()
        figure = self._object()
        self._step(
            "correct", self.secretary, "Đúng.", figure_id=figure.id, numerator=2, denominator=2
        )
        correction = self.line.figure_id.batch_id
        self.assertNotEqual(correction, figure.batch_id)
        self.assertEqual(correction.document_id, figure.batch_id.document_id)

    def test_required_documents_are_still_asked_for(self):
        """Where the rubric asks for more than figures, their source explains nothing of it."""
        self._give(self.common, (self.unit, 85, 100))
        self.assertFalse(self.line.needs_explanation)
        self.assertFalse(self.line.proof_hint)
        line = self._line("1.1.1")
        self.assertTrue(line.missing_requirement_ids)
        self._give(
            self._make_common("1.1.1"), (self.unit, {"option_id": self._option("1.1.1", 2).id})
        )
        self.assertTrue(line.needs_explanation)
        self.assertIn("Kế hoạch", line.proof_hint)

    def test_inputs_that_the_rule_does_not_take(self):
        """They are refused, and not kept beside those that count."""
        with self.assertRaisesRegex(UserError, "does not take"):
            self._give(self.common, (self.unit, {"numerator": 1, "denominator": 2, "quantity": 7}))

    def test_what_was_submitted_stays(self):
        """A new version is a difference that the council is shown; a form that comes back takes it up."""
        self._fill_in()
        self._give(self.common, (self.unit, 85, 100))
        self._send()
        self._give(self.common, (self.unit, 86, 100), reason="Rà soát.")
        self.assertEqual(self._values(), (85, 100))
        self.assertTrue(self.line.figure_differs)
        self._approve()
        manifest = self.assessment.submission_ids.sudo().manifest
        self.assertEqual(self._values(), (85, 100))
        sheet = self.assessment.with_user(self.appraiser).get_sheet()
        [row] = [row for row in sheet["lines"] if row["id"] == self.line.id]
        self.assertTrue(row["figure"]["differs"])
        told = self.line.with_user(self.appraiser).get_figures()
        self.assertEqual([one["text"] for one in told], ["86/100", "85/100"])
        self._give(self.common, (self.unit, 85, 100), reason="Như cũ.")
        self.assertFalse(self.line.figure_differs, "it is what was submitted")
        self._give(self.common, (self.unit, 87, 100), reason="Rà soát lần nữa.")
        self.assertEqual(self.assessment.submission_ids.sudo().manifest, manifest)
        check = self.env["cchc.submission.check"].sudo()
        self.assertEqual(check._check(self.assessment.submission_ids).state, "ok")
        self.assessment.with_user(self.secretary)._transition(
            "action_return_to_unit",
            reason="Bổ sung",
            new_deadline=Datetime.add(Datetime.now(), days=40),
        )
        self.assertEqual(self._values(), (87, 100))
        self.assertFalse(self.line.figure_differs)

    def test_withdrawn_after_it_was_sent(self):
        """The difference is told; when the form comes back its inputs are the unit's again."""
        self._fill_in()
        batch = self._give(self.common, (self.unit, 90, 100))
        self._send()
        batch.with_user(self.secretary)._withdraw("Nhầm năm.")
        self.assertTrue(self.line.figure_differs)
        self.assertEqual(self._values(), (90, 100))
        self.assessment.with_user(self.leader)._transition("action_return_to_officer", reason="Sửa")
        self.assertEqual(self._values(), (85, 100))
        self.assertFalse(self.line.figure_id | self.line.figure_id)
        self.assertFalse(self.line.figure_differs)

    def test_sixty_units(self):
        """From one workbook; what it takes of the database grows with the units by little more than their rows."""
        units = self.env["cchc.unit"].create(
            [
                {"name": f"Đơn vị {number}", "code": f"T-{number:02}", "group_id": self.group.id}
                for number in range(60)
            ]
        )
        period = self.period.copy({"year": 2029, "self_deadline": self.period.self_deadline})
        period.with_user(self.secretary).action_open()
        common = self.common.create(
            {"period_id": period.id, "criterion_id": self.criteria["2.1"].id}
        )
        rows = [(unit.code, unit.name, number, 60) for number, unit in enumerate(units)]
        few = self._count_queries(self._wizard(*rows[:5], common=common).action_import)
        many = self._count_queries(
            self._wizard(*rows, common=common, reason="Đủ các đơn vị.").action_import
        )
        lines = period.assessment_ids.line_ids.filtered(
            lambda line: line.criterion_id == self.criteria["2.1"] and line.unit_id in units
        )
        self.assertEqual(sorted(lines.mapped("numerator")), [float(number) for number in range(60)])
        self.assertLessEqual((many - few) / 55, 8)

    def test_the_dialog_of_the_secretary(self):
        """The criterion is chosen among those that take figures; agency and versions stand on the form."""
        form = Form(self.env["cchc.common.figure"].with_user(self.secretary))
        form.period_id = self.period
        form.criterion_id = self.criteria["1.1.2"]
        form.agency_id = self.other_unit
        common = form.save()
        self.assertEqual(common.agency_name, "Sở Đối chứng")
        self._give(common, (self.unit, 1, 2))
        with self.assertRaisesRegex(UserError, "stay on record"):
            common.unlink()
        self._make_common("1.1.1").unlink()
