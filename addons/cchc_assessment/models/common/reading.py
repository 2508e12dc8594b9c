"""What Odoo tells of a record of ours while it is the superuser for somebody: nothing that this person may not read."""

from collections import defaultdict

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, MissingError

from ...compat import get_rule_domain
from .system_voice import get_asker, is_system

# No other is the number of a record.
MAX_NUMBER = 2**31 - 1


def find_readable(records, numbers):
    """Return which of these numbers are those of records, of the model of ``records``, that the user may read."""
    found = records.browse(sorted(numbers))
    if not get_rule_domain(records.env, records._name, "read"):
        # where no rule is asked, Odoo lets pass what does not exist
        found = found.exists()
    try:
        return set(found._filtered_access("read").ids)
    except MissingError:
        # a rule was asked about what does not exist
        return set(found.exists()._filtered_access("read").ids)


def find_hidden(env, model, numbers):
    """Return which of these numbers whoever asked may not read; none, where nobody did or the model is not ours.

    What is no number of a record is hidden, and so is one that no record has.
    """
    if not (model or "").startswith("cchc.") or model not in env or is_system(env):
        return set()
    asker = get_asker(env)
    if asker.id == SUPERUSER_ID:
        return set()
    numbers = set(numbers)
    possible = {one for one in numbers if isinstance(one, int) and 0 < one <= MAX_NUMBER}
    return numbers - find_readable(env[model].with_user(asker), possible)


def filter_hidden(notes, model_field):
    """Return those of these messages or activities that stand on a record which whoever asked may not read."""
    numbers = defaultdict(set)
    for note in notes:
        numbers[note[model_field]].add(note.res_id)
    hidden = {
        (model, number)
        for model in numbers
        for number in find_hidden(notes.env, model, numbers[model])
    }
    return notes.filtered(lambda note: (note[model_field], note.res_id) in hidden)


def check_asker_reads(env, model, numbers):
    """Refuse that Odoo tells of these records what whoever asked may not read.

    :raises AccessError: the same for what is hidden and for what does not exist.
    """
    if find_hidden(env, model, numbers):
        raise AccessError(say_hidden(env))


def say_hidden(env):
    """Return the refusal of what is about a hidden record, in words: the same as where there is none."""
    return env._("This is about something that does not exist or that is not yours to see.")
