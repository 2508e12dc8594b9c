"""How the writer computes lines, heights and pages; on this rests that nothing is cut off."""

import unicodedata
from itertools import chain, pairwise, repeat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.workbook.layout import (
    LARGEST_PIECE,
    MAX_ROW_HEIGHT,
    PIECE_HEIGHT,
    Block,
    column_pixels,
    first_piece_height,
    grow,
    page_breaks,
    printable_height,
    row_heights,
)
from core.workbook.text_metrics import line_count, split_first_line, split_lines, text_width

_PARTING = dict.fromkeys(map(ord, " \n"))
SENTENCE = "Ban hành kế hoạch đúng thời hạn, phân công rõ trách nhiệm của từng đơn vị"


@pytest.mark.parametrize(
    ("text", "bold", "width"),
    [
        # In thousandths of the font size, from Times New Roman's own metrics.
        ("Sở Nội vụ", False, 556 + 529 + 250 + 722 + 500 + 278 + 250 + 500 + 500),
        ("Độc lập", True, 722 + 500 + 444 + 250 + 278 + 500 + 556),
        ("1,5", False, 1250),
        ("Ưu", False, 778 + 500),
        ("", False, 0),
        ("語", False, 1000),
        ("ưở", True, 600 + 556),
    ],
)
def test_width_is_that_of_times_new_roman(text, bold, width):
    """Letters with marks are as wide as in the font, the horned ones wider than their bases."""
    assert text_width(text, 1000, bold) == width


def test_decomposed_vietnamese_is_as_wide_as_composed():
    """A name typed on a Mac, letters and marks apart, takes the same room."""
    composed, decomposed = "Kế hoạch tổ chức", unicodedata.normalize("NFD", "Kế hoạch tổ chức")
    assert text_width(decomposed, 11) == pytest.approx(text_width(composed, 11), rel=0.01)
    assert line_count(decomposed, 60, 11) == line_count(composed, 60, 11)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("một", 1),
        ("một\nhai", 2),
        ("một\n\nba\n", 4),
        ("một hai ba", 1),
        ("x" * 100, 5),
        ("một " + "x" * 100, 6),
        ("x" * 100 + " một", 6),
    ],
)
def test_lines_of_a_text(text, lines):
    """Line feeds and long words make lines, in a cell where 20 letters x fit."""
    assert line_count(text, 20 * 5.5, 11) == lines


@given(text=st.text(max_size=200), width=st.floats(20, 400), narrower=st.floats(0, 15))
@example(text="", width=20.0, narrower=0.0)
@example(text="x" * 200, width=20.0, narrower=15.0)
@example(text="một hai", width=20.0, narrower=15.0)
def test_a_narrower_cell_never_takes_fewer_lines(text, width, narrower):
    """Less room cannot make a text shorter."""
    assert line_count(text, width, 11) <= line_count(text, width - narrower, 11)


@given(text=st.text(max_size=200), width=st.floats(20, 400))
@example(text="", width=20.0)
@example(text="x", width=20.0)
@example(text="\n", width=20.0)
@example(text="x" * 200, width=20.0)
def test_first_line_fits_and_nothing_is_lost(text, width):
    """What goes on the first line fits there, and the rest is all the rest."""
    first, rest = split_first_line(text, width, 11)
    assert text_width(first, 11) <= width or len(first) == 1
    assert text in (first + rest, f"{first} {rest}", f"{first}\n{rest}", f"{first}\n")


def test_first_line_ends_between_words():
    """A line that can end at a blank does, and a single long word is broken."""
    first, rest = split_first_line(SENTENCE, 100, 11)
    assert f"{first} {rest}" == SENTENCE
    assert split_first_line("x" * 30, 110, 11) == ("x" * 20, "x" * 10)


@given(height=st.floats(1, 10_000))
@example(height=1.0)
@example(height=409.0)
@example(height=409.5)
@example(height=2 * MAX_ROW_HEIGHT)
@example(height=10_000.0)
def test_rows_are_as_tall_as_asked_and_never_too_tall(height):
    """However tall a text is, its rows together hold it, each within Excel's 409.5 points."""
    heights = row_heights(height)
    assert sum(heights) >= height - 1e-6
    assert max(heights) <= MAX_ROW_HEIGHT < 409.5


def test_documents_share_the_room_of_a_long_explanation():
    """Beside a long text the documents' rows grow alike, below their own text."""
    assert grow([[15, 33], [18]], 100) == [[15, 50], [35]]
    assert grow([[15, 33], [18]], 50) == [[15, 33], [18]]


