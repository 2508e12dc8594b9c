"""Letters are fetched in nobody's name: by the job, and as well when the administrator asks for them now."""

from odoo import models

from ..common.system_voice import as_fetcher


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _fetch_mail(self, *args, **kwargs):
        return super(FetchmailServer, as_fetcher(self))._fetch_mail(*args, **kwargs)
