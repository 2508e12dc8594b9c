"""What may be inside a document besides what one reads, and what is thought of it.

A document is refused for what does harm to whoever opens it, or calls somebody when it is opened. What only
might is filed all the same, since officials file it every day: it is said to them and to the council, and
what a browser would run is not shown in one but downloaded.
"""

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """``refused``: it is not filed at all. ``shown``: a browser may show the document it is in.

    ``params`` is what its sentence mentions beside the file's name; that of what is filed is a remark beside it.
    """

    refused: bool
    shown: bool
    params: tuple[str, ...] = ()


_REFUSED = Kind(refused=True, shown=False)
_REMARKED = Kind(refused=False, shown=False)

KINDS = {
    "macros": _REFUSED,
    "program": _REFUSED,
    "starts_program": _REFUSED,
    "calls_out": _REFUSED,
    "pixels": Kind(refused=True, shown=False, params=("width", "height")),
    "pdf_script": _REMARKED,
    "pdf_form": _REMARKED,
    "pdf_sends": _REMARKED,
    "pdf_opens": _REMARKED,
    "pdf_media": _REMARKED,
    "pdf_attachment": Kind(refused=False, shown=True),
    "object": _REMARKED,
    "control": _REMARKED,
    "template": _REMARKED,
    "linked": _REMARKED,
    "unsearched": _REMARKED,
}

# What is in the way of showing a document in a browser.
NOT_SHOWN = frozenset(name for name, kind in KINDS.items() if not kind.shown)

# Endings of what a machine runs when it is opened.
PROGRAMS = re.compile(
    r"\.(?:exe|dll|com|bat|cmd|scr|pif|ms[ip]|cpl|lnk|url|reg|hta|jse?|mjs|vb[es]|ws[fh]|psm?1|jar|class|sh|py|apk|app"
    r"|dmg|deb|rpm|x?html?|mht|svg|docm|dotm|xls[mb]|xltm|xlam|pptm|ppam)[ .\0]*$",
    re.I,
)


def is_program(name: str) -> bool:
    return bool(PROGRAMS.search(name))
