"""What is wrong, or odd, about a whole rubric, found before it is published."""

from collections.abc import Iterator
from typing import NamedTuple

from odoo import models

from ...core.scoring import check_rule, to_decimal
from ...core.workbook.codes import contradicts, read_code, scope_below
from ...messages import rubrics, scoring


class RubricFinding(NamedTuple):
    """One sentence about a rubric.

    :ivar severity: ``error`` when nobody may be scored by the rubric as it is, ``warning`` when
        somebody should look at it.
    :ivar criterion: what it is about; empty when it is about the rubric as a whole.
    """

    severity: str
    criterion: models.Model
    message: str


class RubricChecks:
    """Goes through a rubric once and yields what it finds, in printed order.

    Real rubrics have mistakes in them: a code used twice, 4.5.1 standing under 4.4, maxima that do
    not add up. Those are warnings, since the decision prints them so; what makes a score
    impossible is an error.
    """

    def __init__(self, rubric):
        self.rubric = rubric
        self.env = rubric.env
        self.criteria = rubric.criterion_ids.sorted(lambda c: (c.sequence, c.id))
        self.scopes = {}
        # a branch that the rubric's cap of a bonus or penalty holds is worth what it states
        self.caps = self.rubric._get_caps("sum")

    def run(self) -> Iterator[RubricFinding]:
        """Yield the findings: those about the rubric first, then criterion by criterion."""
        yield from self._check_rubric()
        seen = {}
        for criterion in self.criteria:
            yield from self._check_code(criterion, seen)
            if criterion.child_ids:
                yield from self._check_branch(criterion)
            else:
                yield from self._check_leaf(criterion)

    def differs_in_maxima(self) -> bool:
        """Tell whether somebody has to choose which maximum of a branch holds."""
        return any(self._find_difference(c) for c in self.criteria if c.child_ids)

    def _check_rubric(self):
        if not self.criteria:
            yield self._error(self.criteria, "no_criteria")
        if not self.rubric.group_ids:
            yield self._error(self.criteria[:0], "no_groups")

    def _check_code(self, criterion, seen):
        code, above = read_code(criterion.code), read_code(criterion.parent_id.code)
        scope = self.scopes.get(criterion.parent_id, ())
        if code:
            scope = scope_below(code, above, scope, criterion.parent_id or None)
        self.scopes[criterion] = scope
        if not code:
            return
        first = seen.setdefault((scope, code.parts), criterion)
        if first != criterion:
            yield self._warning(criterion, "code_twice", code=code.text, other=first.name)
        if above and contradicts(code, above):
            yield self._warning(criterion, "code_of_another", code=code.text, above=above.text)

    def _check_branch(self, criterion):
        if difference := self._find_difference(criterion):
            yield self._warning(criterion, "sum_differs", **difference)
        if criterion.rule_type or criterion.option_ids:
            yield self._warning(criterion, "rule_of_branch")

    def _find_difference(self, branch):
        """Return the maximum that a branch states and what stands below it adds up to, where they differ."""
        # bonus and penalty points below a base branch are on top of its maximum
        parts = branch.child_ids.filtered(lambda c: c.section in ("base", branch.section))
        total = sum(to_decimal(part.max_score) for part in parts)
        maximum = to_decimal(branch.max_score)
        if not parts or total == maximum or branch.id in self.caps:
            return None
        return {"maximum": maximum, "total": total}

    def _check_leaf(self, criterion):
        if to_decimal(criterion.max_score) <= 0:
            yield self._error(criterion, "no_maximum")
        above = criterion.parent_id
        while above and above.scored_by != "council":
            above = above.parent_id
        if above and criterion.scored_by != "council":
            yield self._error(criterion, "below_councils", above=above.display_name)
        if criterion.section == "penalty" and criterion.rule_type == "deduction":
            yield self._error(criterion, "deduction_from_penalty")
        if not criterion.rule_type:
            yield self._error(criterion, "no_rule")
            return
        for finding in check_rule(criterion._get_rule()):
            # said above, as an error
            if finding.kind != "zero_maximum":
                message = scoring.say(self.env, finding)
                yield RubricFinding(finding.severity, criterion, message)
        if criterion.rule_type == "manual" and not (criterion.guidance or "").strip():
            yield self._warning(criterion, "no_guidance")

    def _error(self, criterion, kind, **params):
        return RubricFinding("error", criterion, rubrics.say(self.env, kind, params))

    def _warning(self, criterion, kind, **params):
        return RubricFinding("warning", criterion, rubrics.say(self.env, kind, params))
