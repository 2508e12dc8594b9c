"""Every word the package says, in Vietnamese and English."""

from collections.abc import Mapping
from typing import Any

TEMPLATES: dict[str, tuple[str, str]] = {}


def say(key: str, lang: str | None, values: Mapping[str, Any]) -> str:
    """Fill in the template ``key``; text is kept short and on one line."""
    vietnamese, english = TEMPLATES[key]
    template = vietnamese if (lang or "").lower().startswith("vi") else english
    return template.format_map(values)
