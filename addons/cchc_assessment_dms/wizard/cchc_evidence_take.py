from odoo import api, fields, models
from odoo.fields import Command


class CchcEvidenceTake(models.TransientModel):
    """The dialog takes files of the document management, too."""

    _name = "cchc.evidence.take"
    _inherit = ["cchc.evidence.take"]

    dms_file_ids = fields.Many2many("dms.file", string="Files of the Document Management")
    # with those that are closed meanwhile, which the field above leaves out
    chosen_dms_files = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)

    @api.model
    def default_get(self, fields):
        """Return default values: the files that were chosen in the document management.

        :raises AccessError: when the context names files that are hidden, or do not exist.
        """
        context = self.env.context
        if context.get("active_model") == "dms.file" and "default_dms_file_ids" not in context:
            numbers = context.get("active_ids") or []
            self = self.with_context(default_dms_file_ids=[Command.set(numbers)])
        return super().default_get(fields)

    def _remember_chosen(self):
        super()._remember_chosen()
        # sudo: nobody writes it otherwise; that whoever chose may read the files was checked
        for dialog in self.sudo():
            dialog.chosen_dms_files = dialog.dms_file_ids.ids

    def write(self, vals):
        result = super().write(vals)
        if "dms_file_ids" in vals:
            self._remember_chosen()
        return result

    def _use(self, **place):
        # sudo: numbers that this person chose; whether the files are readable still is asked where they are filed
        chosen = self.sudo().chosen_dms_files
        if not chosen:
            return super()._use(**place)
        evidences, others = self.env["cchc.evidence"], self.sudo().chosen or []
        evidences._check_at_once(len(chosen) + len(others))
        sentences = super()._use(**place) if others else []
        return sentences + evidences._use_dms_files(chosen, **place)
