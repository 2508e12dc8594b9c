"""A company is a province: its clock, its standard lists, its texts of messages."""

from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import SUPERUSER_ID, fields, models

from ..common.groups import SECRETARY_GROUP
from ..common.standard_lists import MODULE, make_standard_lists, suffix_of

DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"


class ResCompany(models.Model):
    _inherit = "res.company"

    # whoever reads a company may know it; it is written by the system only
    cchc_is_equipped = fields.Boolean(
        "Has Its Standard Lists",
        readonly=True,
        copy=False,
        help="Document types, a rating scale and the texts of messages, which its secretary edits.",
    )

    cchc_rubric_corrections = fields.Json(
        "Corrections of Rubric Imports",
        readonly=True,
        copy=False,
        # every user reads companies, and units do not know of rubrics before they are published
        groups=SECRETARY_GROUP,
        help="What rows of rubrics are, by how they look: said once in an import, and taken for the next.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "alias_domain_id" in vals:
            # sudo: mailboxes follow the domain of their company, whoever sets that
            units = self.env["cchc.unit"].sudo().with_context(active_test=False)
            units.search([("company_id", "in", self.ids), ("mailbox", "!=", False)])._give_alias()
        return result

    def _cchc_equip(self):
        """Give these companies the lists that a province begins with, once; what became of them is theirs."""
        for company in self.sudo().filtered(lambda company: not company.cchc_is_equipped):
            company.cchc_is_equipped = True
            make_standard_lists(self.env(user=SUPERUSER_ID, su=True, context={}), company)

    def _cchc_get_own(self, name):
        """Return this company's own record of the standard one called ``name``; None where it was deleted."""
        self.ensure_one()
        # the main company has what the data files themselves have made
        main = self.env.ref("base.main_company", raise_if_not_found=False)
        suffix = "" if self == main else suffix_of(self)
        return self.env.ref(f"{MODULE}.{name}{suffix}", raise_if_not_found=False)

    def _cchc_today(self):
        """Return the day that this company's calendar shows, whatever the reader's shows."""
        return self._cchc_local(fields.Datetime.now()).date()

    def _cchc_local(self, moment):
        """Return ``moment``, which is naive and UTC, as this company's clock shows it.

        A deadline is one moment for everybody: it is written and counted in the time zone of the company's
        contact, whatever the reader's own is.
        """
        # sudo: who reads a deadline need not see the company's contact
        timezone = self.sudo().partner_id.tz or DEFAULT_TIMEZONE
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone))
