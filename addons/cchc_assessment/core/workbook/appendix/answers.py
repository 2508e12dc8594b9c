"""What a unit answers in a workbook, criterion by criterion, and what follows from it.

A workbook says an answer in words and numbers: "Kịp thời (2)", 8 out of 10, or only a score. Here
they become the inputs that the criterion's rule asks for, with a finding for whatever is wrong.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Context, Decimal

from ...plain.digests import sha256_of_bytes
from ...plain.numbers import NumberError, read_share
from ...plain.rule_inputs import QUANTITY, asked_inputs, has_points
from ...plain.text import clean, comparable, compose, fold, one_line, shorten, unix_breaks
from ..numbers import ScoreError, parse_score

#: What a finding says, with the names of the params that come with it. What is found under
#: ``INPUT_FINDINGS`` keeps the inputs of the row from being taken; the rest of it still is.
INPUT_FINDINGS: dict[str, tuple[str, ...]] = {
    "ambiguous_number": ("cell", "text", "whole", "decimal"),
    "not_a_number": ("cell", "text"),
    "is_date": ("cell", "text"),
    "formula_without_value": ("cell",),
    "negative": ("cell", "number"),
    "above_maximum": ("cell", "score", "max_score"),
    "no_such_option": ("cell", "text", "options"),
    "no_option_has_score": ("cell", "score", "options"),
    "several_options_have_score": ("cell", "score", "options"),
    "numbers_needed": ("cell", "score"),
    "quantity_needed": ("cell", "score"),
    "council_only": ("cell",),
    "not_yes_or_no": ("cell", "text"),
}
#: What was made of a mere score, which the inputs of the row are taken with all the same.
PROPOSAL_FINDINGS: dict[str, tuple[str, ...]] = {
    "share_proposed": ("cell", "score", "numerator", "denominator"),
}

# A criterion counts money at times, in đồng.
LARGEST_NUMBER = Decimal(10) ** 10
# A spreadsheet keeps fifteen digits of a number.
_KEPT = Context(prec=15)
_HUNDRED = Decimal(100)
# as many as the database keeps of a number
_SHARE_PLACES = Decimal("0.000001")
_LEADING_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NOT_APPLICABLE = "khong ap dung"
_NOTHING = frozenset({"-", "–", "—", "…", "..."})
_COUNT_LABEL = "Số lượng"
_YES = frozenset({"x", "co", _NOT_APPLICABLE, "kad", "true", "1", "v", "dung"})
_NO = frozenset({"", "khong", "false", "0", "ap dung"})


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a criterion; ``key`` identifies it."""

    key: int
    name: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion, as far as an answer in a workbook is about it; ``key`` identifies it."""

    key: int
    code: str
    name: str
    level: int = 1
    is_leaf: bool = True
    max_score: Decimal = Decimal(0)
    rule_type: str = "manual"
    basis: str = "percent"
    choices: Sequence[Choice] = ()
    council_only: bool = False
    direct: bool = False
    ratio_floor: Decimal | None = None
    ratio_target: Decimal | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The inputs that the rule asks a unit for: fields of ``Answer``."""
        if not self.is_leaf or self.council_only:
            return ()
        return asked_inputs(self.rule_type, self.basis)

    @property
    def taken(self) -> tuple[str, ...]:
        """The inputs that a unit may give: those asked for, and the option in whose place a band has figures."""
        asked = self.asked
        return (*asked, "option") if asked and self.takes_band else asked

    @property
    def has_points(self) -> bool:
        """Whether it gives points; else it is met or not."""
        return not self.is_leaf or has_points(self.rule_type)

    @property
    def takes_band(self) -> bool:
        """Whether a band may be chosen without the figures that would decide it."""
        return self.direct and self.rule_type == "band"

    def labels(self) -> dict[str, Choice]:
        """Return the options by the text under which a workbook offers them: no two alike."""
        labels: dict[str, Choice] = {}
        for choice in self.choices:
            points = f" ({number_text(choice.score)})" if self.has_points else ""
            plain = f"{clean(choice.name)}{points}".replace("\n", " ")
            label, number = plain, 1
            while label in labels:
                number += 1
                label = f"{plain} [{number}]"
            labels[label] = choice
        return labels


