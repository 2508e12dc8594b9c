"""Which records figures may be computed from: those that people keep for their work.

Whoever presses the button reads them by their own rights; this rule comes on top of that, so that a computation never
leads to settings, accounts, keys and messages, nor to this addon's own records, whose guards are another matter.
"""

# Odoo's own housekeeping: its settings, accounts and keys, messages, what is sent about.
HOUSEKEEPING = ("ir.", "res.", "mail.", "discuss.", "bus.", "base", "web", "auth", "iap.")
# Of these what people work with, and holds nothing else.
WORK = {
    "mail.activity",
    "mail.activity.type",
    "res.country",
    "res.country.state",
    "res.currency",
    "res.partner",
    "res.partner.category",
}
ADMINISTRATORS = ("base.group_system", "base.group_erp_manager")


def is_takable(env, name):
    """Whether figures may be computed from records of the model of this name.

    It has a table of its own, is no dialog, none of this addon's, none of Odoo's own housekeeping, and somebody else
    than administrators has the right to read it.
    """
    return _is_work(env, name) and name in _find_read_by_others(env, [name])


def find_takable(env):
    """Return the names of all models that figures may be computed from, by one query."""
    return sorted(_find_read_by_others(env, [name for name in env.registry if _is_work(env, name)]))


def _is_work(env, name):
    model = env.get(name) if isinstance(name, str) else None
    return (
        model is not None
        # no abstract one, and none of a query
        and model._auto
        and not model.is_transient()
        and not name.startswith("cchc.")
        and (name in WORK or not name.startswith(HOUSEKEEPING))
    )


def _find_read_by_others(env, names):
    """Return those of these models that an access row lets others read than administrators."""
    administrators = [env.ref(xml_id).id for xml_id in ADMINISTRATORS]
    # sudo: who may read a model is no secret of whoever asks
    rows = (
        env["ir.model.access"]
        .sudo()
        .search(
            [
                ("model_id.model", "in", names),
                ("perm_read", "=", True),
                ("active", "=", True),
                ("group_id", "not in", administrators),
            ]
        )
    )
    return set(rows.model_id.mapped("model"))
