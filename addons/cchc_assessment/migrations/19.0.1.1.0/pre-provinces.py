from odoo.tools import SQL


def migrate(cr, version):
    """Take away what made codes unique across companies; each company has its own lists from now on."""
    for table in ("cchc_unit_group", "cchc_document_type"):
        cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s",
                SQL.identifier(table),
                SQL.identifier(f"{table}_code_uniq"),
            )
        )
