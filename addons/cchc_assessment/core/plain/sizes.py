"""Numbers that a sentence writes in a way of its own."""


class Size(int):
    """A number of bytes."""
