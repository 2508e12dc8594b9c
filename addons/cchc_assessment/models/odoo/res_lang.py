"""The language that the documents are written in stays."""

from odoo import api, models
from odoo.exceptions import UserError

# Administrative documents are Vietnamese by law (Decree 30/2020/NĐ-CP, article 8), whoever asks for them.
DOCUMENT_LANGUAGE = "vi_VN"


class ResLang(models.Model):
    _inherit = "res.lang"

    def write(self, vals):
        """Keep the language that the documents are written in."""
        if "active" in vals and not vals["active"] and DOCUMENT_LANGUAGE in self.mapped("code"):
            raise UserError(
                self.env._(
                    "CCHC Assessment writes its appendices, reports and minutes in Vietnamese: the "
                    "language has to stay activated. Users may choose another one for themselves."
                )
            )
        return super().write(vals)

    @api.model
    def _in_vietnamese(self, records):
        """Return ``records`` with the language of administrative documents, which is activated if it is not."""
        if DOCUMENT_LANGUAGE not in dict(self.get_installed()):
            # whoever needs a document cannot be expected to have the right to activate a language
            self.sudo()._install_vietnamese()
        return records.with_context(lang=DOCUMENT_LANGUAGE)

    @api.model
    def _install_vietnamese(self):
        """Activate Vietnamese, and load its words for every module that is there."""
        if DOCUMENT_LANGUAGE in dict(self.get_installed()):
            return
        language = self.with_context(active_test=False).search([("code", "=", DOCUMENT_LANGUAGE)])
        self.env["base.language.install"].create({"lang_ids": language.ids}).lang_install()
