"""What a score came from, and what is wrong with inputs and rules, as sentences."""

from odoo.tools import LazyTranslate

from ..compat import translate
from ..core.plain.text import shorten
from ..core.scoring import Finding, Hold, Note, ScoringError, format_number
from .wording import fill_in

_lt = LazyTranslate(__name__)

# How a score came about, or what is still to be filled in.
NOTES = {
    "not_applicable": _lt("Not applicable"),
    "choice": _lt("Selected “%(option)s”: %(score)s"),
    "band_direct": _lt("Chosen without figures, option “%(option)s”: %(score)s"),
    "band_percent": _lt(
        "%(numerator)s/%(denominator)s = %(percent)s, option “%(option)s”: %(score)s"
    ),
    "band_percent_none": _lt("%(numerator)s/%(denominator)s = %(percent)s, no option reached: 0"),
    "band_quantity": _lt("Quantity %(quantity)s, option “%(option)s”: %(score)s"),
    "band_quantity_none": _lt("Quantity %(quantity)s, no option reached: 0"),
    "ratio": _lt(
        "%(numerator)s/%(denominator)s = %(percent)s → %(ratio)s × %(maximum)s = %(score)s"
    ),
    "ratio_below_floor": _lt(
        "%(numerator)s/%(denominator)s = %(percent)s, below the minimum of %(floor)s → 0"
    ),
    "ratio_full": _lt(
        "%(numerator)s/%(denominator)s = %(percent)s, reaches %(target)s → %(maximum)s"
    ),
    "per_item": _lt("%(quantity)s × %(points)s = %(product)s"),
    "per_item_capped": _lt(
        "%(quantity)s × %(points)s = %(product)s, at most %(maximum)s → %(maximum)s"
    ),
    "deduction": _lt("%(maximum)s − %(quantity)s × %(points)s = %(remainder)s"),
    "deduction_floored": _lt(
        "%(maximum)s − %(quantity)s × %(points)s = %(remainder)s, at least 0 → 0"
    ),
    "manual": _lt("Scored directly: %(score)s"),
    "met": _lt("Selected “%(option)s”: met"),
    "unmet": _lt("Selected “%(option)s”: not met"),
    "declared_percent": _lt(
        "%(numerator)s/%(denominator)s = %(percent)s; the council settles the points when all units are in"
    ),
    "declared_quantity": _lt(
        "Quantity %(quantity)s; the council settles the points when all units are in"
    ),
    "relative_percent": _lt(
        "%(numerator)s/%(denominator)s = %(percent)s, the best of the group %(best)s → "
        "%(percent)s/%(best)s × %(maximum)s = %(score)s"
    ),
    "relative_quantity": _lt(
        "Quantity %(quantity)s, the best of the group %(best)s → %(quantity)s/%(best)s × %(maximum)s = %(score)s"
    ),
    "relative_none": _lt("No unit of the group has reached anything → 0"),
    # What is still to be filled in.
    "missing_option": _lt("No option selected yet"),
    "missing_numerator": _lt("Achieved count not filled in yet"),
    "missing_denominator": _lt("Total count not filled in yet"),
    "missing_numerator_denominator": _lt("Achieved count and total count not filled in yet"),
    "missing_quantity": _lt("Quantity not filled in yet"),
    "missing_manual_score": _lt("Not scored yet"),
}

ERRORS = {
    # Wrong numbers.
    "not_a_number": _lt("“%(value)s” is not a valid number."),
    "too_large": _lt(
        "The number has %(digits)s digits before the decimal mark; %(limit)s is the most."
    ),
    "too_many_decimals": _lt("The number has %(digits)s decimals; %(limit)s is the most."),
    "ambiguous_number": _lt("“%(value)s” may mean %(whole)s or %(decimal)s; write one of these."),
    "negative": _lt("%(value)s is negative; it must be 0 or more."),
    "over_maximum": _lt("%(value)s is more than the maximum score of %(maximum)s."),
    "denominator_zero": _lt(
        "%(numerator)s/0 is no ratio; if there was nothing to be done, mark it “Not applicable”."
    ),
    # Wrong rules.
    "unknown_option": _lt("The selected option does not belong to this criterion."),
    "option_out_of_bounds": _lt(
        "Option “%(option)s” is worth %(score)s, which is not between 0 and the maximum of "
        "%(maximum)s."
    ),
    "unknown_type": _lt("There is no scoring rule “%(type)s”."),
    "unknown_basis": _lt(
        "Options cannot be judged by “%(basis)s”, only by a percentage or a quantity."
    ),
    "no_points": _lt("The criterion does not say how many points an item is worth."),
    # Wrong trees.
    "duplicate_key": _lt("The criterion with identifier %(key)s occurs more than once."),
    "cycle": _lt("The criterion with identifier %(key)s lies inside itself."),
    "orphan": _lt("The parent %(parent)s of the criterion with identifier %(key)s does not exist."),
    "unknown_section": _lt(
        "The criterion with identifier %(key)s is in section “%(section)s”, which does not exist."
    ),
    "unknown_scorer": _lt("“%(scorer)s” is not one of those who score."),
    "score_out_of_bounds": _lt(
        "The score %(score)s of the criterion with identifier %(key)s is not between 0 and "
        "%(maximum)s."
    ),
}

