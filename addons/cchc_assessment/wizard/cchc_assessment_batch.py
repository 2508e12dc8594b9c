from odoo import api, fields, models


class CchcAssessmentBatch(models.AbstractModel):
    """A dialog of the secretary's about one or several assessments."""

    _name = "cchc.assessment.batch"
    _description = "Dialog About Several Assessments"

    assessment_ids = fields.Many2many("cchc.assessment", string="Assessments", required=True)

    @api.constrains("assessment_ids")
    def _check_assessments(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).assessment_ids.check_access("read")
