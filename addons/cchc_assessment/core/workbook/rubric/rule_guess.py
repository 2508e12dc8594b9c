"""Guess how a criterion is scored from the words of its options and of its method.

A guess never goes beyond the text: bands have to cover all options, join without a gap, and give
less the lower they are. What fits less well is offered as a choice, which is always right to score
by, and the secretary is told to look. A wrong "sure" is worse than a choice.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise

from ...plain.rule_inputs import CONDITION
from ...plain.text import clean, comparable, one_line, unmarked
from ..numbers import MOST_POINTS, ScoreError, parse_score
from .checks import children_of
from .conditions import is_plainly_met
from .data import RubricNode, RubricOption, StatedRule, add_up
from .option_text import is_rate

#: From certain to hardly more than a default; "stated" is said by a sheet of our own form.
CONFIDENCES = ("stated", "sure", "likely", "guess")

#: Why a rule was guessed: kind -> what it means.
REASONS = {
    "stated": "The sheet has a column for the rule.",
    "parameters": "The sheet states parameters of a rule, and not which rule it is.",
    "percent_bands": "Every option begins where the one above it ends, in percent.",
    "quantity_bands": "Every option begins where the one above it ends, in a count.",
    "bands_in_part": "Bands, but one of them is in words, or two of them touch.",
    "options": "Options in words.",
    "unread_numbers": "Options with percentages or counts that do not make bands.",
    "per_item": "So many points for each of something.",
    "deduction": "So many points off for each of something.",
    "ratio": "A share of the maximum, by a ratio.",
    "relative": "Held against the best unit of the group.",
    "words": "A method in words that is none of the known ones.",
    "nothing": "Nothing is said.",
    "condition": "The sheet says that it is met or not, and gives no points.",
    "best_below": "The best option gives less than the maximum.",
    "above_maximum": "An option gives more than the maximum.",
    "few_options": "There is only one option, or all give the same.",
    "no_score": "An option has no score.",
    "rates": "Options give points for each of something.",
    "same_words": "Two options have the same words.",
    "left_over": "Words beside the options are left over.",
    "scores_inside": "An option's text holds the score of another one.",
    "coded_rows": "The options have codes like criteria.",
    "uncoded_rows": "The row has no code and was taken as a criterion by its score.",
    "code_slip": "The code seems to be meant as another one.",
    "either_or": "Only one of several criteria counts.",
    "points_off": "Options say what is taken off the maximum.",
    "survey": "Words of a survey, which the council would score.",
    "own_bonus_penalty": "It has a bonus or penalty of its own.",
}

_HUNDRED = Decimal(100)
# How a criterion is scored is said in its first sentences; no rubric has one that is half as long.
_LONGEST_TEXT = 2_000
_FRACTIONS = {"¾": "75%", "½": "50%", "¼": "25%", "3/4": "75%", "1/2": "50%", "1/4": "25%"}
# "3/4 số lượng" is a share, "trước ngày 3/4" is a date.
_FRACTION = re.compile(r"[¾½¼]|(?<![0-9/])(?:3/4|1/2|1/4)(?=\s*(?:tong|so)\b)")
# A number begins where no digit stands before it: a long run of digits is looked at once, not once for each.
_N = r"(?<![0-9])(?P<{0}>[0-9]+(?:[.,][0-9]+)?)\s*(?P<{0}_percent>%?)"
_FROM = r"(?:(?P<above>tren|hon|vuot|>(?!=))|tu|>=|≥|it nhat|toi thieu)"
_BELOW = r"(?:duoi|<(?!=)|it hon|thap hon|nho hon|chua (?:dat|den|du)|khong (?:dat|du))"
_UP_TO = r"(?:khong qua|<=|≤|den|toi da)"

_RANGE = re.compile(
    rf"(?:{_FROM}\s*)?{_N.format('low')}\s*(?:-|den|toi)\s*(?:den\s+)?(?P<below>{_BELOW}\s*)?"
    rf"{_N.format('high')}"
)
# "từ 50 đến dưới số nhiệm vụ": someone forgot the other end.
_HALF_RANGE = re.compile(rf"tu\s*{_N.format('low')}\s*(?:-|den)\s*(?:duoi\s+)?(?![0-9])")
_UPPER = re.compile(rf"(?P<below>{_BELOW})\s*{_N.format('high')}|{_UP_TO}\s*{_N.format('top')}")
_DOWNWARDS = re.compile(rf"{_N.format('top')}[^0-9%]{{0,80}}?\btro xuong\b")
_LOWER = re.compile(rf"{_FROM}\s*{_N.format('low')}")
_UPWARDS = re.compile(rf"{_N.format('low')}[^0-9%]{{0,80}}?\btro len\b")
_EXACT = re.compile(_N.format("low"))
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s*%?")
_ALL = re.compile(r"(?:bao cao |thuc hien |co )?(?:day du|tat ca|toan bo)\b")
_NOT = re.compile(r"(?:khong|chua)\b")
_REST = re.compile(r"(?:khong|chua|con lai|con de|(?:cac )?truong hop (?:khac|con lai)|khac$)\b")
_TIME = re.compile(r"\b(?:ngay|thang|quy|gio|phut|tuan)\b|\bnam [0-9]{4}")
# A second condition, or a growth, which nobody types as so many out of so many.
_MORE_CONDITIONS = re.compile(
    r"\b(?:dong thoi|nhung|va co|va khong|va da|tru truong hop|tang|giam|so voi)\b"
)
# "1.000 hồ sơ" may be one thousand of them, or one.
_THOUSANDS = re.compile(r"(?<![0-9.,])[0-9]{1,3}[.,][0-9]{3}(?![0-9])")
#: What options say about their ends and not about what is counted.
_BOUND_WORDS = re.compile(
    r"\b(?:tu|den|toi|duoi|tren|hon|vuot|it|nhat|thieu|dat|tro|len|xuong|hoan|thanh|co|thuc|hien"
    r"|khong|qua|chua)\b"
)

_POINTS = r"(?<![0-9])(?P<points>[0-9]+(?:[.,][0-9]+)?)\s*(?:diem|d)\b"
_EACH = r"(?:\b(?:cu )?moi(?: mot| 0?1)?|\bcu (?:0?1|mot))\b"
_EACH_OFF = re.compile(rf"{_EACH}(?P<what>[^.;\n]{{1,150}}?)\b(?:bi )?tru\s*:?\s*{_POINTS}")
_EACH_ON = re.compile(
    rf"{_EACH}(?P<what>[^.;\n]{{1,150}}?)(?:\b(?:duoc(?: cong| tinh)?|cong|tinh|dat)\b|[:=])"
    rf"\s*:?\s*{_POINTS}"
)
_AT_MOST = re.compile(rf"\b(?:toi da|khong qua|nhieu nhat)(?: la)?\s*:?\s*{_POINTS}")
_TIMES = r"(?:×|\*|\bx\b|\bnhan(?: voi)?\b)"
_SHARE = re.compile(
    rf"(?:ty le|ti le|%|tong so)[^\n]{{0,150}}{_TIMES}\s*(?:so )?diem (?:toi da|chuan)"
    rf"|diem (?:toi da|chuan)[^\n]{{0,40}}{_TIMES}[^\n]{{0,40}}(?:ty le|ti le|%|tong so)"
)
_IN_PROPORTION = re.compile(
    r"(?:tinh|cham)(?: diem)? (?:theo |tuong ung )(?:voi )?(?:ty|ti) le|tuong ung voi (?:ty|ti) le"
)
# "tỷ lệ của đơn vị / tỷ lệ của đơn vị cao nhất × điểm tối đa": a share of what another unit has reached
# "x điểm cao nhất" and "cao nhất 2 điểm" are words for the own maximum
_BEST = r"(?:cao|lon|nhieu|tot) nhat\b"
_BEST_UNIT = re.compile(
    r"(?:\bso voi\b|\bchia\b|/)[^.;\n/]{0,80}(?:"
    r"\b(?:don vi|co quan|dia phuong|so, nganh)\b"
    rf"(?:(?: co| dat)?(?: so| tong)? diem {_BEST}"
    rf"|(?:(?!\b(?:diem|x|nhan)\b)[a-z0-9% ]){{0,60}}\b{_BEST}(?!\s*(?:la\s*)?:?\s*[0-9]))"
    rf"|\b{_BEST} trong (?:khoi|cum)\b)"
)
_FLOOR = re.compile(
    rf"duoi\s*{_N.format('low')}[^.;\n0-9]{{0,40}}(?:khong (?:tinh|co|duoc)[^.;\n]{{0,10}}diem|0 diem)"
)
_TARGET = re.compile(
    rf"tu\s*{_N.format('low')}[^.;\n0-9]{{0,40}}(?:dat |duoc |cham |tinh )*diem toi da"
)

_BONUS = re.compile(
    r"(?:phần |các |mục |tiêu chí )?điểm (?:thưởng|cộng)\b(?!\s*[,/]|\s+(?:và|trừ))"
)
_PENALTY = re.compile(r"(?:phần |các |mục |tiêu chí )?điểm (?:trừ|phạt)\b(?!\s*[,/]|\s+và)")
_SURVEY = re.compile(r"điều tra xã hội học|\bxhh\b|mức độ hài lòng|khảo sát sự hài lòng")
# What options, documents and notes say of a survey, where the name does not.
_SURVEY_RESULT = re.compile(
    r"(?:kết quả|số liệu|phiếu|báo cáo kết quả)[^.;\n]{0,40}(?:điều tra|khảo sát|lấy ý kiến)"
    r"|điều tra xã hội học|\bđtxhh\b|\bxhh\b|(?:ý kiến|người)[^.;\n]{0,30}được (?:hỏi|khảo sát|điều tra|lấy ý kiến)"
    r"|phiếu (?:đánh giá|trả lời)[^.;\n]{0,30}hài lòng|sipas"
)
_PLAN_OF_SURVEY = re.compile(
    r"(?:kế hoạch|quyết định|công văn|văn bản|chương trình|hợp đồng|ban hành|tổ chức|triển khai|thực hiện|phối hợp)"
    r"[^.;\n]{0,60}(?:điều tra|khảo sát|xhh|lấy ý kiến)"
)
# "Ban hành kế hoạch điều tra xã hội học" is a task of the unit.
_UNITS_TASK = re.compile(
    r"^(?:ban hành|xây dựng|tổ chức|triển khai|thực hiện|phối hợp|công bố|công khai|báo cáo|kế hoạch)\b"
)


@dataclass(frozen=True)
class Level:
    """From where an option of a band holds; no threshold makes it the rest."""

    threshold: Decimal | None = None
    strict: bool = False


@dataclass(frozen=True)
class RuleGuess:
    """How a leaf seems to be scored.

    ``levels`` has one entry per option, also for a choice where its numbers could be read, so that
    whoever makes a band of it has them at hand; ``confidence`` and ``reason`` are of CONFIDENCES
    and REASONS.
    """

    type: str
    confidence: str
    reason: str
    basis: str = "percent"
    levels: tuple[Level, ...] = ()
    points_per_item: Decimal | None = None
    ratio_floor: Decimal | None = None
    ratio_target: Decimal | None = None


@dataclass(frozen=True)
class _Bound:
    """What one option's text says of its band; ``doubtful`` where it says it loosely."""

    percent: bool | None = None
    low: Decimal | None = None
    strict: bool = False
    high: Decimal | None = None
    high_included: bool = False
    in_words: bool = False
    doubtful: bool = False


