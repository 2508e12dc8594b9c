"""The log that a stranger can check: Merkle trees (RFC 6962), signed checkpoints (C2SP), salted entries.

Nothing here knows what is logged. An entry is 32 bytes: a digest of salt and content, so that whoever is shown it
learns nothing of the content.
"""

from .audit import FINDINGS, Finding, Ledger, audit, find_signed_break, goes_on
from .batch import Batch, make_batch
from .checkpoint import Checkpoint, format_time, read_checkpoint
from .entries import (
    SALT_LENGTH,
    make_digest,
    make_salt,
    make_short_form,
    read_digest,
    serialize,
)
from .errors import PROBLEMS, TlogError
from .keys import KeyRing, make_key_file, read_key_file, read_keys, rotate_key_file
from .merkle import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    make_consistency_proof,
    make_inclusion_proof,
    make_root,
    roots_at,
    verify_consistency,
    verify_inclusion,
)
from .note import PublicKey, SignedNote, SigningKey, read_note, split_notes
from .signed import SignedBefore

__all__ = [
    "EMPTY_ROOT",
    "FINDINGS",
    "PROBLEMS",
    "SALT_LENGTH",
    "Batch",
    "Checkpoint",
    "Finding",
    "Frontier",
    "KeyRing",
    "Ledger",
    "PublicKey",
    "SignedBefore",
    "SignedNote",
    "SigningKey",
    "TlogError",
    "Tree",
    "audit",
    "find_signed_break",
    "format_time",
    "goes_on",
    "make_batch",
    "make_consistency_proof",
    "make_digest",
    "make_inclusion_proof",
    "make_key_file",
    "make_root",
    "make_salt",
    "make_short_form",
    "read_checkpoint",
    "read_digest",
    "read_key_file",
    "read_keys",
    "read_note",
    "roots_at",
    "rotate_key_file",
    "serialize",
    "split_notes",
    "verify_consistency",
    "verify_inclusion",
]
