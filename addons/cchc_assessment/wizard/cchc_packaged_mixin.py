from odoo import models


class CchcPackagedMixin(models.AbstractModel):
    """The dialog that shows first what a package lacks."""

    _name = "cchc.packaged.mixin"
    _inherit = ["cchc.packaged.mixin"]

    def _start_download(self):
        return self.env["cchc.package.download"]._start(self)
