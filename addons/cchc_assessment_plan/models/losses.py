"""Where a published result has lost points, criterion by criterion."""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.cchc_assessment.core.scoring import difference, to_decimal


@dataclass(frozen=True)
class Loss:
    """What a criterion has lost.

    :ivar line: the line of the assessment.
    :ivar maximum: what could be reached; nothing of a penalty.
    :ivar score: what the council gave, or took off.
    :ivar lost: what could be won back, rounded as it is printed: no more than is missing in any branch above.
    """

    line: object
    maximum: Decimal
    score: Decimal
    lost: Decimal


def find_losses(result):
    """Return the ``Loss`` of each criterion that lost points in a published result, the most first.

    Of a base criterion that is its maximum less its points, those that were settled by the best of the group
    included; of a penalty, what was taken off. Bonus, criteria without points and what does not apply lose nothing,
    and of an "either … or" only the best is looked at.

    :param result: a ``cchc.result``, as the system sees it: the round that it stands on counts, whatever came later.
    """
    assessment = result.assessment_id
    decided = _get_decided(result)
    appraisals = assessment.appraisal_ids.browse().union(*decided.values())
    said = assessment._gather_said(appraisals, "score", "not_applicable")
    totals = assessment.rubric_id._get_outline().total(said).by_key
    best = _find_best(assessment.rubric_id.criterion_ids, totals)
    digits = result.score_digits
    losses = []
    for line in assessment.line_ids:
        criterion, word = line.criterion_id, decided.get(line.criterion_id)
        if not word or word.not_applicable or not criterion._has_points():
            continue
        section = criterion.counted_section
        # "is": 0.0 == False, but 0 points are points
        if section == "bonus" or word.score is False or criterion.id not in best:
            continue
        score = to_decimal(word.score)
        if section == "penalty":
            lost, maximum = difference(score, 0, digits), Decimal(0)
        else:
            maximum = to_decimal(criterion.max_score)
            above = [totals[one.id] for one in _climb(criterion)]
            pairs = [(maximum, score), *((one.maximum, one.score) for one in above)]
            lost = min(difference(*pair, digits) for pair in pairs)
        if lost > 0:
            losses.append(Loss(line, maximum, score, lost))
    return sorted(losses, key=lambda one: (-one.lost, one.line.criterion_id.sequence, one.line.id))


def _get_decided(result):
    """Return ``{criterion: the council's last word on it}``, up to the round of the result."""
    words = result._get_sealed_appraisals().filtered("is_decided")
    # they come in the order of their rounds
    return {word.line_id.criterion_id: word for word in words}


def _climb(criterion):
    """Yield the branches above a criterion whose points are those of the base: a maximum of theirs may be a cap."""
    above = criterion.parent_id
    while above:
        if above.counted_section == "base":
            yield above
        above = above.parent_id


def _find_best(criteria, totals):
    """Return the ids of the criteria that count: all but those that lie beside the best of an "either … or"."""
    counted = set()
    children = criteria.grouped("parent_id")
    waiting = list(children.get(criteria.browse(), ()))
    while waiting:
        criterion = waiting.pop()
        counted.add(criterion.id)
        below = children.get(criterion, criteria.browse())
        if criterion.counts_best and below:
            below = max(below, key=lambda one: (totals[one.id].score, totals[one.id].maximum))
        waiting.extend(below)
    return counted
