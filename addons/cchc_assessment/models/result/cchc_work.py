from odoo import api, fields, models

# Each of them has all results of a period in hand.
RESULT_KINDS = ["computing", "freezing", "publication", "review"]


class CchcWork(models.Model):
    """What is done with the results of many units is done behind the request, as a whole or not at all."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[
            ("computing", "Computing of Results"),
            ("freezing", "Freezing for Signature"),
            ("publication", "Publication of Results"),
            ("review", "Open the Review"),
        ],
        ondelete=dict.fromkeys(RESULT_KINDS, "cascade"),
    )
    publication_id = fields.Many2one(
        "cchc.publication",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )

    @api.model
    def _get_turn(self, kind):
        return "results" if kind in RESULT_KINDS else super()._get_turn(kind)

    def _do_publication(self, parts):
        self.publication_id.check_access("write")
        self.publication_id._check_can_publish()
        self.publication_id._do_publish()

    def _do_freezing(self, parts):
        self.publication_id.check_access("write")
        self.publication_id._check_can_freeze()
        self.publication_id._do_freeze()

    def _do_computing(self, parts):
        self.publication_id.check_access("write")
        self.publication_id._do_compute()

    def _do_review(self, parts):
        self.publication_id.check_access("write")
        self.period_id._check_can_open_review()
        self.publication_id._do_open_review()

    def _take_back(self):
        super()._take_back()
        if self.kind == "publication":
            self.publication_id._take_back_signed()
