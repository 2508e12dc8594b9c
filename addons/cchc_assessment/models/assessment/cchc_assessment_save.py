from odoo import fields, models


class CchcAssessmentSave(models.Model):
    """That somebody saved something of an assessment since its totals were settled: written and removed by SQL alone.

    ``gate`` is the assessment's. Whoever moves that moves these rows along, and fails where one of them was added since
    its transaction began: PostgreSQL looks for the rows of a foreign key as they are at that moment.
    """

    _name = "cchc.assessment.save"
    _description = "Saved Since the Totals Were Settled"
    _inherit = ["cchc.own.defaults.mixin", "cchc.closed.mixin", "cchc.owned.mixin"]
    _log_access = False
    _rec_name = "assessment_id"

    assessment_id = fields.Many2one(
        "cchc.assessment",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    gate = fields.Char(required=True, readonly=True, index=True, groups=fields.NO_ACCESS)

    _gate_fkey = models.Constraint(
        "FOREIGN KEY (gate) REFERENCES cchc_assessment (gate) ON UPDATE CASCADE ON DELETE CASCADE",
        "The assessment has moved on.",
    )
