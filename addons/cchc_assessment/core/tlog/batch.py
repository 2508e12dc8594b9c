"""Many ledgers' heads under one root, of which nobody can tell how many there are.

A batch is a Merkle tree of fixed size: the heads' digests, filled up with chance, sorted. Where a head stands and
how long its proof is tells nothing of the others.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from .merkle import make_inclusion_proof, make_root

#: Sizes of a batch as powers of two: of all that a province has at once, the smallest that it fits into.
_WIDTHS = (10, 14, 18, 22)


@dataclass(frozen=True)
class Batch:
    """The entries of a batch in their order."""

    entries: list[bytes]

    @property
    def root(self) -> bytes:
        return make_root(self.entries)

    def prove(self, digest: bytes) -> tuple[int, list[bytes]]:
        """Return where a digest stands and the proof that it does.

        :raises ValueError: when it does not.
        """
        index = self.entries.index(digest)
        return index, make_inclusion_proof(self.entries, index)


def make_batch(digests: Iterable[bytes], seed: bytes) -> Batch:
    """Return the batch of these digests; the same for the same seed, which is kept secret."""
    heads = list(digests)
    width = next(2**power for power in _WIDTHS if len(heads) <= 2**power)
    filling = (
        hashlib.sha256(seed + number.to_bytes(4, "big")).digest()
        for number in range(width - len(heads))
    )
    return Batch(sorted([*heads, *filling]))
