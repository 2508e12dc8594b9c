from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cchc_assessment.models.common.cchc_lock_mixin import try_again


class CchcSurveyCount(models.Model):
    """How often an answer was given about a unit: all that is kept of what people said.

    Nobody reads these rows. A row without an answer counts those who answered, or sheets of paper. Rows in which
    answers over the network come together are made when the first person is invited, and counted up for a unit all at
    once: neither their order nor which of them was written last tells what somebody said.

    Each person's answers come as rows of their own, which are fresh, so that many people answer about one unit at the
    same moment without changing the same rows. The job that each answer asks for adds them up and takes them away.
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
    is_fresh = fields.Boolean(
        default=False, required=True, help="It is one person's, and not added up yet."
    )

    _row_uniq = models.UniqueIndex(
        "(survey_id, unit_id, option_id, batch_id) NULLS NOT DISTINCT WHERE NOT is_fresh",
        "Counted twice.",
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
        # sudo: nobody reads them
        if not self.sudo().search_count(
            [
                ("survey_id", "=", survey.id),
                ("unit_id", "=", unit.id),
                ("batch_id", "=", False),
                ("is_fresh", "=", False),
            ],
            limit=1,
        ):
            raise UserError(self.env._("This answer cannot be counted."))
        self._create_as_system(
            [
                {
                    "survey_id": survey.id,
                    "unit_id": unit.id,
                    "option_id": option,
                    "number": 1,
                    "is_fresh": True,
                }
                for option in (False, *options.ids)
            ]
        )
        # sudo: whoever answers is nobody
        self.env.ref("cchc_assessment_survey.ir_cron_add_up").sudo()._trigger()

    @api.model
    def _add_up(self, survey=None):
        """Add what is fresh to the counts, and take it away.

        :param survey: the only one of which that is done
        """
        self.flush_model()
        # each row of a unit gets a new version: what PostgreSQL notes of the last one tells nothing
        self.env.cr.execute(
            SQL(
                """
                WITH fresh AS (
                    DELETE FROM cchc_survey_count
                     WHERE is_fresh AND %(which)s
                 RETURNING survey_id, unit_id, option_id, number
                ), units AS (
                    SELECT DISTINCT survey_id, unit_id FROM fresh
                )
                UPDATE cchc_survey_count AS counted
                   SET number = counted.number + COALESCE(
                       (SELECT SUM(fresh.number)
                          FROM fresh
                         WHERE fresh.survey_id = counted.survey_id
                           AND fresh.unit_id = counted.unit_id
                           AND fresh.option_id IS NOT DISTINCT FROM counted.option_id
                       ), 0)
                  FROM units
                 WHERE counted.survey_id = units.survey_id
                   AND counted.unit_id = units.unit_id
                   AND counted.batch_id IS NULL
                   AND NOT counted.is_fresh
                """,
                which=SQL("survey_id = %s", survey.id) if survey else SQL("TRUE"),
            )
        )
        self.invalidate_model()

    @api.model
    def _cron_add_up(self):
        """Add up what people have answered since the last time."""
        # who closes a survey at this moment adds up its answers, too
        try_again(self.env, self._add_up)
