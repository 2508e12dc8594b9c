"""What the secretary sees of all units of a period."""

from collections import Counter

from odoo import fields, models
from odoo.fields import Domain

from ...fields import choices_of
from ..assessment.assessment_workflow import (
    ABSENT,
    APPRAISAL,
    DRAFT,
    EXEMPT,
    EXPLANATION,
    LEADER_REVIEW,
    PUBLISHED,
    SET_ASIDE,
    STATES,
    SUBMITTED,
    WITH_UNIT,
)
from .cchc_dashboard import ROWS

BOARD = "cchc_assessment.cchc_board_action"
LEFT_TO_UNIT = Domain("state", "in", WITH_UNIT)
NOT_SENT = Domain("state", "in", (*WITH_UNIT, ABSENT))

# What needs the secretary, in the order of the year: counted, and opened, by the same domain.
ATTENTION = {
    "not_begun": Domain("state", "=", DRAFT) & Domain("is_begun", "=", False),
    "late": LEFT_TO_UNIT & Domain("deadline", "<", "now"),
    "without_people": Domain("unit_id.officer_ids", "=", False)
    | Domain("unit_id.leader_ids", "=", False),
    "leader_review": Domain("state", "=", LEADER_REVIEW),
    "submitted": Domain("state", "=", SUBMITTED),
    "explanation_late": Domain("state", "=", EXPLANATION)
    & Domain("explanation_deadline", "<", "now"),
    "appraisal_late": Domain("state", "in", (SUBMITTED, APPRAISAL)) & Domain("due_at", "<", "now"),
    "unsent": Domain("has_unsent", "=", True),
    "objection": Domain("objection", "!=", False) & Domain("objection_answer", "=", False),
}

# What can be done for all units at once: for which, and by which method.
STEPS = {
    "start": (ATTENTION["submitted"], "action_start_appraisal"),
    "ask": (ATTENTION["unsent"], "action_send_questions"),
    "conclude": (
        Domain("state", "=", APPRAISAL)
        & Domain("appraisal_progress", ">=", 100)
        & Domain("has_unsent", "=", False),
        "action_conclude",
    ),
    "papers": (Domain("round", ">", 0), "action_download_papers"),
}

# The columns of the chart of progress: from, and up to but not with.
PROGRESS_BANDS = ((0, 0.01), (0.01, 25), (25, 50), (50, 75), (75, 100), (100, 101))


