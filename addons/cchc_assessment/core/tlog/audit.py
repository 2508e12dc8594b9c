"""What contradicts what: a ledger's rows, its head, its checkpoints, and checkpoints that others have kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .checkpoint import read_checkpoint
from .errors import TlogError
from .keys import KeyRing
from .merkle import EMPTY_ROOT, Frontier, roots_at
from .signed import read_signed

#: What is found, with what a sentence about it mentions. ``number`` counts rows from 1, ``time`` is a checkpoint's.
FINDINGS: dict[str, tuple[str, ...]] = {
    "row_missing": ("number",),
    "row_changed": ("number",),
    "row_added": ("number",),
    # what is kept of the ledger to go on from
    "head": ("size",),
    # one of its own checkpoints says otherwise, or is none
    "checkpoint": ("size", "time"),
    "checkpoint_damaged": ("size",),
    # signed by none of the known keys, or by nobody while there is a key
    "checkpoint_signature": ("size", "time"),
    "checkpoint_missing": ("size",),
    # one that was kept elsewhere says otherwise, or is of a longer ledger than there is
    "held": ("size", "time"),
    "held_longer": ("size", "count", "time"),
    # what this server signed last says otherwise, is of a longer ledger, or is damaged
    "signed": ("size", "time"),
    "signed_longer": ("size", "count", "time"),
    "signed_damaged": (),
}
#: How many findings of one ledger are told.
MOST_FOUND = 100


@dataclass(frozen=True)
class Finding:
    """One contradiction; ``kind`` is a key of ``FINDINGS``."""

    kind: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Ledger:
    """What the database says of one ledger.

    :ivar rows: number, kept entry, and the entry that follows from the row's content, in the order of numbers
    :ivar size: how many rows were folded in
    :ivar frontier: what ``str()`` of its ``Frontier`` wrote
    :ivar notes: by size, the checkpoints as they were signed
    :ivar held: checkpoints that somebody has kept, of this ledger or of others
    :ivar signed: the last one that this server has signed of it, as it keeps it beside the key
    """

    origin: str
    size: int
    frontier: str
    rows: Iterable[tuple[int, bytes, bytes]]
    notes: Sequence[tuple[int, str]] = ()
    held: Sequence[str] = field(default=())
    signed: str | None = None


def audit(ledger: Ledger, keys: KeyRing | None) -> list[Finding]:
    """Return what contradicts what, rows first.

    :param keys: None where there is no key to check signatures by: they are left out then
    """
    found: list[Finding] = []
    own = _read_own(ledger, keys, found)
    held = _read_held(ledger)
    signed = read_signed(ledger.origin, ledger.signed) if ledger.signed else None
    kept = [*own, *held, *([signed] if signed else [])]
    roots, built = _build(ledger, {one.size for one in kept}, found)
    _compare_head(ledger, built, found)
    _find_unsigned(ledger, own, keys, found)
    for one in own:
        if roots.get(one.size) != one.root:
            _add(found, "checkpoint", size=one.size, time=one.time)
    if ledger.size and ledger.size not in {size for size, _note in ledger.notes}:
        _add(found, "checkpoint_missing", size=ledger.size)
    for one in held:
        _compare_kept(found, "held", one, roots, built.size)
    if signed:
        _compare_kept(found, "signed", signed, roots, built.size)
    elif ledger.signed is not None:
        _add(found, "signed_damaged")
    return found


def find_signed_break(origin: str, entries: Sequence[bytes], text: str | None) -> Finding | None:
    """Return what in a log contradicts the checkpoint that was signed of it last, or None.

    :param entries: of the log in their order, as it is to be signed now
    :param text: that checkpoint; None where none was signed
    """
    found: list[Finding] = []
    if text is None:
        return None
    if not (signed := read_signed(origin, text)):
        return Finding("signed_damaged", {})
    roots = dict(roots_at(entries, [signed.size])) if signed.size <= len(entries) else {}
    _compare_kept(found, "signed", signed, roots, len(entries))
    return found[0] if found else None


def goes_on(origin: str, size: int, root: bytes, text: str | None) -> bool:
    """Whether a log of this size and root is the one that was signed last: what is appended to it contradicts nothing.

    :param text: the checkpoint that was signed last.
    """
    signed = read_signed(origin, text or "")
    return bool(signed) and (signed.size, signed.root) == (size, root)


def _compare_kept(found, kind, one, roots, count):
    if one.size > count:
        _add(found, f"{kind}_longer", size=one.size, count=count, time=one.time)
    elif roots.get(one.size) != one.root:
        _add(found, kind, size=one.size, time=one.time)


def _read_own(ledger, keys, found):
    """Return the ledger's checkpoints that are what they have to be in form."""
    own, public = [], keys.public_keys if keys else []
    for size, text in ledger.notes:
        try:
            checkpoint, note = read_checkpoint(text or "")
        except TlogError:
            _add(found, "checkpoint_damaged", size=size)
            continue
        if checkpoint.origin != ledger.origin or checkpoint.size != size:
            _add(found, "checkpoint_damaged", size=size)
            continue
        own.append(checkpoint)
        # one that was made while there was no key has no signature
        if public and note.signatures:
            try:
                note.verify(public)
            except TlogError:
                _add(found, "checkpoint_signature", size=size, time=checkpoint.time)
    return own


def _find_unsigned(ledger, own, keys, found):
    """The last checkpoint covers all before it; from the day on which there is a key it has to be signed."""
    newest = max(own, key=lambda one: one.size, default=None)
    if newest and keys and keys.since and newest.time >= keys.since:
        _checkpoint, note = read_checkpoint(dict(ledger.notes)[newest.size])
        if not note.signatures:
            _add(found, "checkpoint_signature", size=newest.size, time=newest.time)


def _read_held(ledger):
    checkpoints = [read_checkpoint(text)[0] for text in ledger.held]
    return [one for one in checkpoints if one.origin == ledger.origin]


def _build(ledger, sizes, found):
    """Return the roots at these sizes and the frontier of what was folded, as the rows are now."""
    roots, built, expected = {0: EMPTY_ROOT}, Frontier(), 1
    for number, kept, follows in ledger.rows:
        if number < expected or number > ledger.size:
            _add(found, "row_added", number=number)
            continue
        while expected < number:
            _add(found, "row_missing", number=expected)
            expected = number if len(found) >= MOST_FOUND else expected + 1
        if kept != follows:
            _add(found, "row_changed", number=number)
        built.append(follows)
        if built.size in sizes:
            roots[built.size] = built.root
        expected = number + 1
    if expected <= ledger.size:
        _add(found, "row_missing", number=expected)
    return roots, built


def _compare_head(ledger, built, found):
    try:
        head = Frontier.parse(ledger.size, ledger.frontier)
    except TlogError:
        head = None
    if head is None or head.hashes != built.hashes:
        _add(found, "head", size=ledger.size)


def _add(found, kind, **params):
    if len(found) < MOST_FOUND:
        found.append(Finding(kind, params))
