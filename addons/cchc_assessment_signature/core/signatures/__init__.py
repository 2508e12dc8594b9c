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
from .shared import names_another_body

__all__ = [
    "LEVELS",
    "LIMITS",
    "PROBLEMS",
    "STAMPS",
    "STATUSES",
    "Signature",
    "SignatureLimits",
    "SignatureReport",
    "names_another_body",
    "read_signatures",
]
