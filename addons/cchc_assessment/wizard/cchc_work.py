from odoo import fields, models

IMPORTS = {"people": "cchc.unit.import", "survey_points": "cchc.survey.import"}


class CchcWork(models.Model):
    """Of a table with very many rows a few are brought in at a time: the file was looked through as a whole before."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[
            ("people", "Import of Units and People"),
            ("survey_points", "Import of the Points of a Survey"),
        ],
        ondelete=dict.fromkeys(IMPORTS, "cascade"),
    )

    def _get_units_at_once(self):
        # a piece is some rows already
        return 1 if self.kind in IMPORTS else super()._get_units_at_once()

    def _do_people(self, parts):
        # somebody may stand in several pieces, and so may a unit: each sees what the ones before have made
        self.sudo()._lock_for_update()
        self._bring_in(parts, company_id=self.company_id.id, **self._get_details())

    def _do_survey_points(self, parts):
        self._bring_in(parts, period_id=self.period_id.id)

    def _bring_in(self, parts, **values):
        dialog = self.env[IMPORTS[self.kind]].new(values)
        # sudo: what a piece is about is nobody's to read
        for rows in parts.sudo().mapped("content"):
            dialog._bring_in(rows)
