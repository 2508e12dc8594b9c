from odoo import models
from odoo.tools import format_date


class CchcLoggedMixin(models.AbstractModel):
    """What is written in the log field by field: the value before and the value after, as people read them."""

    _name = "cchc.logged.mixin"
    _description = "Logged Field by Field"

    def _get_log_row(self, name):
        """Return what a row of the log says of a change of this field, besides the values themselves."""
        raise NotImplementedError

    def _log_changes(self, before, after):
        """Append to the log what differs between two results of ``_get_readable``."""
        self.env["cchc.log"]._append(
            [
                {
                    **record._get_log_row(name),
                    "field": name,
                    "old_value": before[record][name],
                    "new_value": value,
                }
                for record, values in after.items()
                for name, value in values.items()
                if value != before[record][name]
            ]
        )

    def _get_readable(self, names):
        """Return ``{record: {name: text}}``: the values of these fields as the user reads them."""
        return {
            record: {name: record._make_readable(name) for name in names}
            for record in self.env["cchc.log"]._in_users_language(self)
        }

    def _make_readable(self, name):
        field, value = self._fields[name], self[name]
        if field.relational:
            return "; ".join(value.mapped("display_name"))
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "selection":
            return field.convert_to_export(value, self)
        return value or ""
