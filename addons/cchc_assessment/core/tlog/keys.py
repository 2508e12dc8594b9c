"""The file of keys: one that signs, and the public halves of those that signed before it."""

import os
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from .checkpoint import check_time, format_time
from .errors import TlogError
from .note import PublicKey, SigningKey

#: How long a file of keys may be.
LONGEST_FILE = 100_000
_HEAD = "# The key that signs checkpoints. Keep it secret, keep a copy, never edit it by hand.\n"
_SINCE = "since "
_RETIRED = "# Public halves of keys that signed before: old checkpoints are checked by them.\n"


@dataclass(frozen=True)
class KeyRing:
    """What a file of keys holds.

    :ivar signer: the key that signs, or None in a file of public keys.
    :ivar retired: the public keys of earlier ones, the last one first.
    :ivar since: from when on checkpoints have to be signed, as they write moments; empty where it is not known.
    """

    signer: SigningKey | None = None
    retired: list[PublicKey] = field(default_factory=list)
    since: str = ""

    @property
    def public_keys(self) -> list[PublicKey]:
        return [*([self.signer.public] if self.signer else []), *self.retired]


def read_keys(text: str) -> KeyRing:
    """Return the keys in a text: one on a line, remarks after ``#``.

    :raises TlogError: when a line is none, or more than one key would sign.
    """
    if len(text) > LONGEST_FILE:
        raise TlogError("too_long", limit=LONGEST_FILE)
    signers, retired, since = [], [], ""
    for line in filter(None, (each.partition("#")[0].strip() for each in text.splitlines())):
        if line.startswith("PRIVATE+"):
            signers.append(SigningKey.parse(line))
        elif line.startswith(_SINCE):
            since = check_time(line.removeprefix(_SINCE))
        else:
            retired.append(PublicKey.parse(line))
    if len(signers) > 1:
        raise TlogError("key_twice", key=signers[1].name)
    return KeyRing(signers[0] if signers else None, retired, since)


def read_key_file(path: str | os.PathLike) -> KeyRing:
    """Return the keys of a file that nobody but its owner and his group may read.

    :raises OSError: when it cannot be read.
    :raises TlogError: when it is no file of keys, or everybody may read a key that signs.
    """
    with Path(path).open(encoding="utf-8", errors="replace") as handle:
        is_open = stat.S_IMODE(os.fstat(handle.fileno()).st_mode) & stat.S_IRWXO
        ring = read_keys(handle.read(LONGEST_FILE + 1))
    if ring.signer and is_open:
        raise TlogError("key_open")
    return ring


def make_key_file(path: str | os.PathLike, name: str) -> KeyRing:
    """Make a file with a new key.

    :raises FileExistsError: when there is one: a key is never overwritten.
    """
    ring = KeyRing(SigningKey.generate(name), since=format_time(datetime.now(UTC)))
    _write(path, ring, is_new=True)
    return ring


def rotate_key_file(path: str | os.PathLike, name: str | None = None) -> KeyRing:
    """Put a new key into the file; of the one before it the public half stays.

    :raises TlogError: when there is no key that signs.
    """
    before = read_key_file(path)
    if not before.signer:
        raise TlogError("no_key")
    signer = SigningKey.generate(name or before.signer.name)
    ring = KeyRing(signer, before.public_keys, before.since)
    _write(path, ring, is_new=False)
    return ring


def _dump(ring: KeyRing) -> str:
    retired = "".join(f"{key}\n" for key in ring.retired)
    since = f"{_SINCE}{ring.since}\n" if ring.since else ""
    return f"{_HEAD}{since}{ring.signer.dump()}\n{_RETIRED if retired else ''}{retired}"


def _write(path, ring: KeyRing, is_new):
    """Write the file whole or not at all, for its owner alone."""
    path = Path(path)
    work = path.with_name(f".{path.name}.new")
    work.unlink(missing_ok=True)
    work.touch(0o600, exist_ok=False)
    with work.open("w", encoding="utf-8") as file:
        file.write(_dump(ring))
        file.flush()
        os.fsync(file.fileno())
    try:
        if is_new:
            # fails where there is one already
            os.link(work, path)
        else:
            state = path.stat()
            if os.geteuid() == 0:
                os.chown(work, state.st_uid, state.st_gid)
            work.chmod(stat.S_IMODE(state.st_mode))
            work.replace(path)
    finally:
        work.unlink(missing_ok=True)
