"""The life of a plan, declared once: every button and every remote call goes through ``cchc.plan._transition``."""

from dataclasses import dataclass

from odoo.addons.cchc_assessment.models.assessment.assessment_workflow import LEADER, OFFICER

DRAFT = "draft"
SUBMITTED = "submitted"
AGREED = "agreed"
CLOSED = "closed"
REPLACED = "replaced"

STATES = [
    (DRAFT, "Being Written"),
    (SUBMITTED, "With the Leader"),
    (AGREED, "Agreed, Being Carried Out"),
    (CLOSED, "Closed"),
    (REPLACED, "Replaced by a New Version"),
]

# What the leader has agreed to once: the secretary reads it, and it stays.
SETTLED = (AGREED, CLOSED, REPLACED)
# What holds for its unit.
IN_FORCE = (AGREED, CLOSED)


@dataclass(frozen=True)
class Step:
    """One row of the table.

    :param source: the state from which the step starts, and ``target``, the one that it leads to.
    :param actor: who may take it: ``OFFICER`` includes the unit's leaders.
    :param condition: name of the method of ``cchc.plan`` that refuses it while something is missing.
    :param effect: name of the method that does what the step does besides changing the state.
    """

    source: str
    target: str
    actor: str
    condition: str = ""
    effect: str = ""


STEPS = {
    "action_submit": Step(DRAFT, SUBMITTED, OFFICER, condition="_check_is_complete"),
    "action_take_back": Step(SUBMITTED, DRAFT, OFFICER),
    "action_return": Step(SUBMITTED, DRAFT, LEADER, effect="_do_return"),
    "action_agree": Step(
        SUBMITTED, AGREED, LEADER, condition="_check_is_complete", effect="_do_agree"
    ),
    "action_close": Step(AGREED, CLOSED, LEADER, effect="_do_close"),
    "action_reopen": Step(
        CLOSED, AGREED, LEADER, condition="_check_is_newest", effect="_do_reopen"
    ),
}

# The states of a measure, as far as whoever is charged with it has come.
NOT_BEGUN = "not_begun"
UNDER_WAY = "under_way"
DONE = "done"
PROGRESS = [(NOT_BEGUN, "Not Begun"), (UNDER_WAY, "Under Way"), (DONE, "Done")]
