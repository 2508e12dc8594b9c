"""Which earlier documents a document says to be in force no more."""

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
_LONGEST = 1000
_AROUND = ".,;:()[]“”\"'"


def find_withdrawn(subject: str) -> dict[str, str]:
    """Return ``{number of a document: kind}`` of those that a document of this subject takes out of force.

    >>> find_withdrawn("Quy chế chi tiêu, thay thế Quyết định số 12/QĐ-SNV")
    {'12/qđ-snv': 'replaced'}
    """
    text = compose(subject[:_LONGEST]).lower()
    starts = [(text.find(words), kind) for words, kind in WITHDRAWALS.items() if words in text]
    if not starts:
        return {}
    start, kind = min(starts)
    return {
        word: kind for word in (as_number(one) for one in text[start:].split()) if is_number(word)
    }


def as_number(text: str) -> str:
    """Return the number of a document as it is compared."""
    return compose(text).lower().strip().strip(_AROUND)


def is_number(word: str) -> bool:
    """Whether it is written like the number of a document: figures, a stroke, and letters somewhere behind it."""
    figures, _stroke, rest = word.partition("/")
    return figures.isdecimal() and any(char.isalpha() for char in rest)
