from odoo import api, models
from odoo.api import SUPERUSER_ID

from ..common.system_voice import get_asker


class CchcNote(models.Model):
    _name = "cchc.note"
    _inherit = ["cchc.note"]

    @api.model_create_multi
    def create(self, vals_list):
        notes = super().create(vals_list)
        notes._check_may_speak(being_written=notes.ids)
        return notes

    def write(self, vals):
        self._check_may_speak()
        return super().write(vals)

    def _check_may_speak(self, being_written=()):
        """Refuse a contributor where a criterion is not theirs and nobody has asked them about it.

        :param being_written: the ids of notes that ask nobody yet.
        :raises AccessError: for the superuser that Odoo becomes on the way, too.
        """
        user = get_asker(self.env)
        places = self.env["cchc.unit"]._get_contributor_places(user.id)
        if not places:
            return
        # sudo: who was given what, and who was named, decides
        for line in self.sudo().line_id:
            # nobody asks themselves, by whatever way they write
            asked = self.sudo().search_count(
                [
                    ("line_id", "=", line.id),
                    ("mentioned_ids", "in", user.id),
                    ("create_uid", "not in", (user.id, SUPERUSER_ID)),
                    ("id", "not in", being_written),
                ],
                limit=1,
            )
            if not asked:
                line._check_given(user, "filer_ids")
