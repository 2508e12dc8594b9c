"""Merkle trees as RFC 6962 and RFC 9162 define them, with SHA-256.

A tree is given as the list of its entries, in bytes. What is claimed by others (sizes, places, proofs) is bounded
before anything is computed of it: the length of a proof follows from the sizes.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from .errors import TlogError

HASH_LENGTH = 32
#: The largest size of a tree that is talked of at all.
LARGEST = 2**62
#: The root of a tree without entries.
EMPTY_ROOT = hashlib.sha256(b"").digest()


def hash_leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """What has to be kept of a tree to append to it: the roots of its full subtrees, the largest one first.

    There is one for each bit of the size, so that an entry costs as many hashes as the size has digits at most.
    """

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    @classmethod
    def parse(cls, size: int, text: str | None) -> "Frontier":
        """Return what ``str()`` of a frontier of that size has written.

        :raises TlogError: when the text is not of a tree of that size.
        """
        _check_size(size)
        try:
            hashes = [bytes.fromhex(part) for part in (text or "").split()]
        except ValueError as error:
            raise TlogError("frontier") from error
        if len(hashes) != size.bit_count() or any(len(one) != HASH_LENGTH for one in hashes):
            raise TlogError("frontier")
        return cls(size, hashes)

    def __str__(self) -> str:
        return " ".join(one.hex() for one in self.hashes)

    def append(self, entry: bytes) -> None:
        self.extend((entry,))

    def extend(self, entries: Iterable[bytes]) -> None:
        """Append entries level by level: of thousands of hashes each is a step of a list, and none a call."""
        sha256 = hashlib.sha256
        level = [sha256(b"\x00" + entry).digest() for entry in entries]
        full, kept = self.size, []
        self.size += len(level)
        while level:
            if full & 1:
                level.insert(0, self.hashes.pop())
            if len(level) & 1:
                kept.append(level.pop())
            pairs = zip(level[::2], level[1::2], strict=True)
            level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
            full >>= 1
        self.hashes += reversed(kept)

    @property
    def root(self) -> bytes:
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = hash_node(left, root)
        return root


def make_root(entries: Iterable[bytes]) -> bytes:
    """Return the root of the tree that these entries make."""
    frontier = Frontier()
    frontier.extend(entries)
    return frontier.root


def roots_at(entries: Iterable[bytes], sizes: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the roots that the tree had at these sizes, the smallest first; none of sizes that it never had."""
    frontier, following = Frontier(), iter(entries)
    for size in sorted({size for size in sizes if 0 <= size <= LARGEST}):
        frontier.extend(islice(following, size - frontier.size))
        if frontier.size == size:
            yield size, frontier.root


class Tree:
    """A tree with all its hashes at hand, for whoever needs several proofs of it."""

    def __init__(self, entries: Iterable[bytes]):
        self.levels = [[hash_leaf(entry) for entry in entries]]
        while len(self.levels[-1]) > 1:
            self.levels.append(_climb(self.levels[-1]))

    @property
    def size(self) -> int:
        return len(self.levels[0])

    def prove_inclusion(self, index: int) -> list[bytes]:
        """Return the proof that the entry at ``index`` is in the tree, the hash nearest to it first.

        :raises TlogError: when there is no such entry.
        """
        if not 0 <= index < self.size:
            raise TlogError("index", index=index, size=self.size)
        proof = []
        for level in self.levels[:-1]:
            if (neighbour := index ^ 1) < len(level):
                proof.append(level[neighbour])
            index >>= 1
        return proof

    def prove_consistency(self, first: int) -> list[bytes]:
        """Return the proof that the tree began with the tree of its ``first`` entries.

        :raises TlogError: when it never had that size.
        """
        if not 0 <= first <= self.size:
            raise TlogError("sizes", first=first, second=self.size)
        if first in (0, self.size):
            return []
        # the last entry of the smaller tree, and then the last of the subtrees that hold it
        place, is_whole, proof = first - 1, True, []
        for level in self.levels[:-1]:
            if is_whole and not place & 1:
                # the largest subtree that the smaller tree ends with begins the proof, unless it is all of it
                is_whole = False
                if place:
                    proof.append(level[place])
            if not is_whole and (neighbour := place ^ 1) < len(level):
                proof.append(level[neighbour])
            place >>= 1
        return proof


def make_inclusion_proof(entries: Iterable[bytes], index: int) -> list[bytes]:
    return Tree(entries).prove_inclusion(index)


def make_consistency_proof(entries: Iterable[bytes], first: int) -> list[bytes]:
    return Tree(entries).prove_consistency(first)


def verify_inclusion(
    entry: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether the proof shows that ``entry`` stands at ``index`` in the tree of that size and root.

    :raises TlogError: when what is claimed cannot be of any tree.
    """
    _check_size(size)
    if not isinstance(index, int) or not 0 <= index < size:
        raise TlogError("index", index=index, size=size)
    _check_length(proof, _inclusion_length(index, size))
    _check_hashes([root, *proof])
    place, last, hashed = index, size - 1, hash_leaf(entry)
    for neighbour in proof:
        if place & 1 or place == last:
            hashed = hash_node(neighbour, hashed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            hashed = hash_node(hashed, neighbour)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == root


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Return whether the proof shows that the tree of the second size and root began as the first one.

    :raises TlogError: when what is claimed cannot be of any tree.
    """
    _check_size(first)
    _check_size(second)
    if first > second:
        raise TlogError("sizes", first=first, second=second)
    _check_length(proof, _consistency_length(first, second))
    _check_hashes([first_root, second_root, *proof])
    if first == second:
        return first_root == second_root
    if first == 0:
        return first_root == EMPTY_ROOT
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old, new, rest = (proof[0], proof[0], proof[1:]) if place else (first_root, first_root, proof)
    for neighbour in rest:
        if place & 1 or place == last:
            old, new = hash_node(neighbour, old), hash_node(neighbour, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = hash_node(new, neighbour)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _climb(level):
    above = [hash_node(*level[i : i + 2]) for i in range(0, len(level) - 1, 2)]
    return above + level[-1:] if len(level) & 1 else above


def _inclusion_length(index, size):
    # as many as the levels where it parts from the last entry, and one for each subtree on its left above them
    levels = (index ^ (size - 1)).bit_length()
    return levels + (index >> levels).bit_count()


def _consistency_length(first, second):
    if first in (0, second):
        return 0
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    levels = (place ^ last).bit_length()
    return levels + (place >> levels).bit_count() + (1 if place else 0)


def _check_size(size):
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= LARGEST:
        raise TlogError("size", size=size if isinstance(size, int) else 0)


def _check_length(proof, expected):
    if len(proof) != expected:
        raise TlogError("proof_length", found=len(proof), expected=expected)


def _check_hashes(hashes):
    if any(not isinstance(one, bytes) or len(one) != HASH_LENGTH for one in hashes):
        raise TlogError("hash")
