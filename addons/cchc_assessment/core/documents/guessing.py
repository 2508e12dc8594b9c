"""What a document's name and text say of it."""

import datetime
from dataclasses import dataclass, fields, replace

from ..plain.old_fonts import find_old_font, read_old_font
from .guess_from_name import read_name
from .guess_from_text import read_text


@dataclass(frozen=True)
class Guess:
    """What is believed of a document; what is not known is empty.

    ``number`` is written as the document does ("12/BC-SNV"), ``type_code`` is the ``code`` of a
    :class:`DocumentType`. ``sure`` names the fields that the text states in the place where the
    decree puts them and that the file's name doesn't contradict; the others are an offer.
    """

    subject: str = ""
    number: str = ""
    date: datetime.date | None = None
    type_code: str = ""
    issuer: str = ""
    sure: frozenset[str] = frozenset()


_FIELDS = [field.name for field in fields(Guess) if field.name != "sure"]


def guess(name: str, text: str = "") -> Guess:
    """Guess what a document is from its file's ``name`` and the ``text`` of its first page.

    What the text says goes before what the name says. Where the two, or two places of one, are at
    odds about what cannot be both, nothing is made up: a field is rather left empty.
    """
    named, stated = read_name(_in_unicode(name)), read_text(_in_unicode(text))
    sure = {
        field
        for field, value in stated.items()
        if value and (field == "subject" or _agree(value, named.get(field)))
    }
    values = {field: stated.get(field) or named.get(field) for field in _FIELDS}
    known = {field: value for field, value in values.items() if value}
    return replace(Guess(sure=frozenset(sure)), **known)


def _in_unicode(text: str) -> str:
    """Return a text that an old font shows as Vietnamese as what it shows."""
    font = find_old_font([text])
    return read_old_font(text, font) if font else text


def _agree(stated, named) -> bool:
    if not named:
        return True
    if isinstance(stated, str):
        return stated.lstrip("0").casefold() == named.lstrip("0").casefold()
    return stated == named
