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
# How often a job is begun anew that met another one.
MOST_TRIES = 20


class CchcPieceMixin(models.AbstractModel):
    """Pieces of a long work are jobs of the queue: what they do is said where they are without the queue."""

    _name = "cchc.piece.mixin"
    _inherit = ["cchc.piece.mixin"]

    def _set_going(self):
        # the system's, as it is in Odoo's scheduled job: nothing of the caller's context goes along
        pieces = self.with_env(self.env(user=SUPERUSER_ID, context={}))
        if len(pieces) > MOST_AT_ONCE:
            for some in split_every(MOST_AT_ONCE, pieces.ids, pieces.browse):
                some.with_delay(
                    description=f"{self._description}: {len(some)}", max_retries=MOST_TRIES
                )._set_going()
            return
        for batch in pieces._in_batches():
            numbers = ",".join(map(str, batch.ids))
            batch.with_delay(
                identity_key=f"{self._name}.{numbers}",
                description=f"{self._description}: {numbers}",
                max_retries=MOST_TRIES,
            )._do_waiting()

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
        left = super()._find_left_to_job()
        # sudo: the queue is the system's
        jobs = self.env["queue.job"].sudo()
        ours = [("model_name", "=", self._name)]
        opened = [*ours, ("state", "in", OPEN_STATES)]
        if not left:
            return left
        since = fields.Datetime.now() - PATIENCE
        moments = ("date_created", "date_started", "date_done")
        moving = Domain.OR([(name, ">", since)] for name in moments)
        if jobs.search_count(Domain(ours) & moving, limit=1):
            if jobs.search_count([*opened, ("method_name", "=", "_set_going")], limit=1):
                return left.browse()
            # another addon's jobs may have keys of their own
            own = f"{self._name}."
            keys = jobs.search([*opened, ("identity_key", "=like", f"{own}%")])
            numbers = (
                number
                for key in keys.mapped("identity_key")
                for number in key.removeprefix(own).split(",")
            )
            queued = {int(number) for number in numbers if number.isdecimal()}
            left = left.filtered(lambda one: one.id not in queued)
        if left:
            _logger.warning(
                "%s pieces of %s are not done by the queue, and are left to the scheduled job: is its runner at work?",
                len(left),
                self._name,
            )
        return left
