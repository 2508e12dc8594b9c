import json
from importlib.resources import files

from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..accessible import AXE
from ..common import WebCase, make_pdf
from ..common_council import Council
from ..tools import needs
from .test_sheet import SheetCase

# Looks at the sheet as it opens, and with each of these cells open for typing.
CHECK_ACCESSIBILITY = """
    (async () => {
        const { animationFrame, press } = odoo.loader.modules.get("@odoo/hoot-dom");
        const findings = [];
        const look = async (where) => {
            const { passes, violations } = await axe.run(document.querySelector(".o_cchc_sheet"));
            if (!passes.length) {
                findings.push(`${where}: nothing was checked`);
            }
            for (const { help, id, nodes } of violations) {
                findings.push(`${where}: ${id}: ${help}: ${nodes.map((node) => node.html).join(" ")}`);
            }
        };
        await look("the sheet");
        for (const selector of %s) {
            document.querySelector(selector).focus();
            await press("Enter");
            await animationFrame();
            if (!document.querySelector(".o_cchc_keys[data-open]")) {
                findings.push(`${selector} does not open`);
            }
            await look(selector);
            await press("Escape");
            await animationFrame();
        }
        if (findings.length) {
            console.error(findings.join("\\n"));
        } else {
            console.log("test successful");
        }
    })();
"""


