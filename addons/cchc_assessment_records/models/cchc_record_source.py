"""Which figures of which criteria are computed from the agency's own records, as its administrator has set it up."""

from contextlib import contextmanager
from dataclasses import dataclass

from psycopg2 import DataError
from psycopg2.errors import QueryCanceled

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import ormcache

from odoo.addons.cchc_assessment.core.plain.rule_inputs import QUANTITY, SHARE, asked_inputs
from odoo.addons.cchc_assessment.core.scoring import ScoringError, to_decimal
from odoo.addons.cchc_assessment.fields import (
    NAME_LENGTH,
    STATEMENT_LENGTH,
    LimitedChar,
)
from odoo.addons.cchc_assessment.messages.scoring import say
from odoo.addons.cchc_assessment.models.common.screens import notify
from odoo.addons.cchc_assessment.models.common.system_voice import get_asker

from .question import YEARS_CLOCK, Question
from .takable import find_takable

# How long the database may take over one question, in milliseconds.
MAX_MILLISECONDS = 5_000
# How many of the records are remembered, so that they are found again, and are shown at once.
MOST_REMEMBERED = 1_000
# What Odoo says of conditions that do not fit the fields.
MISFITS = (ValueError, TypeError, KeyError, AssertionError, NotImplementedError)


@dataclass(frozen=True)
class Figure:
    """What was computed.

    :ivar values: of the inputs of the criterion's rule, by their names.
    :ivar count: how many records it was computed from.
    :ivar ids: of these, not more than are remembered.
    """

    values: dict
    count: int
    ids: list


def get_inputs(criterion):
    """Return the names of the inputs that a criterion's rule asks for; none of no criterion."""
    if not criterion:
        return ()
    return asked_inputs(criterion.rule_type or "manual", criterion.band_basis or "percent")


