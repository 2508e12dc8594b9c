from odoo import api, fields, models


class CchcPeriodOpen(models.TransientModel):
    """What the secretary should know before a period is opened."""

    _name = "cchc.period.open"
    _description = "Open a Period"

    period_id = fields.Many2one("cchc.period", required=True, ondelete="cascade")
    unit_count = fields.Integer("Units", compute="_compute_units")
    problem_count = fields.Integer(compute="_compute_units")
    problems = fields.Text(compute="_compute_units")
    left_out_count = fields.Integer("Units Left Out", compute="_compute_units")
    left_out = fields.Text(compute="_compute_units")
    obstacles = fields.Text(compute="_compute_units")
    remarks = fields.Text(compute="_compute_units")

    @api.constrains("period_id")
    def _check_period(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).period_id.check_access("write")

    @api.depends("period_id")
    def _compute_units(self):
        for wizard in self:
            units = wizard.period_id._get_units()
            troubled = units.filtered("contact_problem")
            wizard.unit_count = len(units)
            wizard.problem_count = len(troubled)
            wizard.problems = "\n".join(
                f"• {unit.name}: {unit.contact_problem}" for unit in troubled
            )
            period = wizard.period_id
            left_out = period._get_left_out() if period else units
            wizard.left_out_count = len(left_out)
            wizard.left_out = "\n".join(
                f"• {group.name}: {', '.join(members.mapped('name'))}"
                for group, members in left_out.grouped("group_id").items()
            )
            wizard.obstacles = self._list_sentences(period and period._get_open_obstacles())
            wizard.remarks = self._list_sentences(period and period._get_open_remarks())

    @api.model
    def _list_sentences(self, sentences):
        return "\n".join(f"• {sentence}" for sentence in sentences or ())

    def action_open(self):
        self.ensure_one()
        return self.period_id.action_open() or {"type": "ir.actions.act_window_close"}