# What is wrong, or odd, about a rule.
FINDINGS = {
    "unknown_type": _lt("There is no scoring rule “%(type)s”."),
    "unknown_basis": _lt(
        "Options cannot be judged by “%(basis)s”, only by a percentage or a quantity."
    ),
    "negative_maximum": _lt("The maximum score %(maximum)s is negative."),
    "zero_maximum": _lt("The maximum score is 0, so the criterion makes no difference."),
    "met_with_points": _lt(
        "A criterion that is met or not carries no points, but its maximum is %(maximum)s."
    ),
    "one_option": _lt(
        "“%(option)s” is the only option: state what says that the criterion is met, then what says that it is not."
    ),
    "no_options": _lt("There is no option to choose from, so nobody can score this criterion."),
    "no_points": _lt("The points per item are not stated, so nobody can score this criterion."),
    "points_not_positive": _lt("The points per item are %(points)s; they must be more than 0."),
    "option_over_maximum": _lt(
        "Option “%(option)s” is worth %(score)s, more than the maximum of %(maximum)s."
    ),
    "negative_option": _lt(
        "Option “%(option)s” has a negative score (%(score)s); penalties too are positive numbers."
    ),
    "negative_threshold": _lt("Option “%(option)s” has a negative threshold (%(threshold)s)."),
    "overlap": _lt("Options “%(first)s” and “%(second)s” overlap: both count from %(bound)s."),
    "overlap_strict": _lt(
        "Options “%(first)s” and “%(second)s” overlap: both count above %(bound)s."
    ),
    "gap": _lt("There is no option for results below %(bound)s."),
    "gap_strict": _lt("There is no option for results of %(bound)s or less."),
    "not_monotone": _lt(
        "The scores of the options go up and down, so a better result may score less."
    ),
    "threshold_as_fraction": _lt(
        "No threshold is above 1%%, the highest is %(threshold)s; %(percent)s may be what is meant."
    ),
    "floor_not_below_target": _lt(
        "The minimum ratio %(floor)s must be below the ratio for the full score, %(target)s."
    ),
    "target_out_of_range": _lt(
        "The ratio for the full score is %(target)s; it must be above 0%% and at most 100%%."
    ),
    "floor_out_of_range": _lt("The minimum ratio is %(floor)s; it must be between 0%% and 100%%."),
    "maximum_out_of_reach": _lt(
        "No option reaches the maximum of %(maximum)s; the highest is %(score)s."
    ),
    "text_says_other": _lt(
        "Option “%(option)s” says %(stated)s in its text, but its value is %(score)s."
    ),
    "same_text": _lt("Two options have the same text “%(option)s”."),
}

# What keeps a result out of a class that its percentage reaches.
HOLDS = {
    "unmet": _lt("“%(criterion)s” is not met"),
    "domain_below": _lt("%(domain)s reaches %(percent)s, asked for are %(least)s at least"),
    "damaged": _lt("what was kept here cannot be read: “%(text)s”"),
}

# What a person calls the inputs and parameters.
FIELDS = {
    "numerator": _lt("Achieved count"),
    "denominator": _lt("Total count"),
    "quantity": _lt("Quantity"),
    "manual_score": _lt("Score entered"),
    "max_score": _lt("Maximum score"),
    "option_score": _lt("Score of the option"),
    "threshold": _lt("Threshold"),
    "ratio_floor": _lt("Minimum ratio"),
    "ratio_target": _lt("Ratio for the full score"),
    "points_per_item": _lt("Points for each item"),
    "score": _lt("Score"),
    "bonus_cap": _lt("Cap on bonus points"),
    "penalty_cap": _lt("Cap on penalty points"),
}

_TABLES = {Note: NOTES, ScoringError: ERRORS, Finding: FINDINGS, Hold: HOLDS}
_LONGEST = 160
# So much of the name of a criterion or domain stands on paper.
_LONGEST_ON_PAPER = 80


def say(env, said):
    """Return a ``Note``, ``ScoringError``, ``Finding`` or ``Hold`` of ``core.scoring`` as one sentence.

    That of an error is led by the name of the input, or parameter, that is wrong, where it comes with one.
    """
    sentence = fill_in(env, _TABLES[type(said)][said.kind], said.params, longest=_LONGEST)
    field = said.params.get("field")
    if field is None:
        return sentence
    return f"{env._(FIELDS[field])}: {sentence[0].lower()}{sentence[1:]}"


def say_on_paper(hold, digits):
    """Return what keeps a result out of a class as papers have it: in Vietnamese, whoever prints them.

    :param digits: decimals of the percentages that are printed beside it
    """
    figures = {"percent": digits, "least": None}
    written = {
        name: f"{format_number(value, digits=figures[name])} %"
        if name in figures
        else shorten(value, _LONGEST_ON_PAPER)
        for name, value in hold.params.items()
    }
    return translate(HOLDS[hold.kind], "vi_VN") % written
