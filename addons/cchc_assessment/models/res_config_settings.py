from odoo import api, fields, models

from .cchc_evidence import DEFAULT_MAX_MEGABYTES


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cchc_evidence_max_megabytes = fields.Float(
        "Largest Document (MB)",
        default=DEFAULT_MAX_MEGABYTES,
        config_parameter="cchc_assessment.evidence_max_megabytes",
    )
    cchc_evidence_pdf = fields.Boolean("PDF")
    cchc_evidence_image = fields.Boolean("Images (PNG, JPEG, TIFF)")
    cchc_evidence_word = fields.Boolean("Word")
    cchc_evidence_excel = fields.Boolean("Excel")
    cchc_evidence_zip = fields.Boolean("ZIP archives")
