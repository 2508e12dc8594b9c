"""How much work looking into a document may cost, counted: objects looked at and bytes unpacked."""

from contextlib import contextmanager

from ..plain.budget import Budget
from .limits import SearchLimits


class EnoughError(Exception):
    """More work than is given: what was not looked at is said to be so."""


class Effort:
    """What is left of the work for one file, whatever is in it."""

    def __init__(self, limits: SearchLimits):
        self.limits = limits
        self.objects = 0
        self.unpacked = 0
        #: Of XML elements, for all documents within each other together.
        self.budget = Budget(elements=limits.elements)
        self._depth = 0

    @contextmanager
    def deeper(self):
        """For what lies in a file within the file."""
        if self._depth >= self.limits.nested:
            raise EnoughError
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def count_object(self) -> None:
        self.objects += 1
        if self.objects > self.limits.objects:
            raise EnoughError

    def count_unpacked(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.limits.unpacked:
            raise EnoughError

    @property
    def left(self) -> int:
        """How many bytes may still be unpacked."""
        return max(self.limits.unpacked - self.unpacked, 0)
