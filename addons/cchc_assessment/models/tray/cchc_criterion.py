from odoo import models

from ...core.plain.text import fold


class CchcCriterion(models.Model):
    _name = "cchc.criterion"
    _inherit = ["cchc.criterion"]

    def _is_same_as(self, other):
        """Whether it is the same as ``other``: one was copied from the other, or both say the same under one code."""
        if self.lineage_id == other.lineage_id:
            return True
        return self.code == other.code and fold(self.name or "") == fold(other.name or "")
