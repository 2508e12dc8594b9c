"""The demonstration: a database with a sample province, and those who may log in to it."""

from . import console, instance, paths

ADMINISTRATOR = "admin"
SUFFIX = ".demo"
USERS = f"""
    SELECT u.login, p.name, coalesce(string_agg(g.name->>'en_US', ', ' ORDER BY g.name->>'en_US'), '')
      FROM res_users u
      JOIN res_partner p ON p.id = u.partner_id
      LEFT JOIN (res_groups_users_rel r
                 JOIN res_groups g ON g.id = r.gid
                 JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = g.id AND d.module = '{paths.ADDON}')
             ON r.uid = u.id
     WHERE u.active AND (u.login = '{ADMINISTRATOR}' OR u.login LIKE '%{SUFFIX}')
  GROUP BY u.id, u.login, p.name
  ORDER BY u.login = '{ADMINISTRATOR}', u.id
"""


def instance_of(runtime, variables, database=None):
    """The Instance of the demonstration; each clone has its own database."""
    return instance.Instance(
        runtime,
        variables,
        "demonstration",
        database or f"cchc_demo_{paths.clone_key()}",
        paths.addons(demonstration=True),
        key_name="tinh-mau.example",
    )


def prepare(odoo, fresh):
    """Make or update the demonstration's database, or leave it when it is as new as the code."""
    database = instance.Database(odoo, odoo.database)
    if fresh or not database.complete:
        with console.step("Making the demonstration database") as step:
            odoo.install(database, step=step)
    elif not database.current:
        with console.step("Updating the database: the addon has changed") as step:
            odoo.update(database, step=step)
    return database


def users(database):
    """Rows of role, name, login and password. Those of the demonstration have their login as password."""
    rows = []
    for line in database.ask(USERS):
        login, name, role = line.split("\t")
        rows.append((role or "Administrator", name, login, login))
    return rows
