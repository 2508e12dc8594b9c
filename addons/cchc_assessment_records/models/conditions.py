"""Conditions on records, as an administrator has put them together: read, held to what is asked, and put in words.

They are kept as Odoo's domain widget writes them. Nothing in them is evaluated: what is no list of plain values is
refused, and so is what would search by code of another app, or past the rights of whoever asks.
"""

import ast
from contextlib import suppress
from datetime import datetime

from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.fields import Date, Domain

from odoo.addons.cchc_assessment.fields import choices_of, label_of
from odoo.addons.cchc_assessment.models.common.reading import MAX_NUMBER, find_readable

from .takable import find_takable

MAX_CONDITIONS = 20
MAX_STEPS = 3  # of a path, as in "partner_id.country_id.code"
MAX_VALUES = 200  # in a list
MAX_DEPTH = 3  # of conditions on the records that a field leads to

# What is asked of a record itself, and not of its name or of others of its kind.
BY_NUMBER = {"=", "!=", "in", "not in"}
MAX_NUMBER_ASKED = 10**15
# As Odoo writes days and moments.
MOMENTS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
NESTED = {"any": "any", "not any": "not any"}
_PLAIN = str | int | float | bool | None


class Conditions:
    """Conditions on the records of one model.

    :param records: of that model, no matter which; as the user who asks.
    :param text: as the domain widget writes them.
    :raises ValidationError: when it is anything else than conditions that may be asked.
    """

    def __init__(self, records, text):
        self.records, self.env = records, records.env
        self._takable = set(find_takable(self.env))
        self.listed = self._read(text)
        self._count = 0
        self._check(records, self.listed, 1)
        try:
            Domain(self.listed)
        except (ValueError, TypeError, AssertionError) as error:
            self._refuse(self.env._("“and”, “or” and “not” do not fit together."), error)

    def _refuse(self, reason, error=None):
        raise ValidationError(
            self.env._("These conditions cannot be used: %(reason)s", reason=reason)
        ) from error

    def _read(self, text):
        try:
            listed = ast.literal_eval((text or "").strip() or "[]")
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            self._refuse(
                self.env._(
                    "they hold something that would have to be evaluated, such as today or the user. For the "
                    "year there is the field of the date."
                ),
                error,
            )
        if not isinstance(listed, list):
            self._refuse(self.env._("they have to be a list."))
        return listed

    def _check(self, records, listed, depth):
        if depth > MAX_DEPTH:
            self._refuse(self.env._("they are nested too deeply."))
        for item in listed:
            if isinstance(item, str) and item in ("&", "|", "!"):
                continue
            if not isinstance(item, (tuple, list)) or len(item) != 3:
                self._refuse(self.env._("“%(item)s” is no condition.", item=str(item)[:100]))
            self._count += 1
            if self._count > MAX_CONDITIONS:
                self._refuse(
                    self.env._("there are more than %(limit)s of them.", limit=MAX_CONDITIONS)
                )
            self._check_condition(records, *item, depth)

    def _check_condition(self, records, path, operator, value, depth):
        if not isinstance(operator, str) or operator not in _get_operators(self.env):
            self._refuse(self.env._("“%(operator)s” compares nothing.", operator=operator))
        field = self._walk(records, path)
        if operator in NESTED:
            if not field.relational or not isinstance(value, (tuple, list)):
                self._refuse(self.env._("“%(field)s” leads to no records.", field=path))
            below = self._follow(records, field)
            self._check(below, value, depth + 1)
            return
        is_by_number = operator in BY_NUMBER
        if field.relational and not (is_by_number or self._may_follow(field)):
            self._refuse_following(field)
        if isinstance(value, (tuple, list)) and len(value) > MAX_VALUES:
            self._refuse(self.env._("a list has more than %(limit)s values.", limit=MAX_VALUES))
        for one in value if isinstance(value, (tuple, list)) else [value]:
            self._check_value(one)
            if field.type in ("date", "datetime") and isinstance(one, str):
                self._check_day(one)
            # by its name a record is looked for as one follows a field to it
            if field.relational and isinstance(one, str) and not self._may_follow(field):
                self._refuse_following(field)

    def _check_value(self, value):
        is_number = isinstance(value, int | float)
        if not isinstance(value, _PLAIN) or (is_number and not abs(value) <= MAX_NUMBER_ASKED):
            self._refuse(self.env._("“%(value)s” is no plain value.", value=str(value)[:100]))

    def _check_day(self, value):
        # Odoo also reads words, such as "today -3d": what they say is another thing every day
        if not any(_is_written_so(value, form) for form in MOMENTS):
            self._refuse(self.env._("“%(value)s” is no day of the calendar.", value=value[:100]))

    def _walk(self, records, path):
        """Return the last field of a path, all of which is kept in the database and asked by the reader's rights."""
        steps = path.split(".") if isinstance(path, str) else []
        if not 0 < len(steps) <= MAX_STEPS:
            self._refuse(
                self.env._(
                    "“%(path)s” is no field, or leads further than %(limit)s steps.",
                    path=str(path)[:100],
                    limit=MAX_STEPS,
                )
            )
        for number, step in enumerate(steps):
            field = records._fields.get(step)
            # one that is searched by a method of its app may look past the rights of whoever asks
            if field is None or not field.store or field.search or field.type == "properties":
                self._refuse(
                    self.env._(
                        "“%(field)s” is no field that is kept in the database.",
                        field=str(path)[:100],
                    )
                )
            if number < len(steps) - 1:
                if not field.relational:
                    self._refuse(self.env._("“%(field)s” leads to no records.", field=path[:100]))
                records = self._follow(records, field)
        return field

    def _follow(self, records, field):
        if not self._may_follow(field):
            self._refuse_following(field)
        return records.env[field.comodel_name]

    def _may_follow(self, field):
        # searched through such a field, the other model's rules are not asked
        return not field.bypass_search_access and field.comodel_name in self._takable

    def _refuse_following(self, field):
        self._refuse(
            self.env._(
                "nothing may be asked of the records that “%(field)s” leads to.",
                field=label_of(field, self.env),
            )
        )

    def describe(self):
        """Return the conditions in words, one for each that has to hold, as far as the reader may know of them."""
        return self._put_in_words(self.records, self.listed)

    def _put_in_words(self, records, listed):
        said = []
        for item in reversed(listed):
            if item == "!":
                said.append(self.env._("not (%(condition)s)", condition=said.pop()))
            elif item in ("&", "|"):
                params = {"one": said.pop(), "other": said.pop()}
                said.append(
                    self.env._("(%(one)s and %(other)s)", **params)
                    if item == "&"
                    else self.env._("(%(one)s or %(other)s)", **params)
                )
            else:
                said.append(self._word(records, *item))
        return said[::-1]

    def _word(self, records, path, operator, value):
        labels = []
        for step in path.split("."):
            field = records._fields[step]
            labels.append(label_of(field, self.env))
            if field.relational:
                records = records.env[field.comodel_name]
        name = " › ".join(labels)
        if operator in NESTED:
            below = "; ".join(self._put_in_words(records, value))
            words = self.env._("%(field)s: those with %(conditions)s")
            if operator != "any":
                words = self.env._("%(field)s: none with %(conditions)s")
            return words % {"field": name, "conditions": below}
        if operator in ("=", "!=") and field.type != "boolean" and value in (False, None):
            return (
                self.env._("%(field)s is empty", field=name)
                if operator == "="
                else self.env._("%(field)s is not empty", field=name)
            )
        return f"{name} {_get_operators(self.env)[operator]} {self._word_value(field, value)}"

    def _word_value(self, field, value):
        values = list(value) if isinstance(value, (tuple, list)) else [value]
        if field.relational:
            names = self._name_records(field.comodel_name, values)
        elif field.type == "selection":
            choices = dict(choices_of(field, self.env))
            names = [choices.get(one, one) for one in values]
        elif field.type == "boolean":
            names = [self.env._("yes") if one else self.env._("no") for one in values]
        elif field.type in ("date", "datetime"):
            names = [_write_day(one) for one in values]
        else:
            names = values
        return ", ".join(f"“{one}”" for one in names)

    def _name_records(self, model, values):
        """Return the names of those of these records that the reader may read; of others nothing is said."""
        numbers = {one for one in values if type(one) is int and 0 < one <= MAX_NUMBER}
        names = {}
        for record in self.env[model].browse(sorted(find_readable(self.env[model], numbers))):
            # what its name is made of may be closed, too
            with suppress(AccessError, MissingError):
                names[record.id] = record.display_name
        return [names.get(one, "…") if one in numbers else one for one in values]


def _is_written_so(value, form):
    with suppress(ValueError):
        return datetime.strptime(value, form).strftime(form) == value
    return False


def _write_day(value):
    try:
        return Date.to_date(value).strftime("%d/%m/%Y")
    except (ValueError, TypeError, AttributeError):
        return value


def _get_operators(env):
    """Return the comparisons that may be asked, with what they are called."""
    is_, contains = env._("is"), env._("contains")
    like = env._("is like")
    not_like = env._("is not like")
    not_contains = env._("does not contain")
    return {
        "=": is_,
        "!=": env._("is not"),
        "<": env._("is less than"),
        "<=": env._("is at most"),
        ">": env._("is more than"),
        ">=": env._("is at least"),
        "in": env._("is one of"),
        "not in": env._("is none of"),
        "like": contains,
        "ilike": contains,
        "not like": not_contains,
        "not ilike": not_contains,
        "=like": like,
        "=ilike": like,
        "not =like": not_like,
        "not =ilike": not_like,
        "child_of": env._("is or belongs to"),
        "parent_of": env._("is or has below it"),
        **NESTED,
    }
