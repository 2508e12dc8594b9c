"""The texts of a package: sums that ``sha256sum -c`` accepts, and lists that people read."""

from collections.abc import Iterable, Sequence

from ..plain.text import one_line
from .data import Fault

MANIFEST_NAME = "manifest.sha256"
MISSING_NAME = "THIẾU TÀI LIỆU.txt"


def write_manifest(
    sums: Iterable[tuple[str, str]], faults: Iterable[Fault], remarks: Iterable[str] = ()
) -> bytes:
    """Return the list of SHA-256 sums; what is missing stands in comments, which the check passes over.

    :param sums: pairs of path and sum; no path holds a line feed or a backslash
    :param remarks: further comments, such as the seal of what was approved
    """
    lines = [f"{sha256}  {path}" for path, sha256 in sums]
    lines += [
        f"# THIẾU: {fault.document.sha256}  {one_line(fault.document.file_name)}"
        for fault in faults
    ]
    lines += [f"# {one_line(remark)}" for remark in remarks]
    return "".join(f"{line}\n" for line in lines).encode()


def write_missing(owner: str, faults: Sequence[Fault]) -> bytes:
    """Return the list of the documents that the package should hold and does not."""
    lines = [
        "DANH SÁCH TÀI LIỆU KIỂM CHỨNG KHÔNG CÓ TRONG GÓI HỒ SƠ",
        one_line(owner),
        "",
        *(line for number, fault in enumerate(faults, 1) for line in _describe(number, fault)),
        "Đề nghị báo cho quản trị hệ thống để khôi phục tệp từ bản sao lưu.",
    ]
    return for_people(lines)


def _describe(number: int, fault: Fault) -> list[str]:
    document = fault.document
    return [
        f"{number}. {one_line(document.title)}",
        f"   Tệp: {one_line(document.file_name)} ({document.size} byte, SHA-256 {document.sha256})",
        *(f"   Tiêu chí: {one_line(criterion.label)}" for criterion in fault.criteria),
        f"   Lý do: {reason(fault)}",
        "",
    ]


def reason(fault: Fault) -> str:
    """Return why the document is not in the package, as a part of a sentence."""
    if fault.kind == "gone":
        return "tệp không còn trong kho lưu trữ"
    return f"tệp trong kho lưu trữ có {fault.found} byte, khác với tệp đã nộp"


def for_people(lines: Iterable[str]) -> bytes:
    """Return a text file that Notepad of any age shows as it is meant."""
    return "\ufeff".encode() + "".join(f"{line}\r\n" for line in lines).encode()
