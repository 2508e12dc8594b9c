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
ABSENT = "absent"
EXEMPT = "exempt"

STATES = [
    (DRAFT, "Being scored"),
    (LEADER_REVIEW, "With the leader"),
    (SUBMITTED, "Submitted"),
    (APPRAISAL, "In appraisal"),
    (EXPLANATION, "Explanation asked"),
    (APPRAISED, "Appraised"),
    (PUBLISHED, "Result Published"),
    (ABSENT, "No Dossier Submitted"),
    (EXEMPT, "Not Assessed"),
]

# Whose work lies with their units: nobody else reads it yet.
WITH_UNIT = (DRAFT, LEADER_REVIEW)

# Whose work lies with the council, so that there is something to rank and to show beside the unit's.
WITH_COUNCIL = (APPRAISAL, EXPLANATION, APPRAISED, PUBLISHED)

# Who was taken out of the year's work by the secretary, with a reason: nobody waits for them.
SET_ASIDE = (ABSENT, EXEMPT)

# Whom the council has concluded.
CONCLUDED = (APPRAISED, PUBLISHED)

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
    :param assessment_id: id of the assessment that it stands in the way of, where several are asked at once.
    """

    sentence: str
    line_id: int | None = None
    assessment_id: int | None = None


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    :param sources: states from which the action starts.
    :param target: the state it leads to; none for the one in which the assessment was set aside.
    :param actor: who may do it (``OFFICER`` includes the unit's leaders, ``APPRAISER`` the secretary).
    :param conditions: names of methods of ``cchc.assessment`` that take the action's details and return a
        list of ``Obstacle``.
    :param effect: name of the method that does what the action does besides changing the state.
    :param informs: who hears of it, besides whoever follows the assessment.
    :param returns: whether it gives a unit's work back to be mended.
    :param is_together: whether several units take it as one: conditions and effect are asked of all of them at once,
        and each obstacle says whose it is.
    """

    sources: tuple[str, ...]
    target: str | None
    actor: str
    conditions: tuple[str, ...] = ()
    effect: str | None = None
    informs: tuple[str, ...] = ()
    returns: bool = False
    is_together: bool = False


# What no reason and no date in a dialog can help: such an action is not offered at all.
HIDING_CONDITIONS = {
    "_obstacles_deadline",
    "_obstacles_leader_acted",
    "_obstacles_time_left",
    "_obstacles_time_to_explain",
    "_obstacles_published_aside",
    "_obstacles_no_relatives",
}

TRANSITIONS = {
    "action_send_to_leader": Transition(
        sources=(DRAFT,),
        target=LEADER_REVIEW,
        actor=OFFICER,
        conditions=("_obstacles_deadline", "_obstacles_unscored", "_obstacles_unexplained"),
        effect="_do_send_to_leader",
        informs=(LEADER,),
    ),
    "action_take_back": Transition(
        sources=(LEADER_REVIEW,),
        target=DRAFT,
        actor=OFFICER,
        conditions=("_obstacles_reason", "_obstacles_deadline", "_obstacles_leader_acted"),
        informs=(OFFICER, LEADER),
    ),
    "action_return_to_officer": Transition(
        sources=(LEADER_REVIEW,),
        target=DRAFT,
        actor=LEADER,
        conditions=("_obstacles_reason",),
        informs=(OFFICER,),
        returns=True,
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
        effect="_do_recall",
        informs=(OFFICER, SECRETARY),
    ),
    "action_return_to_unit": Transition(
        sources=(SUBMITTED, APPRAISAL),
        target=DRAFT,
        actor=SECRETARY,
        conditions=("_obstacles_reason", "_obstacles_new_deadline"),
        effect="_do_extend",
        informs=(OFFICER, LEADER),
        returns=True,
    ),
    "action_start_appraisal": Transition(
        sources=(SUBMITTED,),
        target=APPRAISAL,
        actor=APPRAISER,
        effect="_do_start_appraisal",
        informs=(OFFICER, LEADER),
        is_together=True,
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
    "action_close_explanation": Transition(
        # nobody's silence stops the others
        sources=(EXPLANATION,),
        target=APPRAISAL,
        actor=SECRETARY,
        conditions=("_obstacles_reason", "_obstacles_time_to_explain"),
        effect="_do_close_explanation",
        informs=(OFFICER, LEADER),
    ),
    "action_withdraw_request": Transition(
        sources=(EXPLANATION,),
        target=APPRAISAL,
        actor=SECRETARY,
        conditions=("_obstacles_reason",),
        effect="_do_withdraw_request",
        informs=(OFFICER, LEADER),
    ),
    "action_conclude": Transition(
        sources=(APPRAISAL,),
        target=APPRAISED,
        actor=SECRETARY,
        conditions=("_obstacles_undecided", "_obstacles_relative", "_obstacles_unsent"),
        effect="_do_conclude",
        is_together=True,
    ),
    "action_reopen": Transition(
        sources=(APPRAISED, PUBLISHED),
        target=APPRAISAL,
        actor=SECRETARY,
        conditions=("_obstacles_reason", "_obstacles_frozen"),
        effect="_do_reopen",
    ),
    "action_declare_absent": Transition(
        sources=WITH_UNIT,
        target=ABSENT,
        actor=SECRETARY,
        conditions=(
            "_obstacles_reason",
            "_obstacles_time_left",
            "_obstacles_counts_for_others",
            "_obstacles_frozen",
        ),
        effect="_do_set_aside",
        informs=(OFFICER, LEADER),
    ),
    "action_exempt": Transition(
        sources=WITH_UNIT,
        target=EXEMPT,
        actor=SECRETARY,
        conditions=("_obstacles_reason", "_obstacles_counts_for_others", "_obstacles_frozen"),
        effect="_do_set_aside",
        informs=(OFFICER, LEADER),
    ),
    "action_count_elsewhere": Transition(
        # of units that were merged or divided in the year only some forms count
        sources=(DRAFT, LEADER_REVIEW, SUBMITTED, APPRAISAL, EXPLANATION, APPRAISED),
        target=EXEMPT,
        actor=SECRETARY,
        conditions=(
            "_obstacles_reason",
            "_obstacles_no_relatives",
            "_obstacles_counting",
            "_obstacles_counts_for_others",
            "_obstacles_frozen",
        ),
        effect="_do_set_aside",
        informs=(OFFICER, LEADER),
    ),
    "action_resume": Transition(
        sources=SET_ASIDE,
        target=None,
        actor=SECRETARY,
        conditions=("_obstacles_reason", "_obstacles_published_aside", "_obstacles_frozen"),
        effect="_do_resume",
        informs=(OFFICER, LEADER),
    ),
    "action_publish": Transition(
        sources=(APPRAISED,),
        target=PUBLISHED,
        actor=SECRETARY,
        conditions=("_obstacles_not_with_period",),
        informs=(OFFICER, LEADER),
        is_together=True,
    ),
}
