import dataclasses
import datetime
import re
from decimal import Decimal

from odoo.tests import TransactionCase, tagged
from odoo.tools import LazyTranslate
from odoo.tools.translate import code_translations

from ...core.documents import KINDS, REFUSALS, DocumentError
from ...core.exchange import ERRORS as EXCHANGE_ERRORS
from ...core.exchange import ExchangeError
from ...core.exchange.shape import KINDS as EXCHANGE_KINDS
from ...core.plain.amounts import Percent, Rounded, Size
from ...core.scoring import Finding, Inputs, Note, ScoringError, kinds, parse_number
from ...core.sorting import DOUBTS, Doubt
from ...core.tlog import FINDINGS as LOG_FINDINGS
from ...core.tlog import PROBLEMS as LOG_PROBLEMS
from ...core.tlog import TlogError
from ...core.word.problems import PROBLEMS as TEMPLATE_PROBLEMS
from ...core.word.problems import Place, TemplateProblem
from ...core.workbook.appendix.answers import INPUT_FINDINGS, PROPOSAL_FINDINGS
from ...core.workbook.appendix.data import PROBLEMS as APPENDIX_PROBLEMS
from ...core.workbook.appendix.data import Problem
from ...core.workbook.appendix.reader import APPENDIX_ERRORS
from ...core.workbook.numbers import ScoreError, parse_score
from ...core.workbook.rubric.data import FINDINGS
from ...core.workbook.rubric.rule_guess import REASONS
from ...core.workbook.safe_open import WORKBOOK_ERRORS, WorkbookError
from ...core.workbook.survey.reader import PROBLEMS as SURVEY_PROBLEMS
from ...core.workbook.upload_archive import ARCHIVE_ERRORS
from ...messages import (
    appendix,
    documents,
    exchange,
    rubrics,
    scoring,
    sorting,
    templates,
    tlog,
    workbooks,
)
from ...messages.wording import fill_in, format_number, format_size, join_or