def guess_rule(node: RubricNode, section: str = "base") -> RuleGuess:
    """Return how a leaf is scored, as far as its sheet states or suggests it; never fails.

    In the section ``penalty`` points "off" add up to the penalty, and so are points per item.
    """
    if node.is_condition and not (node.rule and node.rule.type):
        confidence = "likely" if is_plainly_met(node.options) else "guess"
        return RuleGuess(CONDITION, confidence, "condition")
    guess = _doubt(node, _guess_from_texts(node, section))
    stated = node.rule or StatedRule()
    levels = tuple(Level(option.threshold, option.strict) for option in node.options)
    has_levels = any(level != Level() for level in levels)
    if stated.type:
        return RuleGuess(
            stated.type,
            "stated",
            "stated",
            stated.basis or guess.basis,
            levels if has_levels else (),
            stated.points_per_item,
            stated.ratio_floor,
            stated.ratio_target,
        )
    implied = _implied_types(stated, has_levels, guess)
    if implied:
        # Words and columns that mean the same rule are no proof yet: somebody left the rule blank.
        agree = implied == [guess.type]
        guess = replace(
            guess,
            type=guess.type if guess.type in implied else implied[0],
            confidence="likely" if agree else "guess",
            reason="parameters",
        )
    return replace(
        guess,
        basis=stated.basis or guess.basis,
        levels=levels if has_levels else guess.levels,
        points_per_item=_first(stated.points_per_item, guess.points_per_item),
        ratio_floor=_first(stated.ratio_floor, guess.ratio_floor),
        ratio_target=_first(stated.ratio_target, guess.ratio_target),
    )


