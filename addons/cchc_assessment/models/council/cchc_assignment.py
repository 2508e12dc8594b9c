from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class CchcAssignment(models.Model):
    """Which units and criteria a member of the council appraises; what is left empty means all."""

    _name = "cchc.assignment"
    _description = "Appraisal Assignment"
    _inherit = ["cchc.owned.mixin"]
    _order = "period_id, appraiser_id, id"
    _rec_name = "appraiser_id"

    period_id = fields.Many2one(
        "cchc.period", required=True, ondelete="cascade", index=True, check_company=True
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    appraiser_id = fields.Many2one(
        "res.users",
        "Member",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    group_ids = fields.Many2many(
        "cchc.unit.group", string="Unit Groups", help="Empty: all groups.", check_company=True
    )
    unit_ids = fields.Many2many(
        "cchc.unit", string="Units", check_company=True, help="Besides those of the groups."
    )
    criterion_ids = fields.Many2many(
        "cchc.criterion",
        string="Criteria",
        help="With everything below them: a domain, a criterion or a single leaf. Empty: all.",
        check_company=True,
    )
    appraisal_count = fields.Integer("Assigned", compute="_compute_counts")
    decided_count = fields.Integer("Decided", compute="_compute_counts")
    open_count = fields.Integer("Left", compute="_compute_counts")
    overlap = fields.Char(
        "Also Assigned To",
        compute="_compute_overlap",
        help="Who else has some of the same criteria of the same units. It is allowed: two see more.",
    )

    @api.depends("period_id", "appraiser_id", "group_ids", "unit_ids", "criterion_ids")
    def _compute_counts(self):
        counts = self._count_work()
        for assignment in self:
            assignment.appraisal_count, assignment.decided_count = counts.get(
                assignment._origin.id, (0, 0)
            )
            assignment.open_count = assignment.appraisal_count - assignment.decided_count

    @api.depends("period_id", "appraiser_id", "group_ids", "unit_ids", "criterion_ids")
    @api.depends_context("lang")
    def _compute_overlap(self):
        overlaps = self._count_overlaps()
        for assignment in self:
            assignment.overlap = ", ".join(
                self.env._("%(user)s (%(count)s)", user=user.name, count=count)
                for user, count in overlaps.get(assignment._origin.id, ())
            )

    @api.constrains("appraiser_id")
    def _check_appraiser(self):
        for assignment in self:
            if not assignment.appraiser_id.has_group(
                "cchc_assessment.cchc_assessment_group_appraiser"
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s is not a member of the appraisal council. Give them the role first.",
                        user=assignment.appraiser_id.name,
                    )
                )

    @api.constrains("period_id", "group_ids", "unit_ids", "criterion_ids")
    def _check_covers_somebody(self):
        """Refuse an assignment that no unit and criterion of its period falls under."""
        counts = self._count_work()
        for assignment in self:
            if assignment.period_id.state != "draft" and assignment.id not in counts:
                raise ValidationError(
                    self.env._(
                        "The assignment of %(user)s covers no criterion of any unit in "
                        "“%(period)s”. Choose other units or criteria.",
                        user=assignment.appraiser_id.name,
                        period=assignment.period_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        assignments = super().create(vals_list)
        assignments._note_assignees(periods=assignments.period_id)
        return assignments

    def write(self, vals):
        periods = self.period_id
        result = super().write(vals)
        self._note_assignees(periods=periods | self.period_id)
        return result

    def unlink(self):
        periods = self.period_id
        result = super().unlink()
        self._note_assignees(periods=periods)
        return result

    @api.model
    def _note_assignees(self, periods=None, assessments=None):
        """Note on appraisals who is to decide them, in two statements whatever their number.

        The rows are what the record rules of the members look at.

        :param periods: the periods whose assignments changed, or
        :param assessments: the assessments in which a round was opened.
        """
        scope = assessments if periods is None else periods
        if not scope:
            return
        # what an assignment covers, and the rounds that are opened, come about on two sides
        (scope if assessments is None else scope.period_id)._lock_for_update()
        column = SQL.identifier(
            "appraisal", "period_id" if assessments is None else "assessment_id"
        )
        self.env["cchc.appraisal"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM cchc_appraisal_assignee_rel rel
                      USING cchc_appraisal appraisal
                      WHERE appraisal.id = rel.appraisal_id AND %s IN %s
                """,
                column,
                tuple(scope.ids),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cchc_appraisal_assignee_rel (appraisal_id, user_id)
                SELECT DISTINCT appraisal.id, covered.appraiser_id
                  FROM cchc_appraisal appraisal
                  JOIN (%s) covered ON covered.line_id = appraisal.line_id
                 WHERE appraisal.is_current AND %s IN %s
                """,
                self._get_covered_lines(scope if assessments is None else scope.period_id),
                column,
                tuple(scope.ids),
            )
        )
        self.env["cchc.appraisal"].invalidate_model(["assignee_ids"])

    def _count_work(self):
        """Return ``{id: (criteria, decided)}`` of the criteria of units that each assignment covers."""
        if not self.ids:
            return {}
        self.env["cchc.appraisal"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT covered.assignment_id,
                       count(*),
                       count(*) FILTER (WHERE appraisal.is_decided OR appraisal.is_declared)
                  FROM (%s) covered
             LEFT JOIN cchc_appraisal appraisal
                       ON appraisal.line_id = covered.line_id AND appraisal.is_current
                 WHERE covered.assignment_id IN %s
              GROUP BY covered.assignment_id
                """,
                self._get_covered_lines(self.period_id),
                tuple(self.ids),
            )
        )
        return {row_id: (count, decided) for row_id, count, decided in self.env.cr.fetchall()}

    def _count_overlaps(self):
        """Return ``{id: [(user, how many criteria of units they have as well)]}``."""
        if not self.ids:
            return {}
        self.env.cr.execute(
            SQL(
                """
                WITH covered AS (%s)
                SELECT mine.assignment_id, other.appraiser_id, count(DISTINCT mine.line_id)
                  FROM covered mine
                  JOIN covered other
                       ON other.line_id = mine.line_id AND other.appraiser_id != mine.appraiser_id
                 WHERE mine.assignment_id IN %s
              GROUP BY mine.assignment_id, other.appraiser_id
              ORDER BY mine.assignment_id, other.appraiser_id
                """,
                self._get_covered_lines(self.period_id),
                tuple(self.ids),
            )
        )
        rows = self.env.cr.fetchall()
        # sudo: members are told of each other by name, whichever company they work in
        users = self.env["res.users"].sudo().browse([user_id for _id, user_id, _count in rows])
        overlaps = defaultdict(list)
        for (assignment_id, _user_id, count), user in zip(rows, users, strict=True):
            overlaps[assignment_id].append((user, count))
        return overlaps

    @api.model
    def _get_covered_lines(self, periods):
        """Return the query of ``(assignment_id, appraiser_id, line_id)``: what each assignment covers.

        What was chosen is gathered once, then looked up for each line: nothing is read again line by line.
        """
        scope = tuple(periods.ids) or (0,)
        self.flush_model()
        self.env["cchc.assessment.line"].flush_model()
        return SQL(
            """
            SELECT assignment.id AS assignment_id, assignment.appraiser_id, line.id AS line_id
              FROM cchc_assignment assignment
              JOIN cchc_assessment assessment ON assessment.period_id = assignment.period_id
              JOIN cchc_assessment_line line ON line.assessment_id = assessment.id
             WHERE assignment.period_id IN %s
               AND (
                   (assignment.id, assessment.group_id) IN (
                       SELECT cchc_assignment_id, cchc_unit_group_id
                         FROM cchc_assignment_cchc_unit_group_rel
                   )
                   OR (assignment.id, assessment.unit_id) IN (
                       SELECT cchc_assignment_id, cchc_unit_id
                         FROM cchc_assignment_cchc_unit_rel
                   )
                   OR assignment.id NOT IN (
                       SELECT cchc_assignment_id FROM cchc_assignment_cchc_unit_group_rel
                       UNION ALL
                       SELECT cchc_assignment_id FROM cchc_assignment_cchc_unit_rel
                   )
               )
               AND (
                   assignment.id NOT IN (
                       SELECT cchc_assignment_id FROM cchc_assignment_cchc_criterion_rel
                   )
                   OR (assignment.id, line.criterion_id) IN (
                       SELECT chosen.cchc_assignment_id, leaf.id
                         FROM cchc_assignment_cchc_criterion_rel chosen
                         JOIN cchc_assignment own ON own.id = chosen.cchc_assignment_id
                         JOIN cchc_criterion branch ON branch.id = chosen.cchc_criterion_id
                         JOIN cchc_criterion leaf
                              ON leaf.rubric_id = branch.rubric_id
                              AND starts_with(leaf.parent_path, branch.parent_path)
                        WHERE own.period_id IN %s
                   )
               )
            """,
            scope,
            scope,
        )
