"""How far signatures are looked for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignatureLimits:
    """``count`` is how many signatures of a file are checked, ``calls`` and ``inflated`` (in bytes) how much
    work of the library all of them may take.
    """

    count: int = 20
    calls: int = 1_500_000
    inflated: int = 64 * 1024 * 1024


LIMITS = SignatureLimits()

LONGEST_NAME = 500
"""Letters of a signer's or an organisation's name: a certificate may hold as many organisations as its file is long."""
