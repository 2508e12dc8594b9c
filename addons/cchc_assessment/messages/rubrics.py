"""What stands in the way of issuing a rubric, or should be looked at first, as sentences."""

from odoo.tools import LazyTranslate

from .wording import fill_in

_lt = LazyTranslate(__name__)

SENTENCES = {
    # Nobody may be scored by the rubric as it is.
    "no_criteria": _lt("The rubric has no criterion yet."),
    "no_groups": _lt("The rubric has no unit group: nobody would be scored by it."),
    "no_maximum": _lt("It has no maximum score."),
    "below_councils": _lt(
        "It is scored by the unit, but stands under “%(above)s”, which the council scores. "
        "Say the same of both."
    ),
    "deadline_without_levels": _lt(
        "It has a deadline, but its options do not tell who is in time (“kịp thời”, “đúng hạn”) from who is late "
        "(“chậm”): dates of documents will propose nothing."
    ),
    "relative_penalty": _lt(
        "A penalty relative to the best of the group would take most from whoever declares most. Use points per item."
    ),
    "deduction_from_penalty": _lt(
        "Deducting from a penalty gives the full penalty to those who did nothing wrong. "
        "Use points per item."
    ),
    "no_rule": _lt("It has no scoring rule: nobody can score it."),
    # Real rubrics have them; somebody should look.
    "code_twice": _lt("The code %(code)s is used already, by “%(other)s”."),
    "code_of_another": _lt("By its code, %(code)s, it does not belong under %(above)s."),
    "sum_differs": _lt(
        "Its maximum is %(maximum)s, but the criteria below it add up to %(total)s."
    ),
    "rule_of_branch": _lt(
        "It has criteria below it, so its own scoring rule and options are not used."
    ),
    "best_of_one": _lt(
        "Only the best of what stands below it counts, but there are no two to choose from."
    ),
    "no_guidance": _lt("Its score is entered by hand, and no guidance says how it is arrived at."),
}


def say(env, kind, params):
    """Return what is said of a rubric or of a criterion of it."""
    return fill_in(env, SENTENCES[kind], params)
