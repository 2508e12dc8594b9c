"""Names that every system can store: Windows, macOS and Linux, in a ZIP and behind a link of Excel."""

import re
import unicodedata

# Windows opens no path of more than 259; the rest is left for the folder that a package is unpacked in.
MAX_PATH = 199
# What Linux file systems hold; Vietnamese letters take up to three bytes each.
_MAX_NAME_BYTES = 240

# Forbidden on Windows, or (# and %) misread by Excel in the target of a link.
_REPLACED = str.maketrans(
    {"/": "-", "\\": "-", ":": " -", '"': "'"} | dict.fromkeys("<>|?*#%", "_")
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])", re.I)


def code_units(text: str) -> int:
    """The length of ``text`` as Windows counts it."""
    return len(text.encode("utf-16-le")) // 2


def safe_name(text: str, limit: int = 100, fallback: str = "tai-lieu") -> str:
    """Return ``text`` as the name of a file or folder, the ending kept when it has to be cut.

    :param text: anything that a person typed
    :param limit: how many UTF-16 code units it may have at most, from 12 on
    """
    name = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    name = "".join(
        " " if char.isspace() else char
        for char in name.translate(_REPLACED)
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    # a leading dot hides a file, a leading dash is an option; Windows drops dots and blanks at the end
    name = " ".join(name.split()).strip(" .").lstrip("-. ") or fallback
    stem, ending = _split(name)
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return _fit(stem, ending, limit)


def _split(name: str) -> tuple[str, str]:
    """Part ``name`` from its ending, if that looks like one."""
    match = re.fullmatch(r"(.+?)(\.[0-9A-Za-z]{1,8})", name)
    return (match[1].rstrip(" ."), match[2]) if match else (name, "")


def _fit(stem: str, ending: str, limit: int) -> str:
    """Cut ``stem`` so that both fit within ``limit`` and within what file systems hold."""
    cut = stem
    while cut and (
        code_units(cut + ending) > limit or len((cut + ending).encode()) > _MAX_NAME_BYTES
    ):
        cut = cut[:-1]
    if cut != stem and " " in cut[len(cut) // 2 :] and stem[len(cut)] != " ":
        # rather without a word than with half of one
        cut = cut.rpartition(" ")[0]
    return (cut.rstrip(" .,;-") or "_") + ending


class Folder:
    """Hands out names that differ from each other on file systems that ignore case and accents' form."""

    def __init__(self, path: str = "", taken: tuple[str, ...] = ()):
        """
        :param path: the folder itself, below the archive's top, with a slash at its end unless empty
        :param taken: names that stand in it already
        """
        self.path = path
        self._taken = {_key(name) for name in taken}

    def place(self, name: str, limit: int = 100) -> str:
        """Return the path of a new file or folder that is named as near to ``name`` as can be."""
        limit = min(limit, MAX_PATH - code_units(self.path))
        chosen, number = safe_name(name, limit), 1
        while _key(chosen) in self._taken:
            number += 1
            mark = f" ({number})"
            stem, ending = _split(safe_name(name, limit - len(mark)))
            chosen = f"{stem}{mark}{ending}"
        self._taken.add(_key(chosen))
        return self.path + chosen


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name.upper()).casefold()
