"""Options as rubrics write them: a text with its score at the end, in figures or in words."""

import functools
import re
from dataclasses import dataclass
from decimal import Decimal

from ...plain.text import fold_in_place, one_line
from ..numbers import MOST_POINTS, ScoreError, parse_score

_BULLET = re.compile(r"^(?:[-–—+*•·▪●○►]\s*)+")
_NUMBER = r"(?P<score>[+\-−]?\s?[0-9]+(?:[.,][0-9]+)?)"
_UNIT = r"(?P<unit>điểm|đ\b)"
_END = r"\s*[.;,]?\s*$"
# Only the end of a text can hold its score, so only the end is searched: a long cell cannot make
# the pattern slow, and numbers inside the sentence are left alone.
_TAIL_LENGTH = 120
_AFTER_COLON = re.compile(rf"\s*[:：=]\s*{_NUMBER}\s*{_UNIT}?{_END}", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"\s*[:–-]?\s*\(\s*{_NUMBER}\s*{_UNIT}\s*\){_END}", re.IGNORECASE)
_AFTER_DASH = re.compile(rf"\s+[–—-]\s*{_NUMBER}\s*{_UNIT}{_END}", re.IGNORECASE)
_AFTER_VERB = re.compile(
    rf"[\s:,]+(?:thì\s+)?(?:được|chấm|cho|cộng|tính)(?:\s+(?:tính|cộng|chấm))?\s+{_NUMBER}\s*{_UNIT}{_END}",
    re.IGNORECASE,
)

# Scores in words, on capitals without diacritics: as a share of the maximum, or as points off it.
_OF_WHAT = (
    r"(?:TONG )?(?:SO )?DIEM(?: (?:TOI DA|CHUAN|QUY DINH|THANH PHAN))?"
    r"(?: (?:CUA )?(?:TIEU CHI|MUC|NOI DUNG)(?: (?:THANH PHAN|NAY))*)?"
)
_PERCENT = r"(?P<{0}>[0-9]{{1,3}}(?:[.,][0-9]{{1,2}})?\s?%|½|¼|¾|[1-9]/[2-9]|MOT NUA|NUA)"
_HEAD = r"(?:\s*[:：=,(–—-]\s*|\s+)"
_WORDS_END = r"(?: (?:TIEU CHI|MUC|NOI DUNG)(?: NAY)?)?\s*\)?" + _END
_VERBS = r"(?:(?:THI|DUOC|DAT|CHAM|TINH|CHO|HUONG|BANG|LA) )"
_WORDED = re.compile(
    rf"{_HEAD}(?:THI )?(?:BI )?(?:"
    rf"(?P<none>KHONG (?:(?:DUOC )?(?:TINH|CHAM|CHO|CO|DAT) |DUOC |TINH )?(?:SO )?DIEM|KHONG (?:TINH|CHAM))"
    rf"|TRU (?P<all>HET|TOAN BO|TAT CA|100\s?%)(?: {_OF_WHAT})?"
    rf"|TRU {_PERCENT.format('off_share')}(?: {_OF_WHAT})?"
    rf"|TRU (?P<off>[0-9]+(?:[.,][0-9]+)?)\s?(?:DIEM|D)"
    rf"){_WORDS_END}"
)
# A share needs a sign or a verb before it: "tỷ lệ x điểm tối đa" gives a ratio.
_SHARED = re.compile(
    rf"(?:\s*[:：=(]\s*|\s+[–—-]\s*|\s+(?={_VERBS}))"
    rf"{_VERBS}*(?:"
    rf"(?P<full>(?:(?:SO )?DIEM )?TOI DA|(?:DU|TRON|TOAN BO|HET) (?:SO )?DIEM|(?:SO )?DIEM CHUAN)"
    rf"|{_PERCENT.format('share')} {_OF_WHAT})"
    rf"{_WORDS_END}"
)
_HALVES = {"½": 50, "¼": 25, "¾": 75, "MOT NUA": 50, "NUA": 50}
_EACH = re.compile(r"\b(?:mỗi|cứ)\b", re.IGNORECASE)
# Where one option may end and the next begin, if what stands before it ends in a score.
_CUT = re.compile(r"[;|]|[.,](?=\s)|\s(?=[-–—+•]\s?[^\s\d])|\s(?:hoặc|và)\s|\s/\s")
_ONLY_NUMBER = re.compile(r"\W*[0-9]+(?:[.,][0-9]+)?\s*(?:điểm|đ)?\W*", re.IGNORECASE)
_SCORE_INSIDE = re.compile(r"[:=(]\s*[0-9]+(?:[.,][0-9]+)?\s*(?:điểm|đ)\b", re.IGNORECASE)
_MOST_PIECES = 40
_LONGEST_KEPT = 300
# Nobody breaks a sentence into more; each line is read together with those before it.
_MOST_BROKEN_LINES = 20
_CLOCK = re.compile(r"[0-9]{1,2}:[0-5][0-9]$")
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True)
class ScoredText:
    """One option: what it says, its text as written, its score, and why a score is unusable.

    ``score`` is ``None`` where the text ends in no number, or in one that ``problem`` refuses.
    ``in_own_cell`` says that the problem is in a cell beside the text. ``share`` is the score as a
    percentage of the criterion's maximum, ``off`` the points that are taken off it.
    """

    name: str
    text: str
    score: Decimal | None
    problem: ScoreError | None = None
    in_own_cell: bool = False
    share: Decimal | None = None
    off: Decimal | None = None

    @property
    def has_tail(self) -> bool:
        return (self.score, self.problem, self.share, self.off) != (None,) * 4

    @property
    def is_worded(self) -> bool:
        """Whether the maximum is needed to know the score."""
        return (self.share, self.off) != (None, None)

    def score_of(self, maximum: Decimal | None) -> Decimal | None:
        """Return the score, once the maximum of the criterion is known."""
        if self.share is not None:
            # nothing of anything is nothing
            if maximum is None:
                return None if self.share else Decimal(0)
            return _tidy(maximum * self.share / 100)
        if self.off is not None:
            return None if maximum is None else _tidy(max(maximum - self.off, Decimal(0)))
        return self.score