class CchcDashboard(models.AbstractModel):
    _inherit = "cchc.dashboard"

    def _get_secretary_section(self, period_id):
        periods = self._get_current_periods()
        if not periods:
            return self._get_setup_section()
        period = periods.filtered(lambda one: one.id == period_id) or periods[0]
        assessments = self.env["cchc.assessment"].search_fetch(
            # who is not assessed counts nowhere
            [("period_id", "=", period.id), ("state", "!=", EXEMPT)],
            [
                "state",
                "group_id",
                "unit_id",
                "progress",
                "is_begun",
                "deadline",
                "due_at",
                "appraisal_progress",
                "round",
            ],
        )
        late = assessments.filtered_domain(ATTENTION["late"])
        asked = assessments.filtered_domain([("state", "=", EXPLANATION)])
        return {
            "key": "secretary",
            "title": period.name,
            "period_id": period.id,
            "periods": [{"id": one.id, "name": one.name} for one in periods],
            "period_action": self._make_record_action(period),
            "units": len(assessments),
            "sent": len(assessments - assessments.filtered_domain(NOT_SENT)),
            "tiles": self._make_attention_tiles(period, assessments),
            "steps": self._make_steps(assessments),
            "members": self._make_member_rows(period),
            "late": self._make_late_rows(late),
            "late_ids": late.ids,
            "asked": self._make_asked_rows(asked),
            "groups": self._make_group_rows(period, assessments),
            "charts": [
                chart
                for chart in (
                    self._make_state_chart(period, assessments),
                    self._make_progress_chart(period, assessments),
                    self._make_ranking_chart(period),
                )
                if chart
            ],
        }

    def _get_setup_section(self):
        """Say what comes first in the first year, and what of it is done."""
        has_units = bool(self.env["cchc.unit"].search_count([], limit=1))
        rubrics = self.env["cchc.rubric"].search([("state", "!=", "archived")])
        has_published = "published" in rubrics.mapped("state")
        draft = self.env["cchc.period"].search([("state", "=", "draft")], limit=1)
        rubric_xmlid = "cchc_rubric_action" if rubrics else "cchc_rubric_import_action"
        period = self.env._("Open a period")
        return {
            "key": "setup",
            "title": self.env._("Three steps to the first assessment"),
            "steps": [
                {
                    "key": "units",
                    "title": self.env._("Add the units"),
                    "text": self.env._(
                        "Each with its group, its officers and its leaders: only they see its work."
                    ),
                    "is_done": has_units,
                    "action": self._make_action(
                        "cchc_assessment.cchc_unit_action", self.env._("Units")
                    ),
                },
                {
                    "key": "rubric",
                    "title": self.env._("Import and publish the rubric"),
                    "text": self.env._(
                        "Take the appendix of the decision as an Excel file, look at what is odd in it, and "
                        "publish it."
                    ),
                    "is_done": has_published,
                    "action": self._make_action(
                        f"cchc_assessment.{rubric_xmlid}", self.env._("Rubrics")
                    ),
                },
                {
                    "key": "period",
                    "title": period,
                    "text": self.env._(
                        "Choose the published rubrics and the deadline; opening it gives each unit its "
                        "assessment."
                    ),
                    "is_done": False,
                    "action": self._make_record_action(draft)
                    if draft
                    else self._make_action("cchc_assessment.cchc_period_action", period),
                },
            ],
        }

    def _make_board_tile(self, key, label, period, assessments, domain):
        """Return how many of these assessments of the period fall under the domain, and the way to them."""
        return self._make_tile(
            key,
            label,
            len(assessments.filtered_domain(domain)),
            BOARD,
            Domain("period_id", "=", period.id) & Domain(domain),
        )

    def _make_attention_tiles(self, period, assessments):
        labels = {
            "not_begun": self.env._("Not begun"),
            "late": self.env._("Late"),
            "without_people": self.env._("Without officer or leader"),
            "leader_review": self.env._("Waiting for their leader"),
            "submitted": self.env._("Submitted, appraisal not begun"),
            "explanation_late": self.env._("Explanations overdue"),
            "appraisal_late": self.env._("Appraisals overdue"),
            "unsent": self.env._("Questions not sent"),
            "objection": self.env._("Objections to answer"),
        }
        return [
            self._make_board_tile(key, labels[key], period, assessments, domain)
            for key, domain in ATTENTION.items()
        ]

    def _make_steps(self, assessments):
        """Return what can be done now for many units at once, with those for whom it can be."""
        labels = {
            "start": self.env._("Start the appraisal of all"),
            "ask": self.env._("Send all questions"),
            "conclude": self.env._("Conclude all that are decided"),
            "papers": self.env._("Papers of all (ZIP)"),
        }
        return [
            {"key": key, "label": labels[key], "method": method, "ids": found.ids}
            for key, (domain, method) in STEPS.items()
            if (found := assessments.filtered_domain(domain))
        ]

    def _make_member_rows(self, period):
        """Return how far each member of the council is with what is assigned to them."""
        domain = [
            ("period_id", "=", period.id),
            ("is_current", "=", True),
            ("assessment_id.state", "not in", (PUBLISHED, *SET_ASIDE)),
            ("assignee_ids", "!=", False),
        ]
        groups = self.env["cchc.appraisal"]._read_group(
            domain, ["assignee_ids", "is_decided", "is_declared"], ["__count"]
        )
        counts = {}
        for member, is_decided, is_declared, count in groups:
            # what waits to be settled is the secretary's
            of_member = counts.setdefault(member, Counter())
            of_member[bool(is_decided or is_declared)] += count
        deadline = period.appraisal_deadline
        is_past = bool(deadline) and deadline < fields.Datetime.now()
        rows = [
            {
                "id": member.id,
                # sudo: members are told of each other by name, whichever company they work in
                "name": member.sudo().name,
                "decided": count[True],
                "total": count.total(),
                "percent": 100 * count[True] / count.total(),
                "is_late": is_past and bool(count[False]),
                "left": self._make_tile(
                    f"member-{member.id}",
                    member.sudo().name,
                    count[False],
                    "cchc_assessment.cchc_appraisal_action",
                    [
                        *domain,
                        ("is_decided", "=", False),
                        ("is_declared", "=", False),
                        ("assignee_ids", "in", member.ids),
                    ],
                ),
            }
            for member, count in counts.items()
        ]
        return sorted(rows, key=lambda row: (row["percent"], row["name"]))

    def _make_late_rows(self, assessments):
        return [
            {
                **self._make_row(assessment),
                "deadline": self._make_deadline(assessment, assessment.deadline),
                "progress": assessment.progress,
            }
            for assessment in assessments.sorted("deadline")[:ROWS]
        ]

    def _make_asked_rows(self, assessments):
        return [
            {
                **self._make_row(assessment),
                "deadline": self._make_deadline(assessment, assessment.explanation_deadline),
            }
            for assessment in assessments.sorted("explanation_deadline")[:ROWS]
        ]

    def _make_group_rows(self, period, assessments):
        return [
            {
                "id": group.id,
                "name": group.name,
                "progress": sum(members.mapped("progress")) / len(members),
                "appraised": sum(members.mapped("appraisal_progress")) / len(members),
                "sent": len(members - members.filtered_domain(NOT_SENT)),
                "units": self._make_board_tile(
                    "units", group.name, period, members, [("group_id", "=", group.id)]
                ),
            }
            for group, members in assessments.grouped("group_id").items()
        ]

    def _make_state_chart(self, period, assessments):
        """Return how many units of each group are in which state."""
        groups = assessments.grouped("group_id")
        labels = dict(choices_of(assessments._fields["state"], self.env))
        reached = set(assessments.mapped("state"))
        return groups and {
            "key": "states",
            "title": self.env._("States by unit group"),
            "labels": [group.name for group in groups],
            "series": [
                {
                    "key": state,
                    "label": labels[state],
                    "points": [
                        self._make_board_tile(
                            f"{state}-{group.id}",
                            f"{group.name}: {labels[state]}",
                            period,
                            members,
                            [("group_id", "=", group.id), ("state", "=", state)],
                        )
                        for group, members in groups.items()
                    ],
                }
                for state, _label in STATES
                if state in reached
            ],
        }

    def _make_progress_chart(self, period, assessments):
        """Return how many units have scored which share of their criteria."""
        labels = ["0 %", "1 – 24 %", "25 – 49 %", "50 – 74 %", "75 – 99 %", "100 %"]
        return assessments and {
            "key": "progress",
            "title": self.env._("Progress of self-assessment"),
            "labels": labels,
            "series": [
                {
                    "key": "progress",
                    "label": self.env._("Units"),
                    "points": [
                        self._make_board_tile(
                            f"progress-{floor}",
                            label,
                            period,
                            assessments,
                            [("progress", ">=", floor), ("progress", "<", ceiling)],
                        )
                        for label, (floor, ceiling) in zip(labels, PROGRESS_BANDS, strict=True)
                    ],
                }
            ],
        }

    def _make_ranking_chart(self, period):
        """Return the first units of the newest results, where some have been computed."""
        xmlid = "cchc_assessment.cchc_result_action"
        domain = Domain("period_id", "=", period.id) & Domain("is_newest", "=", True)
        results = self.env["cchc.result"].search(domain, order="rank_overall, id", limit=2 * ROWS)
        title = self.env._("Ranking by final score in percent")
        return results and {
            "key": "ranking",
            "title": title,
            "digits": period.score_digits,
            "action": self._make_action(xmlid, self.env._("Whole ranking"), domain),
            "labels": [f"{result.rank_overall}. {result.unit_id.name}" for result in results],
            "series": [
                {
                    "key": "percent",
                    "label": title,
                    "points": [
                        self._make_tile(
                            f"result-{result.id}",
                            result.unit_id.name,
                            float(result.assessment_id._round_score(result.percent or 0)),
                            xmlid,
                            [("id", "=", result.id)],
                        )
                        for result in results
                    ],
                }
            ],
        }
