"""Which records somebody's values name, by whatever a field takes for the number of one."""

from odoo.fields import Command

from .reading import MAX_NUMBER


def gather_named(records, vals):
    """Yield ``(field, name of the model, number)`` of each record that values for ``records`` name, nested ones too.

    :param vals: as ``create``, ``write`` and ``onchange`` take them.
    :return: what is no number, and would be taken for one by the database, comes as None.
    """
    for name, value in vals.items():
        field = records._fields.get(name)
        if not field or not value:
            continue
        if field.type == "reference":
            yield from _gather_referred(field, value, records)
        elif field.type == "many2one":
            # of a number and a name the number counts
            one = value[:1] if isinstance(value, list | tuple) else value
            yield from _gather_from(field, one, records.env[field.comodel_name])
        elif field.relational:
            named = [_leave_out_kind(command) for command in _listed(value)]
            yield from _gather_from(field, named, records.env[field.comodel_name])


def _listed(value):
    return value if isinstance(value, list | tuple) else [value]


def _leave_out_kind(command):
    """Return what a command names: all that stands in it but its kind, and a label for what it creates."""
    if not isinstance(command, list | tuple):
        return command
    return command[2 if command[:1] and command[0] == Command.CREATE else 1 :]


def _gather_from(field, value, comodel):
    if isinstance(value, dict):
        yield from _gather_from(field, value.get("id"), comodel)
        yield from gather_named(comodel, value)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _gather_from(field, one, comodel)
    elif isinstance(value, str):
        # labels of new rows begin with a letter; the database would take " +5" for a number
        if value.strip().lstrip("+-")[:1].isdigit():
            yield field, comodel._name, None
    elif value and isinstance(value, int | float):
        is_number = isinstance(value, int) and 0 < value <= MAX_NUMBER
        yield field, comodel._name, int(value) if is_number else None


def _gather_referred(field, value, records):
    model, _comma, number = value.partition(",") if isinstance(value, str) else ("", "", "")
    if model in records.env:
        # Odoo takes " +5" and "5_0" for numbers, too
        is_plain = number.isascii() and number.isdecimal() and str(int(number[:11])) == number
        yield field, model, int(number) if is_plain and int(number) <= MAX_NUMBER else None
