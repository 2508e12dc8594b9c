"""SHA-256, in hexadecimal."""

import hashlib
from typing import BinaryIO

_CHUNK = 1024 * 1024


def sha256_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sha256_of_text(text: str) -> str:
    return sha256_of_bytes(text.encode())


def sha256_of(file: BinaryIO) -> str:
    """Return the SHA-256 of all of ``file``, read from its start in pieces."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
