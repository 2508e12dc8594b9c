"""Measures how pages of our own making are read: ``python measure_scans.py [--each N] [--engine NAME] [--worker N]``.

Prints a table of what is right of number, date, type and subject in each state, and processor seconds for a page. The
other engine, ``rapidocr`` with ``onnxruntime``, is installed by whoever wants to compare.
"""

import argparse
import io
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]
import conftest  # noqa: E402, F401 (it puts the rooms of both addons under one name)
import scan_pages  # noqa: E402

from core.documents import guess  # noqa: E402
from core.scans import LIMITS, mend, read_scan, tesseract, work  # noqa: E402
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


def measure_worker(scans: int) -> None:
    """Read so many scans one after the other as the job does, and print what the worker that does it takes.

    A worker starts a process for each scan. Its own memory is what stays; what of it grows, grows for ever.
    """
    contents = [scan_pages.as_pdf(page.image.convert("RGB")) for page in scan_pages.make_pages(1)]
    before = _folders()
    read_scan(io.BytesIO(contents[0]))
    first, started, began = _resident(), time.monotonic(), _seconds()
    marks, read = [], 0
    for number in range(1, scans + 1):
        found = read_scan(io.BytesIO(contents[number % len(contents)]))
        read += bool(found.text)
        if number % max(1, scans // 8) == 0:
            marks.append(f"{number}: {_resident():.1f}")
    spent, processor = time.monotonic() - started, _seconds() - began
    say(
        f"{read} of {scans} scans read, {spent / scans:.2f} s each, {processor / scans:.2f} of the processor"
    )
    say(f"worker: {first:.1f} MiB after one scan, then {', '.join(marks)}")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    say(f"processes that it started: at most {most:.0f} MiB")
    say(f"left behind: {len(_folders() - before)} folders")


def _folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("cchc-scan*"))


def _resident() -> float:
    """Return the memory that this process holds now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--engine", choices=ENGINES, default="tesseract")
    parser.add_argument("--worker", type=int, metavar="N", help="what reading so many takes")
    options = parser.parse_args()
    if options.engine == "tesseract" and tesseract.find_missing():
        sys.exit("Tesseract with Vietnamese is missing.")
    if options.worker:
        sys.exit(measure_worker(options.worker))
    measure(ENGINES[options.engine](), options.each)
