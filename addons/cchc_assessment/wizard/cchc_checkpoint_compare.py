import base64
import binascii
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.tlog import TlogError, read_checkpoint, split_notes
from ..fields import LimitedChar
from ..messages.tlog import say_problem
from ..models.common.groups import SECRETARY_GROUP
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
        held = defaultdict(list)
        for text in split_notes(content.decode("utf-8-sig", "replace")):
            checkpoint, note = read_checkpoint(text)
            if keys and note.signatures:
                note.verify(keys.public_keys)
            held[checkpoint.origin].append(text)
        if not held:
            raise TlogError("not_a_checkpoint")
        return held

    def _compare(self, held):
        """Return what differs as sentences, and how many checkpoints agree."""
        ledgers = self.env["cchc.ledger"].search([("origin", "in", list(held))])
        sentences, agreed = [], 0
        if unknown := len(held) - len(ledgers):
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
