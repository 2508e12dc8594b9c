from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Let every appraisal say what it said: Odoo would score all of them anew to know what waits to be settled."""
    if not column_exists(cr, "cchc_appraisal", "is_declared"):
        # no rule looked at the best of a group so far
        cr.execute("ALTER TABLE cchc_appraisal ADD COLUMN is_declared boolean")
        cr.execute("UPDATE cchc_appraisal SET is_declared = false")
