from odoo import api, fields, models


class WebTourTour(models.Model):
    """Tours for some roles only: Odoo's own go to whoever has not taken them yet."""

    _inherit = "web_tour.tour"

    cchc_group_ids = fields.Many2many(
        "res.groups",
        "cchc_tour_group_rel",
        string="Shown To",
        help="The groups whose members are shown this tour. Empty: everybody.",
    )

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
