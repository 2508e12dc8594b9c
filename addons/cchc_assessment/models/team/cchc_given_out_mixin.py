from odoo import api, models


class CchcGivenOutMixin(models.AbstractModel):
    """What says who of a unit does what: its list is filled in by those who give out work, and read by others."""

    _name = "cchc.given.out.mixin"
    _description = "Said by Whoever Gives Out Work"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env["cchc.unit"]._gives_out_anywhere())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self.env["cchc.unit"]._gives_out_anywhere():
            for name in ("create", "edit", "delete"):
                arch.set(name, "0")
        return arch, view
