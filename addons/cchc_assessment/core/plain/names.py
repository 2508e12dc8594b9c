"""Names that every system can store: Windows, macOS and Linux, in a ZIP, in a header and behind a link of Excel."""

import re

from .text import code_units, compose, fitting, one_line, one_visible_line, replace_each

# Windows opens no path of more than 259; the rest is left for the folder that a package is unpacked in.
MAX_PATH = 199
# Of a document that the addon makes, without its ending: what a browser or a program adds still fits.
FILE_NAME_LENGTH = 150
# What Linux file systems hold; Vietnamese letters take up to three bytes each.
_MAX_NAME_BYTES = 240
_NAMELESS = "tai-lieu"

_FORBIDDEN = (("/", "-"), ("\\", "-"), (":", " -"), ('"', "'"), *((each, "_") for each in "<>|?*"))
# Misread by Excel in the target of a link.
_MISREAD = (("#", "_"), ("%", "_"))
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])", re.I)
_ENDING = re.compile(r"[A-Za-z0-9]{1,10}")
# As it comes from people who put a blank before it.
_LOOSE_ENDING = re.compile(r"\.\s+([A-Za-z0-9]{1,10})[\s.]*$")


def safe_name(path: str, limit: int = 120) -> str:
    """Return the name of a file that was sent, without the folders before it, safe as by ``as_name``."""
    parts = path.replace("\\", "/").split("/")
    last = next((part for part in reversed(parts) if part.strip(" .")), "")
    return as_name(_LOOSE_ENDING.sub(r".\1", last), limit)


def folder_path(path: str, limit: int = 250) -> str:
    """Return the folders that a file lay in, as it was sent with them, the innermost kept where they are too long.

    >>> folder_path("/TLKC//1.1.1\tKế hoạch/../")
    'TLKC/1.1.1 Kế hoạch'
    """
    parts = (one_visible_line(part) for part in path[-limit * 4 :].replace("\\", "/").split("/"))
    return "/".join(part for part in parts if part.strip(" ."))[-limit:]


def as_name(text: str, limit: int = 100, *, linked: bool = False) -> str:
    """Return ``text`` as the name of a file or folder, the ending kept when it has to be cut.

    What has no name left is "tai-lieu".

    :param text: anything that a person typed
    :param limit: how many UTF-16 code units it may have at most, from 12 on
    :param linked: whether it is to stand in the target of a link of Excel
    """
    name = replace_each(one_visible_line(text), _FORBIDDEN)
    name = one_line(replace_each(name, _MISREAD) if linked else name).rstrip(" .")
    stem, ending = _split(name)
    # a leading dot hides a file, a leading dash is an option; Windows drops dots and blanks at the end
    stem = stem.strip(" .").lstrip("-. ") or _NAMELESS
    name = _fit(stem, ending, limit)
    if _RESERVED.fullmatch(name.partition(".")[0].strip()):
        name = _fit(f"_{stem}", ending, limit)
    # what was cut may have come to end in a way that is not safe
    return name if name == text else as_name(name, limit, linked=linked)


def _split(name: str) -> tuple[str, str]:
    """Part ``name`` from its ending, if that looks like one."""
    stem, dot, ending = name.rpartition(".")
    if dot and _ENDING.fullmatch(ending):
        return stem, f".{ending}"
    return name, ""


def _fit(stem: str, ending: str, limit: int) -> str:
    """Cut ``stem`` so that both fit within ``limit`` and within what file systems hold."""
    cut = stem[: fitting(stem, 0, limit - len(ending))]
    while len(cut.encode()) + len(ending) > _MAX_NAME_BYTES:
        cut = cut[:-1]
    if cut != stem and " " in cut[len(cut) // 2 :] and stem[len(cut)] != " ":
        # rather without a word than with half of one
        cut = cut.rpartition(" ")[0]
    if cut != stem:
        cut = cut.rstrip(" .,;-")
    return (cut or "_") + ending


class Folder:
    """Hands out names that differ from each other on file systems that ignore case and accents' form."""

    def __init__(self, path: str = "", taken: tuple[str, ...] = ()):
        """
        :param path: the folder itself, below the archive's top, with a slash at its end unless empty
        :param taken: names that stand in it already
        """
        self.path = path
        # with the last number that a file of this name was given
        self._taken = {same_name(name): 1 for name in taken}

    def place(self, name: str, limit: int = 100) -> str:
        """Return the path of a new file or folder that is named as near to ``name`` as can be."""
        limit = min(limit, MAX_PATH - code_units(self.path))
        chosen = as_name(name, limit, linked=True)
        wanted = same = same_name(chosen)
        while same in self._taken:
            # a thousand scans of one name are not tried one by one again
            self._taken[wanted] = number = self._taken[wanted] + 1
            mark = f" ({number})"
            stem, ending = _split(as_name(name, limit - len(mark), linked=True))
            chosen = f"{stem}{mark}{ending}"
            same = same_name(chosen)
        self._taken[same] = 1
        return self.path + chosen


def same_name(path: str) -> str:
    """Return what is the same for all names that Windows or macOS take for one file's."""
    return compose(compose(path).upper().casefold())
