import io
import zipfile

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ...core.word.papers_data import PaperBasis, PaperRubric
from ..common import CchcCase, RemoteCase, rewrite
from ..common_council import Council
from ..common_ways import Ways
from ..reporting.test_word_report import _exchange_template, _template, _texts

RESULTS = (
    "04 - Biên bản họp Hội đồng.docx",
    "05 - Báo cáo kết quả.docx",
    "06 - Tờ trình.docx",
    "07 - Dự thảo Quyết định.docx",
    "07 - Phụ lục kèm theo Quyết định.docx",
)
START = "01 - Công văn triển khai tự đánh giá.docx"


def _open(content):
    """Return what each document of a ZIP says, by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: "\n".join(_texts(archive.read(name))) for name in archive.namelist()}


@tagged("post_install", "-at_install")
class TestPeriodPapers(Ways, CchcCase):
    """The papers of a period, in a year in which not everybody cooperates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ways()
        cls.period.with_user(cls.secretary).write(
            {
                "council_head_name": "Nguyễn Văn Mẫu",
                "meeting_place": "Phòng họp số 2",
                "meeting_started_at": "2027-01-10 01:30:00",
                "meeting_attendees": "- Ông Lê Văn Khách, Phó Giám đốc Sở Tài chính;\n\nBà Mai.",
            }
        )

    def _make(self, period=None):
        period = (period or self.period).with_user(self.secretary)
        period.action_download_papers()
        stream = io.BytesIO()
        report = self.env["report.cchc_assessment.period_papers"].with_user(self.secretary)
        report._write_archive(period, stream)
        return _open(stream.getvalue())

    def test_what_there_is_to_say_decides_which_papers_there_are(self):
        """At first the dispatch that begins; then those to the late, and to each one that is asked, of its own."""
        self.assertEqual([*self._make()], [START])
        self.assertFalse(self.period.publication_ids)
        self._pass_deadline(self.silent)
        said = self._make()
        self.assertEqual([*said], [START, "02 - Công văn đôn đốc.docx"])
        self.assertIn("còn 1 cơ quan, đơn vị", said["02 - Công văn đôn đốc.docx"])
        self.assertIn("Sở Im lặng", said["02 - Công văn đôn đốc.docx"])
        for assessment in (self.assessment, self.other_assessment):
            self._submit(assessment)
            self._start(assessment)
            self._decide_all(assessment)
        self._ask()
        name = f"03 - Công văn yêu cầu giải trình - {self.unit.name}.docx"
        said = self._make()
        self.assertEqual([*said], [START, "02 - Công văn đôn đốc.docx", name, *RESULTS])
        self.assertIn("Văn bản nào chứng minh?", said[name])
        self.assertNotIn(self.other_unit.name, said[name])
        self._appraisal("1.1.1", self.officer).write({"explanation": "Đã gửi."})
        self.assertNotIn(name, self._make())

    def test_the_papers_say_what_was_computed(self):
        """Places, counts, who was there, who has no place and why: in each paper the same as in the annex."""
        self._conclude_both()
        self._set_others_aside()
        said = self._make()
        self.assertEqual([*said], [START, *RESULTS])
        minute = said[RESULTS[0]]
        for part in (
            "DỰ THẢO - CHƯA CÔNG BỐ",
            "Địa điểm: Phòng họp số 2.",
            "- Ông Lê Văn Khách, Phó Giám đốc Sở Tài chính.",
            "- Bà Mai.",
            "08 giờ 30 ngày 10/01/2027",
            f"1. {self.secretary.name} - Thư ký Hội đồng (chấm ",
            "2/5 cơ quan, đơn vị; 1 đơn vị không nộp hồ sơ; 2 đơn vị không thuộc đối tượng",
            "Nguyễn Văn Mẫu",
        ):
            self.assertIn(part, minute)
        for name in (RESULTS[0], RESULTS[1], RESULTS[2], RESULTS[4]):
            self.assertIn(
                "Sở Mới lập\nKhông thuộc đối tượng đánh giá\nMới thành lập tháng 10.", said[name]
            )
            self.assertIn("Hợp nhất từ 01/7; kết quả tính vào phiếu của Sở Thử nghiệm.", said[name])
        publication = self._compute_results()
        publication.action_freeze()
        said = self._make()
        self.assertEqual(publication.state, "frozen")
        self.assertNotIn("DỰ THẢO -", "".join(said.values()))
        self.assertIn("Điều 1. Công bố kết quả", said[RESULTS[3]])

    def test_each_document_is_cited_once(self):
        """Rubrics of one decision are named with it, and what the period names itself is not said again."""
        report = self.env["report.cchc_assessment.period_papers"]
        rubrics = [
            PaperRubric("", name, basis, "", "")
            for name, basis in (
                ("A", "QĐ 1"),
                ("B", "QĐ 2"),
                ("C", "QĐ 1"),
                ("D", ""),
                ("E", "KH 5"),
                ("F", "QĐ 6 ban hành F"),
            )
        ]
        self.assertEqual(
            report._make_bases(rubrics, "KH 5"),
            [
                PaperBasis("QĐ 1", "A; C"),
                PaperBasis("QĐ 2", "B"),
                PaperBasis("QĐ 6 ban hành F", ""),
            ],
        )
        rewrite(self.rubric, self.rubric, legal_basis="Quyết định số 42/QĐ-UBND ngày 10/01/2026.")
        self.period.legal_basis = "Quyết định số 42/QĐ-UBND ngày 10/01/2026"
        self._conclude_both()
        self._set_others_aside()
        decision = self._make()[RESULTS[3]]
        self.assertEqual(decision.count("Quyết định số 42/QĐ-UBND"), 1)

    def test_the_mean_of_all_counts_whom_the_means_of_the_groups_count(self):
        """Who did not submit and is given nothing is among them: the total row agrees with the rows above it."""
        self.period.absent_result = "lowest"
        self._conclude_both()
        self._set_others_aside()
        publication = self._compute_results()
        report = self.env["report.cchc_assessment.period_papers"]
        said = report._make_results(self.period, publication)
        percents = publication.result_ids.mapped("percent")
        self.assertEqual([*map(bool, sorted(percents))], [False, True, True])
        self.assertEqual(said["mean_percent"], f"{sum(percents) / 3:.2f}".replace(".", ","))

    def test_the_secretary_replaces_each_template(self):
        """Each paper is made from the period's own template, which is checked; nobody else gets or changes it."""
        period = self.period.with_user(self.secretary)
        period.start_template = _template("Mẫu riêng: {{ period_name }}")
        self.assertEqual(self._make()[START], f"Mẫu riêng: {period.name}")
        with (
            self.assertRaisesRegex(ValidationError, "“decision_no”"),
            self.env.cr.savepoint(),
        ):
            period.decision_template = _template("Gửi {{ decision_no }}")
        for user in (self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.period.with_user(user).action_download_papers()
            with self.assertRaises(AccessError):
                self.period.with_user(user).read(["start_template"])
        self.assertIn("{{ row.request }}", period.paper_field_list)

    def test_units_do_not_see_who_met(self):
        """Where and with whom the council meets is the council's."""
        with self.assertRaises(AccessError):
            self.period.with_user(self.leader).read(["meeting_attendees"])
        self.assertTrue(self.period.with_user(self.appraiser).meeting_attendees)

    def test_the_minute_of_a_unit_names_those_present(self):
        self._submit()
        self._start()
        report = self.env["report.cchc_assessment.minute"].with_user(self.secretary)
        said = "\n".join(_texts(report._render(self.assessment.with_user(self.secretary))))
        self.assertIn("Cùng dự:\n- Ông Lê Văn Khách, Phó Giám đốc Sở Tài chính.\n- Bà Mai.", said)


@tagged("post_install", "-at_install")
class TestPeriodPapersDownload(Council, RemoteCase):
    """Who gets the papers by their address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()

    def test_the_secretary_alone_gets_them(self):
        path = self.period.with_user(self.secretary).action_download_papers()["url"]
        answer = self._get(self.secretary, path)
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertEqual([*_open(answer.content)], [START])
        for user in (self.appraiser, self.officer, self.leader, self.other_leader):
            self.assertEqual(self._get(user, path).status_code, 404)
        self.assertEqual(self._get(self.secretary, "/cchc/period/papers/999999").status_code, 404)
        for kind in ("start", "reminder", "request", "council_minute", "results", "proposal"):
            path = f"/cchc/template/{kind}/{self.period.id}"
            self.assertIn(
                "Nơi nhận:" if kind != "council_minute" else "BIÊN BẢN",
                _texts(self._get(self.secretary, path).content),
            )
            self.assertEqual(self._get(self.appraiser, path).status_code, 404)

    def test_a_broken_template_is_a_sentence(self):
        self.period.start_template = _template("{{ year }}")
        _exchange_template(self.period, "start_template", _template("Gửi {{ ten_cu }}"))
        answer = self._get(self.secretary, f"/cchc/period/papers/{self.period.id}")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("ten_cu", answer.text)
