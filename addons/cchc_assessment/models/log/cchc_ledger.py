import secrets
from collections import defaultdict
from contextlib import suppress
from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ...core.tlog import (
    Frontier,
    Ledger,
    TlogError,
    Tree,
    audit,
    find_signed_break,
    goes_on,
    read_digest,
)
from ...messages.tlog import say_finding
from ..common.cchc_lock_mixin import try_again
from .cchc_log import SEES_EVERY_ROW
from .seal_key import read_keys, read_signed_before

LEDGER_KINDS = [
    ("unit", "What the unit sees"),
    ("council", "What the council sees"),
    ("register", "The province's register"),
]
# How many assessments are folded in one transaction, and of how many ledgers rows are placed by one statement.
FOLDED_AT_ONCE = 100
PLACED_AT_ONCE = 50


class CchcLedger(models.Model):
    """A Merkle tree that only grows: the rows of an assessment's log, or a province's days.

    An assessment has two, so that what a unit is shown of its own counts nothing that the council does. Rows are
    added to the log at any moment, and folded in here by one writer at a time. A province has a register, with
    one entry for each day: the root over all checkpoints of that day, whose number nobody can tell from it.
    """

    _name = "cchc.ledger"
    _description = "Ledger"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
        "cchc.lock.mixin",
    ]
    _rec_name = "origin"
    _order = "id"

    kind = fields.Selection(LEDGER_KINDS, required=True, readonly=True)
    assessment_id = fields.Many2one(
        "cchc.assessment",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    origin = fields.Char(
        required=True, readonly=True, help="Its name in checkpoints, which tells nothing."
    )
    size = fields.Integer(readonly=True, aggregator=None, groups=SEES_EVERY_ROW)
    frontier = fields.Text(
        readonly=True,
        groups=SEES_EVERY_ROW,
        help="The roots of its full subtrees: what has to be kept to go on.",
    )
    checkpoint_ids = fields.One2many("cchc.checkpoint", "ledger_id", readonly=True)

    _origin_uniq = models.Constraint("UNIQUE(origin)", "There is such a ledger already.")
    _kind_uniq = models.UniqueIndex(
        "(company_id, COALESCE(assessment_id, 0), kind)", "There is such a ledger already."
    )

    @api.model
    def _open(self, assessments):
        """Make the ledgers of new assessments."""
        return self._create_as_system(
            [
                {**self._make_values(kind), "assessment_id": one.id, "company_id": company.id}
                for company, ones in assessments.grouped("company_id").items()
                for one in ones
                for kind in ("unit", "council")
            ]
        )

    @api.model
    def _make_values(self, kind):
        return {"kind": kind, "origin": f"cchc/{secrets.token_hex(16)}", "size": 0, "frontier": ""}

    @api.model
    def _fold_assessments(self, assessments):
        """Fold in what the logs of these assessments have, and sign a checkpoint of each that has grown.

        Folding again changes nothing. What somebody else is adding at this moment waits for the next time.

        :return: the ledgers.
        """
        # sudo: whoever brings it about need not see every row
        ledgers = self.sudo().search([("assessment_id", "in", assessments.ids)])
        ledgers._fold()
        return ledgers

    def _fold(self):
        self.env["cchc.log"].flush_model()
        self.flush_model()
        # one writer: another one fails and starts again with what this one has done
        self._lock_for_update()
        self.invalidate_recordset(["size", "frontier"], flush=False)
        places = {(one.assessment_id.id, one.kind): one for one in self if one.assessment_id}
        waiting = defaultdict(list)
        get_kind = self.env["cchc.log"]._get_kind
        for row_id, assessment_id, action, digest in self._read_unfolded():
            waiting[assessment_id, get_kind(action)].append((row_id, digest))
        placed, heads = [], {}
        for place, rows in waiting.items():
            ledger = places[place]
            row_ids, digests = zip(*rows, strict=True)
            frontier, before = ledger._read_frontier()
            heads[ledger] = frontier.size, frontier.root
            frontier.extend(map(read_digest, digests))
            placed.append((ledger.id, before, row_ids))
            ledger._write_as_system({"size": before + len(rows), "frontier": str(frontier)})
        self._place(placed)
        self.env["cchc.checkpoint"]._make(self.filtered("size"), heads)

    def _get_heads(self, kinds=("unit", "council")):
        """Return size and root of these ledgers, by kind, as a seal keeps them."""
        return {
            ledger.kind: {
                "origin": ledger.origin,
                "size": ledger.size,
                "root": ledger._read_frontier()[0].root.hex(),
            }
            for ledger in self
            if ledger.kind in kinds
        }

    def _read_unfolded(self):
        self.env.cr.execute(
            SQL(
                "SELECT id, assessment_id, action, digest FROM cchc_log "
                "WHERE sequence_number IS NULL AND assessment_id = ANY(%s) ORDER BY id",
                self.assessment_id.ids,
            )
        )
        return self.env.cr.fetchall()

    def _read_frontier(self):
        """Return what has to be kept to go on, and the number of the last row.

        Where that was damaged, it is made anew from the rows: approvals go on, and the check finds the damage.
        """
        try:
            return Frontier.parse(self.size, self.frontier), self.size
        except TlogError:
            entries = self._read_entries()
            frontier = Frontier()
            frontier.extend(entry for _number, entry, _follows in entries)
            return frontier, max((number for number, *_rest in entries), default=0)

    def _place(self, placed):
        """Note on rows of the log where they stand now: nothing else of a row is ever written.

        :param placed: of each ledger its id, how many rows it had, and the ids of those that follow, in order.
        """
        for some in split_every(PLACED_AT_ONCE, placed):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE cchc_log SET ledger_id = place.ledger, sequence_number = place.size + follows.number
                      FROM (VALUES %s) AS place (ledger, size, ids),
                           unnest(place.ids) WITH ORDINALITY AS follows (id, number)
                     WHERE cchc_log.id = follows.id
                    """,
                    SQL(", ").join(
                        # the ids as one text: as values each of them is put into SQL by itself
                        SQL(
                            "(%s, %s, %s::int[])", ledger_id, size, f"{{{','.join(map(str, ids))}}}"
                        )
                        for ledger_id, size, ids in some
                    ),
                )
            )
        if placed:
            self.env["cchc.log"].invalidate_model(["ledger_id", "sequence_number"], flush=False)

    def _read_entries(self, stored=None):
        """Return number, kept entry and the entry that follows from the content, of each row in order.

        :param stored: the rows of the assessment's log where they were read already.
        """
        if self.kind == "register":
            return self.env["cchc.ledger.day"]._read_entries(self)
        log = self.env["cchc.log"]
        rows = log._read_stored(self.assessment_id) if stored is None else stored
        return [
            (row["sequence_number"], read_digest(row["digest"]), self._follow_row(row))
            for row in rows
            if row["ledger_id"] == self.id and row["sequence_number"] is not None
        ]

    @api.model
    def _follow_row(self, row):
        return read_digest(self.env["cchc.log"]._make_digest(row))

    def _find_breaks(self, stored=None, held=()):
        """Return as sentences what contradicts what in this ledger.

        :param held: checkpoints as texts that somebody has kept elsewhere, of this ledger or of others.
        """
        self.ensure_one()
        self.env.flush_all()
        self.invalidate_recordset(flush=False)
        checkpoints = self.env["cchc.checkpoint"].search([("ledger_id", "=", self.id)])
        checkpoints.invalidate_recordset(flush=False)
        notes = [(one.size, one.note) for one in checkpoints]
        entries = self._read_entries(stored)
        signed = read_signed_before([self.origin]).get(self.origin)
        ledger = Ledger(self.origin, self.size, self.frontier or "", entries, notes, held, signed)
        return [say_finding(self.env, one, self.kind) for one in audit(ledger, read_keys())]

    def _warn_of_register(self, summary, sentence):
        """Tell the secretaries of a province something about its register."""
        # a register is nobody's page: the newest of its assessments carries the warning
        newest = self.env["cchc.assessment"].sudo()
        newest = newest.search([("company_id", "=", self.company_id.id)], order="id desc", limit=1)
        newest._warn_secretaries(summary, sentence)

    def _find_signed_breaks(self, heads):
        """Return ``{ledger: Finding}`` of those that contradict what this server has signed of them before.

        What was appended to the very tree that was signed last does not: of such a ledger no row is read again. Rows
        that were changed below that tree are in no new checkpoint either; the daily check finds them.

        :param heads: size and root that each ledger had before what is new, where that is known.
        """
        signed = read_signed_before(self.mapped("origin"))
        before = self.filtered(
            lambda one: (
                one.origin in signed
                and not (one in heads and goes_on(one.origin, *heads[one], signed[one.origin]))
            )
        )
        if not before:
            return {}
        kept = before._read_kept()
        found = {}
        for ledger in before:
            entries = kept[ledger.id]
            if ledger.kind == "register":
                entries = [root for _number, root, _follows in ledger._read_entries()]
            if finding := find_signed_break(ledger.origin, entries, signed[ledger.origin]):
                found[ledger] = finding
        return found

    def _prove(self, rows):
        """Return ``{row of the log: plain data}``: what shows a stranger that these ledgers hold these rows.

        It tells nothing of rows of other ledgers, nor of other units. A row is left out while no checkpoint has it,
        and where the ledger has lost rows, which its check tells.
        """
        checkpoints = self.env["cchc.checkpoint"].search_fetch(
            [("ledger_id", "in", self.ids)], ["ledger_id", "size", "note", "day_id"], order="size"
        )
        by_ledger = checkpoints.grouped("ledger_id")
        content = self.env["cchc.log"]._read_content(rows)
        entries = self._read_kept()
        keys = read_keys()
        names = list(map(str, keys.public_keys)) if keys else []
        days = checkpoints.day_id._prepare_proofs()
        proofs = {}
        for row in rows:
            own = by_ledger.get(row.ledger_id, checkpoints.browse())
            newest = own[-1:]
            # of the day on which it was written, so that nobody can have entered it later
            registered = own.filtered(lambda one, row=row: one.size >= row.sequence_number)
            registered = registered.filtered("day_id")[:1]
            tree = Tree(entries[row.ledger_id.id][: newest.size])
            with suppress(TlogError):
                proofs[row] = {
                    "version": 1,
                    "row": content[row.id],
                    "salt": row.salt,
                    "index": row.sequence_number - 1,
                    "proof": _write_hashes(tree.prove_inclusion(row.sequence_number - 1)),
                    "checkpoint": newest.note,
                    "earlier": [
                        {
                            "checkpoint": one.note,
                            "proof": _write_hashes(tree.prove_consistency(one.size)),
                        }
                        for one in own - newest
                    ],
                    "keys": names,
                    "register": registered._prove_day(days),
                }
        return proofs

    def _read_kept(self):
        """Return ``{ledger id: digests of its rows in their order}``, as they are kept."""
        self.env["cchc.log"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT ledger_id, digest FROM cchc_log WHERE ledger_id = ANY(%s) "
                "ORDER BY ledger_id, sequence_number",
                self.ids,
            )
        )
        kept = defaultdict(list)
        for ledger_id, digest in self.env.cr.fetchall():
            kept[ledger_id].append(read_digest(digest))
        return kept

    @api.model
    def _cron_fold(self):
        """Fold in what has come in, and enter the day of every province into its register."""
        self.env.cr.execute(
            "SELECT DISTINCT assessment_id FROM cchc_log WHERE sequence_number IS NULL ORDER BY 1"
        )
        waiting = self.env["cchc.assessment"].browse(row[0] for row in self.env.cr.fetchall())
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].union(
            *(company for [company] in self._read_group([], ["company_id"]))
        )
        cron._commit_progress(remaining=len(waiting) + len(companies))
        for some in split_every(FOLDED_AT_ONCE, waiting.ids, waiting.browse):
            try_again(self.env, partial(self._fold_assessments, some))
            if not cron._commit_progress(len(some)):
                return
        for company in companies:
            try_again(self.env, partial(self.env["cchc.ledger.day"]._enter, company))
            if not cron._commit_progress(1):
                return


def _write_hashes(hashes):
    return [each.hex() for each in hashes]
