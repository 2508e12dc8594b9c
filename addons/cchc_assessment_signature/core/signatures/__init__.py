"""The digital signatures in a PDF: no Odoo, no database, no network.

:func:`read_signatures` tells who signed a PDF, and whether it has changed since. :data:`STATUSES` are the
answers from bad to good, :func:`say_problem` puts what is wrong with one signature into words.
"""

from .limits import LIMITS, SignatureLimits
from .reading import STATUSES, Signature, SignatureReport, read_signatures
from .wording import PROBLEMS, say_problem

__all__ = [
    "LIMITS",
    "PROBLEMS",
    "STATUSES",
    "Signature",
    "SignatureLimits",
    "SignatureReport",
    "read_signatures",
    "say_problem",
]
