from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...fields import REASON_LENGTH, LimitedText
from ..common.groups import LEADER_GROUP
from ..common.system_voice import as_system


class CchcUnitDeputy(models.Model):
    """Who acts for a unit's head from one day to another, and signs for the head (ký thay)."""

    _name = "cchc.unit.deputy"
    _description = "Deputy of a Unit's Head"
    _inherit = ["cchc.owned.mixin"]
    _order = "unit_id, date_from desc, id desc"
    _rec_name = "user_id"

    unit_id = fields.Many2one(
        "cchc.unit", required=True, ondelete="cascade", index=True, check_company=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Deputy",
        required=True,
        ondelete="restrict",
        index=True,
        help="Somebody of the unit who has the role of a leader.",
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self.env.company._cchc_today()
    )
    date_to = fields.Date("Until", required=True)
    reason = LimitedText(
        required=True, max_length=REASON_LENGTH, help="Such as the decision that says so."
    )

    _dates_order = models.Constraint(
        "CHECK(date_from <= date_to)", "A deputy's last day cannot come before the first one."
    )

    @api.constrains("user_id", "unit_id")
    def _check_user(self):
        for deputy in self:
            if deputy.user_id not in deputy.unit_id._get_officials():
                raise ValidationError(
                    self.env._(
                        "“%(person)s” belongs to “%(unit)s” neither as an officer nor as a leader. Add the "
                        "person to the unit first.",
                        person=deputy.user_id.name,
                        unit=deputy.unit_id.name,
                    )
                )
            if not deputy.user_id.has_group(LEADER_GROUP):
                raise ValidationError(
                    self.env._(
                        "“%(person)s” does not have the role of a leader. Ask the administrator for it.",
                        person=deputy.user_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        deputies = super().create(vals_list)
        deputies._tell_unit(self.env._("A deputy was named:"))
        return deputies

    def write(self, vals):
        result = super().write(vals)
        self._tell_unit(self.env._("A deputy was changed:"))
        return result

    def unlink(self):
        self._tell_unit(self.env._("A deputy was taken back:"))
        return super().unlink()

    def _tell_unit(self, title):
        """Keep in the unit's discussion who acts for its head, and until when."""
        for deputy in self:
            # sudo: only the system may say that something has happened
            as_system(deputy.unit_id.sudo()).message_post(
                body=" ".join((title, deputy._describe())), author_id=self.env.user.partner_id.id
            )

    def _describe(self):
        return f"{self.user_id.name}, {self.date_from:%d/%m/%Y} – {self.date_to:%d/%m/%Y}: {self.reason}"

    def _get_acting(self):
        """Return those who act today, by the calendar of their company."""
        return self.filtered(
            lambda deputy: deputy.date_from <= deputy.company_id._cchc_today() <= deputy.date_to
        )
