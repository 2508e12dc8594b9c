from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

BATCH = 100


def migrate(cr, version):
    """Settle the totals of assessments of a version that did not keep all of them."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    cr.execute("SELECT id FROM cchc_assessment WHERE settled IS NULL ORDER BY id")
    for ids in split_every(BATCH, [row[0] for row in cr.fetchall()]):
        env["cchc.assessment"].browse(ids)._settle()
        env.invalidate_all()
