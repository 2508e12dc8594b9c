from odoo import fields, models


class CchcTrustedCertificate(models.Model):
    """A certificate of an authority whose digital signatures are trusted."""

    _name = "cchc.trusted.certificate"
    _description = "Trusted Signing Authority"
    _order = "name, id"

    name = fields.Char(required=True)
    file = fields.Binary("Certificate", required=True, attachment=False, help="PEM or DER.")
    file_name = fields.Char()
    subject = fields.Char(readonly=True)
    valid_until = fields.Datetime(readonly=True)
    active = fields.Boolean(default=True)
