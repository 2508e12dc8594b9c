"""Refusals that the web client shows in a dialog of their own (``static/src/refusals``).

Each is a ``UserError`` whose message says everything; ``context`` says it once more as data, for the dialog.
"""

from odoo.exceptions import UserError


class ObstaclesError(UserError):
    """An action is refused, for reasons that are listed one by one.

    :param message: all of it, as text.
    :param title: the sentence above the list.
    :param obstacles: a list of ``Obstacle``.
    """

    def __init__(self, message, title, obstacles):
        super().__init__(message)
        self.context = {
            "title": title,
            "obstacles": [
                {"sentence": obstacle.sentence, "line_id": obstacle.line_id}
                for obstacle in obstacles
            ],
        }


class OutdatedError(UserError):
    """What somebody approves is no longer what was shown to them."""


class ConflictError(UserError):
    """A criterion was changed by somebody else since the user read it.

    :param message: who changed what to what, and when.
    :param line_id: the criterion.
    :param revision: the revision to name when the user decides to save all the same.
    :param theirs: the other's values of the fields that both changed, as ``web_read`` gives them.
    """

    def __init__(self, message, line_id, revision, theirs):
        super().__init__(message)
        self.context = {"line_id": line_id, "revision": revision, "theirs": theirs}
