"""What speaks against a document where it is filed: it may be the wrong one, and nothing is refused for it."""

import datetime
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..plain.text import compose, fold, shorten
from .words import terms

#: What may be doubted, and what comes with it.
DOUBTS = {
    "other_day": ("date", "year"),
    "other_year": ("named", "year"),
    "other_issuer": ("issuer", "unit"),
    "other_kind": ("kind", "required"),
    "no_proof": ("criterion", "others"),
    "replaced": ("by",),
    "revoked": ("by",),
    "expired": ("by",),
}

#: Plans for a year are issued in the last quarter before it, reports on it in the first one after it.
_FIRST_DAY, _LAST_DAY = (10, 1), (3, 31)
_YEARS = re.compile(r"(?<!\d)(20\d\d)(?:\s?[-–]\s?(20\d\d))?(?!\d)")
_NAMES_A_YEAR = re.compile(r"\bnam 20\d\d\b")
#: Bodies of one kind, of which each province has many: one of them does not prove what another one did.
_KINDS = {
    "so": "department",
    "chi cuc": "branch",
    "uy ban nhan dan xa": "commune",
    "uy ban nhan dan phuong": "commune",
    "uy ban nhan dan dac khu": "commune",
    "uy ban nhan dan thi tran": "commune",
    "xa": "commune",
    "phuong": "commune",
    "dac khu": "commune",
}
#: Whose papers prove what a unit did: the one that guides and appraises all of them. The province's is of no kind.
_COUNCIL = ["noi", "vu"]
#: Left out in the names of bodies as often as not.
_AND = "va"
_OR = "hoac"
_VOWELS = frozenset("aeiou")
#: A subject has to say as much as this before it is missed that it shares no word.
_TELLING_WORDS = 4
_LONGEST = 500


@dataclass(frozen=True)
class Claim:
    """A document, and what it is filed for.

    :ivar year: the year that is assessed.
    :ivar units: the names of who files it, and of those that it came from.
    :ivar kind: code and name of its type, if it is known.
    :ivar required: the documents asked for that it is said to be, each with the code of the type that its name
        begins with, or "".
    :ivar proven: of each criterion that it is filed for, what it is called and the texts that say what it is about.
    """

    subject: str
    year: int
    date: datetime.date | None = None
    issuer: str = ""
    units: tuple[str, ...] = ()
    kind: tuple[str, str] = ("", "")
    required: tuple[tuple[str, str], ...] = ()
    proven: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Doubt:
    """One thing that speaks against a document: a kind of ``DOUBTS`` with what comes with it."""

    kind: str
    params: dict = field(default_factory=dict)


def find_doubts(claim: Claim) -> list[Doubt]:
    """Return what speaks against ``claim``, in the order of ``DOUBTS``."""
    return [
        *_doubt_year(claim),
        *_doubt_issuer(claim),
        *_doubt_kind(claim),
        *_doubt_proof(claim),
    ]


def _doubt_year(claim: Claim) -> Iterable[Doubt]:
    year = claim.year
    if claim.date:
        first = datetime.date(year - 1, *_FIRST_DAY)
        last = datetime.date(year + 1, *_LAST_DAY)
        if not first <= claim.date <= last:
            yield Doubt("other_day", {"date": claim.date, "year": str(year)})
    subject = claim.subject[:_LONGEST]
    if _NAMES_A_YEAR.search(fold(subject)):
        spans = [(int(one), int(other or one)) for one, other in _YEARS.findall(subject)]
        if spans and not any(first <= year <= last for first, last in spans):
            named = ", ".join(str(first) for first, _last in spans[:3])
            yield Doubt("other_year", {"named": named, "year": str(year)})


def _doubt_issuer(claim: Claim) -> Iterable[Doubt]:
    kind, name = _read_body(claim.issuer)
    own = [_read_body(unit) for unit in claim.units]
    if not own or not kind or (kind == "department" and _begins(name, _COUNCIL)):
        return
    alike = [other for other_kind, other in own if other_kind == kind]
    # as long as each of those that file it is of another kind, it may be their superior, or a part of them
    if len(alike) == len(own) and not any(
        _begins(name, one) or _begins(one, name) for one in alike
    ):
        yield Doubt(
            "other_issuer", {"issuer": shorten(claim.issuer), "unit": shorten(claim.units[0])}
        )


def names_another_body(issuer: str, names: Iterable[str]) -> bool:
    """Whether ``names`` name bodies that are one of many, and none of them is the one that ``issuer`` names.

    Where either says too little, as a person's name alone does, they are not said to differ.
    """
    kind, name = _read_body(issuer)
    others = [body for body in map(_read_body, names) if body[0]]
    return bool(kind and others) and not any(
        kind == other_kind and (_begins(name, other) or _begins(other, name))
        for other_kind, other in others
    )


def _read_body(text: str) -> tuple[str, list[str]]:
    """Return the kind of body that ``text`` names, and the words of its own name.

    The kind is "" for one of which there are not many, and where the name is abbreviated: it may be any of them.
    """
    text = compose(text[:_LONGEST])
    words = fold(text)
    if words.startswith("ubnd "):
        words = f"uy ban nhan dan {words[5:]}"
    for prefix, kind in _KINDS.items():
        if words.startswith(f"{prefix} "):
            name = words[len(prefix) + 1 :].split()
            is_short = "&" in text or _has_capitals(text) or not all(map(_is_syllable, name))
            return "" if is_short else kind, [word for word in name if word != _AND]
    return "", words.split()


def _has_capitals(text: str) -> bool:
    """Whether some word is set in capitals, and not all of them are."""
    words = "".join(char if char.isalnum() else " " for char in text).split()
    return not text.isupper() and any(
        len(word) > 1 and word.isupper() and word != "UBND" for word in words
    )


def _is_syllable(word: str) -> bool:
    """Whether it can be said: a letter, a number, or what has a vowel."""
    return len(word) == 1 or word.isdecimal() or word[-1] == "y" or not _VOWELS.isdisjoint(word)


def _begins(words: list[str], others: list[str]) -> bool:
    return words[: len(others)] == others


def _doubt_kind(claim: Claim) -> Iterable[Doubt]:
    code, name = claim.kind
    for required, expected in claim.required:
        if code and expected and code != expected and _OR not in fold(required).split():
            yield Doubt("other_kind", {"kind": name, "required": shorten(required)})


def _doubt_proof(claim: Claim) -> Iterable[Doubt]:
    """Doubt a document of several criteria where it shares no word with one, and does with others."""
    own = _words(claim.subject)
    if len(claim.proven) < 2 or len(fold(claim.subject).split()) < _TELLING_WORDS:
        return
    shared = [any(own & _words(text) for text in texts) for _name, texts in claim.proven]
    others = [
        name for (name, _texts), is_shared in zip(claim.proven, shared, strict=True) if is_shared
    ]
    for (name, _texts), is_shared in zip(claim.proven, shared, strict=True):
        if others and not is_shared:
            yield Doubt("no_proof", {"criterion": name, "others": ", ".join(others[:3])})


def _words(text: str) -> frozenset[str]:
    """Return the words of two syllables in ``text``: one syllable alone is part of any word."""
    return _read_words(text[:_LONGEST])


# a sheet asks of each of its documents, and many are filed for one criterion
@functools.lru_cache(maxsize=2048)
def _read_words(text: str) -> frozenset[str]:
    return frozenset(term for term in terms(text) if " " in term)
