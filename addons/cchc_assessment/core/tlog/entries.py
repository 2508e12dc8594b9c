"""What is logged, as 32 bytes that tell nothing of it to whoever does not know the salt."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

#: How many bytes of chance go before what is hashed. All salts have one length, so that none runs into the content.
SALT_LENGTH = 16
#: What stands for an entry that was damaged.
NONE = hashlib.sha256(b"").digest()


def make_salt() -> str:
    return secrets.token_hex(SALT_LENGTH)


def serialize(content: Any) -> str:
    """Return plain data as canonical JSON: keys sorted, no white space, letters as they are."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def make_digest(salt: str, content: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of the salt's bytes and of the content as canonical JSON.

    A salt that was damaged, in whatever way, gives a digest that is no entry's.
    """
    try:
        prefix = bytes.fromhex(salt)
    except (TypeError, ValueError):
        prefix = b""
    if len(prefix) != SALT_LENGTH:
        return NONE
    return hashlib.sha256(prefix + serialize(content).encode("utf-8", "surrogatepass")).digest()


def read_digest(text: str | None) -> bytes:
    """Return the digest that hexadecimal digits stand for; ``NONE`` for anything else."""
    try:
        digest = bytes.fromhex(text or "")
    except ValueError:
        return NONE
    return digest if len(digest) == len(NONE) else NONE


def make_short_form(digest: str) -> str:
    """Return the first 130 bits of a digest in groups of capital letters and digits (Base32), for paper."""
    letters = base64.b32encode(read_digest(digest)).decode()[:26]
    return "-".join(letters[start : start + 5] for start in range(0, 26, 5))
