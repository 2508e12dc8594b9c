"""The one exception of the package."""

from collections.abc import Mapping
from typing import Any

from .wording import say_about


class ScoringError(ValueError):
    """Something that cannot be scored, parsed or added up.

    :ivar kind: stable identifier of what is wrong, for callers that react to it.
    :ivar params: the values the sentence mentions; ``params["field"]``, when present, is the
        name of the input or rule parameter that is wrong.
    """

    def __init__(self, kind: str, params: Mapping[str, Any] | None = None):
        self.kind = kind
        self.params = dict(params or {})
        super().__init__(kind, self.params)

    def message(self, lang: str = "vi") -> str:
        """Return one sentence saying what is wrong, in Vietnamese or English."""
        return say_about(f"error.{self.kind}", lang, self.params)

    def __str__(self) -> str:
        return self.message("en")
