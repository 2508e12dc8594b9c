"""How the table of what is sealed is read."""

from dataclasses import dataclass, field, replace

ALWAYS = "always"  # the database has to say so for good
CURRENT = "current"  # as long as the submission stands: a unit that it is returned to works on
LOGGED = "logged"  # it moves on, each step with a row of the log
KEPT = "kept"  # as it was then, for whoever reads the seal: it may change, or follows from the rest


@dataclass(frozen=True)
class Sealed:
    """One value of each record: what it is kept as, where it is, how long it holds, and since which version."""

    key: str
    path: str
    holds: str
    since: int


@dataclass
class Part:
    """A list of the manifest.

    :ivar records: the path from what is sealed to the records of this list.
    :ivar identity: the path to the number by which a record is found again.
    :ivar title: the keys that tell people which record it is.
    :ivar is_later: its records were there before seals had the list: an older seal says nothing of them.
    :ivar content: the path to the file whose bytes have the SHA-256 that is kept as ``sha256``.
    """

    key: str
    model: str
    records: str
    identity: str
    title: list
    content: str
    is_later: bool = False
    fields: list = field(default_factory=list)


def extend_table(parts, rows):
    """Return parts of a table with further rows, written as in the table itself: an addon's own fields.

    :param rows: for each part that gets some, by its key, a text of such rows
    """
    return [
        replace(part, fields=[*part.fields, *_read_rows(rows.get(part.key, ""))]) for part in parts
    ]


def read_table(text):
    """Return the ``Part`` of each heading with the fields in the rows below it."""
    parts = []
    for line in text.strip().splitlines():
        if "|" in line:
            key, model, records, identity, title, content, *later = map(str.strip, line.split("|"))
            parts.append(Part(key, model, records, identity, title.split(), content, bool(later)))
            continue
        parts[-1].fields += _read_rows(line)
    return parts


def _read_rows(text):
    return [
        Sealed(name.partition(":")[0], name.rpartition(":")[2], holds, int(since))
        for since, holds, *names in map(str.split, text.strip().splitlines())
        for name in names
    ]


def is_whole(value):
    """Whether a value of a manifest, which somebody may have damaged, is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)
