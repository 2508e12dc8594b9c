"""How a criterion is scored, and how the scores of a rubric add up.

Pure Python on top of ``decimal``: nothing here knows of a database, a user or a screen.

* :class:`Rule` says how one criterion is scored, :class:`Inputs` what was filled in for it, and
  :func:`score` gives the :class:`Result`: the score and the :class:`Note` that shows the calculation.
* :func:`total` adds a tree of :class:`Node` up to sub-totals, total, maximum and percentage; an :class:`Outline` of it
  does so for many units.
* :func:`rank` gives results their places, :func:`classify` their classes, :func:`mean` what they are held against.
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
from .rule import BASES, RULE_TYPES, WITH_OPTIONS, Figure, Inputs, Option, Rule
from .score import DIRECT, MET, RELATIVE, Result, find_best, get_figure, score
from .standing import (
    DomainShare,
    Hold,
    RatingClass,
    classify,
    difference,
    mean,
    percentage,
    rank,
    read_holds,
)
from .tree import SCORERS, SECTIONS, Node, Outline, Subtotal, Totals, build_tree, total

__all__ = [
    "BASES",
    "DIRECT",
    "MET",
    "RELATIVE",
    "RULE_TYPES",
    "SCORERS",
    "SECTIONS",
    "STORED_PLACES",
    "WITH_OPTIONS",
    "DomainShare",
    "Figure",
    "Finding",
    "Hold",
    "Inputs",
    "Node",
    "Note",
    "Option",
    "Outline",
    "RatingClass",
    "Result",
    "Rule",
    "ScoringError",
    "Subtotal",
    "Totals",
    "build_tree",
    "check_rule",
    "classify",
    "difference",
    "find_best",
    "format_number",
    "get_figure",
    "mean",
    "parse_number",
    "percentage",
    "rank",
    "round_half_up",
    "score",
    "to_decimal",
    "total",
]
