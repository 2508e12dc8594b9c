from odoo import fields, models
from odoo.tools import SQL


class CchcPeriod(models.Model):
    _inherit = "cchc.period"

    assignment_ids = fields.One2many(
        "cchc.assignment",
        "period_id",
        "Assignments",
        groups="cchc_assessment.cchc_assessment_group_appraiser",
    )
    review_open = fields.Boolean(
        readonly=True,
        copy=False,
        tracking=True,
        help="Units see what the council decided on them, before it is published.",
    )

    def _assign(self):
        """Note on every appraisal who is to decide it, in as many statements for one period as for many.

        The rows are what the record rules of the members look at.
        """
        if not self.ids:
            return
        self.env["cchc.assignment"].flush_model()
        self.env["cchc.appraisal"].flush_model()
        periods = tuple(self.ids)
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM cchc_appraisal_assignee_rel rel
                      USING cchc_appraisal appraisal
                      WHERE appraisal.id = rel.appraisal_id AND appraisal.period_id IN %s
                """,
                periods,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cchc_appraisal_assignee_rel (appraisal_id, user_id)
                SELECT DISTINCT appraisal.id, assignment.appraiser_id
                  FROM cchc_assignment assignment
                  JOIN cchc_appraisal appraisal ON appraisal.period_id = assignment.period_id
                  JOIN cchc_criterion leaf ON leaf.id = appraisal.criterion_id
                 WHERE assignment.period_id IN %(periods)s
                   AND appraisal.is_current
                   AND (
                       appraisal.group_id IN (
                           SELECT cchc_unit_group_id
                             FROM cchc_assignment_cchc_unit_group_rel
                            WHERE cchc_assignment_id = assignment.id
                       )
                       OR appraisal.unit_id IN (
                           SELECT cchc_unit_id
                             FROM cchc_assignment_cchc_unit_rel
                            WHERE cchc_assignment_id = assignment.id
                       )
                       OR NOT EXISTS (
                           SELECT FROM cchc_assignment_cchc_unit_group_rel
                            WHERE cchc_assignment_id = assignment.id
                           UNION ALL
                           SELECT FROM cchc_assignment_cchc_unit_rel
                            WHERE cchc_assignment_id = assignment.id
                       )
                   )
                   AND (
                       EXISTS (
                           SELECT FROM cchc_assignment_cchc_criterion_rel chosen
                             JOIN cchc_criterion branch ON branch.id = chosen.cchc_criterion_id
                            WHERE chosen.cchc_assignment_id = assignment.id
                              AND starts_with(leaf.parent_path, branch.parent_path)
                       )
                       OR NOT EXISTS (
                           SELECT FROM cchc_assignment_cchc_criterion_rel
                            WHERE cchc_assignment_id = assignment.id
                       )
                   )
                """,
                periods=periods,
            )
        )
        self.env["cchc.appraisal"].invalidate_model(["assignee_ids"])
