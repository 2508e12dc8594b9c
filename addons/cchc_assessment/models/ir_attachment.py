from odoo import models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        self.check_access("write")
        if not self._is_same_content(vals):
            self._check_not_evidence()
        return super().write(vals)

    def unlink(self):
        self.check_access("unlink")
        self._check_not_evidence()
        return super().unlink()

    def _is_same_content(self, vals):
        """Whether ``vals`` only store the same bytes anew, as moving the file store does."""
        return vals.keys() == {"raw", "mimetype"} and all(
            attachment.raw == vals["raw"] and attachment.mimetype == vals["mimetype"]
            for attachment in self
        )

    def _check_not_evidence(self):
        """Refuse to touch a file that a document or a submission stands on.

        A filed document is what its bytes say and what its SHA-256 was taken of; a new version is a
        document of its own. The file goes when its document goes.

        :raises UserError: naming the file.
        """
        for model, field in (
            ("cchc.evidence", "attachment_id"),
            ("cchc.submission", "appendix_id"),
            ("cchc.submission", "report_id"),
        ):
            # sudo: the file is kept from everyone, also from those who may not see its document
            owner = (
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                .search([(field, "in", self.ids)], limit=1)
            )
            if owner:
                raise UserError(
                    self.env._(
                        "“%(file)s” is filed as evidence and does not change. "
                        "File the new version as a document of its own.",
                        file=owner[field].name,
                    )
                )
