from odoo import models

from odoo.addons.cchc_assessment.core.plain.rule_inputs import SHARE, asked_inputs
from odoo.addons.cchc_assessment.core.scoring import Inputs, ScoringError, score


class CchcAppraisal(models.Model):
    _name = "cchc.appraisal"
    _inherit = ["cchc.appraisal"]

    def _asks_for_share(self):
        """Whether the criterion's rule makes points of a percentage by itself."""
        self.ensure_one()
        return asked_inputs(self.rule_type or "manual", self.band_basis or "percent") == SHARE

    def _get_reckoned_points(self, reckoning):
        """Return the points that a survey comes to: by the criterion's rule, or the share of its maximum.

        :return: a Decimal; None where the rule makes no points of the share
        """
        self.ensure_one()
        if not self._asks_for_share():
            return reckoning.points
        rules = self.criterion_id._get_rules()
        inputs = Inputs(numerator=reckoning.share, denominator=100)
        try:
            return score(rules[self.criterion_id], inputs).score
        except ScoringError:
            return None

    def _get_reckoned_values(self, reckoning, source):
        """Return what ``_decide`` takes of this criterion for what a survey came to.

        A rule that asks for a percentage gets it, and gives its own points; any other gets the share of the maximum.

        :param source: says how it came about, as the remark
        """
        self.ensure_one()
        if not self._asks_for_share():
            return self._get_survey_values(reckoning.points, source)
        return {
            "remark": source,
            "numerator": float(reckoning.share),
            "denominator": 100.0,
            # a band that was chosen without figures
            "option_id": False,
            "override_score": False,
            "override_reason": False,
        }
