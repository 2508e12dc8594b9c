from odoo import models

from odoo.addons.cchc_assessment.core.plain.rule_inputs import SHARE, asked_inputs


class CchcAppraisal(models.Model):
    _name = "cchc.appraisal"
    _inherit = ["cchc.appraisal"]

    def _get_reckoned_values(self, reckoning, source):
        """Return what ``_decide`` takes of this criterion for what a survey came to.

        A rule that asks for a percentage gets it, and gives its own points; any other gets the share of the maximum.

        :param source: says how it came about, as the remark
        """
        self.ensure_one()
        if asked_inputs(self.rule_type, self.band_basis or "percent") != SHARE:
            return self._get_survey_values(reckoning.points, source)
        return {
            "remark": source,
            "numerator": float(reckoning.share),
            "denominator": 100.0,
            # a band that was chosen without figures
            "option_id": False,
            "override_score": False,
        }
