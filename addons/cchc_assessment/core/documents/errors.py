"""The one exception of the package."""

from typing import Any

from .kinds import KINDS

#: Why a file cannot be filed, with what comes with it beside ``name``, which is what the file is called.
REFUSALS: dict[str, tuple[str, ...]] = {
    "empty": (),
    "executable": (),
    "html": (),
    "svg": (),
    "unknown": ("types",),
    "not_allowed": ("type", "types"),
    "wrong_ending": ("type", "endings"),
    "polyglot": (),
    "truncated": (),
    "damaged": (),
    "too_complex": (),
    "too_many_pages": ("limit",),
    "password": (),
    "archive_empty": (),
    "archive_entries": ("limit",),
    "archive_size": ("size", "limit"),
    "archive_ratio": ("entry", "limit"),
    "archive_depth": ("entry", "limit"),
    "archive_nested": ("entry",),
    "archive_name": ("entry",),
    "archive_duplicate": ("entry",),
    "archive_password": (),
    "archive_executable": ("entry",),
} | {name: kind.params for name, kind in KINDS.items() if kind.refused}


class DocumentError(ValueError):
    """A file that cannot be filed.

    :ivar kind: what is wrong, a key of ``REFUSALS``.
    :ivar params: what a sentence about it mentions. ``type`` and ``types`` are MIME types.
    """

    def __init__(self, kind: str, **params: Any):
        self.kind = kind
        self.params = params
        super().__init__(kind, params)
