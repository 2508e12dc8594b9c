import base64
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...compat import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from ...fields import REASON_LENGTH
from ..common.cchc_lock_mixin import try_again

# What the server has ended so often, for its time or its memory, is tried no more.
MOST_TRIES = 3
# How long what was made is there to be downloaded.
DAYS_KEPT = timedelta(days=7)

_logger = logging.getLogger(__name__)


class CchcWorkPart(models.Model):
    """One piece of a long work: what is done for one unit, or all of what is done whole or not at all."""

    _name = "cchc.work.part"
    _description = "Piece of a Long Work"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
        "cchc.piece.mixin",
    ]
    _order = "work_id, id"
    _piece_job = "cchc_assessment.cchc_work_cron"

    work_id = fields.Many2one(
        "cchc.work",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="work_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(
        "cchc.unit",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Empty where all of it is one piece.",
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("done", "Carried Out"),
            ("failed", "Not Carried Out"),
            ("cancelled", "Cancelled"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    tries = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How often the scheduled job has begun it.",
    )
    failure = fields.Text("Why It Was Not Done", readonly=True)
    note = fields.Text("To Be Looked At", readonly=True)
    content = fields.Json(
        "What It Is About",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Where it is no unit; forgotten once the work has ended.",
    )
    # handed out by the work, to whoever asked for it
    file = fields.Binary(readonly=True, attachment=True, groups=fields.NO_ACCESS)
    file_name = fields.Char(readonly=True, groups=fields.NO_ACCESS)

    _unit_uniq = models.Constraint(
        "UNIQUE(work_id, unit_id)", "This unit already has a piece in the work."
    )

    @api.depends("unit_id", "work_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for part in self:
            part.display_name = (part.unit_id or part.work_id).display_name

    @api.model
    def _get_waiting_domain(self):
        return [("state", "=", "waiting")]

    def _in_batches(self):
        # what was begun and did not come to its end is done apart from now on: it may be its fault
        batches = self.grouped(lambda part: (part.work_id, part.tries > 0))
        for (work, is_tried), parts in batches.items():
            size = 1 if is_tried else work._get_units_at_once()
            yield from split_every(size, parts.ids, self.browse)

    def _do_together(self):
        for parts in self.grouped("work_id").values():
            if len(parts) == 1 or not parts._do_as_one():
                super(CchcWorkPart, parts)._do_together()

    def _do_as_one(self):
        """Do these parts of one work in one go, and return whether that went."""
        try:
            with self.env.cr.savepoint():
                self._do_and_note()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            # each by itself says which one it was, and why
            _logger.info("Parts %s of a long work are done one by one.", self.ids, exc_info=True)
            return False
        return True

    def _do_piece(self):
        try:
            self._check_tries()
            with self.env.cr.savepoint():
                self._do_and_note()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # two transactions met: the whole of it starts again
            raise
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.error("Piece %s of a long work was not done.", self.id, exc_info=True)
            self._note_failure(self._explain(error))
            self.work_id._take_back()

    def _do_and_note(self):
        work = self.work_id._as_asker()
        if work._do_first():
            self._write_as_system({"tries": 0})
            self._set_going()
            return
        # first: what is done and that it is done are kept together, or neither
        self._write_as_system({"state": "done"})
        # documents of many units let go of what is read, and of what is not written yet
        self.flush_recordset()
        refused = work._do_for(self.with_env(work.env))
        for part in self:
            if sentence := refused.get(part.unit_id):
                part._note_failure(sentence)

    def _note_failure(self, sentence):
        self._write_as_system({"state": "failed", "failure": sentence[:REASON_LENGTH]})

    def _note(self, sentences):
        """Say what is to be looked at although it was done.

        :param sentences: ``{unit: sentence}``
        """
        for part in self:
            if sentence := sentences.get(part.unit_id):
                part._write_as_system({"note": sentence[:REASON_LENGTH]})

    def _forget_content(self):
        # sudo: it is nobody's to read
        self.sudo().filtered("content")._write_as_system({"content": False})

    def _keep_file(self, name, content):
        """Keep what was made, until it is downloaded or its days are over."""
        self._write_as_system({"file": base64.b64encode(content), "file_name": name})

    @api.autovacuum
    def _gc_files(self):
        """Forget files that were made some days ago: whoever wants one again asks anew, as things stand then."""
        before = fields.Datetime.now() - DAYS_KEPT
        self.search([("file_name", "!=", False), ("write_date", "<", before)])._forget_files()

    def _forget_files(self):
        self._write_as_system({"file": False, "file_name": False})

    def _count_try(self):
        try_again(self.env, self._add_try)
        self.env["ir.cron"]._commit_progress()

    def _add_try(self):
        waiting = self.exists().filtered(lambda part: part.state == "waiting")
        for tries, parts in waiting.grouped("tries").items():
            parts._write_as_system({"tries": tries + 1})

    def _check_tries(self):
        if self.tries > MOST_TRIES:
            told = self.with_context(lang=self.work_id.user_id.lang)
            raise UserError(
                told.env._(
                    "It was begun %(count)s times and never came to its end: the server ended it for its time or its "
                    "memory, or others were in its way each time.",
                    count=MOST_TRIES,
                )
            )

    def _explain(self, error):
        """Return in the asker's words why a piece was not done; of what nobody has foreseen the server's log knows."""
        if isinstance(error, UserError):
            return str(error)
        told = self.with_context(lang=self.work_id.user_id.lang)
        return told.env._("It could not be done. The administrator finds the reason in the log.")

    def _describe_failure(self):
        """Return which piece was not done, and why, or what is to be looked at there."""
        said = self.failure or self.note
        return f"{self.unit_id.name}: {said}" if self.unit_id else said

    @api.model
    def _find_left_to_job(self):
        # what has ended the server's process comes last
        return super()._find_left_to_job().sorted(lambda part: (part.tries, part.id))

    @api.model
    def _cron_do_pieces(self):
        super()._cron_do_pieces()
        self.env["cchc.work"]._finish_ended()
