"""``python -m sealing new|rotate|show|accept|countersign FILE [NAME]``: run where the addon's room can be imported."""

import sys
from datetime import UTC, datetime

from core.tlog import (
    SignedBefore,
    TlogError,
    make_key_file,
    read_checkpoint,
    read_key_file,
    rotate_key_file,
    split_notes,
)

REASONS = {
    "key_name": "The name of a key has neither blanks nor plus signs, and at most 200 letters.",
    "no_key": "The file has no key that signs.",
    "key": "The file has a line that is no key, or was damaged.",
    "key_open": "Everybody may read that file. Take that right away first (chmod o-rwx).",
    "key_twice": "The file has two keys that sign.",
    "not_a_checkpoint": "The file of checkpoints has something in it that is none.",
    "not_a_note": "The file of checkpoints has something in it that is none.",
    "too_long": "The file is too long for a file of keys.",
}


def main(action, path, name=None):
    """Do it; return the public keys, one on a line."""
    if action == "new":
        ring = make_key_file(path, name)
    elif action == "accept":
        read_key_file(path)
        mark = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        return "" if SignedBefore(path).put_aside(mark) else "Nothing was signed before."
    elif action == "countersign":
        return countersign(path, name)
    elif action == "rotate":
        ring = rotate_key_file(path, name)
    else:
        ring = read_key_file(path)
    return "\n".join(map(str, ring.public_keys))


def countersign(path, checkpoints):
    """Return the checkpoints in that file, each with the signature of this key added: this agency has seen them."""
    signer = read_key_file(path).signer
    if not signer:
        raise TlogError("no_key")
    with open(checkpoints, encoding="utf-8-sig") as file:
        notes = [read_checkpoint(text)[1] for text in split_notes(file.read())]
    if not notes:
        raise TlogError("not_a_checkpoint")
    return "\n".join(str(note.countersign(signer)) for note in notes).rstrip("\n")


if __name__ == "__main__":
    try:
        print(main(*sys.argv[1:]))
    except TlogError as error:
        sys.exit(REASONS.get(error.kind, error.kind))
    except FileExistsError:
        sys.exit(
            "There is such a file already, and a key is never overwritten. To make a new one: rotate."
        )
    except OSError as error:
        sys.exit(f"{error.filename or sys.argv[2]}: {error.strerror}.")
