from odoo import models
from odoo.exceptions import UserError

# Leaves and operators; a list of ids is a single leaf. Filters that people put together have some dozens.
MAX_CONDITIONS = 2_000


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
