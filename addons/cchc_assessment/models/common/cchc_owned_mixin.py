from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...compat import get_company_domain, get_rule_domain


class CchcOwnedMixin(models.AbstractModel):
    """A record of one company, a province: it stays there, and what it names is of the same one.

    A model with ``company_id``, its own or its parent's. Where the field may be empty, all companies share
    the record and the administrator alone changes it.
    """

    _name = "cchc.owned.mixin"
    _description = "Belongs to One Company"
    _check_company_auto = True
    # Whether a company begins its work with such a record, and is then given its standard lists.
    _equips_company = False

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._equips_company:
            # sudo: whether a company has its lists is asked whoever begins
            records.sudo().company_id._cchc_equip()
        return records

    def write(self, vals):
        self._check_owner_stays(vals)
        result = super().write(vals)
        # Odoo asks the record rules before it writes only
        if not self.env.su and vals.keys() & self._get_write_rule_fields():
            self.check_access("write")
        return result

    def _check_owner_stays(self, vals):
        """Refuse to move records to another company, by the company itself or by what it follows from.

        :raises UserError: naming the record and the way out; the superuser is told the same.
        """
        names = [name for name in self._get_chain("company_id") if name in vals]
        if names:
            # first: what it is refused for must not tell whether a number is somebody's
            self._check_named([vals])
            # and so that the sentence names nothing to those who may not see it
            self.check_access("write")
        for name in names:
            field = self._fields[name]
            target = self.env[field.comodel_name].sudo()
            target = target.browse(field.convert_to_cache(vals[name], self) or ())
            company = target if field.comodel_name == "res.company" else target.company_id
            for record in self.sudo():
                if record.company_id != company:
                    raise UserError(
                        self.env._(
                            "“%(record)s” belongs to “%(company)s” and stays there. Make a new "
                            "record in the other company instead.",
                            record=record.display_name,
                            company=record.company_id.name or self.env._("all companies"),
                        )
                    )

    def _get_chain(self, name):
        """Return the names of this model's own fields from which the field ``name`` follows, itself included."""
        names = []
        while name and name not in names:
            names.append(name)
            name = (self._fields[name].related or "").partition(".")[0]
        return names

    def _get_write_rule_fields(self):
        """Return the names of this model's fields by which record rules let the user write it."""
        domain = get_rule_domain(self.env, self._name, "write")
        names = {
            condition.field_expr.partition(".")[0] for condition in domain.iter_conditions()
        } & self._fields.keys()
        return {link for name in names for link in self._get_chain(name)}

    def _check_company(self, fnames=None):
        """Judge all records at once; only where something is amiss one by one, for Odoo's sentence."""
        if fnames is None or "company_id" in fnames:
            fnames = self._fields
        names = [
            name
            for name in fnames
            if (field := self._fields[name]).relational and field.check_company
        ]
        # what is archived is somebody's as well
        every = self.with_context(active_test=False)
        for chunk in split_every(self.env.cr.IN_MAX, self.ids, every.sudo().browse):
            for company, records in chunk.grouped("company_id").items() if names else ():
                for name in names:
                    named = records[name]
                    domain = get_company_domain(named, company)
                    if domain and named - named.filtered_domain(domain):
                        super(CchcOwnedMixin, every)._check_company(names)