def strip_bullet(text: str) -> str:
    """Return the text without the dashes or plus signs that stand before it."""
    return _BULLET.sub("", text)


def has_bullet(text: str) -> bool:
    return bool(_BULLET.match(text))


def read_option(text: str) -> ScoredText:
    """Split cleaned text into an option's name and the score at its end.

    >>> read_option("- Ban hành chậm: 0,5 điểm").score
    Decimal('0.5')
    """
    # a row is asked several times what it ends in
    return (_read_short if len(text) <= _LONGEST_KEPT else _read_option)(text)


def _read_option(text: str) -> ScoredText:
    match = _find_tail(text)
    if match is None:
        return _read_words(text) or ScoredText(one_line(strip_bullet(text)), text, None)
    name = one_line(strip_bullet(text[: len(text) - len(match.group())].rstrip()))
    if not name:
        return ScoredText(one_line(strip_bullet(text)), text, None)
    try:
        score = parse_score(match["score"].replace(" ", ""), most=MOST_POINTS)
    except ScoreError as problem:
        return ScoredText(name, text, None, problem)
    return ScoredText(name, text, score)


_read_short = functools.lru_cache(maxsize=2_048)(_read_option)


def read_options(text: str) -> tuple[list[ScoredText], list[str]]:
    """Return the options that the lines of one cell hold, and the lines that belong to none.

    A line without a score joins the next one, as a sentence that was broken does, unless that
    one begins with a bullet. What is left over is returned in the second list.
    """
    options: list[ScoredText] = []
    rest: list[str] = []
    pending: list[str] = []
    for line in text.split("\n"):
        for place, piece in enumerate(split_line(line)):
            if pending and (place or has_bullet(line) or len(pending) == _MOST_BROKEN_LINES):
                rest.append(" ".join(pending))
                pending = []
            pending.append(piece)
            option = read_option(" ".join(pending))
            if option.has_tail:
                options.append(option)
                pending = []
    if pending and pending != [""]:
        rest.append(" ".join(pending))
    return options, rest


