"""Data of other programs held against its shape."""

from typing import Any

from .errors import ExchangeError
from .shape import OneOf, Record, Rows, Shape

#: A rubric of a province has 400 rows and its tree is five deep.
MOST_ROWS = 20_000
DEEPEST = 30
_SHOWN = 60


def take(shape: Shape, data: Any) -> Any:
    """Return what ``shape`` takes of ``data``: of a record the values that are named in it and taken.

    ``None`` stays where a value may be empty; what is not named is left out, so that the caller's defaults hold.

    :raises ExchangeError: at the first value that does not fit.
    """
    if data is None:
        raise ExchangeError("missing", "")
    return _Taking().take(shape, data, "", 0)


class _Taking:
    def __init__(self):
        self._rows_left = MOST_ROWS

    def take(self, shape: Shape, value: Any, place: str, depth: int) -> Any:
        if value is None:
            if shape.is_required:
                raise ExchangeError("missing", place)
            return None
        if not shape.fits(value):
            raise ExchangeError("wrong_type", place, wanted=shape.kind)
        if isinstance(shape, Record):
            return self._take_record(shape, value, place, depth)
        if isinstance(shape, Rows):
            return self._take_rows(shape, value, place, depth)
        if isinstance(shape, OneOf) and value not in shape.values:
            raise ExchangeError("not_one_of", place, values=tuple(shape.values))
        return value

    def _take_record(self, shape, value, place, depth):
        if depth >= DEEPEST:
            raise ExchangeError("too_deep", place, limit=DEEPEST)
        for name in value:
            if name not in shape.values:
                raise ExchangeError("unknown", _join(place, str(name)[:_SHOWN]))
        taken = {}
        for name, one in shape.values.items():
            if not one.is_taken:
                continue
            if name in value:
                taken[name] = self.take(one, value[name], _join(place, name), depth + 1)
            elif one.is_required:
                raise ExchangeError("missing", _join(place, name))
        return taken

    def _take_rows(self, shape, value, place, depth):
        self._rows_left -= len(value)
        if self._rows_left < 0:
            raise ExchangeError("too_many", place, limit=MOST_ROWS)
        taken = []
        for number, row in enumerate(value):
            where = f"{place}[{number}]"
            if row is None:
                raise ExchangeError("missing", where)
            taken.append(self.take(shape.of, row, where, depth))
        return taken


def _join(place, name):
    return f"{place}.{name}" if place else name
