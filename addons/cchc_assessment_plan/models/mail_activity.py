from odoo import fields, models


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity"]

    cchc_measure_id = fields.Many2one(
        "cchc.plan.measure",
        "Measure of an Improvement Plan",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
        help="What its owner is charged with.",
    )
