"""The process that reads one document: a line of JSON for each page, written as soon as it is read.

It is started by :mod:`.reading` and knows neither Odoo nor a database. What of it is written stands when it is ended.
"""

import json
import sys
from collections.abc import Callable
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from PIL import Image, ImageStat

from . import tesseract
from .bounds import held
from .limits import ScanLimits
from .pages import TooManyPixelsError, count_pages, read_pages
from .picture import make_ready

# Below, words are looked for the other way up; further below they are none.
_DOUBTFUL, _SENSELESS = 70, 45
_FEW_WORDS = 5
# A page whose tones differ less than this is blank.
_BLANK = 4.0


def main(path: str, **bounds: int) -> None:
    """Read the file at ``path``; ``bounds`` are those of :class:`.limits.ScanLimits`."""
    limits = ScanLimits(**bounds)
    held(seconds=limits.seconds, memory=limits.memory)()
    work(path, limits, _say)


def work(path: str, limits: ScanLimits, say: Callable[..., None]) -> None:
    """Tell ``say`` how many pages there are, then of each what it is, and at last that all is done.

    Processor time is looked at around each page, that of the recognising program included.
    """
    try:
        say(total=count_pages(path))
        for page in read_pages(path, limits):
            if _spent() > limits.seconds:
                say(stopped="time")
                return
            found = read_page(page, limits)
            if found["kind"] == "unreadable" and _spent() > limits.seconds:
                # the recognising program was ended with the document's time, which says nothing of the page
                say(stopped="time")
                return
            say(**found)
    except MemoryError:
        say(stopped="memory")
    except Exception:  # noqa: BLE001 (libraries raise whatever a broken file provokes)
        say(stopped="damaged")
    else:
        say(done=True)


def read_page(page, limits: ScanLimits) -> dict:
    """Return what is read of a page: its ``kind``, and its ``text`` where there is any.

    :raises MemoryError: when there is too little for it, and for what would come after it.
    """
    if isinstance(page, TooManyPixelsError):
        return {"kind": "pixels"}
    if isinstance(page, MemoryError):
        # that is no word on the page
        raise page
    if isinstance(page, Exception):
        return {"kind": "unreadable"}
    if page.picture is None:
        return {"kind": "text"}
    if _is_of_one_tone(page.picture):
        # nothing is on it, and to find that out otherwise takes seconds
        return {"kind": "blank"}
    try:
        return _recognise(make_ready(page.picture), limits)
    except (OSError, ValueError, tesseract.NotRecognisedError):
        return {"kind": "unreadable"}


def _is_of_one_tone(picture: Image.Image) -> bool:
    """Whether every dot is alike, as far as that is quickly told."""
    if picture.mode == "RGB":
        return all(darkest == lightest for darkest, lightest in picture.getextrema())
    return picture.mode in ("1", "L") and len({*picture.getextrema()}) == 1


def _recognise(page: Image.Image, limits: ScanLimits) -> dict:
    found = tesseract.recognise(page, limits)
    if found.sureness < _DOUBTFUL or found.words < _FEW_WORDS:
        if not found.words and ImageStat.Stat(page).stddev[0] < _BLANK:
            return {"kind": "blank"}
        if turn := tesseract.find_turn(page, limits):
            turned = tesseract.recognise(page.rotate(turn, expand=True, fillcolor=255), limits)
            found = max(found, turned, key=lambda one: one.sureness * (one.words >= _FEW_WORDS))
    if found.sureness < _SENSELESS:
        return {"kind": "unreadable"}
    return {"kind": "read", "text": found.text}


def _spent() -> float:
    """Return the processor seconds of this process and of those that it started."""
    usages = map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _say(**line) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], **json.loads(sys.argv[2]))