def test_columns_share_the_width_in_whole_pixels():
    """Columns are in proportion and never wider than the page."""
    pixels = column_pixels([1, 2, 1])
    assert pixels[1] in (2 * pixels[0], 2 * pixels[0] + 1)
    assert sum(pixels) * 0.75 <= 742


@given(
    heights=st.lists(st.floats(15, 390), min_size=1, max_size=60),
    joined=st.sets(st.integers(0, 59)),
)
@example(heights=[390.0], joined=set())
@example(heights=[15.0], joined={0})
@example(heights=[390.0] * 3, joined={0, 1})
def test_no_page_is_overfull(heights, joined):
    """Whatever has to stay together, the rows between two page breaks fit on a page."""
    repeated = 60
    blocks = [Block([[height]], height, number in joined) for number, height in enumerate(heights)]
    breaks = page_breaks(blocks, repeated)
    assert breaks == sorted(set(breaks))
    edges = [0, *breaks, len(heights)]
    for page, (first, last) in enumerate(pairwise(edges)):
        assert first < last
        assert sum(heights[first:last]) + (repeated if page else 0) <= printable_height()


def test_what_is_taller_than_a_page_begins_one():
    """A block that no page can hold starts on a new one, and goes on between two of its rows."""
    filler = Block([[printable_height() - 50]])
    assert page_breaks([filler, Block([[100.0] * 8], 800)], 60) == [1, 1 + 4]


@given(
    text=st.text(alphabet="aưộ \n", max_size=400),
    first=st.integers(1, 5),
    later=st.integers(1, 5),
    width=st.floats(20, 200),
)
@example(text="", first=1, later=1, width=20.0)
@example(text="a\n", first=1, later=1, width=20.0)
@example(text="\n\n", first=1, later=1, width=20.0)
@example(text="\n" * 5, first=5, later=5, width=20.0)
@example(text="\n" * 6, first=5, later=5, width=20.0)
@example(text="a" * 400, first=1, later=1, width=20.0)
def test_pieces_have_as_many_lines_as_asked(text, first, later, width):
    """Cut after some lines, a piece takes no more than those, and only what parts lines is dropped."""
    pieces = list(split_lines(text, chain([first], repeat(later)), width, 11))
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        assert line_count(piece, width, 11) <= (later if number else first) or last
    assert "".join(pieces).translate(_PARTING) == text.translate(_PARTING)
    assert len(text) - len("".join(pieces)) <= len(pieces), "one letter at most between two pieces"


@pytest.mark.parametrize(
    ("documents", "height"),
    [
        ([20, 20], PIECE_HEIGHT),
        ([100, 150], 250),
        ([100, 150, 80], 250),
        ([60, 300], 60),
        ([312, 1], LARGEST_PIECE),
        ([300, 300], 300),
        ([500, 500], LARGEST_PIECE),
        ([], PIECE_HEIGHT),
    ],
)
def test_first_piece_ends_where_a_page_may_end(documents, height):
    """Beside documents a long text's first piece reaches down to the end of one of them."""
    assert first_piece_height(documents) == height


def test_headings_part_from_a_piece_that_no_page_holds_with_them():
    """A merged text is not torn by the end of a page for the sake of the headings above it."""
    headings, piece = Block([[200.0]], joins_next=False), [15.0, 340.0]
    assert page_breaks([Block([[130.0]], joins_next=True), Block([piece], 312)], 60) == [1]
    assert page_breaks([headings, Block([piece], 312)], 60) == [1]
    assert page_breaks([Block([[100.0]], joins_next=True), Block([[15.0, 200.0]], 200)], 60) == []


def test_small_block_moves_to_the_next_page_as_a_whole():
    """A leaf with two documents that does not fit any more begins the next page."""
    filler = Block([[printable_height() - 50]])
    assert page_breaks([filler, Block([[40], [40]], 18)], 60) == [1]


def test_tall_block_runs_over_between_documents_below_its_texts():
    """A leaf with many documents starts on this page; no page ends beside its merged texts."""
    filler = Block([[printable_height() - 150]])
    documents = [[15, 33]] * 8
    assert page_breaks([filler, Block(documents, 18)], 60) == [1 + 3 * 2]
    assert page_breaks([filler, Block(documents, 200)], 60) == [1]
