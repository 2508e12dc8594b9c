"""What of an assessment does not stand in its appendix as it was given, for the person who made it."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# More of them would fill the screen.
_MOST_TOLD = 5

PROBLEMS = {
    "link_refused": _lt("%(criterion)s: a document has no link, only its text (%(url)s)."),
    "text_continued": _lt(
        "%(criterion)s: a text is too long for one cell and goes on in the next."
    ),
    "characters_removed": _lt(
        "%(criterion)s: control characters were left out, which no workbook can hold."
    ),
    "not_a_number": _lt("%(criterion)s: “%(value)s” is not a score and stands there as text."),
    "page_line_left_out": _lt("“%(text)s” is too long for the head of each page and was left out."),
}


def tell_problems(assessment, problems):
    """Show whoever makes the appendix of ``assessment`` what became of it.

    A download shows nothing but its file: so this comes as a notification that stays until it is closed.

    :param problems: of ``WriteReport``.
    """
    env = assessment.env
    heading = env._("heading of the form")
    texts = {kind: env._(text) for kind, text in PROBLEMS.items()}
    sentences = [
        texts[problem.kind]
        % {
            **problem.params,
            "criterion": " ".join(filter(None, (problem.code, problem.name))) or heading,
        }
        for problem in problems[:_MOST_TOLD]
    ]
    if more := len(problems) - len(sentences):
        sentences.append(env._("%(count)s more are like these.", count=more))
    env.user._bus_send(
        "simple_notification",
        {
            "type": "warning",
            "sticky": True,
            "title": env._("The appendix of %(assessment)s", assessment=assessment.display_name),
            "message": "\n".join(sentences),
        },
    )
