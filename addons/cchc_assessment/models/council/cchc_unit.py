"""Which units are counted under which, after mergers."""

from odoo import api, models


class CchcUnit(models.Model):
    _inherit = "cchc.unit"

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        if any("predecessor_ids" in vals for vals in vals_list):
            self.env["cchc.result"]._follow_mergers()
        return units

    def write(self, vals):
        result = super().write(vals)
        if "predecessor_ids" in vals:
            self.env["cchc.result"]._follow_mergers()
        return result

    def _get_relatives(self):
        """Return these units with all that they were merged or divided with, over several steps."""
        # sudo: what became of a unit is looked up whoever asks, archived ones included
        units = found = self.sudo().with_context(active_test=False)
        while found:
            later = units.search([("predecessor_ids", "in", found.ids)])
            found = (later | found.predecessor_ids) - units
            units |= found
        return units

    @api.model
    def _get_final_successors(self):
        """Return ``{id: id of the unit into which it was merged at last}`` for the units that were merged."""
        # sudo: what became of a unit is counted whoever asks
        successor_of = {
            predecessor.id: unit.id
            for unit in self.sudo()
            .with_context(active_test=False)
            .search([("predecessor_ids", "!=", False)], order="id")
            for predecessor in unit.predecessor_ids
        }
        return {unit_id: self._follow(unit_id, successor_of) for unit_id in successor_of}

    @api.model
    def _follow(self, unit_id, successor_of):
        seen = {unit_id}
        while (successor := successor_of.get(unit_id)) and successor not in seen:
            seen.add(successor)
            unit_id = successor
        return unit_id
