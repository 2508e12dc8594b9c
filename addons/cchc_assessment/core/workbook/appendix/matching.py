"""Find which criterion each row of a workbook is about.

By the row's key if it has one that holds; else by code and name together, since displayed codes
repeat and contradict each other, and names alone do so too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ...plain.budget import Budget
from ...plain.text import fold
from .answers import Question
from .reader import SheetRow

#: From here on two names are the same, a letter or a word aside.
SAME = 0.85
#: From here on a name may be meant, which a person has to say.
SIMILAR = 0.6
# How much better than the next one the best has to be.
_MARGIN = 0.05
_COMPARED_LENGTH = 300
_SHARED_WORDS = 0.5
# Two names are compared letter by letter where their codes agree or half of their words; of a workbook
# of the rubric itself most are the same, and are not. First by which words they share, then by how often
# each letter is in them, then letter by letter. Beyond it a row is for a person to match.
_COMPARISONS = 400
_GLANCES = 10_000
_LOOKS = 500_000


@dataclass(frozen=True, slots=True)
class Match:
    """Which criterion a row is about.

    ``how``: "key"; "same" (code and name agree); "code" (the code agrees, the name only roughly);
    "name" (the name agrees, the code doesn't); "several" (``candidates`` are equally likely);
    "twice" (``other_rows`` are about the same criterion); "none".
    """

    question: int | None
    how: str
    candidates: Sequence[int] = ()
    other_rows: Sequence[int] = ()

    @property
    def is_sure(self) -> bool:
        return self.how in ("key", "same")


def match_rows(
    rows: Sequence[SheetRow], questions: Sequence[Question], *, trusts_keys: bool
) -> list[Match]:
    """Return the match of each row, in their order.

    :param trusts_keys: whether the keys were made for these very criteria; else they are ignored.
    """
    matcher = _Matcher(questions)
    matches = [matcher.match(row, trusts_keys=trusts_keys) for row in rows]
    return _without_rivals(rows, matches)


def _without_rivals(rows: Sequence[SheetRow], matches: Sequence[Match]) -> list[Match]:
    """Take back the matches of rows that are about the same criterion and both answer it."""
    rivals: dict[int, list[int]] = {}
    for place, (row, match) in enumerate(zip(rows, matches, strict=True)):
        if match.question is not None and not (row.is_blank and row.key is None):
            rivals.setdefault(match.question, []).append(place)
    result = list(matches)
    for question, places in rivals.items():
        best = [place for place in places if matches[place].is_sure] or places
        if len(places) == 1:
            continue
        if len(best) == 1:
            # One row agrees in both; the others are only like it.
            for place in set(places) - set(best):
                result[place] = Match(None, "none", (question,))
            continue
        for place in places:
            others = tuple(rows[other].number for other in places if other != place)
            result[place] = Match(None, "twice", (question,), others)
    return result


class _Matcher:
    def __init__(self, questions: Sequence[Question]):
        self._keys = {question.key for question in questions}
        self._names = {question.key: _comparable(question.name) for question in questions}
        self._words = {key: frozenset(name.split()) for key, name in self._names.items()}
        self._by_code: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        for question in questions:
            self._by_code.setdefault(_code(question.code), []).append(question.key)
            self._by_name.setdefault(self._names[question.key], []).append(question.key)
        self._alike: dict[str, Mapping[int, float]] = {}
        self._budget = Budget(comparisons=_COMPARISONS, glances=_GLANCES, looks=_LOOKS)
        # each knows its criterion's name, which takes as long as a glance
        self._matchers: dict[int, SequenceMatcher] = {}

    def match(self, row: SheetRow, *, trusts_keys: bool) -> Match:
        if trusts_keys and row.key:
            known = row.key.criterion in self._keys
            return Match(row.key.criterion, "key") if known else Match(None, "none")
        name = _comparable(row.name)
        if not name:
            return self._by_code_alone(row)
        same_code = self._by_code.get(_code(row.code), []) if row.code else []
        likeness = {key: self._likeness(name, key) for key in same_code}
        for at_least, how in ((SAME, "same"), (SIMILAR, "code")):
            found = [key for key in same_code if likeness[key] >= at_least]
            if found:
                return _best(found, likeness, how)
        if row.is_blank:
            return Match(None, "none")
        if exact := self._by_name.get(name):
            return _best(exact, dict.fromkeys(exact, 1.0), "name")
        alike = self._likenesses(name)
        return _best(list(alike), alike, "name") if alike else Match(None, "none")

    def _by_code_alone(self, row: SheetRow) -> Match:
        found = self._by_code.get(_code(row.code), []) if row.code else []
        return _best(found, dict.fromkeys(found, 1.0), "code") if found else Match(None, "none")

    def _likeness(self, name: str, key: int) -> float:
        """Return how alike a name and a criterion's are, from 0 to 1; one may be cut off or go on."""
        other = self._names[key]
        if name == other:
            return 1.0
        shorter, longer = sorted((name, other), key=len)
        if len(shorter) > 20 and longer.startswith(shorter):
            return 0.95
        if not self._afford("glances"):
            return 0.0
        if key not in self._matchers:
            self._matchers[key] = SequenceMatcher(None, b=other, autojunk=False)
        matcher = self._matchers[key]
        matcher.set_seq1(name)
        # the same letters in any order: at most as like as this, and known at once
        if matcher.real_quick_ratio() < SIMILAR or matcher.quick_ratio() < SIMILAR:
            return 0.0
        return matcher.ratio() if self._afford("comparisons") else 0.0

    def _afford(self, measure: str, amount: int = 1) -> bool:
        """Count work that is about to be done; whether there is enough left for it."""
        if self._budget.left(measure) < amount:
            return False
        self._budget.spend(measure, amount)
        return True

    def _likenesses(self, name: str) -> Mapping[int, float]:
        """Return how like each criterion's name is, of those that are at all."""
        if name not in self._alike:
            if not (self._budget.left("glances") and self._afford("looks", len(self._words))):
                return {}
            words = frozenset(name.split())
            self._alike[name] = {
                key: likeness
                for key, others in self._words.items()
                # Cheap first: comparing letters takes a thousand times as long.
                if len(words & others) >= _SHARED_WORDS * max(len(words), len(others))
                and (likeness := self._likeness(name, key)) >= SAME
            }
        return self._alike[name]


def _best(keys: Sequence[int], likeness: Mapping[int, float], how: str) -> Match:
    ordered = sorted(keys, key=lambda key: -likeness[key])
    best = [key for key in ordered if likeness[key] > likeness[ordered[0]] - _MARGIN]
    if len(best) == 1:
        return Match(best[0], how)
    return Match(None, "several", tuple(best))


def _comparable(name: str) -> str:
    return fold(name[:_COMPARED_LENGTH])


def _code(code: str) -> str:
    return fold(code).replace(" ", ".")
