"""Look into the files that were filed before files were looked into."""

from odoo import SUPERUSER_ID, api

BATCH = 500


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    evidences = env["cchc.evidence"].search([("remark_codes", "=", False)])
    for start in range(0, len(evidences), BATCH):
        evidences[start : start + BATCH]._look_again()
        env.flush_all()
        env.invalidate_all()
