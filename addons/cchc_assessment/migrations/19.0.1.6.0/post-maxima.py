from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let the sum hold in rubrics that were published before anybody could choose: their totals always stood on it."""
    cr.execute("UPDATE cchc_rubric SET maximum_basis = 'sum' WHERE state != 'draft'")
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    rubrics = env["cchc.rubric"].search([("state", "!=", "draft")])
    env.add_to_compute(rubrics._fields["max_score"], rubrics)
    rubrics.flush_recordset(["max_score"])
