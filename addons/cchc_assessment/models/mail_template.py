from odoo import fields, models
from odoo.exceptions import UserError


class MailTemplate(models.Model):
    """The texts of a province's messages are its own: its secretary words them, and no other's does."""

    _inherit = "mail.template"

    cchc_company_id = fields.Many2one(
        "res.company",
        "Province",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Whose messages of the assessment it words.",
    )

    def write(self, vals):
        if "cchc_company_id" in vals:
            # first, so that the sentence names nothing to those who may not see it
            self.check_access("write")
            for template in self.sudo():
                if template.cchc_company_id.id != (vals["cchc_company_id"] or False):
                    raise UserError(
                        self.env._(
                            "“%(template)s” words the messages of “%(company)s” and stays there.",
                            template=template.name,
                            company=template.cchc_company_id.name or self.env._("all companies"),
                        )
                    )
        return super().write(vals)
