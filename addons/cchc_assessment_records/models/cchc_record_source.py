"""Which figures of which criteria are computed from the agency's own records, as its administrator has set it up."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from psycopg2.errors import QueryCanceled

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import ormcache

from odoo.addons.cchc_assessment.core.plain.rule_inputs import QUANTITY, SHARE, asked_inputs
from odoo.addons.cchc_assessment.fields import (
    NAME_LENGTH,
    SCORE_DIGITS,
    STATEMENT_LENGTH,
    LimitedChar,
    LimitedText,
    label_of,
)
from odoo.addons.cchc_assessment.models.common.screens import notify
from odoo.addons.cchc_assessment.models.common.system_voice import get_asker

from .conditions import Conditions
from .takable import find_takable, is_takable

# How long the database may take over one question, in milliseconds.
MAX_MILLISECONDS = 5_000
# How many of the records are remembered, so that they are found again.
MOST_REMEMBERED = 500
# A year is Vietnam's, as it is for every deadline and report.
YEARS_CLOCK = ZoneInfo("Asia/Ho_Chi_Minh")

NUMBERS = ("integer", "float", "monetary")
MOMENTS = ("date", "datetime")


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
        required=True,
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ('date', 'datetime')), ('store', '=', True)]",
        help="Counted are the records whose date lies in the year that is assessed.",
    )
    domain = LimitedText(
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
        ondelete="cascade",
        domain="[('model_id', '=', model_id), ('ttype', 'in', ('integer', 'float', 'monetary')), ('store', '=', True)]",
    )
    is_share = fields.Boolean("Is a Share", compute="_compute_is_share")
    part_domain = LimitedText(
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
            source.is_share = source._get_inputs() == SHARE

    def _get_inputs(self):
        """Return the names of the inputs that the criterion's rule asks for."""
        # sudo: an administrator need not read rubrics to see what is set up
        criterion = self.sudo().criterion_id
        return (
            asked_inputs(criterion.rule_type or "manual", criterion.band_basis or "percent")
            if criterion
            else ()
        )

    @api.onchange("model_id")
    def _onchange_model_id(self):
        """Forget what was said about records of another kind."""
        for source in self:
            if source.date_field_id.model_id != source.model_id:
                source.date_field_id = source.sum_field_id = False
                source.domain = source.part_domain = "[]"

    @api.constrains("criterion_id")
    def _check_criterion(self):
        for source in self.sudo():
            criterion = source.criterion_id
            takes_figures = source._get_inputs() in (SHARE, QUANTITY)
            if not criterion.is_leaf or criterion.scored_by != "unit" or not takes_figures:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s takes no figures from a unit: choose a criterion whose rule asks for a "
                        "share or a number.",
                        criterion=criterion.display_name,
                    )
                )

    @api.constrains(
        "model_id",
        "date_field_id",
        "measure",
        "sum_field_id",
        "domain",
        "part_domain",
        "criterion_id",
    )
    def _check_computation(self):
        for source in self:
            source._check_fields()
            source._check_conditions()

    def _check_fields(self):
        """Refuse records and fields that no figure is computed from; asked again whenever one is computed."""
        # sudo: models and fields are the administrator's to read; whoever computes need not
        source = self.sudo()
        if not is_takable(self.env, source.model):
            raise ValidationError(
                self.env._(
                    "No figure is computed from such records: choose records of people's work."
                )
            )
        moment = self._get_kept_field(source.date_field_id, MOMENTS)
        number = self._get_kept_field(source.sum_field_id, NUMBERS)
        if moment is None:
            raise ValidationError(
                self.env._("Choose a date of the records, of those that are kept in the database.")
            )
        if source.measure == "sum" and number is None:
            raise ValidationError(
                self.env._(
                    "Choose a number of the records, of those that are kept in the database."
                )
            )

    def _get_kept_field(self, field, kinds):
        """Return a field of the records that is a column of one of these kinds, or None."""
        found = self.env[self.model]._fields.get(field.name) if field else None
        is_one = (
            found is not None
            and field.model == self.model
            and found.store
            and found.column_type
            and found.type in kinds
            and not found.company_dependent
        )
        return found if is_one else None

    def _check_conditions(self):
        # sudo: whether the conditions make sense is asked, and nothing of the records
        records = self.sudo().env[self.sudo().model]
        try:
            for domain in self._get_domains(records, self._get_any_year()):
                records._search(domain)
        except (ValueError, TypeError, KeyError, AssertionError, NotImplementedError) as error:
            raise ValidationError(
                self.env._("These conditions do not fit the records: %(reason)s", reason=error)
            ) from error

    @api.model
    def _get_any_year(self):
        return fields.Date.context_today(self).year

    @api.model_create_multi
    def create(self, vals_list):
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
        """Return ``{criterion's id: ids of units}`` of what was set up; 0 among the units stands for each of them.

        Whoever opens a sheet asks; of this no row of it needs a query.
        """
        # sudo: whether something was set up is told to those who have such a criterion before them
        places = {}
        for source in self.sudo().search_fetch([], ["criterion_id", "unit_id"]):
            places.setdefault(source.criterion_id.id, set()).add(source.unit_id.id or 0)
        return places

    @api.model
    def _find_for(self, line):
        """Return what is set up for a criterion of a unit, as the system sees it: the unit's own first."""
        places = self._get_places().get(line.criterion_id.id, ())
        if not {0, line.unit_id.id} & set(places):
            return self.browse()
        # sudo: it is the administrator's; who works on the criterion is told what it says
        found = self.sudo().search(
            [
                ("criterion_id", "=", line.criterion_id.id),
                ("unit_id", "in", (False, line.unit_id.id)),
            ]
        )
        return found.sorted(lambda source: not source.unit_id)[:1]

    def _get_domains(self, records, year):
        """Return the domain of all records of the year, then for a share that of those that are done."""
        whole = [*self._get_year_domain(records, year), *Conditions(records, self.domain).listed]
        if not self.is_share:
            return [whole]
        part = Conditions(records, self.part_domain).listed
        if not part:
            raise ValidationError(
                self.env._("Say which of the records count as done: a share needs both.")
            )
        return [whole, [*whole, *part]]

    def _get_year_domain(self, records, year):
        # sudo: the name of a field
        name = self.sudo().date_field_id.name
        if records._fields[name].type == "date":
            return [(name, ">=", f"{year}-01-01"), (name, "<=", f"{year}-12-31")]
        first, after = (
            fields.Datetime.to_string(
                datetime.combine(date(one, 1, 1), time(), YEARS_CLOCK).astimezone(UTC)
            )
            for one in (year, year + 1)
        )
        return [(name, ">=", first), (name, "<", after)]

    def _reckon(self, records, year):
        """Compute the figure by the rights of whoever reads ``records``.

        :param records: of the model, no matter which, as the caller and in a plain context.
        :return: a ``Figure``.
        :raises AccessError: when this person may not read the records, or a field that is asked about.
        :raises UserError: when it takes too long, or what was set up fits no more.
        """
        self._check_fields()
        if not records.has_access("read"):
            self._refuse_reading(records)
        domains = self._get_domains(records, year)
        try:
            with self._within_time():
                measured = [self._measure(records, domain) for domain in domains]
                ids = records.search(domains[0], limit=MOST_REMEMBERED, order="id").ids
        except AccessError as error:
            self._refuse_reading(records, error)
        except (ValueError, TypeError, KeyError, AssertionError, NotImplementedError) as error:
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
            if self.is_share
            else {QUANTITY[0]: totals[0]}
        )
        return Figure(values, measured[0][0], ids)

    def _refuse_reading(self, records, error=None):
        """Say that the figure is not this person's to compute, and nothing of what is closed to them.

        :raises AccessError: always.
        """
        raise AccessError(
            self.env._(
                "“%(figure)s” is computed from records that you may not read, or not wholly: %(records)s. Ask the "
                "administrator for the right, or enter the figure by hand.",
                figure=self.name,
                # sudo: what a kind of record is called is nobody's secret
                records=self.env["ir.model"].sudo()._get(records._name).name,
            )
        ) from error

    def _measure(self, records, domain):
        """Return how many records there are, and what is measured of them."""
        aggregates = ["__count"]
        name = self.sudo().sum_field_id.name if self.measure == "sum" else None
        if name:
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
        return count, round(float(total), SCORE_DIGITS[1])

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

    def _describe_conditions(self, records):
        """Return in words what is computed, as far as the reader of ``records`` may know of it."""
        try:
            self._check_fields()
            return self._put_in_words(records)
        except ValidationError as error:
            # what fits no more is said where it stands, and again to whoever presses the button
            return [str(error)]

    def _put_in_words(self, records):
        # sudo: names of a model and of fields, which are nobody's secret
        source = self.sudo()
        said = [
            self.env._(
                "%(records)s whose “%(date)s” lies in the year",
                records=source.model_id.with_context(lang=records.env.lang).name,
                date=label_of(records._fields[source.date_field_id.name], records.env),
            ),
            *Conditions(records, source.domain).describe(),
        ]
        if source.measure == "sum":
            number = records._fields[source.sum_field_id.name]
            said.append(self.env._("Added up: %(field)s", field=label_of(number, records.env)))
        if source.is_share:
            part = "; ".join(Conditions(records, source.part_domain).describe())
            said.append(self.env._("Done are: %(conditions)s", conditions=part))
        return said

    def action_try(self):
        """Say what the figure would be for this year so far, by the rights of whoever asks; nothing is kept.

        :raises AccessError: when they may not read the records.
        """
        self.ensure_one()
        self.check_access("read")
        figure = self._reckon(self._get_records_of_caller(), self._get_any_year())
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

    def _get_records_of_caller(self):
        """Return the model of the records as whoever asked, and as nothing in a caller's context changes it."""
        kept = ("lang", "tz", "allowed_company_ids")
        context = {key: self.env.context[key] for key in kept if key in self.env.context}
        # with_user, since the rights are the caller's also where Odoo has become the superuser for them
        return self.env(context=context)[self.sudo().model].with_user(get_asker(self.env))
