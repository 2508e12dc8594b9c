from odoo import api, models


class CchcOwnDefaultsMixin(models.AbstractModel):
    """A record that the system fills in: what nobody said of it is as its model says, and as nobody else does."""

    _name = "cchc.own.defaults.mixin"
    _description = "Takes No Defaults From Its Users"

    @api.model
    def _add_missing_default_values(self, values):
        """Pass by the ``default_…`` of a caller's context and the defaults that users keep for themselves.

        Both would write what no caller may: a log's reason, a submission's file, a document's version.
        """
        own = {
            name: field.default(self)
            for name, field in self._fields.items()
            if field.default and name not in values
        }
        return {**own, **values}
