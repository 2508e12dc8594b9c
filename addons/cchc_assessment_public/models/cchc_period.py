"""Published results: a period whose results everybody may read."""

from odoo import api, fields, models


class CchcPeriod(models.Model):
    _name = "cchc.period"
    _inherit = ["cchc.period"]

    is_public = fields.Boolean(
        "Results for Everybody",
        copy=False,
        tracking=True,
        help="Everybody reads the published results on a page without signing in: scores, places and classes of "
        "all units, nothing else.",
    )
    public_url = fields.Char(
        "Page of the Results",
        compute="_compute_public_url",
        help="Where everybody reads the results.",
    )

    @api.depends("is_public", "state")
    def _compute_public_url(self):
        address = self.env["ir.config_parameter"]._get_link_address()
        for period in self:
            publication = period.is_public and period._get_public_publication()
            period.public_url = publication and f"{address}{period._get_public_path()}"

    def _get_public_path(self):
        return f"/cchc/public/{self.id}"

    def _get_public_publication(self):
        """Return the publication that everybody reads: the one in force; none of a period that shows none."""
        return self.env["cchc.publication"]._find_public([("period_id", "in", self.ids)])
