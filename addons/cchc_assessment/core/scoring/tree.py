"""From the scores of single criteria to those of branches and of the whole rubric."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, NamedTuple

from .errors import ScoringError
from .rounding import EXACT, Number, as_stored, to_decimal

SECTIONS = ("base", "bonus", "penalty")
SCORERS = ("unit", "council")
_FIRST_SECTION = frozenset(SECTIONS[:1])
_ZERO = Decimal(0)
_NOTHING = dict.fromkeys(SECTIONS, _ZERO)

#: What is said of a leaf: its score, whether it applies, and whether the figures of one that others settle are there.
Said = tuple[Number | None, bool, bool | None]


@dataclass(frozen=True)
class Node:
    """One node of a rubric: a domain, a criterion, a sub-criterion.

    A node without children is a leaf, and only leaves carry a score; of a branch neither score nor
    ``max_score`` counts, only its ``cap``. Numbers may be given as int, float or machine-notation
    str; they are kept as Decimal.

    :ivar key: identifies the node within its tree, as the record's id does. Codes don't: real
        rubrics use some of them twice.
    :ivar section: ``base``, ``bonus`` or ``penalty``; all that stands under a bonus or penalty
        branch is in its section.
    :ivar scored_by: ``unit`` or ``council``; all that stands under a council's branch is the
        council's.
    :ivar score: points of a leaf, positive in a penalty section too; None is "not scored yet".
    :ivar applicable: False takes the leaf, or all leaves under the branch, out of both sides.
    :ivar cap: of a branch, the maximum that holds whatever its leaves add up to; None is their sum.
    :ivar best: of a branch, only the best of what stands right below it counts ("either … or"): it is worth the
        most that one of them is worth, whichever of them does not apply, unless none does.
    :ivar declared: of a leaf whose points are settled by others later, whether its figures are there: it is to be
        filled in, and stands in neither score nor maximum. None for any other leaf.
    :raises ScoringError: for a number that isn't one, or an ``unknown_section`` or
        ``unknown_scorer``.
    """

    key: Hashable
    max_score: Decimal = Decimal(0)
    section: str = "base"
    scored_by: str = "unit"
    score: Decimal | None = None
    applicable: bool = True
    children: tuple["Node", ...] = ()
    cap: Decimal | None = None
    best: bool = False
    declared: bool | None = None

    def __post_init__(self):
        object.__setattr__(self, "children", tuple(self.children))
        object.__setattr__(self, "max_score", to_decimal(self.max_score, "max_score"))
        if self.score is not None:
            object.__setattr__(self, "score", to_decimal(self.score, "score"))
        if self.cap is not None:
            object.__setattr__(self, "cap", _cap(self.cap, "cap"))
        if self.section not in SECTIONS:
            raise ScoringError("unknown_section", {"key": self.key, "section": self.section})
        _known_scorers([self.scored_by])

    def _change(self, **values: Any) -> "Node":
        # as ``replace`` does, without judging the rest anew
        node = object.__new__(Node)
        node.__dict__.update(self.__dict__, **values)
        return node


class Subtotal(NamedTuple):
    """What the counted leaves of one node add up to; for a leaf, the leaf itself.

    :ivar section: the section that is summed here. A branch whose leaves are all bonus, or all
        penalty, sums those. Any other branch sums its base leaves: bonus and penalty points
        under it count in the total only, where their caps are.
    :ivar score: sum of the scores so far, exact; ``maximum``: sum of the maxima, exact. Caps are
        taken off both, so that no score is above its maximum.
    :ivar scored: how many leaves of any section have a score; ``leaves``: how many need one.
    """

    section: str
    score: Decimal
    maximum: Decimal
    scored: int
    leaves: int

    @property
    def percent(self) -> Decimal | None:
        """Score as a percentage of the maximum, to six decimals; None when there is none."""
        return _percentage(self.score, self.maximum)

    @property
    def progress(self) -> Decimal:
        """Percentage of the leaves that have a score; 100 when none needs one."""
        return _percentage(Decimal(self.scored), Decimal(self.leaves), nothing=Decimal(100))


@dataclass(frozen=True)
class Totals:
    """What a rubric adds up to. All sums are exact: whoever shows them rounds them.

    :ivar base: sum of the scores in the base section, as the caps of its branches leave it.
    :ivar bonus_earned: sum of the bonus scores; ``bonus``: what the cap leaves of it.
    :ivar penalty_earned: sum of the penalty scores; ``penalty``: what the cap leaves of it.
    :ivar score: base + bonus − penalty, never below 0.
    :ivar maximum: sum of the base maxima; bonus points are on top of it.
    :ivar scored: how many leaves have a score; ``leaves``: how many need one.
    :ivar by_key: the sub-total of every node, leaves included.
    """

    base: Decimal
    bonus_earned: Decimal
    bonus: Decimal
    penalty_earned: Decimal
    penalty: Decimal
    score: Decimal
    maximum: Decimal
    scored: int
    leaves: int
    by_key: dict[Hashable, Subtotal]

    @property
    def percent(self) -> Decimal | None:
        """Score as a percentage of the maximum, to six decimals; None when the maximum is 0.

        Bonus points can take it above 100.
        """
        return _percentage(self.score, self.maximum)

    @property
    def progress(self) -> Decimal:
        """Percentage of the leaves that have a score; 100 when none needs one."""
        return _percentage(Decimal(self.scored), Decimal(self.leaves), nothing=Decimal(100))


@dataclass(slots=True)
class _Worth:
    """What one branch can be worth, whatever is said of its leaves: a maximum per section.

    ``whole`` is the maximum were all leaves counted, ``own`` were all those that apply or not, of whoever's
    leaves are counted. ``parts`` are kept apart where only the best of them counts. ``uncut`` is the whole before
    the branch's cap.
    """

    whole: dict[str, Decimal]
    own: dict[str, Decimal]
    sections: set[str]
    parts: list["_Worth"] | None = None
    uncut: Decimal = _ZERO

    @classmethod
    def of(cls, branch: Node) -> "_Worth":
        return cls(_NOTHING.copy(), _NOTHING.copy(), set(), [] if branch.best else None)

    @classmethod
    def of_leaf(cls, leaf: Node, own: bool) -> "_Worth":
        whole = {**_NOTHING, leaf.section: leaf.max_score}
        return cls(whole, whole if own else _NOTHING, {leaf.section})

    def add(self, other: "_Worth") -> None:
        for section in SECTIONS:
            self.whole[section] += other.whole[section]
            self.own[section] += other.own[section]
        self.sections |= other.sections
        if self.parts is not None:
            self.parts.append(other)

    def close(self, branch: Node) -> None:
        """Let only the best of the parts count, and the branch be worth its cap."""
        if branch.best:
            for section in SECTIONS:
                self.own[section] = max(part.own[section] for part in self.parts)
                self.whole[section] = max(part.whole[section] for part in self.parts)
        section = self.section
        self.uncut = self.whole[section]
        if branch.cap is None:
            return
        if branch.cap <= self.uncut:
            self.own[section] = min(self.own[section], branch.cap)
        elif self.own[section]:
            self.own[section] += branch.cap - self.uncut
        self.whole[section] = branch.cap

    @property
    def section(self) -> str:
        (section,) = self.sections if len(self.sections) == 1 else ("base",)
        return section


@dataclass(slots=True)
class _Tally:
    """Running sums of one branch: a score and a maximum per section, and the counts."""

    worth: _Worth
    score: dict[str, Decimal]
    maximum: dict[str, Decimal]
    scored: int = 0
    leaves: int = 0
    parts: list["_Tally"] | None = None

    @classmethod
    def of(cls, worth: _Worth) -> "_Tally":
        parts = None if worth.parts is None else []
        return cls(worth, _NOTHING.copy(), _NOTHING.copy(), parts=parts)

    def take(self, leaf: Subtotal) -> None:
        self.maximum[leaf.section] += leaf.maximum
        self.score[leaf.section] += leaf.score
        self.leaves += leaf.leaves
        self.scored += leaf.scored

    def add(self, other: "_Tally") -> None:
        # of all others there is nothing: a branch of several sections is cut in the first
        for section in other.worth.sections | _FIRST_SECTION:
            self.score[section] += other.score[section]
            self.maximum[section] += other.maximum[section]
        self.scored += other.scored
        self.leaves += other.leaves
        if self.parts is not None:
            self.parts.append(other)

    def keep_best(self) -> None:
        """Let only the best of the parts count: the most that one of them has, and is worth, section by section."""
        for section in SECTIONS:
            self.score[section] = max(part.score[section] for part in self.parts)
            counted = any(part.maximum[section] for part in self.parts)
            own = max(part.own[section] for part in self.worth.parts)
            self.maximum[section] = own if counted else _ZERO

    def cut(self, cap: Decimal) -> None:
        """Let this branch be worth ``cap``, whatever stands below it.

        Below a cap that is less than the sum, as many points can be reached as what counts gives, up to
        the cap; above the sum, what nobody can reach stays in the maximum as long as anything counts.
        """
        section, whole = self.worth.section, self.worth.uncut
        counted = self.maximum[section]
        if cap <= whole:
            self.maximum[section] = min(counted, cap)
            self.score[section] = min(self.score[section], cap)
        elif counted:
            self.maximum[section] = counted + cap - whole

    def subtotal(self) -> Subtotal:
        section = self.worth.section
        return Subtotal(
            section, self.score[section], self.maximum[section], self.scored, self.leaves
        )


class Outline:
    """A tree whose nodes were put in order once, to be added up for each of many units."""

    def __init__(self, roots: Iterable[Node]):
        # Parents come before their children here, so that going backwards every node is complete
        # when it is added to its parent. No recursion: a tree may be deeper than Python's stack.
        self._visited = tuple(_walk(roots))
        self._weighed: dict[tuple, list[_Worth | None]] = {}

    def total(
        self,
        said: Mapping[Hashable, Said],
        bonus_cap: Number | None = None,
        penalty_cap: Number | None = None,
        scored_by: Collection[str] = SCORERS,
        declares: bool = False,
    ) -> Totals:
        """Add the tree up with what one unit says of its leaves; the others stand as they were made.

        :param said: score, whether it applies and, where others settle its points, whether its figures are there;
            what does not apply by the tree does not apply whatever is said.
        :param declares: whether the unit declares what others settle, else that counts as any other leaf.
        """
        counted = frozenset(_known_scorers(scored_by))
        caps = {"bonus_cap": bonus_cap, "penalty_cap": penalty_cap}
        caps = {name: _cap(value, name) for name, value in caps.items()}
        with localcontext(EXACT):
            # a leaf has none of its own: most nodes are leaves
            *tallies, everything = [
                worth and _Tally.of(worth) for worth in self._weigh(counted, declares)
            ]
            by_key = {}
            for index in range(len(self._visited) - 1, -1, -1):
                node, parent = self._visited[index]
                above = everything if parent is None else tallies[parent]
                if tally := tallies[index]:
                    if node.best:
                        tally.keep_best()
                    if node.cap is not None:
                        tally.cut(node.cap)
                    above.add(tally)
                    by_key[node.key] = tally.subtotal()
                    continue
                leaf = by_key[node.key] = _read_leaf(node, said.get(node.key), counted, declares)
                above.take(leaf)
                if above.parts is not None:
                    part = _Tally.of(_Worth.of_leaf(node, own=False))
                    part.take(leaf)
                    above.parts.append(part)
            return _sum_up(everything, caps, by_key)

    def _weigh(self, counted: frozenset[str], declares: bool) -> list[_Worth | None]:
        """Return the worth of each branch, None in the place of each leaf, and that of all of it at last."""
        key = counted, declares
        if key not in self._weighed:
            worths = [_Worth.of(node) if node.children else None for node, _ in self._visited]
            everything = _Worth(_NOTHING.copy(), _NOTHING.copy(), set())
            for (node, parent), worth in zip(
                reversed(self._visited), reversed(worths), strict=True
            ):
                if worth:
                    worth.close(node)
                else:
                    is_settled = not (declares and node.declared is not None)
                    worth = _Worth.of_leaf(node, node.scored_by in counted and is_settled)
                (everything if parent is None else worths[parent]).add(worth)
            self._weighed[key] = [*worths, everything]
        return self._weighed[key]


def _sum_up(everything: _Tally, caps: dict[str, Decimal | None], by_key: dict) -> Totals:
    base, bonus, penalty = (everything.score[section] for section in SECTIONS)
    counted_bonus = _at_most(bonus, caps["bonus_cap"])
    counted_penalty = _at_most(penalty, caps["penalty_cap"])
    return Totals(
        base=base,
        bonus_earned=bonus,
        bonus=counted_bonus,
        penalty_earned=penalty,
        penalty=counted_penalty,
        score=max(base + counted_bonus - counted_penalty, _ZERO),
        maximum=everything.maximum["base"],
        scored=everything.scored,
        leaves=everything.leaves,
        by_key=dict(reversed(by_key.items())),
    )


def total(
    roots: Iterable[Node],
    bonus_cap: Number | None = None,
    penalty_cap: Number | None = None,
    scored_by: Collection[str] = SCORERS,
) -> Totals:
    """Add up a rubric: base + min(bonus, its cap) − min(penalty, its cap), never below 0.

    The maximum, and so the percentage, is that of the base section. Leaves that do not apply
    are in neither the score nor the maximum: the percentage is taken of what remains. A branch with a
    cap is worth that, and what its leaves reach beyond it does not count.

    :param roots: the top nodes, of any number and depth; their order has no influence.
    :param bonus_cap: most bonus points that count; None is no limit. ``penalty_cap`` likewise.
    :param scored_by: whose leaves count, on both sides. ``{"unit"}`` gives the self-assessment:
        what only the council scores is in neither its score, its maximum nor its progress. The
        default gives the final result.
    :raises ScoringError: ``duplicate_key`` or ``cycle`` for a tree that isn't one,
        ``score_out_of_bounds`` for a leaf not between 0 and its maximum, ``negative`` for a cap,
        ``unknown_scorer``.
    """
    return Outline(roots).total({}, bonus_cap, penalty_cap, scored_by, declares=True)


def build_tree(rows: Iterable[tuple[Node, Hashable | None]]) -> tuple[Node, ...]:
    """Put together the tree of a flat list.

    :param rows: nodes in display order, each with the key of its parent, or None for a root. A
        parent may come after its children; siblings keep their order.
    :return: the roots, with all others as their ``children``.
    :raises ScoringError: ``duplicate_key``, ``orphan`` or ``cycle``.
    """
    nodes: dict[Hashable, Node] = {}
    parents: dict[Hashable, Hashable | None] = {}
    children: dict[Hashable | None, list[Hashable]] = {None: []}
    for node, parent in rows:
        if node.key in nodes:
            raise ScoringError("duplicate_key", {"key": node.key})
        nodes[node.key] = node
        parents[node.key] = parent
        children.setdefault(parent, []).append(node.key)
    for key, parent in parents.items():
        if parent is not None and parent not in nodes:
            raise ScoringError("orphan", {"key": key, "parent": parent})
    order = list(children[None])
    for key in order:  # grows while it is read: a breadth-first walk from the roots
        order.extend(children.get(key, ()))
    if len(order) < len(nodes):
        reached = set(order)
        raise ScoringError("cycle", {"key": next(key for key in nodes if key not in reached)})
    for key in reversed(order):
        if key in children:
            branch = tuple(nodes[child] for child in children[key])
            nodes[key] = nodes[key]._change(children=branch)
    return tuple(nodes[key] for key in children[None])


def _walk(roots: Iterable[Node]) -> Iterator[tuple[Node, int | None]]:
    """Yield each node, with what it inherits filled in, and the position of its parent."""
    visited: list[tuple[Node, int | None]] = []
    positions: set[Hashable] = set()
    stack: list[tuple[Node, int | None]] = [(root, None) for root in reversed(tuple(roots))]
    while stack:
        node, parent = stack.pop()
        if node.key in positions:
            raise ScoringError(
                "cycle" if _is_above(node.key, parent, visited) else "duplicate_key",
                {"key": node.key},
            )
        if parent is not None:
            node = _inherit(node, visited[parent][0])
        stack.extend((child, len(visited)) for child in reversed(node.children))
        positions.add(node.key)
        visited.append((node, parent))
        yield node, parent


def _is_above(key: Hashable, position: int | None, visited: list[tuple[Node, int | None]]) -> bool:
    while position is not None:
        node, position = visited[position]
        if node.key == key:
            return True
    return False


def _inherit(node: Node, parent: Node) -> Node:
    section = parent.section if node.section == "base" else node.section
    scored_by = parent.scored_by if node.scored_by == "unit" else node.scored_by
    applicable = node.applicable and parent.applicable
    if (section, scored_by, applicable) == (node.section, node.scored_by, node.applicable):
        return node
    return node._change(section=section, scored_by=scored_by, applicable=applicable)


def _read_leaf(leaf: Node, said: Said | None, counted: Collection[str], declares: bool) -> Subtotal:
    """Return what a leaf comes to, with what is said of it, where the leaves of these scorers are counted."""
    # what it inherits was never said of it
    score, applies, declared = said or (leaf.score, True, leaf.declared)
    if not (applies and leaf.applicable and leaf.scored_by in counted):
        return Subtotal(leaf.section, _ZERO, _ZERO, 0, 0)
    if declares and leaf.declared is not None:
        return Subtotal(leaf.section, _ZERO, _ZERO, int(declared), 1)
    if score is None:
        return Subtotal(leaf.section, _ZERO, leaf.max_score, 0, 1)
    if scored := _score_leaf(leaf.section, score, leaf.max_score):
        return scored
    raise ScoringError(
        "score_out_of_bounds",
        {"key": leaf.key, "score": to_decimal(score, "score"), "maximum": leaf.max_score},
    )


# The scores of a whole province are few numbers.
@lru_cache(maxsize=4096, typed=True)
def _score_leaf(section: str, score: Number, maximum: Decimal) -> Subtotal | None:
    score = to_decimal(score, "score")
    return Subtotal(section, score, maximum, 1, 1) if 0 <= score <= maximum else None


def _known_scorers(scorers: Collection[str]) -> Collection[str]:
    for scorer in scorers:
        if scorer not in SCORERS:
            raise ScoringError("unknown_scorer", {"scorer": scorer})
    return scorers


def _cap(value: Number | None, field: str) -> Decimal | None:
    if value is None:
        return None
    cap = to_decimal(value, field)
    if cap < 0:
        raise ScoringError("negative", {"field": field, "value": cap})
    return cap


def _at_most(value: Decimal, cap: Decimal | None) -> Decimal:
    return value if cap is None else min(value, cap)


def _percentage(part: Decimal, whole: Decimal, nothing: Decimal | None = None) -> Decimal | None:
    if not whole:
        return nothing
    with localcontext(EXACT):
        return as_stored(part * 100 / whole)