def split_line(line: str) -> list[str]:
    """Return the options that stand one behind the other, each ending in its score, and what follows them.

    >>> split_line("Có: 1 điểm; không có: 0 điểm.")
    ['Có: 1 điểm', 'không có: 0 điểm.']
    """
    pieces, start = [], 0
    for cut in _CUT.finditer(line):
        if len(pieces) == _MOST_PIECES:
            break
        rest = line[cut.end() : cut.end() + _TAIL_LENGTH].lstrip()
        if cut.start() <= start or not rest or _ONLY_NUMBER.fullmatch(rest):
            continue
        # only the end of a text can hold its score, however long it is
        option = read_option(line[max(start, cut.start() - 2 * _TAIL_LENGTH) : cut.start()])
        # behind a comma or a point only a word begins anew: "1, 5" is a number
        if not option.has_tail or (cut.group() in ".," and not rest[0].isalpha()):
            continue
        pieces.append(line[start : cut.start()].strip())
        start = cut.end()
    return [*pieces, line[start:].strip()] if pieces else [line]


def holds_several(name: str) -> bool:
    """Whether an option's name holds the score of another one, which could not be parted from it."""
    return bool(_SCORE_INSIDE.search(name))


def is_rate(text: str) -> bool:
    """Whether a text gives points for each of something, or takes them off."""
    return bool(_EACH.search(text))


def _read_words(text: str) -> ScoredText | None:
    """Return an option whose score is said in words: "Điểm tối đa", "Trừ 50% điểm", "không tính điểm"."""
    tail = text[-_TAIL_LENGTH:]
    folded = fold_in_place(tail)
    if "DIEM" not in folded and "TRU " not in folded and "TOI DA" not in folded:
        return None
    match = next(filter(None, (pattern.search(folded) for pattern in (_WORDED, _SHARED))), None)
    if match is None or (is_rate(text) and match.re is _WORDED):
        return None
    name = one_line(strip_bullet(text[: len(text) - len(tail) + match.start()].rstrip()))
    if not name:
        return None
    share, off = _worded_amount(match)
    return ScoredText(name, text, None, share=share, off=off)


def _worded_amount(match: re.Match) -> tuple[Decimal | None, Decimal | None]:
    """Return what the words say, as a percentage of the maximum or as points off it."""
    found = {name: value for name, value in match.groupdict().items() if value}
    if "off" in found:
        return None, parse_score(found["off"], most=MOST_POINTS)
    if "full" in found:
        return Decimal(100), None
    if "share" in found:
        return _percentage(found["share"]), None
    if "off_share" in found:
        return Decimal(100) - _percentage(found["off_share"]), None
    return Decimal(0), None


def _percentage(text: str) -> Decimal:
    if text in _HALVES:
        return Decimal(_HALVES[text])
    if "/" in text:
        upper, lower = text.split("/")
        return _tidy(min(Decimal(100 * int(upper)) / int(lower), Decimal(100)))
    return min(Decimal(text.rstrip("% ").replace(",", ".")), Decimal(100))


def _tidy(number: Decimal) -> Decimal:
    return parse_score(number)


def _find_tail(text: str) -> re.Match | None:
    tail = text[-_TAIL_LENGTH:]
    # most texts have no number, and then none of the patterns is tried
    if _DIGITS.isdisjoint(tail) or _CLOCK.search(tail):
        return None
    for pattern in (_AFTER_COLON, _IN_BRACKETS, _AFTER_DASH, _AFTER_VERB):
        if pattern is _AFTER_VERB and is_rate(text):
            break
        match = pattern.search(tail)
        if match:
            return match
    return None
