from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Let rubrics in force take what they took, and every line say what it said: no score changes by an update."""
    if not column_exists(cr, "cchc_rubric", "direct_bands"):
        cr.execute("ALTER TABLE cchc_rubric ADD COLUMN direct_bands boolean")
        cr.execute("UPDATE cchc_rubric SET direct_bands = (state = 'draft')")
    if not column_exists(cr, "cchc_assessment_line", "lacks_figures"):
        # not one band was scored without figures so far
        cr.execute("ALTER TABLE cchc_assessment_line ADD COLUMN lacks_figures boolean")
        cr.execute("UPDATE cchc_assessment_line SET lacks_figures = false")
