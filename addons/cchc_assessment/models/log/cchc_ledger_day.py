import secrets

from odoo import api, fields, models
from odoo.tools import format_date

from ...core.tlog import make_batch, read_digest
from .cchc_log import SEES_EVERY_ROW


class CchcLedgerDay(models.Model):
    """One entry of a province's register: the root over all checkpoints of its units that were new that day.

    There is one a day, whether anything happened or not; the root is filled up with chance to a fixed number.
    """

    _name = "cchc.ledger.day"
    _description = "Day in the Register"
    _inherit = ["cchc.own.defaults.mixin", "cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "ledger_id, number desc"
    _rec_name = "day"

    ledger_id = fields.Many2one(
        "cchc.ledger",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="ledger_id.company_id", store=True, index=True)
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    day = fields.Date(required=True, readonly=True)
    seed = fields.Char(
        required=True,
        readonly=True,
        groups=SEES_EVERY_ROW,
        help="From which the root was filled up.",
    )
    root = fields.Char(required=True, readonly=True)
    checkpoint_ids = fields.One2many("cchc.checkpoint", "day_id", readonly=True)

    _number_uniq = models.Constraint("UNIQUE(ledger_id, number)", "There is such a day already.")
    _day_uniq = models.Constraint("UNIQUE(ledger_id, day)", "There is such a day already.")

    @api.depends("day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = format_date(self.env, entry.day)

    @api.model
    def _enter(self, company):
        """Enter today into the register of ``company``, once."""
        ledger = self._get_register(company)
        ledger.flush_recordset()
        ledger._lock_for_update()
        ledger.invalidate_recordset(flush=False)
        today = company._cchc_today()
        if self.search_count([("ledger_id", "=", ledger.id), ("day", "=", today)], limit=1):
            return
        checkpoints = self.env["cchc.checkpoint"].search(
            [
                ("company_id", "=", company.id),
                ("day_id", "=", False),
                ("ledger_id", "!=", ledger.id),
            ]
        )
        seed = secrets.token_hex(16)
        frontier, number = ledger._read_frontier()
        root = self._make_batch(checkpoints, seed).root
        day = self._create_as_system(
            [
                {
                    "ledger_id": ledger.id,
                    "number": number + 1,
                    "day": today,
                    "seed": seed,
                    "root": root.hex(),
                }
            ]
        )
        checkpoints._write_as_system({"day_id": day.id})
        head = frontier.size, frontier.root
        frontier.append(root)
        ledger._write_as_system({"size": number + 1, "frontier": str(frontier)})
        self.env["cchc.checkpoint"]._make(ledger, {ledger: head})

    @api.model
    def _get_register(self, company):
        ledgers = self.env["cchc.ledger"]
        found = ledgers.search([("kind", "=", "register"), ("company_id", "=", company.id)])
        return found or ledgers._create_as_system(
            [{**ledgers._make_values("register"), "company_id": company.id}]
        )

    @api.model
    def _make_batch(self, checkpoints, seed):
        digests = [checkpoint._make_day_digest() for checkpoint in checkpoints]
        return make_batch(digests, seed.encode())

    def _prepare_proofs(self):
        """Return ``{day: (its batch, what is said of its register)}``."""
        registers = {}
        for ledger in self.ledger_id:
            days = self.search([("ledger_id", "=", ledger.id)], order="number")
            newest = ledger.checkpoint_ids.sorted("size")[-1:]
            registers[ledger] = {
                "days": days[: newest.size].mapped("root"),
                "checkpoint": newest.note,
            }
        return {
            day: (self._make_batch(day.checkpoint_ids, day.seed), registers[day.ledger_id])
            for day in self
        }

    @api.model
    def _read_entries(self, ledger):
        """Return number, kept root and the root that follows from the checkpoints, of each day in order."""
        days = self.search([("ledger_id", "=", ledger.id)], order="number, id")
        days.invalidate_recordset()
        return [
            (
                day.number,
                read_digest(day.root),
                self._make_batch(day.checkpoint_ids, day.seed or "").root,
            )
            for day in days
        ]