def is_understood(node: RubricNode) -> bool:
    """Whether the sheet says plainly how a leaf is scored, be it in words or in a column."""
    return guess_rule(node).confidence != "guess"


def _doubt(node: RubricNode, guess: RuleGuess) -> RuleGuess:
    """Return a guess that is sure only if nothing speaks against it: a wrong "sure" is worse than a question."""
    if guess.confidence == "guess":
        return guess
    reason = next(iter(node.doubts), "") or _find_doubt(node, guess)
    if reason:
        return replace(guess, confidence="guess", reason=reason)
    if node.left_over and guess.confidence == "sure":
        return replace(guess, confidence="likely", reason="left_over")
    return guess


def _find_doubt(node: RubricNode, guess: RuleGuess) -> str:
    """Return why options cannot be all that a criterion needs: a reason of REASONS, or empty."""
    if guess.type not in ("choice", "band"):
        return ""
    scores = [option.score for option in node.options]
    if None in scores:
        return "no_score"
    if len(set(scores)) < 2:
        return "few_options"
    if node.max_score is not None:
        best, most = max(map(abs, scores)), abs(node.max_score)
        if best != most:
            return "best_below" if best < most else "above_maximum"
    names = [one_line(option.name).casefold() for option in node.options]
    if len(set(names)) < len(names):
        return "same_words"
    return "rates" if any(map(is_rate, names)) else ""


