import base64
import binascii
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.tlog import PublicKey, TlogError, read_checkpoint, read_note, split_notes
from ..fields import LimitedChar
from ..messages.tlog import say_problem
from ..models.common.groups import SECRETARY_GROUP
from ..models.common.screens import notify
from ..models.log.seal_key import read_keys

# How long a file of checkpoints may be: some 60,000 of them.
LONGEST_FILE = 20_000_000
MOST_SHOWN = 50


class CchcCheckpointCompare(models.TransientModel):
    """Holds checkpoints that were kept elsewhere against the logs as they are now; gives out all that there are."""

    _name = "cchc.checkpoint.compare"
    _description = "Compare with Kept Checkpoints"

    file = fields.Binary("Kept Checkpoints", attachment=False)
    file_name = LimitedChar()
    problem = fields.Text(compute="_compute_found")
    found = fields.Text("Differs", compute="_compute_found")
    agreed = fields.Integer("Checkpoints That Agree", compute="_compute_found")
    witness_key = LimitedChar(
        "Key of Whoever Signed Them Too",
        max_length=400,
        help="The public key of the agency that has countersigned the checkpoints of this file, as it published it.",
    )
    key_names = fields.Char("Keys", compute="_compute_key_names")

    @api.depends("file")
    def _compute_key_names(self):
        keys = read_keys()
        for dialog in self:
            dialog.key_names = "\n".join(map(str, keys.public_keys)) if keys else False

    @api.depends("file")
    @api.depends_context("lang")
    def _compute_found(self):
        for dialog in self:
            dialog.problem = dialog.found = False
            dialog.agreed = 0
            if not dialog.file:
                continue
            dialog._check_secretary()
            try:
                held = dialog._read_held()
            except TlogError as error:
                dialog.problem = say_problem(self.env, error)
                continue
            sentences, dialog.agreed = dialog._compare(held)
            dialog.found = "\n".join(sentences[:MOST_SHOWN])

    def action_download(self):
        """Download all checkpoints of the user's companies, for others to keep."""
        self._check_secretary()
        return {"type": "ir.actions.act_url", "url": "/cchc/checkpoints", "target": "download"}

    def action_accept(self):
        """Keep the signatures that another agency has put under checkpoints of ours, as its public key says.

        :raises UserError: when the file or the key cannot be read, or nothing in it is signed by that key.
        """
        self.ensure_one()
        self._check_secretary()
        try:
            key = PublicKey.parse((self.witness_key or "").strip())
            self._check_is_anothers(key)
            accepted, known = self._accept(key)
        except TlogError as error:
            raise UserError(say_problem(self.env, error)) from error
        if not known:
            raise UserError(
                self.env._(
                    "No checkpoint of ours in this file is signed by “%(key)s”.", key=key.name
                )
            )
        return notify(
            self.env._(
                "“%(key)s” has signed %(known)s checkpoints of ours; %(accepted)s signatures are new.",
                key=key.name,
                known=known,
                accepted=accepted,
            )
        )

    def _check_is_anothers(self, key):
        """Refuse a key of ours, under whatever name: nobody is a witness of their own."""
        keys = read_keys()
        if keys and key.key in {own.key for own in keys.public_keys}:
            raise UserError(self.env._("This is a key of ours: it countersigns nothing."))

    def _accept(self, key):
        """Return how many signatures of this key are new, and how many checkpoints of ours it has signed."""
        accepted = known = 0
        held = self._read_held()
        own = self.env["cchc.checkpoint"].search([("ledger_id.origin", "in", list(held))])
        by_text = {read_note(one.note).text: one for one in own}
        for text in (text for texts in held.values() for text in texts):
            note = read_note(text)
            checkpoint = by_text.get(note.text)
            if checkpoint and note.write_signatures([key]):
                known += 1
                accepted += checkpoint._accept_countersignatures(note, [key])
        return accepted, known

    def _check_secretary(self):
        if not self.env.user.has_group(SECRETARY_GROUP):
            raise AccessError(self.env._("Only a secretary checks what was sealed."))

    def _read_held(self):
        """Return the checkpoints in the file as texts, by the name of their log.

        :raises TlogError: when one of them is none, or was signed by somebody else.
        """
        try:
            content = base64.b64decode(self.file, validate=True)
        except (binascii.Error, ValueError) as error:
            raise TlogError("not_a_checkpoint") from error
        if len(content) > LONGEST_FILE:
            raise TlogError("too_long", limit=LONGEST_FILE)
        keys = read_keys()
        # of a time without a key: others may have signed them all the same
        unsigned = self.env["cchc.checkpoint"].search([("is_signed", "=", False)])
        own = set(unsigned.mapped("note"))
        held = defaultdict(list)
        for text in split_notes(content.decode("utf-8-sig", "replace")):
            checkpoint, note = read_checkpoint(text)
            if keys and note.signatures and note.text not in own:
                note.verify(keys.public_keys)
            held[checkpoint.origin].append(text)
        if not held:
            raise TlogError("not_a_checkpoint")
        return held

    def _compare_reports(self, held):
        """The same of what was signed of the reports of renewals."""
        reviews = self.env["cchc.seal.review"].search([("origin", "in", list(held))])
        sentences, agreed = [], 0
        for review in reviews:
            for text in held[review.origin]:
                breaks = review._find_report_breaks(read_checkpoint(text)[0].root)
                sentences += [f"{review.display_name}: {sentence}" for sentence in breaks]
                agreed += not breaks
        return sentences, agreed

    def _compare(self, held):
        """Return what differs as sentences, and how many checkpoints agree."""
        ledgers = self.env["cchc.ledger"].search([("origin", "in", list(held))])
        sentences, agreed = self._compare_reports(held)
        reviews = self.env["cchc.seal.review"].search_count([("origin", "in", list(held))])
        if unknown := len(held) - len(ledgers) - reviews:
            sentences.append(
                self.env._(
                    "%(count)s logs of which checkpoints were kept are not there any more.",
                    count=unknown,
                )
            )
        # a register holds what every log was on each of its days
        registers = ledgers.filtered(lambda ledger: ledger.kind == "register")
        ledgers |= self.env["cchc.ledger"].search(
            [("company_id", "in", registers.company_id.ids), ("kind", "!=", "register")]
        )
        for ledger in ledgers:
            breaks = ledger._find_breaks(held=held.get(ledger.origin, ()))
            name = ledger.assessment_id.display_name or ledger.company_id.name
            sentences += [f"{name}: {sentence}" for sentence in breaks]
            agreed += 0 if breaks else len(held.get(ledger.origin, ()))
        return sentences, agreed
