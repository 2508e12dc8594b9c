"""Options as rubrics write them: a text with its score at the end."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ...plain.text import one_line
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
# Nobody breaks a sentence into more; each line is read together with those before it.
_MOST_BROKEN_LINES = 20
_CLOCK = re.compile(r"[0-9]{1,2}:[0-5][0-9]$")
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True)
class ScoredText:
    """One option: what it says, its text as written, its score, and why a score is unusable.

    ``score`` is ``None`` where the text ends in no number, or in one that ``problem`` refuses.
    ``in_own_cell`` says that the problem is in a cell beside the text.
    """

    name: str
    text: str
    score: Decimal | None
    problem: ScoreError | None = None
    in_own_cell: bool = False

    @property
    def has_tail(self) -> bool:
        return self.score is not None or self.problem is not None


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
    match = _find_tail(text)
    if match is None:
        return ScoredText(one_line(strip_bullet(text)), text, None)
    name = one_line(strip_bullet(text[: len(text) - len(match.group())].rstrip()))
    if not name:
        return ScoredText(one_line(strip_bullet(text)), text, None)
    try:
        score = parse_score(match["score"].replace(" ", ""), most=MOST_POINTS)
    except ScoreError as problem:
        return ScoredText(name, text, None, problem)
    return ScoredText(name, text, score)


def read_options(text: str) -> tuple[list[ScoredText], list[str]]:
    """Return the options that the lines of one cell hold, and the lines that belong to none.

    A line without a score joins the next one, as a sentence that was broken does, unless that
    one begins with a bullet. What is left over is returned in the second list.
    """
    options: list[ScoredText] = []
    rest: list[str] = []
    pending: list[str] = []
    for line in text.split("\n"):
        if pending and (has_bullet(line) or len(pending) == _MOST_BROKEN_LINES):
            rest.append(" ".join(pending))
            pending = []
        pending.append(line)
        option = read_option(" ".join(pending))
        if option.has_tail:
            options.append(option)
            pending = []
    if pending and pending != [""]:
        rest.append(" ".join(pending))
    return options, rest


def _find_tail(text: str) -> re.Match | None:
    tail = text[-_TAIL_LENGTH:]
    # most texts have no number, and then none of the patterns is tried
    if _DIGITS.isdisjoint(tail) or _CLOCK.search(tail):
        return None
    for pattern in (_AFTER_COLON, _IN_BRACKETS, _AFTER_DASH):
        match = pattern.search(tail)
        if match:
            return match
    return None
