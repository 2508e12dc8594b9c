"""What a grammar of shapes writes reads back as the tree that it was made from, or says where it is unsure."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from rubric_grammar import LAYOUTS, number, rows_of, trees, walk, write

from core.workbook.rubric.data import CELL_PARTS
from core.workbook.rubric.reader import read_rubric
from core.workbook.rubric.rule_guess import guess_rule


def substance(node):
    """Return code, name, depth, maximum and options of a criterion that was read."""
    return (
        node.code,
        node.name,
        node.level,
        node.max_score,
        tuple((option.name, option.score) for option in node.options),
    )


def meant(node):
    options = ((text, node.maximum * share / Decimal(100)) for text, share in node.options)
    return node.code, node.name, node.level, node.maximum, tuple(options)


def test_there_are_many_layouts():
    assert len(set(LAYOUTS)) >= 60
    assert {layout.file for layout in LAYOUTS} == {"xlsx", "docx", "csv", "ods"}


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
@settings(max_examples=3)
@given(domains=trees())
def test_what_is_written_reads_back(layout, domains):
    """Each node arrives as it was meant, each rule is sure, and each cell has become exactly one thing."""
    number(domains, layout)
    rubric = read_rubric(write(domains, layout))
    assert rubric.errors == ()
    assert list(map(substance, rubric.nodes)) == list(map(meant, walk(domains)))
    assert {guess_rule(leaf).confidence for leaf in rubric.leaves} <= {"sure", "likely"}
    assert not rubric.warnings
    filled = sum(value is not None for row in rows_of(domains, layout) for value in row)
    counted = Counter(cell.part for cell in rubric.cells)
    assert not counted.keys() - CELL_PARTS.keys() and not counted["unread"]
    assert sum(counted.values()) - counted["heading"] - counted["title"] == filled
    assert len({(cell.row, cell.column) for cell in rubric.cells}) == len(rubric.cells)
