"""What one file or one call may cost, counted while the work is done.

A claim costs nothing to make: an area that a sheet says it has, a number of pages, a list of ids. So every
reader counts what it really does, and stops where its budget ends, with the measure that was used up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_watchers: list[Counter] = []


class OverBudget(ValueError):
    """More work than is given.

    :ivar measure: what there was too much of, a name that the budget was made with.
    :ivar size: how much was asked for, ``limit`` how much there is.
    """

    def __init__(self, measure: str, size: int, limit: int):
        self.measure, self.size, self.limit = measure, size, limit
        super().__init__(measure, size, limit)


class Budget:
    """Limits by their measure, and what has been spent of each.

    >>> budget = Budget(cells=2)
    >>> budget.spend("cells", 2)
    >>> budget.spend("cells")
    Traceback (most recent call last):
    ...
    core.plain.budget.OverBudget: ('cells', 3, 2)
    """

    def __init__(self, **limits: int):
        self.limits: Mapping[str, int] = limits
        self.spent: Counter = Counter()

    def spend(self, measure: str, amount: int = 1) -> None:
        """Count work that is about to be done.

        :raises OverBudget: when it is more than is left; it counts as not done.
        """
        size = self.spent[measure] + amount
        if size > self.limits[measure]:
            raise OverBudget(measure, size, self.limits[measure])
        self.spent[measure] = size
        for watcher in _watchers:
            watcher[measure] += amount

    def use_up(self, measure: str, amount: int) -> None:
        """Count work that was done before something else ended it; at most what is left is there to be counted.

        Without it, whoever reads one file after the other on one budget would begin each where the last one failed.
        """
        self.spend(measure, min(amount, self.left(measure)))

    def left(self, measure: str) -> int:
        return self.limits[measure] - self.spent[measure]


def spend_text(text: str, budget: Budget) -> None:
    """Count what a cell says: "text" its letters, and "lines" where it breaks, since each line is read by itself.

    :raises OverBudget: when there is too much of either.
    """
    budget.spend("text", len(text))
    budget.spend("lines", text.count("\n") + text.count("\r"))


def spend_structure(value: object, budget: Budget) -> None:
    """Count what a caller sent: "values" in all its lists and mappings, and "depth" of these in each other.

    :raises OverBudget: as soon as there is too much of either.
    """
    pending = [(value, 1)]
    while pending:
        item, depth = pending.pop()
        if not isinstance(item, (dict, list, tuple)):
            continue
        if depth > budget.limits["depth"]:
            raise OverBudget("depth", depth, budget.limits["depth"])
        budget.spend("values", len(item))
        inner = item.values() if isinstance(item, dict) else item
        pending.extend((each, depth + 1) for each in inner)


@contextmanager
def watched() -> Iterator[Counter]:
    """Yield a sum of what every budget spends meanwhile, by measure: what a piece of work really took."""
    watcher: Counter = Counter()
    _watchers.append(watcher)
    try:
        yield watcher
    finally:
        _watchers[:] = [each for each in _watchers if each is not watcher]
