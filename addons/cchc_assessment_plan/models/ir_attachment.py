from base64 import b64decode

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError

from odoo.addons.cchc_assessment.models.common.system_voice import get_asker
from odoo.addons.cchc_assessment.models.odoo.ir_attachment import MOVED, WHEREABOUTS

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
        self._check_is_not_of_measure(vals)
        result = super().write(vals)
        if "res_model" in vals:
            self._check_is_not_of_measure(vals)
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_is_not_of_measure()
        return super().unlink()

    def _check_is_not_of_measure(self, vals=None):
        """Refuse to touch what shows how far a measure is but by its field, whoever Odoo has become on the way.

        An administrator passes who moves the same bytes elsewhere, or takes the addon off with all that it has.

        :param vals: what is written, if that is what is done.
        """
        if is_field(self.env):
            return
        # sudo: what an attachment is decides, not whether the caller sees it
        if not BY_FIELD_ALONE.intersection(self.sudo().mapped("res_model")):
            return
        if self._is_asked_by_administrator() and (vals is None or self._is_moved(vals)):
            return
        if get_asker(self.env).id != SUPERUSER_ID:
            raise AccessError(
                self.env._("The document of a measure is put in on the form of the measure.")
            )

    def _is_moved(self, vals):
        """Whether ``vals`` only say where the same bytes lie."""
        if not vals.keys() <= WHEREABOUTS | MOVED:
            return False
        content = vals.get("raw") or b64decode(vals.get("datas") or b"") or None
        # sudo: what the files are decides, not whether the caller sees it
        return content is None or all(file.raw == content for file in self.sudo())
