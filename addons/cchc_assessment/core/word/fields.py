"""What a document says, described once: for the template that asks for it and for the page that lists it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

# What XML cannot hold, and what docxtpl takes for a break of page or paragraph.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def says(description: str, of: type | None = None) -> Any:
    """A field of a document; ``of``: what the items of a list are, if not texts."""
    return field(metadata={"description": description, "of": of})


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """One line of the page that lists the fields; ``parts`` are the fields of each item of a list."""

    name: str
    description: str
    is_list: bool
    parts: Sequence["FieldDescription"] = ()


def describe_fields(record: type) -> list[FieldDescription]:
    """Return what a template may use, in order."""
    return [
        FieldDescription(
            name=one.name,
            description=one.metadata["description"],
            is_list=one.type is not str,
            parts=describe_fields(one.metadata["of"]) if one.metadata["of"] else (),
        )
        for one in fields(record)
    ]


def to_context(value: Any) -> Any:
    """Return a document as dicts, lists and texts, which is all that a template gets to see."""
    if is_dataclass(value):
        return {one.name: to_context(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, str):
        return _ILLEGAL.sub("", value.replace("\r\n", "\n"))
    return [to_context(one) for one in value]
