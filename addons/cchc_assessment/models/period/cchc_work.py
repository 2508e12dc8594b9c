import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.api import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError

from ...compat import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, get_window
from ...fields import choices_of
from ..common.cchc_lock_mixin import try_again
from ..common.screens import download, open_form
from ..common.system_voice import as_system
from .cchc_work_part import DAYS_KEPT

_logger = logging.getLogger(__name__)

# Above so many units something is done piece by piece: nobody waits for an answer longer than some seconds.
MOST_AT_ONCE = 100
# How many failures stand in the message that it is done.
MOST_TOLD = 10
# How many units are done in one transaction, where that is quicker than one by one.
UNITS_AT_ONCE = 20


class CchcWork(models.Model):
    """A long work of a period or a province that is done behind the request that asked for it, unit by unit.

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
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        help="Empty where it is about the units and people of a province, whatever the year.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Asked For By", required=True, readonly=True, ondelete="restrict"
    )
    turn = fields.Char(
        "Goes On Alone With",
        compute="_compute_turn",
        store=True,
        groups=fields.NO_ACCESS,
        help="Of works with the same turn one at a time goes on in a period; empty: as many as are asked for.",
    )
    state = fields.Selection(
        [("running", "At Work"), ("done", "Ended"), ("cancelled", "Cancelled")],
        default="running",
        required=True,
        readonly=True,
    )
    details = fields.Json(
        "Known Besides",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="What is to be known besides, such as the reason of a step.",
    )
    started_at = fields.Datetime("Begun On", required=True, readonly=True)
    finished_at = fields.Datetime("Ended On", readonly=True)
    part_ids = fields.One2many("cchc.work.part", "work_id", "Pieces", readonly=True)
    total_count = fields.Integer("Of", compute="_compute_counts")
    done_count = fields.Integer("Pieces Done", compute="_compute_counts")
    failed_count = fields.Integer("Pieces Not Done", compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts", aggregator=None)
    has_file = fields.Boolean(
        "Has a File",
        compute="_compute_has_file",
        help="Something was made that the user may download.",
    )
    outcome = fields.Char("What Became of It", compute="_compute_outcome")
    file_note = fields.Char("Why It Cannot Be Downloaded", compute="_compute_has_file")
    is_by_unit = fields.Boolean("Unit by Unit", compute="_compute_is_by_unit")

    _running_uniq = models.UniqueIndex(
        "(period_id, turn) WHERE state = 'running' AND turn IS NOT NULL",
        "This is being done for the period already.",
    )

    @api.depends("kind", "period_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(choices_of(self._fields["kind"], self.env))
        for work in self:
            work.display_name = f"{labels[work.kind]}: {work._get_subject_name()}"

    def _get_subject_name(self):
        """Return the name of what this is about."""
        return (self.period_id or self.company_id).name

    @api.depends("kind")
    def _compute_turn(self):
        for work in self:
            work.turn = self._get_turn(work.kind)

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
            work.progress = (done + failed) / work.total_count * 100 if work.total_count else 0

    @api.depends("state", "part_ids.state")
    @api.depends_context("uid")
    def _compute_has_file(self):
        # sudo: files are nobody's to read; that there are some is known to who follows the work
        parts = self.env["cchc.work.part"].sudo()
        with_files = parts._read_group(
            [("work_id", "in", self.ids), ("file_name", "!=", False)], ["work_id"]
        )
        made = self.browse(work.id for (work,) in with_files)
        for work in self:
            work.has_file = work.file_note = False
            if work.state == "running" or work not in made:
                continue
            try:
                work._check_may_have_files()
            except AccessError as error:
                work.file_note = str(error)
            else:
                work.has_file = True

    @api.depends("state", "part_ids.state")
    @api.depends_context("lang")
    def _compute_outcome(self):
        for work in self:
            work.outcome = work.state != "running" and work._say_how_far()

    @api.depends("part_ids.unit_id")
    def _compute_is_by_unit(self):
        with_units = self.env["cchc.work.part"]._read_group(
            [("work_id", "in", self.ids), ("unit_id", "!=", False)], ["work_id"]
        )
        by_unit = self.browse(work.id for (work,) in with_units)
        for work in self:
            work.is_by_unit = work in by_unit

    @api.model
    def _is_long(self, count, weight=1):
        """Whether something takes longer for so many units than anybody waits for.

        :param weight: how many times as long as a step of one unit it takes for each.
        """
        return count * weight > MOST_AT_ONCE

    @api.model
    def _check_is_short(self, count):
        """Refuse what would be made within a request and takes longer for so many units than anybody waits for."""
        if self._is_long(count):
            raise UserError(
                self.env._(
                    "At most %(most)s units are done at once here, and these are %(count)s. What is made of more units "
                    "is made behind the request: choose them in the list of self-assessments.",
                    most=MOST_AT_ONCE,
                    count=count,
                )
            )

    @api.model
    def _begin(self, kind, period, units=None, often=False, pieces=None, **values):
        """Note what is to be done, and let it be done behind this request, as the user.

        That the user may do it was checked before; it is checked again with each piece.

        :param period: an empty one of what is about no year: ``values`` then has the ``company_id``.
        :param units: a piece for each of these; none: it is all one piece, which is done whole or not at all.
        :param pieces: in place of units: what each piece is about, as JSON takes it.
        :param often: whether the user may have asked for the same and begins another one.
        :return: the work.
        :raises UserError: when what goes on alone is being done for the period.
        """
        self._check_none_runs(kind, period)
        if not often:
            company_id = values.get("company_id", period.company_id.id)
            own = [("user_id", "=", self.env.uid), ("company_id", "=", company_id)]
            self._check_none_runs(kind, period, *own)
        work = self._create_as_system(
            [
                {
                    "kind": kind,
                    "period_id": period.id,
                    "company_id": period.company_id.id,
                    "user_id": self.env.uid,
                    "started_at": fields.Datetime.now(),
                    **values,
                }
            ]
        )
        if pieces:
            parts = [{"content": piece} for piece in pieces]
        else:
            parts = [{"unit_id": unit_id} for unit_id in (units.ids if units else [False])]
        self.env["cchc.work.part"]._create_as_system(
            [{"work_id": work.id, **part} for part in parts]
        )._set_going()
        return work

    @api.model
    def _find_running(self, kind, period, *further):
        """Return what has this kind's turn in a period, and something left to do.

        :param further: conditions; with them it is any work of this kind, whether it has a turn or not.
        """
        turn = self._get_turn(kind)
        if not (turn or further):
            return self.browse()
        # sudo: whether something goes on does not depend on who asks
        running = self.sudo().search(
            [
                ("kind", "=", kind) if further else ("turn", "=", turn),
                ("period_id", "=", period.id),
                ("state", "=", "running"),
                *further,
            ],
            limit=1,
        )
        if running and not running._get_waiting():
            # its last piece is done, and the job has not come to say so
            running._finish()
            return running.browse()
        return running

    @api.model
    def _get_turn(self, kind):
        """Return the name of the turn of which one at a time goes on in a period; False of a kind of which many do.

        Who adds a kind says so here.
        """
        return "opening" if kind == "opening" else False

    @api.model
    def _check_none_runs(self, kind, period, *further):
        if running := self._find_running(kind, period, *further):
            raise UserError(
                self.env._(
                    "“%(period)s”: this is being done already, %(done)s of %(total)s so far. Wait until it has ended, "
                    "or cancel it under “Long Works”.",
                    period=running.sudo()._get_subject_name(),
                    done=running.done_count,
                    total=running.total_count,
                )
            )

    def _show(self):
        """Return the action that shows how far these are; None of nothing."""
        if len(self) <= 1:
            return open_form(self) if self else None
        return get_window(
            self.env,
            "cchc_assessment.cchc_work_action",
            domain=[("id", "in", self.ids)],
            context={},
        )

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

    def _get_units_at_once(self):
        """Return how many units one transaction does."""
        return UNITS_AT_ONCE

    def _do_for(self, parts):
        """Do what this work is about for the units of these parts, or as a whole, as the user.

        Each kind is a method of its own, which checks the right to it anew.

        :return: ``{unit: sentence}`` of why some were refused, while the others were done.
        """
        # sudo: who may not follow works begins some all the same
        return getattr(self, f"_do_{self.sudo().kind}")(parts) or {}

    def _do_first(self):
        """Do what is committed before the piece is done, as others wait for it, and return whether there was any.

        A kind that has such a thing says how it knows that it is done.
        """
        return False

    def _do_opening(self, parts):
        return self.period_id._open_for(parts.unit_id)

    def _take_back(self):
        """Take back what was prepared for a piece that was not done. An extension does that of its kinds."""

    def action_download(self):
        """Download what was made.

        :raises AccessError: to somebody else than who asked for it, or without the right to it now.
        :raises UserError: when nothing is kept of it any more.
        """
        self.ensure_one()
        self.check_access("read")
        self._check_may_have_files()
        if not self._get_files():
            raise UserError(self._say_none_is_kept())
        return download(f"/cchc/work/{self.id}")

    def _say_none_is_kept(self):
        return self.env._(
            "“%(work)s”: no file is kept of it. Files are kept for %(days)s days, or until newer ones take "
            "their place; ask for it again.",
            work=self.display_name,
            days=DAYS_KEPT.days,
        )

    def _get_files(self):
        """Return the pieces, as the system sees them, whose files the user asked for: none before all are made."""
        if self.user_id != self.env.user or self.state == "running":
            return self.part_ids.browse()
        # sudo: files are nobody's to read but by this way
        return self.part_ids.sudo().filtered("file_name")

    def _check_may_have_files(self):
        """Refuse the files to whoever has not asked for them, or has lost the right since. Each kind adds its own.

        :raises AccessError: when they are not the user's.
        """
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._("What was made is there for %(user)s alone.", user=self.user_id.name)
            )

    def action_cancel(self):
        """Leave undone what nobody is at yet. What is done stays, and what somebody is at ends whole.

        :raises UserError: when nothing of it can be left undone any more.
        """
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            self.period_id.check_access("write")
        # sudo: it is nobody's to read
        if (self.sudo().details or {}).get("quiet"):
            raise UserError(
                self.env._(
                    "Nobody has asked for this: it follows from another step, and ends by itself."
                )
            )
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
        self.part_ids._forget_content()
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
        # what was not done comes before what is to be looked at
        failed = told.part_ids.filtered("failure") | told.part_ids.filtered("note")
        if (self.details or {}).get("quiet") and not failed:
            return
        link = Markup('<a href="%s/odoo/cchc.work/%s">%s</a>') % (
            told.get_base_url(),
            told.id,
            told.display_name,
        )
        lines = [
            link,
            told._say_how_far(),
            *(part._describe_failure() for part in failed[:MOST_TOLD]),
        ]
        if len(failed) > MOST_TOLD:
            lines.append(told.env._("%(count)s more.", count=len(failed) - MOST_TOLD))
        # nobody's discussion where it is about no year: the message is the asker's alone
        thread = self.period_id or self.env["mail.thread"]
        as_system(thread).message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=told.display_name,
            body=Markup("<p>%s</p>") % Markup("<br/>").join(lines),
        )

    def _say_how_far(self):
        """Return in a sentence what became of it; what is done as a whole has no units to be counted."""
        ended = f"{dict(choices_of(self._fields['state'], self.env))[self.state]}."
        counts = {"done": self.done_count, "total": self.total_count}
        if self.is_by_unit:
            said = self.env._("%(done)s of %(total)s units are done.", **counts)
        elif self.total_count > 1:
            said = self.env._("%(done)s of %(total)s parts are done.", **counts)
        else:
            return self.env._("It was not done.") if self.failed_count else ended
        if self.failed_count:
            said += " " + self.env._("Not done: %(failed)s.", failed=self.failed_count)
        return f"{ended} {said}" if self.state == "cancelled" else said
