"""Gathering: where a file of the ERP lies, told whoever chooses among files."""

from odoo import api, fields, models

from .sources import make_reference, name_sources


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["ir.attachment"]

    cchc_source_name = fields.Char(
        "Lies With", compute="_compute_cchc_source_name", exportable=False
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_cchc_source_name(self):
        references = {
            attachment: make_reference(attachment.res_model, attachment.res_id)
            for attachment in self
            if attachment.res_model and attachment.res_id
        }
        names = name_sources(self.env, references.values())
        for attachment in self:
            attachment.cchc_source_name = names.get(references.get(attachment), False)

    def _get_cchc_source(self):
        """Return what a document that is made of this file is said to be taken from: its record, else the file."""
        self.ensure_one()
        if self.res_model in self.env and self.res_id:
            return make_reference(self.res_model, self.res_id)
        return make_reference(self._name, self.id)
