"""How a criterion is scored, and how the scores of a rubric add up.

Pure Python on top of ``decimal``: nothing here knows of a database, a user or a screen.

* :class:`Rule` says how one criterion is scored, :class:`Inputs` what was filled in for it, and
  :func:`score` gives the :class:`Result`: the score and the :class:`Note` that shows the reckoning.
* :func:`total` adds a tree of :class:`Node` up to sub-totals, total, maximum and percentage.
* :func:`rank` gives results their places, and :func:`mean` what they are measured against.
* :func:`check_rule` finds what is wrong with a rule before anybody is scored by it.
* :func:`parse_number` reads the numbers people write, :func:`format_number` writes them, and
  :func:`round_half_up` is the only rounding there is.

Whatever is wrong raises :class:`ScoringError`. What the room says has a kind and params, in tables of ``kinds``.
"""

from .check import Finding, check_rule
from .errors import ScoringError
from .kinds import Note
from .rounding import (
    STORED_PLACES,
    format_number,
    parse_number,
    round_half_up,
    to_decimal,
)
from .rule import BASES, RULE_TYPES, Inputs, Option, Rule
from .score import DIRECT, Result, score
from .standing import difference, mean, percentage, rank
from .tree import SCORERS, SECTIONS, Node, Subtotal, Totals, build_tree, total

__all__ = [
    "BASES",
    "DIRECT",
    "RULE_TYPES",
    "SCORERS",
    "SECTIONS",
    "STORED_PLACES",
    "Finding",
    "Inputs",
    "Node",
    "Note",
    "Option",
    "Result",
    "Rule",
    "ScoringError",
    "Subtotal",
    "Totals",
    "build_tree",
    "check_rule",
    "difference",
    "format_number",
    "mean",
    "parse_number",
    "percentage",
    "rank",
    "round_half_up",
    "score",
    "to_decimal",
    "total",
]
