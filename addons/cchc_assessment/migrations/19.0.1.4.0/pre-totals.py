from odoo.tools import SQL
from odoo.tools.sql import column_exists

# What was kept in a column of its own, and is kept in one of all now.
TOTALS = (
    "self_score",
    "self_maximum",
    "self_percent",
    "progress",
    "appraised_score",
    "appraised_maximum",
    "appraised_percent",
    "appraisal_progress",
    "is_begun",
)


def migrate(cr, version):
    """Take the totals of each assessment out of the columns that every save wrote, and give it a gate."""
    if column_exists(cr, "cchc_assessment", "settled"):
        return
    cr.execute("ALTER TABLE cchc_assessment ADD COLUMN gate varchar, ADD COLUMN settled jsonb")
    totals = SQL(", ").join(
        SQL("%s, COALESCE(to_jsonb(%s), '0')", name, SQL.identifier(name)) for name in TOTALS[:-1]
    )
    cr.execute(
        SQL(
            "UPDATE cchc_assessment SET gate = gen_random_uuid()::text, "
            "settled = jsonb_build_object(%s, 'is_begun', COALESCE(is_begun, false))",
            totals,
        )
    )
    cr.execute(
        SQL(
            "ALTER TABLE cchc_assessment %s",
            SQL(", ").join(SQL("DROP COLUMN %s", SQL.identifier(name)) for name in TOTALS),
        )
    )
