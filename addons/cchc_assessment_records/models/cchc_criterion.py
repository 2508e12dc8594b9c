"""Figures from records: a criterion that is taken over into a later rubric takes its figures along."""

from odoo import api, models


class CchcCriterion(models.Model):
    """A criterion that may be the same as one of an earlier rubric, of which figures are computed."""

    _name = "cchc.criterion"
    _inherit = ["cchc.criterion"]

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        if any(vals.get("origin_id") for vals in vals_list):
            # which figures are computed for which criteria is remembered
            self.env.registry.clear_cache()
        return criteria
