"""The council's half: rounds of appraisal, requests for explanation, and what comes of them."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...compat import get_window
from ...fields import (
    SCORE_DIGITS,
    LimitedText,
    OptionalFloat,
    TotalFloat,
    VisibleMany2many,
    VisibleOne2many,
)
from ..assessment.assessment_workflow import (
    APPRAISAL,
    APPRAISED,
    EXPLANATION,
    LEADER,
    OFFICER,
    PUBLISHED,
    SECRETARY,
    SET_ASIDE,
    Obstacle,
)
from ..assessment.cchc_assessment import PAPER_WEIGHT
from ..common.groups import APPRAISER_GROUP
from ..common.screens import download
from ..common.system_voice import as_system

# How many units are decided together: enough for few queries, and little enough for memory.
AGREED_AT_ONCE = 100
# How many times as long as a step it takes to agree with a unit. Who decides there meanwhile waits until all is agreed
# with: two seconds at most, for as many units as are done within a request.
AGREEMENT_WEIGHT = 4


class CchcAssessment(models.Model):
    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    # what the council decides is computed into this record: its last writer is who decided, and when
    write_uid = fields.Many2one(groups=APPRAISER_GROUP)
    write_date = fields.Datetime(groups=APPRAISER_GROUP)
    round = fields.Integer(readonly=True, copy=False, aggregator=None)
    appraisal_ids = VisibleOne2many("cchc.appraisal", "assessment_id", "Appraisals", readonly=True)
    explanation_deadline = fields.Datetime(
        readonly=True, copy=False, help="Until then the unit answers what the council asked."
    )
    appraised_score = TotalFloat(
        digits=SCORE_DIGITS,
        compute="_compute_totals",
        aggregator="avg",
        groups=APPRAISER_GROUP,
    )
    appraised_maximum = TotalFloat(
        digits=SCORE_DIGITS,
        compute="_compute_totals",
        aggregator=None,
        groups=APPRAISER_GROUP,
    )
    appraised_percent = TotalFloat(
        "Appraised Score (%)",
        digits=SCORE_DIGITS,
        compute="_compute_totals",
        aggregator="avg",
        groups=APPRAISER_GROUP,
    )
    appraisal_progress = TotalFloat(
        "Appraised (%)",
        compute="_compute_totals",
        aggregator="avg",
        groups=APPRAISER_GROUP,
        help="Share of the criteria that the council has decided.",
    )
    not_applicable_count = fields.Integer(
        "Not Applicable, to Confirm",
        compute="_compute_not_applicable_count",
        groups=APPRAISER_GROUP,
        help="Criteria that do not apply by the unit's word, and on which the council has not decided.",
    )
    asked_count = fields.Integer("Explanations Asked", compute="_compute_asked_count")
    unsent_count = fields.Integer(
        "Questions Not Sent",
        compute="_compute_unsent",
        groups=APPRAISER_GROUP,
        help="Questions that members have marked and nobody has sent to the unit.",
    )
    has_unsent = fields.Boolean(
        "Has Questions Not Sent",
        compute="_compute_unsent",
        search="_search_has_unsent",
        groups=APPRAISER_GROUP,
    )
    counted_by_ids = VisibleMany2many(
        "cchc.assessment",
        "cchc_assessment_counted_rel",
        "assessment_id",
        "counting_id",
        string="Counts Instead",
        readonly=True,
        copy=False,
        check_company=True,
        groups=APPRAISER_GROUP,
        help="The forms that count in place of this one, where units were merged or divided in the year.",
    )
    is_answerable = fields.Boolean(
        compute="_compute_is_answerable", help="The user may answer what the council asked."
    )
    is_result_visible = fields.Boolean(
        compute="_compute_is_result_visible",
        help="Whether the unit may see what the council decided.",
    )
    final_score = OptionalFloat(
        "Final Score",
        digits=SCORE_DIGITS,
        compute="_compute_final",
        compute_sudo=True,
        aggregator=None,
    )
    final_maximum = OptionalFloat(
        "Final Maximum",
        digits=SCORE_DIGITS,
        compute="_compute_final",
        compute_sudo=True,
        aggregator=None,
    )
    final_percent = OptionalFloat(
        "Final Score (%)",
        digits=SCORE_DIGITS,
        compute="_compute_final",
        compute_sudo=True,
        aggregator=None,
    )
    final_rating_id = fields.Many2one(
        "cchc.rating.class", "Rating", compute="_compute_final", compute_sudo=True
    )
    final_hold_text = fields.Text(
        "Why No Higher Class",
        compute="_compute_final",
        compute_sudo=True,
        help="Which condition of a higher class is not fulfilled.",
    )
    final_rank = fields.Integer("Rank", compute="_compute_final", compute_sudo=True)
    result_ids = VisibleOne2many("cchc.result", "assessment_id", "Results", readonly=True)
    objection = LimitedText(
        readonly=True, copy=False, help="What the unit's leader objects to in the council's scores."
    )
    objection_at = fields.Datetime("Objected On", readonly=True, copy=False)
    objection_answer = LimitedText("Answer to the Objection", readonly=True, copy=False)
    may_object = fields.Boolean(compute="_compute_may_object")

    @api.depends("line_ids.appraised_score", "line_ids.appraised_not_applicable")
    def _compute_totals(self):
        super()._compute_totals()

    @api.depends("line_ids.not_applicable", "appraisal_ids.is_decided", "appraisal_ids.is_current")
    def _compute_not_applicable_count(self):
        counts = dict(
            self.env["cchc.appraisal"]._read_group(
                [
                    ("assessment_id", "in", self.ids),
                    ("is_current", "=", True),
                    ("is_decided", "=", False),
                    ("unit_not_applicable", "=", True),
                ],
                ["assessment_id"],
                ["__count"],
            )
        )
        for assessment in self:
            assessment.not_applicable_count = counts.get(assessment, 0)

    @api.depends("appraisal_ids.explanation_requested", "appraisal_ids.is_current", "round")
    def _compute_asked_count(self):
        asked = self._get_asked().grouped("assessment_id")
        for assessment in self:
            assessment.asked_count = len(asked.get(assessment._origin, ()))

    @api.depends(
        "state", "round", "appraisal_ids.explanation_requested", "appraisal_ids.is_current"
    )
    def _compute_unsent(self):
        counts = {
            (assessment, number): count
            for assessment, number, count in self.env["cchc.appraisal"]._read_group(
                [
                    ("assessment_id", "in", self.ids),
                    ("explanation_requested", "=", True),
                    ("is_current", "=", True),
                ],
                ["assessment_id", "round"],
                ["__count"],
            )
        }
        for assessment in self:
            key = assessment._origin, assessment.round
            assessment.unsent_count = assessment.state == APPRAISAL and counts.get(key, 0)
            assessment.has_unsent = assessment.unsent_count > 0

    def _search_has_unsent(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["state", "round"])
        self.env["cchc.appraisal"].flush_model(["explanation_requested", "is_current", "round"])
        # compared with the assessment's round: what was marked and never sent in an earlier one is past
        found = SQL(
            """(
            SELECT assessment.id
              FROM cchc_assessment assessment
              JOIN cchc_appraisal appraisal ON appraisal.assessment_id = assessment.id
             WHERE assessment.state = %s
               AND appraisal.round = assessment.round
               AND appraisal.is_current
               AND appraisal.explanation_requested
            )""",
            APPRAISAL,
        )
        return Domain("id", "in" if True in value else "not in", found)

    @api.depends("state", "explanation_deadline")
    @api.depends_context("uid")
    def _compute_is_answerable(self):
        for assessment in self:
            assessment.is_answerable = (
                assessment.state == EXPLANATION
                and not assessment._is_past_explanation_deadline()
                and assessment._is_actor(OFFICER)
            )

    @api.depends("state", "period_id.review_open")
    def _compute_is_result_visible(self):
        for assessment in self:
            assessment.is_result_visible = assessment.state == PUBLISHED or (
                assessment.state == APPRAISED and assessment.period_id.review_open
            )

    @api.depends(
        "is_result_visible", "appraised_score", "result_ids.rank", "result_ids.is_effective"
    )
    @api.depends_context("lang")
    def _compute_final(self):
        for assessment in self:
            visible = assessment.is_result_visible
            percent = assessment.appraised_percent
            assessment.final_score = visible and assessment.appraised_score
            assessment.final_maximum = visible and assessment.appraised_maximum
            assessment.final_percent = visible and percent
            rating, holds = assessment._get_final_standing(percent) if visible else (False, [])
            assessment.final_rating_id = rating
            assessment.final_hold_text = (
                rating.scale_id._say_holds(holds, rating.name, assessment.score_digits)
                if holds
                else False
            )
            assessment.final_rank = visible and assessment._get_shown_result().rank

    @api.depends("state", "objection", "period_id.review_open", "period_id.review_deadline")
    @api.depends_context("uid")
    def _compute_may_object(self):
        for assessment in self:
            assessment.may_object = assessment._is_actor(LEADER) and not (
                assessment._obstacles_objection()
            )

    def action_close_explanation(self):
        """Open the dialog in which the secretary closes a request that the unit has not answered in time."""
        return self._open_step("action_close_explanation", self.env._("Close the Request"))

    def action_withdraw_request(self):
        """Open the dialog in which the secretary takes back all that the unit was asked and has not answered."""
        return self._open_step("action_withdraw_request", self.env._("Withdraw the Request"))

    def action_count_elsewhere(self):
        """Open the dialog in which the secretary says which forms of merged or divided units count."""
        return self._open_dialog("cchc_assessment.cchc_assessment_merge_action")

    def action_conclude(self):
        """Settle what the council has decided, or say first which questions nobody has sent."""
        if any(self.mapped("unsent_count")):
            return self._open_batch_dialog("cchc_assessment.cchc_assessment_conclude_action")
        return super().action_conclude()

    def action_send_questions(self):
        """Open the dialog in which the secretary sends what members have marked in these assessments."""
        return self._open_batch_dialog("cchc_assessment.cchc_assessment_ask_all_action")

    def action_view_unsent(self):
        """Open the questions that members have marked and nobody has sent."""
        self.check_access("read")
        return get_window(
            self.env,
            "cchc_assessment.cchc_appraisal_unsent_action",
            domain=[("id", "in", self._get_unsent().ids)],
        )

    def action_view_appraisals(self):
        """Open the council's scores of this unit, from top to bottom."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_appraisal_unit_action",
            display_name=self.display_name,
            domain=[("assessment_id", "=", self.id), ("is_current", "=", True)],
            context={"search_default_group_by_domain": 1},
        )

    def action_view_questions(self):
        """Open what the council asked this unit, with its answers."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_appraisal_question_action",
            domain=[("assessment_id", "=", self.id), ("asked_at", "!=", False)],
        )

    def action_view_result(self):
        """Open where this unit's points were lost, domain by domain."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_result_domain_action",
            display_name=self.display_name,
            domain=[("assessment_id", "=", self.id)],
            context={"search_default_newest": 1},
        )

    def action_object(self):
        """Open the dialog in which the leader states what the unit objects to."""
        return self._open_dialog("cchc_assessment.cchc_assessment_object_action")

    def action_answer_objection(self):
        """Open the dialog in which the secretary answers the unit's objection."""
        return self._open_dialog("cchc_assessment.cchc_assessment_answer_action")

    def action_agree(self):
        """Take over what these units filled in, wherever the user may decide and nobody has decided yet.

        :return: what tells the user of units for which nothing was done, and why, and how many criteria do not apply
            by the units' word, and were left open; of many units what shows how far it is.
        """
        self.check_access("read")
        if behind := self._begin_behind("agreement", AGREEMENT_WEIGHT):
            return behind
        untouched, left = self._agree()
        told = self.env["cchc.appraisal"]._tell_left(left) if left else None
        done = self - self.browse().union(*untouched)
        return self._tell_outcome(done, untouched, told) if untouched else told

    def _agree(self):
        """Take over what these units filled in, as ``action_agree`` says.

        :return: ``{assessment: sentence}`` of those for which nothing was done, and how many criteria were left open.
        """
        done, asked, left = set(), set(), 0
        appraised = self.filtered(lambda one: one.state == APPRAISAL)
        for some in split_every(AGREED_AT_ONCE, appraised.ids, appraised.browse):
            appraisals = self.env["cchc.appraisal"].search(
                [
                    ("assessment_id", "in", some.ids),
                    ("is_current", "=", True),
                    ("is_decided", "=", False),
                ]
            )
            agreed, not_applicable = appraisals._filtered_access("write")._agree()
            done.update(agreed.assessment_id.ids)
            asked.update(not_applicable.assessment_id.ids)
            left += len(not_applicable)
            # a country's criteria do not fit into memory at once
            self.env.flush_all()
            for model in ("cchc.appraisal", "cchc.assessment.line", "cchc.log"):
                self.env[model].invalidate_model(flush=False)
        return {
            one: one._say_why_not_agreed(one.id in asked) for one in self if one.id not in done
        }, left

    def _say_why_not_agreed(self, is_asked):
        """Return why nothing of this unit was taken over.

        :param is_asked: whether criteria are left that do not apply by the unit's word.
        """
        if is_asked:
            return self.env._(
                "Only criteria are left that do not apply by the unit's word: confirm them apart."
            )
        if self.state == APPRAISAL:
            return self.env._("No criterion is left open that you may decide as the unit says.")
        return self.env._(
            "In the state “%(state)s” this is not possible.", state=self._get_state_label()
        )

    def action_ask_figures(self):
        """Ask these units for the figures of the bands that they have chosen without them.

        Members of the council mark the criteria that are theirs as questions, which the secretary sends.
        """
        is_council = self.env.user.has_group(APPRAISER_GROUP)
        # who leads a unit, too, gives its own assessment back
        if not is_council or (
            len(self) == 1 and "action_return_to_officer" in (self.available_actions or "")
        ):
            return super().action_ask_figures()
        if behind := self._begin_behind("asking"):
            return behind
        return self._get_lacking_figures()._mark_figures()._tell_asked()

    def _get_lacking_figures(self):
        """Return the criteria of these whose band was chosen without figures, and for which the user may ask."""
        asking = self.filtered(lambda assessment: assessment.state == APPRAISAL)
        return (
            self.env["cchc.appraisal"]
            .search(
                [
                    ("assessment_id", "in", asking.ids),
                    ("is_current", "=", True),
                    ("unit_lacks_figures", "=", True),
                ]
            )
            ._filtered_access("write")
        )

    def action_view_not_applicable(self):
        """Open what does not apply by these units' word, for the council to confirm one by one or together."""
        self.check_access("read")
        return get_window(
            self.env,
            "cchc_assessment.cchc_appraisal_not_applicable_action",
            domain=[
                ("assessment_id", "in", self.ids),
                ("is_current", "=", True),
                ("unit_not_applicable", "=", True),
            ],
        )

    def _do_start_appraisal(self, **details):
        """Open a round in which every criterion is decided anew: what was submitted is new."""
        for period in self.period_id:
            period._begin_appraisal()
        for alike in self.grouped("round").values():
            alike._open_round(alike.line_ids)

    def _do_open_next_round(self, **details):
        """Open a round for what the unit has just explained and what is undecided; the rest stands."""
        self._open_round(self._get_asked().line_id | self._get_undecided().line_id)

    def _do_reopen(self, reason, **details):
        """Open a round in which what was settled is taken up one by one, so that nothing is overwritten."""
        self.period_id._begin_appraisal()
        self._open_round(self.line_ids.browse())
        if self.objection and not self.objection_answer:
            self._write_as_system({"objection_answer": reason})

    def _open_round(self, lines):
        """Open the next round of these assessments, which are in the same one, and take up these lines in it."""
        number = self[:1].round + 1
        self._write_as_system({"round": number})
        # sudo: nobody may create an appraisal by hand
        self.env["cchc.appraisal"].sudo()._open(lines, number)
        self._assign()

    def _assign(self):
        """Note on the appraisals of these assessments who is to decide them."""
        self.env["cchc.assignment"]._note_assignees(assessments=self)

    def _do_conclude(self, **details):
        self._drop_unsent()
        self._refresh_review()

    def _drop_unsent(self):
        """Take back the marks of questions that nobody sends any more; what was to be asked stays on record."""
        if dropped := self._get_asked():
            dropped._write_as_system({"explanation_requested": False})
            dropped._log_request(self.env._("Concluded without sending the question."))

    def _refresh_review(self):
        """Compute anew what units see of a review that is open: these stood there as they are no longer."""
        # at this moment the review may be opened, with results that lack these
        self.period_id._lock_for_update()
        for period in self.period_id:
            if period.review_open:
                period._check_review_settled()
                period._get_draft_publication()._refresh()

    def _do_set_aside(self, reason, counting=None, **details):
        super()._do_set_aside(reason, **details)
        self._write_as_system(
            {"counted_by_ids": [fields.Command.set((counting and counting.ids) or [])]}
        )
        self._refresh_review()

    def _do_resume(self, **details):
        super()._do_resume(**details)
        self._write_as_system({"counted_by_ids": [fields.Command.clear()]})
        self._refresh_review()

    def _do_close_explanation(self, reason, **details):
        """Record which questions the unit has left unanswered, and go on without it."""
        self._get_asked()._close_unanswered(reason)
        self._do_open_next_round()

    def _do_withdraw_request(self, reason, **details):
        """Take back what is left of the request; the round goes on."""
        self._get_asked()._do_withdraw(reason)

    def _do_request_explanation(self, explanation_deadline, **details):
        old_value = self._format_datetime(self.explanation_deadline)
        self._write_as_system({"explanation_deadline": explanation_deadline})
        self._get_asked()._note_asked()
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": self.id,
                    "action": "deadline",
                    "field": "explanation_deadline",
                    "old_value": old_value,
                    "new_value": self._format_datetime(explanation_deadline),
                }
            ]
        )

    def _get_asked(self):
        """Return what is asked of these units in their current rounds, in one query whatever their number."""
        # of those that the user reads; sudo, once for all: a unit reads what it was asked, not that it is going to be
        marked = (
            self.env["cchc.appraisal"]
            .sudo()
            .search(
                [
                    ("assessment_id", "in", self.ids),
                    ("is_current", "=", True),
                    ("explanation_requested", "=", True),
                ]
            )
        )
        asked = marked.filtered(lambda one: one.round == one.assessment_id.round)
        return asked.with_env(self.env)._filtered_access("read")

    def _get_unsent(self):
        """Return what members have marked to be asked, and nobody has sent."""
        return self.filtered(lambda one: one.state == APPRAISAL)._get_asked()

    def _get_relatives(self):
        """Return the other assessments of the period whose units this one's was merged or divided with."""
        # sudo: archived units count as well
        units = self.unit_id.sudo()._get_relatives()
        return self.search(
            [
                ("period_id", "=", self.period_id.id),
                ("unit_id", "in", units.ids),
                ("id", "not in", self.ids),
            ]
        )

    def _get_undecided(self):
        """Return what the council has to decide yet."""
        # sudo: the unit's leader opens the next round, and does not see what is decided; searched, since
        # the cache may hold only those that the leader sees
        return (
            self.env["cchc.appraisal"]
            .sudo()
            .search(
                [
                    ("assessment_id", "in", self.ids),
                    ("is_current", "=", True),
                    ("is_decided", "=", False),
                ]
            )
        )

    def _get_shown_result(self):
        """Return the result that holds: the published one, and during a review the newest."""
        results = self.result_ids
        if self.state == PUBLISHED:
            # not the draft in which another unit is being corrected
            results = results.filtered("is_effective")
        return results.sorted(lambda result: result.publication_id.number)[-1:]

    def _get_final_class(self, percent):
        """Return the class of the council's ``percent``; see ``_get_final_standing``."""
        rating, _holds = self._get_final_standing(percent)
        return rating

    def _get_final_standing(self, percent):
        """Return the class of the council's ``percent`` and its holds; what is published stays as it was published."""
        if self.state == PUBLISHED and (result := self._get_shown_result()):
            return result.rating_id, result.class_holds or []
        return self._classify(percent, "appraised")

    def _add_up_totals(self):
        totals = self._get_totals("appraised")
        return {
            **super()._add_up_totals(),
            "appraised_score": totals.score,
            "appraised_maximum": totals.maximum,
            "appraised_percent": totals.percent or 0,
            "appraisal_progress": totals.progress,
        }

    def _check_unit_may_add(self, documents, *written):
        """Refuse documents with an explanation unless each proves something that was asked, in time.

        :param documents: the lines that each document proves.
        :param written: as ``_check_unit_may_edit`` takes it.
        :raises UserError: naming the criterion that was not asked.
        """
        self.ensure_one()
        # what the unit explains to the council is its officers'
        self._check_is_given()
        self._check_explanation_deadline()
        asked = self._get_asked().line_id
        for lines in documents:
            if not lines:
                raise UserError(
                    self.env._(
                        "Say which of the criteria that the council asked about the document proves."
                    )
                )
            if closed := lines - asked:
                raise UserError(
                    self.env._(
                        "%(criterion)s: the council has asked nothing about it, so nothing can be added "
                        "to it.",
                        criterion=closed[0].criterion_id.display_name,
                    )
                )
        self._exclude_transitions(*written)

    def _check_explanation_deadline(self):
        for obstacle in self._obstacles_past_explanation_deadline():
            raise UserError(obstacle.sentence)

    def _is_past_explanation_deadline(self):
        deadline = self.explanation_deadline
        return bool(deadline) and fields.Datetime.now() > deadline

    def _obstacles_nothing_asked(self, **details):
        if self._get_asked():
            return []
        return [
            Obstacle(
                self.env._(
                    "Nothing has been asked. Mark the criteria that the unit should explain, "
                    "and say what."
                )
            )
        ]

    def _obstacles_explanation_deadline(self, explanation_deadline=None, **details):
        if not explanation_deadline:
            return [Obstacle(self.env._("State until when the unit has time to explain."))]
        if explanation_deadline <= fields.Datetime.now():
            return [
                Obstacle(self.env._("The deadline for the explanation has to lie in the future."))
            ]
        return []

    def _obstacles_past_explanation_deadline(self, **details):
        if not self._is_past_explanation_deadline():
            return []
        return [
            Obstacle(
                self.env._(
                    "The time to explain ended on %(deadline)s. Ask the secretary for more.",
                    deadline=self._format_datetime(self.explanation_deadline),
                )
            )
        ]

    def _obstacles_unanswered(self, **details):
        return [
            Obstacle(
                self.env._(
                    "%(criterion)s: the council's question is not answered yet.",
                    criterion=appraisal.criterion_id.display_name,
                ),
                appraisal.line_id.id,
            )
            for appraisal in self._get_asked()
            if not (appraisal.explanation or "").strip()
        ]

    def _obstacles_undecided(self, **details):
        return [
            Obstacle(
                self.env._(
                    "%(criterion)s: its points are relative to the best of the group. The secretary settles them on "
                    "the period when all units are in.",
                    criterion=appraisal.criterion_id.display_name,
                )
                if appraisal.is_declared
                else self.env._(
                    "%(criterion)s: not decided yet.", criterion=appraisal.criterion_id.display_name
                ),
                appraisal.line_id.id,
                appraisal.assessment_id.id,
            )
            for appraisal in self._get_undecided()
        ]

    def _obstacles_relative(self, **details):
        # sudo: the figures of all units of the group decide, whoever of the council may see them
        of_periods = self.sudo().grouped("period_id")
        outdated = self.env["cchc.appraisal"].union(
            *(period._get_outdated(forms) for period, forms in of_periods.items())
        )
        return [
            Obstacle(
                self.env._(
                    "%(criterion)s: its points do not follow from the figures as they stand. Settle them again on "
                    "the period.",
                    criterion=appraisal.criterion_id.display_name,
                ),
                appraisal.line_id.id,
                appraisal.assessment_id.id,
            )
            for appraisal in outdated
            # what has no points yet is named as undecided
            if appraisal.is_decided
        ]

    def _obstacles_unsent(self, drop_unsent=False, **details):
        if drop_unsent:
            return []
        return [
            Obstacle(
                self.env._(
                    "%(criterion)s: a question is marked and was not sent to the unit. Send it, or take "
                    "the mark away.",
                    criterion=appraisal.criterion_id.display_name,
                ),
                appraisal.line_id.id,
                appraisal.assessment_id.id,
            )
            for appraisal in self._get_asked()
        ]

    def _obstacles_time_to_explain(self, **details):
        if self._is_past_explanation_deadline():
            return []
        return [
            Obstacle(
                self.env._(
                    "The unit has time to explain until %(deadline)s. Before that single questions can "
                    "be withdrawn.",
                    deadline=self._format_datetime(self.explanation_deadline),
                )
            )
        ]

    def _obstacles_frozen(self, **details):
        """The results are with whoever signs them: what they stand on stays as it is."""
        # sudo: whoever acts need not see results
        frozen = self.sudo().period_id.publication_ids.filtered(lambda one: one.state == "frozen")
        return [
            Obstacle(
                self.env._(
                    "The results are frozen for signature. Take “%(publication)s” back first.",
                    publication=publication.display_name,
                )
            )
            for publication in frozen
        ]

    def _obstacles_published_aside(self, **details):
        if self.period_id.state != "published":
            return []
        return [
            Obstacle(
                self.env._(
                    "The results are published. To correct them, reopen the unit that has to be "
                    "mended, with the reason."
                )
            )
        ]

    def _obstacles_no_relatives(self, **details):
        if self._get_relatives():
            return []
        return [
            Obstacle(
                self.env._(
                    "“%(unit)s” was neither merged nor divided with another unit of this period. Enter "
                    "its predecessors first, in the list of units.",
                    unit=self.unit_id.name,
                )
            )
        ]

    def _obstacles_counting(self, counting=None, **details):
        if not counting:
            return [Obstacle(self.env._("Say which form counts instead."))]
        if strangers := counting - self._get_relatives():
            return [
                Obstacle(
                    self.env._(
                        "“%(unit)s” has nothing to do with the merger or division of “%(other)s”.",
                        unit=strangers[0].unit_id.name,
                        other=self.unit_id.name,
                    )
                )
            ]
        if aside := counting.filtered(lambda one: one.state in SET_ASIDE):
            return [
                Obstacle(
                    self.env._("“%(unit)s” does not count itself.", unit=aside[0].unit_id.name)
                )
            ]
        return []

    def _obstacles_counts_for_others(self, **details):
        return [
            Obstacle(
                self.env._(
                    "It counts in place of “%(unit)s”. Take that one in again first.",
                    unit=other.unit_id.name,
                )
            )
            for other in self.search([("counted_by_ids", "in", self.ids)])
        ]

    def _obstacles_not_with_period(self, publication=None, **details):
        if publication:
            return []
        return [
            Obstacle(
                self.env._(
                    "Results are published for all units of the period at once. Do it from the period."
                ),
                assessment_id=assessment.id,
            )
            for assessment in self
        ]

    def _obstacles_objection(self):
        """Return sentences, each a reason why the unit cannot object now."""
        period = self.period_id
        if self.state != APPRAISED or not period.review_open:
            return [self.env._("The results are not open for review.")]
        if self.objection:
            return [self.env._("The unit has objected already; it can do so once.")]
        if period.review_deadline and fields.Datetime.now() > period.review_deadline:
            return [
                self.env._(
                    "The time to object ended on %(deadline)s.",
                    deadline=self._format_datetime(period.review_deadline),
                )
            ]
        return []

    def _do_object(self, reason):
        """Keep what the leader objects to, and tell the secretaries.

        :raises UserError: when the results are not open for review, or the unit has objected already.
        """
        self = self._in_plain_context()
        self._check_actor(LEADER)
        self._lock()
        # until this is committed the review stays as open as it is
        self.period_id._lock_for_share()
        obstacles = self._obstacles_objection()
        if not (reason or "").strip():
            obstacles.append(self.env._("Say what the unit objects to, and why."))
        if obstacles:
            raise UserError(": ".join((self.display_name, " ".join(obstacles))))
        self._write_as_system({"objection": reason, "objection_at": fields.Datetime.now()})
        self._log_objection("objection", reason, SECRETARY)

    def _answer_objection(self, answer):
        """Keep the secretary's answer to what the unit objects to, and tell the unit's leaders."""
        self = self._in_plain_context()
        self._check_actor(SECRETARY)
        self._lock()
        if not self.objection or self.objection_answer or self.state != APPRAISED:
            raise UserError(
                self.env._(
                    "%(assessment)s: no objection is waiting for an answer.",
                    assessment=self.display_name,
                )
            )
        if not (answer or "").strip():
            raise UserError(self.env._("Say what the council answers."))
        self._write_as_system({"objection_answer": answer})
        self._log_objection("objection_answer", answer, LEADER)

    def _log_objection(self, field, text, informed):
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": self.id,
                    "action": "object",
                    "field": field,
                    "new_value": text,
                }
            ]
        )
        # sudo: who is told is the system's business
        as_system(self.sudo()).message_post(
            body=text,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="cchc_assessment.cchc_assessment_milestone",
            partner_ids=(self._get_people(informed) - self.env.user).partner_id.ids,
        )

    def _notify_withdrawal(self, questions, reason):
        """Tell the unit which questions it need not answer any more."""
        names = "; ".join(question.criterion_id.display_name for question in questions)
        body = Markup("<p>%s</p><p>%s</p>") % (
            self.env._("Questions that were withdrawn: %(criteria)s", criteria=names),
            reason,
        )
        people = self._get_people(OFFICER) | self._get_people(LEADER)
        self._post_milestone(body, people - self.env.user)

    def _get_seals(self):
        return [*super()._get_seals(), *self.sudo().result_ids.filtered("seal")]

    def action_download_papers(self):
        """Download minutes, appendices and result sheets of these assessments in one ZIP, a folder for each unit."""
        self.check_access("read")
        kinds = ["minute", "appendix", "result"]
        behind = self._begin_behind("unit_papers", PAPER_WEIGHT * len(kinds), kinds=kinds)
        return behind or download(f"/cchc/unit_papers?ids={','.join(map(str, self.ids))}")

    def action_download_minutes(self):
        """Download the minutes of these assessments in one ZIP."""
        self.check_access("read")
        behind = self._begin_behind("unit_papers", PAPER_WEIGHT, kinds=["minute"])
        return behind or download(
            f"/cchc/unit_papers?kinds=minute&ids={','.join(map(str, self.ids))}"
        )

    def action_print_results(self):
        """Download the newest results of these assessments that the user may see, a sheet each in one workbook.

        Those of many units are made behind this request, a workbook each.
        """
        self.check_access("read")
        if behind := self._begin_behind("unit_papers", kinds=["result"]):
            return behind
        results = self._get_newest_results()
        if results:
            return results.action_print_sheet()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._("There is no result of these units that you may see yet."),
            },
        }

    def _get_newest_results(self):
        """Return the newest result of each of these assessments that the user may see."""
        results = self.env["cchc.result"].search(
            [("assessment_id", "in", self.ids)], order="publication_id"
        )
        newest = {}
        for result in results:
            newest.setdefault(result.assessment_id, result)
        return results.browse([result.id for result in newest.values()])

    def action_download_minute(self):
        """Download the minute of the appraisal as a Word document."""
        self.ensure_one()
        return download(f"/cchc/minute/{self.id}")

    def action_print_result(self):
        """Download this unit's own result, the newest that the user may see."""
        self.ensure_one()
        self.check_access("read")
        result = self._get_newest_results()
        if not result:
            raise UserError(
                self.env._(
                    "There is no result of %(assessment)s that you may see yet.",
                    assessment=self.display_name,
                )
            )
        return result.action_print_sheet()
