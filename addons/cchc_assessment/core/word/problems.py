"""What can be wrong with a template, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a template: a part of the document, a table of it, and the text of the paragraph.

    ``part`` is "body", "header", "footer" or "footnotes"; ``table`` counts from 1, 0 outside of one.
    """

    part: str
    text: str
    table: int = 0


#: What is wrong, with what ``detail`` tells of it.
PROBLEMS = {
    "not_docx": "",
    "damaged": "the part of the file",
    "too_large": "the part of the file",
    "macros": "",
    # something is fetched from elsewhere when the document is opened
    "external": "the part of the file",
    # another file, a control or an add-in is inside
    "embedded": "the part of the file",
    # a field of Word that a template may not have
    "field": "its name",
    # a mark that cannot be read
    "syntax": "the reason, in English",
    "unknown_field": "its name",
    # a list stands where a text has to
    "needs_loop": "the field's name",
    # a text is repeated
    "not_a_list": "the field's name",
    "not_allowed": "what a template may not do",
    # a mark opens in one row or paragraph and closes where it breaks the document
    "structure": "",
}


# not frozen: whoever passes an exception on writes to it
@dataclass(eq=False)
class TemplateProblem(ValueError):
    """A template that cannot be used; ``kind`` is a key of ``PROBLEMS``."""

    kind: str
    place: Place | None = None
    detail: str = ""