def _implied_types(stated: StatedRule, has_levels: bool, guess: RuleGuess) -> list[str]:
    """Return the rules that have the parameters which a sheet states without its rule."""
    implied = []
    if has_levels:
        implied.append("band")
    if (stated.ratio_floor, stated.ratio_target) != (None, None):
        implied.append("ratio")
    if stated.points_per_item is not None:
        implied.append("deduction" if guess.type == "deduction" else "per_item")
    return implied


def _first(stated: Decimal | None, guessed: Decimal | None) -> Decimal | None:
    return guessed if stated is None else stated


def _guess_from_texts(node: RubricNode, section: str) -> RuleGuess:
    scored = [option for option in node.options if option.score is not None]
    words = "\n".join([node.guidance, *(o.text for o in node.options if o.score is None)])
    if len(scored) == 1 and len(node.options) == 1:
        # "- Mỗi sáng kiến: 0,5 điểm" reads like an option, but alone it is a rate.
        words = "\n".join([words, _with_points(scored[0])])
    if len(scored) < 2:
        guess = _guess_from_words(words, node.max_score, section)
        if guess and guess.type != "manual":
            return guess
        if not node.options:
            return guess or RuleGuess("manual", "guess", "nothing")
    return _guess_from_options(node.options)


def read_levels(options: Sequence[RubricOption]) -> tuple[Level, ...]:
    """Return where each option begins, as far as its own text says."""
    bounds = [_read_bound(_plain(option.name)) for option in options]
    return tuple(
        Level(bound.low, bound.strict) if bound and bound.low and not bound.in_words else Level()
        for bound in bounds
    )


def is_proportional(text: str) -> bool:
    """Whether a text gives a share of the maximum by a ratio."""
    plain = _plain(text, lines=True)
    return bool(_SHARE.search(plain) or _IN_PROPORTION.search(plain))


def guess_sections(nodes: Sequence[RubricNode]) -> list[str]:
    """Return the section of each node: its own words' ("Điểm thưởng"), else its parent's."""
    sections: list[str] = []
    for node in nodes:
        name = one_line(clean(node.name)).lower()
        if _BONUS.match(name):
            section = "bonus"
        elif _PENALTY.match(name):
            section = "penalty"
        else:
            section = "base" if node.parent is None else sections[node.parent]
        sections.append(section)
    return sections


