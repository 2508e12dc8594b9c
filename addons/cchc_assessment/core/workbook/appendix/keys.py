"""What a row of an offline form belongs to, written in a hidden cell and found wherever it stands.

Each row bears its key itself: so it may be sorted, and columns and sheets may be moved and renamed.
A key says which assessment it was exported from, by a token that the caller makes and checks.
"""

import re
from typing import NamedTuple

_MARK = "CCHC1"
_KEY = re.compile(
    _MARK + r";(?P<token>[0-9A-Za-z-]{1,80});(?P<kind>[CD]);(?P<criterion>[0-9]{1,18})"
    r"(?:;(?P<inputs>[0-9a-f]{12});(?P<explanation>[0-9a-f]{12}))?(?:;(?P<document>[0-9]{1,18}))?"
)


class RowKey(NamedTuple):
    """The criterion of a row, and the digests of what stood there when it was exported.

    A heading has no digests. ``document`` is the one that stands in the criterion's own row.
    """

    token: str
    criterion: int
    inputs: str = ""
    explanation: str = ""
    document: int = 0

    def __str__(self):
        digests = filter(None, (self.inputs, self.explanation))
        document = [str(self.document)] if self.document else []
        return ";".join((_MARK, self.token, "C", str(self.criterion), *digests, *document))


class DocumentKey(NamedTuple):
    """A row with a document of a criterion; ``document`` is 0 where a new one may be entered."""

    token: str
    criterion: int
    document: int = 0

    def __str__(self):
        return ";".join((_MARK, self.token, "D", str(self.criterion), str(self.document)))


def read_key(value: object) -> RowKey | DocumentKey | None:
    """Return the key that a cell holds, or None for any other cell."""
    found = _KEY.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    token, criterion = found["token"], int(found["criterion"])
    document = int(found["document"] or 0)
    if found["kind"] == "D":
        return DocumentKey(token, criterion, document)
    return RowKey(token, criterion, found["inputs"] or "", found["explanation"] or "", document)
