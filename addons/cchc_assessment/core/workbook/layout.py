"""The geometry of the appendix: page, columns, row heights, page breaks. Points throughout."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

# A4 landscape, with margins of 30 mm at the left, the binding edge, of 15 at the right and of 20 above and below
# (Decree 30/2020/NĐ-CP, appendix I), and a little more: each is the least that it asks for.
PAGE_WIDTH, PAGE_HEIGHT = 841.89, 595.28
MARGINS_INCH = {"left": 1.19, "right": 0.6, "top": 0.8, "bottom": 0.8}
POINTS_PER_INCH = 72
PIXELS_PER_POINT = 96 / POINTS_PER_INCH

# Excel's own height of a row of Times New Roman, by font size; wrapped lines stand as far apart.
LINE_HEIGHT = {11: 15.0, 12: 15.75, 13: 16.5, 14: 18.75}
# Above and below a text together, and left and right of it together.
CELL_PADDING = 3.0
# Screens and printers round the width of each letter to their own pixels, and where Times New Roman
# is missing, Vietnamese letters may come from a wider font.
USABLE_WIDTH = 0.94
# A link that turns out too wide is cut off, where another text would only wrap.
USABLE_WIDTH_FOR_LINK = 0.9

# Excel ends at 409.5, and no row is taller than what a page has below the headings.
MAX_ROW_HEIGHT = 391.5
# A text that is taller goes on in rows of this height, between which a page may end: so no line is
# cut through, and little of a page stays empty. Five lines of the table.
PIECE_HEIGHT = 78.0
# Beside documents its first piece may take more, as long as a page holds it with the last of them.
LARGEST_PIECE = 4 * PIECE_HEIGHT
# Printers differ in the last per cent.
USABLE_PAGE_HEIGHT = 0.97
# Up to this share of a page a block moves to the next page rather than run over its end.
LARGEST_WHOLE_BLOCK = 0.35


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


def text_room(width: float, usable: float = USABLE_WIDTH) -> float:
    """Return how much of a cell's ``width`` a line of text may count on."""
    return width * usable - CELL_PADDING


def row_heights(height: float) -> list[float]:
    """Return the heights, in whole pixels, of the sheet rows that ``height`` takes."""
    full_rows = max(ceil(height / MAX_ROW_HEIGHT) - 1, 0)
    rest = height - full_rows * MAX_ROW_HEIGHT
    return [MAX_ROW_HEIGHT] * full_rows + [ceil(rest * PIXELS_PER_POINT) / PIXELS_PER_POINT]


def line_limit(height: float, size: float) -> int:
    """Return how many lines of a font of ``size`` fit into ``height``, at least one."""
    return max(int((height - CELL_PADDING) / LINE_HEIGHT[size]), 1)


def first_piece_height(documents: Sequence[float]) -> float:
    """Return how tall the first piece of a long text may be beside documents of these heights.

    A page must be able to end below it: it reaches down to the end of the last document that a page
    holds together with it.
    """
    height = 0.0
    for document in documents:
        if height and height + document > LARGEST_PIECE:
            return min(height, LARGEST_PIECE)
        height += document
    return min(max(height, PIECE_HEIGHT), LARGEST_PIECE)


def grow(groups: Sequence[Sequence[float]], needed: float) -> list[list[float]]:
    """Return the heights, the last of each group grown alike so that all reach ``needed``."""
    missing = max(needed - sum(map(sum, groups)), 0)
    share = missing / len(groups)
    return [[*group[:-1], group[-1] + share] for group in groups]


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive sheet rows that show one thing, and where a page may end between them.

    ``groups``: heights of the rows, those together that a page must not part; ``solid``: how far
    down from the top it may not end either, because texts merged over the rows stand there;
    ``joins_next``: nor after the last row, as long as the block is small.
    """

    groups: Sequence[Sequence[float]]
    solid: float = 0.0
    joins_next: bool = False

    @property
    def heights(self) -> list[float]:
        return [height for group in self.groups for height in group]


def page_breaks(blocks: Iterable[Block], repeated: float) -> list[int]:
    """Return before which sheet rows, counted from 0, a new page has to begin.

    What belongs together moves to the next page as a whole; what is too tall for any page begins one
    and goes on, row by row, on the next.

    :param repeated: height of the heading rows that every page but the first begins with
    """
    later_room = printable_height() - repeated
    breaks: list[int] = []
    room, row = printable_height(), 0
    for run in _runs(blocks, later_room):
        for height, needed in zip(run, [sum(run), *run[1:]], strict=True):
            if row and needed > room:
                breaks.append(row)
                room = later_room
            room -= height
            row += 1
    return breaks


def _runs(blocks: Iterable[Block], page: float) -> Iterator[list[float]]:
    """Yield the heights of the rows, in runs between which a page may end.

    :param page: the height that the rows of one page may have together
    """
    run: list[float] = []
    for block in blocks:
        whole = sum(map(sum, block.groups)) <= page * LARGEST_WHOLE_BLOCK
        *parts, last = _parts(block, whole)
        # What belongs above it is left there, rather than that a page ends within what is merged.
        if run and sum(run) + sum((parts or [last])[0]) > page:
            yield run
            run = []
        for part in parts:
            yield run + part
            run = []
        run += last
        # What is tall already would drag along more than a page can hold.
        if not (block.joins_next and whole):
            yield run
            run = []
    if run:
        yield run


def _parts(block: Block, whole: bool) -> list[list[float]]:
    """Return the heights of a block's rows, in parts between which a page may end."""
    parts: list[list[float]] = [[]]
    reached = 0.0
    for group in block.groups:
        if parts[-1] and reached >= block.solid and not whole:
            parts.append([])
        parts[-1] += group
        reached += sum(group)
    return parts
