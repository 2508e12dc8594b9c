"""What is wrong with a signature, in Vietnamese and English."""

from .shared import is_vietnamese

# (Vietnamese, English), side by side so that one cannot be changed without seeing the other.
PROBLEMS = {
    "altered": (
        "Nội dung đã ký bị thay đổi sau khi ký.",
        "What was signed has been changed since.",
    ),
    "extended": (
        "Tệp được thêm nội dung sau khi ký.",
        "Something was added to the file after it was signed.",
    ),
    "untrusted": (
        "Chứng thư số không do tổ chức được tin cậy cấp.",
        "The certificate was not issued by a trusted authority.",
    ),
    "expired": (
        "Chứng thư số hết hạn hoặc chưa có hiệu lực.",
        "The certificate has expired or is not valid yet.",
    ),
    "revoked": (
        "Chứng thư số đã bị thu hồi.",
        "The certificate has been revoked.",
    ),
    "unreadable": (
        "Không đọc được chữ ký số.",
        "The signature cannot be read.",
    ),
    "too_many": (
        "Chưa kiểm tra hết chữ ký số: tệp có quá nhiều chữ ký hoặc kiểm tra quá lâu.",
        "Not every signature was checked: there are too many, or it took too long.",
    ),
}


def say_problem(code: str | None, lang: str | None) -> str:
    """Return the sentence of a problem in Vietnamese or English; "" where there is none."""
    if not code:
        return ""
    vietnamese, english = PROBLEMS[code]
    return vietnamese if is_vietnamese(lang) else english
