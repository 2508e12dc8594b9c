"""What stands above the table of a rubric: its title, its label, its year, its legal basis."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..plain.text import clean, fold, from_capitals, one_line

_LABEL = re.compile(
    r"(?P<label>(?:phụ lục|mẫu|biểu)(?:\s+số)?\s*:?\s*(?:[0-9]{1,3}[a-z]?|[IVX]{1,5})?)"
    r"(?P<rest>(?:[\s:.–-]+.*)?)",
    re.IGNORECASE | re.DOTALL,
)
_BASIS = re.compile(r"\(?(?:ban hanh )?(?:kem )?theo .*|.*\bban hanh kem theo\b.*|can cu .*")
_LETTERHEAD = re.compile(
    r"cong hoa xa hoi chu nghia.*|doc lap tu do hanh phuc|(?:uy ban nhan dan|ubnd|hoi dong|so|bo"
    r"|tinh|thanh pho|huyen|quan|xa|phuong|don vi|ten don vi|co quan)\b(?! tieu chi).*"
    r"|(?:.* )?ngay .*thang .*nam.*"
)
_TITLE = re.compile(
    r"(?:bang|bo (?:tieu chi|chi so)|phieu|tieu chi|chi so|khung|he thong|thang diem|noi dung"
    r"|danh muc)\b.*"
)
_YEAR_NAMED = re.compile(r"\bnăm\s+(20[0-9]{2})\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9/])(20[0-9]{2})(?![0-9/])")


@dataclass(frozen=True)
class TitleBlock:
    """Texts are empty and ``year`` is ``None`` where the block does not say them."""

    title: str = ""
    appendix_label: str = ""
    legal_basis: str = ""
    year: int | None = None


def read_title_block(texts: Iterable[str]) -> TitleBlock:
    """Return what the texts of the cells above the table say, given in reading order."""
    label, basis, lines = "", "", []
    for text in filter(None, map(clean, texts)):
        found = None if label else _LABEL.fullmatch(text)
        if found:
            label = one_line(found["label"]).strip(" :")
            text = found["rest"].strip(" \n:.–-")
            # What stands above the label is a letterhead.
            lines = []
        for line in text.split("\n"):
            words = fold(line)
            if _TITLE.fullmatch(words):
                lines.append(line)
            elif _BASIS.fullmatch(words):
                basis = basis or line.strip("()* ")
            elif words and not _LETTERHEAD.fullmatch(words):
                lines.append(line)
    title = from_capitals(_pick_title(lines))
    return TitleBlock(title, label, basis, _find_year(title, [*lines, basis]))


def _pick_title(lines: list[str]) -> str:
    """Return the line that begins as titles do, with those in capitals that carry it on."""
    start = next((i for i, line in enumerate(lines) if _TITLE.fullmatch(fold(line))), None)
    if start is None:
        return lines[0] if lines else ""
    end = start + 1
    while end < len(lines) and lines[end].isupper() and lines[start].isupper():
        end += 1
    return " ".join(lines[start:end])


def _find_year(title: str, others: list[str]) -> int | None:
    for text in (title, *others):
        match = _YEAR_NAMED.search(text) or _YEAR.search(text)
        if match:
            return int(match[1])
    return None
