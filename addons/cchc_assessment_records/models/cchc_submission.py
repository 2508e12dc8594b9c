"""Figures from records: what was taken is sealed with the criterion."""

from odoo import models

from odoo.addons.cchc_assessment.models.log.sealed_part import extend_table


class CchcSubmission(models.Model):
    """A submission that says of each criterion which figure was taken from records."""

    _name = "cchc.submission"
    _inherit = ["cchc.submission"]

    @property
    def _sealed_parts(self):
        rows = {"criteria": "2 kept record_figure:_make_sealed_figure"}
        return extend_table(super()._sealed_parts, rows)
