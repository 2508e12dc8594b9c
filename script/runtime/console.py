"""What the user sees: steps with their seconds on the terminal, everything else in a log file."""

import contextlib
import os
import sys
import threading
import time

from . import paths

LOGS_KEPT = 20
REDRAW_SECONDS = 0.5
SIGN_OF_LIFE_SECONDS = 15

_log = None


class Failure(Exception):
    """A problem told to the user in a sentence that says what to do about it."""


def open_log(command):
    """Start the log file of this run and drop the oldest ones."""
    global _log
    folder = paths.make(paths.cache_root() / "logs")
    for old in sorted(folder.glob("*.log"), key=os.path.getmtime)[: -LOGS_KEPT + 1]:
        old.unlink(missing_ok=True)
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{command}-{os.getpid()}.log"
    _log = (folder / name).open("a", encoding="utf-8", errors="replace")


def log_path():
    """The log file of this run, or None as long as there is none."""
    return _log and _log.name


def log(text):
    """Write ``text`` to the log file only."""
    if _log:
        _log.write(f"{time.strftime('%H:%M:%S')} {text.rstrip()}\n")
        _log.flush()


def say(text=""):
    """Tell the user something."""
    print(text, flush=True)
    log(text)


def complain(text):
    """Tell the user about a problem."""
    print(text, file=sys.stderr, flush=True)
    log(text)


class Step:
    """A piece of work in progress. ``note`` is shown beside the running seconds."""

    def __init__(self, title):
        self.title = title
        self.note = ""
        self.started = time.monotonic()
        self._done = threading.Event()
        self._live = sys.stdout.isatty()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def seconds(self):
        return time.monotonic() - self.started

    def start(self):
        log(f"--- {self.title}")
        if not self._live:
            print(f"{self.title} …", flush=True)
        self._thread.start()

    def stop(self, outcome):
        self._done.set()
        self._thread.join()
        clear = "\r\033[K" if self._live else ""
        print(f"{clear}{self.title}: {outcome}, {self.seconds:.1f} s", flush=True)
        log(f"--- {self.title}: {outcome}, {self.seconds:.1f} s")

    def _run(self):
        while not self._done.wait(REDRAW_SECONDS if self._live else SIGN_OF_LIFE_SECONDS):
            text = f"{self.title} … {self.seconds:.0f} s {self.note}"
            if self._live:
                columns = os.get_terminal_size().columns
                print(f"\r\033[K{text[: columns - 1]}", end="", flush=True)
            else:
                print(f"  {text}", flush=True)


@contextlib.contextmanager
def step(title):
    """Show ``title``, a sign of life while the body runs, and how long it took."""
    current = Step(title)
    current.start()
    try:
        yield current
    except BaseException:
        current.stop("not finished")
        raise
    current.stop("done")
