"""What people were told in a rush, held against what is in the database afterwards. Knows neither Odoo nor Locust."""

import itertools
from collections import Counter
from dataclasses import dataclass, field

LOST, DOUBLED, OVERWRITTEN, HALF = "lost", "doubled", "overwritten unawares", "kept though refused"
FAULTS = (LOST, DOUBLED, OVERWRITTEN, HALF)


@dataclass
class Found:
    """What is in the database.

    :ivar logged: ``{line id: [(old text, new text), …]}``, the changes of explanations in the order of the log.
    :ivar rows: ``{line id: (text, option id)}`` as they stand.
    :ivar documents: how often a line has a document: ``{(line id, SHA-256): number}``.
    :ivar moves: ``{assessment id: how often its state was changed}``.
    :ivar seals: ``{assessment id: how often it was sealed}``.
    """

    logged: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    documents: dict = field(default_factory=dict)
    moves: dict = field(default_factory=dict)
    seals: dict = field(default_factory=dict)


def find_faults(ledger, found):
    """Compare what was told with what is there.

    :param ledger: ``saves``, ``uploads``, ``sends`` and ``approvals``, each with ``told``: whether Odoo said that it is
        done, or None where it said nothing. Each text that is saved and each document that is filed is another one.
    :param found: a ``Found``.
    :return: a list of ``(kind, what it is about)``, kinds being those of ``FAULTS``.
    """
    return [*_judge_saves(ledger["saves"], found), *_judge_deeds(ledger, found)]


def _judge_saves(saves, found):
    times = Counter((line, new) for line, rows in found.logged.items() for _old, new in rows)
    for entry in saves:
        key = entry["line"], entry["text"]
        yield from _judge(entry["told"], times[key], f"row {key[0]}: {key[1]}")
    told = {(entry["line"], entry["text"]): entry for entry in saves}
    for line, rows in found.logged.items():
        for (_old, before), (old, new) in itertools.pairwise(rows):
            if old != before:
                yield OVERWRITTEN, f"row {line}: “{new}” came upon “{old}”, not upon “{before}”"
        last = rows[-1][1]
        entry = told.get((line, last), {})
        if found.rows[line] != (last, entry.get("option", found.rows[line][1])):
            yield LOST, f"row {line}: {found.rows[line]} instead of “{last}” ({entry})"


def _judge_deeds(ledger, found):
    for entry in ledger["uploads"]:
        key = entry["line"], entry["sha256"]
        yield from _judge(entry["told"], found.documents.get(key, 0), f"document of row {key[0]}")
    deeds = [*ledger["sends"], *ledger["approvals"]]
    for assessment in {entry["assessment"] for entry in deeds}:
        for entries, there, what in (
            (deeds, found.moves, "steps"),
            (ledger["approvals"], found.seals, "seals"),
        ):
            told = Counter(one["told"] for one in entries if one["assessment"] == assessment)
            number, least, most = there.get(assessment, 0), told[True], told[True] + told[None]
            about = f"{what} of assessment {assessment}: {number} instead of {least}"
            if number < least:
                yield LOST, about
            elif number > most:
                yield DOUBLED if most else HALF, about


def _judge(told, times, what):
    """Judge one deed by how often it is there; where nothing was answered it may be there or not."""
    if told and not times:
        yield LOST, what
    elif told is False and times:
        yield HALF, what
    elif times > 1:
        yield DOUBLED, f"{what}, {times} times"
