import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.api import SUPERUSER_ID
from odoo.exceptions import UserError

from ...compat import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from ...fields import choices_of
from ..common.cchc_lock_mixin import try_again
from ..common.screens import open_form
from ..common.system_voice import as_system

_logger = logging.getLogger(__name__)

# Above so many units something is done piece by piece: nobody waits for an answer longer than some seconds.
MOST_AT_ONCE = 100
# How many failures stand in the message that it is done.
MOST_TOLD = 10


class CchcWork(models.Model):
    """A long work of a period that is done behind the request that asked for it, unit by unit.

    It is done as whoever asked for it, by their rights at the time when each piece is done.
    """

    _name = "cchc.work"
    _description = "Long Work"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
        "cchc.lock.mixin",
    ]
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [("opening", "Opening of a Period")], "What Is Done", required=True, readonly=True
    )
    period_id = fields.Many2one(
        "cchc.period",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Asked For By", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("running", "At Work"), ("done", "Ended"), ("cancelled", "Cancelled")],
        default="running",
        required=True,
        readonly=True,
    )
    started_at = fields.Datetime("Begun On", required=True, readonly=True)
    finished_at = fields.Datetime("Ended On", readonly=True)
    part_ids = fields.One2many("cchc.work.part", "work_id", "Pieces", readonly=True)
    total_count = fields.Integer("Of", compute="_compute_counts")
    done_count = fields.Integer("Pieces Done", compute="_compute_counts")
    failed_count = fields.Integer("Pieces Not Done", compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts", aggregator=None)
    is_by_unit = fields.Boolean("Unit by Unit", compute="_compute_is_by_unit")

    _running_uniq = models.UniqueIndex(
        "(period_id, kind) WHERE state = 'running'",
        "This is being done for the period already.",
    )

    @api.depends("kind", "period_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(choices_of(self._fields["kind"], self.env))
        for work in self:
            work.display_name = f"{labels[work.kind]}: {work.period_id.name}"

    @api.depends("part_ids.state")
    def _compute_counts(self):
        counts = {
            (work, state): count
            for work, state, count in self.env["cchc.work.part"]._read_group(
                [("work_id", "in", self.ids)], ["work_id", "state"], ["__count"]
            )
        }
        for work in self:
            done, failed, waiting, cancelled = (
                counts.get((work, state), 0) for state in ("done", "failed", "waiting", "cancelled")
            )
            work.total_count = done + failed + waiting + cancelled
            work.done_count, work.failed_count = done, failed
            work.progress = (
                (work.total_count - waiting) / work.total_count * 100 if work.total_count else 0
            )

    @api.depends("part_ids.unit_id")
    def _compute_is_by_unit(self):
        with_units = self.env["cchc.work.part"]._read_group(
            [("work_id", "in", self.ids), ("unit_id", "!=", False)], ["work_id"]
        )
        by_unit = self.browse(work.id for (work,) in with_units)
        for work in self:
            work.is_by_unit = work in by_unit

    @api.model
    def _begin(self, kind, period, units=None, **values):
        """Note what is to be done, and let it be done behind this request, as the user.

        That the user may do it was checked before; it is checked again with each piece.

        :param units: a piece for each of these; none: it is all one piece, which is done whole or not at all.
        :return: the work.
        :raises UserError: when the same is being done for the period.
        """
        self._check_none_runs(kind, period)
        work = self._create_as_system(
            [
                {
                    "kind": kind,
                    "period_id": period.id,
                    "user_id": self.env.uid,
                    "started_at": fields.Datetime.now(),
                    **values,
                }
            ]
        )
        unit_ids = units.ids if units else [False]
        self.env["cchc.work.part"]._create_as_system(
            [{"work_id": work.id, "unit_id": unit_id} for unit_id in unit_ids]
        )._set_going()
        return work

    @api.model
    def _find_running(self, kind, period):
        # sudo: whether something goes on does not depend on who asks
        return self.sudo().search(
            [
                ("kind", "in", self._get_alike(kind)),
                ("period_id", "=", period.id),
                ("state", "=", "running"),
            ],
            limit=1,
        )

    @api.model
    def _get_alike(self, kind):
        """Return the kinds of which one at a time goes on in a period, ``kind`` among them."""
        return [kind]

    @api.model
    def _check_none_runs(self, kind, period):
        if running := self._find_running(kind, period):
            raise UserError(
                self.env._(
                    "“%(period)s”: this is being done already, %(done)s of %(total)s so far. Wait until it has ended, "
                    "or cancel it under “Long Works”.",
                    period=period.name,
                    done=running.done_count,
                    total=running.total_count,
                )
            )

    def _show(self):
        """Return the action that shows how far this is; None of nothing."""
        return open_form(self) if self else None

    def _as_asker(self):
        """Return this work as whoever asked for it, with that user's rights as they are now.

        :raises UserError: when that user is gone.
        """
        user = self.user_id
        if not (user.active or user.id == SUPERUSER_ID):
            raise UserError(
                self.env._(
                    "“%(user)s”, who asked for it, has no account any more.", user=user.display_name
                )
            )
        return self.with_user(user).with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=self.company_id.ids
        )

    def _do_for(self, unit):
        """Do what this work is about for one unit, or as a whole, as the user. An extension does that of its kinds."""
        self.period_id._open_for(unit)

    def _take_back(self):
        """Take back what was prepared for a piece that was not done. An extension does that of its kinds."""

    def action_cancel(self):
        """Leave undone what nobody is at yet. What is done stays, and what somebody is at ends whole.

        :raises UserError: when nothing of it can be left undone any more.
        """
        self.ensure_one()
        self.check_access("read")
        self.period_id.check_access("write")
        self._cancel()

    def _cancel(self):
        for work in self:
            # sudo: who may cancel it was asked before
            waiting = work.sudo()._get_waiting()
            free = waiting.try_lock_for_update()
            if not free:
                raise UserError(
                    self.env._(
                        "“%(work)s” has ended, or somebody is at its last piece, which is done whole.",
                        work=work.sudo().display_name,
                    )
                )
            free._write_as_system({"state": "cancelled"})
            work.sudo()._take_back()
            # who is at a piece now ends it; the job says then that all has ended
            free._trigger_job()
            work.sudo()._finish()

    def _get_waiting(self):
        return self.part_ids.filtered(lambda part: part.state == "waiting")

    @api.model
    def _finish_ended(self):
        """Note which works have no piece left that waits, and tell who asked for them."""
        for work in self.search(
            [("state", "=", "running"), ("part_ids", "not any", [("state", "=", "waiting")])]
        ):
            try_again(self.env, work._finish)
            self.env["ir.cron"]._commit_progress()

    def _finish(self):
        self._lock_for_update()
        self.invalidate_recordset()
        if self.state != "running" or self._get_waiting():
            return
        cancelled = self.part_ids.filtered(lambda part: part.state == "cancelled")
        self._write_as_system(
            {
                "state": "cancelled" if cancelled else "done",
                "finished_at": fields.Datetime.now(),
            }
        )
        try:
            with self.env.cr.savepoint():
                self._tell_asker()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            # it has ended all the same, and others wait for the job
            _logger.exception("Nobody was told that long work %s has ended.", self.id)

    def _tell_asker(self):
        """Tell whoever asked what has become of it, on the page of the period; nobody who may not know any more."""
        try:
            self._as_asker().check_access("read")
        except UserError:
            return
        told = self.with_context(lang=self.user_id.lang)
        failed = told.part_ids.filtered(lambda part: part.state == "failed")
        lines = [
            told._say_how_far(),
            *(part._describe_failure() for part in failed[:MOST_TOLD]),
        ]
        if len(failed) > MOST_TOLD:
            lines.append(told.env._("%(count)s more.", count=len(failed) - MOST_TOLD))
        as_system(self.period_id).message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=told.display_name,
            body=Markup("<p>%s</p>") % Markup("<br/>").join(lines),
        )

    def _say_how_far(self):
        """Return in a sentence what became of it; what is done as a whole has no units to be counted."""
        if self.is_by_unit:
            return self.env._(
                "%(done)s of %(total)s units are done.",
                done=self.done_count,
                total=self.total_count,
            )
        if self.failed_count:
            return self.env._("It was not done.")
        return f"{dict(choices_of(self._fields['state'], self.env))[self.state]}."
