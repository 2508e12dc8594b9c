from odoo import models

from .screens import download


class CchcPackagedMixin(models.AbstractModel):
    """Something whose documents leave the building as a package."""

    _name = "cchc.packaged.mixin"
    _description = "Has a Package"

    def action_download_package(self):
        """Download the package; show first what is missing in it, if anything is."""
        self.ensure_one()
        self.check_access("read")
        return self._start_download()

    def action_download_bag(self):
        """Download the package in the layout that archives take over, BagIt (RFC 8493)."""
        self.ensure_one()
        self.check_access("read")
        return self._start_bag()

    def _start_bag(self):
        """Return the action that downloads the package for archives."""
        kind = self._name.rpartition(".")[2]
        return download(f"/cchc/package/{kind}/{self.id}?form=bagit")

    def _start_download(self):
        """Return the action that downloads the package. The dialogs above the models give it."""
        raise NotImplementedError
