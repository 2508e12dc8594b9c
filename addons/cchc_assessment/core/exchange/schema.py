"""Shapes as JSON Schema, for whoever writes the other program."""

from typing import Any

from .shape import KINDS, OneOf, Record, Rows, Shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def describe(*records: Record) -> dict[str, Any]:
    """Return the JSON Schema of these records: each, and each that stands in one, is one of its ``$defs``."""
    definitions: dict[str, Any] = {}
    for record in records:
        _define(record, definitions)
    return {"$schema": DIALECT, "$defs": dict(sorted(definitions.items()))}


def _define(record: Record, definitions: dict[str, Any]) -> None:
    if record.name in definitions:
        return
    # there before what stands in it, which may be itself
    definition = definitions[record.name] = {"type": "object"}
    if record.about:
        definition["description"] = record.about
    definition["properties"] = {
        name: _describe(shape, definitions) for name, shape in record.values.items()
    }
    if required := [name for name, shape in record.values.items() if shape.is_required]:
        definition["required"] = required
    definition["additionalProperties"] = False


def _describe(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    described = _describe_kind(shape, definitions)
    if shape.about and not isinstance(shape, Record):
        described["description"] = shape.about
    if not shape.is_taken:
        described["readOnly"] = True
    return described if shape.is_required else _or_null(described)


def _or_null(described: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in described:
        reference = {"$ref": described.pop("$ref")}
        return {"anyOf": [reference, {"type": "null"}], **described}
    described["type"] = [described["type"], "null"]
    if "enum" in described:
        described["enum"].append(None)
    return described


def _describe_kind(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    if isinstance(shape, Record):
        _define(shape, definitions)
        return {"$ref": f"#/$defs/{shape.name}"}
    described = dict(KINDS[shape.kind])
    if isinstance(shape, OneOf):
        described["enum"] = list(shape.values)
    if isinstance(shape, Rows):
        described["items"] = _describe_kind(shape.of, definitions)
    return described
