"""What can be wrong with a template, said so that a person finds the place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a template: a part of the document, a table of it, and the text of the paragraph.

    ``part`` is "body", "header", "footer" or "footnotes"; ``table`` counts from 1, 0 outside of one.
    """

    part: str
    text: str
    table: int = 0


# not frozen: whoever passes an exception on writes to it
@dataclass(eq=False)
class TemplateProblem(ValueError):
    """A template that cannot be used. By ``kind``:

    - "not_docx", "damaged", "too_large", "macros", "external": of the file; ``detail`` names the part
    - "embedded": another file, a control or an add-in is inside; ``detail`` names the part
    - "field": a field of Word that a template may not have; ``detail`` is its name
    - "syntax": a mark that cannot be read; ``detail`` is the reason, in English
    - "unknown_field": there is no field ``detail``
    - "needs_loop": the field ``detail`` is a list, and stands where a text has to
    - "not_a_list": ``detail`` is repeated, but is a text
    - "not_allowed": a template may not do ``detail``
    - "structure": a mark opens in one row or paragraph and closes where it breaks the document
    """

    kind: str
    place: Place | None = None
    detail: str = ""
