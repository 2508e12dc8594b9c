import base64
from io import BytesIO

from openpyxl import Workbook, load_workbook

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import CchcCase
from ..common_council import Council

HEADINGS = ("STT", "Nội dung", "Điểm tối đa", "Tài liệu kiểm chứng")
#: Yearly scores of other kinds, in the shape of a rubric: what is assessed, and its rows.
SCORES = {
    "chuyển đổi số": (
        ("1", "NHẬN THỨC SỐ", 10),
        ("1.1", "Người đứng đầu chủ trì chuyển đổi số", 4, "Quyết định phân công"),
        (None, "Có: 4"),
        (None, "Không: 0"),
        ("1.2", "Tỷ lệ cán bộ được tập huấn kỹ năng số", 6, "Báo cáo"),
        (None, "Từ 90% trở lên: 6"),
        (None, "Từ 70% đến dưới 90%: 3"),
        (None, "Dưới 70%: 0"),
        ("2", "HẠ TẦNG SỐ", 10),
        ("2.1", "Nền tảng dùng chung được khai thác", 10, "Báo cáo"),
        (None, "Khai thác đầy đủ: Điểm tối đa"),
        (None, "Khai thác một phần: 50% điểm"),
        (None, "Không khai thác: 0"),
    ),
    "thi đua, khen thưởng": (
        ("I", "CHẤP HÀNH CHỦ TRƯƠNG", 60),
        ("1", "Phổ biến, quán triệt văn bản", 30, "Kế hoạch"),
        (None, "Đầy đủ, kịp thời: 30"),
        (None, "Chậm: 15"),
        (None, "Không thực hiện: 0"),
        ("2", "Phong trào thi đua phát động trong năm", 30, "Báo cáo"),
        (None, "Có từ 03 phong trào trở lên: 30"),
        (None, "Có 01 - 02 phong trào: 20"),
        (None, "Không có: 0"),
        ("II", "KHEN THƯỞNG", 40),
        ("1", "Tỷ lệ hồ sơ khen thưởng đúng hạn", 40, "Danh sách"),
        (None, "Đạt 100%: 40"),
        (None, "Từ 80% đến dưới 100%: 20"),
        (None, "Dưới 80%: 0"),
    ),
    "xây dựng nông thôn mới": (
        ("1", "QUY HOẠCH", 20),
        ("1.1", "Quy hoạch được phê duyệt và công khai", 20, "Quyết định"),
        (None, "Đã phê duyệt và công khai: 20"),
        (None, "Đã phê duyệt: 10"),
        (None, "Chưa phê duyệt: 0"),
        ("2", "HẠ TẦNG", 80),
        ("2.1", "Tỷ lệ đường xã được bê tông hóa", 50, "Biên bản nghiệm thu"),
        (None, "Từ 95% trở lên: 50"),
        (None, "Từ 80% đến dưới 95%: 25"),
        (None, "Dưới 80%: 0"),
        ("2.2", "Nhà văn hóa xã đạt chuẩn", 30, "Biên bản"),
        (None, "Đạt: 30"),
        (None, "Không đạt: 0"),
    ),
    "hệ thống quản lý chất lượng ISO": (
        ("A", "XÂY DỰNG HỆ THỐNG", 50),
        ("A1", "Ban hành chính sách chất lượng", 20, "Chính sách"),
        (None, "Có: 20"),
        (None, "Không: 0"),
        ("A2", "Tỷ lệ quy trình được rà soát trong năm", 30, "Biên bản rà soát"),
        (None, "100%: 30"),
        (None, "Từ 50% đến dưới 100%: 15"),
        (None, "Dưới 50%: 0"),
        ("B", "DUY TRÌ, CẢI TIẾN", 50),
        ("B1", "Đánh giá nội bộ", 50, "Báo cáo đánh giá"),
        (None, "Hai lần trở lên: Điểm tối đa"),
        (None, "Một lần: 60% điểm"),
        (None, "Không đánh giá: 0"),
    ),
}


def make_workbook(subject, rows):
    book = Workbook()
    sheet = book.active
    sheet.append([f"BỘ TIÊU CHÍ ĐÁNH GIÁ {subject.upper()} NĂM 2026"])
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue())


@tagged("post_install", "-at_install")
class TestOtherScores(Council, CchcCase):
    """Whatever a province scores each year in this shape goes the same way, with its own words."""

    def _import(self, subject):
        wizard = (
            self.env["cchc.rubric.import"]
            .with_user(self.secretary)
            .create({"file": make_workbook(subject, SCORES[subject]), "file_name": "bo.xlsx"})
        )
        self.assertFalse(wizard.problem)
        self.assertFalse(wizard.error_count, wizard.findings)
        self.assertFalse(wizard.warning_count, wizard.findings)
        wizard.group_ids = self.group
        rubric = self.env["cchc.rubric"].browse(wizard.action_import()["res_id"])
        rubric.with_user(self.secretary).action_publish()
        self.assertEqual(rubric.state, "published")
        return rubric

    def _open(self, subject, rubric):
        period = self.env["cchc.period"].create(
            {
                "name": f"Đánh giá {subject} năm 2026",
                "year": 2026,
                "subject": subject,
                "self_deadline": Datetime.add(Datetime.now(), days=30),
                "rubric_ids": [Command.set(rubric.ids)],
                "rating_scale_id": self._make_scale().id,
            }
        )
        period.with_user(self.secretary).action_open()
        return period

    def _score(self, assessment, officer, place):
        """Take the option of this place everywhere: what the criterion is worth less with each place."""
        for line in assessment.line_ids.with_user(officer):
            options = line.criterion_id.option_ids.sorted("score", reverse=True)
            line.write(
                {"option_id": options[place % len(options)].id, "explanation": "Theo báo cáo."}
            )
            self.assertEqual(line.self_score, line.option_id.score)

    def _titles(self, period, assessment):
        report = self.env["ir.actions.report"].with_user(self.officer)
        for name in ("appendix_report", "offline_form_report"):
            content, _type = report._render(f"cchc_assessment.{name}", assessment.ids)
            sheet = load_workbook(BytesIO(content)).worksheets[0]
            yield " ".join(
                str(cell.value) for row in sheet.iter_rows(max_row=12) for cell in row if cell.value
            )

    def test_from_import_to_ranking(self):
        """Four other yearly scores are imported without a doubt, scored, appraised, ranked, printed by their names."""
        for subject in SCORES:
            with self.subTest(subject):
                rubric = self._import(subject)
                period = self._open(subject, rubric)
                mine = period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
                theirs = period.assessment_ids - mine
                people = (
                    (mine, self.officer, self.leader, 0),
                    (theirs, self.other_officer, self.other_leader, 1),
                )
                for assessment, officer, leader, place in people:
                    self._score(assessment, officer, place)
                    assessment.with_user(officer)._transition("action_send_to_leader")
                    assessment.with_user(leader)._transition(
                        "action_approve",
                        dispatch_number="1/BC",
                        dispatch_date="2026-12-01",
                        responsibility_confirmed=True,
                    )
                    self._start(assessment)
                    assessment.with_user(self.secretary).action_agree()
                    self._conclude(assessment)
                publication = self._publish(period)
                ranks = {result.unit_id: result.rank for result in publication.result_ids}
                self.assertEqual(ranks, {self.unit: 1, self.other_unit: 2})
                self.assertEqual(mine.appraised_percent, 100)
                for title in self._titles(period, mine):
                    self.assertIn(f"CHẤM ĐIỂM {subject.upper()} NĂM 2026", title)
