"""The digital signatures in a PDF: no Odoo, no database, no network.

:func:`read_signatures` tells who signed a PDF, and whether it has changed since. :data:`STATUSES` are the
answers from bad to good, :data:`PROBLEMS` what may be wrong with one signature.
"""

from .limits import LIMITS, SignatureLimits
from .reading import (
    LEVELS,
    PROBLEMS,
    STAMPS,
    STATUSES,
    Signature,
    SignatureReport,
    read_signatures,
)

__all__ = [
    "LEVELS",
    "LIMITS",
    "PROBLEMS",
    "STAMPS",
    "STATUSES",
    "Signature",
    "SignatureLimits",
    "SignatureReport",
    "read_signatures",
]
