from odoo import models


class CchcPackagedMixin(models.AbstractModel):
    """The dialog that shows first what a package lacks."""

    _name = "cchc.packaged.mixin"
    _inherit = ["cchc.packaged.mixin"]

    def _start_download(self):
        return self.env["cchc.package.download"]._start(self)

    def _start_bag(self):
        if self.env["report.cchc_assessment.package"]._count_packages(self) > 1:
            return self.env["cchc.package.download"]._start_parts(self, is_bag=True)
        return super()._start_bag()
