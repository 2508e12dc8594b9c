"""What of an assessment does not stand in its appendix as it was given, for the person who made it."""

from ..messages.appendix import say_problem

# More of them would fill the screen.
_MOST_TOLD = 5


def tell_problems(assessment, problems):
    """Show whoever makes the appendix of ``assessment`` what became of it.

    A download shows nothing but its file: so this comes as a notification that stays until it is closed.

    :param problems: of ``WriteReport``.
    """
    env = assessment.env
    sentences = [say_problem(env, problem) for problem in problems[:_MOST_TOLD]]
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
