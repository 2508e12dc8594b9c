import json
from functools import partial
from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import SQL, float_round, split_every

from ...fields import SCORE_DIGITS, TotalFloat
from ..common.cchc_lock_mixin import try_again

# How many are settled in one transaction: whoever changes one of them meanwhile waits for as long as that takes.
SETTLED_AT_ONCE = 50


class CchcTotalsMixin(models.AbstractModel):
    """What is added up over rows that many people write at once, none of whom may wait for another.

    Whoever saves writes no row that another one writes: they add a row to ``cchc.assessment.save``, which names the
    ``gate`` of the record, and lock their own rows. Whoever derives something from all that is saved, or ends it,
    moves the gate. PostgreSQL's foreign key then sees to it that neither misses the other: the one that comes later
    fails and starts again.

    Totals are kept as they were when nobody was saving (``settled``), and computed when they are read where something
    was saved since.
    """

    _name = "cchc.totals.mixin"
    _inherit = ["cchc.lock.mixin"]
    _description = "Totals of What Many Write"

    gate = fields.Char(
        default=lambda self: uuid4().hex,
        required=True,
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="It changes with whatever must not be missed by those who are saving.",
    )
    settled = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)

    def _compute_totals(self):
        # read as the user: of a record of others there are no totals either, whichever way leads here
        self.mapped("company_id")
        settled = self._read_settled()
        names = self._get_total_names()
        for record in self:
            totals = settled.get(record.id, {})
            if not totals.keys() >= set(names):
                # also of a record that is being filled in: the rows as they are typed
                # sudo: the same for whoever reads them; the fields say who may
                totals = record.sudo()._add_up_totals()
            for name in names:
                record[name] = totals[name]

    def _add_up_totals(self):
        """Return ``{name: value}`` of what is added up over the rows of one record."""
        self.ensure_one()
        return {}

    @api.model
    def _get_total_names(self):
        return [name for name, field in self._fields.items() if field.compute == "_compute_totals"]

    def _read_settled(self):
        """Return ``{id: totals}`` of those records in which nothing was saved since they were settled."""
        if not self.ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT id, settled FROM %s
                     WHERE id IN %s AND settled IS NOT NULL
                       AND NOT EXISTS (SELECT FROM cchc_assessment_save WHERE assessment_id = %s.id)
                    """,
                    SQL.identifier(self._table),
                    tuple(self.ids),
                    SQL.identifier(self._table),
                )
            )
        )

    def _total_to_sql(self, alias, field):
        """Return a total as SQL: what is settled, and where something was saved since, what follows now."""
        column = SQL("bool" if field.type == "boolean" else "numeric")
        settled = SQL("(%s ->> %s)::%s", SQL.identifier(alias, "settled"), field.name, column)
        unsettled = self.browse(self._find_unsettled())
        if not self.env.su:
            unsettled = unsettled._filtered_access("read")
        if not unsettled:
            return settled
        # sudo: as the settled ones; rows that the user does not read are not among them
        fresh = {record.id: record[field.name] for record in unsettled.sudo()}
        return SQL(
            "COALESCE((%s::jsonb ->> %s::text)::%s, %s)",
            json.dumps(fresh),
            SQL.identifier(alias, "id"),
            column,
            settled,
        )

    def _find_unsettled(self):
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT assessment_id FROM cchc_assessment_save")
        )
        return [row_id for (row_id,) in rows]

    def _settle(self):
        """Keep the totals as they are, so that lists and rankings need not compute them."""
        if not self:
            return
        self.env.flush_all()
        seen = self.env.execute_query(
            SQL(
                "SELECT id FROM cchc_assessment_save WHERE assessment_id IN %s ORDER BY id",
                tuple(self.ids),
            )
        )
        # sudo: the same for whoever brings it about
        self._keep_settled({record.id: record._get_rounded_totals() for record in self.sudo()})
        if seen:
            # not those that have come in meanwhile, which this transaction does not see
            self.env.cr.execute(
                "DELETE FROM cchc_assessment_save WHERE id = ANY(%s)",
                [[row_id for (row_id,) in seen]],
            )

    def _settle_as(self, model):
        """Keep the same totals as ``model``, which has the same rows."""
        model.ensure_one()
        totals = model.sudo().settled
        self._keep_settled(dict.fromkeys(self.ids, totals))
        self.env.cr.execute(
            "DELETE FROM cchc_assessment_save WHERE assessment_id = ANY(%s)", [self.ids]
        )

    def _keep_settled(self, totals):
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET settled = kept.totals FROM (VALUES %s) AS kept (id, totals) WHERE %s = kept.id",
                SQL.identifier(self._table),
                SQL(", ").join(
                    SQL("(%s, %s::jsonb)", row_id, json.dumps(values))
                    for row_id, values in totals.items()
                ),
                SQL.identifier(self._table, "id"),
            )
        )
        self.invalidate_recordset(["settled", *self._get_total_names()], flush=False)

    def _get_rounded_totals(self):
        """Return the totals as a column would hold them."""
        totals = self._add_up_totals()
        return {
            name: float_round(float(totals[name]), precision_digits=SCORE_DIGITS[1])
            if isinstance(self._fields[name], TotalFloat)
            else totals[name]
            for name in self._get_total_names()
        }

    def _exclude_transitions(self, *written):
        """See to it that this change and a change of the state, or of the deadline, do not miss each other.

        Others may be saving other rows at the same moment, and wait for nobody.

        :param written: the records that this change writes, or that something follows of: two changes that meet
            there do not miss each other.
        """
        if not self.ids:
            return
        with self._meeting(partial(self._exclude_transitions, *written)):
            self._meet(
                """
                INSERT INTO cchc_assessment_save (assessment_id, company_id, gate)
                     SELECT id, company_id, gate FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR KEY SHARE
                """
            )
            for records in written:
                records._lock_for_update()

    def _exclude_saves(self):
        """Let this transaction and whoever saves not miss each other: the later one starts again.

        To be called before the first row is read that something is derived from.
        """
        if not self.ids:
            return
        with self._meeting(self._exclude_saves):
            self._meet(
                """
                WITH met AS (SELECT id FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR UPDATE)
                UPDATE %(table)s SET gate = gen_random_uuid()::text FROM met WHERE %(table)s.id = met.id
                """
            )

    @api.model
    def _cron_settle(self):
        """Settle the totals of what people have saved since the last time."""
        waiting = self.browse(sorted(self._find_unsettled()))
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(waiting))
        for some in split_every(SETTLED_AT_ONCE, waiting.ids, waiting.browse):
            try_again(self.env, some._settle)
            self.env.invalidate_all()
            if not cron._commit_progress(len(some)):
                return