class SheetTour(Council, SheetCase, WebCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        (cls.officer | cls.leader | cls.appraiser).lang = "vi_VN"

    def _url(self, assessment=None):
        url = "/odoo/action-cchc_assessment.cchc_assessment_action"
        return f"{url}/{assessment.id}" if assessment else url

    def _play_in_sheet(self, tour, user, assessment=None):
        self._play(tour, user, self._url(assessment).removeprefix("/odoo/"), timeout=400)


@tagged("post_install", "-at_install")
class TestSheetTour(SheetTour):
    """An officer works in the score sheet in Chromium."""

    def test_a_hundred_criteria_by_keyboard(self):
        """A form of 100 criteria is scored and explained without a mouse, each row saved by itself."""
        rubric = self._make_large_rubric(100)
        rubric.action_publish()
        self.period.rubric_ids = [Command.set(rubric.ids)]
        self.period.with_user(self.secretary).action_open()
        assessment = self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
        self._play_in_sheet("cchc_officer_fills_by_keyboard", self.officer)
        self.assertEqual(assessment.progress, 100)
        self.assertEqual(set(assessment.line_ids.mapped("self_score")), {1})
        self.assertEqual(len(set(assessment.line_ids.mapped("explanation"))), 100)
        self.assertFalse(assessment.line_ids.filtered("needs_explanation"))

    def test_keyboard_paste_and_filters(self):
        """Cells keep what was there on Escape, a pasted column lands after a preview, sums follow."""
        self._open_period()
        self._play_in_sheet("cchc_officer_uses_the_sheet", self.officer)
        self.assertEqual(self.assessment.self_score, 4.2)
        self.assertIs(self._line("1.2").manual_score, False)

    def test_documents_and_last_year(self):
        """A dropped document proves two criteria and is looked at; last year's words and documents are taken over."""
        self._open_period()
        self._fill_in()
        self._file(self._line("1.2"), "99/QD-STN")
        assessment = self._open_next_year()
        self._play_in_sheet("cchc_officer_files_in_the_sheet", self.officer, assessment)
        lines = {line.criterion_id.code: line for line in assessment.line_ids}
        document = lines["1.1.1"].evidence_ids
        self.assertEqual(document.file_name, "15-BC-STN ket qua nam.pdf")
        self.assertEqual(lines["1.1.2"].evidence_ids, document)
        self.assertEqual(lines["1.2"].explanation, "Năm nay không có sáng kiến.")
        self.assertEqual(lines["1.2"].evidence_ids.document_number, "99/QD-STN")

    def test_remarks_on_a_file(self):
        """What is inside a document is said beside it, and one with a program isn't shown in the page."""
        self._open_period()
        script = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
        self._file(self._line("1.1.1"), "98/QD-STN", content=make_pdf("Quyet dinh", script))
        # without a number it is not asked for a signature
        self._file(self._line("1.1.2"), "99/QD-STN").document_number = False
        self._play_in_sheet("cchc_officer_reads_remarks", self.officer, self.assessment)

    def test_a_lost_connection_and_the_back_button(self):
        """What could not be sent is kept and sent later, over a reload too; leaving the page saves what is typed."""
        self._open_period()
        # what was sent again over the reload is refused where the first sending had arrived after all
        with mute_logger("odoo.http"):
            self._play_in_sheet("cchc_officer_loses_the_connection", self.officer)
        self.assertEqual(self._line("1.2").manual_score, 1.5)
        self.assertEqual((self._line("2.1").numerator, self._line("2.1").denominator), (8, 10))
        self.assertEqual(self._line("1.1.2").explanation, "Còn")

    def test_a_colleague_in_the_same_sheet(self):
        """A colleague's change appears, but not under one's hands; whoever saves over it has been asked."""
        self._open_period()
        with mute_logger("odoo.http"):
            self._play_in_sheet("cchc_officer_and_a_colleague", self.officer)
        self.assertEqual(self._line("1.2").explanation, "Của tôi")
        logged = self._line("1.2").log_ids.filtered(lambda row: row.field == "explanation")
        self.assertIn("Của đồng nghiệp", logged.mapped("new_value"))


@tagged("post_install", "-at_install")
class TestCouncilSheetTour(SheetTour):
    """The council and the unit work through the appraisal in the sheet in Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._submit()
        cls._start()
        cls._assign()

    def test_deciding_and_answering(self):
        """The appraiser agrees by a key, decides otherwise, asks; the unit answers, and its own figures stay."""
        self._play_in_sheet("cchc_appraiser_uses_the_sheet", self.appraiser, self.assessment)
        agreed, other = self._appraisal("1.1.1"), self._appraisal("1.1.2")
        self.assertEqual((agreed.score, agreed.appraiser_id), (1, self.appraiser))
        self.assertEqual((other.numerator, other.denominator, other.score), (6, 10, 0))
        self.assertEqual((other.remark, other.request), ("Có 6/10 nhiệm vụ", "Báo cáo nào?"))
        self.assertEqual(self._appraisal("2.2").score, 2.5)
        settled = self._appraisal("2.1")
        self.assertEqual((settled.score, settled.override_reason), (1.5, "Theo kết luận kiểm tra"))
        self.assertEqual((self._line("1.1.2").numerator, self._line("1.1.2").self_score), (8, 0.5))
        self.assessment.with_user(self.secretary)._transition(
            "action_request_explanation",
            explanation_deadline=Datetime.add(Datetime.now(), days=3),
        )
        self._play_in_sheet("cchc_unit_answers_in_the_sheet", self.officer, self.assessment)
        self.assertEqual(other.explanation, "Báo cáo số 15")
        self.assertEqual(self._line("1.1.2").evidence_ids.mapped("added_round"), [1])


@tagged("post_install", "-at_install")
@needs(AXE)
class TestSheetAccessibility(SheetTour):
    """axe-core finds nothing in the sheet that keeps people with a disability from using it."""

    def _check(self, user, *cells):
        selectors = [f"tr[data-code='{code}'] td[data-column={column}]" for code, column in cells]
        self.browser_js(
            self._url(self.assessment),
            files(AXE).joinpath("axe.min.js").read_text(encoding="utf-8")
            + CHECK_ACCESSIBILITY % json.dumps(selectors),
            ready="!!document.querySelector('.o_cchc_sheet tr[data-row]')",
            login=user.login,
            timeout=120,
        )

    def test_as_officer(self):
        """The officer's sheet, an option, two numbers and an explanation open for typing."""
        self._open_period()
        self._fill_in()
        self._check(
            self.officer, ("1.1.1", "result"), ("1.1.2", "result"), ("1.1.2", "explanation")
        )

    def test_as_leader(self):
        """The leader's sheet, to be read and approved."""
        self._open_period()
        self._fill_in()
        self._send()
        self._check(self.leader)

    def test_as_appraiser(self):
        """The council's columns, with what was decided otherwise and asked."""
        self._make_council()
        self._submit()
        self._start()
        self._assign()
        self._appraisal("1.1.1").write(
            {
                "option_id": self._option("1.1.1", 0).id,
                "remark": "Thiếu văn bản.",
                "explanation_requested": True,
                "request": "Văn bản nào?",
            }
        )
        self._check(
            self.appraiser,
            ("1.1.1", "council_result"),
            ("2.2", "council_result"),
            ("1.1.2", "remark"),
        )


@tagged("post_install", "-at_install")
class TestSheetOnAPhone(SheetTour):
    """A leader reads, returns and approves on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_reading(self):
        """The criteria stand as cards, with their explanations and sums."""
        self._open_period()
        self._fill_in()
        self._send()
        self._play_in_sheet("cchc_leader_reads_on_a_phone", self.leader)

    def test_returning_and_approving(self):
        """The leader returns the assessment with a reason, and approves it when it comes back."""
        self._open_period()
        self._fill_in()
        self._send()
        self._play_in_sheet("cchc_leader_returns_on_a_phone", self.leader)
        self.assertEqual(self.assessment.state, "draft")
        self._send()
        self._play_in_sheet("cchc_leader_approves_on_a_phone", self.leader)
        self.assertEqual(self.assessment.state, "submitted")
        self.assertEqual(self.assessment.submission_ids.dispatch_number, "12/STN-VP")