_lt = LazyTranslate(__name__)
SHARE = {"numerator": Decimal(85), "denominator": Decimal(100), "percent": Percent(85)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class VoiceCase(TransactionCase):
    """Sentences in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.english = cls.env(context={"lang": "en_US"})
        cls.vietnamese = cls.env(context={"lang": "vi_VN"})

    def _assert_worded(self, sentences, kinds, *, always=(), alike=()):
        """Each kind has a sentence, and no other: whole in both languages, with all its params and no others.

        :param kinds: by kind, the names of its params.
        :param always: params that any of the sentences may mention.
        :param alike: kinds whose sentence is the same in both languages.
        """
        self.assertEqual(sentences.keys(), kinds.keys())
        for kind, sentence in sentences.items():
            english, vietnamese = self.english._(sentence), self.vietnamese._(sentence)
            with self.subTest(kind=kind):
                self.assertEqual(english == vietnamese, kind in alike)
                for text in (english, vietnamese):
                    self.assertEqual(set(PLACEHOLDER.findall(text)) - set(always), {*kinds[kind]})
                    self.assertTrue(text % dict.fromkeys([*kinds[kind], *always], "x"))


@tagged("post_install", "-at_install")
class TestDocumentsVoice(VoiceCase):
    """What is said of a file that is filed or refused."""

    def test_every_kind_has_its_sentence(self):
        """Each refusal names the file, each remark is beside it, and both are whole sentences."""
        remarks = {kind: what.params for kind, what in KINDS.items() if not what.refused}
        self._assert_worded(documents.SENTENCES, {**REFUSALS, **remarks}, always=["name"])
        for kind, sentence in documents.SENTENCES.items():
            for env in (self.english, self.vietnamese):
                text = env._(sentence)
                self.assertTrue(text.endswith("."), kind)
                self.assertEqual("%(name)s" in text, kind in REFUSALS, kind)

    def test_every_doubt_has_its_sentence(self):
        """What speaks against a document is a whole sentence, with its day as the reader writes it."""
        self._assert_worded(sorting.DOUBTS, DOUBTS)
        doubt = Doubt("other_day", {"date": datetime.date(2024, 3, 15), "year": "2026"})
        self.assertIn("15/03/2024", sorting.say_doubt(self.vietnamese, doubt))
        for sentence in sorting.DOUBTS.values():
            for env in (self.english, self.vietnamese):
                self.assertTrue(env._(sentence).endswith("."))

    def test_types_and_endings_are_called_as_people_call_them(self):
        """Types are listed in one order, endings are alternatives."""
        types = {"image/png", "application/pdf"}
        error = DocumentError("not_allowed", name="a.jpg", type="image/jpeg", types=types)
        self.assertEqual(
            documents.say_refusal(self.english, error),
            "The file “a.jpg” is of a type that may not be filed (JPEG image). "
            "These may be filed: PDF, PNG image.",
        )
        self.assertEqual(
            documents.say_refusal(self.vietnamese, error),
            "Tệp “a.jpg” thuộc loại không được nhận (ảnh JPEG). Các loại tệp được nhận: PDF, ảnh PNG.",
        )
        error = DocumentError(
            "wrong_ending", name="a.png", type="image/jpeg", endings=(".jpg", ".jpeg")
        )
        self.assertIn(".jpg or .jpeg,", documents.say_refusal(self.english, error))
        self.assertIn(".jpg hoặc .jpeg,", documents.say_refusal(self.vietnamese, error))
        error = DocumentError("not_allowed", name="a", type="x/unheard-of", types=types)
        self.assertIn("(x/unheard-of)", documents.say_refusal(self.vietnamese, error))

    def test_sizes_are_written_as_people_read_them(self):
        """A declared size of 10 GB is said as such, with the comma of Vietnamese."""
        size = Size(10 * 1024**3 + 2**29)
        error = DocumentError("archive_size", name="a.zip", size=size, limit=Size(500 * 1024**2))
        self.assertIn("to 10.5 GB; 500 MB is", documents.say_refusal(self.english, error))
        self.assertIn("ra 10,5 GB, tối đa 500 MB.", documents.say_refusal(self.vietnamese, error))

    def test_a_name_in_a_sentence_is_harmless(self):
        """A name with direction marks and newlines neither turns nor breaks the sentence, nor is a template."""
        error = DocumentError("empty", name="a\u202e\nb%(limit)s%d{x}" + "x" * 300)
        for env in (self.english, self.vietnamese):
            sentence = documents.say_refusal(env, error)
            self.assertIn("“a b%(limit)s%d{x}xx", sentence)
            self.assertLess(len(sentence), 300)

    def test_a_picture_that_is_filed_has_no_size_any_more(self):
        """What was filed before it would be refused is remarked without what is not known of it."""
        self.assertIn("… × …", documents.say_kind(self.vietnamese, "pixels", "a.png"))


# A note, an error or a finding, and what is said: English, Vietnamese.
SAID = [
    (
        Note("choice", {"option": "Ban hành kịp thời", "score": Decimal("1.5")}),
        "Selected “Ban hành kịp thời”: 1.5",
        "Đã chọn “Ban hành kịp thời”: 1,5",
    ),
    (
        Note("ratio", {**SHARE, "ratio": Decimal("0.85"), "maximum": 2, "score": Rounded("1.70")}),
        "85/100 = 85% → 0.85 × 2 = 1.70",
        "85/100 = 85 % → 0,85 × 2 = 1,70",
    ),
    (
        Note("ratio_below_floor", {**SHARE, "floor": Percent("90.00")}),
        "85/100 = 85%, below the minimum of 90% → 0",
        "85/100 = 85 %, dưới mức tối thiểu 90 % → 0",
    ),
    (
        Note("band_percent", {**SHARE, "option": "Từ 70% - dưới 100%", "score": Decimal(1)}),
        "85/100 = 85%, option “Từ 70% - dưới 100%”: 1",
        "85/100 = 85 %, mức “Từ 70% - dưới 100%”: 1",
    ),
    (
        Note(
            "deduction_floored",
            {
                "maximum": 2,
                "quantity": 10,
                "points": Decimal("0.25"),
                "remainder": Decimal("-0.50"),
            },
        ),
        "2 − 10 × 0.25 = -0.5, at least 0 → 0",
        "2 − 10 × 0,25 = -0,5, không dưới 0 → 0",
    ),
    (Note("missing_option"), "No option selected yet", "Chưa chọn mức điểm"),
    (Note("not_applicable"), "Not applicable", "Không áp dụng"),
    (
        ScoringError("negative", {"field": "quantity", "value": Decimal("-0.5")}),
        "Quantity: -0.5 is negative; it must be 0 or more.",
        "Số lượng: -0,5 là số âm, phải từ 0 trở lên.",
    ),
    (
        ScoringError("denominator_zero", {"field": "denominator", "numerator": Decimal(5)}),
        "Total count: 5/0 is no ratio; if there was nothing to be done, mark it “Not applicable”.",
        "Tổng số: bằng 0 nên không có tỷ lệ 5/0; nếu không phát sinh, hãy chọn “Không áp dụng”.",
    ),
    (
        ScoringError("too_large", {"field": "numerator", "digits": 40, "limit": 15}),
        "Achieved count: the number has 40 digits before the decimal mark; 15 is the most.",
        "Số đạt được: số có 40 chữ số ở phần nguyên, tối đa là 15 chữ số.",
    ),
    (
        ScoringError("unknown_type", {"type": "formula"}),
        "There is no scoring rule “formula”.",
        "Không có cách chấm điểm “formula”.",
    ),
    (
        Finding("error", "overlap", {"first": "A", "second": "B", "bound": Percent(50)}),
        "Options “A” and “B” overlap: both count from 50%.",
        "Các mức “A” và “B” trùng nhau: cùng tính từ 50 %.",
    ),
    (
        Finding("error", "gap", {"bound": Decimal(3)}),
        "There is no option for results below 3.",
        "Không có mức nào cho kết quả dưới 3.",
    ),
    (
        Finding(
            "warning",
            "threshold_as_fraction",
            {"threshold": Percent("0.7"), "percent": Percent("70.0")},
        ),
        "No threshold is above 1%, the highest is 0.7%; 70% may be what is meant.",
        "Các ngưỡng đều không quá 1 %, cao nhất là 0,7 %; có thể cần nhập 70 %.",
    ),
    (
        Finding("error", "target_out_of_range", {"target": Percent(120)}),
        "The ratio for the full score is 120%; it must be above 0% and at most 100%.",
        "Tỷ lệ được điểm tối đa là 120 %, phải lớn hơn 0 % và không quá 100 %.",
    ),
]


@tagged("post_install", "-at_install")
class TestScoringVoice(VoiceCase):
    """What is said of a score, and of what is wrong with inputs and rules."""

    def test_every_kind_has_its_sentence(self):
        """Each note, error and finding is worded, with all the numbers that come with it."""
        figures = ("ratio", "per_item", "deduction")
        self._assert_worded(scoring.NOTES, kinds.NOTES, alike=figures)
        self._assert_worded(scoring.ERRORS, kinds.ERRORS)
        self._assert_worded(scoring.FINDINGS, kinds.FINDINGS)
        for table in (scoring.ERRORS, scoring.FINDINGS):
            for sentence in table.values():
                self.assertTrue(self.vietnamese._(sentence).endswith("."))

    def test_an_ambiguous_number_is_read_as_its_reader_writes(self):
        """Both readings have the decimal mark of whoever is asked which one is meant."""
        params = {"value": "1.250", "whole": Decimal(1250), "decimal": Decimal("1.25")}
        error = ScoringError("ambiguous_number", params)
        self.assertIn("may mean 1250 or 1.25;", scoring.say(self.english, error))
        self.assertIn("1,25", scoring.say(self.vietnamese, error))

    def test_what_is_offered_for_an_ambiguous_number_is_not_asked_about_again(self):
        """Three decimals would be: whoever types what the sentence offers is understood, in either language."""
        for env, offered in ((self.english, "1.2340"), (self.vietnamese, "1,2340")):
            with self.assertRaises(ScoringError) as caught:
                parse_number("1.234")
            self.assertIn(offered, scoring.say(env, caught.exception))
            with self.assertRaises(ScoreError) as caught:
                parse_score("1.234")
            self.assertIn(offered, workbooks.say_ambiguous(env, "A1", caught.exception))
            self.assertEqual(parse_number(offered), Decimal("1.234"))

    def test_every_input_has_a_name(self):
        """Whatever an input is called in the code, a person reads another word for it."""
        # an option is chosen, and the best of a group is nobody's to type
        names = {field.name for field in dataclasses.fields(Inputs)}
        names -= {"option", "not_applicable", "best"}
        names |= {"max_score", "threshold", "ratio_floor", "ratio_target", "points_per_item"}
        self.assertLessEqual(names, scoring.FIELDS.keys())
        for label in scoring.FIELDS.values():
            self.assertNotEqual(self.vietnamese._(label), self.english._(label))

    def test_sentences(self):
        """Whoever reads the score also reads, in their language, the numbers it came from."""
        for said, english, vietnamese in SAID:
            with self.subTest(kind=said.kind):
                self.assertEqual(scoring.say(self.english, said), english)
                self.assertEqual(scoring.say(self.vietnamese, said), vietnamese)

    def test_a_long_option_is_quoted_on_one_line(self):
        """An option of several lines makes one readable sentence, not a page."""
        option = "Ban hành\n kịp  thời %(score)s " + "rất dài " * 99
        note = scoring.say(self.vietnamese, Note("choice", {"option": option, "score": Decimal(1)}))
        self.assertTrue(note.startswith("Đã chọn “Ban hành kịp thời %(score)s rất dài"))
        self.assertTrue(note.endswith("…”: 1"))
        self.assertLess(len(note), 200)


@tagged("post_install", "-at_install")
class TestWorkbooksVoice(VoiceCase):
    """What is said of workbooks, of their rows, and of templates of Word documents."""

    def _assert_mentions(self, sentences, kinds):
        """Each kind has a sentence that mentions, in both languages, the same of its params."""
        self.assertLessEqual(kinds.keys(), sentences.keys())
        for kind, params in kinds.items():
            with self.subTest(kind=kind):
                english, vietnamese = (
                    env._(sentences[kind]) for env in (self.english, self.vietnamese)
                )
                self.assertNotEqual(english, vietnamese)
                mentioned = set(PLACEHOLDER.findall(english))
                self.assertEqual(mentioned, set(PLACEHOLDER.findall(vietnamese)))
                self.assertLessEqual(mentioned, {*params})

    def test_errors(self):
        """Each reason why a workbook or an archive cannot be read is worded, for rubrics and for appendices."""
        errors = {kind: what.params for kind, what in WORKBOOK_ERRORS.items()}
        self._assert_mentions(workbooks.ERRORS, errors)
        self._assert_mentions(appendix.ERRORS, {**errors, **ARCHIVE_ERRORS, **APPENDIX_ERRORS})
        self.assertEqual(workbooks.ERRORS.keys(), errors.keys())
        self.assertEqual(appendix.ERRORS.keys(), {*errors, *ARCHIVE_ERRORS, *APPENDIX_ERRORS})

    def test_findings(self):
        """Each finding of a rubric, an appendix or a survey is worded, and each guess is explained."""
        row = ("row", "code", "name")
        found = {kind: (*row, *what.params) for kind, what in FINDINGS.items()}
        self._assert_mentions(workbooks.FINDINGS, found)
        self.assertEqual(workbooks.FINDINGS.keys(), found.keys())
        self._assert_mentions(appendix.FINDINGS, {**INPUT_FINDINGS, **PROPOSAL_FINDINGS})
        self._assert_mentions(workbooks.REASONS, dict.fromkeys(REASONS, ()))
        self.assertEqual(workbooks.REASONS.keys(), REASONS.keys())
        self._assert_mentions(workbooks.SURVEY_PROBLEMS, dict.fromkeys(SURVEY_PROBLEMS, ("text",)))
        self.assertEqual(workbooks.SURVEY_PROBLEMS.keys(), {*SURVEY_PROBLEMS})

    def test_written_appendices(self):
        """Each thing that does not stand in an appendix as it was given is worded, with its criterion."""
        self._assert_mentions(
            appendix.PROBLEMS,
            {kind: ("criterion", *params) for kind, params in APPENDIX_PROBLEMS.items()},
        )
        self.assertEqual(appendix.PROBLEMS.keys(), APPENDIX_PROBLEMS.keys())
        problem = Problem("not_a_number", "1.2", "Sáng kiến", {"column": "x", "value": "NaN"})
        self.assertEqual(
            appendix.say_problem(self.english, problem),
            "1.2 Sáng kiến: “NaN” is not a score and stands there as text.",
        )
        problem = Problem("page_line_left_out", params={"text": "Trang"})
        self.assertIn("“Trang”", appendix.say_problem(self.vietnamese, problem))

    def test_templates(self):
        """Each thing that may be wrong with a template is worded, and so is its place."""
        marks = ("what", "field", "reason", "mark", "paragraph", "row")
        self._assert_mentions(templates.PROBLEMS, dict.fromkeys(TEMPLATE_PROBLEMS, marks))
        self.assertEqual(templates.PROBLEMS.keys(), TEMPLATE_PROBLEMS.keys())
        for kind, detail in TEMPLATE_PROBLEMS.items():
            said = templates.say(self.english, TemplateProblem(kind, detail="<detail>"))
            # a part of a file is nothing to whoever made the template in Word
            self.assertEqual(
                "<detail>" in said, (bool(detail) and "part" not in detail) or kind == "embedded"
            )
        problem = TemplateProblem("needs_loop", Place("header", "Kính gửi", 2), "lost")
        self.assertEqual(
            templates.say(self.english, problem),
            "The field “lost” is a list: repeat it with {%p for … in lost %}. "
            "Place: the header, table 2, “Kính gửi”.",
        )
        self.assertIn("{%p … %}", templates.say(self.vietnamese, TemplateProblem("structure")))

    def test_sizes_and_lists(self):
        """A size is written as everywhere, numbers have the mark of the language, and a list its commas."""
        error = WorkbookError("too_large", size=Size(26 * 1024**2), limit=Size(25.5 * 1024**2))
        self.assertIn("26 MB; at most 25.5 MB", workbooks.say_error(self.english, error))
        self.assertIn("25,5 MB", workbooks.say_error(self.vietnamese, error))
        error = WorkbookError(
            "no_header", sheets=("A", "B"), headings=("STT", "Điểm"), hidden_sheets=["C", "D"]
        )
        said = workbooks.say_error(self.english, error)
        self.assertIn("(A, B)", said)
        self.assertIn("STT, Điểm. These hidden sheets have them: C, D.", said)
        error = WorkbookError("no_header", sheets=("A",), headings=("STT",), hidden_sheets=())
        self.assertTrue(workbooks.say_error(self.english, error).endswith("such as STT."))
        for form in ("pdf", "image", "docx"):
            # also where the one document that is read is a workbook
            said = workbooks.say_error(self.english, WorkbookError("not_workbook", format=form))
            self.assertIn(".xlsx", said)
            self.assertNotIn("save it as .docx", said)
        problem = workbooks.say_survey_problem(self.vietnamese, "negative", Decimal("-1.5"))
        self.assertIn("-1,5", problem)
        params = {"cell": "D5", "score": Decimal("2.50"), "max_score": Decimal(2)}
        self.assertIn("D5: 2,5 ", appendix.say_finding(self.vietnamese, "above_maximum", params))


@tagged("post_install", "-at_install")
class TestWording(VoiceCase):
    """Numbers, sizes and lists, as each language writes them."""

    def test_numbers(self):
        """The decimal mark is that of the language."""
        for value, digits, english, vietnamese in (
            (Decimal("1234.50"), None, "1234.5", "1234,5"),
            (0.125, 2, "0.13", "0,13"),
            (2, 2, "2.00", "2,00"),
        ):
            self.assertEqual(format_number(self.english, value, digits), english)
            self.assertEqual(format_number(self.vietnamese, value, digits), vietnamese)

    def test_a_third_language(self):
        """Where Odoo knows another language, numbers have its mark, before anybody has translated a word."""
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.env(context={"lang": "fr_FR"})
        self.assertEqual(format_number(french, Decimal("1234.50")), "1234,5")
        note = Note(
            "per_item", {"quantity": 3, "points": Decimal("0.5"), "product": Decimal("1.5")}
        )
        self.assertEqual(scoring.say(french, note), "3 × 0,5 = 1,5")

    def test_no_language(self):
        """What a job does for nobody says it in English."""
        nobody = self.env(context={})
        self.assertEqual(format_number(nobody, Decimal("1.5")), "1.5")
        self.assertEqual(
            scoring.say(nobody, Note("missing_quantity")), "Quantity not filled in yet"
        )

    def test_sizes(self):
        """Below one kilobyte they are counted, above rounded to a tenth."""
        for size, english, vietnamese in (
            (0, "0 bytes", "0 byte"),
            (1023, "1023 bytes", "1023 byte"),
            (1024, "1 KB", "1 KB"),
            (1536, "1.5 KB", "1,5 KB"),
            (5 * 1024**4, "5120 GB", "5120 GB"),
        ):
            self.assertEqual(format_size(self.english, size), english)
            self.assertEqual(format_size(self.vietnamese, size), vietnamese)

    def test_alternatives(self):
        """One needs no word between, three have it twice."""
        self.assertEqual(join_or(self.vietnamese, (".pdf",)), ".pdf")
        self.assertEqual(join_or(self.english, ("a", "b", "c")), "a or b or c")

    def test_params(self):
        """What is mentioned is written by its type; nothing is empty, not None."""
        params = {"name": ["a", Decimal("1.5")], "limit": None}
        sentence = documents.SENTENCES["archive_entries"]
        self.assertIn("“a, 1,5”", fill_in(self.vietnamese, sentence, params))
        self.assertNotIn("None", fill_in(self.vietnamese, sentence, params))

    def test_a_translation_that_mentions_what_is_not_there(self):
        """Somebody's translation with a wrong placeholder does not end what is being said: the source is shown."""
        sentence = "“%(name)s” is empty for a test"
        known = code_translations.get_python_translations("cchc_assessment", "vi_VN")
        for wrong in (
            "“%(nome)s” trống",
            "“%(name)s” trống 100 %",
            "“%(name)” trống",
            "%s trống %s",
        ):
            with self.subTest(wrong=wrong):
                code_translations.python_translations["cchc_assessment", "vi_VN"] = {
                    **known,
                    sentence: wrong,
                }
                self.addCleanup(
                    code_translations.python_translations.update,
                    {("cchc_assessment", "vi_VN"): known},
                )
                self.assertEqual(
                    fill_in(self.vietnamese, _lt(sentence), {"name": "a.pdf"}),
                    "“a.pdf” is empty for a test",
                )


@tagged("post_install", "-at_install")
class TestRubricsVoice(VoiceCase):
    """What stands in the way of issuing a rubric."""

    def test_every_kind_has_its_sentence(self):
        """Each is a whole sentence in both languages, which mention the same."""
        for kind, sentence in rubrics.SENTENCES.items():
            english, vietnamese = self.english._(sentence), self.vietnamese._(sentence)
            with self.subTest(kind=kind):
                self.assertNotEqual(english, vietnamese)
                self.assertEqual(
                    set(PLACEHOLDER.findall(english)), set(PLACEHOLDER.findall(vietnamese))
                )
                self.assertTrue(english.endswith(".") and vietnamese.endswith("."))


@tagged("post_install", "-at_install")
class TestLogVoice(VoiceCase):
    """What is said of a log that contradicts itself, and of proofs, checkpoints and keys that are none."""

    def test_every_kind_has_its_sentence(self):
        """Each finding names what is wrong and in which log, each problem what it is."""
        self._assert_worded(tlog.FINDINGS, LOG_FINDINGS, always=["ledger"])
        self._assert_worded(tlog.PROBLEMS, LOG_PROBLEMS)
        for sentence in (*tlog.FINDINGS.values(), *tlog.PROBLEMS.values()):
            for env in (self.english, self.vietnamese):
                self.assertTrue(env._(sentence).endswith("."))

    def test_what_a_stranger_wrote_is_harmless(self):
        """The name of a foreign key is put on one line, and cut."""
        error = TlogError("signature", key="a\u202e\nb%(x)s" + "x" * 300)
        sentence = tlog.say_problem(self.vietnamese, error)
        self.assertIn("“a b%(x)sxx", sentence)
        self.assertLess(len(sentence), 300)


@tagged("post_install", "-at_install")
class TestExchangeVoice(VoiceCase):
    """What is said of data that another program sends."""

    def test_every_kind_has_its_sentence(self):
        """Each refusal says where, and each kind of value has a name."""
        self._assert_worded(exchange.ERRORS, EXCHANGE_ERRORS, always=["place"])
        self._assert_worded(exchange.KINDS, dict.fromkeys(EXCHANGE_KINDS, ()))

    def test_a_place_is_shown_within_bounds(self):
        """However long a name the other program gives, the sentence stays one."""
        error = ExchangeError("unknown", "x" * 5_000)
        self.assertLess(len(exchange.say_error(self.vietnamese, error)), 300)
