"""The life of an assessment, declared once.

Every button and every remote call goes through ``cchc.assessment._transition``, which reads this table:
who may act, from which states, and what has to be true first.
"""

from dataclasses import dataclass

DRAFT = "draft"
LEADER_REVIEW = "leader_review"
SUBMITTED = "submitted"
APPRAISAL = "appraisal"
EXPLANATION = "explanation"
APPRAISED = "appraised"
PUBLISHED = "published"

STATES = [
    (DRAFT, "Being scored"),
    (LEADER_REVIEW, "With the leader"),
    (SUBMITTED, "Submitted"),
    (APPRAISAL, "In appraisal"),
    (EXPLANATION, "Explanation asked"),
    (APPRAISED, "Appraised"),
    (PUBLISHED, "Published"),
]

OFFICER = "officer"
LEADER = "leader"


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    :param sources: states from which the action starts.
    :param target: the state it leads to.
    :param actor: who may do it for the assessment's unit (``OFFICER`` includes its leaders).
    :param conditions: names of methods of ``cchc.assessment`` that take the action's details and return
        sentences, each an obstacle.
    :param effect: name of the method that does what the action does besides changing the state.
    """

    sources: tuple[str, ...]
    target: str
    actor: str
    conditions: tuple[str, ...] = ()
    effect: str | None = None


TRANSITIONS = {
    "action_send_to_leader": Transition(
        sources=(DRAFT,),
        target=LEADER_REVIEW,
        actor=OFFICER,
        conditions=("_obstacles_deadline", "_obstacles_unscored", "_obstacles_unexplained"),
    ),
    "action_return_to_officer": Transition(
        sources=(LEADER_REVIEW,),
        target=DRAFT,
        actor=LEADER,
        conditions=("_obstacles_reason",),
    ),
    "action_approve": Transition(
        sources=(LEADER_REVIEW,),
        target=SUBMITTED,
        actor=LEADER,
        conditions=("_obstacles_dispatch", "_obstacles_unscored", "_obstacles_unexplained"),
        effect="_seal",
    ),
}
