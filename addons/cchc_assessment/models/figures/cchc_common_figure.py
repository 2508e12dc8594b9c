"""Figures that the province knows, and no unit types."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.api import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError

from ...compat import get_window
from ...core.plain.rule_inputs import SCORE, SHARE, asked_inputs
from ...core.scoring import ScoringError
from ...fields import LimitedChar, VisibleOne2many
from ...messages.appendix import say_finding
from ...messages.scoring import say
from ..assessment.assessment_workflow import DRAFT
from ..common.cchc_signed_mixin import inspect_given
from ..common.groups import OFFICER_GROUP, SECRETARY_GROUP
from ..common.screens import download
from ..common.system_voice import as_system, get_asker
from ..common.words import index_units, match_words
from ..period.cchc_period import UNDER_WAY
from .planned_figure import PlannedFigure


class CchcCommonFigure(models.Model):
    """One criterion of a period whose figures are brought in for all units, and who answers for them.

    The secretary brings them in, or officers and leaders of the agency that she names. Each bringing in is a version
    (``cchc.figure.batch``), whose values take the place of earlier ones of the units that it names.
    """

    _name = "cchc.common.figure"
    _description = "Common Figure"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin", "cchc.lock.mixin"]
    _order = "period_id desc, criterion_sequence, id"
    _stays = False

    period_id = fields.Many2one(
        "cchc.period",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain=[("state", "in", UNDER_WAY)],
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    year = fields.Integer(related="period_id.year", store=True, aggregator=None)
    rubric_ids = fields.Many2many(related="period_id.rubric_ids", string="Rubrics")
    criterion_id = fields.Many2one(
        "cchc.criterion",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('rubric_id', 'in', rubric_ids), ('is_leaf', '=', True), ('scored_by', '=', 'unit'), "
        "('rule_type', 'not in', ('manual', False))]",
    )
    criterion_sequence = fields.Integer(related="criterion_id.sequence", store=True)
    rubric_id = fields.Many2one(related="criterion_id.rubric_id", store=True, index=True)
    agency_id = fields.Many2one(
        "cchc.unit",
        "Agency That Answers",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        groups=SECRETARY_GROUP,
        help="Its officers and leaders bring the figures in, as the secretary can.",
    )
    # a unit's people do not read other units
    agency_name = LimitedChar("Answered For By", related="agency_id.name", store=True)
    batch_ids = VisibleOne2many("cchc.figure.batch", "common_id", "Versions")
    figure_ids = VisibleOne2many("cchc.figure", "common_id", "Figures")
    is_mine = fields.Boolean(
        "Mine to Bring In", compute="_compute_is_mine", search="_search_is_mine"
    )
    mapping = fields.Json(
        readonly=True,
        help="The headings under which the last workbook had what is read: they are looked for in the next.",
    )

    _criterion_uniq = models.Constraint(
        "UNIQUE(period_id, criterion_id)",
        "The figures of this criterion are common in this period already.",
    )

    @api.depends("criterion_id", "period_id")
    def _compute_display_name(self):
        for common in self:
            # of one that is being made nothing is chosen yet
            name, year = common.criterion_id.display_name, common.period_id.year
            common.display_name = f"{name} ({year})" if name and year else name

    @api.depends("agency_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for common in self:
            common.is_mine = common._may_bring_in(self.env.user)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("id", "in", self.search([("period_id.state", "!=", False)]).filtered("is_mine").ids)
        ]

    @api.constrains("period_id", "criterion_id")
    def _check_criterion(self):
        for common in self:
            criterion = common.criterion_id
            asked = asked_inputs(criterion.rule_type or "manual", criterion.band_basis or "percent")
            if (
                criterion.rubric_id not in common.period_id.rubric_ids
                or not criterion.is_leaf
                or criterion.scored_by != "unit"
                or asked == SCORE
            ):
                raise ValidationError(
                    self.env._(
                        "“%(criterion)s” takes no figures that could be common: choose a criterion of the period that "
                        "units score by figures or by a level.",
                        criterion=criterion.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        commons = super().create(vals_list)
        for common in commons:
            common._tell_agency()
        return commons

    @contextmanager
    def _following(self, vals):
        former = {}
        if "agency_id" in vals:
            former = {common: common.agency_name for common in self.sudo()}
        with super()._following(vals):
            yield
        for common, name in former.items():
            common.with_env(self.env)._tell_agency(name)

    def _tell_agency(self, former=False):
        """Keep in the discussion of the period who answers for these figures now, and write to them.

        :param former: the name of who answered so far.
        """
        common = self.sudo()
        if common.agency_name == former:
            return
        # sudo: only the system may say that something has happened
        as_system(common.period_id).message_post(
            body=common._word_agency(self.env, former)[1],
            author_id=self.env.user.partner_id.id,
        )
        common.period_id.with_env(self.env)._tell_people(
            common._get_agency_people(), lambda env: common._word_agency(env, former)
        )
        self.env["mail.mail"]._send_soon()

    def _word_agency(self, env, former):
        """Return subject and body of who answers for these figures now, in the language of ``env``."""
        secretary = env._("the secretary")
        common = self.with_env(env)
        subject = env._("Common figures: %(figure)s", figure=common.display_name)
        return subject, env._(
            "Common figures of “%(figure)s”: %(agency)s answers for them now (before: %(former)s).",
            figure=common.display_name,
            agency=common.agency_name or secretary,
            former=former or secretary,
        )

    def _get_agency_people(self):
        """Return those of the agency who may bring in these figures, as the system sees them."""
        agency = self.sudo().agency_id
        return (agency.officer_ids | agency._get_acting_leaders()).filtered(self._may_bring_in)

    @api.model
    def _get_creation_fields(self):
        return {"period_id", "criterion_id", "agency_id"}

    @api.model
    def _get_open_fields(self):
        return {**super()._get_open_fields(), "agency_id": None}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_brought_in(self):
        # sudo: that there is a version decides, whoever may see it
        if brought_in := self.sudo().filtered("batch_ids"):
            raise UserError(
                self.env._(
                    "Figures of “%(figure)s” were brought in, which stay on record: withdraw them instead.",
                    figure=brought_in[0].display_name,
                )
            )

    def action_bring_in(self):
        """Open the dialog that brings in figures from a workbook."""
        self.ensure_one()
        self._check_may_bring_in()
        return get_window(
            self.env,
            "cchc_assessment.cchc_figure_import_action",
            context={"default_common_id": self.id},
        )

    def action_download_form(self):
        """Download the workbook to fill in, with the period's units and the figures that stand."""
        self.ensure_one()
        self._check_may_bring_in()
        return download(f"/cchc/form/figures/{self.id}")

    def action_view_figures(self):
        """Open the figures of the units, those that stand first."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_figure_action",
            domain=[("common_id", "=", self.id)],
            context={"search_default_standing": 1},
        )

    def _may_bring_in(self, user):
        """Whether ``user`` is the secretary of this province, or an officer or leader of the agency."""
        common = self.sudo()
        if common.company_id not in user.sudo().company_ids:
            return False
        if user.has_group(SECRETARY_GROUP):
            return True
        agency = common.agency_id
        return bool(agency) and user.has_group(OFFICER_GROUP) and agency._is_officer(user)

    def _check_may_bring_in(self):
        """Refuse whoever may not bring in figures here, and what comes when the year is over.

        :raises AccessError: for the superuser that Odoo becomes on the way, too.
        :raises UserError: when the period is not under way.
        """
        asker = get_asker(self.env)
        if asker.id != SUPERUSER_ID:
            self.with_user(asker).check_access("read")
        for common in self.sudo():
            if asker.id != SUPERUSER_ID and not common._may_bring_in(asker):
                raise AccessError(
                    self.env._(
                        "The figures of “%(figure)s” are brought in by the secretary, and by the agency that answers "
                        "for them.",
                        figure=common.display_name,
                    )
                )
            if common.period_id.state not in UNDER_WAY:
                raise UserError(
                    self.env._(
                        "“%(period)s” is not under way: its figures stay as they are.",
                        period=common.period_id.display_name,
                    )
                )

    def _get_asked(self):
        """Return the names of the inputs that the criterion's rule asks for."""
        criterion = self.sudo().criterion_id
        return asked_inputs(criterion.rule_type, criterion.band_basis or "percent")

    def _get_lines(self):
        """Return the units' lines of the criterion, as the system sees them."""
        return (
            self.env["cchc.assessment.line"]
            .sudo()
            .search(
                [("period_id", "=", self.period_id.id), ("criterion_id", "=", self.criterion_id.id)]
            )
        )

    def _get_units(self):
        """Return the units of the period, as the system sees them, those with another rubric, too."""
        assessments = self.env["cchc.assessment"].sudo()
        return assessments.search([("period_id", "=", self.period_id.id)]).unit_id

    def _plan_rows(self, rows):
        """Return what becomes of each ``FigureRow`` of a workbook, as ``PlannedFigure``; nothing is written.

        What names no unit and says nothing, such as a note below the table, is left out.
        """
        index = index_units(self._get_units())
        nothing = self.env["cchc.unit"]
        named = []
        for row in rows:
            found = match_words(row.units, index)
            problem = ""
            if not found:
                if row.is_blank:
                    continue
                problem = self.env._(
                    "“%(text)s” is no unit of the period.", text=" ".join(row.units)
                )
            elif len(found) > 1:
                problem = self.env._(
                    "Several units of the period are called “%(text)s”: state the code.",
                    text=" ".join(row.units),
                )
            if not problem and row.findings:
                found_first = row.findings[0]
                problem = say_finding(self.env, found_first.kind, dict(found_first.params))
            named.append((row, nothing if found is None or len(found) > 1 else found, problem))
        return self._plan_named(named)

    def _plan_named(self, named):
        """Return the plan of ``(row, unit, problem)``.

        Of a form that the user does not read, as the agency's people do not, it tells what was brought in and no more.
        """
        found = self._get_lines()
        lines = found.grouped("unit_id")
        seen_ids = set(found.sudo(False)._filtered_access("read").ids)
        standing = found._get_standing_figures()
        rules = self.sudo().criterion_id._get_rules()
        plan, seen = [], {}
        for row, unit, problem in named:
            line = lines.get(unit, self.env["cchc.assessment.line"])
            planned = PlannedFigure(row, line, problem=problem)
            is_seen = line.id in seen_ids
            if known := line if is_seen else standing.get(line):
                planned.old = known._describe_figure()
            if not problem:
                self._plan_one(planned, unit, seen, rules)
            if planned.is_written and is_seen:
                planned.remark = self._find_remark(line)
            seen.setdefault(unit, row.number)
            plan.append(planned)
        return plan

    def _plan_one(self, planned, unit, seen, rules):
        row, line = planned.row, planned.line
        if unit in seen:
            planned.problem = self.env._(
                "It says the same unit as row %(number)s.", number=seen[unit]
            )
        elif not line:
            # one list may hold all units, whichever rubrics they have
            planned.remark = self.env._("Passed over: the criterion is none of this unit's rubric.")
        elif row.is_blank:
            planned.remark = self.env._("No figure: what is there stays.")
        elif row.answer.get_given() - {*self._get_asked(), "not_applicable"}:
            planned.problem = self.env._(
                "It says something that the criterion's rule does not take."
            )
        else:
            values = _to_values(row.answer)
            figure = self.env["cchc.figure"].new({"criterion_id": self.criterion_id.id, **values})
            planned.new = figure._describe_figure()
            planned.problem = self._find_fault(figure, rules)
            planned.values = values

    def _find_fault(self, figure, rules):
        """Return why the criterion's rule does not take this figure, as a sentence; empty where it does."""
        try:
            result = figure.sudo()._score(rules)
        except ScoringError as error:
            return say(self.env, error)
        if result.applicable and not result.is_answered:
            return say(self.env, result.note)
        is_share = self._get_asked() == SHARE and not figure.not_applicable
        if is_share and figure.numerator > figure.denominator and not self._may_exceed():
            return self.env._(
                "%(done)s out of %(total)s: more was done than there was.",
                done=figure._format_number(figure.numerator),
                total=figure._format_number(figure.denominator),
            )
        return ""

    def _may_exceed(self):
        """Whether more can be done than was asked: where the rule itself speaks of more than 100 percent."""
        criterion = self.sudo().criterion_id
        is_banded = criterion.rule_type == "band"
        return criterion.rule_type == "relative" or (
            is_banded and any(option.threshold > 100 for option in criterion.option_ids)
        )

    def _find_remark(self, line):
        """Return what is to be known before a figure takes the place of what the unit says."""
        if line.assessment_id.state != DRAFT:
            return self.env._(
                "Sent already: what was submitted stays, and the council is shown the difference."
            )
        if line.not_applicable and not line.figure_id:
            return self.env._("The unit says that the criterion does not apply to it.")
        return ""

    def _bring_in(self, plan, details, document=None):
        """Make a version of what was planned, and let the units' lines say it.

        :param plan: ``PlannedFigure`` without a problem.
        :param details: ``source``, ``date``, ``document_number``, ``document_date`` and ``reason``.
        :param document: the file that proves it, as a binary file and its name.
        :return: the version.
        :raises AccessError: when the user may not
        :raises UserError: when something is missing, or a figure has a problem; nothing is written then.
        """
        self.ensure_one()
        self._check_may_bring_in()
        self._lock_for_update()
        if problems := [planned for planned in plan if planned.problem]:
            raise UserError(problems[0].problem)
        written = [planned for planned in plan if planned.is_written]
        if not written:
            raise UserError(self.env._("There is no figure to bring in."))
        batch = self.env["cchc.figure.batch"]._make(self, details, document)
        self.env["cchc.figure"]._make(batch, written)
        return batch

    def _keep_mapping(self, mapping):
        """Remember under which headings the last workbook had what is read."""
        self._write_as_system({"mapping": mapping})

    def _get_mapping(self):
        """Return the headings of the last workbook; of the same criterion in an earlier year where there is none."""
        common = self.sudo()
        if common.mapping:
            return common.mapping
        earlier = common.search(
            [
                ("criterion_id.lineage_id", "=", common.criterion_id.lineage_id.id),
                ("company_id", "=", common.company_id.id),
                ("mapping", "!=", False),
            ],
            order="year desc, id desc",
            limit=1,
        )
        return earlier.mapping or {}

    def _keep_document(self, batch, stream, name):
        name, content, facts = inspect_given(self.env, stream, name, "Van ban.pdf")
        vals = {
            "name": name,
            "raw": content,
            "mimetype": facts.mimetype,
            "res_model": batch._name,
            "res_id": batch.id,
        }
        # sudo: nobody writes on a version; the right to bring it in was checked
        return self.env["ir.attachment"].sudo()._create_kept([vals])


def _to_values(answer):
    """Return the inputs of an ``Answer`` as values of fields."""

    def number(value):
        return False if value is None else float(value)

    return {
        "option_id": answer.option or False,
        "numerator": number(answer.numerator),
        "denominator": number(answer.denominator),
        "quantity": number(answer.quantity),
        "not_applicable": answer.not_applicable,
    }
