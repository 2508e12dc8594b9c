"""Which inputs a rule asks for: the web client's ``rule_inputs.js`` is held to the same table."""

OPTION = ("option",)
SHARE = ("numerator", "denominator")
QUANTITY = ("quantity",)
SCORE = ("manual_score",)

_OF_TYPE = {
    "choice": OPTION,
    "met": OPTION,
    "ratio": SHARE,
    "per_item": QUANTITY,
    "deduction": QUANTITY,
    "manual": SCORE,
}
_OF_BASIS = {"percent": SHARE, "quantity": QUANTITY}
#: The rules that say themselves what their figures are.
WITH_BASIS = ("band", "relative")


#: The rule of what is met or not.
CONDITION = "met"


def has_points(rule_type: str) -> bool:
    """Tell whether what is scored by such a rule carries points, and is not met or not."""
    return rule_type != CONDITION


def asked_inputs(rule_type: str, basis: str = "percent") -> tuple[str, ...]:
    """Return the names of what has to be filled in before the rule gives a score.

    :param basis: what the figures of a rule of :data:`WITH_BASIS` are; no other rule has one
    :raises KeyError: for a type, or a basis, that does not exist
    """
    return _OF_BASIS[basis] if rule_type in WITH_BASIS else _OF_TYPE[rule_type]
