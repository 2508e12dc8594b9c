"""Roman numerals, by which official tables count their parts."""

_SIGNS = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """Return a whole number above 0.

    >>> roman(14)
    'XIV'
    """
    text = ""
    for value, sign in _SIGNS:
        text += sign * (number // value)
        number %= value
    return text
