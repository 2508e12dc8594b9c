from odoo import api, fields, models
from odoo.exceptions import AccessError

LOG_ACTIONS = [
    ("fill", "Filled in"),
    ("file", "Document filed"),
    ("document", "Document changed"),
    ("remove", "Document removed"),
    ("download", "Document downloaded"),
    ("import", "Imported"),
    ("state", "State changed"),
    ("deadline", "Deadline changed"),
    ("check", "Files checked"),
]


class CchcLog(models.Model):
    """Who changed what in an assessment, when and why: written by the system alone."""

    _name = "cchc.log"
    _description = "Assessment Log"
    _order = "id desc"
    _rec_name = "action"

    assessment_id = fields.Many2one(
        "cchc.assessment", required=True, readonly=True, ondelete="restrict", index=True
    )
    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Criterion",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="assessment_id.unit_id", store=True, index=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True)
    action = fields.Selection(LOG_ACTIONS, required=True, readonly=True)
    field = fields.Char(readonly=True, help="The technical name of what changed.")
    old_value = fields.Text(readonly=True)
    new_value = fields.Text(readonly=True)
    reason = fields.Text(readonly=True)

    def write(self, vals):
        raise AccessError(self.env._("The log is written by the system alone and never changes."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The log is written by the system alone and never changes."))

    @api.model
    def _append(self, entries):
        """Add rows to the log, as the current user and at this moment.

        :param entries: dicts with ``assessment_id`` and ``action`` and, where they make sense, ``line_id``,
            ``field``, ``old_value``, ``new_value`` (text as a person reads it) and ``reason``.
        """
        # sudo: nobody has the right to create a row of the log
        self.sudo().create(
            [{**entry, "user_id": self.env.uid, "date": fields.Datetime.now()} for entry in entries]
        )
