"""Reading scans: what stands on pages that are pictures. No Odoo, no database, no network.

:func:`read_scan` reads the pages of a PDF or an image that have no text of their own, by Tesseract, in a process of
its own that is held to :data:`LIMITS`. :data:`REMARKS` is what may be said of a reading; :func:`find_missing` tells
whether the program is there, and :func:`mend` puts right what stands on every letterhead.

That process imports this room alone, as ``scans``: nothing in it needs another one.
"""

from .letterhead import mend
from .limits import LIMITS, ScanLimits
from .reading import REMARKS, ScanReading, read_scan, remove_left
from .tesseract import find_missing

__all__ = [
    "LIMITS",
    "REMARKS",
    "ScanLimits",
    "ScanReading",
    "find_missing",
    "mend",
    "read_scan",
    "remove_left",
]
