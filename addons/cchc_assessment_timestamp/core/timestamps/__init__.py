"""Timestamps by RFC 3161: no Odoo, no database.

:func:`make_request` writes what an authority is asked, :func:`ask` asks it, :func:`read_stamp` and
:func:`check_signer` say what its answer is worth. :data:`FAULTS` are the reasons why none was had.
"""

from .errors import FAULTS, TimestampError
from .service import LONGEST_ANSWER, SECONDS, ask, check_address
from .stamp import Stamp, check_signer, make_request, read_roots, read_stamp

__all__ = [
    "FAULTS",
    "LONGEST_ANSWER",
    "SECONDS",
    "Stamp",
    "TimestampError",
    "ask",
    "check_address",
    "check_signer",
    "make_request",
    "read_roots",
    "read_stamp",
]
