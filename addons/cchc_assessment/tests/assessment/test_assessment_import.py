import base64
import zipfile
from io import BytesIO

from openpyxl import Workbook, load_workbook

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from ..common import PDF, CchcCase, RemoteCase, rewrite

HEADINGS = (
    "STT",
    "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
    "Điểm tối đa",
    "Điểm tự chấm",
    "Tài liệu kiểm chứng",
    "Giải trình",
)
#: What an agency keeps itself, with a score for each criterion.
OWN_ROWS = (
    ("1", "Chỉ đạo, điều hành", 5, None, None, None),
    ("1.1", "Kế hoạch", 3, None, None, None),
    ("1.1.1", "Ban hành kế hoạch", 2, 1, None, "Ban hành ngày 20/01."),
    ("1.1.2", "Hoàn thành kế hoạch", 1, 0.5, None, "Còn hai nhiệm vụ."),
    ("1.2", "Sáng kiến", 2, 1.5, None, None),
    ("2", "Tác động", 5, None, None, None),
    ("2.1", "Cải thiện chỉ số", 2, None, None, None),
    ("2.2", "Mức độ hài lòng", 3, None, None, None),
    ("Tổng", None, 10, 3, None, None),
)
OTHER_PDF = PDF + b"% another\n"


def make_own(rows=OWN_ROWS, links=(), title="BẢNG TỰ ĐÁNH GIÁ NĂM 2026", headings=HEADINGS):
    """Return the workbook of an agency; ``links`` are (code, text, target) of documents."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Phụ lục"
    sheet.append([title])
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
        for code, text, target in links:
            if code == row[0]:
                cell = sheet.cell(sheet.max_row, 5, text)
                if target:
                    cell.hyperlink = target
    return save(book)


def save(book):
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def pack(workbook, **files):
    """Return a ZIP of a workbook and of files, whose names have __ for / and a dot before "pdf"."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Phụ lục.xlsx", workbook)
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_pdf", ".pdf"), content)
    return stream.getvalue()


def find_cell(sheet, code, heading):
    header = next(row for row in sheet.iter_rows() if row[0].value == "STT")
    column = next(cell.column for cell in header if str(cell.value).startswith(heading))
    return next(
        sheet.cell(row[0].row, column)
        for row in sheet.iter_rows(min_row=header[0].row + 1)
        if row[0].value == code
    )


class ImportCase(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def _export(self, assessment=None, user=None):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.officer)
            ._render("cchc_assessment.offline_form_report", (assessment or self.assessment).ids)
        )
        self.assertEqual(kind, "xlsx")
        return content

    def _edit(self, content, values):
        """Return an exported form with ``values`` by (code, heading)."""
        book = load_workbook(BytesIO(content))
        for (code, heading), value in values.items():
            find_cell(book.active, code, heading).value = value
        return save(book)

    def _wizard(self, content, user=None, assessment=None, name="phu luc.xlsx"):
        return (
            self.env["cchc.assessment.import"]
            .with_user(user or self.officer)
            .create(
                {
                    "assessment_id": (assessment or self.assessment).id,
                    "file": base64.b64encode(content),
                    "file_name": name,
                }
            )
        )

    def _check(self, content, **kwargs):
        wizard = self._wizard(content, **kwargs)
        wizard.action_check()
        return wizard

    def _import(self, content, **kwargs):
        wizard = self._check(content, **kwargs)
        wizard.action_import()
        self.env.invalidate_all()
        return wizard

    def _row(self, wizard, code):
        return wizard.line_ids.filtered(lambda row: row.code == code)

    def _refusal(self, content, **kwargs):
        with self.assertRaises(UserError) as refusal:
            self._check(content, **kwargs)
        return str(refusal.exception)


