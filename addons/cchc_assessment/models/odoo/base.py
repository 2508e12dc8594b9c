"""What holds for every model of ours: what values may name, searches of so many conditions, who deletes …"""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

from ...compat import may_access_field
from ...fields import label_of
from ..common.named import gather_named
from ..common.reading import find_readable
from ..common.system_voice import get_asker

# Leaves and operators; a list of ids is a single leaf. Filters that people put together have some dozens.
MAX_CONDITIONS = 2_000
# With it in the context Odoo passes over what forbids deleting, since a module goes; any caller could send it.
_UNINSTALLING = "_force_unlink"
# What Odoo itself fills in from what these name, as the superuser.
_NAMING = {"mail.compose.message": {"parent_id"}}
# Guarded by this addon as its own models are.
_GUARDED = ("mail.message", "mail.tracking.value")


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_named(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_named([vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """Answer what follows from what is typed into a form, if that names what the user may read."""
        self._check_named([values])
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def default_get(self, fields):
        """Return default values; those of a call, in its context, may name anything and are checked.

        What people keep for themselves is left out where it names what they may not read any more.

        :raises AccessError: when the context names what is hidden, or does not exist
        """
        if not self._checks_names():
            return super().default_get(fields)
        # as they were sent: Odoo makes new records of some
        context = self.env.context
        keys = {name: f"default_{name}" for name in fields}
        sent = {name: context[key] for name, key in keys.items() if key in context}
        self._check_named([sent])
        defaults = super().default_get(fields)
        if self._may_name(defaults):
            return defaults
        return {
            name: value
            for name, value in defaults.items()
            if name in sent or self._may_name({name: value})
        }

    def _checks_names(self):
        return not self.env.su and (self._name in _NAMING or self._name.startswith("cchc."))

    def _may_name(self, vals):
        try:
            self._check_named([vals])
        except AccessError:
            return False
        return True

    def _check_named(self, vals_list):
        """Refuse values of a record of ours that name what the user may not read.

        Odoo tells the name of whatever a record leads to, and what follows from it, as the superuser: to whoever
        may read that record, or is making it.

        :raises AccessError: the same for what is hidden and for what does not exist.
        """
        if not self._checks_names():
            return
        fields = _NAMING.get(self._name)
        named = {}
        for vals in vals_list:
            for records, field, model, number in gather_named(self, vals):
                if fields and field.name not in fields:
                    continue
                named.setdefault(model, {}).setdefault(number, {})[records, field] = True
        for model, places_of in named.items():
            readable = find_readable(self.env[model], places_of.keys() - {None})
            for number in places_of.keys() - readable:
                for records, field in places_of[number]:
                    if not records._leads_to(field, number):
                        self._refuse_named(field)

    def _leads_to(self, field, number):
        """Whether all these records name this one already: who may read them is told so by them.

        So nobody is stuck on a form, or on a row in it, because what was named there is not theirs to see any more.
        """
        return bool(
            self
            and field.type == "many2one"
            and self._fields.get(field.name) is field
            and may_access_field(self, field, "read")
            # what does not exist is read by nobody
            and self.exists() == self
            and self.has_access("read")
            # sudo: of records that the user reads
            and all(record[field.name].id == number for record in self.sudo())
        )

    def _refuse_named(self, field):
        raise AccessError(
            self.env._(
                "“%(field)s” leads to something that does not exist or that is not yours to see. Reload "
                "the page and choose again.",
                field=label_of(field, self.env),
            )
        )

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
    def _get_view(self, view_id=None, view_type="form", **options):
        """Mark the views of ours for the style sheets, as by a class in each of them."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._name.startswith("cchc.") and view_type != "search":
            arch.set("class", f"{arch.get('class', '')} o_cchc_screen".strip())
        return arch, view

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
