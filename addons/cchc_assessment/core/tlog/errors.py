"""The one exception of the package."""

from typing import Any

#: What can be wrong with a proof, a checkpoint or a key, with what a sentence about it mentions.
PROBLEMS: dict[str, tuple[str, ...]] = {
    # a proof
    "size": ("size",),
    "sizes": ("first", "second"),
    "index": ("index", "size"),
    "hash": (),
    "proof_length": ("found", "expected"),
    # what is kept of a tree
    "frontier": (),
    # a signed text
    "too_long": ("limit",),
    "not_a_note": (),
    "not_a_checkpoint": (),
    "signature": ("key",),
    "unknown_key": ("keys",),
    # a file of keys
    "key": (),
    "key_name": ("name",),
    "key_twice": ("key",),
    "no_key": (),
    "key_open": (),
}


class TlogError(ValueError):
    """Something that cannot be taken for what it says it is.

    :ivar kind: what is wrong, a key of ``PROBLEMS``.
    :ivar params: what a sentence about it mentions.
    """

    def __init__(self, kind: str, **params: Any):
        self.kind = kind
        self.params = params
        super().__init__(kind, params)