@tagged("post_install", "-at_install")
class TestAssessmentImport(ImportCase):
    def test_a_form_filled_in_offline_comes_back(self):
        """Options, numbers, scores and explanations that were entered offline are written, and logged."""
        content = self._edit(
            self._export(),
            {
                ("1.1.1", "Mức đạt được"): "Kịp thời (2)",
                ("1.1.1", "Giải trình"): "Ban hành ngày 05/01.",
                ("1.1.2", "Số đạt được"): 8,
                ("1.1.2", "Trên tổng số"): 10,
                ("1.2", "Điểm tự đánh giá"): 1.25,
                ("2.1", "Không áp dụng"): "x",
            },
        )
        wizard = self._check(content)
        self.assertEqual(set(wizard.line_ids.mapped("status")), {"ready"})
        self.assertFalse(self._line("1.1.1").option_id)
        wizard.action_import()
        self.env.invalidate_all()
        self.assertEqual(self._line("1.1.1").self_score, 2)
        self.assertEqual(self._line("1.1.1").explanation, "Ban hành ngày 05/01.")
        self.assertEqual(self._line("1.1.2").self_score, 0.5)
        self.assertEqual(self._line("1.2").manual_score, 1.25)
        self.assertTrue(self._line("2.1").not_applicable)
        log = self.env["cchc.log"].search(
            [("assessment_id", "=", self.assessment.id), ("action", "=", "import")]
        )
        self.assertEqual(set(log.line_id.mapped("code")), {"1.1.1", "1.1.2", "1.2", "2.1"})
        self.assertEqual(log.user_id, self.officer)

    def test_what_is_filled_in_newly_replaces_and_empties_nothing(self):
        """Only a cell that is cleared is said to be emptied."""
        self._line("1.2").with_user(self.officer).write(
            {"manual_score": 0.5, "explanation": "Nội dung cũ."}
        )
        entered = {("1.1.1", "Mức đạt được"): "Kịp thời (2)", ("1.2", "Điểm tự đánh giá"): None}
        wizard = self._check(self._edit(self._export(), entered))
        self.assertNotRegex(str(self._row(wizard, "1.1.1").changes), "emptied|replaces")
        self.assertEqual(str(self._row(wizard, "1.2").changes).count("emptied"), 1)

    def test_what_an_import_overwrote_can_be_undone(self):
        """What is replaced is marked before; the sheet is told what each row said, and writes it back by its rights."""
        line = self._line("1.2").with_user(self.officer)
        line.write({"manual_score": 0.5, "explanation": "Nội dung cũ."})
        entered = {("1.2", "Điểm tự đánh giá"): 1.25, ("1.2", "Giải trình"): "Nội dung mới."}
        wizard = self._check(self._edit(self._export(), entered))
        self.assertEqual(str(wizard.line_ids.changes).count("replaces what is there"), 2)
        action = wizard.action_import()["params"]["next"]
        self.assertEqual(action["tag"], "cchc_imported")
        self.assertEqual(action["params"]["assessment_id"], self.assessment.id)
        (change,) = action["params"]["changes"]
        self.assertEqual(change["line_id"], line.id)
        self.env.invalidate_all()
        self.assertEqual((line.manual_score, line.explanation), (1.25, "Nội dung mới."))
        self.assertEqual({name: line[name] for name in change["after"]}, change["after"])
        line.save_row(change["before"], line.revision)
        self.assertEqual((line.manual_score, line.explanation), (0.5, "Nội dung cũ."))

    def test_the_trail_of_an_import_says_each_thing_once(self):
        """The log of a criterion names the file and the row, then what changed, and no value twice."""
        entered = {
            ("1.1.1", "Mức đạt được"): "Kịp thời (2)",
            ("1.1.1", "Giải trình"): "Đã ban hành.",
        }
        self._import(self._edit(self._export(), entered))
        trail = self._line("1.1.1").log_ids.sorted("id")
        marker, *changes = trail[-4:]
        self.assertEqual(marker.action, "import")
        self.assertIn("row", marker.reason)
        self.assertFalse(marker.old_value or marker.new_value)
        self.assertEqual({row.action for row in changes}, {"fill"})
        self.assertEqual(
            {row.field: row.new_value for row in changes},
            {"option_id": "Kịp thời (2)", "explanation": "Đã ban hành.", "self_score": "2"},
        )

    def test_an_untouched_form_changes_nothing(self):
        """A form imported as it was exported has not one row to import."""
        self._fill_in()
        self.env.flush_all()
        wizard = self._check(self._export())
        self.assertFalse(wizard.line_ids)
        self.assertIn("5", wizard.notices)

    def test_what_was_left_alone_offline_overwrites_nothing(self):
        """What a colleague changed meanwhile stays where the form says what it said at its export."""
        content = self._edit(self._export(), {("1.2", "Điểm tự đánh giá"): 1})
        self._line("1.1.1").with_user(self.leader).option_id = self._option("1.1.1", 2)
        self._import(content)
        self.assertEqual(self._line("1.1.1").self_score, 2)
        self.assertEqual(self._line("1.2").self_score, 1)

    def test_what_somebody_else_changed_is_not_chosen(self):
        """A criterion that both changed is shown as overwriting, and imported only if chosen."""
        content = self._edit(self._export(), {("1.2", "Điểm tự đánh giá"): 1})
        self._line("1.2").with_user(self.leader).manual_score = 2
        wizard = self._check(content)
        row = self._row(wizard, "1.2")
        self.assertEqual((row.status, row.selected), ("overtaken", False))
        self.assertIn("somebody else", row.findings)
        row.selected = True
        wizard.action_import()
        self.assertEqual(self._line("1.2").manual_score, 1)

    def test_emptied_cells_empty_what_they_held(self):
        """What was filled in and is emptied offline is empty after the import."""
        self._fill_in()
        content = self._edit(
            self._export(), {("1.1.2", "Số đạt được"): None, ("1.1.2", "Giải trình"): None}
        )
        self._import(content)
        self.assertIs(self._line("1.1.2").numerator, False)
        self.assertFalse(self._line("1.1.2").explanation)
        self.assertEqual(self._line("1.1.2").denominator, 10)

    def test_changes_between_check_and_import_are_noticed(self):
        """What a colleague saves while the dialog is open is not overwritten without a word."""
        wizard = self._check(self._edit(self._export(), {("1.2", "Điểm tự đánh giá"): 1}))
        self._line("1.2").with_user(self.leader).manual_score = 2
        with self.assertRaisesRegex(UserError, "changed since the workbook was checked"):
            wizard.action_import()

    def test_a_table_of_the_agency_is_taken(self):
        """Without keys rows are matched by code and name; a score chooses the option that gives it."""
        wizard = self._check(make_own())
        self.assertEqual(
            [(row.code, row.status) for row in wizard.line_ids],
            [("1.1.1", "ready"), ("1.1.2", "ready"), ("1.2", "ready")],
        )
        wizard.action_import()
        self.assertEqual(self._line("1.1.1").option_id, self._option("1.1.1", 1))
        self.assertEqual(self._line("1.2").manual_score, 1.5)
        self.assertEqual(self._line("1.1.2").explanation, "Còn hai nhiệm vụ.")
        self.assertEqual(self._line("1.1.2").self_score, 0.5)

    def test_wrong_scores_are_told_and_left_out(self):
        """A score that no option gives, one above the maximum and a word are named with their cells."""
        for value, sentence in (
            (1.7, "no option gives 1.7"),
            (3, "above the maximum"),
            ("tốt", "not a number"),
            (-1, "negative"),
        ):
            rows = [row if row[0] != "1.1.1" else (*row[:3], value, *row[4:]) for row in OWN_ROWS]
            with self.subTest(value=value):
                wizard = self._check(make_own(rows))
                row = self._row(wizard, "1.1.1")
                self.assertIn("D5", row.findings)
                self.assertIn(sentence, row.findings)
                self.assertEqual(row.status, "part")

    def test_an_explanation_that_is_too_long_is_told_and_left_out(self):
        """It stays in the workbook; the rest of its row arrives."""
        longest = "ư" * 20_000
        for text, is_taken in ((longest, True), (longest + "x", False)):
            rows = [row if row[0] != "1.2" else (*row[:5], text) for row in OWN_ROWS]
            wizard = self._check(make_own(rows))
            row = self._row(wizard, "1.2")
            with self.subTest(is_taken=is_taken):
                self.assertEqual("001 characters" in row.findings, not is_taken)
                self.assertEqual("F7" in row.findings, not is_taken)
                self.assertEqual(row.status, "ready" if is_taken else "part")
        wizard.action_import()
        self.assertEqual(self._line("1.2").manual_score, 1.5)
        self.assertFalse(self._line("1.2").explanation)

    def test_documents_are_filed(self):
        """Files that cells link to are filed, one that two rows link to only once, with what the cell says."""
        links = (
            ("1.1.1", "12/KH-STN ngày 05/01/2026: Kế hoạch năm", "TLKC/ke%20hoach.pdf"),
            ("1.1.2", "12/KH-STN", "TLKC\\ke hoach.pdf"),
            ("1.2", "Báo cáo", "TLKC/bao cao.pdf"),
        )
        files = {"TLKC__ke hoach_pdf": PDF, "TLKC__bao cao_pdf": OTHER_PDF}
        self._import(pack(make_own(links=links), **files))
        self.assertEqual(len(self.assessment.evidence_ids), 2)
        plan = self._line("1.1.1").evidence_ids
        self.assertEqual(plan, self._line("1.1.2").evidence_ids)
        self.assertRecordValues(
            plan,
            [
                {
                    "document_number": "12/KH-STN",
                    "document_date": Datetime.to_datetime("2026-01-05").date(),
                    "name": "Kế hoạch năm",
                    "file_name": "ke hoach.pdf",
                }
            ],
        )
        self.assertEqual(self._line("1.2").evidence_ids.name, "Báo cáo")

    def test_a_document_that_is_filed_already_is_not_filed_again(self):
        """A file with the bytes of a filed document proves the criterion by that document."""
        filed = self._file(self._line("1.1.2"), content=PDF)
        links = (("1.1.1", "Kế hoạch", "a.pdf"),)
        self._import(pack(make_own(links=links), a_pdf=PDF))
        self.assertEqual(self.assessment.evidence_ids, filed)
        self.assertEqual(set(filed.line_ids.mapped("code")), {"1.1.1", "1.1.2"})

    def test_a_document_that_was_archived_is_named_in_the_check(self):
        """Its bytes are filed already: the row says so, and the rest of it is imported."""
        filed = self._file(self._line("1.1.2"), content=PDF)
        filed.active = False
        wizard = self._check(pack(make_own(links=(("1.1.1", "Kế hoạch", "a.pdf"),)), a_pdf=PDF))
        self.assertIn("filed already", self._row(wizard, "1.1.1").findings)
        wizard.action_import()
        self.assertFalse(self._line("1.1.1").evidence_ids)

    def test_a_document_may_be_linked_over_a_filed_one(self):
        """A link to a file in a cell that named a filed document files that file, and keeps the other."""
        filed = self._file(self._line("1.2"))
        book = load_workbook(BytesIO(self._export()))
        find_cell(book.active, "1.2", "Tài liệu").hyperlink = "a.pdf"
        self._import(pack(save(book), a_pdf=OTHER_PDF))
        self.assertIn(filed, self._line("1.2").evidence_ids)
        self.assertEqual(len(self._line("1.2").evidence_ids), 2)

    def test_links_that_lead_elsewhere_are_listed_and_not_followed(self):
        """Missing files, other places of a computer and the web are named; a bad file says why."""
        for target, sentence in (
            ("TLKC/khong co.pdf", "is not in the archive"),
            ("file:///C:/Users/a/bao%20cao.pdf", "outside the archive"),
            ("C:\\Users\\a\\bao cao.pdf", "outside the archive"),
            ("../../etc/passwd", "outside the archive"),
            ("//server/share/b.pdf", "outside the archive"),
            ("//server/share/a.pdf", "one file of that name"),
            ("https://example.com/a.pdf", "leads to the web"),
            ("a.pdf", "cannot be filed"),
            (None, "has no link"),
        ):
            with self.subTest(target=target):
                content = make_own(links=(("1.1.1", "Tài liệu", target),))
                wizard = self._check(pack(content, a_pdf=b"no document at all"))
                row = self._row(wizard, "1.1.1")
                self.assertIn(sentence, row.findings)
                self.assertIn("E5", row.findings)
                # the rest of the row is imported once
                if row.selected:
                    wizard.action_import()
                self.assertFalse(self.assessment.evidence_ids)

    def test_a_mere_score_chooses_a_band_and_is_marked(self):
        """The table of an agency gives scores alone: a band is taken without figures, which everybody is told."""
        self._import(make_own())
        line = self._line("1.1.2")
        self.assertEqual((line.self_score, line.lacks_figures), (0.5, True))
        self.assertIn("without figures", line.with_context(lang="en_US").score_note)
        self.assertEqual(self.assessment.figureless_count, 1)
        line.with_user(self.officer).write({"numerator": 8, "denominator": 10})
        self.assertFalse(line.lacks_figures)
        # what stands on figures is not taken back by a score, whether it is theirs or another one
        rows = [[*row[:3], 1, *row[4:]] if row[0] == "1.1.2" else row for row in OWN_ROWS]
        row = self._row(self._check(make_own(rows=rows)), "1.1.2")
        self.assertIn("The figures stay", row.findings)
        self.assertFalse(self._row(self._check(make_own()), "1.1.2"))
        self.assertEqual((line.numerator, line.denominator, line.self_score), (8, 10, 0.5))

    def test_a_rubric_may_insist_on_figures(self):
        """Where bands may not be chosen directly, a mere score is told and not taken."""
        rewrite(self.rubric, self.rubric, direct_bands=False)
        row = self._row(self._check(make_own()), "1.1.2")
        self.assertIn("was not taken", row.findings)
        self.assertEqual(row.status, "part")
        line = self._line("1.1.2").with_user(self.officer)
        line.write({"option_id": self._option("1.1.2", 0.5).id})
        self.assertFalse(line.is_scored)

    def test_the_score_of_a_ratio_is_a_proposal(self):
        """The share behind a score is offered and not chosen; over figures that give it nothing is offered."""
        rows = [[*row[:3], 1.7, *row[4:]] if row[0] == "2.1" else row for row in OWN_ROWS]
        wizard = self._check(make_own(rows=rows))
        row = self._row(wizard, "2.1")
        self.assertEqual((row.status, row.selected), ("unsure", False))
        self.assertIn("85 of 100", row.findings)
        row.selected = True
        wizard.action_import()
        line = self._line("2.1")
        self.assertEqual((line.numerator, line.denominator, line.self_score), (85, 100, 1.7))
        line.with_user(self.officer).write({"numerator": 17, "denominator": 20})
        self.assertFalse(self._row(self._check(make_own(rows=rows)), "2.1"))

    def test_links_that_moved_are_offered(self):
        """A link to another computer is matched with the file of its name, and taken once a person says so."""
        target = "file:///D:\\CCHC 2026\\TLKC\\a.pdf"
        content = pack(make_own(links=(("1.1.1", "Kế hoạch", target),)), TLKC__a_pdf=PDF)
        wizard = self._check(content)
        row = self._row(wizard, "1.1.1")
        self.assertEqual((row.status, row.selected), ("unsure", False))
        self.assertEqual(wizard.moved_count, 1)
        self.assertIn("TLKC/a.pdf", row.findings)
        self.assertFalse(wizard.rest)
        wizard.action_take_moved()
        self.assertTrue(row.selected)
        self.assertFalse(wizard.moved_count)
        wizard.action_import()
        self.assertEqual(self._line("1.1.1").evidence_ids.file_name, "a.pdf")

    def test_a_name_that_several_files_have_is_told(self):
        """Which of them is meant is not guessed, and none of them is filed by the row."""
        content = make_own(links=(("1.1.1", "Kế hoạch", "D:\\a.pdf"),))
        wizard = self._check(pack(content, x__a_pdf=PDF, y__a_pdf=OTHER_PDF))
        self.assertIn("any of these files", self._row(wizard, "1.1.1").findings)
        wizard.takes_rest = False
        wizard.action_import()
        self.assertFalse(self.assessment.evidence_ids)

    def test_files_that_no_row_links_to_wait_to_be_sorted(self):
        """They are listed with what keeps them out, and filed without a criterion unless somebody says no."""
        content = pack(
            make_own(links=(("1.1.1", "Kế hoạch", "a.pdf"),)),
            a_pdf=PDF,
            TLKC__rest_pdf=OTHER_PDF,
            TLKC__copy_pdf=PDF,
            **{"la.exe": b"MZ"},
        )
        wizard = self._check(content)
        self.assertEqual([file["path"] for file in wizard.rest], ["TLKC/rest.pdf", "la.exe"])
        self.assertIn("la.exe: ", wizard.rest_text)
        wizard.action_import()
        rest = self.assessment.evidence_ids.filtered(lambda document: not document.line_ids)
        self.assertEqual(rest.file_name, "rest.pdf")
        self.assertFalse(self._check(content).rest[0]["path"] == "TLKC/rest.pdf")

    def test_the_check_writes_nothing(self):
        """A check that tries every document leaves no document, no file and no row of the log."""

        def count():
            self.env.flush_all()
            return [
                self.env[name].sudo().search_count([("res_model", "=", "cchc.evidence")])
                if name == "ir.attachment"
                else self.env[name].sudo().search_count([])
                for name in ("cchc.evidence", "cchc.log", "ir.attachment", "mail.message")
            ]

        before = count()
        wizard = self._check(pack(make_own(links=(("1.1.1", "Kế hoạch", "a.pdf"),)), a_pdf=PDF))
        self.assertIn("a.pdf", self._row(wizard, "1.1.1").changes)
        self.assertEqual(count(), before)
        self.assertFalse(self._line("1.1.1").explanation)

    def test_a_file_that_is_too_large_is_told_on_its_row(self):
        """The check says what filing would say; what fits is imported, and files under two names are one document."""
        self.env["ir.config_parameter"].set_param("cchc_assessment.evidence_max_megabytes", "0.01")
        links = [("1.1.1", "Kế hoạch", "to.pdf"), ("1.1.2", "Sơ kết", "a.pdf")]
        links.append(("1.2", "Bản sao", "b.pdf"))
        large = PDF + b"%" * 20_000
        wizard = self._check(pack(make_own(links=links), to_pdf=large, a_pdf=PDF, b_pdf=PDF))
        self.assertIn("larger than", self._row(wizard, "1.1.1").findings)
        self.assertNotIn("to.pdf", self._row(wizard, "1.1.1").changes)
        wizard.action_import()
        self.assertFalse(self._line("1.1.1").evidence_ids)
        self.assertEqual(len(self.assessment.evidence_ids), 1)
        self.assertEqual(self._line("1.1.2").evidence_ids, self._line("1.2").evidence_ids)

    def test_an_unsure_match_is_the_officers_to_settle(self):
        """A row whose code contradicts its name is not chosen; the officer says what it is about."""
        rows = [("9.9", "Sáng kiến", 2, 1, None, None), *OWN_ROWS[:3]]
        rows.append(("1.9", "Việc hoàn toàn khác", 2, 1, None, None))
        wizard = self._check(make_own(rows))
        self.assertEqual(
            {row.code: (row.status, row.selected, row.line_id.code) for row in wizard.line_ids},
            {
                "9.9": ("unsure", False, "1.2"),
                "1.1.1": ("ready", True, "1.1.1"),
                "1.9": ("nothing", False, False),
            },
        )
        row = self._row(wizard, "1.9")
        row.line_id = self._line("1.2")
        self.assertEqual(row.status, "ready")
        row.selected = True
        wizard.action_import()
        self.assertEqual(self._line("1.2").manual_score, 1)

    def test_two_rows_for_one_criterion(self):
        """Two rows about the same criterion are both left to the officer, and never both imported."""
        wizard = self._check(make_own([*OWN_ROWS[:-1], ("1.2", "Sáng kiến", 2, 1, None, None)]))
        rows = self._row(wizard, "1.2")
        self.assertEqual(len(rows), 2)
        self.assertFalse(rows.line_id)
        self.assertIn("same criterion", rows[0].findings)
        rows.line_id = self._line("1.2")
        rows.selected = True
        with self.assertRaisesRegex(UserError, "both for 1.2 Sáng kiến"):
            wizard.action_import()
        self.assertIs(self._line("1.2").manual_score, False)

    def test_workbooks_of_others_are_refused(self):
        """A form of another unit, of another assessment of one's own and of another rubric get a sentence."""
        theirs = self._export(self.other_assessment, user=self.other_officer)
        refusal = self._refusal(theirs)
        self.assertIn("another unit", refusal)
        self.assertNotIn("Sở Đối chứng", refusal)
        self.other_unit.officer_ids |= self.officer
        self.assertIn("Sở Đối chứng", self._refusal(theirs))
        rows = [(f"7.{n}", f"Nội dung hoàn toàn khác số {n}", 1, 1) for n in range(9)]
        self.assertIn("another rubric", self._refusal(make_own(rows)))

    def test_last_years_workbook_has_to_be_confirmed(self):
        """What says that it is of another year, or of another unit, is imported only once confirmed."""
        for title in ("BẢNG TỰ ĐÁNH GIÁ NĂM 2025", "Đơn vị: Sở Đối chứng"):
            with self.subTest(title=title):
                wizard = self._check(make_own(title=title))
                self.assertTrue(wizard.doubts)
                with self.assertRaisesRegex(UserError, "right workbook"):
                    wizard.action_import()
        wizard.confirmed = True
        wizard.action_import()
        self.assertEqual(self._line("1.2").manual_score, 1.5)

    def test_unreadable_files_get_a_sentence(self):
        """What is no workbook, or no archive that a unit would send, is refused in words."""
        form = self._export()
        for content, sentence in (
            (b"", "empty"),
            (b"%PDF-1.4", "a PDF, whose tables are not read"),
            (form[: len(form) // 2], "damaged|end of the file"),
            (pack(form, **{"..__x_pdf": PDF}), "outside its folder"),
            (pack(form, __etc__x_pdf=PDF), "outside its folder"),
            (save(Workbook()), "headings of an appendix"),
        ):
            with self.subTest(sentence=sentence):
                self.assertRegex(self._refusal(content), sentence)

    def test_all_or_nothing(self):
        """When one row cannot be written, none is."""
        wizard = self._check(make_own())
        row = self._row(wizard, "1.1.2")
        row.selected = True
        row.line_id = False
        with self.assertRaises(UserError):
            wizard.action_import()
        self.assertIs(self._line("1.2").manual_score, False)
        self.assertFalse(self._line("1.1.1").option_id)

    def test_a_row_inserted_by_hand_is_not_chosen(self):
        """A row that was added to a form is taken for the criterion above, and left to the officer."""
        book = load_workbook(BytesIO(self._export()))
        sheet = book.active
        cell = find_cell(sheet, "1.1.2", "Giải trình")
        sheet.insert_rows(cell.row)
        sheet.cell(cell.row - 1, cell.column, "Của tiêu chí nào?")
        wizard = self._check(save(book))
        row = self._row(wizard, "1.1.1")
        self.assertEqual(row.status, "unsure")
        self.assertFalse(row.selected)
        self.assertIn(f"Row {cell.row - 1} was inserted by hand", row.findings)

    def test_queries_do_not_grow_with_the_rows(self):
        """Checking and importing ask the database as often for one row as for four."""

        def count(values):
            self.assessment.line_ids.with_user(self.officer).write({"explanation": False})
            wizard = self._wizard(self._edit(self._export(), values))
            checked = self._count_queries(wizard.action_check)
            self.assertEqual(len(wizard.line_ids.filtered("selected")), len(values))
            return checked, self._count_queries(wizard.action_import)

        one = {("1.1.1", "Giải trình"): "Đã ban hành."}
        more = {
            **one,
            ("1.1.2", "Giải trình"): "Đã xong.",
            ("1.2", "Giải trình"): "Không có.",
            ("2.1", "Giải trình"): "Đã tăng.",
        }
        count(more)  # warms the caches
        self.assertEqual(count(one), count(more))

    def test_queries_grow_with_the_documents_by_batch_only(self):
        """Four documents are tried and filed with the queries of one."""

        def count(number, links):
            content = pack(
                make_own(links=links),
                **{
                    f"TL__{path[3:-4]}_pdf": PDF + b"%% %d %b" % (number, path.encode())
                    for *_r, path in links
                },
            )
            wizard = self._wizard(content, name="a.zip")
            checked = self._count_queries(wizard.action_check)
            return checked, self._count_queries(wizard.action_import)

        codes = ("1.1.1", "1.1.2", "1.2", "2.1")
        four = [(code, f"Kế hoạch {code}", f"TL/{number}.pdf") for number, code in enumerate(codes)]
        count(0, four)  # warms the caches
        count(1, four[:1])
        # a query more or less is the cache's; one for each document came to two more, where the cache helped
        for of_one, of_four in zip(count(2, four[:1]), count(3, four), strict=True):
            self.assertGreater(of_one, 10)
            self.assertLess(of_four - of_one, 2)

    def test_closed_assessments_take_nothing(self):
        """Once it is sent, or past its deadline, an assessment takes no import, checked before or not."""
        wizard = self._check(make_own())
        self._fill_in()
        self._send()
        for method in (wizard.action_import, wizard.action_check):
            with self.assertRaisesRegex(UserError, "nothing in it can be changed"):
                method()
        self.assertEqual(self._line("1.2").manual_score, 0)
        self.period.self_deadline = Datetime.subtract(Datetime.now(), days=1)
        other = self._wizard(
            self._export(self.other_assessment, user=self.other_officer),
            user=self.other_officer,
            assessment=self.other_assessment,
        )
        with self.assertRaisesRegex(UserError, "deadline"):
            other.action_check()

    def test_the_dialog(self):
        """The dialog saves as a browser does: a file, then what is chosen of its rows."""
        action = self.assessment.with_user(self.officer).action_import_appendix()
        dialog = self.env["cchc.assessment.import"].with_user(self.officer)
        form = Form(dialog.with_context(**action["context"]))
        form.file = base64.b64encode(make_own())
        wizard = form.save()
        wizard.action_check()
        with Form(wizard) as form:
            for index, row in enumerate(wizard.line_ids):
                with form.line_ids.edit(index) as line:
                    line.selected = row.code == "1.2"
        wizard.action_import()
        self.assertEqual(self._line("1.2").manual_score, 1.5)
        self.assertFalse(self._line("1.1.1").option_id)

    def test_a_new_file_forgets_the_one_before(self):
        """Choosing another file drops the rows of the first."""
        wizard = self._check(make_own())
        wizard.file = base64.b64encode(self._export())
        self.assertEqual((wizard.state, len(wizard.line_ids)), ("file", 0))


@tagged("post_install", "-at_install")
class TestAssessmentImportRemote(ImportCase, RemoteCase):
    """The import's methods and fields, called by programs of people who have no business there."""

    def _create(self, user, assessment=None):
        return self._call(
            "cchc.assessment.import",
            "create",
            [
                {
                    "assessment_id": (assessment or self.assessment).id,
                    "file": base64.b64encode(make_own()).decode(),
                }
            ],
            user=user,
        )

    def test_another_units_officer(self):
        """Neither a dialog of one's own nor the officer's can be turned on another unit's assessment."""
        mine = self._check(make_own())
        for user in (self.other_officer, self.other_leader):
            self.assertRegex(self._create(user), "^AccessError")
            for method in (
                "action_check",
                "action_import",
                "action_choose_again",
                "action_take_moved",
            ):
                with self.subTest(user=user.login, method=method):
                    refusal = self._call("cchc.assessment.import", method, mine.ids, user=user)
                    self.assertRegex(refusal, "^AccessError")
        own = self._create(self.other_officer, self.other_assessment)
        self.assertRegex(
            self._call(
                "cchc.assessment.import",
                "write",
                own,
                {"assessment_id": self.assessment.id},
                user=self.other_officer,
            ),
            "^AccessError",
        )
        self.assertIs(self._line("1.2").manual_score, False)

    def test_the_council_imports_nothing(self):
        """The secretary reads an assessment, and cannot fill it in by way of a workbook."""
        for user in (self.secretary, self.appraiser):
            self.assertRegex(self._create(user), "^AccessError")

    def test_rows_are_not_the_callers_to_make(self):
        """What the file says cannot be sent: neither rows nor their content, nor another unit's criterion."""
        wizard = self._check(make_own())
        row = wizard.line_ids[0]
        model = "cchc.assessment.import.line"
        for method, args in (
            ("create", [[{"wizard_id": wizard.id, "content": {}, "selected": True}]]),
            ("write", [row.ids, {"content": {}}]),
            ("write", [row.ids, {"wizard_id": wizard.id}]),
            ("write", [row.ids, {"code": "9"}]),
        ):
            with self.subTest(method=method, args=args):
                self.assertRegex(
                    self._call(model, method, *args, user=self.officer), "^AccessError"
                )
        theirs = self._line("1.2", self.other_assessment)
        self.assertRegex(
            self._call(model, "write", row.ids, {"line_id": theirs.id}, user=self.officer),
            "^(AccessError|UserError)",
        )
        for values in ({"state": "rows"}, {"doubts": False}, {"notices": "x"}):
            with self.subTest(values=values):
                self.assertRegex(
                    self._call(
                        "cchc.assessment.import", "write", wizard.ids, values, user=self.officer
                    ),
                    "^AccessError",
                )

    def test_the_uploaded_file_is_nobody_elses(self):
        """Another unit's officer cannot read the workbook out of the dialog or its attachment."""
        wizard = self._check(make_own())
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", wizard._name),
                ("res_id", "=", wizard.id),
                ("res_field", "=", "file"),
            ]
        )
        self.assertTrue(attachment)
        self.assertRegex(
            self._call(wizard._name, "read", wizard.ids, ["file"], user=self.other_officer),
            "^AccessError",
        )
        self.assertRegex(
            self._call("ir.attachment", "read", attachment.ids, ["raw"], user=self.other_officer),
            "^AccessError",
        )

    def test_private_methods_stay_closed(self):
        """What writes without asking is not reachable from outside."""
        wizard = self._check(make_own())
        for model, ids, method in (
            (wizard._name, wizard.ids, "_file_documents"),
            (wizard.line_ids._name, wizard.line_ids.ids, "_create_rows"),
        ):
            self.assertRegex(
                self._call(model, method, ids, user=self.officer), "^AccessError|private"
            )