def guess_caps(nodes: Sequence[RubricNode], sections: Sequence[str]) -> dict[str, Decimal]:
    """Return the caps of bonus and penalty that a sheet states, by their sections.

    A heading says it in words ("Điểm thưởng (tối đa 5 điểm)") or by a maximum that is less than what
    stands below it adds up to. Where a section has several headings, nothing is said of the whole.
    """
    children = children_of(nodes)
    caps = {}
    for section in ("bonus", "penalty"):
        heads = [
            node
            for node in nodes
            if sections[node.index] == section
            and (node.parent is None or sections[node.parent] != section)
        ]
        if len(heads) != 1:
            continue
        [head] = heads
        stated = _AT_MOST.search(_plain(f"{head.name}\n{head.guidance}", lines=True))
        below = add_up(nodes[index] for index in children.get(head.index, ()))
        if stated:
            caps[section] = _number(stated["points"], MOST_POINTS)
        elif None not in (head.max_score, below) and 0 < head.max_score < below:
            caps[section] = head.max_score
    return caps


def guess_scorers(nodes: Sequence[RubricNode]) -> list[str]:
    """Return who scores each node: the council what a survey measures, and all below it."""
    scorers: list[str] = []
    for node in nodes:
        name = one_line(clean(node.name)).lower()
        above = "unit" if node.parent is None else scorers[node.parent]
        is_survey = bool(_SURVEY.search(name)) and not _UNITS_TASK.match(name)
        is_survey = is_survey or node.scored_by == "council"
        scorers.append("council" if is_survey else above)
    return scorers


def survey_is_likely(node: RubricNode) -> bool:
    """Whether a criterion's options, documents or notes say that a survey measures it, and its name does not."""
    name = one_line(clean(node.name)).lower()
    if _SURVEY.search(name) or _UNITS_TASK.match(name):
        return False
    texts = [option.text for option in node.options]
    texts += [node.evidence, node.note, node.guidance]
    said = "\n".join(text[:_LONGEST_TEXT] for text in texts).lower()
    return bool(_SURVEY_RESULT.search(_PLAN_OF_SURVEY.sub("", said)))


# Options


def _guess_from_options(options: Sequence[RubricOption]) -> RuleGuess:
    texts = [_plain(option.name) for option in options]
    levels = read_levels(options)
    bands = _make_bands(options, texts)
    if bands:
        return bands
    if any("%" in text or re.search(r"\btro len\b", text) for text in texts):
        return RuleGuess("choice", "guess", "unread_numbers", _basis(texts), levels)
    # "trong 15 ngày" is a number, but nobody takes it for one of bands.
    likely = any(_NUMBER.search(text) and not _TIME.search(text) for text in texts)
    return RuleGuess("choice", "likely" if likely else "sure", "options", _basis(texts), levels)


def _basis(texts: Iterable[str]) -> str:
    texts = list(texts)
    has_count = any(_NUMBER.search(text) for text in texts)
    return "quantity" if has_count and not any("%" in text for text in texts) else "percent"


def _make_bands(options: Sequence[RubricOption], texts: Sequence[str]) -> RuleGuess | None:
    """Return the band that all options make together, or ``None`` if they make none."""
    bounds = [_read_bound(text) for text in texts]
    if len(options) < 2 or None in bounds or any(option.score is None for option in options):
        return None
    units = {bound.percent for bound in bounds if bound.percent is not None}
    if True in units:
        # "từ 50 đến dưới số nhiệm vụ" between percentages is one, too.
        doubtful = any(bound.percent is False and not bound.doubtful for bound in bounds)
        if doubtful:
            return None
        basis = "percent"
    elif any(_TIME.search(text) for text in texts):
        return None
    else:
        basis = "quantity"
    rests = [bound for bound in bounds if not bound.low]
    numbered = [bound for bound in bounds if not bound.in_words]
    # "100%: 2 / Còn tồn: 0" is a yes and a no, whatever the number.
    if len(rests) != 1 or len(numbered) < (2 if basis == "percent" else 1):
        return None
    ranked = sorted(
        zip(bounds, options, strict=True),
        key=lambda pair: (pair[0].low or Decimal(0), pair[0].strict),
        reverse=True,
    )
    joins = [_join(upper, lower, basis) for (upper, _), (lower, _) in pairwise(ranked)]
    scores = [option.score for _bound, option in ranked]
    if "gap" in joins or any(lower >= upper for upper, lower in pairwise(scores)):
        return None
    top = ranked[0][0]
    if basis == "percent" and max(top.low, top.high or Decimal(0)) > _HUNDRED:
        return None
    doubtful = (
        "touch" in joins
        or any(bound.doubtful for bound in bounds)
        or (top.high is not None and (basis == "quantity" or top.high != _HUNDRED))
        or not _same_subject(texts)
    )
    return RuleGuess(
        "band",
        "likely" if doubtful else "sure",
        "bands_in_part" if doubtful else f"{basis}_bands",
        basis,
        tuple(Level(bound.low, bound.strict) if bound.low else Level() for bound in bounds),
    )


