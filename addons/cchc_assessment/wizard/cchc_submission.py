from odoo import models


class CchcSubmission(models.Model):
    """The dialog that says first where the links of a sealed appendix lead."""

    _name = "cchc.submission"
    _inherit = ["cchc.submission"]

    def action_download_appendix(self):
        self.ensure_one()
        self.check_access("read")
        return self.env["cchc.package.download"]._start_appendix(self)
