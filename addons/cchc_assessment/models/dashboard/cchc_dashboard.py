from odoo import api, fields, models
from odoo.fields import Domain

from ..assessment.assessment_workflow import (
    ACTOR_GROUPS,
    APPRAISER,
    DRAFT,
    EXPLANATION,
    LEADER,
    LEADER_REVIEW,
    OFFICER,
    PUBLISHED,
    SECRETARY,
    SET_ASIDE,
)
from ..common.groups import CHAIR_GROUP
from .cchc_assessment import UNANSWERED

# How many rows a list of the dashboard shows; the rest is behind its number.
ROWS = 8

# What a unit still has to do on a criterion: counted, and opened, by the same domain.
MISSING = {
    "unscored": [("scored_by", "=", "unit"), ("is_scored", "=", False)],
    "unproven": [("evidence_status", "in", ("none", "partial")), ("not_applicable", "=", False)],
    "unexplained": [("needs_explanation", "=", True)],
}

# Criteria that ask for evidence, whether they have it or not.
ASKING = [("evidence_status", "!=", "not_required"), ("not_applicable", "=", False)]


class CchcDashboard(models.AbstractModel):
    """What waits for whom: the first screen of everybody, in sections by role.

    Everything is read as the user, so that record rules decide what is counted. A number comes with the action
    that opens what was counted, by the same domain. The number of queries does not depend on the records.
    """

    _name = "cchc.dashboard"
    _description = "Dashboard"

    @api.model
    @api.readonly
    def get_dashboard(self, period_id=None):
        """Return what waits for the user.

        :param period_id: the period that the secretary looks at; by default the newest one under way.
        :return: a dict with ``sections``, a list of dicts with a ``key`` that says what else is in them; and
            ``tours``, the names of the tours that the user may take.
        """
        sections = [
            section
            for actor, get_section in (
                (LEADER, self._get_leader_section),
                (OFFICER, self._get_unit_section),
                (SECRETARY, self._get_secretary_section),
                (APPRAISER, self._get_council_section),
            )
            if self._is(actor) and (section := get_section(period_id))
        ]
        if self.env.user.has_group(CHAIR_GROUP) and (chair := self._get_chair_section()):
            sections.insert(0, chair)
        sections = [*self._get_team_sections(), *sections]
        return {
            "sections": sections or [self._get_no_role_section()],
            "tours": self.env["web_tour.tour"]._get_cchc_tours(),
        }

    def _get_team_sections(self):
        """Return the sections about who of a unit does what."""
        return []

    def _is(self, actor):
        return self.env.user.has_group(ACTOR_GROUPS[actor])

    def _get_no_role_section(self):
        action = self._make_action("cchc_assessment.cchc_unit_action", self.env._("Units"))
        return {
            "key": "empty",
            "title": self.env._("You have no role in the assessment yet"),
            "text": self.env._(
                "An administrator gives roles in the settings of users: officer, leader, appraiser or "
                "secretary. Officers and leaders are then named in their unit."
            ),
            "buttons": [action] if self.env.user.has_group("base.group_system") else [],
        }

    def _get_current_periods(self):
        """Return the periods under way, the newest first; where there is none, the last one."""
        periods = self.env["cchc.period"].search([("state", "!=", "draft")])
        return periods.filtered(lambda period: period.state != PUBLISHED) or periods[:1]

    def _get_own_domain(self):
        """Return the domain of the assessments of the units whose people the user is one of."""
        return Domain.OR(
            [(f"unit_id.{name}", "in", self.env.user.ids)] for name in ("officer_ids", "leader_ids")
        )

    def _get_own_assessments(self):
        return self.env["cchc.assessment"].search(
            self._get_own_domain() & Domain("period_id", "in", self._get_current_periods().ids)
        )

    # What an officer sees

    def _get_unit_section(self, period_id):
        assessments = self._get_own_assessments()
        if not assessments:
            return self._get_no_assessment_section()
        counts = self._count_missing(assessments)
        return {
            "key": "unit",
            "title": self.env._("My Assessments"),
            "cards": [self._make_card(assessment, counts) for assessment in assessments],
        }

    def _get_no_assessment_section(self):
        """Say what an officer without an assessment waits for."""
        units = self.env["cchc.unit"].search(
            Domain("officer_ids", "in", self.env.user.ids)
            | Domain("leader_ids", "in", self.env.user.ids)
        )
        if not units:
            # the council's people have enough before them
            return not self._is(APPRAISER) and {
                "key": "empty",
                "title": self.env._("You belong to no unit yet"),
                "text": self.env._(
                    "Ask the council's secretary to name you as an officer or a leader of your unit. "
                    "Its assessment then appears here."
                ),
                "buttons": [],
            }
        return {
            "key": "empty",
            "title": self.env._("No assessment is under way"),
            "text": self.env._(
                "When the secretary opens the year's period, the assessment of %(units)s appears here.",
                units=", ".join(units.mapped("name")),
            ),
            "buttons": [
                self._make_action(
                    "cchc_assessment.cchc_tray_document_action",
                    self.env._("Gather Documents Ahead"),
                )
            ],
        }

    def _count_missing(self, assessments):
        """Return ``{key of MISSING: {assessment: count}}``, and the questions left unanswered."""
        within = [("assessment_id", "in", assessments.ids)]
        counts = {
            key: dict(
                self.env["cchc.assessment.line"]._read_group(
                    [*within, *domain], ["assessment_id"], ["__count"]
                )
            )
            for key, domain in {**MISSING, "asking": ASKING}.items()
        }
        counts["returned"] = assessments._get_returns()
        counts["unanswered"] = dict(
            self.env["cchc.appraisal"]._read_group(
                [*within, *UNANSWERED], ["assessment_id"], ["__count"]
            )
        )
        return counts

    def _make_card(self, assessment, counts):
        """Return what an officer sees of one assessment."""
        is_asked = assessment.state == EXPLANATION
        deadline = assessment.explanation_deadline if is_asked else assessment.deadline
        has_deadline = deadline and assessment.state in (DRAFT, LEADER_REVIEW, EXPLANATION)
        return {
            **self._make_row(assessment),
            "period": assessment.period_id.name,
            "progress": assessment.progress,
            "is_begun": assessment.is_begun,
            "returned": counts["returned"].get(assessment, False),
            "deadline": has_deadline and self._make_deadline(assessment, deadline),
            "score": self._make_score(
                assessment, assessment.self_score, assessment.self_maximum, assessment.self_percent
            ),
            "result": assessment.is_result_visible
            and self._make_score(
                assessment,
                assessment.final_score,
                assessment.final_maximum,
                assessment.final_percent,
            ),
            "rank": assessment.is_result_visible and assessment.final_rank,
            "proven": self._make_proven(assessment, counts),
            "tiles": self._make_missing_tiles(assessment, counts),
        }

    def _make_proven(self, assessment, counts):
        """Return of how many criteria that ask for evidence there is enough today; False where none asks for any."""
        total = counts["asking"].get(assessment, 0)
        missing = counts["unproven"].get(assessment, 0)
        return total and {
            "done": total - missing,
            "total": total,
            "percent": 100 * (total - missing) / total,
        }

    def _make_missing_tiles(self, assessment, counts):
        if assessment.state == EXPLANATION:
            return [
                self._make_tile(
                    "unanswered",
                    self.env._("Questions to answer"),
                    counts["unanswered"].get(assessment, 0),
                    "cchc_assessment.cchc_appraisal_question_action",
                    [("assessment_id", "=", assessment.id), *UNANSWERED],
                )
            ]
        if assessment.state not in (DRAFT, LEADER_REVIEW):
            return []
        labels = {
            "unscored": self.env._("Not scored"),
            "unproven": self.env._("Documents missing"),
            "unexplained": self.env._("Needs an explanation"),
        }
        return [
            self._make_tile(
                key,
                labels[key],
                counts[key].get(assessment, 0),
                "cchc_assessment.cchc_assessment_line_action",
                [("assessment_id", "=", assessment.id), *domain],
            )
            for key, domain in MISSING.items()
        ]

    # What a leader sees

    def _get_leader_section(self, period_id):
        assessments = self._get_own_assessments().filtered(
            lambda one: one.unit_id._is_leader(self.env.user)
        )
        unanswered = self._count_missing(assessments)["unanswered"]
        rows = []
        for assessment in assessments:
            if assessment.state == LEADER_REVIEW:
                detail, until = (
                    self.env._("Read it; approve and submit it, or return it"),
                    assessment.deadline,
                )
            elif assessment.state == EXPLANATION:
                detail, until = (
                    self._describe_questions(unanswered.get(assessment, 0)),
                    assessment.explanation_deadline,
                )
            elif assessment.may_object:
                detail, until = (
                    self.env._("The result can be seen; you may object to it once"),
                    assessment.period_id.review_deadline,
                )
            elif assessment.is_result_visible:
                detail, until = self.env._("The result can be seen"), False
            else:
                continue
            rows.append(
                {
                    **self._make_row(assessment),
                    "detail": detail,
                    "deadline": until and self._make_deadline(assessment, until),
                }
            )
        return assessments and {
            "key": "leader",
            "title": self.env._("Waiting for Me"),
            "rows": rows,
        }

    def _describe_questions(self, count):
        if count:
            return self.env._(
                "The council has asked. Questions left to answer: %(count)s", count=count
            )
        return self.env._("All questions are answered: send the explanations to the council")

    # What the chair of the council sees

    def _get_chair_section(self):
        """Say which results wait for the chair's word, where a period asks for it."""
        waiting = self.env["cchc.publication"].search(
            [
                ("state", "=", "frozen"),
                ("needs_chair", "=", True),
                ("chair_approved_at", "=", False),
            ]
        )
        asked = self.env["cchc.period"].search_count(
            [("needs_chair", "=", True), ("state", "in", ("open", "appraisal"))], limit=1
        )
        return (waiting or asked) and {
            "key": "chair",
            "title": self.env._("Waiting for the Chair"),
            "rows": [
                {
                    "id": publication.id,
                    "name": publication.display_name,
                    "detail": self.env._(
                        "The results are frozen for signature: read them, then approve or return them"
                    ),
                    "action": self._make_record_action(publication),
                }
                for publication in waiting
            ],
        }

    # What a member of the council sees

    def _get_council_section(self, period_id):
        mine = [
            ("is_mine", "=", True),
            ("is_current", "=", True),
            ("assessment_id.state", "not in", (PUBLISHED, *SET_ASIDE)),
        ]
        left = [*mine, ("is_decided", "=", False), ("is_declared", "=", False)]
        totals, undecided = (
            dict(
                self.env["cchc.appraisal"]._read_group(
                    domain, ["assessment_id"], ["__count"], order="assessment_id"
                )
            )
            for domain in (mine, left)
        )
        if not totals and self._is(SECRETARY):
            return None
        assessments = sorted(undecided, key=undecided.get, reverse=True)[:ROWS]
        return {
            "key": "council",
            "title": self.env._("My Appraisal"),
            "total": sum(totals.values()),
            "left": self._make_tile(
                "left",
                self.env._("Left to decide"),
                sum(undecided.values()),
                "cchc_assessment.cchc_appraisal_action",
                left,
                group_by="group_by_criterion",
            ),
            "rows": [
                {
                    "id": assessment.id,
                    "name": assessment.unit_id.name,
                    "left": undecided[assessment],
                    "total": totals[assessment],
                    "action": self._make_action(
                        "cchc_assessment.cchc_appraisal_unit_action",
                        assessment.display_name,
                        [*left, ("assessment_id", "=", assessment.id)],
                        group_by="group_by_domain",
                    ),
                }
                for assessment in self.env["cchc.assessment"].union(*assessments)
            ],
        }

    # The parts of which sections are made

    def _make_action(self, xmlid, name, domain=(), group_by=None):
        """Return the list behind a number: an action, opened under this name with this domain.

        :param group_by: name of the filter by which the list is grouped, if it is.
        """
        context = {f"search_default_{group_by}": 1} if group_by else {}
        return {"xml_id": xmlid, "name": name, "domain": list(domain), "context": context}

    def _make_record_action(self, record):
        return {"res_model": record._name, "res_id": record.id, "name": record.display_name}

    def _make_tile(self, key, label, count, xmlid, domain, group_by=None):
        return {
            "key": key,
            "label": label,
            "count": count,
            "action": self._make_action(xmlid, label, domain, group_by),
        }

    def _make_row(self, assessment):
        """Return what every row says of an assessment."""
        return {
            "id": assessment.id,
            "name": assessment.unit_id.name,
            "state": assessment.state,
            "state_label": assessment._get_state_label(),
            "action": self._make_record_action(assessment),
        }

    def _make_deadline(self, assessment, moment):
        """Return a deadline as everybody counts it: by the company's calendar."""
        local = assessment.company_id._cchc_local
        now = fields.Datetime.now()
        return {
            "text": assessment._format_datetime(moment),
            "days": (local(moment).date() - local(now).date()).days,
            "is_past": moment < now,
        }

    def _make_score(self, assessment, score, maximum, percent):
        return {
            "score": float(assessment._round_score(score)),
            "maximum": maximum,
            "digits": assessment.score_digits,
            "percent": percent is not False and float(assessment._round_score(percent)),
        }
