"""A rubric's table beside the tree that was read from it, so that a reading can be pointed at and corrected."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from ...plain.text import clean, one_line, shorten
from .data import RubricSheet
from .table import CORRECTIONS

#: More rows than these are read all the same, and not shown.
MOST_ROWS = 2_000
_LONGEST_TEXT = 160
_LONGEST_KEY = 300
_MOST_CORRECTIONS = 500
_CODE = re.compile(r"code:[\w.()\-]{1,64}")


def keep_corrections(given: object) -> dict[str, str]:
    """Return what of an untrusted mapping are corrections; everything else is left out."""
    if not isinstance(given, Mapping):
        return {}
    kept = {
        key: kind
        for key, kind in given.items()
        if isinstance(key, str)
        and isinstance(kind, str)
        and 0 < len(key) <= _LONGEST_KEY
        and (kind in CORRECTIONS or (_CODE.fullmatch(kind) and key.startswith("row:")))
    }
    return dict(list(kept.items())[:_MOST_CORRECTIONS])


def for_other_files(corrections: Mapping[str, str]) -> dict[str, str]:
    """Return the corrections that are meant for rows of a shape, and not for one row of this file."""
    return {key: kind for key, kind in corrections.items() if not key.startswith("row:")}


def lay_side_by_side(
    sheet: RubricSheet, corrections: Mapping[str, str], write: Callable[[Decimal], str]
) -> dict:
    """Return the table and the tree as lists and texts: what a screen shows of them.

    :param write: how a number is written for whoever reads it.
    :return: ``rows`` with ``key``, ``number``, ``shape``, ``said`` (the correction that holds), ``alike``
        (how many rows have its shape) and ``cells``, each with ``text``, ``part`` and ``node``; ``nodes``
        with ``index``, ``code``, ``name``, ``level``, ``max_score`` and ``options``; ``meant``, the code
        that is offered for each row whose own may have slipped; ``hidden_count``, how many rows are not shown.
    """
    shapes = sheet.shapes
    alike: dict[str, int] = {}
    for shape in shapes.values():
        alike[shape] = alike.get(shape, 0) + 1
    joined = any(cell.sheet for cell in sheet.cells)
    parts = {(cell.sheet, cell.row, cell.column): cell for cell in sheet.cells}
    rows = []
    for key, row in list(sheet.rows.items())[:MOST_ROWS]:
        cells = []
        for column, cell in enumerate(row.cells, start=1):
            read = parts.get((row.shape.name if joined else "", row.number, column))
            text = shorten(one_line(_text(cell.value, write)), _LONGEST_TEXT)
            cells.append(
                {
                    "text": text,
                    "part": read.part if read else "",
                    "node": read.node if read and read.node is not None else -1,
                }
            )
        rows.append(
            {
                "key": key,
                "number": row.number,
                "shape": shapes[key],
                "alike": alike[shapes[key]],
                "said": corrections.get(key) or corrections.get(shapes[key], ""),
                "cells": cells,
            }
        )
    return {
        "rows": rows,
        "nodes": [
            {
                "index": node.index,
                "code": node.code,
                "name": shorten(node.name, _LONGEST_TEXT),
                "level": node.level,
                "max_score": "" if node.max_score is None else write(node.max_score),
                "options": [
                    shorten(
                        option.name
                        if option.score is None
                        else f"{option.name}: {write(option.score)}",
                        _LONGEST_TEXT,
                    )
                    for option in node.options
                ],
            }
            for node in sheet.nodes
        ],
        "meant": {
            str(found.row): found.params["meant"]
            for found in sheet.findings
            if found.kind == "code_slip"
        },
        "hidden_count": max(len(sheet.rows) - MOST_ROWS, 0),
    }


def _text(value: object, write: Callable[[Decimal], str]) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return write(Decimal(repr(value)))
        except (ArithmeticError, ValueError):
            return str(value)
    return clean(value)
