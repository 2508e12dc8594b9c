"""The geometry of the appendix: page, columns, row heights, page breaks. Points throughout."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

# A4 landscape. The left margin is the binding edge.
PAGE_WIDTH, PAGE_HEIGHT = 841.89, 595.28
MARGINS_INCH = {"left": 0.8, "right": 0.6, "top": 0.7, "bottom": 0.7}
POINTS_PER_INCH = 72
PIXELS_PER_POINT = 96 / POINTS_PER_INCH

# Excel's own height of a row of Times New Roman, by font size; wrapped lines stand as far apart.
LINE_HEIGHT = {11: 15.0, 12: 15.75, 13: 16.5, 14: 18.75}
# Above and below a text together, and left and right of it together.
CELL_PADDING = 3.0
# Screens and printers round the width of each letter to their own pixels.
USABLE_WIDTH = 0.95

# Excel ends at 409.5; a whole number of lines keeps a text that runs over several rows, and so
# over a page's end, from being cut through the middle of a line.
MAX_ROW_HEIGHT = 27 * LINE_HEIGHT[11]
# Printers differ in the last per cent.
USABLE_PAGE_HEIGHT = 0.97


def printable_width() -> float:
    """Return the width between the side margins."""
    return PAGE_WIDTH - POINTS_PER_INCH * (MARGINS_INCH["left"] + MARGINS_INCH["right"])


def printable_height() -> float:
    """Return the height between the top and bottom margins that rows may safely fill."""
    margins = POINTS_PER_INCH * (MARGINS_INCH["top"] + MARGINS_INCH["bottom"])
    return (PAGE_HEIGHT - margins) * USABLE_PAGE_HEIGHT


def column_pixels(weights: Sequence[float]) -> list[int]:
    """Share the printable width out in proportion to ``weights``, in whole pixels, never over."""
    scale = printable_width() * PIXELS_PER_POINT / sum(weights)
    return [int(weight * scale) for weight in weights]


def text_room(width: float) -> float:
    """Return how much of a cell's ``width`` a line of text may count on."""
    return width * USABLE_WIDTH - CELL_PADDING


def row_heights(height: float) -> list[float]:
    """Return the heights of the sheet rows, as few as Excel's limit allows, that ``height`` takes.

    A single row is rounded up to a whole pixel; several are equal and of whole lines.
    """
    if height <= MAX_ROW_HEIGHT:
        return [ceil(height * PIXELS_PER_POINT) / PIXELS_PER_POINT]
    rows = ceil(height / MAX_ROW_HEIGHT)
    line = LINE_HEIGHT[11]
    return [ceil(height / rows / line) * line] * rows


def grow(heights: Sequence[float], needed: float) -> list[float]:
    """Return ``heights``, each grown alike, so that together they reach ``needed``."""
    missing = needed - sum(heights)
    if missing <= 0:
        return list(heights)
    return [height + missing / len(heights) for height in heights]


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive sheet rows, and where a page may end between them.

    ``heights`` of the rows; ``solid``: how far down from the top no page may end, because a text
    merged over the rows stands there; ``joins_next``: the page may not end after the last row.
    """

    heights: Sequence[float]
    solid: float = 0.0
    joins_next: bool = False


def page_breaks(blocks: Iterable[Block], repeated: float) -> list[int]:
    """Return before which sheet rows, counted from 0, a new page has to begin.

    What belongs together moves to the next page as a whole, unless it is too tall for any page.

    :param repeated: height of the heading rows that every page but the first begins with
    """
    later_room = printable_height() - repeated
    breaks: list[int] = []
    room, row = printable_height(), 0
    for group in _groups(blocks):
        for heights in [group] if sum(group) <= later_room else [[height] for height in group]:
            if row and sum(heights) > room:
                breaks.append(row)
                room = later_room
            room -= sum(heights)
            row += len(heights)
    return breaks


def _groups(blocks: Iterable[Block]) -> Iterator[list[float]]:
    """Yield the heights of the rows, in groups between which a page may end."""
    group: list[float] = []
    for block in blocks:
        reached = 0.0
        for number, height in enumerate(block.heights, start=1):
            group.append(height)
            reached += height
            is_last = number == len(block.heights)
            if not block.joins_next if is_last else reached >= block.solid:
                yield group
                group = []
    if group:
        yield group
