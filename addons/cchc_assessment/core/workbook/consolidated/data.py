"""What the consolidated workbook of a period says: plain, immutable data, filled by the report.

Scores are numbers as they are stored, to six places; the writer rounds them once, half up. None is "not
scored". What belongs to a node of the rubric stands at the node's place in the form, from 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...plain.seal_mark import SealMark
from ..appendix.data import SUBJECT, Signer

#: Sections whose points are added; those of a penalty are taken away.
ADDED_SECTIONS = frozenset({"base", "bonus"})


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the rubric's tree, in the order of the form; ``level`` counts from 1, a domain.

    One without points is met or not: what was chosen stands in a unit's ``words``.
    """

    code: str
    name: str
    level: int
    is_leaf: bool
    max_score: float
    section: str = "base"
    has_points: bool = True

    @property
    def shown_maximum(self) -> float | None:
        return self.max_score if self.has_points else None

    @property
    def label(self) -> str:
        code = self.code.rstrip(".")
        return f"{code}. {self.name}" if code else self.name


@dataclass(frozen=True, slots=True)
class DomainScore:
    """What a unit reached in a domain; ``percent`` is None where nothing in it applies."""

    score: float
    percent: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the council and the unit said to each other on one leaf in one round.

    ``computed``: what the rule would have given, where the council settled on another score.
    """

    node: int
    round: int
    self_score: float | None = None
    score: float | None = None
    computed: float | None = None
    reason: str = ""
    request: str = ""
    explanation: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ChangedWord:
    """What the unit and what the council chose of a leaf without points, where one is met and the other is not."""

    own: str
    word: str
    is_lowered: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit's result. Percentages from 0 to 100; a rank of 0 is none.

    ``self_scores``, ``scores`` and ``lost`` have a place for each node, sub-totals at branches;
    ``domains`` one for each domain. ``remarks``, ``words`` and ``changed_words`` by the place of the leaf.
    ``reason`` says why its class is none that its percentage reaches.
    """

    name: str
    rank: int = 0
    rank_overall: int = 0
    self_score: float | None = None
    score: float | None = None
    maximum: float | None = None
    percent: float | None = None
    rating: str = ""
    reason: str = ""
    bonus: float = 0.0
    penalty: float = 0.0
    previous_percent: float | None = None
    previous_rank: int = 0
    domains: Sequence[DomainScore] = ()
    self_scores: Sequence[float | None] = ()
    scores: Sequence[float | None] = ()
    lost: Sequence[float | None] = ()
    not_applicable: frozenset[int] = frozenset()
    remarks: Mapping[int, str] = field(default_factory=dict)
    decisions: Sequence[Decision] = ()
    words: Mapping[int, str] = field(default_factory=dict)
    changed_words: Mapping[int, ChangedWord] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """A unit group with its rubric; its units stand in the order of their ranks.

    ``size``: how many units were ranked, also where not all of them stand here.
    """

    name: str
    nodes: Sequence[Node]
    units: Sequence[Unit]
    domain_means: Sequence[float | None] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above and below the tables. An empty text has no line.

    ``basis``: the documents that the results rest on, a line each. ``note``: what stands below the table, of how
    scores were rounded and from where classes begin. ``reasons``: below it, of each unit that a condition keeps out
    of a higher class. ``mark``: the seal, below everything else.
    """

    organisation: str
    year: int
    superior: str = ""
    place_and_date: str = ""
    status_note: str = ""
    basis: Sequence[str] = ()
    signer: Signer | None = None
    preparer: Signer | None = None
    digits: int = 2
    note: str = ""
    reasons: Sequence[str] = ()
    subject: str = SUBJECT
    mark: SealMark | None = None


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A period's results; ``ratings`` are the classes of its scale, the best one first."""

    heading: Heading
    groups: Sequence[Group]
    ratings: Sequence[str] = ()
