"""What was signed last of each log, kept beside the key: nothing that contradicts it is signed."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from .checkpoint import Checkpoint, read_checkpoint
from .errors import TlogError

#: How long a note may be.
_LONGEST = 10_000


class SignedBefore:
    """A folder with one file for each log, the last checkpoint that the key beside it has signed.

    What the folder says is in no backup of the database: a log that was rewritten in there, or put back from a
    backup, is told from the one that was signed.
    """

    def __init__(self, key_path: str | os.PathLike):
        key_path = Path(key_path)
        self.folder = key_path.with_name(f"{key_path.name}.signed")

    def read(self, origin: str) -> str | None:
        """Return the last checkpoint signed of a log as text; None where none was.

        :raises OSError: when there is one that cannot be read.
        """
        try:
            with self._get_path(origin).open(encoding="utf-8", errors="replace") as file:
                return file.read(_LONGEST)
        except FileNotFoundError:
            return None

    def keep(self, notes: Iterable[str]):
        """Keep these checkpoints as the last ones of their logs, each whole or not at all.

        :raises OSError: when one cannot be written.
        """
        self.folder.mkdir(mode=0o700, exist_ok=True)
        for text in notes:
            checkpoint = read_checkpoint(text)[0]
            with suppress(TlogError):
                kept = self.read(checkpoint.origin)
                # of two writers at once the one that has more
                if kept and read_checkpoint(kept)[0].size > checkpoint.size:
                    continue
            self._write(self._get_path(checkpoint.origin), text)

    def put_aside(self, mark: str) -> bool:
        """Begin anew, as after a backup was put back; what was signed stays in a folder of this mark."""
        if not self.folder.exists():
            return False
        self.folder.rename(self.folder.with_name(f"{self.folder.name}.{mark}"))
        return True

    def _get_path(self, origin):
        return self.folder / hashlib.sha256(origin.encode()).hexdigest()

    @staticmethod
    def _write(path, text):
        work = path.with_name(f".{path.name}.{os.getpid()}")
        with work.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        work.replace(path)


def read_signed(origin: str, text: str) -> Checkpoint | None:
    """Return the checkpoint in a file of ``SignedBefore``; None where it is none of this log."""
    with suppress(TlogError):
        checkpoint = read_checkpoint(text)[0]
        if checkpoint.origin == origin:
            return checkpoint
    return None
