import base64
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.common import WebCase

from ..core.answers.paper import find_choice
from .common import Surveys, make_sheets


@tagged("post_install", "-at_install")
class TestSurveyPaper(Surveys, WebCase):
    """Sheets of paper from a workbook: all rows, or none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_surveys()
        cls.survey.action_open()

    def test_answers_by_number_letter_and_words(self):
        """What is left blank is no answer."""
        dialog = self._import(
            self.survey,
            make_sheets(("T-STN", 1, "B"), ("Sở Thử nghiệm", "Hài lòng", None), ("T-STN", "c", 4)),
        )
        self.assertEqual((dialog.row_count, dialog.problem_count), (3, 0))
        self.assertFalse(self.survey.batch_ids, "the dry run counts nothing")
        dialog.action_import()
        [batch] = self.survey.batch_ids
        self.assertEqual((batch.sheet_count, batch.name), (3, "phieu.xlsx"))
        counts = {
            (row.option_id.question_id.code, row.option_id.sequence): row.number
            for row in self.env["cchc.survey.count"].search([("batch_id", "=", batch.id)])
        }
        self.assertEqual(
            counts,
            {
                (False, 0): 3,
                ("C1", 1): 1,
                ("C1", 2): 1,
                ("C1", 3): 1,
                ("C2", 2): 1,
                ("C2", 4): 1,
            },
        )

    def test_faults_are_named_by_their_cells(self):
        """And nothing of the file counts."""
        for sentence, row in (
            ("Row 5: C5: “7” is no answer to C2. Write 1 to 4", ("T-STN", 1, 7)),
            ("Row 5: B5: “tạm được” is no answer to C1", ("T-STN", "tạm được", 1)),
            ("Row 5: “T-XXX” is no unit of the survey", ("T-XXX", 1, 1)),
            ("Row 5: The row names no unit", (None, 1, 1)),
            ("Row 5: No question is answered", ("T-STN", None, None)),
        ):
            with self.subTest(sentence=sentence):
                dialog = self._import(self.survey, make_sheets(("T-STN", 1, 1), row))
                self.assertEqual((dialog.row_count, dialog.problem_count), (2, 1))
                with self.assertRaisesRegex(UserError, sentence):
                    dialog.action_import()
        self.assertFalse(self.survey.batch_ids)

    def test_a_workbook_is_taken_once(self):
        """Until it is withdrawn; then it may come again."""
        content = make_sheets(("T-STN", 1, 1))
        self._import(self.survey, content).action_import()
        with self.assertRaisesRegex(UserError, "has been taken in already"):
            self._import(self.survey, content, name="khac.xlsx").action_import()
        self.survey.batch_ids.action_withdraw()
        self.assertFalse(self.survey._count_sheets())
        with self.assertRaisesRegex(UserError, "was withdrawn already"):
            self.survey.batch_ids.action_withdraw()
        self._import(self.survey, content).action_import()
        self.assertEqual(self.survey._count_sheets(), {self.unit: 1})

    def test_another_workbook_that_says_the_same(self):
        """Who answers alike is no double: it is taken, with a word that there is one like it."""
        rows = [("T-STN", number % 4 + 1, 1) for number in range(6)]
        self._import(self.survey, make_sheets(*rows)).action_import()
        again = make_sheets(*rows, headings=("Mã đơn vị", "C1", "C2"))
        dialog = self._import(self.survey, again)
        self.assertRegex(
            dialog.warning, "“phieu.xlsx” with as many sheets has been taken in before"
        )
        dialog.action_import()
        self.assertEqual(self.survey._count_sheets(), {self.unit: 12})
        self.assertFalse(self._import(self.survey, make_sheets(("T-STN", 1, 1))).warning)

    def test_what_is_no_workbook_is_refused(self):
        for content, sentence in (
            (base64.b64encode(b"xin chao"), "no file with a table"),
            (make_sheets(("a", "b"), headings=("Cột 1", "Cột 2")), "Mã đơn vị, Đơn vị, C1"),
        ):
            dialog = self._import(self.survey, content)
            self.assertRegex(dialog.problem, sentence)

    def test_before_it_is_open(self):
        """Questions may change until then."""
        draft = self._make_survey()
        with self.assertRaisesRegex(UserError, "in preparation"):
            self._import(draft, make_sheets(("T-STN", 1, 1))).action_import()

    def test_the_form_comes_back(self):
        """What is downloaded and filled in is taken; what people typed is text in it, and no formula."""
        survey = self._make_survey(codes=("=1+1", "C2"), respondents="=cmd|'/c calc'!A1")
        survey.action_open()
        answer = self._get(self.secretary, f"/cchc/form/survey/paper/{survey.id}")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        sheet = book.worksheets[0]
        self.assertFalse(
            [cell for page in book for row in page for cell in row if cell.data_type == "f"]
        )
        for column, value in enumerate(("T-STN", 2, 3), start=1):
            sheet.cell(5, column, value)
        stream = io.BytesIO()
        book.save(stream)
        self._import(survey, base64.b64encode(stream.getvalue())).action_import()
        self.assertEqual(survey.batch_ids.sheet_count, 1)
        for user in (self.officer, self.appraiser):
            refused = self._get(user, f"/cchc/form/survey/paper/{survey.id}")
            self.assertEqual(refused.status_code, 404)

    def test_which_answer_is_meant(self):
        # "3" is the third by its words and by its place; "4" is the words of the last and the place of the fourth
        choices = ("Tốt", "Khá", "3", "tot", "4")
        for text, choice in (
            ("khá", 1),
            ("2", 1),
            ("B", 1),
            ("3", 2),
            ("4", None),
            ("5", 4),
            ("6", None),
            ("0", None),
            ("e", 4),
            ("f", None),
            ("tốt", None),
            ("99999", None),
            ("", None),
        ):
            self.assertEqual(find_choice(text, choices), choice, text)
