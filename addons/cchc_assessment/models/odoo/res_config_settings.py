"""The settings of the addon."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..filing.cchc_evidence import (
    DEFAULT_MAX_MEGABYTES,
    DOCUMENT_KINDS,
    KINDS_PARAMETER,
    MEGABYTES_PARAMETER,
)
from ..receiving.cchc_unit import SERVICE_PARAMETER

# Whether secretaries make accounts of units and of members of the council.
ACCOUNTS_PARAMETER = "cchc_assessment.secretary_makes_accounts"

_WEB_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")


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

    cchc_secretary_makes_accounts = fields.Boolean(
        "The Secretary Makes Accounts",
        config_parameter=ACCOUNTS_PARAMETER,
        help="From a workbook of units and people: officers, leaders and appraisers of the secretary's own "
        "company, without any other right.",
    )
    cchc_mail_service = fields.Char(
        "Mail Server That Proves Senders",
        config_parameter=SERVICE_PARAMETER,
        help="The name with which your own mail server begins the head “Authentication-Results” of what comes in. "
        "Documents by e-mail are taken only from senders that it has proven (DMARC).",
    )
    cchc_link_address = fields.Char(
        "Address in Documents",
        config_parameter="web.base.url",
        help="Links in appendices, packages and mails begin with this address.",
    )
    cchc_link_problems = fields.Text(compute="_compute_cchc_link_problems")
    cchc_link_frozen = fields.Boolean(compute="_compute_cchc_link_problems")

    @api.depends("company_id")
    def _compute_cchc_link_problems(self):
        parameters = self.env["ir.config_parameter"]
        problems = "\n".join(parameters._find_link_address_problems())
        for settings in self:
            settings.cchc_link_problems = problems
            settings.cchc_link_frozen = parameters._is_link_address_frozen()

    @api.constrains("cchc_link_address")
    def _check_cchc_link_address(self):
        for settings in self:
            if not _WEB_ADDRESS.fullmatch(settings.cchc_link_address or ""):
                raise ValidationError(
                    self.env._(
                        "The address in documents begins with https:// (or http://) and the name of the "
                        "server, for example https://odoo.mau.gov.vn."
                    )
                )

    def action_cchc_freeze_link_address(self):
        """Save these settings, and keep their address from now on, whoever signs in from wherever.

        :return: the action that saving leads to.
        :raises AccessError: to whoever is no administrator.
        """
        self.check_access("write")
        self.env["ir.config_parameter"]._freeze_link_address()
        return self.execute()

    @api.constrains("cchc_evidence_max_megabytes")
    def _check_cchc_evidence_max_megabytes(self):
        for settings in self:
            if settings.cchc_evidence_max_megabytes <= 0:
                raise ValidationError(
                    self.env._("The largest document has to have a size above 0.")
                )

    @api.model
    def get_values(self):
        """Return the values of settings, to those who may open them: Odoo asks nobody who calls this.

        Default values, and what is kept without a record, begin with it.
        """
        self.browse().check_access("create")
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
