from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CchcSurveyCount(models.Model):
    """How often an answer was given about a unit: all that is kept of what people said.

    Nobody reads these rows. A row without an answer counts those who answered, or sheets of paper. Rows of answers over
    the network are made when the first person is invited, and counted up for a unit all at once: neither their order
    nor which of them was written last tells what somebody said.
    """

    _name = "cchc.survey.count"
    _description = "Count of a Survey's Answers"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    # when a row was written is when somebody answered
    _log_access = False

    survey_id = fields.Many2one(
        "cchc.survey", required=True, ondelete="cascade", index=True, check_company=True
    )
    company_id = fields.Many2one(related="survey_id.company_id", store=True, index=True)
    unit_id = fields.Many2one("cchc.unit", required=True, ondelete="restrict", check_company=True)
    option_id = fields.Many2one(
        "cchc.survey.option", ondelete="restrict", index="btree_not_null", check_company=True
    )
    batch_id = fields.Many2one(
        "cchc.survey.batch", ondelete="restrict", index="btree_not_null", check_company=True
    )
    number = fields.Integer(required=True, default=0, aggregator=None)

    _row_uniq = models.UniqueIndex(
        "(survey_id, unit_id, option_id, batch_id) NULLS NOT DISTINCT", "Counted twice."
    )

    @api.model
    def _get_creation_fields(self):
        return set()

    @api.model
    def _prepare(self, survey, units):
        """Make the rows in which answers about these units are counted, where they are missing."""
        # sudo: nobody reads them
        known = (
            self.sudo().search([("survey_id", "=", survey.id), ("batch_id", "=", False)]).unit_id
        )
        self._create_as_system(
            [
                {"survey_id": survey.id, "unit_id": unit.id, "option_id": option}
                for unit in units - known
                for option in (False, *survey.question_ids.option_ids.ids)
            ]
        )

    @api.model
    def _count_up(self, survey, unit, options):
        """Count one person's answers about a unit.

        :raises UserError: where there is nothing to count in
        """
        self.flush_model()
        # each row of the unit gets a new version: what PostgreSQL notes of the last one tells nothing
        self.env.cr.execute(
            SQL(
                """
                UPDATE cchc_survey_count
                   SET number = number
                       + CASE WHEN option_id IS NULL OR option_id IN %(options)s THEN 1 ELSE 0 END
                 WHERE survey_id = %(survey)s AND unit_id = %(unit)s AND batch_id IS NULL
                """,
                options=tuple(options.ids),
                survey=survey.id,
                unit=unit.id,
            )
        )
        if not self.env.cr.rowcount:
            raise UserError(self.env._("This answer cannot be counted."))
        self.invalidate_model(["number"])
