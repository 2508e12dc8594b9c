"""What is remarked on the reading of a scan, as sentences in the language of whoever reads them."""

from odoo.tools import LazyTranslate

from odoo.addons.cchc_assessment.messages.wording import fill_in

_lt = LazyTranslate(__name__)

REMARKS = {
    "unreadable": _lt("These pages cannot be read: %(pages)s."),
    "pixels": _lt("These pages are pictures too large to be read: %(pages)s."),
    "more_pages": _lt("Only the first %(read)s of %(total)s pages were read."),
    "time": _lt("Reading took too long and ended after %(read)s pages."),
    "memory": _lt("Reading took too much memory and ended after %(read)s pages."),
    "damaged": _lt("The file cannot be opened to read its pages."),
    "too_large": _lt("The file is too large to be read."),
    "given_up": _lt("Reading was broken off several times and is not tried again."),
}

MISSING = {
    "program": _lt(
        "Scans are not read: the program Tesseract is missing on the server. Documents wait until it is there. "
        "On Debian and Ubuntu: apt install tesseract-ocr tesseract-ocr-vie"
    ),
    "language": _lt(
        "Scans are not read: Tesseract does not know Vietnamese on the server. Documents wait until it does. "
        "On Debian and Ubuntu: apt install tesseract-ocr-vie"
    ),
}


def say_remarks(env, remarks):
    """Return the sentences of ``{kind: params}``, in the order of the table; other kinds are left out."""
    return [
        fill_in(env, sentence, remarks[kind])
        for kind, sentence in REMARKS.items()
        if kind in remarks
    ]
