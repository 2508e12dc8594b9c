from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cchc_assessment.fields import LimitedChar


class CchcSurveyBatch(models.Model):
    """Sheets of paper that came in by one workbook; they count until they are withdrawn."""

    _name = "cchc.survey.batch"
    _description = "Paper Answers"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin", "cchc.lock.mixin"]
    _order = "id desc"

    name = LimitedChar("File", required=True, readonly=True)
    survey_id = fields.Many2one(
        "cchc.survey",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="survey_id.company_id", store=True, index=True)
    sheet_count = fields.Integer("Sheets", readonly=True)
    unit_ids = fields.Many2many("cchc.unit", string="Units", readonly=True, check_company=True)
    digest = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    withdrawn_at = fields.Datetime("Withdrawn On", readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", "Withdrawn by", readonly=True)

    @api.model
    def _get_creation_fields(self):
        return set()

    def action_withdraw(self):
        """Let these sheets count no more; what was taken into a round stays there until it is taken anew."""
        for batch in self:
            batch.survey_id.check_access("write")
            batch.survey_id._lock_for_update()
            batch._lock_for_update()
            if batch.withdrawn_at:
                raise UserError(self.env._("“%(file)s” was withdrawn already.", file=batch.name))
            batch._write_as_system(
                {"withdrawn_at": fields.Datetime.now(), "withdrawn_by_id": self.env.uid}
            )

    @api.model
    def _take_in(self, survey, name, digest, sheets):
        """Count sheets of paper.

        :param digest: SHA-256 of the workbook, which is taken once
        :param sheets: of each its unit and its answers
        :raises UserError: when the same workbook counts already
        """
        survey._check_has_begun()
        survey._lock_for_update()
        # sudo: the sum is nobody's to read
        same = self.sudo().search(
            [
                ("survey_id", "=", survey.id),
                ("digest", "=", digest),
                ("withdrawn_at", "=", False),
            ],
            limit=1,
        )
        if same:
            raise UserError(
                self.env._(
                    "This workbook has been taken in already, as “%(file)s”. Withdraw that first.",
                    file=same.name,
                )
            )
        numbers = {}
        for unit, options in sheets:
            for option in (False, *options.ids):
                numbers[unit.id, option] = numbers.get((unit.id, option), 0) + 1
        batch = self._create_as_system(
            [
                {
                    "name": name,
                    "survey_id": survey.id,
                    "digest": digest,
                    "sheet_count": len(sheets),
                    "unit_ids": [fields.Command.set({unit.id for unit, _options in sheets})],
                }
            ]
        )
        self.env["cchc.survey.count"]._create_as_system(
            [
                {
                    "survey_id": survey.id,
                    "batch_id": batch.id,
                    "unit_id": unit,
                    "option_id": option,
                    "number": number,
                }
                for (unit, option), number in numbers.items()
            ]
        )
        return batch
