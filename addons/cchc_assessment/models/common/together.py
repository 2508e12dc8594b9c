"""What is asked once of records that are written together, each with values of its own.

Odoo asks with every ``write()`` whether its records are the user's to write, and whether what they name is of the same
company; this addon asks whether it is the user's to read. Of rows that are pasted the answers are the same as of all
of them at once, and asking takes as long as writing. The rights are the user's own: what was not asked, such as a
value that an override has put in, is asked as always. The right to write these very rows holds as long as they are
being written, whatever an override does meanwhile.

What was asked goes along in the context as an object, which no remote call carries.
"""

from odoo.exceptions import AccessError

_KEY = "cchc_together"


class _Asked:
    """That the user may write these values.

    :ivar values: ``{record id: values}``
    """

    __slots__ = ("model", "uid", "values")

    def __init__(self, model, uid, values):
        self.model, self.uid, self.values = model, uid, values

    def __repr__(self):
        return "what was asked together"


def ask_together(records, vals_by_record):
    """Ask of all these records at once what would be asked of each, as the user.

    :param vals_by_record: ``{record: values}``, as ``write`` takes them, of some or all of ``records``
    :return: ``records`` in whose environment nothing of that is asked again. What they name of other companies is to
        be judged by whoever writes them, afterwards and at once.
    :raises AccessError: when one is not the user's to write.
    """
    # copies: whoever changes the values on the way has others than were asked
    values = {
        record.id: {
            name: list(value) if isinstance(value, list) else value for name, value in vals.items()
        }
        for record, vals in vals_by_record.items()
    }
    records.browse(values).check_access("write")
    names = {name for vals in values.values() for name in vals}
    if names & records._get_write_rule_fields():
        # what lets the user write one may change with another
        return records
    try:
        records._check_named(list(values.values()))
    except AccessError:
        # a record may go on naming what it names already: each is asked for itself
        return records
    return records.with_context(**{_KEY: _Asked(records._name, records.env.uid, values)})


def was_asked(records, vals=None):
    """Whether it was asked already that the user writes these records, and these values on each of them."""
    asked = records.env.context.get(_KEY)
    # an object says so, no value that a caller could send
    if type(asked) is not _Asked or (asked.model, asked.uid) != (records._name, records.env.uid):
        return False
    if vals is None:
        return asked.values.keys() >= set(records._ids)
    return all(asked.values.get(record_id) == vals for record_id in records._ids)


def are_judged_afterwards(records, names):
    """Whether whoever writes these records together judges what fields of these names lead to afterwards."""
    if not was_asked(records):
        return False
    values = records.env.context[_KEY].values
    return all(values[record_id].keys() >= set(names) for record_id in records._ids)
