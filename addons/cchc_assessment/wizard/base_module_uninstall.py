from odoo import api, fields, models

from ..compat import get_modules_that_go
from ..hooks import ADDON
from ..messages.wording import format_size


class BaseModuleUninstall(models.TransientModel):
    """Odoo's dialog before an uninstallation, which says what would be lost with this addon."""

    _inherit = "base.module.uninstall"

    cchc_loss = fields.Text("What Is Lost", compute="_compute_cchc_loss")

    @api.depends("module_ids")
    def _compute_cchc_loss(self):
        for dialog in self:
            going = set((dialog.module_ids | get_modules_that_go(dialog)).mapped("name"))
            dialog.cchc_loss = "\n".join(dialog._describe_cchc_losses(going))

    @api.model
    def _describe_cchc_losses(self, going):
        """Return what is lost, as texts: each addon of ours extends it by its own.

        :param going: the names of all addons that would be uninstalled.
        """
        return [self._describe_cchc_loss()] if ADDON in going else []

    @api.model
    def _describe_cchc_loss(self):
        # sudo: whoever uninstalls removes every unit's work, not what they may see of it
        sealed = self.env["cchc.submission"].sudo().search_count([])
        published = self.env["cchc.publication"].sudo().search_count([("state", "=", "published")])
        if not sealed and not published:
            return self.env._("Nothing has been submitted or published in CCHC Assessment.")
        [(size,)] = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group([("res_model", "=", "cchc.evidence")], [], ["file_size:sum"])
        )
        return self.env._(
            "With CCHC Assessment go, for good: every assessment, appraisal and document, with all that was sealed "
            "(submissions: %(submissions)s) and published (results: %(publications)s).\n"
            "A package of all that was sealed is kept, a ZIP for each period (documents: %(size)s): you find it under "
            "Settings › Technical › Attachments, by “Hồ sơ CCHC đã niêm phong”, and administrators alone can open it. "
            "If it cannot be made, nothing is uninstalled.",
            submissions=sealed,
            publications=published,
            size=format_size(self.env, size or 0),
        )