def _join(upper: _Bound, lower: _Bound, basis: str) -> str:
    """Return how a band meets the one above it: "fits", "touch" or "gap"."""
    if lower.in_words:
        # "Không có" is what is left below one of something; below 80 % it is only a guess.
        whole = basis == "quantity" and upper.low == 1 and not upper.strict
        return "fits" if whole else "touch"
    if lower.high is None:
        return "fits"
    if basis == "quantity" and lower.high_included and not upper.strict:
        return "fits" if lower.high + 1 == upper.low else "gap"
    if lower.high != upper.low:
        return "gap"
    return "fits" if lower.high_included == upper.strict else "touch"


def _same_subject(texts: Sequence[str]) -> bool:
    """Whether the options speak of the same thing, but for their numbers."""
    subjects = [
        set(re.findall(r"[a-z]+", _BOUND_WORDS.sub("", text)))
        for text in texts
        if _NUMBER.search(text)
    ]
    return all(
        not (one and other) or len(one & other) * 2 >= min(len(one), len(other))
        for one, other in combinations(subjects, 2)
    )


def _read_bound(text: str) -> _Bound | None:
    """Return the band that an option's plain text states; ``None`` if it states none or several."""
    numbers = _NUMBER.findall(text)
    if not numbers:
        return _read_words(text)
    found = ((read, pattern.search(text)) for pattern, read in _PATTERNS)
    bound, match = next(((read(match), match) for read, match in found if match), (None, None))
    if bound is None:
        return None
    rest = text[: match.start()] + " " + text[match.end() :]
    left_over = [number for number in _NUMBER.findall(rest) if "%" in number or not bound.percent]
    if left_over or (bound.low is not None and _NOT.match(text)):
        return None
    if not bound.percent and _THOUSANDS.search(text):
        return None
    if _MORE_CONDITIONS.search(text):
        bound = replace(bound, doubtful=True)
    return bound


def _read_words(text: str) -> _Bound | None:
    if _ALL.match(text):
        return _Bound(True, _HUNDRED, in_words=True, doubtful=True)
    return _Bound(in_words=True) if _REST.match(text) else None


def _end(match: re.Match, name: str, percent: bool = False) -> Decimal:
    """Return one end of a bound: of "62,125 %" there is one reading, of "62,125" there are two."""
    return _number(match[name], _HUNDRED if percent or match[f"{name}_percent"] else None)


def _range(match: re.Match) -> _Bound:
    percent = bool(match["low_percent"] or match["high_percent"])
    return _Bound(
        percent,
        _end(match, "low", percent),
        strict=bool(match["above"]),
        high=_end(match, "high", percent),
        high_included=not match["below"],
    )


def _half_range(match: re.Match) -> _Bound:
    return _Bound(bool(match["low_percent"]), _end(match, "low"), doubtful=True)


def _upper(match: re.Match) -> _Bound:
    end = "high" if match["high"] else "top"
    return _Bound(bool(match[f"{end}_percent"]), high=_end(match, end), high_included=end == "top")


def _downwards(match: re.Match) -> _Bound:
    return _Bound(bool(match["top_percent"]), high=_end(match, "top"), high_included=True)


def _lower(match: re.Match) -> _Bound:
    # "trên 90% trở lên" says both.
    strict = bool(match["above"])
    both = strict and "tro len" in match.string
    return _Bound(bool(match["low_percent"]), _end(match, "low"), strict, doubtful=both)


