"""Nobody follows a record of ours who may not read it, or learns who does."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...compat import condition_values
from ..common.reading import filter_hidden, say_hidden
from ..common.system_voice import is_system


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    @api.model_create_multi
    def create(self, vals_list):
        followers = super().create(vals_list)
        if not is_system(self.env):
            followers._check_may_read()
        return followers

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"res_model", "res_id", "partner_id"}:
            self._check_may_read()
        return result

    def _check_access(self, operation):
        """Close to everyone who follows records of ours that they may not read: Odoo shows followers to all users."""
        result = super()._check_access(operation)
        if self.env.su:
            return result
        # sudo: whose followers they are decides, not what the user may see
        hidden = filter_hidden(self.sudo(), "res_model").sudo(False)
        if not hidden:
            return result
        forbidden = hidden | result[0] if result else hidden
        return forbidden, lambda: AccessError(say_hidden(self.env))

    @api.model
    def _search(self, domain, *args, **kwargs):
        domain = Domain(domain)
        if not self.env.su:
            domain &= self._get_visible_domain(condition_values(self, "res_model", domain))
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _get_visible_domain(self, wanted):
        """Return what leaves out the followers of records of ours that the user may not read.

        :param wanted: the names of the models that are searched for, None for all
        """
        is_ours = self.env["mail.message"]._is_of_record_model
        models = [
            name for name in (self.env.registry if wanted is None else wanted) if is_ours(name)
        ]
        if not models:
            return Domain.TRUE
        visible = Domain("res_model", "not in", models)
        for name in models:
            records = self.env[name].with_context(active_test=False)
            if records.has_access("read"):
                visible |= Domain("res_model", "=", name) & Domain(
                    "res_id", "in", records._search([])
                )
        return visible

    def _check_may_read(self):
        """Let nobody follow a record of ours who may not read it: they would be written to in its name."""
        # sudo: who follows decides, not what the caller may see
        for follower in self.sudo():
            if not self.env["mail.message"]._is_of_record_model(follower.res_model):
                continue
            record = self.env[follower.res_model].sudo().browse(follower.res_id)
            if follower.partner_id - record._get_addressees(follower.partner_id):
                raise UserError(
                    self.env._(
                        "%(person)s may not read “%(record)s” and cannot follow it.",
                        person=follower.partner_id.name,
                        record=record.display_name,
                    )
                )
