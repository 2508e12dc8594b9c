"""Every word the package says, in Vietnamese and English.

A template is looked up by its key and filled in with named values. Text that people typed is only
ever a value, put on one line and cut to a readable length.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from .kinds import KINDS

_MAX_QUOTED = 120

# What people call a type: (Vietnamese, English).
TYPE_NAMES = {
    "application/pdf": ("PDF", "PDF"),
    "image/png": ("ảnh PNG", "PNG image"),
    "image/jpeg": ("ảnh JPEG", "JPEG image"),
    "image/tiff": ("ảnh TIFF", "TIFF image"),
    "application/msword": ("Word 97-2003", "Word 97-2003 document"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        "Word",
        "Word document",
    ),
    "application/vnd.ms-excel": ("Excel 97-2003", "Excel 97-2003 workbook"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (
        "Excel",
        "Excel workbook",
    ),
    "application/zip": ("tệp nén ZIP", "ZIP archive"),
    "image/gif": ("ảnh GIF", "GIF image"),
    "image/webp": ("ảnh WebP", "WebP image"),
    "image/bmp": ("ảnh BMP", "BMP image"),
    "application/vnd.rar": ("tệp nén RAR", "RAR archive"),
    "application/x-7z-compressed": ("tệp nén 7-Zip", "7-Zip archive"),
    "application/gzip": ("tệp nén GZIP", "GZIP archive"),
    "application/rtf": ("RTF", "RTF document"),
    "application/vnd.oasis.opendocument": ("OpenDocument", "OpenDocument file"),
    "application/vnd.openxmlformats-officedocument": ("Office", "Office file"),
    "application/x-ole-storage": ("Office 97-2003", "Office 97-2003 file"),
    "video/mp4": ("video hoặc ảnh HEIC", "video or HEIC image"),
}

# (Vietnamese, English), side by side so that one cannot be changed without seeing the other.
TEMPLATES = {
    # Why a file cannot be filed.
    "empty": (
        "Tệp “{name}” không có dữ liệu (0 byte). Hãy kiểm tra lại tệp gốc rồi tải lên lần nữa.",
        "The file “{name}” is empty (0 bytes). Check the original and upload it again.",
    ),
    "executable": (
        "“{name}” là chương trình, không phải tài liệu. Hãy tải lên tài liệu.",
        "“{name}” is a program, not a document. Upload the document itself.",
    ),
    "html": (
        "“{name}” là trang web hoặc tệp XML. Hãy in nội dung ra PDF rồi tải lên tệp PDF.",
        "“{name}” is a web page or an XML file. Print it to PDF and upload the PDF.",
    ),
    "svg": (
        "“{name}” là ảnh SVG, có thể chứa mã lệnh. Hãy xuất ảnh ra PNG hoặc PDF rồi tải lên.",
        (
            "“{name}” is an SVG image, which may hold program code. Export it to PNG or PDF and "
            "upload that."
        ),
    ),
    "unknown": (
        "Không nhận ra nội dung của tệp “{name}”. Các loại tệp được nhận: {types}.",
        "The content of the file “{name}” is not recognized. These may be filed: {types}.",
    ),
    "not_allowed": (
        "Tệp “{name}” thuộc loại không được nhận ({type}). Các loại tệp được nhận: {types}.",
        (
            "The file “{name}” is of a type that may not be filed ({type}). These may be filed: "
            "{types}."
        ),
    ),
    "wrong_ending": (
        (
            "Tên tệp “{name}” không khớp với nội dung ({type}). Hãy đặt lại phần đuôi là {endings}, "
            "hoặc chọn đúng tệp."
        ),
        (
            "The name of the file “{name}” doesn't fit its content ({type}). Give it the ending "
            "{endings}, or choose the right file."
        ),
    ),
    "polyglot": (
        (
            "Trong tệp “{name}” có nội dung khác ghép vào, trước hoặc sau tài liệu. Hãy in hoặc quét "
            "lại tài liệu thành tệp mới rồi tải lên."
        ),
        (
            "The file “{name}” has something else attached before or behind the document. Print or "
            "scan the document into a new file and upload that."
        ),
    ),
    "truncated": (
        (
            "Tệp “{name}” bị thiếu phần cuối, có thể do sao chép hoặc tải dở. Hãy tải lên lại từ bản "
            "gốc."
        ),
        (
            "The end of the file “{name}” is missing; a copy or download may have broken off. Upload "
            "it again from the original."
        ),
    ),
    "damaged": (
        "Tệp “{name}” bị hỏng, không mở được. Hãy lưu hoặc quét lại tài liệu rồi tải lên.",
        (
            "The file “{name}” is damaged and cannot be opened. Save or scan the document again and "
            "upload that."
        ),
    ),
    "too_complex": (
        (
            "Không kiểm tra được tệp “{name}”: cấu trúc bên trong phức tạp hơn hẳn một tài liệu bình "
            "thường. Hãy in hoặc quét lại tài liệu thành tệp PDF mới rồi tải lên."
        ),
        (
            "The file “{name}” cannot be checked: it is built in a far more complicated way than any "
            "document. Print or scan it into a new PDF and upload that."
        ),
    ),
    "too_many_pages": (
        "Tệp “{name}” khai có nhiều hơn {limit} trang. Hãy chia thành nhiều tệp rồi tải lên.",
        "The file “{name}” says that it has more than {limit} pages. Split it.",
    ),
    "password": (
        (
            "Tệp “{name}” có mật khẩu nên Hội đồng thẩm định không mở được. Hãy bỏ mật khẩu rồi tải "
            "lên lại."
        ),
        (
            "The file “{name}” opens only with a password, so the council could not read it. Remove "
            "the password and upload it again."
        ),
    ),
    "archive_empty": (
        "Tệp nén “{name}” không có tệp nào bên trong.",
        "There is no file in the archive “{name}”.",
    ),
    "archive_entries": (
        "Tệp nén “{name}” chứa quá nhiều tệp, tối đa {limit}. Hãy chia thành nhiều tệp nén.",
        "The archive “{name}” holds too many files; {limit} is the most. Split it.",
    ),
    "archive_size": (
        "Tệp nén “{name}” bung ra {size}, tối đa {limit}. Hãy chia thành nhiều tệp nén.",
        "The archive “{name}” unpacks to {size}; {limit} is the most. Split it.",
    ),
    "archive_ratio": (
        (
            "Tệp “{entry}” trong “{name}” được nén quá {limit} lần, là dấu hiệu của tệp nén độc hại. "
            "Hãy tải lên riêng tệp này, không nén."
        ),
        (
            "The file “{entry}” in “{name}” is packed to less than 1/{limit} of its size, as in a "
            "malicious archive. Upload it by itself, not packed."
        ),
    ),
    "archive_depth": (
        (
            "“{entry}” trong tệp nén “{name}” nằm sâu quá {limit} cấp thư mục. Hãy nén lại với ít cấp "
            "hơn."
        ),
        (
            "“{entry}” in the archive “{name}” lies more than {limit} folders deep. Pack it again with "
            "fewer folders."
        ),
    ),
    "archive_nested": (
        "Trong tệp nén “{name}” lại có tệp nén “{entry}”. Hãy giải nén tệp đó trước rồi nén lại.",
        (
            "The archive “{name}” holds another archive, “{entry}”. Unpack that one first, then pack "
            "again."
        ),
    ),
    "archive_name": (
        "Trong tệp nén “{name}” có tên tệp không an toàn: “{entry}”. Hãy đổi tên rồi nén lại.",
        (
            "The archive “{name}” holds a file with an unsafe name: “{entry}”. Rename it and pack "
            "again."
        ),
    ),
    "archive_duplicate": (
        "Trong tệp nén “{name}” có hai tệp cùng tên “{entry}”. Hãy đổi tên một tệp rồi nén lại.",
        (
            "The archive “{name}” holds two files of the same name, “{entry}”. Rename one and pack "
            "again."
        ),
    ),
    "archive_password": (
        (
            "Tệp nén “{name}” có mật khẩu nên Hội đồng thẩm định không mở được. Hãy nén lại không đặt "
            "mật khẩu."
        ),
        (
            "The archive “{name}” is protected by a password, so the council could not read it. Pack "
            "it again without one."
        ),
    ),
    "archive_executable": (
        (
            "Trong tệp nén “{name}” có “{entry}” là chương trình hoặc có thể chứa mã lệnh. Hãy bỏ tệp "
            "này rồi nén lại."
        ),
        (
            "The archive “{name}” holds “{entry}”, which is a program or may hold program code. Leave "
            "it out and pack again."
        ),
    ),
} | {name: (kind.vietnamese, kind.english) for name, kind in KINDS.items()}


def is_vietnamese(lang: str | None) -> bool:
    """Tell whether ``lang`` (``"vi"``, ``"vi_VN"``, ``"en_US"`` …) is Vietnamese."""
    return (lang or "").lower().startswith("vi")


def say(key: str, lang: str | None, values: Mapping[str, Any]) -> str:
    """Fill in the template ``key``.

    ``type`` and ``types`` are MIME types and become what people call them; ``endings`` become a
    list; what :class:`Bytes` holds becomes a size.
    """
    written = {name: _written(name, value, lang) for name, value in values.items()}
    return _in_language(TEMPLATES[key], lang).format_map(written)


class Bytes(int):
    """A number of bytes, written as a size."""


def _in_language(pair: tuple[str, str], lang: str | None) -> str:
    vietnamese, english = pair
    return vietnamese if is_vietnamese(lang) else english


def _written(name: str, value: Any, lang: str | None) -> str:
    if name == "type":
        return _type_name(value, lang)
    if name == "types":
        return ", ".join(_type_name(item, lang) for item in TYPE_NAMES if item in value)
    if name == "endings":
        return (" hoặc " if is_vietnamese(lang) else " or ").join(value)
    if isinstance(value, Bytes):
        return _size(value, lang)
    # what is not seen, a direction mark above all, would change how the sentence reads
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in str(value))
    text = " ".join(text.split())
    return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED].rstrip()}…"


def _type_name(mimetype: str, lang: str | None) -> str:
    return _in_language(TYPE_NAMES.get(mimetype, (mimetype, mimetype)), lang)


def _size(size: int, lang: str | None) -> str:
    units = ["byte" if is_vietnamese(lang) else "bytes", "KB", "MB", "GB"]
    number, unit = float(size), units.pop(0)
    while number >= 1024 and units:
        number, unit = number / 1024, units.pop(0)
    text = f"{number:.1f}".removesuffix(".0")
    return f"{text.replace('.', ',') if is_vietnamese(lang) else text} {unit}"
