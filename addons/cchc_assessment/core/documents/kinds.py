"""What may be inside a document besides what one reads: what is thought of it, and what is said.

A document is refused for what does harm to whoever opens it, or calls somebody when it is opened. What only
might is filed all the same, since officials file it every day: it is said to them and to the council, and
what a browser would run is not shown in one but downloaded.
"""

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """``refused``: it is not filed at all. ``shown``: a browser may show the document it is in.

    The sentences of what is refused name the file; those of what is filed are remarks beside it.
    """

    refused: bool
    shown: bool
    vietnamese: str
    english: str


def _refused(vietnamese: str, english: str) -> Kind:
    return Kind(True, False, vietnamese, english)


def _remarked(vietnamese: str, english: str, *, shown: bool = False) -> Kind:
    return Kind(False, shown, vietnamese, english)


KINDS = {
    # Refused.
    "macros": _refused(
        "Tệp “{name}” có macro. Hãy lưu thành tài liệu không có macro (.docx, .xlsx) hoặc PDF rồi tải lên.",
        (
            "The file “{name}” holds macros. Save it as a document without macros (.docx, .xlsx) or as PDF and "
            "upload that."
        ),
    ),
    "program": _refused(
        "Trong tệp “{name}” có đính kèm chương trình. Hãy bỏ phần đính kèm, hoặc in ra PDF rồi tải lên.",
        "A program is embedded in the file “{name}”. Remove it, or print the document to PDF and upload that.",
    ),
    "starts_program": _refused(
        (
            "Tệp “{name}” có lệnh chạy chương trình khác khi mở (DDE hoặc Launch). Hãy in ra PDF mới rồi tải "
            "lên."
        ),
        (
            "The file “{name}” starts another program when it is opened (DDE or Launch). Print it to a new PDF "
            "and upload that."
        ),
    ),
    "calls_out": _refused(
        (
            "Tệp “{name}” tự kết nối ra ngoài khi mở (mẫu, đối tượng hoặc địa chỉ trên Internet). Hãy in ra PDF "
            "mới rồi tải lên."
        ),
        (
            "The file “{name}” calls another server by itself when it is opened (a template, an object or an "
            "address on the internet). Print it to a new PDF and upload that."
        ),
    ),
    "pixels": _refused(
        (
            "Ảnh “{name}” quá lớn ({width} × {height} điểm ảnh), nhiều máy không mở được. Hãy quét hoặc lưu lại "
            "với độ phân giải thấp hơn."
        ),
        (
            "The picture “{name}” is too large ({width} × {height} pixels): many machines could not open it. "
            "Scan or save it at a lower resolution."
        ),
    ),
    # Filed, and said.
    "pdf_script": _remarked(
        "Tệp PDF có mã JavaScript. Chỉ tải về, không xem trên trình duyệt.",
        "The PDF holds JavaScript. It is downloaded, and not shown in the browser.",
    ),
    "pdf_form": _remarked(
        "Tệp PDF là biểu mẫu động (XFA), trình duyệt không hiển thị được. Chỉ tải về.",
        "The PDF is a dynamic form (XFA), which browsers do not show. It is downloaded.",
    ),
    "pdf_sends": _remarked(
        "Tệp PDF có nút gửi dữ liệu ra ngoài. Chỉ tải về, không bấm gửi.",
        "The PDF has a button that sends data elsewhere. It is downloaded; do not press that button.",
    ),
    "pdf_opens": _remarked(
        "Tệp PDF có liên kết mở tệp khác trên máy người đọc. Chỉ tải về.",
        "The PDF has links that open other files on the reader's machine. It is downloaded.",
    ),
    "pdf_media": _remarked(
        "Tệp PDF có âm thanh, phim hoặc nội dung đa phương tiện. Chỉ tải về.",
        "The PDF holds sound, film or rich media. It is downloaded.",
    ),
    "pdf_attachment": _remarked(
        "Tệp PDF có tệp khác đính kèm bên trong. Hội đồng chỉ xem nội dung PDF.",
        "Other files are attached inside the PDF. The council looks at the PDF itself only.",
        shown=True,
    ),
    "object": _remarked(
        "Tài liệu có đối tượng nhúng từ chương trình khác. Không kích hoạt đối tượng nếu không cần.",
        "The document holds objects of other programs. Do not activate them without need.",
    ),
    "control": _remarked(
        "Tài liệu có nút điều khiển (ActiveX) hoặc tiện ích bổ sung. Không bấm bật nội dung.",
        "The document holds controls (ActiveX) or an add-in. Do not enable them.",
    ),
    "template": _remarked(
        "Tài liệu dùng mẫu Word nằm trên máy hoặc mạng nội bộ của người soạn. Vẫn đọc được bình thường.",
        "The document uses a Word template on its author's machine or network. It can be read all the same.",
    ),
    "linked": _remarked(
        "Tài liệu lấy ảnh hoặc số liệu từ nơi khác. Không bấm cập nhật liên kết khi mở.",
        "The document takes pictures or figures from elsewhere. Do not update its links when opening it.",
    ),
    "unsearched": _remarked(
        "Tài liệu quá lớn hoặc quá phức tạp nên chưa được kiểm tra hết bên trong. Chỉ tải về.",
        "The document is too large or too intricate to be looked through as a whole. It is downloaded.",
    ),
}

# What is in the way of showing a document in a browser.
NOT_SHOWN = frozenset(name for name, kind in KINDS.items() if not kind.shown)

# Endings of what a machine runs when it is opened.
PROGRAMS = re.compile(
    r"\.(?:exe|dll|com|bat|cmd|scr|pif|ms[ip]|cpl|lnk|url|reg|hta|jse?|mjs|vb[es]|ws[fh]|psm?1|jar|class|sh|py|apk|app"
    r"|dmg|deb|rpm|x?html?|mht|svg|docm|dotm|xls[mb]|xltm|xlam|pptm|ppam)[ .\0]*$",
    re.I,
)


def is_program(name: str) -> bool:
    return bool(PROGRAMS.search(name))
