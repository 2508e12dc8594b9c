import re

from odoo import api, fields, models
from odoo.exceptions import UserError


class CchcPublication(models.Model):
    """The documents of a publication: the workbook, the annex of its decision, the notices to the units."""

    _inherit = "cchc.publication"

    notify_units = fields.Boolean(
        "Send the Notices at Once",
        default=True,
        help="Each unit gets its own result by e-mail as soon as the results are published.",
    )
    notice_count = fields.Integer("Notices Sent", compute="_compute_notice_counts")
    failed_notice_count = fields.Integer("Notices Not Sent", compute="_compute_notice_counts")

    @api.depends("result_ids.notice_state")
    def _compute_notice_counts(self):
        counts = {
            (publication, state): count
            for publication, state, count in self.env["cchc.result"]._read_group(
                [("publication_id", "in", self.ids), ("notice_state", "!=", False)],
                ["publication_id", "notice_state"],
                ["__count"],
            )
        }
        for publication in self:
            publication.notice_count = counts.get((publication, "sent"), 0)
            publication.failed_notice_count = counts.get((publication, "failed"), 0)

    @api.model
    def _get_open_fields(self):
        return {**super()._get_open_fields(), "notify_units": "_check_not_sealed"}

    def action_publish(self):
        """Publish, and let each unit know once that is done for good."""
        result = super().action_publish()
        if self.notify_units:
            self.result_ids._queue_notices()
        return result

    def action_send_notices(self):
        """Send the notice to each unit that has not got it yet.

        :raises UserError: when these results are not published, or others have replaced them.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.is_effective:
            raise UserError(
                self.env._(
                    "“%(publication)s” is not in force: there is nothing to let the units know.",
                    publication=self.display_name,
                )
            )
        unsent = self.result_ids.filtered(lambda one: one.notice_state != "sent")
        (unsent - unsent._get_on_their_way())._queue_notices()

    def action_download_annex(self):
        """Download the annex of the decision as a Word document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/cchc/annex/{self.id}",
            "target": "download",
        }

    def _get_document_name(self, title):
        """Return a document's file name without its ending: "Tổng hợp kết quả CCHC - 2026"."""
        name = f"{title} - {self.period_id.name}"
        if self.number > 1:
            name += f" (lần {self.number})"
        return re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip()
