"""Names of files."""

import re
import unicodedata

_NAMELESS = "document"
# File systems count bytes, and most Vietnamese letters have two or three.
_MAX_BYTES = 240
_ENDING = re.compile(r"[A-Za-z0-9]{1,10}")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)", re.I)


def safe_name(name: str, max_length: int = 120) -> str:
    """Return a name that is safe in any file system, ZIP archive and HTTP header.

    It is in NFC, without folders, control and direction characters, or what Windows forbids; no
    longer than ``max_length`` characters (16 at least), its ending kept. What has no name left is
    "document".
    """
    folders = name.replace("\\", "/").split("/")
    last = next((part for part in reversed(folders) if part.strip(" .")), "")
    stem, ending = _split(_FORBIDDEN.sub("_", _visible(last)).strip())
    safe = _join(stem, ending, max_length)
    return f"_{_join(stem, ending, max_length - 1)}" if _RESERVED.match(safe) else safe


def _visible(text: str) -> str:
    """Return ``text`` in NFC and on one line, without characters that are not seen."""
    text = "".join(" " if char.isspace() else char for char in text)
    text = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rstrip(" .").rpartition(".")
    if dot and _ENDING.fullmatch(ending.strip()):
        return stem.strip(" .") or _NAMELESS, f".{ending.strip()}"
    return name.strip(" .") or _NAMELESS, ""


def _join(stem: str, ending: str, max_length: int) -> str:
    stem = stem[: max_length - len(ending)]
    while len((stem + ending).encode()) > _MAX_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + ending
