"""What officers say of a contributor's work on a criterion: that it was checked, or that it has to be mended."""

from odoo import api, fields, models

from ...fields import CODE_LENGTH, REASON_LENGTH, LimitedChar, LimitedText

CHECKED = "checked"
HANDED_BACK = "handed_back"


class CchcMark(models.Model):
    """That a criterion was checked within the unit, or handed back with a word; it holds until something changes.

    It is the unit's alone, as its notes are. Nothing is written when the criterion changes: whether it did is
    seen by what it says now, so no way of changing it passes this by.
    """

    _name = "cchc.mark"
    _description = "Check Within the Unit"
    _inherit = ["cchc.closed.mixin", "cchc.owned.mixin"]
    _stays = False
    _order = "assessment_id, id"
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
    kind = fields.Selection(
        [(CHECKED, "Checked"), (HANDED_BACK, "Handed Back")], required=True, readonly=True
    )
    reason = LimitedText(readonly=True, max_length=REASON_LENGTH)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime("On", required=True, readonly=True)
    fingerprint = LimitedChar(
        required=True, readonly=True, groups=fields.NO_ACCESS, max_length=CODE_LENGTH
    )
    is_current = fields.Boolean(
        "Still Holds",
        compute="_compute_is_current",
        help="Nothing of the criterion was changed since.",
    )

    _once = models.Constraint("UNIQUE(line_id)", "The criterion is marked already.")

    # not of what the line says: whoever saves one would look for marks
    @api.depends("line_id")
    def _compute_is_current(self):
        now = self.line_id._get_fingerprints()
        # sudo: what it was like is compared, not told
        for mark in self.sudo():
            mark.is_current = mark.fingerprint == now.get(mark.line_id.id)

    @api.model
    def _get_creation_fields(self):
        return set()

    @api.model
    def _mark(self, lines, kind, reason=""):
        """Mark ``lines`` in the user's name, in place of what was said of them before."""
        # two who mark one criterion at the same moment do it one after the other
        lines.assessment_id._lock_for_update()
        known = self.search([("line_id", "in", lines.ids)]).grouped("line_id")
        prints = lines._get_fingerprints()
        new = []
        for line in lines:
            vals = {
                "kind": kind,
                "reason": (reason or "").strip() or False,
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "fingerprint": prints[line.id],
            }
            if line in known:
                known[line]._write_as_system(vals)
            else:
                new.append({**vals, "line_id": line.id})
        self._create_as_system(new)
        self.env["cchc.task"]._forget_progress()
        lines.assessment_id._notify_own_people()

    @api.model
    def _find_handed_back(self, assessments):
        """Return the ids of the lines that were handed back and have not been changed since."""
        # sudo: whoever sees the tasks knows what is left of them
        marks = self.sudo().search(
            [("assessment_id", "in", assessments.ids), ("kind", "=", HANDED_BACK)]
        )
        return set(marks.filtered("is_current").line_id.ids)
