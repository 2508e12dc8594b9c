"""A rubric as a sheet states it: plain dataclasses, and the table of what can be odd about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from ...plain.rule_inputs import has_points
from ..sheet_shape import cell_name
from .rows import Row, shape_of


class FindingKind(NamedTuple):
    """``error``: the sheet cannot be imported. ``warning``: it can, once someone has looked.

    ``note``: nothing is wrong; it says what was done, or passed over.
    """

    severity: str
    meaning: str
    params: tuple[str, ...] = ()


#: Every finding has ``row``, ``code`` and ``name`` in its params, too (``None`` or empty where
#: there is none). Rows are counted from 1; ``cell`` is a name such as "C12"; numbers are Decimal.
FINDINGS: dict[str, FindingKind] = {
    # Errors
    "missing_name": FindingKind("error", "A code without a name.", ("cell",)),
    "missing_max_score": FindingKind(
        "error", "A criterion without children has no maximum score.", ("cell",)
    ),
    "score_not_number": FindingKind(
        "error", "The score in this cell is not a number.", ("cell", "text")
    ),
    "score_not_finite": FindingKind(
        "error", "The score in this cell is NaN or infinite.", ("cell", "text")
    ),
    "score_too_long": FindingKind(
        "error", "The score in this cell has more than 20 digits.", ("cell", "text")
    ),
    "score_ambiguous": FindingKind(
        "error",
        "The number in this cell may be either of two: its point or comma is the thousands' or the decimals'.",
        ("cell", "text", "whole", "decimal"),
    ),
    "score_out_of_range": FindingKind(
        "error", "The score in this cell is a million or more.", ("cell", "text")
    ),
    "score_is_date": FindingKind(
        "error", "Excel turned the score in this cell into a date.", ("cell", "text")
    ),
    "score_negative": FindingKind("error", "The maximum score is negative.", ("cell", "score")),
    "formula_without_value": FindingKind(
        "error",
        "The formula in this cell was never calculated; column is code, name or max_score.",
        ("cell", "column"),
    ),
    "unknown_value": FindingKind(
        "error",
        "A word in a column of our own form that is none of those it takes.",
        ("cell", "text", "heading", "values"),
    ),
    "not_a_day": FindingKind(
        "error", "A deadline in our own form that is no day of a year.", ("cell", "text")
    ),
    "strict_without_threshold": FindingKind(
        "error", "An option holds strictly above a threshold that is not there.", ("cell", "option")
    ),
    # Warnings: codes and outline
    "deadline_is_date": FindingKind(
        "warning", "A deadline that a spreadsheet has made a date of.", ("cell", "date", "day")
    ),
    "code_used_twice": FindingKind(
        "warning",
        "The same code on several rows; row, code and name are those of the first repetition.",
        ("cell", "rows", "first_row", "first_name"),
    ),
    "child_under_other_code": FindingKind(
        "warning",
        "A code that does not continue its parent's (4.5.1 under 4.4).",
        ("cell", "parent_code", "parent_name", "parent_row"),
    ),
    "level_skipped": FindingKind(
        "warning",
        "The level between this code and its parent's is missing (1.1.1 under 1); "
        "the parent's params are empty and None where it has no parent.",
        ("cell", "parent_code", "parent_name", "parent_row"),
    ),
    "unreadable_code": FindingKind(
        "warning", "A code of no known shape: placed beside the one before it.", ("cell",)
    ),
    "missing_code": FindingKind(
        "warning", "A row with a maximum score and no code: taken as a top criterion.", ("cell",)
    ),
    "code_is_date": FindingKind(
        "warning", "Excel turned the code into a date; code is the guess.", ("cell",)
    ),
    "code_zero_restored": FindingKind(
        "warning", "A number cell shows 1.1 after 1.9: read as 1.10.", ("cell", "number")
    ),
    # Warnings: scores
    "sum_differs": FindingKind(
        "warning",
        "The children's maxima do not add up to the maximum; max_score and children_sum.",
        ("cell", "max_score", "children_sum"),
    ),
    "max_from_children": FindingKind(
        "warning", "No maximum on a row with children: their sum is taken.", ("cell", "max_score")
    ),
    "total_differs": FindingKind(
        "warning",
        "The total row says another number than the top criteria above it add up to.",
        ("cell", "declared", "total"),
    ),
    "total_unreadable": FindingKind(
        "warning",
        "The total row holds no number; text is empty for a formula without a value.",
        ("cell", "text"),
    ),
    # Warnings: methods and options (code and name are the criterion's)
    "no_method": FindingKind(
        "warning", "A criterion without children, options and any word on how to score it."
    ),
    "method_in_words": FindingKind(
        "warning", "A criterion whose method is a text without options.", ("text",)
    ),
    "option_above_max": FindingKind(
        "warning",
        "An option gives more than the criterion's maximum.",
        ("cell", "option", "score", "max_score"),
    ),
    "option_without_score": FindingKind(
        "warning", "An option without a score at its end.", ("cell", "option")
    ),
    "option_negative": FindingKind(
        "warning", "An option with a negative score.", ("cell", "option", "score")
    ),
    "option_scores_differ": FindingKind(
        "warning",
        "An option's text ends in another number (text_score) than stands in its score cell "
        "(score, which is taken).",
        ("cell", "option", "score", "text_score"),
    ),
    "options_on_parent": FindingKind(
        "warning", "Options on a criterion that has children; count of them.", ("count",)
    ),
    "best_below_max": FindingKind(
        "warning",
        "The best option gives less than the criterion's maximum.",
        ("cell", "score", "max_score"),
    ),
    "scores_in_option": FindingKind(
        "warning",
        "An option's text holds the score of another one, which could not be parted from it.",
        ("cell", "option"),
    ),
    "text_left_over": FindingKind(
        "warning",
        "Words beside the options that are none of them; kept in the guidance.",
        ("cell", "text"),
    ),
    "coded_rows_are_options": FindingKind(
        "warning",
        "Rows with codes that end in scores and reach the maximum of the criterion above: its options.",
        ("codes", "rows"),
    ),
    "uncoded_rows_are_criteria": FindingKind(
        "warning",
        "Rows without codes whose scores add up to the maximum of the criterion above: criteria below it.",
        ("rows", "max_score"),
    ),
    "either_or": FindingKind(
        "warning", "“Hoặc” between criteria: of these only one counts.", ("codes", "rows")
    ),
    "condition_without_points": FindingKind(
        "warning",
        "A criterion that is met or not and carries no points; option is the one that is taken for met.",
        ("cell", "text", "option"),
    ),
    "own_bonus_penalty": FindingKind(
        "warning",
        "A bonus or penalty of the criterion's own, in a column beside its maximum.",
        ("cell", "bonus", "penalty"),
    ),
    "code_slip": FindingKind(
        "warning",
        "A code that goes on from nothing, and would go on with a point at another place; fits says "
        "whether the sums agree then.",
        ("cell", "meant", "fits"),
    ),
    "subtotal_differs": FindingKind(
        "warning",
        "A sub-total says another number than the criterion that it closes.",
        ("cell", "declared", "total"),
    ),
    "survey_in_words": FindingKind(
        "warning",
        "Options, documents or notes speak of a survey: proposed to be scored by the council.",
    ),
    # Warnings: the sheet
    "column_not_read": FindingKind(
        "warning",
        "A column whose heading is none of a rubric's has texts; text is the first of them.",
        ("cell", "heading", "count", "text"),
    ),
    "column_passed_over": FindingKind(
        "note",
        "A column that is filled in by hand, with scores or remarks: no part of a rubric.",
        ("cell", "heading", "count"),
    ),
    "remarks_passed_over": FindingKind(
        "note", "Rows below the table that are no criteria.", ("rows", "text")
    ),
    "text_outside_table": FindingKind(
        "note", "Texts below the table of a document, or between its tables.", ("text", "count")
    ),
    "automatic_numbers": FindingKind(
        "warning",
        "Paragraphs of the tables are numbered by Word itself: such a number is no text, and is not read.",
        ("count",),
    ),
    "old_font_read": FindingKind(
        "warning", "Texts in an old font were read by its table.", ("font", "text")
    ),
    "separated_text_read": FindingKind(
        "note", "A text file was read as a table.", ("encoding", "separator")
    ),
    "sheets_joined": FindingKind(
        "warning", "Several sheets that go on from each other were read as one.", ("sheets",)
    ),
    "stray_text": FindingKind(
        "warning",
        "A row that is neither criterion nor option; kept in the guidance of the criterion "
        "above it (code, name), or left out where there is none (code and name empty).",
        ("cell", "text"),
    ),
    "rows_after_end": FindingKind(
        "warning",
        "Criteria stand below the total row end_row; row, code and name are the first one's.",
        ("rows", "end_row"),
    ),
    "second_table_ignored": FindingKind(
        "warning", "A second header row below the end of the table: not read from there on."
    ),
    "hidden_rows": FindingKind("warning", "Rows that are hidden were read.", ("rows",)),
    "hidden_sheet_ignored": FindingKind(
        "warning", "A hidden sheet that looks like a rubric was not read.", ("sheet",)
    ),
    "other_sheets_ignored": FindingKind(
        "warning", "Other visible sheets that look like rubrics were not read.", ("sheets",)
    ),
    "repeated_column": FindingKind(
        "warning",
        "Two columns with the same kind of heading: the first is read; column is its role.",
        ("cell", "column", "ignored_cell", "heading"),
    ),
}


@dataclass(frozen=True)
class Finding:
    """Something odd or wrong; ``kind`` is a key of FINDINGS, which documents ``params``."""

    severity: str
    kind: str
    row: int | None
    code: str
    name: str
    params: dict

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


def make_finding(
    kind: str, row: int | None = None, code: str = "", name: str = "", **params: object
) -> Finding:
    """Return a finding of a known kind, with its severity and all its params."""
    severity = FINDINGS[kind].severity
    params = {"row": row, "code": code, "name": name, **params}
    return Finding(severity, kind, row, code, name, params)


@dataclass(frozen=True)
class RubricOption:
    """One option of a criterion: ``text`` as written, ``name`` without bullet and score.

    ``cell`` is where the text stands ("B12"). Threshold and ``strict`` are what a sheet of our own
    form states; no threshold is the rest. ``share`` is the score as a percentage of the maximum where
    the sheet says it so ("75% điểm"): with another maximum it is another score.
    """

    row: int
    cell: str
    name: str
    text: str
    score: Decimal | None
    threshold: Decimal | None = None
    strict: bool = False
    share: Decimal | None = None


@dataclass(frozen=True)
class CellReading:
    """What became of a cell of the table: its ``part`` is one of CELL_PARTS, of the node of that index."""

    row: int
    column: int
    part: str
    node: int | None = None
    sheet: str = ""

    @property
    def name(self) -> str:
        return cell_name(self.row, self.column)


#: What a cell can be; each that is not blank is exactly one of them.
CELL_PARTS = {
    "title": "Above the headings.",
    "heading": "A heading, or the number of a column.",
    "code": "A criterion's code.",
    "name": "A criterion's name.",
    "max_score": "A criterion's maximum.",
    "bonus": "A criterion's bonus, at most.",
    "penalty": "A criterion's penalty, at most.",
    "option": "An option, with its score.",
    "method": "How a criterion is scored, in words.",
    "evidence": "The documents that a criterion asks for.",
    "deadlines": "When a criterion's documents are due.",
    "guidance": "A criterion's guidance.",
    "note": "A criterion's note.",
    "connection": "What joins two criteria or options: “Hoặc”.",
    "total": "A total or a sub-total.",
    "remark": "Passed over, and listed: below the table, or in a column that no rubric has.",
    "unread": "Passed over, and warned of: nothing is known of it.",
}


@dataclass(frozen=True)
class StatedRule:
    """A rule as a sheet of our own form states it; what it leaves blank is empty or ``None``."""

    type: str = ""
    basis: str = ""
    ratio_floor: Decimal | None = None
    ratio_target: Decimal | None = None
    points_per_item: Decimal | None = None


@dataclass(frozen=True)
class RubricNode:
    """One row of the tree. ``parent`` is the ``index`` of its parent, which comes before it.

    ``requirements`` are the documents that ``evidence`` names. ``section`` and the fields below it
    are what a sheet of our own form states: empty or ``None`` where nobody said it.

    ``bonus`` and ``penalty`` are the most that columns of their own give or take beside the maximum.
    ``is_condition``: it is met or not, and carries no points. ``either`` is the index of the first of the
    criteria of which only one counts; ``counts_best`` says of the branch above that of all below it.
    ``left_over`` are lines of its method that became no option; ``doubts`` are reasons of ``rule_guess`` for
    which its rule cannot be sure.
    """

    index: int
    row: int
    code: str
    name: str
    level: int
    parent: int | None
    max_score: Decimal | None
    options: tuple[RubricOption, ...] = ()
    evidence: str = ""
    guidance: str = ""
    note: str = ""
    requirements: tuple[str, ...] = ()
    section: str = ""
    scored_by: str = ""
    evidence_required: bool | None = None
    deadlines: str = ""
    rule: StatedRule | None = None
    bonus: Decimal | None = None
    penalty: Decimal | None = None
    is_condition: bool = False
    either: int | None = None
    counts_best: bool = False
    left_over: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def has_no_points(self) -> bool:
        """Whether it carries no points: the table says so, or our own form by its rule."""
        return self.is_condition or (self.rule is not None and not has_points(self.rule.type))


def add_up(
    nodes: Iterable[RubricNode], unknown: Decimal | None = None, *, is_best: bool = False
) -> Decimal | None:
    """Return the sum of the maxima; of criteria of which only one counts, the highest.

    :param unknown: what a maximum that is not known counts for; ``None`` makes the sum unknown.
    :param is_best: of all of them only one counts.
    """
    if is_best:
        scores = [unknown if node.max_score is None else node.max_score for node in nodes]
        return None if None in scores else max(scores, default=Decimal(0))
    total, groups = Decimal(0), {}
    for node in nodes:
        score = unknown if node.max_score is None else node.max_score
        if score is None:
            return None
        if node.either is None:
            total += score
        else:
            groups[node.either] = max(score, groups.get(node.either, score))
    return sum(groups.values(), total)


@dataclass(frozen=True)
class RubricSheet:
    """A rubric as one sheet states it.

    ``columns`` maps a role (code, name, max_score, evidence, …) to its column, counted from 1.
    ``sheet_names`` are the visible sheets, ``rubric_sheet_names`` those that have the headings.
    ``declared_total`` is what the total row says, ``total`` what the top criteria add up to.
    ``is_form`` says that it is of our own form, which states the caps, the unit groups and
    whether bands may be chosen without figures, too.
    ``cells`` are all cells of the sheet, each once, and what became of it; ``rows`` those of the table, by their keys.
    """

    title: str
    appendix_label: str
    legal_basis: str
    year: int | None
    sheet_name: str
    sheet_names: tuple[str, ...]
    rubric_sheet_names: tuple[str, ...]
    header_row: int
    columns: dict[str, int]
    nodes: tuple[RubricNode, ...]
    declared_total: Decimal | None = None
    findings: tuple[Finding, ...] = field(default=())
    is_form: bool = False
    groups: tuple[str, ...] = ()
    bonus_cap: Decimal | None = None
    penalty_cap: Decimal | None = None
    direct_bands: bool | None = None
    cells: tuple[CellReading, ...] = field(default=(), repr=False)
    rows: Mapping[str, Row] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def shapes(self) -> dict[str, str]:
        """The shape of each row of the table by its key, by which a correction is meant for all rows like it."""
        return {key: shape_of(row) for key, row in self.rows.items()}

    @property
    def total(self) -> Decimal:
        return add_up(self.tops, unknown=Decimal(0))

    @property
    def tops(self) -> tuple[RubricNode, ...]:
        return tuple(node for node in self.nodes if node.parent is None)

    @cached_property
    def leaves(self) -> tuple[RubricNode, ...]:
        parents = {node.parent for node in self.nodes}
        return tuple(node for node in self.nodes if node.index not in parents)

    @cached_property
    def leaf_indexes(self) -> frozenset[int]:
        return frozenset(node.index for node in self.leaves)

    @property
    def max_depth(self) -> int:
        return max((node.level for node in self.nodes), default=0)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "warning")
