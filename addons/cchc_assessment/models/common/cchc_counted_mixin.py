from odoo import models
from odoo.tools import SQL

from ...compat import field_to_sql


class CchcCountedMixin(models.AbstractModel):
    """Points of criteria or domains that groups add up as a unit's total does.

    A model that inherits it has ``section``, ``maximum`` and ``assessment_id``. A penalty is taken off the sum, and
    a percentage of several rows is one of what they could reach together, not the mean of theirs. Maxima and points
    of several units, or of several years, are never added: a group of them has none, but percentages and what was lost.
    """

    _name = "cchc.counted.mixin"
    _description = "Points That Are Added Up"
    # points that a penalty is taken off
    _point_fields = frozenset()
    # percentages of the maximum, each with the points that it is of
    _percent_fields = {}
    # other percentages, which weigh as much as can be reached
    _weighted_fields = frozenset()
    # what is said of each unit alike, and has no sum over units
    _shared_fields = frozenset()

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        section, maximum = (field_to_sql(self, field, query) for field in ("section", "maximum"))
        if function == "sum" and name in self._point_fields:
            return self._of_one_unit(self._add_up_points(name, section, query), query)
        if function == "sum" and name == "maximum":
            return self._of_one_unit(self._add_up_maxima(section, maximum), query)
        if function == "sum" and name in self._shared_fields:
            return SQL("SUM(%s) / %s", field_to_sql(self, name, query), self._count_units(query))
        if function == "avg" and name in self._percent_fields:
            return SQL(
                "100 * %s / NULLIF(%s, 0)",
                self._add_up_points(self._percent_fields[name], section, query),
                self._add_up_maxima(section, maximum),
            )
        if function == "avg" and name in self._weighted_fields:
            percent = field_to_sql(self, name, query)
            return SQL(
                "SUM(%(percent)s * %(maximum)s) FILTER (WHERE %(base)s)"
                " / NULLIF(SUM(%(maximum)s) FILTER (WHERE %(base)s AND %(percent)s IS NOT NULL), 0)",
                percent=percent,
                maximum=maximum,
                base=SQL("%s = 'base'", section),
            )
        return super()._read_group_select(aggregate_spec, query)

    def _of_one_unit(self, total, query):
        return SQL("CASE WHEN %s = 1 THEN %s END", self._count_units(query), total)

    def _add_up_points(self, name, section, query):
        points = field_to_sql(self, name, query)
        return SQL("SUM(CASE WHEN %s = 'penalty' THEN -%s ELSE %s END)", section, points, points)

    def _count_units(self, query):
        return SQL("COUNT(DISTINCT %s)", field_to_sql(self, "assessment_id", query))

    def _add_up_maxima(self, section, maximum):
        return SQL("SUM(%s) FILTER (WHERE %s = 'base')", maximum, section)
