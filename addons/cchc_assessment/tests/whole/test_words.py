import re
from pathlib import Path

from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import PoFileReader

# What is never said, and what is said instead: one term for one thing (docs/thuat-ngu.md).
NEVER = {
    r"\b[Cc]ông ty\b": "cơ quan",
    r"\b[Hh]uỷ\b": "hủy",
    r"\bđợt (?:thẩm định|ban hành|công bố)\b": "vòng thẩm định, lần công bố",
    r"[Đđ]iểm bị mất": "điểm chưa đạt",
    r"[Đđ]iểm kết quả": "điểm thẩm định",
    r"[Kk]ết quả (?:được|sẽ được|đã) ban hành": "kết quả được công bố",
    r"[Bb]an hành kết quả": "công bố kết quả",
    r"[Nn]ăm ngoái": "năm trước",
    r"Thiết lập(?:,| ›)": "Cài đặt, as Odoo calls its own",
    r"[Cc]âu hỏi": "yêu cầu",
    r"[Mm]ở lấy ý kiến": "gửi đơn vị rà soát kết quả",
    r"[Pp]hiên làm việc": "phiên đăng nhập",
    r"[Hh]ãy lưu trữ|Đã lưu trữ": "ngừng sử dụng",
    r"[Nn]ộp (?:các )?(?:tệp|tài liệu)|tài liệu (?:để|đã) nộp|(?:tệp|tài liệu) chưa được nộp": "tải lên",
}
# A survey has questions, where a council makes requests.
SAID = {"cchc_assessment_survey": {r"[Cc]âu hỏi"}}
TERMS = {
    "Agree with the Unit": "Đồng ý với đơn vị",
    "Appraised Score": "Điểm thẩm định",
    "Archived": "Ngừng sử dụng",
    "Asked": "Số phiếu",
    "Cancel": "Hủy",
    "Choose a Filed One": "Chọn tài liệu đã có",
    "Company": "Cơ quan",
    "Dispatch Number": "Số văn bản",
    "File a Folder": "Tải lên thư mục",
    "Final Score": "Điểm thẩm định",
    "Last Year (%)": "Năm trước (%)",
    "Level Reached": "Mức đạt được",
    "Not Begun": "Chưa bắt đầu",
    "Open the Review": "Gửi đơn vị rà soát kết quả",
    "Other Score": "Điểm Hội đồng quyết định",
    "Override Reason": "Lý do điều chỉnh",
    "Points Lost": "Điểm chưa đạt",
    "Publish Results": "Công bố kết quả",
    "Round": "Vòng",
    "Settings": "Cài đặt",
    "Search more...": "Tìm thêm…",
    "Starred messages": "Tin nhắn gắn sao",
    "Take out of Use": "Ngừng sử dụng",
    "Top of the Document": "Phần đầu văn bản",
    "What Is Asked": "Yêu cầu của Hội đồng",
    "Your session has ended: what you typed is kept here": (
        "Phiên đăng nhập đã hết hạn: nội dung đã gõ vẫn được giữ ở đây"
    ),
}


@tagged("post_install", "-at_install")
class TestWords(TransactionCase):
    """One Vietnamese term for one thing, on every screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        main = Path(file_path("cchc_assessment"))
        cls.texts = {}
        for path in sorted(main.parent.glob("cchc_assessment*/i18n/vi.po")):
            with path.open("rb") as source:
                cls.texts[path.parts[-3]] = {
                    row["src"]: row["value"] or "" for row in PoFileReader(source)
                }

    def test_each_thing_has_one_name(self):
        """What has a term of its own is called by it, in each addon."""
        main = self.texts["cchc_assessment"]
        self.assertGreater(len(main), 1000)
        self.assertEqual({term: main.get(term) for term in TERMS}, TERMS)
        for addon, texts in self.texts.items():
            with self.subTest(addon=addon):
                said = {term: texts[term] for term in TERMS if term in texts}
                self.assertEqual(said, {term: TERMS[term] for term in said})

    def test_what_is_never_said(self):
        """No other word stands for the same thing, in no addon."""
        for addon, texts in self.texts.items():
            for pattern, instead in NEVER.items():
                if pattern in SAID.get(addon, ()):
                    continue
                said = [text for text in texts.values() if re.search(pattern, text)]
                self.assertFalse(said, f"{addon}: “{instead}” is the word")

    def test_results_are_not_issued(self):
        """A decision and a rubric are issued; the buttons of results publish them."""
        for name in ("cchc_publication_view_form", "cchc_publication_sign_view_form"):
            view = self.env.ref(f"cchc_assessment.{name}").with_context(lang="vi_VN")
            said = [each.get("string", "") for each in etree.fromstring(view.arch).iter("button")]
            self.assertIn("Công bố kết quả", said)
            self.assertFalse([text for text in said if "ban hành" in text.lower()])
