"""Published results: what everybody reads of a publication."""

from collections import defaultdict

from odoo import api, models

# The years that stand side by side.
MOST_YEARS = 5


class CchcPublication(models.Model):
    _name = "cchc.publication"
    _inherit = ["cchc.publication"]

    @api.model
    def _find_public(self, domain=()):
        """Return the publications that everybody may read, newest first: in force, of periods that show theirs."""
        # sudo: nobody needs a right to what a secretary has opened to everybody, and nothing else is found
        return self.sudo().search(
            [
                *domain,
                ("is_effective", "=", True),
                ("period_id.is_public", "=", True),
                ("period_id.active", "=", True),
                ("company_id.active", "=", True),
            ],
            order="year desc, company_id, id",
        )

    def _make_open_data(self):
        """Return what everybody may read of a publication that ``_find_public`` has found, as plain data.

        As ``docs/api.md`` describes a publication, with the province, the unit groups in their order, and with each
        unit the name of its group.
        """
        told = self._make_exchange()
        # the council's words on a single unit are in the decision, not here
        results = [
            {
                **{name: value for name, value in one.items() if name != "hold_text"},
                # two groups may have one code: the province's own, and one that all share
                "unit": {**one["unit"], "group_name": result.group_id.name},
            }
            for one, result in zip(told["results"], self.result_ids, strict=True)
        ]
        groups = self.result_ids.group_id.sorted()
        return {
            **told,
            "results": results,
            "province": self.company_id.name,
            "groups": [{"code": group.code, "name": group.name} for group in groups],
        }

    def _get_earlier_percents(self):
        """Return the years that are open to everybody up to this one, and what units reached in each.

        :return: the years, newest first, and ``{unit's id: {year: percent}}``
        """
        years = self._find_public(
            [
                ("company_id", "=", self.company_id.id),
                ("year", "<=", self.year),
                ("period_id.subject", "=", self.period_id.subject),
            ]
        )[:MOST_YEARS]
        percents = defaultdict(lambda: defaultdict(list))
        for result in years.result_ids:
            # a unit that was merged since is itself on this page
            unit = result.unit_id if result.publication_id == self else result.successor_id
            # "is": 0 % is a result
            if result.percent is not False:
                percents[unit.id][result.year].append(result.percent)
        # of two that became one neither's result is the one's
        told = {
            unit_id: {year: shares[0] for year, shares in by_year.items() if len(shares) == 1}
            for unit_id, by_year in percents.items()
        }
        return sorted(set(years.mapped("year")), reverse=True), told
