"""The one exception of the package."""

from typing import Any

from .wording import say


class DocumentError(ValueError):
    """A file that cannot be filed.

    :ivar reason_code: stable identifier of what is wrong: a key of ``wording.TEMPLATES``.
    :ivar values: what the sentence mentions; ``values["name"]`` is always the file's name.
    """

    def __init__(self, reason_code: str, **values: Any):
        self.reason_code = reason_code
        self.values = values
        super().__init__(reason_code, values)

    def message(self, lang: str | None = "vi") -> str:
        """Return what is wrong and the way out, in Vietnamese or English."""
        return say(self.reason_code, lang, self.values)

    def __str__(self) -> str:
        return self.message("en")
