from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .cchc_evidence_filing import (
    DEFAULT_MAX_MEGABYTES,
    DOCUMENT_KINDS,
    KINDS_PARAMETER,
    MEGABYTES_PARAMETER,
)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cchc_evidence_max_megabytes = fields.Float(
        "Largest Document (MB)",
        default=DEFAULT_MAX_MEGABYTES,
        config_parameter=MEGABYTES_PARAMETER,
    )
    cchc_evidence_pdf = fields.Boolean("PDF")
    cchc_evidence_image = fields.Boolean("Images (PNG, JPEG, TIFF)")
    cchc_evidence_word = fields.Boolean("Word")
    cchc_evidence_excel = fields.Boolean("Excel")
    cchc_evidence_zip = fields.Boolean("ZIP archives")

    @api.constrains("cchc_evidence_max_megabytes")
    def _check_cchc_evidence_max_megabytes(self):
        for settings in self:
            if settings.cchc_evidence_max_megabytes <= 0:
                raise ValidationError(
                    self.env._("The largest document has to have a size above 0.")
                )

    @api.model
    def get_values(self):
        allowed = self.env["cchc.evidence"]._get_allowed_kinds()
        return {
            **super().get_values(),
            **{f"cchc_evidence_{kind}": kind in allowed for kind in DOCUMENT_KINDS},
        }

    def set_values(self):
        result = super().set_values()
        allowed = [kind for kind in DOCUMENT_KINDS if self[f"cchc_evidence_{kind}"]]
        if not allowed:
            raise ValidationError(self.env._("Allow at least one type of document."))
        self.env["ir.config_parameter"].sudo().set_param(KINDS_PARAMETER, ",".join(allowed))
        return result
