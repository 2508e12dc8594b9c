"""What holds for every model of ours: searches of so many conditions, translations of such length, who deletes."""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

from ...compat import may_access_field
from ..common.system_voice import get_asker

# Leaves and operators; a list of ids is a single leaf. Filters that people put together have some dozens.
MAX_CONDITIONS = 2_000
# With it in the context Odoo passes over what forbids deleting, since a module goes; any caller could send it.
_UNINSTALLING = "_force_unlink"
# Guarded by this addon as its own models are.
_GUARDED = ("mail.message", "mail.tracking.value")


class Base(models.AbstractModel):
    _inherit = "base"

    def _search(self, domain, *args, **kwargs):
        """Refuse a search of this addon's records by more conditions than anybody asks for."""
        if (
            not self.env.su
            and isinstance(domain, (list, tuple))
            and len(domain) > MAX_CONDITIONS
            and self._name.startswith("cchc.")
        ):
            raise UserError(
                self.env._(
                    "The search has more than %(limit)s conditions. Use fewer, or a list of numbers in "
                    "one of them.",
                    limit=MAX_CONDITIONS,
                )
            )
        return super()._search(domain, *args, **kwargs)

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Refuse to group by a relation that the user may not read: Odoo asks about other fields only."""
        field = self._fields.get(groupby_spec.split(":")[0].split(".")[0])
        if (
            field
            and field.type == "many2many"
            and self._name.startswith("cchc.")
            and not may_access_field(self, field, "read")
        ):
            raise AccessError(self.env._("You may not group by “%(field)s”.", field=field.name))
        return super()._read_group_groupby(alias, groupby_spec, query)

    def unlink(self):
        """Delete these records, unless they are guarded: that a module goes is said by Odoo itself alone."""
        if (
            self.env.context.get(_UNINSTALLING)
            and (self._name.startswith("cchc.") or self._name in _GUARDED)
            and get_asker(self.env).id != SUPERUSER_ID
        ):
            self = self.with_context(**{_UNINSTALLING: False})
        return super().unlink()

    @api.model
    def _get_view_field_attributes(self):
        return [*super()._get_view_field_attributes(), "max_length", "max_breaks"]

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Refuse translations that are too long: Odoo stores them past the field's conversions."""
        field = self._fields[field_name]
        if getattr(field, "max_length", None):
            for text in translations.values():
                field._check_length(text, self)
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
