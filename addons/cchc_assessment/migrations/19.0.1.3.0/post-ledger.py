from odoo import SUPERUSER_ID, api
from odoo.tools import split_every
from odoo.tools.sql import table_exists

BATCH = 100


def migrate(cr, version):
    """Fold the logs as they are into ledgers, and note in each what the chain was and what was wrong with it."""
    if not table_exists(cr, "cchc_log_carried"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    cr.execute("SELECT assessment_id, count, head, kind, number FROM cchc_log_carried ORDER BY 1")
    carried = cr.fetchall()
    for some in split_every(BATCH, carried):
        assessments = env["cchc.assessment"].browse(row[0] for row in some)
        env["cchc.ledger"]._open(assessments)
        env["cchc.log"]._note_carried(some)
        env["cchc.ledger"]._fold_assessments(assessments)
        env.flush_all()
        env.invalidate_all()
    cr.execute("DROP TABLE cchc_log_carried")
    # what is counted when it is read
    cr.execute(
        "ALTER TABLE cchc_assessment DROP COLUMN IF EXISTS log_count, DROP COLUMN IF EXISTS unit_log_count"
    )
