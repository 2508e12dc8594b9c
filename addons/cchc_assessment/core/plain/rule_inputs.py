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
_OF_BAND = {"percent": SHARE, "quantity": QUANTITY}


def asked_inputs(rule_type: str, basis: str = "percent") -> tuple[str, ...]:
    """Return the names of what has to be filled in before the rule gives a score.

    :param basis: what the bands of a ``band`` are of; no other rule has one
    :raises KeyError: for a type, or a basis, that does not exist
    """
    return _OF_BAND[basis] if rule_type == "band" else _OF_TYPE[rule_type]
