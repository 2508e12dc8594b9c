import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.api import SUPERUSER_ID
from odoo.fields import Domain
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

# How long the scheduled job waits for the queue.
PATIENCE = timedelta(minutes=10)
# A job that is still to be run, or is running.
OPEN_STATES = ("wait_dependencies", "pending", "enqueued", "started")
# How many jobs are made while somebody waits: each is a record of its own.
MOST_AT_ONCE = 50
# How often a job is begun anew that has ended its worker: others work there. One that met another is begun anew as
# often as it takes.
MOST_TRIES = 3


class CchcPieceMixin(models.AbstractModel):
    """Pieces of a long work are jobs of the queue: what they do is said where they are without the queue."""

    _name = "cchc.piece.mixin"
    _inherit = ["cchc.piece.mixin"]

    def _set_going(self):
        # the system's, as it is in Odoo's scheduled job: nothing of the caller's context goes along
        pieces = self.with_env(self.env(user=SUPERUSER_ID, context={}))
        if pieces:
            self._look_again()
        if len(pieces) > MOST_AT_ONCE:
            for some in split_every(MOST_AT_ONCE, pieces.ids, pieces.browse):
                some._delay(str(len(some)))._set_going()
            return
        for batch in pieces._in_batches():
            numbers = ",".join(map(str, batch.ids))
            batch._delay(numbers, identity_key=f"{self._name}.{numbers}")._do_waiting()

    def _delay(self, numbers, **options):
        # the job is its province's: whoever looks after the queue of another one does not see it
        own = self.with_context(company_id=self[:1].company_id.id)
        description = f"{self._description}: {numbers}"
        return own.with_delay(description=description, max_retries=MOST_TRIES, **options)

    @api.model
    def _look_again(self):
        """Let the scheduled job see in a while what has become of the jobs; by itself some come once a day."""
        # sudo: as in ``_trigger_job``
        job = self.env.ref(self._piece_job).sudo()
        now = fields.Datetime.now()
        soon = [("cron_id", "=", job.id), ("call_at", ">", now), ("call_at", "<=", now + PATIENCE)]
        if not self.env["ir.cron.trigger"].sudo().search_count(soon, limit=1):
            job._trigger(at=now + PATIENCE)

    def _do_waiting(self):
        super()._do_waiting()
        if self.exists().filtered_domain(self._get_waiting_domain()):
            # it was no more than a while of something longer
            self._set_going()

    @api.model
    def _find_left_to_job(self):
        """Leave out what is in the queue, as long as that moves: what failed, was cancelled or is lost there is done.

        Two that do the same do it once.
        """
        waiting = super()._find_left_to_job()
        if not waiting:
            return waiting
        # sudo: the queue is the system's
        jobs = self.env["queue.job"].sudo()
        ours = Domain("model_name", "=", self._name)
        since = fields.Datetime.now() - PATIENCE
        begun_or_done = Domain("date_started", ">", since) | Domain("date_done", ">", since)
        opened = ours & Domain("state", "in", OPEN_STATES)
        if not jobs.search_count(ours & begun_or_done, limit=1):
            # it stands still: whoever asks for more meanwhile makes it no quicker for what has waited so long
            opened &= Domain("date_created", ">", since)
        if jobs.search_count(opened & Domain("method_name", "=", "_set_going"), limit=1):
            self._look_again()
            return waiting.browse()
        # another addon's jobs may have keys of their own
        own = f"{self._name}."
        keys = jobs.search(opened & Domain("identity_key", "=like", f"{own}%"))
        numbers = (
            number
            for key in keys.mapped("identity_key")
            for number in key.removeprefix(own).split(",")
        )
        queued = {int(number) for number in numbers if number.isdecimal()}
        left = waiting.filtered(lambda one: one.id not in queued)
        if left != waiting:
            self._look_again()
        if left:
            _logger.warning(
                "%s pieces of %s are not done by the queue, and are left to the scheduled job: is its runner at work?",
                len(left),
                self._name,
            )
        return left
