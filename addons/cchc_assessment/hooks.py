"""What an installation does before the addon's own data is loaded, and an uninstallation before its models go."""

from odoo.tools import SQL

from .compat import TableKind, get_all_external_ids, table_kind

ADDON = "cchc_assessment"
# Where people keep what speaks of a model by its name: filters, lists of columns to export, actions, …
NAMING = (
    ("ir.filters", "model_id"),
    ("ir.exports", "resource"),
    ("ir.actions.act_window", "res_model"),
    ("mail.activity.plan", "res_model"),
    ("mail.message.subtype", "res_model"),
)


def pre_init_hook(env):
    """Activate Vietnamese, in which the documents are written; the addon's own words then come with its data.

    The addon's models are not there yet, so Odoo's own dialog does it.
    """
    languages = env["res.lang"].with_context(active_test=False)
    vietnamese = languages.search([("code", "=", "vi_VN")])
    if not vietnamese.active:
        dialog = env["base.language.install"].create({"lang_ids": [(6, 0, vietnamese.ids)]})
        dialog.lang_install()


def uninstall_hook(env):
    """Keep a package of what was sealed, then take away what Odoo would leave, or stumble over."""
    env["report.cchc_assessment.package"]._leave_behind()
    env.flush_all()
    _remove_what_waits(env)
    models = _get_models_that_go(env, _get_addons_that_go(env))
    _empty(env, models)
    _remove_what_names(env, [model.model for model in models], as_pattern(ADDON) + "%")
    env.invalidate_all()


def remove_traces(env, addon):
    """Take away what Odoo would leave of an addon that builds on this one, as its own uninstallation begins.

    :param addon: its name, which its system parameters begin with.
    """
    env.flush_all()
    models = _get_models_that_go(env, {addon})
    _remove_what_names(env, [model.model for model in models], as_pattern(addon))
    env.invalidate_all()


def _remove_what_waits(env):
    """Take away what an update handed over to an addon of ours that was never installed: Odoo does not know of it.

    Of models only those that are nobody else's.
    """
    env.cr.execute(
        "SELECT name FROM ir_module_module WHERE name LIKE %s AND state IN ('uninstalled', 'uninstallable')",
        [as_pattern(f"{ADDON}_") + "%"],
    )
    addons = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        "DELETE FROM ir_model WHERE id IN ("
        "SELECT res_id FROM ir_model_data WHERE model = 'ir.model' GROUP BY res_id HAVING bool_and(module = ANY(%s))"
        ") RETURNING model",
        [addons],
    )
    for (model,) in env.cr.fetchall():
        env.cr.execute(
            SQL("DROP TABLE IF EXISTS %s CASCADE", SQL.identifier(model.replace(".", "_")))
        )
    env.cr.execute("DELETE FROM ir_model_data WHERE module = ANY(%s)", [addons])


def _get_addons_that_go(env):
    env.cr.execute("SELECT name FROM ir_module_module WHERE state = 'to remove'")
    return {row[0] for row in env.cr.fetchall()}


def _get_models_that_go(env, going):
    """Return the models that are defined by the addons ``going``, and by no other."""
    models = env["ir.model"].search([("state", "=", "base")])
    names = get_all_external_ids(models)
    return models.filtered(
        lambda model: names[model.id] and {name.split(".")[0] for name in names[model.id]} <= going
    )


def _empty(env, models):
    """Delete the rows of these models, whatever holds whichever: Odoo would try each of those that have an external id.

    What is sealed cannot be deleted one by one, and what it stands on is held by it.
    """
    tables = [
        env[model.model]._table
        for model in models
        if table_kind(env.cr, env[model.model]._table) == TableKind.Regular
    ]
    env.cr.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [tables],
    )
    for table, constraint in env.cr.fetchall():
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(constraint),
            )
        )
    for table in tables:
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))


def as_pattern(name):
    """Return the pattern of SQL's ``LIKE`` that fits this name of an addon alone."""
    return name.replace("_", r"\_")


def _remove_what_names(env, models, addons):
    """Take away what speaks of these models by their names, and what is ours without an external id.

    :param addons: their names, with which keys of system parameters begin, as a pattern of SQL's ``LIKE``.
    """
    env.cr.execute("DELETE FROM ir_model_data WHERE model = ANY(%s)", [models])
    # Odoo forgets these names of values that our models have from its own
    env.cr.execute(
        """
        DELETE FROM ir_model_data
              WHERE model = 'ir.model.fields.selection'
                AND res_id IN (SELECT value.id
                                 FROM ir_model_fields_selection value
                                 JOIN ir_model_fields field ON field.id = value.field_id
                                WHERE field.model = ANY(%s))
        """,
        [models],
    )
    # nor those that addons beside it have of what our models inherit from theirs
    env.cr.execute(
        """
        DELETE FROM ir_model_data
              WHERE model = 'ir.model.inherit'
                AND res_id IN (SELECT inherit.id
                                 FROM ir_model_inherit inherit
                                 JOIN ir_model model ON model.id = inherit.model_id
                                WHERE model.model = ANY(%s))
        """,
        [models],
    )
    # nor does it forget foreign keys of models that stay
    env.cr.execute(
        "DELETE FROM ir_model_constraint WHERE type = 'f' "
        "AND module IN (SELECT id FROM ir_module_module WHERE state = 'to remove' AND name LIKE %s)",
        [addons],
    )
    for model, field in NAMING:
        if model in env:
            env[model].with_context(active_test=False).search([(field, "in", models)]).unlink()
    env["ir.config_parameter"].search([("key", "=like", f"{addons}.%")]).unlink()
