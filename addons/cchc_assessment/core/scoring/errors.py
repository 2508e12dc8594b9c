"""The one exception of the package."""

from collections.abc import Mapping
from typing import Any


class ScoringError(ValueError):
    """Something that cannot be scored, parsed or added up.

    :ivar kind: what is wrong, a key of :data:`~.kinds.ERRORS`.
    :ivar params: the values that a sentence about it mentions; ``params["field"]``, when present, is
        the name of the input or rule parameter that is wrong.
    """

    def __init__(self, kind: str, params: Mapping[str, Any] | None = None):
        self.kind = kind
        self.params = dict(params or {})
        super().__init__(kind, self.params)
