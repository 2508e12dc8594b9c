import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...compat import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from ...fields import REASON_LENGTH
from ..common.cchc_lock_mixin import try_again

# What the server has ended so often, for its time or its memory, is tried no more.
MOST_TRIES = 3

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

    def _do_piece(self):
        # first: what is done and that it is done are kept together, or neither
        self._write_as_system({"state": "done"})
        try:
            self._check_tries()
            with self.env.cr.savepoint():
                work = self.work_id._as_asker()
                work._do_for(self.unit_id.with_env(work.env))
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # two transactions met: the whole of it starts again
            raise
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.error("Piece %s of a long work was not done.", self.id, exc_info=True)
            self._write_as_system({"state": "failed", "failure": self._explain(error)})
            self.work_id._take_back()

    def _count_try(self):
        try_again(self.env, self._add_try)
        self.env["ir.cron"]._commit_progress()

    def _add_try(self):
        if self.exists().state == "waiting":
            self._write_as_system({"tries": self.tries + 1})

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
            return str(error)[:REASON_LENGTH]
        told = self.with_context(lang=self.work_id.user_id.lang)
        return told.env._("It could not be done. The administrator finds the reason in the log.")

    def _describe_failure(self):
        """Return which piece was not done, and why."""
        return f"{self.unit_id.name}: {self.failure}" if self.unit_id else self.failure

    @api.model
    def _find_left_to_job(self):
        # what has ended the server's process comes last
        return super()._find_left_to_job().sorted(lambda part: (part.tries, part.id))

    @api.model
    def _cron_do_pieces(self):
        super()._cron_do_pieces()
        self.env["cchc.work"]._finish_ended()
