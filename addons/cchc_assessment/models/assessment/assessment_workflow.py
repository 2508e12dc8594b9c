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
    (PUBLISHED, "Result Published"),
]

# Whose work lies with the council, so that there is something to rank and to show beside the unit's.
WITH_COUNCIL = (APPRAISAL, EXPLANATION, APPRAISED, PUBLISHED)

OFFICER = "officer"
LEADER = "leader"
APPRAISER = "appraiser"
SECRETARY = "secretary"

# The group that each actor has to have; officers and leaders need a place in the unit as well.
ACTOR_GROUPS = {
    actor: f"cchc_assessment.cchc_assessment_group_{actor}"
    for actor in (OFFICER, LEADER, APPRAISER, SECRETARY)
}


@dataclass(frozen=True)
class Obstacle:
    """One reason why an action cannot go on.

    :param sentence: the reason in the user's language, and what to do about it.
    :param line_id: id of the criterion that stands in the way, if it is one.
    """

    sentence: str
    line_id: int | None = None


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    :param sources: states from which the action starts.
    :param target: the state it leads to.
    :param actor: who may do it (``OFFICER`` includes the unit's leaders, ``APPRAISER`` the secretary).
    :param conditions: names of methods of ``cchc.assessment`` that take the action's details and return a
        list of ``Obstacle``.
    :param effect: name of the method that does what the action does besides changing the state.
    :param informs: who hears of it, besides whoever follows the assessment.
    """

    sources: tuple[str, ...]
    target: str
    actor: str
    conditions: tuple[str, ...] = ()
    effect: str | None = None
    informs: tuple[str, ...] = ()


TRANSITIONS = {
    "action_send_to_leader": Transition(
        sources=(DRAFT,),
        target=LEADER_REVIEW,
        actor=OFFICER,
        conditions=("_obstacles_deadline", "_obstacles_unscored", "_obstacles_unexplained"),
        informs=(LEADER,),
    ),
    "action_return_to_officer": Transition(
        sources=(LEADER_REVIEW,),
        target=DRAFT,
        actor=LEADER,
        conditions=("_obstacles_reason",),
        informs=(OFFICER,),
    ),
    "action_approve": Transition(
        sources=(LEADER_REVIEW,),
        target=SUBMITTED,
        actor=LEADER,
        conditions=("_obstacles_dispatch", "_obstacles_unscored", "_obstacles_unexplained"),
        effect="_do_approve",
        informs=(OFFICER,),
    ),
    "action_recall": Transition(
        sources=(SUBMITTED,),
        target=LEADER_REVIEW,
        actor=LEADER,
        conditions=("_obstacles_reason", "_obstacles_deadline"),
        informs=(OFFICER, SECRETARY),
    ),
    "action_return_to_unit": Transition(
        sources=(SUBMITTED, APPRAISAL),
        target=DRAFT,
        actor=SECRETARY,
        conditions=("_obstacles_reason", "_obstacles_new_deadline"),
        effect="_do_extend",
        informs=(OFFICER, LEADER),
    ),
    "action_start_appraisal": Transition(
        sources=(SUBMITTED,),
        target=APPRAISAL,
        actor=APPRAISER,
        effect="_do_start_appraisal",
        informs=(OFFICER, LEADER),
    ),
    "action_request_explanation": Transition(
        # once more for a unit that has missed its time
        sources=(APPRAISAL, EXPLANATION),
        target=EXPLANATION,
        actor=SECRETARY,
        conditions=("_obstacles_nothing_asked", "_obstacles_explanation_deadline"),
        effect="_do_request_explanation",
        informs=(OFFICER, LEADER),
    ),
    "action_send_explanation": Transition(
        sources=(EXPLANATION,),
        target=APPRAISAL,
        actor=LEADER,
        conditions=("_obstacles_past_explanation_deadline", "_obstacles_unanswered"),
        effect="_do_open_next_round",
        informs=(SECRETARY,),
    ),
    "action_conclude": Transition(
        sources=(APPRAISAL,),
        target=APPRAISED,
        actor=SECRETARY,
        conditions=("_obstacles_undecided",),
        effect="_do_conclude",
    ),
    "action_reopen": Transition(
        sources=(APPRAISED, PUBLISHED),
        target=APPRAISAL,
        actor=SECRETARY,
        conditions=("_obstacles_reason",),
        effect="_do_reopen",
    ),
    "action_publish": Transition(
        sources=(APPRAISED,),
        target=PUBLISHED,
        actor=SECRETARY,
        conditions=("_obstacles_not_with_period",),
        informs=(OFFICER, LEADER),
    ),
}
