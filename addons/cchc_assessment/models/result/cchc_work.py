from odoo import api, fields, models

# Each of them has all results of a period in hand.
RESULT_KINDS = ["computing", "freezing", "publication"]


class CchcWork(models.Model):
    """What is done with the results of many units is done behind the request, as a whole or not at all."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[
            ("computing", "Computing of Results"),
            ("freezing", "Freezing for Signature"),
            ("publication", "Publication of Results"),
        ],
        ondelete={"computing": "cascade", "freezing": "cascade", "publication": "cascade"},
    )
    publication_id = fields.Many2one(
        "cchc.publication",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )

    @api.model
    def _get_alike(self, kind):
        return RESULT_KINDS if kind in RESULT_KINDS else super()._get_alike(kind)

    def _do_for(self, unit):
        publication = self.publication_id
        if not publication:
            return super()._do_for(unit)
        publication.check_access("write")
        if self.kind == "publication":
            publication._check_can_publish()
            return publication._do_publish()
        if self.kind == "freezing":
            publication._check_can_freeze()
            return publication._do_freeze()
        return publication._do_compute()

    def _take_back(self):
        super()._take_back()
        if self.kind == "publication":
            self.publication_id._take_back_signed()
