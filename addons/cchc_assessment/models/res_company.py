from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import models

DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"


class ResCompany(models.Model):
    _inherit = "res.company"

    def _cchc_local(self, moment):
        """Return ``moment``, which is naive and UTC, as this company's clock shows it.

        A deadline is one moment for everybody: it is written and counted in the time zone of the company's
        contact, whatever the reader's own is.
        """
        # sudo: who reads a deadline need not see the company's contact
        timezone = self.sudo().partner_id.tz or DEFAULT_TIMEZONE
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone))
