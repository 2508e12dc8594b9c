"""What a filed document is, judged from its bytes, its name and its text: no Odoo, no database.

* :func:`inspect` tells a file's type from its bytes and refuses what is no document, or none that
  the council could open; it raises :class:`DocumentError`, one of :data:`REFUSALS`.
  :data:`KINDS` is what may be inside of one: refused, or filed and said.
* :func:`extract_text` reads the first pages, :func:`guess` what they and the name say of number,
  date, type, subject and issuer; :data:`DOCUMENT_TYPES` are the types of Decree 30/2020/NĐ-CP.
* :func:`join_pictures` makes one PDF of several pictures.
* :data:`LIMITS` are the bounds of all this.

Files are binary, seekable file objects and are never read into memory as a whole; where a path is
welcome the docstring says so. The position in a file that was passed in is undefined afterwards.
"""

from .document_types import DOCUMENT_TYPES, DocumentType
from .errors import REFUSALS, DocumentError
from .guess_from_name import criterion_code, folder_codes, named_type
from .guess_from_number import type_of_number
from .guessing import Guess, guess
from .inspection import DEFAULT_TYPES, FileFacts, inspect
from .kinds import KINDS, NOT_SHOWN
from .limits import LIMITS, ArchiveLimits, JoinLimits, Limits, TextLimits
from .pictures import QUARTERS, join_pictures
from .text import extract_text

__all__ = [
    "DEFAULT_TYPES",
    "DOCUMENT_TYPES",
    "KINDS",
    "LIMITS",
    "NOT_SHOWN",
    "QUARTERS",
    "REFUSALS",
    "ArchiveLimits",
    "DocumentError",
    "DocumentType",
    "FileFacts",
    "Guess",
    "JoinLimits",
    "Limits",
    "TextLimits",
    "criterion_code",
    "extract_text",
    "folder_codes",
    "guess",
    "inspect",
    "join_pictures",
    "named_type",
    "type_of_number",
]