@dataclass(frozen=True, slots=True)
class Answer:
    """What is filled in for a criterion; None is "not filled in"."""

    option: int | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    quantity: Decimal | None = None
    manual_score: Decimal | None = None
    not_applicable: bool = False
    explanation: str = ""

    def get_given(self) -> set[str]:
        """Return the names of what is filled in."""
        return {
            one.name for one in fields(self) if getattr(self, one.name) not in (None, "", False)
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should know; see ``INPUT_FINDINGS`` and those who make others."""

    kind: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """The cells of a row that hold an answer: raw values; ``cells`` names them, by role.

    A role that has no column is missing in ``cells``. ``uncomputed`` are the roles whose cell holds
    a formula without a value.
    """

    option: object = None
    number: object = None
    denominator: object = None
    self_score: object = None
    not_applicable: object = None
    explanation: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    uncomputed: frozenset[str] = frozenset()


def _shown(labels: Iterable[str]) -> tuple[str, ...]:
    """Return options as a sentence lists them: short, each with its score."""
    return tuple(
        f"{shorten(text, 40)} ({score}"
        for text, _bracket, score in (x.rpartition(" (") for x in labels)
    )


def number_text(number: Decimal) -> str:
    """Return a number as Vietnamese write it, without zeros at its end: "0,125"."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def inputs_digest(question: Question, answer: Answer) -> str:
    """Return what tells these inputs from others; what the rule does not ask for is left out."""
    values = [_plain(getattr(answer, name)) for name in question.asked]
    if answer.option is not None and _stands_for_figures(question, answer):
        values.append(answer.option)
    return _digest([values, answer.not_applicable])


def _stands_for_figures(question: Question, answer: Answer) -> bool:
    """Whether an option says what figures would decide, because there are none."""
    return question.takes_band and all(getattr(answer, name) is None for name in question.asked)


def shown_inputs(question: Question, answer: Answer) -> dict[str, object]:
    """Return what counts of an answer, by name; a band that was chosen before there were figures doesn't."""
    names = question.taken if _stands_for_figures(question, answer) else question.asked
    shown = {name: getattr(answer, name) for name in names}
    return {**dict.fromkeys(question.taken), **shown}


def text_digest(text: str) -> str:
    """Return what tells a text from others, whatever its blanks and line breaks."""
    return _digest(one_line(clean(text)))


def _plain(value: object) -> object:
    return str(_KEPT.plus(value).normalize() + 0) if isinstance(value, Decimal) else value


def _digest(value: object) -> str:
    return sha256_of_bytes(json.dumps(value).encode())[:12]


def count_text(number: str) -> str:
    """Return a count as it stands where a score is expected: it says what it is, and is read back so."""
    return f"{_COUNT_LABEL}: {number}"


def cell_text(value: object) -> str:
    """Return the text of a cell with its own line breaks; only blanks around it are dropped."""
    if value is None:
        return ""
    return unix_breaks(compose(str(value))).strip()


def read_inputs(question: Question, given: Given) -> tuple[Answer, list[Finding]]:
    """Return the answer that a row gives to ``question``, without its explanation.

    What is not given, or wrong and found, is None in the answer.
    """
    reader = _Inputs(question, given)
    return reader.read(), reader.findings


class _Inputs:
    def __init__(self, question: Question, given: Given):
        self._question = question
        self._given = given
        self.findings: list[Finding] = []

    def read(self) -> Answer:
        question, given = self._question, self._given
        if not question.asked:
            if question.council_only and self._has_number(given.self_score):
                self._find("council_only", "self_score")
            return Answer()
        if fold(given.self_score) == _NOT_APPLICABLE:
            return Answer(not_applicable=True)
        if share := self._written_share():
            return Answer(not_applicable=self._not_applicable(), **share)
        if count := self._written_count():
            return Answer(not_applicable=self._not_applicable(), **count)
        values = {name: self._input(name) for name in question.asked}
        if question.rule_type not in ("choice", "manual", "met") and not self._has_any(values):
            values |= self._without_figures()
        return Answer(not_applicable=self._not_applicable(), **values)

    def _written_share(self) -> dict[str, Decimal]:
        """Return what a cell says that holds both figures: "18/20" or "90 %"; nothing where none does."""
        given = self._given
        if "denominator" not in self._question.asked or given.denominator not in (None, ""):
            return {}
        if self._question.takes_band and given.option not in (None, ""):
            # which of the two is meant, people say
            return {}
        text = given.self_score if self._is_by_hand() else given.number
        try:
            share = read_share(text) if isinstance(text, str) else None
        except NumberError:
            # what is wrong with it is told where it is read as a number
            return {}
        if share is None or min(share) < 0 or max(share) >= LARGEST_NUMBER:
            return {}
        return dict(zip(("numerator", "denominator"), share, strict=True))

    def _written_count(self) -> dict[str, Decimal | None]:
        """Return the count that a cell for the score holds with its label; nothing where none does."""
        text = self._given.self_score
        if self._question.asked != QUANTITY or not self._is_by_hand() or not isinstance(text, str):
            return {}
        label, colon, number = text.partition(":")
        if not colon or fold(label) != fold(_COUNT_LABEL):
            return {}
        return {"quantity": self._number("self_score", number.strip() or None, is_score=False)}

    def _input(self, name: str) -> int | Decimal | None:
        if name == "option":
            return self._option()
        if name == "manual_score":
            return self._score()
        role = "denominator" if name == "denominator" else "number"
        return self._number(role, getattr(self._given, role))

    def _has_any(self, values: Mapping[str, object]) -> bool:
        return any(value is not None for value in values.values()) or bool(self.findings)

    def _without_figures(self) -> dict[str, object]:
        """Return what a row without figures says all the same: a band, or a score that figures are behind.

        Where that is not enough, it is said.
        """
        question = self._question
        is_scored = self._is_by_hand() and self._has_number(self._given.self_score)
        if question.takes_band and (self._given.option is not None or is_scored):
            option = self._option()
            return {} if option is None else {"option": option}
        if not is_scored:
            return {}
        score = self._score()
        if score is None:
            return {}
        if share := self._share_of(score):
            self._find(
                "share_proposed",
                "self_score",
                score=score,
                numerator=share["numerator"],
                denominator=share["denominator"],
            )
            return share
        kind = "quantity_needed" if "quantity" in question.asked else "numbers_needed"
        self._find(kind, "self_score", score=score)
        return {}

    def _is_by_hand(self) -> bool:
        """Whether the workbook has no cells for figures: a form shows the score beside them."""
        return "number" not in self._given.cells

    def _share_of(self, score: Decimal) -> dict[str, Decimal]:
        """Return the share of a hundred from which a ratio gives this score; nothing where it gives none.

        Many shares give the full score, of which the least is meant, and many give none.
        """
        question = self._question
        if question.rule_type != "ratio" or not score or not question.max_score:
            return {}
        percent = score * 100 / question.max_score
        target = min(question.ratio_target or _HUNDRED, _HUNDRED)
        if score == question.max_score:
            percent = target
        if percent > target or percent < (question.ratio_floor or 0):
            return {}
        return {
            "numerator": percent.quantize(_SHARE_PLACES).normalize() + 0,
            "denominator": _HUNDRED,
        }

    def _option(self) -> int | None:
        text = clean(self._given.option).replace("\n", " ")
        if "option" in self._given.uncomputed:
            self._find("formula_without_value", "option")
            return None
        if not text or text in _NOTHING:
            return self._option_of_score() if self._may_choose_by_score() else None
        found = self._find_choices(text)
        if len(found) == 1:
            return found[0].key
        labels = self._question.labels()
        self._find("no_such_option", "option", text=shorten(text), options=_shown(labels))
        return None

    def _find_choices(self, text: str) -> list[Choice]:
        """Return the options that a text may mean: by words, else by score, else by how words begin."""
        labels, words = self._question.labels(), comparable(text)
        if text in labels:
            return [labels[text]]
        has_letters = any(map(str.isalpha, text))
        for same in (
            [choice for label, choice in labels.items() if fold(label) == fold(text)],
            [choice for choice in labels.values() if fold(choice.name) == fold(text)],
            [choice for choice in labels.values() if choice.score == self._plain_score(text)],
            # a number is a score, and none of the words that begin with it
            [
                choice
                for choice in labels.values()
                if has_letters and comparable(choice.name).startswith(words)
            ],
        ):
            if same:
                return same
        return []

    def _plain_score(self, text: str) -> Decimal | None:
        try:
            return parse_score(text, LARGEST_NUMBER, most=self._question.max_score)
        except ScoreError:
            return None

    def _may_choose_by_score(self) -> bool:
        """Whether a score says which option is meant: in a form an emptied list says "none"."""
        return "option" not in self._given.cells

    def _option_of_score(self) -> int | None:
        text = self._given.self_score
        if isinstance(text, str) and any(map(str.isalpha, text)):
            # the words of an option stand where its score is asked for
            found = self._find_choices(clean(text).replace("\n", " "))
            if len(found) == 1:
                return found[0].key
        score = self._score()
        if score is None:
            return None
        # points say nothing of what carries none
        choices = self._question.choices if self._question.has_points else ()
        same = [choice for choice in choices if choice.score == score]
        if len(same) == 1:
            return same[0].key
        kind = "several_options_have_score" if same else "no_option_has_score"
        self._find(
            kind,
            "self_score",
            score=score,
            options=_shown(
                label
                for label, choice in self._question.labels().items()
                if not same or choice in same
            ),
        )
        return None

    def _score(self) -> Decimal | None:
        score = self._number("self_score", self._given.self_score)
        if score is not None and score > self._question.max_score:
            self._find(
                "above_maximum", "self_score", score=score, max_score=self._question.max_score
            )
            return None
        return score

    def _number(self, role: str, value: object, *, is_score: bool = True) -> Decimal | None:
        if role in self._given.uncomputed:
            self._find("formula_without_value", role)
            return None
        if hasattr(value, "isoformat") or (
            isinstance(value, str) and _LEADING_DATE.match(value.strip())
        ):
            self._find("is_date", role, text=shorten(str(value)))
            return None
        if isinstance(value, str) and value.strip() in _NOTHING:
            return None
        most = self._question.max_score if is_score and role == "self_score" else None
        try:
            number = parse_score(value, LARGEST_NUMBER, most=most)
        except ScoreError as error:
            kind = "ambiguous_number" if error.kind == "ambiguous" else "not_a_number"
            self._find(kind, role, **error.params)
            return None
        if number is not None and number < 0:
            self._find("negative", role, number=number)
            return None
        return number

    def _has_number(self, value: object) -> bool:
        """Whether a cell says more than that there is nothing to say ("-", "Hội đồng chấm")."""
        if isinstance(value, str):
            return any(char.isdigit() for char in value)
        return value is not None

    def _not_applicable(self) -> bool:
        text = fold(self._given.not_applicable)
        if self._given.not_applicable is None or text in _NO:
            return False
        if text in _YES:
            return True
        self._find("not_yes_or_no", "not_applicable", text=shorten(str(self._given.not_applicable)))
        return False

    def _find(self, kind: str, role: str, **params: object):
        cell = self._given.cells.get(role, "")
        self.findings.append(Finding(kind, {"cell": cell, **params}))
