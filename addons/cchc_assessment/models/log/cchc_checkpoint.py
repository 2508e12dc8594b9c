import logging
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain

from ...core.tlog import Checkpoint, format_time, make_digest, make_salt
from ...messages.tlog import say_finding
from ..common.screens import download
from .cchc_log import SEES_EVERY_ROW
from .seal_key import keep_signed, read_keys

_logger = logging.getLogger(__name__)


class CchcCheckpoint(models.Model):
    """What a ledger was at a moment, signed: whoever keeps one finds whatever is rewritten later."""

    _name = "cchc.checkpoint"
    _description = "Checkpoint"
    _inherit = ["cchc.own.defaults.mixin", "cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "date desc, id desc"
    _rec_name = "short_form"

    ledger_id = fields.Many2one(
        "cchc.ledger",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="ledger_id.company_id", store=True, index=True)
    assessment_id = fields.Many2one(related="ledger_id.assessment_id")
    kind = fields.Selection(related="ledger_id.kind")
    size = fields.Integer(required=True, readonly=True, aggregator=None, groups=SEES_EVERY_ROW)
    date = fields.Datetime(required=True, readonly=True)
    note = fields.Text(
        "Signed Text",
        required=True,
        readonly=True,
        groups=SEES_EVERY_ROW,
        help="Name, size, root and date, and the signature, as they are given to others.",
    )
    is_signed = fields.Boolean(readonly=True)
    countersignatures = fields.Text(
        readonly=True,
        groups=SEES_EVERY_ROW,
        help="The lines by which others have signed the same text, as they were accepted.",
    )
    countersigned_by = fields.Char(
        compute="_compute_countersigned_by",
        search="_search_countersigned_by",
        groups=SEES_EVERY_ROW,
    )
    whole_text = fields.Text(
        compute="_compute_whole_text", groups=SEES_EVERY_ROW, help="As it is given to others."
    )
    short_form = fields.Char(compute="_compute_short_form", help="What is printed of it.")
    salt = fields.Char(required=True, readonly=True, groups=SEES_EVERY_ROW)
    day_id = fields.Many2one(
        "cchc.ledger.day",
        "In the Register",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="The day with which it went into the province's register.",
    )

    _size_uniq = models.Constraint(
        "UNIQUE(ledger_id, size)", "This ledger has a checkpoint of that size already."
    )

    @api.depends("note")
    def _compute_short_form(self):
        for checkpoint in self:
            # sudo: it is a hash of a text whose root nobody can guess
            checkpoint.short_form = checkpoint.sudo()._make_short_form()

    @api.depends("countersignatures")
    def _compute_countersigned_by(self):
        for checkpoint in self:
            lines = (checkpoint.countersignatures or "").splitlines()
            checkpoint.countersigned_by = ", ".join(line.split(" ")[1] for line in lines)

    @api.model
    def _search_countersigned_by(self, operator, value):
        return Domain("countersignatures", operator, value)

    @api.depends("note", "countersignatures")
    def _compute_whole_text(self):
        for checkpoint in self:
            note, lines = checkpoint.note or "", checkpoint._get_lines_below()
            if lines and not checkpoint.is_signed:
                # signatures begin after an empty line, the first of them too
                note += "\n"
            checkpoint.whole_text = note + "".join(f"{line}\n" for line in lines)

    def action_download(self):
        """Download these checkpoints as one file, for others to keep."""
        self.check_access("read")
        numbers = ",".join(map(str, self.ids))
        return download(f"/cchc/checkpoints?ids={numbers}")

    def _write_file(self):
        """Return these checkpoints as the bytes of one file, in the order that they have here."""
        return "\n".join(self.mapped("whole_text")).encode()

    def _get_lines_below(self):
        """Return the lines that others have put under the signed text."""
        return (self.countersignatures or "").splitlines()

    def _accept_countersignatures(self, note, keys):
        """Keep by whom else this text was signed, as these keys say; return how many signatures are new.

        :param note: the ``SignedNote`` of the same text, as it came back
        :raises TlogError: when one that is said to be of these keys is not of this text.
        """
        known = (self.countersignatures or "").splitlines()
        lines = [line for line in note.write_signatures(keys) if line not in known]
        if lines:
            text = "".join(f"{line}\n" for line in [*known, *lines])
            self._write_as_system({"countersignatures": text})
        return len(lines)

    def _make_short_form(self):
        """Return the root in Base64 and the size: what somebody can copy from paper to find it again."""
        lines = (self.note or "").split("\n")
        return f"{lines[2]} · {lines[1]}" if len(lines) > 2 else ""

    @api.model
    def _make(self, ledgers, heads=None):
        """Sign a checkpoint of each of these ledgers that has grown since its last one.

        :param heads: ``{ledger: its size and root before}``, where it has grown just now.
        """
        known = {
            (ledger.id, size)
            for ledger, size in self._read_group(
                [("ledger_id", "in", ledgers.ids)], ["ledger_id", "size"]
            )
        }
        ledgers = ledgers.filtered(lambda ledger: (ledger.id, ledger.size) not in known)
        if not ledgers:
            return
        now = fields.Datetime.now()
        keys = read_keys()
        signer = keys and keys.signer
        breaks = ledgers._find_signed_breaks(heads or {}) if signer else {}
        for ledger, finding in breaks.items():
            # the administrator's, and the daily check tells the secretaries
            _logger.error("%s: %s", ledger.origin, say_finding(self.env, finding, ledger.kind))
        made = []
        for ledger in ledgers:
            signs = None if ledger in breaks else signer
            frontier, _number = ledger._read_frontier()
            checkpoint = Checkpoint(ledger.origin, ledger.size, frontier.root, format_time(now))
            made.append(
                {
                    "ledger_id": ledger.id,
                    "size": ledger.size,
                    "date": now,
                    "note": str(checkpoint.sign(signs)),
                    "is_signed": bool(signs),
                    "salt": make_salt(),
                }
            )
        self._create_as_system(made)
        if notes := [values["note"] for values in made if values["is_signed"]]:
            # what is not committed was not signed
            self.env.cr.postcommit.add(partial(keep_signed, notes))

    def _make_day_digest(self):
        """Return what stands for it in the root of its day."""
        return make_digest(self.salt, {"checkpoint": self.note})

    def _prove_day(self, days):
        """Return as plain data what shows that this checkpoint went into the register; None where there is none.

        :param days: what ``_prepare_proofs`` says of its day.
        """
        if not self.day_id:
            return None
        batch, register = days[self.day_id]
        index, proof = batch.prove(self._make_day_digest())
        return {
            "log": self.note,
            "salt": self.salt,
            "index": index,
            "size": len(batch.entries),
            "proof": [each.hex() for each in proof],
            "number": self.day_id.number,
            **register,
        }
