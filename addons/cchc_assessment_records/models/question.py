"""What is asked of the agency's records for a figure: as it is set up, or as it was when the figure was taken."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from odoo.exceptions import ValidationError
from odoo.fields import Datetime

from odoo.addons.cchc_assessment.fields import label_of

from .conditions import Conditions
from .takable import is_takable

# A year is Vietnam's, as it is for every deadline and report.
YEARS_CLOCK = ZoneInfo("Asia/Ho_Chi_Minh")
NUMBERS = ("integer", "float", "monetary")
MOMENTS = ("date", "datetime")


@dataclass(frozen=True)
class Question:
    """Which records of a year are counted, or added up, and for a share which of them are done.

    :ivar model: the name of their model.
    :ivar date_field: the name of the date that has to lie in the year.
    :ivar domain: conditions of all of them, as text.
    :ivar part_domain: conditions of those that are done, as text; of a share alone.
    :ivar sum_field: the name of what is added up; empty where records are counted.
    """

    model: str
    date_field: str
    domain: str
    part_domain: str
    sum_field: str

    def check(self, env):
        """Refuse records and fields that no figure is computed from.

        :raises ValidationError: saying what does not fit.
        """
        if not is_takable(env, self.model):
            self._refuse(
                env._("No figure is computed from such records: choose records of people's work.")
            )
        if not self._is_kept(env, self.date_field, MOMENTS):
            self._refuse(
                env._("Choose a date of the records, of those that are kept in the database.")
            )
        if self.sum_field and not self._is_kept(env, self.sum_field, NUMBERS):
            self._refuse(
                env._("Choose a number of the records, of those that are kept in the database.")
            )

    def _refuse(self, sentence):
        raise ValidationError(sentence)

    def _is_kept(self, env, name, kinds):
        """Whether a field of the records is a column of one of these kinds."""
        field = env[self.model]._fields.get(name or "")
        return bool(
            field is not None
            and field.store
            and field.column_type
            and field.type in kinds
            and not field.company_dependent
        )

    def get_domains(self, records, year):
        """Return the domain of all records of the year, then for a share that of those that are done.

        :raises ValidationError: when the conditions are none that may be asked.
        """
        whole = [*self._get_year_domain(records, year), *Conditions(records, self.domain).listed]
        if not self.part_domain:
            return [whole]
        part = Conditions(records, self.part_domain).listed
        if not part:
            self._refuse(
                records.env._("Say which of the records count as done: a share needs both.")
            )
        return [whole, [*whole, *part]]

    def _get_year_domain(self, records, year):
        name = self.date_field
        if records._fields[name].type == "date":
            return [(name, ">=", f"{year}-01-01"), (name, "<=", f"{year}-12-31")]
        first, after = (
            Datetime.to_string(
                datetime.combine(date(one, 1, 1), time(), YEARS_CLOCK).astimezone(UTC)
            )
            for one in (year, year + 1)
        )
        return [(name, ">=", first), (name, "<", after)]

    def describe(self, records):
        """Return in words what is asked, as far as the reader of ``records`` may know of it."""
        env = records.env
        try:
            self.check(env)
            return self._put_in_words(records)
        except ValidationError as error:
            # what fits no more is said where it stands, and again to whoever presses the button
            return [str(error)]

    def _put_in_words(self, records):
        env, fields = records.env, records._fields
        said = [
            env._(
                "%(records)s whose “%(date)s” lies in the year",
                # sudo: what a kind of record is called is nobody's secret
                records=env["ir.model"].sudo()._get(self.model).name,
                date=label_of(fields[self.date_field], env),
            ),
            *Conditions(records, self.domain).describe(),
        ]
        if self.sum_field:
            said.append(env._("Added up: %(field)s", field=label_of(fields[self.sum_field], env)))
        if self.part_domain:
            part = "; ".join(Conditions(records, self.part_domain).describe())
            said.append(env._("Done are: %(conditions)s", conditions=part))
        return said
