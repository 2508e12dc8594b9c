"""Seconds and queries of one work, and what it is held against."""

import statistics
import time
from dataclasses import dataclass

_ROUNDS = 5


@dataclass(frozen=True)
class Result:
    """A row of the table; ``base`` are the seconds of the same work without the addon."""

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


class Stopwatch:
    """Measures with nothing in the ORM's cache, some rounds, and takes the median."""

    def __init__(self, env):
        self._env = env

    def heading(self):
        names = ("seconds", "base", "ratio", "queries")
        return "  ".join((f"{'work':50}", *(f"{name:>8}" for name in names), "limit"))

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