def _upwards(match: re.Match) -> _Bound:
    return _Bound(bool(match["low_percent"]), _end(match, "low"))


def _exact(match: re.Match) -> _Bound | None:
    """A bare number: all of it, or exactly so many; a bare "80%" says nothing of 81 %."""
    number = _end(match, "low")
    if match["low_percent"]:
        return _Bound(True, number, high=number, high_included=True, doubtful=number != _HUNDRED)
    if not number:
        return _Bound(False, in_words=True)
    return _Bound(False, number, high=number, high_included=True)


# The first that is found counts: what is narrow stands before what is wide.
_PATTERNS = (
    (_RANGE, _range),
    (_HALF_RANGE, _half_range),
    (_DOWNWARDS, _downwards),
    (_UPPER, _upper),
    (_LOWER, _lower),
    (_UPWARDS, _upwards),
    (_EXACT, _exact),
)


# Words


def _guess_from_words(text: str, max_score: Decimal | None, section: str) -> RuleGuess | None:
    plain = _plain(text, lines=True)
    if not plain.strip():
        return None
    off, on = _EACH_OFF.findall(plain), _EACH_ON.findall(plain)
    if len(off) + len(on) == 1:
        return _guess_rate(plain, max_score, section)
    if not (off or on) and _BEST_UNIT.search(plain):
        # whether a percentage or a count, and that the best of the group is meant, people say
        return RuleGuess(
            "relative", "guess", "relative", "quantity" if _is_count(text, plain) else "percent"
        )
    share = _SHARE.search(plain)
    if not (off or on) and (share or _IN_PROPORTION.search(plain)):
        floor, target = _FLOOR.search(plain), _TARGET.search(plain)
        return RuleGuess(
            "ratio",
            "likely" if share else "guess",
            "ratio",
            ratio_floor=_number(floor["low"]) if floor else None,
            ratio_target=_number(target["low"]) if target else None,
        )
    return RuleGuess("manual", "guess", "words")


def _is_count(text: str, plain: str) -> bool:
    """Whether a text speaks of a number of something, and of no share."""
    # with its mark: "hồ sơ", "Sở" and "so với" are no numbers
    counts = "số" in comparable(text[:_LONGEST_TEXT]).split() or "so luong" in plain
    return counts and not any(word in plain for word in ("ty le", "ti le", "%", "tong so"))


def _guess_rate(plain: str, max_score: Decimal | None, section: str) -> RuleGuess:
    match = _EACH_OFF.search(plain) or _EACH_ON.search(plain)
    is_off = match.re is _EACH_OFF
    points = _number(match["points"], MOST_POINTS)
    stated = _AT_MOST.search(plain)
    fits = max_score is not None and 0 < points <= max_score
    if stated:
        fits = fits and _number(stated["points"], MOST_POINTS) == max_score
    # Without more words around it, and with numbers that agree, it is as plain as it can be.
    alone = len(_NUMBER.findall(plain[: match.start()] + plain[match.end() :])) <= bool(stated)
    type_ = "deduction" if is_off and section != "penalty" else "per_item"
    return RuleGuess(
        type_,
        "guess"
        if not fits
        else "sure"
        if alone and not _NUMBER.search(match["what"])
        else "likely",
        type_,
        "quantity",
        points_per_item=points,
    )


def _with_points(option: RubricOption) -> str:
    return option.text if re.search(r"(?:điểm|đ)\W*$", option.text) else f"{option.text} điểm"


def _number(text: str, most: Decimal | None = None) -> Decimal:
    try:
        return parse_score(text, most=most) or Decimal(0)
    except ScoreError:
        # Longer than any score can be, or either of two: no bound that another could meet.
        return Decimal("-1")


def _plain(text: str, *, lines: bool = False) -> str:
    """Return a text in lower case without diacritics, its fractions as percentages."""
    text = unmarked(clean(text)[:_LONGEST_TEXT])
    text = re.sub(r"[–—−]", "-", text)
    text = _FRACTION.sub(lambda match: _FRACTIONS[match[0]], text)
    text = re.sub(r"\s+%", "%", text)
    return text.strip() if lines else " ".join(re.sub(r"^[-+*• ]+", "", text).split())
