"""Which earlier documents a document says to be in force no more."""

from dataclasses import dataclass

from ..plain.text import compose

#: Words of a subject after which the numbers of such documents stand, and what they make of them.
WITHDRAWALS = {
    "thay thế": "replaced",
    "bãi bỏ": "revoked",
    "hủy bỏ": "revoked",
    "huỷ bỏ": "revoked",
    "thu hồi": "revoked",
    "hết hiệu lực": "expired",
}
#: Before such a word: nothing is withdrawn yet, or never.
_NOT_DONE = ("không", "chưa", "đề nghị", "kiến nghị", "dự thảo", "góp ý", "xin ý kiến")
#: Between such a word and the number: a part of it, which stays in force otherwise.
_PARTS = ("điều", "khoản", "điểm", "nội dung", "phần", "phụ lục", "thành viên", "phạm vi")
#: What follows names what it is done by, or where it is written.
_ENDS = ("căn cứ", "theo", "tại", "thực hiện", "sửa đổi", "bổ sung")
#: Words behind a number among which its day may stand.
_DAY_WITHIN = 8
_LONGEST = 1000
_AROUND = ".,;:()[]“”\"'"


@dataclass(frozen=True)
class Withdrawn:
    """A document that another one takes out of force.

    :ivar number: as :func:`as_number` has it.
    :ivar kind: one of the values of :data:`WITHDRAWALS`.
    :ivar year: of its day, or of its number; None where neither is said. Each year begins with the same numbers.
    """

    number: str
    kind: str
    year: int | None = None


def find_withdrawn(subject: str) -> tuple[Withdrawn, ...]:
    """Return the documents that a document of this subject takes out of force, each as a whole.

    >>> find_withdrawn("Quy chế chi tiêu, thay thế Quyết định số 12/QĐ-SNV ngày 3/2/2025")
    (Withdrawn(number='12/qđ-snv', kind='replaced', year=2025),)
    """
    text = compose(subject[:_LONGEST]).lower()
    found: dict[tuple[str, int | None], Withdrawn] = {}
    for clause in text.split(";"):
        starts = sorted(
            (clause.find(words), words, kind)
            for words, kind in WITHDRAWALS.items()
            if words in clause
        )
        for index, (start, words, kind) in enumerate(starts):
            if _has_any(clause[:start].rpartition(",")[2], _NOT_DONE):
                continue
            end = starts[index + 1][0] if index + 1 < len(starts) else len(clause)
            for one in _read_numbers(clause[start + len(words) : end], kind):
                found.setdefault((one.number, one.year), one)
    return tuple(found.values())


def _read_numbers(text: str, kind: str) -> list[Withdrawn]:
    for end in _ENDS:
        # what was issued with a document goes with it
        text = text.replace("kèm theo", "kèm").partition(f" {end} ")[0]
    words = text.split()
    places = [index for index, word in enumerate(words) if is_number(as_number(word))]
    if not places or _has_any(" ".join(words[: places[0]]), _PARTS):
        return []
    found = []
    for place, following in zip(places, [*places[1:], len(words)], strict=True):
        behind = words[place + 1 : min(following, place + 1 + _DAY_WITHIN)]
        number = as_number(words[place])
        found.append(Withdrawn(number, kind, _find_year(number, behind)))
    return found


def _find_year(number: str, behind: list[str]) -> int | None:
    written = [part for part in number.split("/")[1:] if _is_year(part)]
    for before, word in zip(["", *behind], behind, strict=False):
        last = as_number(word).replace("-", "/").replace(".", "/").split("/")
        if _is_year(last[-1]) and (len(last) == 3 or before == "năm"):
            written.append(last[-1])
    return int(written[0]) if written else None


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdecimal() and text[:2] in ("19", "20")


def _has_any(text: str, phrases: tuple[str, ...]) -> bool:
    padded = f" {text} "
    return any(f" {phrase} " in padded for phrase in phrases)


def as_number(text: str) -> str:
    """Return the number of a document as it is compared."""
    return compose(text).lower().strip().strip(_AROUND)


def is_number(word: str) -> bool:
    """Whether it is written like the number of a document: figures, a stroke, and letters somewhere behind it."""
    figures, _stroke, rest = word.partition("/")
    return figures.isdecimal() and any(char.isalpha() for char in rest)
