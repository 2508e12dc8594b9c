"""What a document's name and text say of it."""

import datetime
from dataclasses import dataclass


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


def guess(name: str, text: str = "") -> Guess:
    """Guess what a document is from its file's ``name`` and the ``text`` of its first page."""
    return Guess()
