"""Exchange: results as other programs read them."""

from odoo import api, models

from .shapes import (
    DOMAIN,
    PERIOD,
    PUBLICATION,
    RESULT,
    check_readable,
    tell,
    tell_place,
)


class CchcPublication(models.Model):
    _name = "cchc.publication"
    _inherit = ["cchc.publication"]

    @api.readonly
    def read_exchange(self):
        """Return each of these publications as plain data, with the results that the caller may read.

        :return: a list of ``shapes.PUBLICATION``.
        """
        check_readable(self)
        return [publication._make_exchange() for publication in self]

    def _make_exchange(self):
        return tell(
            self,
            PUBLICATION,
            period=tell(self.period_id, PERIOD),
            results=[
                tell(
                    result,
                    RESULT,
                    unit=tell_place(result.unit_id, result.group_id),
                    rank=result.rank or None,
                    rank_overall=result.rank_overall or None,
                    domains=[self._tell_domain(one) for one in result.domain_ids],
                )
                for result in self.result_ids
            ],
        )

    def _tell_domain(self, domain):
        criterion = domain.criterion_id
        return tell(
            domain,
            DOMAIN,
            criterion_id=criterion.id,
            code=criterion.code or None,
            name=criterion.name,
        )
