from collections import defaultdict
from dataclasses import dataclass

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.cchc_assessment.core.plain.dates import clock_and_date
from odoo.addons.cchc_assessment.core.plain.text import one_line
from odoo.addons.cchc_assessment.core.scoring import to_decimal
from odoo.addons.cchc_assessment.fields import (
    REASON_LENGTH,
    LimitedChar,
    LimitedText,
    ScoreFloat,
)
from odoo.addons.cchc_assessment.models.common.screens import open_dialog
from odoo.addons.cchc_assessment.models.period.cchc_period import UNDER_WAY

from ..core.answers.reckoning import LEAST_SHOWN, Answer, Group, Question, Reckoning, to_percent

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
# The kind of Odoo's surveys that are ours: its people, whatever their rights, see none of them.
KIND = "cchc"
# What may be asked about: rules to which a share of the maximum, or a percentage, can be given.
SURVEYED_RULES = ("manual", "band", "ratio", "choice")


@dataclass(frozen=True)
class Outcome:
    """What the surveys come to for a criterion of a unit.

    :ivar reckoning: the ``Reckoning``; None as long as a survey is open
    :ivar points: a Decimal; None where there are none
    :ivar problem: why they cannot be taken, as a sentence
    """

    reckoning: Reckoning | None = None
    points: object = None
    problem: str = ""


