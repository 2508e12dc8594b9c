"""What can be wrong with data of other programs."""

#: By kind, what is said besides where it is.
ERRORS: dict[str, tuple[str, ...]] = {
    # a value of another kind than ``wanted``, a key of ``shape.KINDS``
    "wrong_type": ("wanted",),
    # a value that has to be there
    "missing": (),
    # a name that nothing is called
    "unknown": (),
    # none of ``values``
    "not_one_of": ("values",),
    # records more than ``limit`` deep in each other
    "too_deep": ("limit",),
    # more than ``limit`` rows
    "too_many": ("limit",),
}


class ExchangeError(ValueError):
    """Data that cannot be taken.

    :ivar kind: a key of ``ERRORS``.
    :ivar place: where in the data, such as ``criteria[2].options[0].name``; empty for the whole.
    :ivar params: what the kind says besides.
    """

    def __init__(self, kind: str, place: str, **params):
        super().__init__(f"{kind}: {place}")
        self.kind = kind
        self.place = place
        self.params = params
