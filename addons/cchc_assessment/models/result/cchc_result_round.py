from odoo import fields, models


class CchcResult(models.Model):
    """Which of the council's decisions a result stands on, so that its documents can always be made again."""

    _name = "cchc.result"
    _inherit = ["cchc.result"]

    round = fields.Integer(
        "Appraisal Round",
        readonly=True,
        aggregator=None,
        help="The last round that counts; a unit that is taken up again later goes on in another one.",
    )


class CchcPublication(models.Model):
    _name = "cchc.publication"
    _inherit = ["cchc.publication"]

    def _make_row(self, assessment):
        return {**super()._make_row(assessment), "round": assessment.round}
