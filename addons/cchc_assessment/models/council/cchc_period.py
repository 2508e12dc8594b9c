"""The council's half of the year: who appraises what, review by the units, publication."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...compat import get_window
from ...core.scoring import RELATIVE, find_best
from ...core.word.annex_data import Annex
from ...core.word.fields import describe_fields
from ...core.word.minute_data import Minute
from ...core.word.papers_data import (
    CouncilMinute,
    Decision,
    Paper,
    Proposal,
    ReminderDispatch,
    RequestDispatch,
    ResultsReport,
    StartDispatch,
)
from ...fields import STATEMENT_LENGTH, LimitedChar, LimitedText, VisibleOne2many
from ..assessment.assessment_workflow import APPRAISAL, CONCLUDED, SET_ASIDE, WITH_COUNCIL
from ..assessment.cchc_scored_mixin import INPUT_FIELDS, find_figure
from ..common.groups import APPRAISER_GROUP, SECRETARY_GROUP
from ..common.screens import download, notify, open_dialog, open_form
from ..period.cchc_period import UNDER_WAY

_OWN_TEMPLATE = (
    "A Word document (.docx) with the fields below. Left empty, the standard one is used."
)
# What stands in the published documents, or has run out with them; the scale was fixed before.
PUBLISHED_FIELDS = {
    "name",
    "subject",
    "legal_basis",
    "self_deadline",
    "explanation_deadline",
    "appraisal_deadline",
    "review_deadline",
    "absent_result",
    "needs_chair",
}


# The papers of a whole period, in the order of the year: what each says, and its title as a file.
PAPERS = {
    "start": (StartDispatch, "Công văn triển khai tự đánh giá"),
    "reminder": (ReminderDispatch, "Công văn đôn đốc"),
    "request": (RequestDispatch, "Công văn yêu cầu giải trình"),
    "council_minute": (CouncilMinute, "Biên bản họp Hội đồng"),
    "results": (ResultsReport, "Báo cáo kết quả"),
    "proposal": (Proposal, "Tờ trình"),
    "decision": (Decision, "Dự thảo Quyết định"),
}


class CchcPeriod(models.Model):
    _name = "cchc.period"
    _inherit = ["cchc.period", "cchc.templated.mixin"]
    _template_kinds = {
        "minute_template": Minute,
        "annex_template": Annex,
        **{f"{name}_template": kind for name, (kind, _title) in PAPERS.items()},
    }

    # the first member who takes up a unit moves the period on: who it was, and when, is the council's
    write_uid = fields.Many2one(groups=APPRAISER_GROUP)
    write_date = fields.Datetime(groups=APPRAISER_GROUP)
    assignment_ids = fields.One2many(
        "cchc.assignment", "period_id", "Assignments", groups=APPRAISER_GROUP
    )
    review_open = fields.Boolean(
        readonly=True,
        copy=False,
        tracking=True,
        help="Units see what the council decided on them, before it is published.",
    )
    review_deadline = fields.Datetime(
        copy=False, tracking=True, help="Until then leaders may object, once for each unit."
    )
    publication_ids = VisibleOne2many(
        "cchc.publication", "period_id", "Publications", readonly=True
    )
    absent_result = fields.Selection(
        [("lowest", "Zero, and the lowest class"), ("none", "Neither score nor class")],
        "Units Without a Dossier Get",
        default="lowest",
        required=True,
        tracking=True,
        help="What stands at the end of the group for a unit that has submitted nothing. It has no place.",
    )
    needs_chair = fields.Boolean(
        "The Chair Approves the Results",
        tracking=True,
        help="Results go to the chair of the council, who approves or returns them before they can be "
        "published.",
    )
    council_name = LimitedChar(
        help="As the heading of its documents says it. Left empty, it is “Hội đồng thẩm định”."
    )
    council_place = LimitedChar(
        "Place of Issue", help="Left empty, the city of the company is used."
    )
    council_head_title = LimitedChar(
        "Position of the Signer", help="Such as “Phó Chủ tịch”. “Chủ tịch” if empty."
    )
    council_head_name = LimitedChar("Name of the Signer")
    council_secretary_name = LimitedChar("Name of the Secretary")
    minute_template = fields.Binary(
        "Template of the Minute",
        attachment=True,
        help="A Word document (.docx) with the fields below. Left empty, the standard one is used.",
    )
    minute_template_name = LimitedChar()
    minute_field_list = fields.Html(
        "Fields of the Minute", compute="_compute_field_lists", sanitize=False
    )
    annex_template = fields.Binary(
        "Template of the Annex",
        attachment=True,
        help="A Word document (.docx) with the fields below. Left empty, the standard one is used.",
    )
    annex_template_name = LimitedChar()
    annex_field_list = fields.Html(
        "Fields of the Annex", compute="_compute_field_lists", sanitize=False
    )
    meeting_place = LimitedChar(
        "Place of the Meeting",
        groups=APPRAISER_GROUP,
        help="Where the council met to settle the results. Left empty, it is the place of issue.",
    )
    meeting_started_at = fields.Datetime("Meeting Began", groups=APPRAISER_GROUP)
    meeting_ended_at = fields.Datetime("Meeting Ended", groups=APPRAISER_GROUP)
    meeting_attendees = LimitedText(
        "Others Present",
        groups=APPRAISER_GROUP,
        max_length=STATEMENT_LENGTH,
        help="Who was there beside those who scored, one on each line: the minutes name them.",
    )
    start_template = fields.Binary(
        "Dispatch That Begins the Self-assessment",
        attachment=True,
        groups=SECRETARY_GROUP,
        help=_OWN_TEMPLATE,
    )
    start_template_name = LimitedChar(groups=SECRETARY_GROUP)
    reminder_template = fields.Binary(
        "Dispatch to Those Who Are Late",
        attachment=True,
        groups=SECRETARY_GROUP,
        help=_OWN_TEMPLATE,
    )
    reminder_template_name = LimitedChar(groups=SECRETARY_GROUP)
    request_template = fields.Binary(
        "Dispatch That Asks for Explanations",
        attachment=True,
        groups=SECRETARY_GROUP,
        help=_OWN_TEMPLATE,
    )
    request_template_name = LimitedChar(groups=SECRETARY_GROUP)
    council_minute_template = fields.Binary(
        "Minute of the Council", attachment=True, groups=SECRETARY_GROUP, help=_OWN_TEMPLATE
    )
    council_minute_template_name = LimitedChar(groups=SECRETARY_GROUP)
    results_template = fields.Binary(
        "Report on the Results", attachment=True, groups=SECRETARY_GROUP, help=_OWN_TEMPLATE
    )
    results_template_name = LimitedChar(groups=SECRETARY_GROUP)
    proposal_template = fields.Binary(
        "Proposal (Tờ trình)", attachment=True, groups=SECRETARY_GROUP, help=_OWN_TEMPLATE
    )
    proposal_template_name = LimitedChar(groups=SECRETARY_GROUP)
    decision_template = fields.Binary(
        "Draft of the Decision", attachment=True, groups=SECRETARY_GROUP, help=_OWN_TEMPLATE
    )
    decision_template_name = LimitedChar(groups=SECRETARY_GROUP)
    paper_field_list = fields.Html(
        "Fields of the Papers", compute="_compute_field_lists", sanitize=False
    )

    annex_shows_maximum = fields.Boolean("Maximum Score", default=True)
    annex_shows_survey = fields.Boolean("Survey")
    annex_shows_bonus = fields.Boolean("Bonus", default=True)
    annex_shows_penalty = fields.Boolean("Penalty", default=True)
    annex_shows_not_applicable = fields.Boolean("Not Applicable")
    annex_shows_percent = fields.Boolean("Percentage", default=True)
    annex_shows_rank = fields.Boolean("Rank", default=True)
    annex_shows_rating = fields.Boolean("Rating", default=True)

    has_relative = fields.Boolean(compute="_compute_has_relative", groups=SECRETARY_GROUP)

    best_list = fields.Text(
        "Best of Each Group", compute="_compute_best_list", groups=SECRETARY_GROUP
    )

    @api.depends("rubric_ids.criterion_ids.rule_type", "rubric_ids.criterion_ids.is_leaf")
    def _compute_has_relative(self):
        for period in self:
            period.has_relative = bool(period._get_relative_criteria())

    def _compute_field_lists(self):
        self.minute_field_list = self._list_fields(describe_fields(Minute))
        self.annex_field_list = self._list_fields(describe_fields(Annex))
        self.paper_field_list = self._list_fields(describe_fields(Paper))

    @api.model_create_multi
    def create(self, vals_list):
        # whatever a caller sends, nothing is open for review yet
        return super().create([{**vals, "review_open": False} for vals in vals_list])

    @api.model
    def _get_open_fields(self):
        open_ = {
            **super()._get_open_fields(),
            **dict.fromkeys(PUBLISHED_FIELDS, "_check_results_open"),
        }
        del open_["review_open"]
        return open_

    def action_compute_results(self):
        """Compute ranks and ratings as the scores stand now, into a draft that can be computed again.

        :return: the action that opens the draft, or shows how far it is where that takes long.
        """
        self.ensure_one()
        self._check_secretary()
        self._check_not_published()
        draft = self._get_draft_publication()
        behind = draft.action_compute() if draft.state == "draft" else None
        return behind or open_form(draft)

    def action_add_missing_units(self):
        """Make assessments for units that joined, unless the results are with whoever signs them."""
        self._check_not_frozen()
        return super().action_add_missing_units()

    def action_send_questions(self):
        """Open the dialog in which all questions are sent that members have marked and nobody has sent."""
        self.ensure_one()
        self._check_secretary()
        waiting = self.env["cchc.assessment"].search(
            [("period_id", "=", self.id), ("has_unsent", "=", True)]
        )
        if not waiting:
            return notify(self.env._("No question is waiting to be sent."), "info")
        return waiting.action_send_questions()

    def action_copy_to_next_year(self):
        """Make the next year's period like this one: its settings, its rubrics as they hold now, who appraises what.

        :return: the action that opens the new period, which is in preparation.
        """
        self.ensure_one()
        self._check_secretary()
        copied = self.copy(self._get_next_year_values())
        # what is assigned by criteria belongs to the rubric it was chosen from
        for assignment in self.assignment_ids.filtered(
            lambda one: not one.criterion_ids and one.appraiser_id.active
        ):
            assignment.copy({"period_id": copied.id})
        return open_form(copied)

    def _get_next_year_values(self):
        """Return what is different in the period after this one."""
        year = self.year + 1
        values = {
            "year": year,
            "name": self.name.replace(str(self.year), str(year))
            if str(self.year) in self.name
            else self.env._("%(name)s, %(year)s", name=self.name, year=year),
            "legal_basis": False,
            "meeting_started_at": False,
            "meeting_ended_at": False,
            "rubric_ids": [fields.Command.set(self._get_newest_rubrics().ids)],
            "review_deadline": self.review_deadline
            and self.review_deadline + relativedelta(years=1),
            "active": True,
        }
        for name in ("self_deadline", "explanation_deadline", "appraisal_deadline"):
            values[name] = self[name] and self[name] + relativedelta(years=1)
        return values

    def _get_newest_rubrics(self):
        """Return for each rubric of this period the newest published version of it; those without one are left out."""
        rubrics = self.env["cchc.rubric"]
        published = rubrics.search(
            [("company_id", "=", self.company_id.id), ("state", "=", "published")], order="id desc"
        )
        newest = rubrics
        for rubric in self.rubric_ids:
            newest |= published.filtered(lambda one, old=rubric: old in one._get_versions())[:1]
        return newest

    def action_settle_relative(self):
        """Open the dialog that names the best figures, now that all units are in.

        Again whenever a figure has changed: units that are concluded keep their points, or are named.

        :return: the action that opens the dialog, or tells that nothing is left to settle.
        :raises UserError: naming each unit that is not in, or would have to be reopened first.
        """
        self.ensure_one()
        self._check_secretary()
        self._check_results_open()
        if not self._get_settling():
            return notify(
                self._say_settled(0), "info", next={"type": "ir.actions.act_window_close"}
            )
        view = self.env.ref("cchc_assessment.cchc_period_view_form_settle")
        return open_dialog(
            self, self.env._("Settle Points Relative to the Best"), views=[(view.id, "form")]
        )

    def action_confirm_relative(self):
        """Give the points that are relative to the best of each group; of many units behind this request.

        :return: what tells the user how many criteria of units have got other points, or shows how far it is.
        :raises UserError: as ``action_settle_relative``.
        """
        self.ensure_one()
        works = self.env["cchc.work"]
        if works._is_long(len(self.assessment_ids)):
            self._check_secretary()
            self._check_results_open()
            return works._begin("relative", self)._show()
        count = self._confirm_relative()
        return notify(
            self._say_settled(count),
            "success" if count else "info",
            next={"type": "ir.actions.act_window_close"},
        )

    def _confirm_relative(self):
        """Give the points that are relative to the best, as the user, and return to how many criteria of units."""
        self._check_secretary()
        self._check_results_open()
        # whoever changes a figure meanwhile, or the other way round, starts again
        self.assessment_ids._exclude_saves()
        plan = self._get_settling()
        self.env["cchc.appraisal"]._settle_relative(plan)
        return sum(map(len, plan.values()))

    def _say_settled(self, count):
        if count:
            return self.env._("Points settled by the best of the group: %(count)s.", count=count)
        return self.env._("All points relative to the best are settled already.")

    def _get_settling(self):
        """Return ``{scoring.Figure: appraisals}`` that get other points.

        :raises UserError: naming what is in the way.
        """
        plan, obstacles = self._plan_relative()
        obstacles += [
            self.env._(
                "%(unit)s, %(criterion)s: it is concluded, and would get other points. Reopen it first.",
                unit=one.unit_id.name,
                criterion=one.criterion_id.display_name,
            )
            for ones in plan.values()
            for one in ones
            if one.state != APPRAISAL
        ]
        if obstacles:
            title = self.env._("The points relative to the best cannot be settled yet:")
            raise UserError("\n".join((title, *(f"• {obstacle}" for obstacle in obstacles))))
        return plan

    def _get_relative_criteria(self):
        return self.env["cchc.criterion"].search(
            [
                ("rubric_id", "in", self.rubric_ids.ids),
                ("rule_type", "=", RELATIVE),
                ("is_leaf", "=", True),
            ]
        )

    def _get_relative_domain(self, criteria):
        """Return the domain of what counts among ``criteria`` relative to the best."""
        return [
            ("criterion_id", "in", criteria.ids),
            ("is_current", "=", True),
            ("period_id", "=", self.id),
            ("assessment_id.state", "not in", SET_ASIDE),
        ]

    def _get_relative_groups(self, criteria, forms=None):
        """Return ``{(criterion, group): {appraisal: figure or None}}`` of ``criteria`` relative to the best.

        :param forms: those that are asked for; none: all of this period.
        """
        domain = self._get_relative_domain(criteria)
        if forms is not None:
            domain.append(("assessment_id", "in", forms.ids))
        found = self.env["cchc.appraisal"].search(domain)
        figures = dict(zip(found, found._get_figures(criteria._get_rules()), strict=True))
        return {
            key: {one: figures[one] for one in ones}
            for key, ones in found.grouped(lambda one: (one.criterion_id, one.group_id)).items()
        }

    def _find_bests(self, criteria, groups):
        """Return ``{(criterion, group): scoring.Figure}``: the best of all forms, without reading them one by one."""
        rules, appraisals = criteria._get_rules(), self.env["cchc.appraisal"]
        figures = {}
        domain = [*self._get_relative_domain(criteria), ("group_id", "in", groups.ids)]
        for criterion, group, option, *values in appraisals._read_group(
            domain, ["criterion_id", "group_id", *INPUT_FIELDS]
        ):
            inputs = appraisals._make_inputs(option.id, *values)
            if figure := find_figure(rules[criterion], inputs):
                figures.setdefault((criterion, group), []).append(figure)
        return {key: find_best(ones) for key, ones in figures.items()}

    def _plan_relative(self, forms=None):
        """Return which points would follow from the figures as they stand, and what is in the way.

        :param forms: those that are asked for, by the best of all; none: all of this period.
        :return: ``{scoring.Figure: appraisals}`` of those that have not got their points by the best figure of their
            group, and a sentence for each unit that is not in, or has no figure yet.
        """
        forms = self.assessment_ids if forms is None else forms
        criteria = self._get_relative_criteria().filtered(
            lambda one: one.rubric_id in forms.rubric_id
        )
        if not criteria:
            return {}, []
        rules = criteria._get_rules()
        obstacles = [
            self.env._("%(unit)s: %(state)s.", unit=one.unit_id.name, state=one._get_state_label())
            for one in forms
            if one.rubric_id in criteria.rubric_id
            and one.state not in (APPRAISAL, *CONCLUDED, *SET_ASIDE)
        ]
        plan, bests = {}, self._find_bests(criteria, forms.group_id)
        for key, figures in self._get_relative_groups(criteria, forms).items():
            obstacles += [
                self.env._(
                    "%(unit)s, %(criterion)s: no figure yet.",
                    unit=one.unit_id.name,
                    criterion=one.criterion_id.display_name,
                )
                for one, figure in figures.items()
                if figure is None and not one.is_decided
            ]
            declared = self.env["cchc.appraisal"].browse(
                [one.id for one, figure in figures.items() if figure]
            )
            if declared and (outdated := declared._find_outdated(bests[key], rules)):
                plan[bests[key]] = plan.get(bests[key], outdated.browse()) | outdated
        return plan, obstacles

    def _get_outdated(self, forms=None):
        """Return the criteria of units whose points do not follow from the figures as they stand.

        :param forms: as ``_plan_relative`` takes it.
        """
        plan, _obstacles = self._plan_relative(forms)
        return self.env["cchc.appraisal"].browse([one.id for ones in plan.values() for one in ones])

    def _check_review_settled(self):
        """Refuse to show units points that do not follow from the figures as they stand."""
        outdated = self._get_outdated().filtered(lambda one: one.state != APPRAISAL)
        if outdated:
            raise UserError(
                self.env._(
                    "%(units)s: points relative to the best do not follow from the figures as they stand, and units "
                    "would see them in the review. Close the review, reopen these, and settle them again.",
                    units=", ".join(sorted(outdated.unit_id.mapped("name"))),
                )
            )

    @api.depends_context("lang")
    def _compute_best_list(self):
        for period in self:
            groups = period._get_relative_groups(period._get_relative_criteria()).values()
            period.best_list = "\n".join(filter(None, map(period._describe_best, groups))) or False

    def _describe_best(self, figures):
        """Return the best of these figures and whose it is, and whether it is more than all of something."""
        best = find_best(filter(None, figures.values()))
        if best is None:
            return ""
        bests = [one for one, figure in figures.items() if figure and figure.value == best.value]
        words = {
            "criterion": bests[0].criterion_id.display_name,
            "group": bests[0].group_id.name or "",
            "figure": bests[0]._describe_inputs(),
            "units": ", ".join(sorted(one.unit_id.name for one in bests)),
        }
        if bests[0].band_basis == "percent" and best.value > 1:
            return self.env._(
                "%(criterion)s, %(group)s: %(figure)s, %(units)s. More than 100 %%: is the figure right?",
                **words,
            )
        return self.env._("%(criterion)s, %(group)s: %(figure)s, %(units)s.", **words)

    def action_open_review(self):
        """Let each unit see what the council decided on it, and object.

        :return: the action that shows how far that is, where it takes long; else None.
        """
        self.ensure_one()
        self._check_secretary()
        self._check_can_open_review()
        draft = self._get_draft_publication()
        return draft._do_or_begin("review", draft._do_open_review)

    def _check_can_open_review(self):
        if self.state not in UNDER_WAY:
            raise UserError(
                self.env._(
                    "“%(period)s” is not under way: there is nothing to review.", period=self.name
                )
            )
        if not self.review_deadline or self.review_deadline <= fields.Datetime.now():
            raise UserError(
                self.env._("State a review deadline in the future: until when units may object.")
            )
        self._check_review_settled()

    def action_close_review(self):
        """Hide again what is not published yet."""
        self.ensure_one()
        self._check_secretary()
        self._write_as_system({"review_open": False})

    def action_view_results(self):
        """Open the ranking of the newest publication."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_result_action",
            domain=[("period_id", "=", self.id)],
            context={"search_default_newest": 1, "search_default_group_by_group": 1},
        )

    def _get_draft_publication(self):
        """Return the publication that is being prepared, a new one if there is none; it may be frozen."""
        # there is one draft, whoever asks for it first
        self._lock_for_update()
        publications = self.publication_ids.sorted("number")
        if draft := publications.filtered(lambda publication: publication.state != "published"):
            return draft
        # sudo: a publication comes about by computing it, and only so
        return (
            self.env["cchc.publication"]
            .sudo()
            .create(
                {
                    "period_id": self.id,
                    "number": len(publications) + 1,
                    "replaces_id": publications[-1:].id,
                }
            )
            .sudo(False)
        )

    def _begin_appraisal(self):
        """Note that the council is at work: on the first unit, or once more on one that was published."""
        if self.state != "appraisal":
            self._write_as_system({"state": "appraisal"})

    def _check_not_published(self):
        for period in self:
            if period.state == "published":
                raise UserError(
                    self.env._(
                        "The results of “%(period)s” are published: its name, deadlines and scale are "
                        "fixed. To correct a result, reopen the unit first, with the reason.",
                        period=period.name,
                    )
                )

    def _check_not_frozen(self):
        for period in self:
            # sudo: whoever changes the period need not see results
            if "frozen" in period.sudo().publication_ids.mapped("state"):
                raise UserError(
                    self.env._(
                        "The results of “%(period)s” are frozen for signature. Take them back first, "
                        "with the reason.",
                        period=period.name,
                    )
                )

    def _check_results_open(self):
        self._check_not_published()
        self._check_not_frozen()

    def _check_secretary(self):
        self.check_access("write")

    def action_download_minute_template(self):
        """Download the template of the minutes that is used now, to change it in Word."""
        return self._download_template("minute")

    def action_download_annex_template(self):
        """Download the template of the annex that is used now, to change it in Word."""
        return self._download_template("annex")

    def action_download_paper_template(self):
        """Download the template of one paper that is used now, to change it in Word; the button says which."""
        kind = self.env.context.get("paper")
        return self._download_template(kind if kind in PAPERS else next(iter(PAPERS)))

    def action_download_papers(self):
        """Download all papers of the period that have something to say, filled in, as one ZIP; of many units they are
        made behind this request.

        What is still computed is computed anew first, so that they say how the scores stand now.
        """
        self.ensure_one()
        self._check_secretary()
        newest = self.publication_ids.sorted("number")[-1:]
        draft = newest.browse()
        if newest.state not in ("frozen", "published") and self._has_something_to_rank():
            draft = self._get_draft_publication()
        works = self.env["cchc.work"]
        if works._is_long(len(self.assessment_ids)):
            details = {"anew": bool(draft)}
            return works._begin("papers", self, publication_id=draft.id, details=details)._show()
        if draft:
            draft._do_compute()
        return download(f"/cchc/period/papers/{self.id}")

    def _has_something_to_rank(self):
        return any(one.state in WITH_COUNCIL for one in self.assessment_ids)

    def _download_template(self, kind):
        self.ensure_one()
        return download(f"/cchc/template/{kind}/{self.id}")

    def action_print_consolidated(self):
        """Download the results of all units: as published, or as the scores stand now where a draft is open."""
        self.ensure_one()
        self.check_access("read")
        newest = self.publication_ids.sorted("number")[-1:]
        if newest.state not in ("frozen", "published") and self.has_access("write"):
            newest = self._get_draft_publication()
            if behind := newest._print_behind(anew=True):
                return behind
            newest._do_compute()
        if not newest:
            raise UserError(
                self.env._(
                    "The results of “%(period)s” have not been computed yet. The secretary does that "
                    "from the period's form.",
                    period=self.name,
                )
            )
        return newest.action_print_consolidated()
