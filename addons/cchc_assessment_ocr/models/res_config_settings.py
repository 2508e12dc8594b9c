from odoo import api, fields, models

from ..core.scans import find_missing
from .messages import MISSING


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cchc_ocr_missing = fields.Char(
        "What Is Missing to Read Scans", compute="_compute_cchc_ocr_missing"
    )

    @api.depends_context("lang")
    def _compute_cchc_ocr_missing(self):
        missing = find_missing()
        self.cchc_ocr_missing = self.env._(MISSING[missing]) if missing else False
