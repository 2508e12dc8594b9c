"""What is wrong with a template of a Word document, and where, as sentences."""

from odoo.tools import LazyTranslate

from .wording import fill_in

_lt = LazyTranslate(__name__)

PROBLEMS = {
    "not_docx": _lt(
        "The template is not a Word document. Save it in Word as “Word Document (.docx)”."
    ),
    "damaged": _lt("The template is damaged and cannot be read. Save it in Word again."),
    "too_large": _lt("The template is too large. Remove pictures and text that it does not need."),
    "macros": _lt("The template has macros. Save it as a .docx without them."),
    "external": _lt(
        "The template fetches something from elsewhere when it is opened, such as a linked "
        "picture or a template of its own. Put it into the document, or remove it."
    ),
    "embedded": _lt(
        "The template has another file, a control or an add-in inside (%(what)s). Remove it."
    ),
    "field": _lt(
        "The template has a field of Word that it may not have: “%(field)s”. Press Alt+F9 in "
        "Word to see the fields, and remove it."
    ),
    "syntax": _lt("A mark in the template cannot be read: %(reason)s"),
    "unknown_field": _lt(
        "There is no field “%(field)s”. The list of fields below has those that there are."
    ),
    "needs_loop": _lt("The field “%(field)s” is a list: repeat it with %(mark)s."),
    "not_a_list": _lt("The field “%(field)s” is one text and cannot be repeated."),
    "not_allowed": _lt("A template may not do this: “%(what)s”."),
    "structure": _lt(
        "A mark opens in one place and closes in another where the document does not allow it. "
        "Put %(paragraph)s into paragraphs and %(row)s into rows of their own."
    ),
}

PARTS = {
    "body": _lt("the text"),
    "header": _lt("the header"),
    "footer": _lt("the footer"),
    "footnotes": _lt("the footnotes"),
}
_TABLE = _lt("%(part)s, table %(number)s")
_PLACE = _lt("Place: %(where)s, “%(text)s”.")
# How the marks are written that a sentence tells of.
_MARKS = {"paragraph": "{%p … %}", "row": "{%tr … %}"}


def say(env, problem):
    """Return a ``TemplateProblem`` as a sentence that says what is wrong, and where."""
    detail = problem.detail
    params = {
        **dict.fromkeys(("what", "field", "reason"), detail),
        "mark": f"{{%p for … in {detail} %}}",
        **_MARKS,
    }
    sentences = [fill_in(env, PROBLEMS[problem.kind], params)]
    if problem.place:
        sentences.append(_say_place(env, problem.place))
    return " ".join(sentences)


def _say_place(env, place):
    where = PARTS[place.part]
    if place.table:
        where = fill_in(env, _TABLE, {"part": where, "number": place.table})
    return fill_in(env, _PLACE, {"where": where, "text": place.text})