class CchcSurvey(models.Model):
    """A questionnaire for one group of respondents, who judge units of a period.

    While it is open it is known who has answered, and nothing is known of the answers; once it is closed the counts of
    answers are known, and no answer is added over the network any more.
    """

    _name = "cchc.survey"
    _description = "Survey of Respondents"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin", "cchc.lock.mixin"]
    _order = "period_id desc, id"
    _stays = False

    name = LimitedChar(required=True)
    respondents = LimitedChar(
        required=True,
        help="The group that is asked, such as “Người dân, doanh nghiệp”: it stands in the reckoning of the points.",
    )
    period_id = fields.Many2one(
        "cchc.period",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain=[("state", "!=", "published")],
        default=lambda self: self.env["cchc.period"].search([("state", "in", UNDER_WAY)], limit=1),
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    state = fields.Selection(
        [(DRAFT, "In preparation"), (OPEN, "Open"), (CLOSED, "Closed")],
        default=DRAFT,
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    active = fields.Boolean(default=True, copy=False)
    weight = ScoreFloat(
        default=1,
        required=True,
        aggregator=None,
        help="What this group counts beside the others that are asked about the same criterion, such as 60 and 40.",
    )
    least_answers = fields.Integer(
        "Least Number of Answers",
        default=LEAST_SHOWN,
        required=True,
        aggregator=None,
        help="A question with fewer answers for a unit gives it no points, and its answers are never shown.",
    )
    introduction = LimitedText(
        max_length=REASON_LENGTH,
        help="What respondents read before the first question, and in the invitation.",
    )
    closing_at = fields.Datetime("Closes On", copy=False, help="Later nobody answers any more.")
    unit_ids = fields.Many2many(
        "cchc.unit",
        string="Units",
        check_company=True,
        help="The units that are judged. Empty: all of the period.",
    )
    question_ids = fields.One2many("cchc.survey.question", "survey_id", "Questions", copy=True)
    invitation_ids = fields.One2many("cchc.survey.invitation", "survey_id", "Invitations")
    batch_ids = fields.One2many("cchc.survey.batch", "survey_id", "Paper Answers")
    invited_count = fields.Integer("Invited", compute="_compute_rates")
    answered_count = fields.Integer("Answered", compute="_compute_rates")
    response_rate = fields.Float(
        compute="_compute_rates",
        aggregator=None,
        help="Of those who were invited; paper is not in it.",
    )
    response_table = fields.Html(
        "Answers by Unit", compute="_compute_response_table", sanitize=False
    )
    question_count = fields.Integer(compute="_compute_question_count")
    survey_id = fields.Many2one(
        "survey.survey",
        "Pages of the Survey",
        copy=False,
        readonly=True,
        ondelete="set null",
        groups=fields.NO_ACCESS,
    )

    _weight_positive = models.Constraint(
        "CHECK(weight > 0)", "The weight of a group of respondents is more than 0."
    )
    _least_enough = models.Constraint(
        f"CHECK(least_answers >= {LEAST_SHOWN})",
        "At least five answers are needed: fewer would tell who said what.",
    )

    @api.depends("question_ids")
    def _compute_question_count(self):
        for survey in self:
            survey.question_count = len(survey.question_ids)

    @api.depends("invitation_ids.is_answered")
    def _compute_rates(self):
        counts = defaultdict(lambda: [0, 0])
        for survey, is_answered, count in self.env["cchc.survey.invitation"]._read_group(
            [("survey_id", "in", self.ids)], ["survey_id", "is_answered"], ["__count"]
        ):
            counts[survey.id][0] += count
            counts[survey.id][1] += count if is_answered else 0
        for survey in self:
            invited, answered = counts[survey._origin.id]
            survey.invited_count, survey.answered_count = invited, answered
            survey.response_rate = 100 * answered / invited if invited else 0

    @api.depends("invitation_ids.is_answered", "batch_ids.withdrawn_at", "unit_ids", "period_id")
    @api.depends_context("lang")
    def _compute_response_table(self):
        for survey in self:
            rows = survey._get_response_rows() if survey._origin.id else []
            survey.response_table = rows and self.env["ir.qweb"]._render(
                "cchc_assessment_survey.response_table",
                {"rows": rows},
            )

    def _get_response_rows(self):
        """Return of each unit how many were invited and have answered, and how many sheets of paper came in."""
        self.ensure_one()
        numbers = defaultdict(lambda: [0, 0])
        for unit, is_answered, count in self.env["cchc.survey.invitation"]._read_group(
            [("survey_id", "=", self._origin.id)], ["unit_id", "is_answered"], ["__count"]
        ):
            numbers[unit][0] += count
            numbers[unit][1] += count if is_answered else 0
        sheets = self._origin._count_sheets()
        return [
            {
                "unit": unit.name,
                "invited": numbers[unit][0],
                "answered": numbers[unit][1],
                "rate": round(100 * numbers[unit][1] / numbers[unit][0])
                if numbers[unit][0]
                else None,
                "paper": sheets.get(unit, 0),
                "is_short": numbers[unit][1] + sheets.get(unit, 0) < self.least_answers,
            }
            for unit in self._get_units()
        ]

    def _count_sheets(self):
        """Return ``{unit: how many sheets of paper}``; those that were withdrawn are not in it."""
        # sudo: nobody reads the counts; how many sheets there are is no answer
        return {
            unit.with_env(self.env): number
            for unit, number in self.env["cchc.survey.count"]
            .sudo()
            ._read_group(
                [
                    ("survey_id", "=", self.id),
                    ("option_id", "=", False),
                    ("batch_id", "!=", False),
                    ("batch_id.withdrawn_at", "=", False),
                ],
                ["unit_id"],
                ["number:sum"],
            )
        }

    def _get_units(self):
        """Return the units that are judged."""
        self.ensure_one()
        units = self.period_id.assessment_ids.unit_id
        return (units & self.unit_ids._origin) if self.unit_ids else units

    @api.constrains("closing_at")
    def _check_closing(self):
        for survey in self:
            if survey.closing_at and survey.closing_at <= fields.Datetime.now():
                raise ValidationError(
                    self.env._("The survey “%(survey)s” closes in the future.", survey=survey.name)
                )

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(
                (
                    "name",
                    "respondents",
                    "period_id",
                    "weight",
                    "least_answers",
                    "introduction",
                    "unit_ids",
                    "question_ids",
                ),
                "_check_is_draft",
            ),
            "closing_at": "_check_is_not_closed",
            "active": "_check_is_not_open",
        }

    @api.model
    def _get_creation_fields(self):
        return self._get_open_fields().keys()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_is_draft()

    def unlink(self):
        # sudo: the pages of its preview are the system's
        pages = self.sudo().survey_id
        result = super().unlink()
        pages.unlink()
        return result

    def _check_is_draft(self):
        """Refuse to change what respondents have been asked, and by what their answers count."""
        for survey in self:
            if survey.state != DRAFT:
                raise UserError(
                    self.env._(
                        "“%(survey)s” has been sent out: what is asked and what it counts stays. Copy the survey for "
                        "another one.",
                        survey=survey.name,
                    )
                )

    def _check_is_not_closed(self):
        for survey in self:
            if survey.state == CLOSED:
                raise UserError(
                    self.env._(
                        "“%(survey)s” is closed, and its counts may have been read: it cannot be opened again.",
                        survey=survey.name,
                    )
                )

    def _check_is_not_open(self):
        for survey in self:
            if survey.state == OPEN:
                raise UserError(self.env._("Close “%(survey)s” first.", survey=survey.name))

    def _check_is_open(self):
        for survey in self:
            if survey.state != OPEN:
                raise UserError(self.env._("“%(survey)s” is not open.", survey=survey.name))

    def _check_takes_answers(self):
        for survey in self:
            if not survey._takes_answers():
                raise UserError(
                    self.env._(
                        "“%(survey)s” takes no answers now: it is not open, or its day has passed.",
                        survey=survey.name,
                    )
                )

    def _check_has_begun(self):
        for survey in self:
            if survey.state == DRAFT:
                raise UserError(
                    self.env._(
                        "“%(survey)s” is in preparation: its questions may change. Open it first.",
                        survey=survey.name,
                    )
                )

    def _takes_answers(self):
        """Whether somebody may still answer over the network."""
        self.ensure_one()
        return self.state == OPEN and (
            not self.closing_at or fields.Datetime.now() <= self.closing_at
        )

    def action_repeat_answers(self):
        """Give all questions the answers of the first one."""
        self.ensure_one()
        self.check_access("write")
        self._check_is_draft()
        first, others = self.question_ids[:1], self.question_ids[1:]
        for question in others:
            question.write(
                {
                    "option_ids": [Command.clear()]
                    + [Command.create(vals) for vals in first.option_ids._copy_values()]
                }
            )

    def action_preview(self):
        """Open the survey as respondents see it; what is answered there is kept nowhere."""
        self.ensure_one()
        self.check_access("write")
        if self.state == DRAFT:
            self._check_questions()
            self._make_pages()
        # sudo: the pages are Odoo's, which shows them to who has the address
        answer = self.sudo().survey_id._make_answers(1, is_test=True)
        return {"type": "ir.actions.act_url", "url": answer.get_start_url(), "target": "new"}

    def action_open(self):
        """Let it be answered; from now on what is asked stays.

        :raises UserError: naming what is missing
        """
        for survey in self:
            survey.check_access("write")
            # whoever edits its parts at this moment, or this one, begins again
            survey._lock_for_update()
            survey._check_is_draft()
            survey._check_questions()
            if not survey.closing_at or survey.closing_at <= fields.Datetime.now():
                raise UserError(
                    self.env._("Say first when “%(survey)s” closes.", survey=survey.name)
                )
            survey._make_pages()
            survey._write_as_system({"state": OPEN})

    def action_close(self):
        """Let nobody answer any more, for good, and take the links away that people were sent."""
        for survey in self:
            survey.check_access("write")
            survey._lock_for_update()
            survey._check_is_open()
            survey._write_as_system({"state": CLOSED})
            # sudo: the system's; who has answered stays noted on the invitation
            survey.sudo().survey_id._drop_answers()

    def action_invite(self):
        """Open the dialog in which addresses are given for units."""
        self.ensure_one()
        self._check_takes_answers()
        return open_dialog(
            self.env["cchc.survey.invite"],
            self.env._("Invite"),
            context={"default_survey_id": self.id},
        )

    def action_remind(self):
        """Remind those who have not answered.

        :return: what tells how many are reminded.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_takes_answers()
        return self.invitation_ids.filtered(lambda one: not one.is_answered)._send_again()

    def action_import_paper(self):
        """Open the dialog in which sheets of paper are brought in."""
        self.ensure_one()
        return open_dialog(
            self.env["cchc.survey.paper"],
            self.env._("Paper Answers"),
            context={"default_survey_id": self.id},
        )

    def _check_questions(self):
        """Refuse a survey that nobody could answer, or whose answers would be no points.

        :raises UserError: naming question and reason
        """
        for survey in self:
            if not survey.question_ids:
                raise UserError(self.env._("“%(survey)s” has no question.", survey=survey.name))
            for question in survey.question_ids:
                if problem := question._find_problem():
                    raise UserError(
                        self.env._(
                            "Question %(code)s: %(problem)s", code=question.code, problem=problem
                        )
                    )

    def _make_pages(self):
        """Make the survey of Odoo that respondents answer, anew; nothing of it is written before it is sent off."""
        self.ensure_one()
        # sudo: nobody reads or changes it but the system
        self.sudo().survey_id.unlink()
        pages = self.env["res.lang"]._in_vietnamese(
            self.env["survey.survey"]
            .with_user(SUPERUSER_ID)
            .with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
        )
        pages = pages.create(
            {
                "title": self.name,
                "survey_type": KIND,
                "user_id": False,
                "lang_ids": [
                    Command.set(pages.env["res.lang"].search([("code", "=", pages.env.lang)]).ids)
                ],
                "description": pages.env["ir.qweb"]._render(
                    "cchc_assessment_survey.survey_description", {"survey": self}
                ),
                "access_mode": "token",
                # what somebody has ticked leaves the browser once, when it is sent off
                "questions_layout": "one_page",
                "questions_selection": "all",
                "scoring_type": "no_scoring",
                "question_and_page_ids": [
                    Command.create(question._make_page_values(sequence))
                    for sequence, question in enumerate(self.question_ids, start=1)
                ],
            }
        )
        self._write_as_system({"survey_id": pages.id})
        for question, page in zip(self.question_ids, pages.question_ids, strict=True):
            for option, answer in zip(question.option_ids, page.suggested_answer_ids, strict=True):
                option._write_as_system({"answer_id": answer.id})

    @api.model
    def _find_of_pages(self, pages):
        """Return the survey that these pages of Odoo's are; archived ones, too."""
        # sudo: whoever answers is nobody
        return (
            self.sudo()
            .with_context(active_test=False)
            .search([("survey_id", "in", pages.ids)], limit=1)
        )

    def _make_letter(self, email, invitations, is_reminder):
        """Return the letter that brings somebody the links of these invitations."""
        self.ensure_one()
        survey = self.env["res.lang"]._in_vietnamese(self)
        address = self.env["ir.config_parameter"]._get_link_address()
        links = [
            # sudo: the links are for whom they are sent to
            {"unit": one.unit_id.name, "url": address + one.sudo().input_id.get_start_url()}
            for one in invitations
        ]
        subject = (
            survey.env._("Reminder: %(survey)s", survey=self.name) if is_reminder else self.name
        )
        return {
            "subject": one_line(subject),
            "body_html": survey.env["ir.qweb"]._render(
                "cchc_assessment_survey.survey_letter",
                {
                    "survey": survey,
                    "links": links,
                    "closing": clock_and_date(self.company_id._cchc_local(self.closing_at)),
                },
            ),
            "email_to": email,
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            "author_id": False,
            "auto_delete": True,
        }

    # what the answers come to

    @api.model
    def _reckon(self, period):
        """Return what the surveys of a period come to: ``{appraisal: Outcome}``.

        :param period: one that the caller may write
        """
        surveys = self.search([("period_id", "=", period.id)])
        appraisals = self.env["cchc.appraisal"].search(
            [
                ("period_id", "=", period.id),
                ("is_current", "=", True),
                ("criterion_id", "in", surveys.question_ids.criterion_ids.ids),
            ]
        )
        groups, waiting = defaultdict(list), {}
        for survey in surveys:
            counts = survey._get_counts() if survey.state == CLOSED else {}
            units = survey._get_units()
            asked = survey.question_ids.criterion_ids
            for appraisal in appraisals:
                if appraisal.unit_id not in units or appraisal.criterion_id not in asked:
                    continue
                if survey.state != CLOSED:
                    waiting.setdefault(appraisal, survey)
                groups[appraisal].append(survey._make_group(appraisal, counts))
        return {
            appraisal: self._reckon_one(appraisal, asked, waiting.get(appraisal))
            for appraisal, asked in groups.items()
        }

    def _reckon_one(self, appraisal, groups, waiting):
        if waiting:
            return Outcome(
                problem=self.env._(
                    "“%(survey)s” is not closed yet: close it, or archive it.", survey=waiting.name
                )
            )
        reckoning = Reckoning(tuple(groups), to_decimal(appraisal.max_score))
        if reckoning.lacking:
            return Outcome(
                reckoning,
                problem=self.env._(
                    "Too few answers: %(groups)s.",
                    groups=", ".join(group.name for group in reckoning.lacking),
                ),
            )
        points = appraisal._get_reckoned_points(reckoning)
        if points is None:
            problem = self.env._("The criterion's rule makes no points of this share.")
        elif appraisal.not_applicable:
            problem = self.env._("The council has said that the criterion does not apply.")
        else:
            problem = appraisal._find_survey_problem(points)
        return Outcome(reckoning, points, problem)

    def _make_group(self, appraisal, counts):
        """Return what the respondents say of a unit in one criterion."""
        self.ensure_one()
        of_unit = counts.get(appraisal.unit_id, {})
        return Group(
            self.respondents,
            to_decimal(self.weight),
            self.least_answers,
            tuple(
                Question(
                    question.code,
                    question.name,
                    tuple(
                        Answer(
                            option.name,
                            to_decimal(option.percent) if option.is_counted else None,
                            *of_unit.get(option, (0, 0)),
                        )
                        for option in question.option_ids
                    ),
                )
                for question in self.question_ids
                if appraisal.criterion_id in question.criterion_ids
            ),
        )

    def _get_counts(self):
        """Return ``{unit: {option: (over the network, on paper)}}``, of a closed survey alone.

        Whoever calls it shows no count that ``core.answers.reckoning`` leaves out.
        """
        self.ensure_one()
        self._check_is_closed()
        counts = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        # sudo: nobody reads single counts; what is shown of them is for core.answers.reckoning to say
        rows = (
            self.env["cchc.survey.count"]
            .sudo()
            ._read_group(
                [
                    ("survey_id", "=", self.id),
                    ("option_id", "!=", False),
                    "|",
                    ("batch_id", "=", False),
                    ("batch_id.withdrawn_at", "=", False),
                ],
                ["unit_id", "option_id", "batch_id"],
                ["number:sum"],
            )
        )
        for unit, option, batch, number in rows:
            counts[unit.with_env(self.env)][option.with_env(self.env)][bool(batch)] += number
        return counts

    def _check_is_closed(self):
        """Refuse to count while somebody may answer: two looks would tell what was said in between."""
        if self.state != CLOSED:
            raise UserError(self.env._("“%(survey)s” is not closed yet.", survey=self.name))

    @api.model
    def _describe(self, outcome):
        """Return in words how points came about, as the remark on the criterion; "" where there are none."""
        reckoning = outcome.reckoning
        if outcome.points is None:
            return ""
        write = self.env["cchc.scored.mixin"]._format_number
        groups = "; ".join(
            self.env._(
                "%(group)s: %(answers)s answers to %(questions)s questions, %(share)s %%, weight %(weight)s",
                group=group.name,
                answers=group.answers,
                questions=len(group.usable),
                share=write(to_percent(group.share)),
                weight=write(group.weight),
            )
            for group in reckoning.groups
        )
        share = write(to_percent(reckoning.exact_share))
        if outcome.points != reckoning.points:
            return self.env._(
                "Survey. %(groups)s. Together %(share)s %%: %(points)s points by the criterion's rule.",
                groups=groups,
                share=share,
                points=write(outcome.points),
            )
        return self.env._(
            "Survey. %(groups)s. Together %(share)s %% × %(maximum)s = %(points)s points.",
            groups=groups,
            share=share,
            maximum=write(reckoning.maximum),
            points=write(outcome.points),
        )
