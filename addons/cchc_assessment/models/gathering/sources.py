"""Where a document was taken from in the ERP, named to whoever may read that."""

from collections import defaultdict
from contextlib import suppress

from odoo.exceptions import AccessError, MissingError

from ..common.reading import find_readable
from ..common.system_voice import get_asker


def make_reference(model, number):
    """Return what a record is referred to by, as ``name_sources`` takes it."""
    return f"{model},{number}"


def split_reference(reference):
    """Return model and number of a reference."""
    model, _comma, number = reference.partition(",")
    return model, int(number)


def name_sources(env, references):
    """Return ``{reference: name}`` of those of these records that whoever asked may read; of others nothing."""
    numbers = defaultdict(set)
    for reference in references:
        model, number = split_reference(reference)
        if model in env:
            numbers[model].add(number)
    names = {}
    for model in numbers:
        records = env[model].with_user(get_asker(env))
        # sudo: what a kind of record is called is nobody's secret
        kind = env["ir.model"].sudo()._get(model).name
        readable = list(find_readable(records, numbers[model]))
        # some models, as those of dms (OCA), know only when they search what is hidden
        shown = readable and records.with_context(active_test=False).search(
            [("id", "in", readable)]
        )
        for record in shown:
            # what its name is made of may be closed, or gone, too
            with suppress(AccessError, MissingError):
                names[make_reference(model, record.id)] = f"{kind}: {record.display_name}"
    return names
