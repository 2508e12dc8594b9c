"""The one exception of the room."""

#: Why there is no timestamp.
FAULTS = (
    # the settings
    "address",
    "no_roots",
    # the way to the authority
    "private",
    "unreachable",
    "redirect",
    "status",
    "too_long",
    "slow",
    # what it answers
    "garbage",
    "refused",
    "digest",
    "nonce",
    "signer",
    "future",
)


class TimestampError(Exception):
    """There is no timestamp.

    :ivar kind: why, one of ``FAULTS``.
    :ivar detail: what an administrator may want to know of it.
    """

    def __init__(self, kind: str, detail: object = ""):
        self.kind = kind
        self.detail = detail
        super().__init__(kind, detail)
