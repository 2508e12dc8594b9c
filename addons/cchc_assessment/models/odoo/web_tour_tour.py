"""Tours for some roles only: Odoo's own go to whoever has not taken them yet."""

from odoo import api, fields, models

from ...compat import get_tour


class WebTourTour(models.Model):
    _inherit = "web_tour.tour"

    cchc_group_ids = fields.Many2many(
        "res.groups",
        "cchc_tour_group_rel",
        string="Shown To",
        help="The groups whose members are shown this tour. Empty: everybody.",
    )

    @api.model
    def get_current_tour(self):
        """Offer the addon's people the tour of their own work, and not those of apps that happen to be there."""
        user = self.env.user
        if not user._works_in_cchc():
            return super().get_current_tour()
        if not user.tour_enabled:
            return False
        tours = self.search(
            [("cchc_group_ids", "!=", False), ("user_consumed_ids", "not in", user.ids)], limit=1
        )
        return bool(tours) and get_tour(tours)

    @api.model
    def _get_cchc_tours(self):
        """Return the tours of this addon that are meant for the user, with what a button says of each."""
        labels = {
            "cchc_first_run_officer": self.env._("Show me: an officer's first steps"),
            "cchc_first_run_secretary": self.env._("Show me: preparing the year"),
        }
        tours = self.search([("name", "in", list(labels))])
        return [
            {
                "name": tour.name,
                "label": labels[tour.name],
                "message": tour.rainbow_man_message,
                # sudo: who else has taken the tour stays here
                "is_new": self.env.user not in tour.sudo().user_consumed_ids,
            }
            for tour in tours
        ]
