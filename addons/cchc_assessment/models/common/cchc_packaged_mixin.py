from odoo import models


class CchcPackagedMixin(models.AbstractModel):
    """Something whose documents leave the building as a package."""

    _name = "cchc.packaged.mixin"
    _description = "Has a Package"

    def action_download_package(self):
        """Download the package; show first what is missing in it, if anything is."""
        self.ensure_one()
        self.check_access("read")
        return self._start_download()

    def _start_download(self):
        """Return the action that downloads the package. The dialogs above the models give it."""
        raise NotImplementedError
