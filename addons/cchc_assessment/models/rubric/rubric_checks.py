"""What is wrong, or odd, about a whole rubric, found before it is published or imported."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from odoo import api, models

from ...core.plain.rule_inputs import has_points
from ...core.scoring import RELATIVE, Rule, check_rule, to_decimal
from ...core.sorting import find_timely_levels
from ...core.workbook.codes import contradicts, read_code, scope_below
from ...messages import rubrics, scoring


class RubricFinding(NamedTuple):
    """One sentence about a rubric.

    :ivar severity: ``error`` when nobody may be scored by the rubric as it is, ``warning`` when
        somebody should look at it.
    :ivar criterion: what it is about, the ``source`` of a ``CheckedCriterion``; empty when it is about the
        rubric as a whole.
    :ivar kind: of the sentences about a rubric, or of ``scoring`` about a rule.
    """

    severity: str
    criterion: Any
    message: str
    kind: str


@dataclass(eq=False)
class CheckedCriterion:
    """What the checks need to know of a criterion, be it a record or still a row of a file.

    :ivar source: what a finding about it names.
    :ivar rule: how it is scored; None where nobody has said it.
    """

    source: Any
    code: str
    name: str
    max_score: Decimal
    section: str
    scored_by: str
    rule: Rule | None
    guidance: str = ""
    counts_best: bool = False
    has_options: bool = False
    deadlines: str = ""
    parent: "CheckedCriterion | None" = None
    children: list["CheckedCriterion"] = field(default_factory=list)

    @property
    def label(self) -> str:
        return " ".join(filter(None, (self.code, self.name)))

    @property
    def counted_section(self) -> str:
        """The section in which it counts: its own, or that of what it stands under."""
        node = self
        while node.section == "base" and node.parent:
            node = node.parent
        return node.section


def as_checked(criteria: models.Model) -> list[CheckedCriterion]:
    """Return the ``cchc.criterion`` of a rubric as the checks take them, in printed order."""
    checked = {
        criterion: CheckedCriterion(
            source=criterion,
            code=criterion.code or "",
            name=criterion.name or "",
            max_score=to_decimal(criterion.max_score),
            section=criterion.section,
            scored_by=criterion.scored_by,
            rule=criterion._get_rule() if criterion.rule_type else None,
            guidance=criterion.guidance or "",
            counts_best=criterion.counts_best,
            has_options=bool(criterion.option_ids),
            deadlines=criterion.deadlines or "",
        )
        for criterion in criteria.sorted(lambda c: (c.sequence, c.id))
    }
    for criterion, one in checked.items():
        hang_below(one, checked.get(criterion.parent_id))
    return list(checked.values())


def hang_below(criterion: CheckedCriterion, parent: CheckedCriterion | None) -> None:
    """Put a criterion under the one that it stands under, if it does."""
    if parent:
        criterion.parent = parent
        parent.children.append(criterion)


def find_capped(
    branches: Iterable[tuple[Hashable, Decimal, str]], caps: Mapping[str, Decimal], basis: str
) -> dict[Hashable, Decimal]:
    """Return the maxima that hold for branches whatever stands below them.

    Where the rubric caps a bonus or penalty, a branch of it that states no less than that is worth what it
    states: the total is the same, and the branch never shows more than stands beside it.

    :param branches: key, stated maximum and counted section of each.
    :param caps: of the sections; 0 is none.
    :param basis: "stated" where each stated maximum holds.
    """
    return {
        key: maximum
        for key, maximum, section in branches
        # nothing stated is no statement that nothing can be reached
        if maximum > 0 and (basis == "stated" or 0 < caps.get(section, 0) <= maximum)
    }


class RubricChecks:
    """Goes through a rubric once and yields what it finds, in printed order.

    The one list of checks: of a rubric that is to be published, and of one that is still a file. Real rubrics have
    mistakes in them: a code used twice, 4.5.1 standing under 4.4, maxima that do not add up. Those are warnings,
    since the decision prints them so; what makes a score impossible is an error.
    """

    def __init__(
        self,
        env: api.Environment,
        criteria: Sequence[CheckedCriterion],
        caps: Mapping[str, Decimal],
        *,
        has_groups: bool = True,
    ):
        """:param caps: of bonus and penalty; 0 is none."""
        self.env = env
        self.criteria = criteria
        self.has_groups = has_groups
        self.scopes = {}
        branches = ((c, c.max_score, c.counted_section) for c in criteria if c.children)
        # a branch that the rubric's cap of a bonus or penalty holds is worth what it states
        self.capped = find_capped(branches, caps, "sum")

    def run(self) -> Iterator[RubricFinding]:
        """Yield the findings: those about the rubric first, then criterion by criterion."""
        yield from self._check_rubric()
        seen = {}
        for criterion in self.criteria:
            yield from self._check_code(criterion, seen)
            if criterion.children:
                yield from self._check_branch(criterion)
            else:
                yield from self._check_leaf(criterion)

    def differs_in_maxima(self) -> bool:
        """Tell whether somebody has to choose which maximum of a branch holds."""
        return any(self._find_difference(c) for c in self.criteria if c.children)

    def _check_rubric(self):
        if not self.criteria:
            yield self._error(None, "no_criteria")
        if not self.has_groups:
            yield self._error(None, "no_groups")

    def _check_code(self, criterion, seen):
        parent = criterion.parent
        code, above = read_code(criterion.code), read_code(parent.code) if parent else None
        scope = self.scopes.get(parent, ())
        if code:
            scope = scope_below(code, above, scope, parent)
        self.scopes[criterion] = scope
        if not code:
            return
        first = seen.setdefault((scope, code.parts), criterion)
        if first is not criterion:
            yield self._warning(criterion, "code_twice", code=code.text, other=first.name)
        if above and contradicts(code, above):
            yield self._warning(criterion, "code_of_another", code=code.text, above=above.text)

    def _check_branch(self, criterion):
        if difference := self._find_difference(criterion):
            yield self._warning(criterion, "sum_differs", **difference)
        if criterion.rule or criterion.has_options:
            yield self._warning(criterion, "rule_of_branch")
        if criterion.counts_best and len(criterion.children) < 2:
            yield self._warning(criterion, "best_of_one")

    def _find_difference(self, branch):
        """Return the maximum that a branch states and what stands below it adds up to, where they differ."""
        # bonus and penalty points below a base branch are on top of its maximum
        parts = [c for c in branch.children if c.section in ("base", branch.section)]
        maxima = [part.max_score for part in parts]
        total = max(maxima, default=Decimal(0)) if branch.counts_best else sum(maxima)
        if not parts or total == branch.max_score or branch in self.capped:
            return None
        return {"maximum": branch.max_score, "total": total}

    def _check_leaf(self, criterion):
        if criterion.counts_best:
            yield self._warning(criterion, "best_of_one")
        if criterion.max_score <= 0 and not (
            criterion.rule and not has_points(criterion.rule.type)
        ):
            yield self._error(criterion, "no_maximum")
        above = criterion.parent
        while above and above.scored_by != "council":
            above = above.parent
        if above and criterion.scored_by != "council":
            yield self._error(criterion, "below_councils", above=above.label)
        rule = criterion.rule
        if not rule:
            yield self._error(criterion, "no_rule")
            return
        if criterion.section == "penalty" and rule.type == "deduction":
            yield self._error(criterion, "deduction_from_penalty")
        if criterion.counted_section == "penalty" and rule.type == RELATIVE:
            yield self._error(criterion, "relative_penalty")
        for finding in check_rule(rule):
            # said above, as an error
            if finding.kind != "zero_maximum":
                message = scoring.say(self.env, finding)
                yield RubricFinding(finding.severity, criterion.source, message, finding.kind)
        if criterion.deadlines and (
            rule.type != "choice"
            or not find_timely_levels((option.key, option.name) for option in rule.options)
        ):
            yield self._warning(criterion, "deadline_without_levels")
        if rule.type == "manual" and not criterion.guidance.strip():
            yield self._warning(criterion, "no_guidance")

    def _error(self, criterion, kind, **params):
        return self._make_finding("error", criterion, kind, params)

    def _warning(self, criterion, kind, **params):
        return self._make_finding("warning", criterion, kind, params)

    def _make_finding(self, severity, criterion, kind, params):
        about = criterion.source if criterion else self.env["cchc.criterion"]
        return RubricFinding(severity, about, rubrics.say(self.env, kind, params), kind)
