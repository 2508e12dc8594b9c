from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Name none of our records to those who may not see them: in debug mode, which is anybody's, Odoo does."""
        if records._name.startswith("cchc.") and self.env.user.has_group("base.group_no_one"):
            # as Odoo does in the end: asking the rules has filled the cache
            records.invalidate_recordset()
            records = records.browse()
        return super()._make_access_error(operation, records)
