from odoo import fields, models


class CchcWork(models.Model):
    """A publication of many units is done behind the request, as a whole or not at all."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[("publication", "Publication of Results")],
        ondelete={"publication": "cascade"},
    )
    publication_id = fields.Many2one(
        "cchc.publication",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )

    def _do_for(self, unit):
        if self.kind != "publication":
            return super()._do_for(unit)
        self.publication_id.check_access("write")
        self.publication_id._check_can_publish()
        return self.publication_id._do_publish()
