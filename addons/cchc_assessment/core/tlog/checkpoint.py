"""Checkpoints (C2SP tlog-checkpoint): which tree, its size, its root; here with the moment as a further line."""

import binascii
from dataclasses import dataclass
from datetime import datetime

from .errors import TlogError
from .merkle import HASH_LENGTH, LARGEST
from .note import SignedNote, SigningKey, decode, encode, read_note

_LONGEST_ORIGIN = 200
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Checkpoint:
    """What a tree was at a moment.

    :ivar time: UTC, as ``2026-11-29T08:00:00Z``
    """

    origin: str
    size: int
    root: bytes
    time: str

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\ntime {self.time}\n"

    def sign(self, key: SigningKey | None) -> SignedNote:
        """Return it as a note; without a key, as one that nobody has signed."""
        return key.sign(str(self)) if key else SignedNote(str(self), [])


def read_checkpoint(text: str) -> tuple[Checkpoint, SignedNote]:
    """Return a checkpoint and the note it stands in, whose signatures are unchecked.

    :raises TlogError: when it is none, or written in another way than the one.
    """
    note = read_note(text)
    lines = note.text.split("\n")
    if len(lines) != 5 or lines[4] or not lines[3].startswith("time "):
        raise TlogError("not_a_checkpoint")
    origin, size, root, time = *lines[:3], lines[3].removeprefix("time ")
    try:
        checkpoint = Checkpoint(
            _check_origin(origin), _read_size(size), decode(root), check_time(time)
        )
    except (binascii.Error, ValueError) as error:
        raise TlogError("not_a_checkpoint") from error
    if len(checkpoint.root) != HASH_LENGTH:
        raise TlogError("not_a_checkpoint")
    return checkpoint, note


def check_time(text: str) -> str:
    """Return a moment as it was written.

    :raises TlogError: when it is written in another way.
    """
    try:
        moment = datetime.strptime(text, _TIME).strftime(_TIME)
    except ValueError as error:
        raise TlogError("not_a_checkpoint") from error
    if moment != text:
        raise TlogError("not_a_checkpoint")
    return text


def format_time(moment: datetime) -> str:
    """Return a moment, which is UTC, as checkpoints have it."""
    return moment.strftime(_TIME)


def _check_origin(origin):
    is_plain = not any(letter < " " for letter in origin) and not origin[:1].isspace()
    if not origin or len(origin) > _LONGEST_ORIGIN or not is_plain:
        raise ValueError(origin)
    return origin


def _read_size(text):
    # anything longer than the largest is not even counted
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
    if str(size) != text or size > LARGEST:
        raise ValueError(text)
    return size
