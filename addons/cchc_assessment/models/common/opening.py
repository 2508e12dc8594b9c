"""What the system is about to write past a guard: these fields of these records, and nothing else.

An opening goes along in the context, so that every override of ``write()`` and ``create()`` runs, also those of other
addons. It is an object that no remote call carries. What an override does meanwhile with the environment that it was
given has no more rights than before, except to the very fields of the very records that are being written; the guard
itself takes the opening out of the environment on the way down.
"""

_KEY = "cchc_opening"


class _Opening:
    """The fields of records that are open.

    :ivar ids: of the records that are written, or None where some are created.
    :ivar left: how many records are still to be created.
    """

    __slots__ = ("ids", "left", "model", "names")

    def __init__(self, model, names, ids=None, left=0):
        self.model, self.names, self.ids, self.left = model, frozenset(names), ids, left

    def __repr__(self):
        return "what the system writes"


def open_fields(records, names):
    """Return ``records`` with which the fields of these names are written past the guard of their model."""
    return _with(records, _Opening(records._name, names, ids=frozenset(records._ids)))


def open_creation(model, vals_list):
    """Return ``model`` with which as many records as these, with such fields, are created past its guard."""
    names = {name for vals in vals_list for name in vals}
    return _with(model, _Opening(model._name, names, left=len(vals_list)))


def get_open_fields(records):
    """Return the names of the fields that the system itself is writing of all of these records."""
    opening = _get(records)
    is_open = opening and opening.ids is not None and opening.ids.issuperset(records._ids)
    return opening.names if is_open else frozenset()


def is_creation_open(model, vals_list):
    """Whether the system itself is creating as many records of this model as these."""
    opening = _get(model)
    return bool(opening) and opening.ids is None and len(vals_list) <= opening.left


def use_creation(model, vals_list):
    """Return the names of the fields with which the system itself is creating these records; None where others do.

    They are counted: whatever is created besides them is not opened.
    """
    if not is_creation_open(model, vals_list):
        return None
    opening = _get(model)
    opening.left -= len(vals_list)
    return opening.names


def close(records):
    """Return ``records`` without what is open."""
    if _KEY not in records.env.context:
        return records
    context = {name: value for name, value in records.env.context.items() if name != _KEY}
    return records.with_env(records.env(context=context))


def _with(records, opening):
    return records.with_context(**{_KEY: opening})


def _get(records):
    opening = records.env.context.get(_KEY)
    # an object says so, no value that a caller could send
    is_one = type(opening) is _Opening and opening.model == records._name
    return opening if is_one else None
