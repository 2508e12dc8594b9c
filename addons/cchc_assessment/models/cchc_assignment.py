from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CchcAssignment(models.Model):
    """Which units and criteria a member of the council appraises; what is left empty means all."""

    _name = "cchc.assignment"
    _description = "Appraisal Assignment"
    _order = "period_id, appraiser_id, id"
    _rec_name = "appraiser_id"
    _check_company_auto = True

    period_id = fields.Many2one("cchc.period", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    appraiser_id = fields.Many2one(
        "res.users", "Member", required=True, ondelete="restrict", index=True
    )
    group_ids = fields.Many2many("cchc.unit.group", string="Unit Groups", help="Empty: all groups.")
    unit_ids = fields.Many2many(
        "cchc.unit", string="Units", check_company=True, help="Besides those of the groups."
    )
    criterion_ids = fields.Many2many(
        "cchc.criterion",
        string="Criteria",
        help="With everything below them: a domain, a criterion or a single leaf. Empty: all.",
    )
    appraisal_count = fields.Integer("Assigned", compute="_compute_counts")
    decided_count = fields.Integer("Decided", compute="_compute_counts")
    open_count = fields.Integer("Left", compute="_compute_counts")

    @api.depends("period_id", "appraiser_id", "group_ids", "unit_ids", "criterion_ids")
    def _compute_counts(self):
        for assignment in self:
            counts = dict(
                self.env["cchc.appraisal"]._read_group(
                    assignment._get_domain(), ["is_decided"], ["__count"]
                )
            )
            assignment.decided_count = counts.get(True, 0)
            assignment.open_count = counts.get(False, 0)
            assignment.appraisal_count = assignment.decided_count + assignment.open_count

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
        lines = self.env["cchc.assessment.line"]
        for assignment in self:
            if assignment.period_id.state != "draft" and not lines.search_count(
                assignment._get_domain(), limit=1
            ):
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
        assignments.period_id._assign()
        return assignments

    def write(self, vals):
        periods = self.period_id
        result = super().write(vals)
        (periods | self.period_id)._assign()
        return result

    def unlink(self):
        periods = self.period_id
        result = super().unlink()
        periods._assign()
        return result

    def _get_domain(self):
        """Return the domain of the lines, or of the appraisals, that the assignment covers."""
        self.ensure_one()
        domain = Domain("period_id", "=", self.period_id.id)
        if self.group_ids or self.unit_ids:
            domain &= Domain("assessment_id.group_id", "in", self.group_ids.ids) | Domain(
                "unit_id", "in", self.unit_ids.ids
            )
        if self.criterion_ids:
            domain &= Domain("criterion_id", "child_of", self.criterion_ids.ids)
        return domain
