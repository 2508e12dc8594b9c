"""Which records somebody's values name, by whatever a field takes for the number of one."""

from odoo.fields import Command

from .reading import MAX_NUMBER


def gather_named(records, vals):
    """Yield ``(records, field, name of the model, number)`` of each record that values name, nested ones too.

    :param records: those that the values are for; what is yielded with a nested one is the row that it is for.
    :param vals: as ``create``, ``write`` and ``onchange`` take them.
    :return: what is no number, and would be taken for one by the database, comes as None.
    """
    for name, value in vals.items():
        field = records._fields.get(name)
        if not field or not value:
            continue
        if field.type == "reference":
            named = _gather_referred(value, records)
        elif field.type == "many2one":
            # of a number and a name the number counts
            one = value[:1] if isinstance(value, list | tuple) else value
            named = _gather_from(one, records.env[field.comodel_name])
        elif field.relational:
            listed = value if isinstance(value, list | tuple) else [value]
            named = _gather_listed(listed, records.env[field.comodel_name])
        else:
            continue
        for one in named:
            yield one if len(one) > 2 else (records, field, *one)


def _gather_listed(listed, comodel):
    """Yield what a list names: of a command all that stands in it but its kind, and a label for what it creates."""
    for command in listed:
        if not isinstance(command, list | tuple):
            yield from _gather_from(command, comodel)
        elif command[:1] and command[0] == Command.UPDATE and len(command) > 1:
            yield from _gather_from(command[1], comodel)
            yield from _gather_from(command[2:], _browse(comodel, command[1]))
        else:
            is_new = command[:1] and command[0] == Command.CREATE
            yield from _gather_from(command[2 if is_new else 1 :], comodel)


def _browse(comodel, number):
    """Return the row of this number, which need not exist; none where it is no number of a record."""
    return comodel.browse(number if _is_number(number) else ())


def _is_number(value):
    return type(value) is int and 0 < value <= MAX_NUMBER


def _gather_from(value, comodel):
    """Yield what ``value`` names of ``comodel``, as ``(name of the model, number)``, and what values in it name."""
    if isinstance(value, dict):
        yield from _gather_from(value.get("id"), comodel)
        yield from gather_named(comodel, value)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _gather_from(one, comodel)
    elif isinstance(value, str):
        # labels of new rows begin with a letter; the database would take " +5" for a number
        if value.strip().lstrip("+-")[:1].isdigit():
            yield comodel._name, None
    elif value and isinstance(value, int | float):
        is_number = isinstance(value, int) and 0 < value <= MAX_NUMBER
        yield comodel._name, int(value) if is_number else None


def _gather_referred(value, records):
    model, _comma, number = value.partition(",") if isinstance(value, str) else ("", "", "")
    if model in records.env:
        # Odoo takes " +5" and "5_0" for numbers, too
        is_plain = number.isascii() and number.isdecimal() and str(int(number[:11])) == number
        yield model, int(number) if is_plain and int(number) <= MAX_NUMBER else None
