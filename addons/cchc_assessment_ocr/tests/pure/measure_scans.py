"""Measures how well pages of our own making are read: ``python measure_scans.py [--each N] [--engine NAME]``.

Prints a table of what is right of number, date, type and subject in each state, and processor seconds for a page. The
other engine, ``rapidocr`` with ``onnxruntime``, is installed by whoever wants to compare.
"""

import argparse
import resource
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]
import conftest  # noqa: E402, F401 (it puts the rooms of both addons under one name)
import scan_pages  # noqa: E402

from core.documents import guess  # noqa: E402
from core.scans import LIMITS, mend, tesseract, work  # noqa: E402
from core.scans.pages import RawPage  # noqa: E402

PARTS = ("number", "date", "type_code", "subject")


def by_tesseract() -> Callable[[scan_pages.Page], str]:
    """Return what the addon does, in this process."""
    return lambda page: work.read_page(RawPage(page.image.convert("RGB")), LIMITS).get("text", "")


def by_rapidocr() -> Callable[[scan_pages.Page], str]:
    """Return what rapidocr does with the models in its wheel, its lines put in order from above."""
    import numpy
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1})

    def read(page: scan_pages.Page) -> str:
        found = engine(numpy.asarray(page.image.convert("RGB")))
        lines = zip(found.boxes, found.txts, strict=True) if found.txts else []
        placed = [
            (round(min(y for _x, y in box) / 25), min(x for x, _y in box), text)
            for box, text in lines
        ]
        return "\n".join(text for _row, _x, text in sorted(placed))

    return read


ENGINES = {"tesseract": by_tesseract, "rapidocr": by_rapidocr}


def measure(read: Callable[[scan_pages.Page], str], each: int) -> None:
    right: dict[str, Counter] = {state: Counter() for state in scan_pages.STATES}
    for page in scan_pages.make_pages(each):
        before = _seconds()
        text = read(page)
        right[page.state]["seconds"] += _seconds() - before
        found = guess("", mend(text))
        for part in PARTS:
            right[page.state][part] += getattr(found, part) == getattr(page.sample, part)
    say("| pages | number | date | type | subject | processor seconds a page |")
    say("| --- | ---: | ---: | ---: | ---: | ---: |")
    for state, counts in (*right.items(), ("all", sum(right.values(), Counter()))):
        count = each * (len(right) if state == "all" else 1)
        shares = " | ".join(f"{counts[part]} of {count}" for part in PARTS)
        say(f"| {state} | {shares} | {counts['seconds'] / count:.1f} |")
    for name, who in (
        ("this process", resource.RUSAGE_SELF),
        ("program", resource.RUSAGE_CHILDREN),
    ):
        say(f"{name}: at most {resource.getrusage(who).ru_maxrss // 1024} MiB")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--engine", choices=ENGINES, default="tesseract")
    options = parser.parse_args()
    if options.engine == "tesseract" and tesseract.find_missing():
        sys.exit("Tesseract with Vietnamese is missing.")
    measure(ENGINES[options.engine](), options.each)
