"""Rows of a table on their way to a browser: what repeats is said once."""

from typing import Any

Rows = list[dict[str, Any]]

_SIMPLE = (str, int, float, type(None))


def pack_rows(rows: Rows) -> dict[str, Any] | Rows:
    """Return rows that have the same names column by column, as ``unpackRows`` of the score sheet reads them.

    Of a column in which all say the same that stands once; rows inside of rows are put together into one table.

    >>> pack_rows([{"id": 1, "is_met": False}, {"id": 2, "is_met": False}])
    {'count': 2, 'columns': {'id': {'each': [1, 2]}, 'is_met': {'all': False}}}
    """
    if any(row.keys() != rows[0].keys() for row in rows):
        return rows
    columns = {name: _pack_column([row[name] for row in rows]) for name in rows[0]} if rows else {}
    return {"count": len(rows), "columns": columns}


def _pack_column(values: list) -> dict[str, Any]:
    first = values[0]
    # nothing said and none are equal in Python, and are not the same
    if isinstance(first, _SIMPLE) and values.count(first) == len(values):
        return {"all": first} if len(set(map(type, values))) == 1 else {"each": values}
    if set(map(type, values)) == {list}:
        inner = [one for value in values for one in value]
        if all(isinstance(one, dict) for one in inner):
            return {"counts": list(map(len, values)), "rows": pack_rows(inner)}
    return {"each": values}
