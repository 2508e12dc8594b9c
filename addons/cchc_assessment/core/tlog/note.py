"""Signed notes (C2SP signed-note): a text, an empty line, and lines with signatures by Ed25519."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .errors import TlogError

#: How long a signed text may be, with its signatures, and how many signatures are looked at.
LONGEST_NOTE = 20_000
MOST_SIGNATURES = 16
_ED25519 = b"\x01"
_LONGEST_NAME = 200
_SEED_SIZE = 32  # of Ed25519: any bytes will do (RFC 8032)
_DASH = "\u2014 "


def decode(text: str) -> bytes:
    """Return what standard Base64 stands for; only for what it writes itself.

    :raises ValueError: for anything else.
    """
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:
        raise ValueError("another way to write the same")
    return content


def encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


@dataclass(frozen=True)
class PublicKey:
    """By which signatures are checked: what C2SP calls a verifier key."""

    name: str
    key: bytes

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Return what ``str()`` of a public key has written.

        :raises TlogError: when it is none, or its id is not its own.
        """
        name, _plus, rest = text.partition("+")
        key_id, _plus, encoded = rest.partition("+")
        found = cls(check_name(name), _read_key(encoded))
        if found.id.hex() != key_id:
            raise TlogError("key")
        return found

    @cached_property
    def id(self) -> bytes:
        content = self.name.encode() + b"\n" + _ED25519 + self.key
        return hashlib.sha256(content).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode(_ED25519 + self.key)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """By which is signed: what C2SP's tools call a signer key."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> "SigningKey":
        return cls(check_name(name), secrets.token_bytes(_SEED_SIZE))

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Return what ``dump`` has written.

        :raises TlogError: when it is none, or its id is not its own.
        """
        words = text.split("+", 4)
        if words[:2] != ["PRIVATE", "KEY"] or len(words) != 5:
            raise TlogError("key")
        found = cls(check_name(words[2]), _read_key(words[4]))
        if found.public.id.hex() != words[3]:
            raise TlogError("key")
        return found

    def dump(self) -> str:
        encoded = encode(_ED25519 + self.seed)
        return f"PRIVATE+KEY+{self.name}+{self.public.id.hex()}+{encoded}"

    @cached_property
    def public(self) -> PublicKey:
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return PublicKey(
            self.name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        )

    def sign(self, text: str) -> "SignedNote":
        """Return the text with a signature. It ends with a line break, as every note does."""
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return SignedNote(text, [(self.name, self.public.id, signature)])


@dataclass(frozen=True)
class SignedNote:
    """A text with its signatures: pairs of a key's name and id, and the signature itself."""

    text: str
    signatures: list[tuple[str, bytes, bytes]]

    def __str__(self) -> str:
        lines = [
            f"{_DASH}{name} {encode(key_id + signature)}\n"
            for name, key_id, signature in self.signatures
        ]
        return f"{self.text}\n{''.join(lines)}" if lines else self.text

    def countersign(self, key: SigningKey) -> "SignedNote":
        """Return the note with one more signature; as it is where this key has signed already."""
        (signature,) = key.sign(self.text).signatures
        if signature in self.signatures:
            return self
        return SignedNote(self.text, [*self.signatures, signature])

    def write_signatures(self, keys: Iterable[PublicKey]) -> list[str]:
        """Return the lines with the signatures of these keys, of which each has to be of this text.

        :raises TlogError: when one is not.
        """
        known = {(key.name, key.id): key for key in keys}
        lines = []
        for name, key_id, signature in self.signatures:
            if key := known.get((name, key_id)):
                if not key.verifies(self.text, signature):
                    raise TlogError("signature", key=name)
                lines.append(f"{_DASH}{name} {encode(key_id + signature)}")
        return lines

    def verify(self, keys: Iterable[PublicKey]) -> PublicKey:
        """Return the one of these keys that signed it.

        :raises TlogError: when none of them did, or one that is said to have signed has not.
        """
        known = {(key.name, key.id): key for key in keys}
        signed = None
        for name, key_id, signature in self.signatures:
            key = known.get((name, key_id))
            if key is None:
                continue
            if not key.verifies(self.text, signature):
                raise TlogError("signature", key=name)
            signed = signed or key
        if signed is None:
            names = [name for name, _id, _signature in self.signatures]
            raise TlogError("unknown_key", keys=", ".join(names[:3]) or "-")
        return signed


def read_note(text: str) -> SignedNote:
    """Return a note as it was written, its signatures unchecked; a text without any is one without signatures.

    :raises TlogError: when it is no note.
    """
    if len(text) > LONGEST_NOTE:
        raise TlogError("too_long", limit=LONGEST_NOTE)
    body, empty, tail = text.rpartition("\n\n")
    if not (empty and tail.startswith(_DASH)):
        if not text.endswith("\n") or f"\n{_DASH}" in text:
            raise TlogError("not_a_note")
        return SignedNote(text, [])
    lines = tail.split("\n")
    if lines.pop() or len(lines) > MOST_SIGNATURES:
        raise TlogError("not_a_note")
    return SignedNote(f"{body}\n", [_read_signature(line) for line in lines])


def split_notes(text: str) -> list[str]:
    """Return the notes that a file holds one after the other, with empty lines between them; their texts have none.

    Whatever cannot be taken for part of one is one by itself, and fails there.
    """
    notes = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        block = block.strip("\n")
        if not block:
            continue
        # one that nobody has signed ends with its text
        if block.startswith(_DASH) and notes and f"\n\n{_DASH}" not in notes[-1]:
            notes[-1] += f"\n\n{block}"
        else:
            notes.append(block)
    return [f"{note}\n" for note in notes]


def check_name(name: str) -> str:
    """Return the name of a key.

    :raises TlogError: when it has blanks or a plus sign, or nothing at all.
    """
    if not _is_name(name):
        raise TlogError("key_name", name=name[:200])
    return name


def _is_name(name):
    is_plain = not any(letter.isspace() or letter < " " or letter == "+" for letter in name)
    return bool(name) and len(name) <= _LONGEST_NAME and is_plain


def _read_key(encoded):
    try:
        content = decode(encoded)
    except (binascii.Error, ValueError) as error:
        raise TlogError("key") from error
    if len(content) != 33 or not content.startswith(_ED25519):
        raise TlogError("key")
    return content[1:]


def _read_signature(line):
    name, _blank, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        content = decode(encoded)
    except (binascii.Error, ValueError) as error:
        raise TlogError("not_a_note") from error
    if not line.startswith(_DASH) or not _is_name(name) or len(content) < 5:
        raise TlogError("not_a_note")
    return name, content[:4], content[4:]
