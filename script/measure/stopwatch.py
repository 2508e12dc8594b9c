"""Seconds and queries of one work, and what it is held against."""

import statistics
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_ROUNDS = 5


@dataclass(frozen=True)
class Result:
    """A row of the table; ``base`` are the seconds of the same work without the addon, ``limit`` what is aimed at."""

    work: str
    seconds: float | None = None
    base: float | None = None
    limit: str = ""
    queries: int | None = None
    note: str = ""

    def line(self):
        ratio = self.seconds / self.base if self.base else None
        return "  ".join(
            (
                f"{self.work:50}",
                _number(self.seconds, ".3f"),
                _number(self.base, ".3f"),
                _number(ratio, ".2f"),
                _number(self.queries, "d"),
                f"{self.limit:22}",
                self.note,
            )
        ).rstrip()


def _number(value, kind):
    return f"{'' if value is None else format(value, kind):>8}"


@dataclass(frozen=True)
class Once:
    """What a work took that can be done only once.

    :ivar processor: seconds of this process's processor, whatever else the machine had to do
    :ivar database: seconds of its queries
    :ivar peak: how far the memory rose, in MiB
    """

    seconds: float
    processor: float
    database: float
    queries: int
    peak: float


class Stopwatch:
    """Measures with nothing in the ORM's cache, some rounds, and takes the median."""

    def __init__(self, env):
        self._env = env

    def heading(self):
        names = ("seconds", "base, s", "ratio", "queries")
        return "  ".join(
            (f"{'work':50}", *(f"{name:>8}" for name in names), f"{'aim':22}", "besides")
        )

    def measure(self, work, rounds=_ROUNDS, warm=True):
        """Return the median of seconds, and the queries of one round.

        :param work: called once for each round, and once before to warm up what stays warm
        """
        if warm:
            work()
        seconds, queries = [], 0
        for _round in range(rounds):
            self._env.flush_all()
            self._env.invalidate_all()
            before = self._env.cr.sql_log_count
            started = time.perf_counter()
            work()
            self._env.flush_all()
            seconds.append(time.perf_counter() - started)
            queries = self._env.cr.sql_log_count - before
        return statistics.median(seconds), queries

    def once(self, work):
        """Return what ``work`` takes, which can be done only once: with its memory's peak, in MiB."""
        self._env.flush_all()
        self._env.invalidate_all()
        # what the cursor adds its queries' time to
        thread = threading.current_thread()
        thread.query_count = thread.query_time = 0
        _forget_peak()
        memory, before = _read_memory("VmRSS"), self._env.cr.sql_log_count
        started, processor = time.perf_counter(), time.process_time()
        work()
        self._env.flush_all()
        seconds = time.perf_counter() - started
        return Once(
            seconds,
            time.process_time() - processor,
            thread.query_time,
            self._env.cr.sql_log_count - before,
            (_read_memory("VmHWM") - memory) / 1024,
        )


def _forget_peak():
    # Linux then counts the peak from here on
    Path("/proc/self/clear_refs").write_text("5")


def _read_memory(name):
    """Return a figure of this process in KiB: ``VmRSS`` of now, ``VmHWM`` of the peak."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0
