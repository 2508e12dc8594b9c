from odoo import models


class CchcPackagedMixin(models.AbstractModel):
    """Something whose documents leave the building as a package."""

    _name = "cchc.packaged.mixin"
    _description = "Has a Package"

    def action_download_package(self):
        """Download the package; show first what is missing in it, if anything is."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cchc.package.download"]._start(self)
