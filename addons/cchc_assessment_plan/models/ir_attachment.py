from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.cchc_assessment.models.common.system_voice import get_asker

from .field_files import is_field

# Their files are put in by their fields, which judge them and ask whose turn it is, and by no other door.
BY_FIELD_ALONE = {"cchc.plan.line", "cchc.plan.measure", "cchc.plan.cause"}


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["ir.attachment"]

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        # afterwards, since the record may also come from a default that the caller sends
        attachments._check_is_not_of_measure()
        return attachments

    def write(self, vals):
        # first: what it is refused for must not tell what the file is of
        self.check_access("write")
        self._check_is_not_of_measure()
        result = super().write(vals)
        if "res_model" in vals:
            self._check_is_not_of_measure()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_is_not_of_measure()
        return super().unlink()

    def _check_is_not_of_measure(self):
        """Refuse to touch what shows how far a measure is but by its field, whoever Odoo has become on the way.

        What nobody asked for, and an administrator who moves files, passes.
        """
        if is_field(self.env):
            return
        # sudo: what an attachment is decides, not whether the caller sees it
        if not BY_FIELD_ALONE.intersection(self.sudo().mapped("res_model")):
            return
        asker = get_asker(self.env)
        if not asker.with_user(asker).env.is_admin():
            raise AccessError(
                self.env._("The document of a measure is put in on the form of the measure.")
            )
