from odoo import api, fields, models

from ...core.plain.text import comparable
from ...fields import REASON_LENGTH, LimitedText
from ..common.system_voice import as_system


class CchcNote(models.Model):
    """What people of a unit say to each other about a criterion while they work on it.

    It is theirs alone: no part of the assessment, of its log or of anything that leaves the unit. Whoever is
    named by “@name” is told. A note stays as it was written, and is settled by any of them.
    """

    _name = "cchc.note"
    _description = "Note on a Criterion"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "id"
    _rec_name = "line_id"

    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Criterion",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    assessment_id = fields.Many2one(related="line_id.assessment_id", store=True, index=True)
    unit_id = fields.Many2one(related="line_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    body = LimitedText("Note Text", required=True, max_length=REASON_LENGTH)
    mentioned_ids = fields.Many2many(
        "res.users",
        compute="_compute_mentioned_ids",
        store=True,
        help="Who of the unit is named in it by “@name”.",
    )
    is_settled = fields.Boolean("Note Settled")

    @api.depends("body")
    def _compute_mentioned_ids(self):
        for note in self:
            note.mentioned_ids = note._find_mentioned()

    def _find_mentioned(self):
        """Return the people of the unit whose names stand behind an “@”."""
        text = comparable(self.body or "")
        # sudo: who is of the unit is known to whoever writes there
        people = self.unit_id.sudo()._get_people().filtered("active")
        mentioned = people.browse()
        # the longest names first: “@Lan Anh” is somebody else than “@Lan”
        for user in people.sorted(lambda user: len(user.name), reverse=True):
            parts = text.split("@" + comparable(user.name))
            if any(not rest[:1].isalnum() for rest in parts[1:]):
                mentioned |= user
            text = " ".join(parts)
        return mentioned

    @api.model_create_multi
    def create(self, vals_list):
        notes = super().create(vals_list)
        for note in notes:
            note._tell_mentioned()
        notes._notify_people()
        return notes

    def write(self, vals):
        result = super().write(vals)
        self._notify_people()
        return result

    @api.model
    def _get_creation_fields(self):
        return {"line_id", "body"}

    @api.model
    def _get_open_fields(self):
        return {**super()._get_open_fields(), "is_settled": None}

    def _tell_mentioned(self):
        """Tell those who are named that they are, and where; what the note says is read in the sheet alone."""
        self.ensure_one()
        others = self.sudo().mentioned_ids - self.env.user
        if others:
            criterion = self.line_id.criterion_id
            # one that nobody but its recipients finds, though the council may read the assessment
            as_system(self.assessment_id).message_notify(
                partner_ids=others.partner_id.ids,
                subject=self.env._("You are named in a note on a criterion"),
                body=self.env._(
                    "%(user)s has named you in a note on the criterion %(criterion)s. It stands in the score "
                    "sheet, beside the criterion.",
                    user=self.env.user.name,
                    criterion=criterion.display_name,
                ),
            )

    def _notify_people(self):
        """Let the unit's people who have the sheet before them read its notes anew."""
        self.assessment_id._notify_own_people()
