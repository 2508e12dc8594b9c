from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.timestamps import TimestampError, check_address, read_roots
from .cchc_checkpoint import ADDRESS_PARAMETER, PRIVATE_PARAMETER, ROOTS_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cchc_timestamp_address = fields.Char(
        "Address of the Timestamping Authority",
        config_parameter=ADDRESS_PARAMETER,
        help="By RFC 3161 over http or https. Empty: no timestamps are asked for.",
    )
    cchc_timestamp_private = fields.Boolean(
        "In a Private Network",
        config_parameter=PRIVATE_PARAMETER,
        help="The address may lead into the agency's own network, or to this server.",
    )
    cchc_timestamp_roots = fields.Text(
        "Certificates of the Authority",
        help="Root certificates in PEM, one after the other. Keep old ones: timestamps of before need them.",
    )

    @api.constrains("cchc_timestamp_address", "cchc_timestamp_roots")
    def _check_cchc_timestamp(self):
        for settings in self:
            try:
                if settings.cchc_timestamp_address:
                    check_address(settings.cchc_timestamp_address)
                if settings.cchc_timestamp_address or settings.cchc_timestamp_roots:
                    read_roots(settings.cchc_timestamp_roots or "")
            except TimestampError as error:
                raise ValidationError(settings._say_timestamp_problem(error)) from error

    def _say_timestamp_problem(self, error):
        if error.kind == "address":
            return self.env._(
                "The address of the timestamping authority begins with https:// or http://, without a name or a "
                "password, for example http://tsa.mau.gov.vn."
            )
        return self.env._(
            "The certificates of the timestamping authority are missing or cannot be read. Paste them in PEM: each "
            "begins with “-----BEGIN CERTIFICATE-----”."
        )

    @api.model
    def get_values(self):
        roots = self.env["ir.config_parameter"]._get_cchc_text(ROOTS_PARAMETER)
        return {**super().get_values(), "cchc_timestamp_roots": roots}

    def set_values(self):
        checkpoints = self.env["cchc.checkpoint"].sudo()
        before = checkpoints._get_timestamp_service()
        result = super().set_values()
        roots = (self.cchc_timestamp_roots or "").strip()
        self.env["ir.config_parameter"].sudo().set_param(ROOTS_PARAMETER, roots and f"{roots}\n")
        if checkpoints._get_timestamp_service() != before:
            # what failed with the old ones says nothing of these
            unstamped = checkpoints._find_unstamped()
            unstamped._write_as_system({"timestamp_next": False, "timestamp_tries": 0})
            checkpoints._trigger_stamping()
        return result