class CchcRecordSource(models.Model):
    """A figure of a criterion that is computed from records of another app.

    It says what is counted. By whose rights, and where the figure goes, is settled by whoever presses the button on
    a criterion of their own: the records are read by that person's rights, and the figure is entered as if typed.
    """

    _name = "cchc.record.source"
    _description = "Figure Computed from Records"
    _inherit = ["cchc.owned.mixin"]
    _order = "criterion_id, unit_id, id"

    name = LimitedChar(
        "What Is Counted",
        required=True,
        max_length=NAME_LENGTH,
        help="What the unit and the council read beside the figure.",
    )
    active = fields.Boolean(default=True)
    criterion_id = fields.Many2one(
        "cchc.criterion",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
        domain=[
            ("is_leaf", "=", True),
            ("scored_by", "=", "unit"),
            ("rule_type", "not in", ("choice", "met", "manual")),
        ],
    )
    rubric_id = fields.Many2one(related="criterion_id.rubric_id", store=True)
    unit_id = fields.Many2one(
        "cchc.unit",
        "Only for the Unit",
        ondelete="cascade",
        index=True,
        check_company=True,
        help="Without one, each unit that is assessed by the criterion may take it.",
    )
    company_id = fields.Many2one(related="criterion_id.company_id", store=True, index=True)
    model_id = fields.Many2one(
        "ir.model",
        "Records",
        required=True,
        ondelete="cascade",
        domain=lambda self: [("model", "in", find_takable(self.env))],
    )
    model = fields.Char("Name of the Model", related="model_id.model", store=True)
    date_field_id = fields.Many2one(
        "ir.model.fields",
        "Date in the Year",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ('date', 'datetime')), ('store', '=', True)]",
        help="Counted are the records whose date lies in the year that is assessed.",
    )
    domain = LimitedChar(
        "Conditions",
        required=True,
        default="[]",
        max_length=STATEMENT_LENGTH,
        help="Which records count.",
    )
    measure = fields.Selection(
        [("count", "Number of records"), ("sum", "Sum of a field")],
        required=True,
        default="count",
    )
    sum_field_id = fields.Many2one(
        "ir.model.fields",
        "Field to Add Up",
        ondelete="set null",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ('integer', 'float', 'monetary')), ('store', '=', True)]",
    )
    is_share = fields.Boolean("Is a Share", compute="_compute_is_share")
    part_domain = LimitedChar(
        "Conditions of Those Done",
        default="[]",
        max_length=STATEMENT_LENGTH,
        help="Which of these records count as done: they are the figure above the line.",
    )

    _once = models.UniqueIndex(
        "(criterion_id, COALESCE(unit_id, 0)) WHERE active",
        "This criterion's figure is computed for this unit already.",
    )

    @api.depends("criterion_id.rule_type", "criterion_id.band_basis")
    def _compute_is_share(self):
        for source in self:
            # sudo: an administrator need not read rubrics to see what is set up
            source.is_share = get_inputs(source.sudo().criterion_id) == SHARE

    @api.onchange("model_id")
    def _onchange_model_id(self):
        """Forget what was said about records of another kind."""
        for source in self:
            if source.date_field_id.model_id != source.model_id:
                source.date_field_id = source.sum_field_id = False
                source.domain = source.part_domain = "[]"

    @api.constrains(
        "criterion_id",
        "model_id",
        "date_field_id",
        "measure",
        "sum_field_id",
        "domain",
        "part_domain",
    )
    def _check_computation(self):
        for source in self:
            # sudo: whether it makes sense is asked, and nothing of the records
            question = source._get_question(source.sudo().criterion_id)
            question.check(self.env)
            source._check_conditions(question)

    def _check_conditions(self, question):
        # sudo: as above
        records = self.sudo().env[question.model]
        try:
            for domain in question.get_domains(records, self._get_any_year()):
                records._search(domain)
        except MISFITS as error:
            raise ValidationError(
                self.env._("These conditions do not fit the records: %(reason)s", reason=error)
            ) from error

    def _get_question(self, criterion):
        """Return what is asked of the records for a criterion: that of the setup, or the same in a later rubric.

        :raises ValidationError: when the criterion takes no figures, or no longer does.
        """
        inputs = get_inputs(criterion)
        is_units = criterion.is_leaf and criterion.scored_by == "unit"
        if not is_units or inputs not in (SHARE, QUANTITY):
            raise ValidationError(
                self.env._(
                    "%(criterion)s takes no figures from a unit: choose a criterion whose rule asks for a "
                    "share or a number.",
                    criterion=criterion.display_name,
                )
            )
        # sudo: names of a model and of fields
        source = self.sudo()
        sums = source.measure == "sum"
        return Question(
            model=source.model,
            date_field=self._get_field_name(source.date_field_id),
            domain=source.domain,
            part_domain=(source.part_domain or "[]") if inputs == SHARE else "",
            # “?” is the name of no field: one has to be chosen
            sum_field=(self._get_field_name(source.sum_field_id) or "?") if sums else "",
        )

    def _get_field_name(self, field):
        """Return the name of a field of the records; nothing of others."""
        return field.name if field and field.model == self.sudo().model else ""

    @api.model
    def _get_any_year(self):
        return fields.Date.context_today(self).year

    @api.model_create_multi
    def create(self, vals_list):
        # what was archived a moment ago is out of the way of what takes its place
        self.flush_model(["active"])
        sources = super().create(vals_list)
        self.env.registry.clear_cache()
        return sources

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _get_places(self):
        """Return ``{criterion's id: {unit's id: id of what was set up}}``; the unit 0 stands for each of them.

        Whoever opens a sheet asks; of this no row of it needs a query.
        """
        # sudo: whether something was set up is told to those who have such a criterion before them; what a caller's
        # context would show besides is kept for everybody, and is left out
        sources = self.sudo().with_context(active_test=True).search([("criterion_id", "!=", False)])
        own, origins = {}, {}
        for source in sources:
            own.setdefault(source.criterion_id.id, {})[source.unit_id.id or 0] = source.id
        newer = list(own)
        while newer:
            # the same criteria in later rubrics, a version at a time
            copies = self.sudo().env["cchc.criterion"].search([("origin_id", "in", newer)])
            newer = [copy.id for copy in copies if copy.id not in origins]
            origins |= {copy.id: copy.origin_id.id for copy in copies}
        return {one: self._gather_units(one, own, origins) for one in own.keys() | origins.keys()}

    @api.model
    def _gather_units(self, criterion_id, own, origins):
        """Return what is set up for a criterion and for those that it was taken over from, the nearest first."""
        units, seen = {}, set()
        while criterion_id and criterion_id not in seen:
            seen.add(criterion_id)
            units = {**own.get(criterion_id, {}), **units}
            criterion_id = origins.get(criterion_id)
        return units

    @api.model
    def _find_for(self, line):
        """Return what is set up for a criterion of a unit, as the system sees it: the unit's own first.

        A criterion that was taken over from an earlier rubric is the same criterion.
        """
        units = self._get_places().get(line.criterion_id.id, {})
        # sudo: it is the administrator's; who works on the criterion is told what it says
        source = self.sudo().browse(units.get(line.unit_id.id) or units.get(0) or ()).exists()
        return source.filtered(lambda source: source.company_id == line.sudo().company_id)

    def _reckon(self, question, records, year):
        """Compute the figure by the rights of whoever reads ``records``.

        :param question: what is asked of them.
        :param records: of the model, no matter which, as the caller and in a plain context.
        :return: a ``Figure``.
        :raises AccessError: when this person may not read the records, or a field that is asked about.
        :raises UserError: when it takes too long, or what was set up fits no more.
        """
        question.check(self.env)
        if not records.has_access("read"):
            self._refuse_reading(records, self.name)
        domains = question.get_domains(records, year)
        try:
            with self._within_time():
                measured = [self._measure(records, domain, question) for domain in domains]
                ids = records.search(domains[0], limit=MOST_REMEMBERED, order="id").ids
        except AccessError as error:
            self._refuse_reading(records, self.name, error)
        except (*MISFITS, DataError) as error:
            raise UserError(
                self.env._(
                    "What the administrator has set up for “%(figure)s” does not fit the records any more. Tell "
                    "them, and enter the figure by hand.",
                    figure=self.name,
                )
            ) from error
        totals = [total for _count, total in measured]
        values = (
            dict(zip(SHARE, totals[::-1], strict=True))
            if question.part_domain
            else {QUANTITY[0]: totals[0]}
        )
        return Figure(values, measured[0][0], ids)

    @api.model
    def _refuse_reading(self, records, name, error=None):
        """Say that a figure is not this person's to compute, and nothing of what is closed to them.

        :param name: of the figure.
        :raises AccessError: always.
        """
        raise AccessError(
            self.env._(
                "“%(figure)s” is computed from records that you may not read, or not wholly: %(records)s. Ask the "
                "administrator for the right, or enter the figure by hand.",
                figure=name,
                # sudo: what a kind of record is called is nobody's secret
                records=self.env["ir.model"].sudo()._get(records._name).name,
            )
        ) from error

    def _measure(self, records, domain, question):
        """Return how many records there are, and what is measured of them."""
        aggregates = ["__count"]
        if name := question.sum_field:
            aggregates.append(f"{name}:sum")
            if currency := self._get_currency_name(records, name):
                aggregates.append(f"{currency}:count_distinct")
        [(count, *sums)] = records._read_group(domain, [], aggregates)
        if len(sums) > 1 and sums[1] > 1:
            raise UserError(
                self.env._(
                    "“%(figure)s” would add up amounts of several currencies.", figure=self.name
                )
            )
        total = (sums[0] or 0) if name else count
        try:
            return count, float(to_decimal(total))
        except ScoringError as error:
            raise UserError(
                self.env._(
                    "“%(figure)s”: %(problem)s", figure=self.name, problem=say(self.env, error)
                )
            ) from error

    def _get_currency_name(self, records, name):
        """Return the field that says in which currency an amount is; None of what is no amount."""
        field = records._fields[name]
        currency = field.get_currency_field(records) if field.type == "monetary" else None
        return currency if currency and records._fields[currency].store else None

    @contextmanager
    def _within_time(self):
        """Let the database take only so long over what is asked meanwhile.

        :raises UserError: when it would take longer.
        """
        # what is to be written is no part of it
        self.env.flush_all()
        cursor = self.env.cr
        cursor.execute("SELECT current_setting('statement_timeout')")
        [before] = cursor.fetchone()
        try:
            # an error takes the limit back with all else, and leaves the transaction usable
            with cursor.savepoint(flush=False):
                self._limit_time(f"{MAX_MILLISECONDS}ms")
                yield
                self._limit_time(before)
        except QueryCanceled as error:
            raise UserError(
                self.env._(
                    "“%(figure)s” takes longer to compute than %(seconds)s seconds. Tell the administrator, "
                    "who can narrow its conditions, and enter the figure by hand.",
                    figure=self.name,
                    seconds=MAX_MILLISECONDS // 1000,
                )
            ) from error

    def _limit_time(self, limit):
        self.env.cr.execute("SELECT set_config('statement_timeout', %s, true)", [limit])

    def action_try(self):
        """Say what the figure would be for this year so far, by the rights of whoever asks; nothing is kept.

        :raises AccessError: when they may not read the records.
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: what the criterion's rule asks for; the records are read by the caller's own rights
        question = self._get_question(self.sudo().criterion_id)
        records = self._get_records_of_caller(question.model)
        figure = self._reckon(question, records, self._get_any_year())
        numbers = self.env["cchc.assessment.line"]
        said = "/".join(numbers._format_number(figure.values[name]) for name in figure.values)
        return notify(
            self.env._(
                "This year so far, by your own rights: %(figure)s, of %(count)s records.",
                figure=said,
                count=figure.count,
            ),
            kind="info",
        )

    @api.model
    def _get_records_of_caller(self, model):
        """Return a model as whoever asked reads it, and as nothing in a caller's context changes it."""
        kept = ("lang", "allowed_company_ids")
        context = {key: self.env.context[key] for key in kept if key in self.env.context}
        # a day in a condition is Vietnam's, as the year is, wherever its reader is
        context["tz"] = YEARS_CLOCK.key
        # with_user, since the rights are the caller's also where Odoo has become the superuser for them
        return self.env(context=context)[model].with_user(get_asker(self.env))
