from odoo import api, models

from .cchc_lock_mixin import try_again


class CchcPieceMixin(models.AbstractModel):
    """A record that is one piece of a long work: done behind the request that asked for it, once in effect.

    Each piece, or each few of them, is a transaction of its own, in which it notes that it is done. What was ended in
    the middle, with its process or its server, has left nothing, and waits on.
    """

    _name = "cchc.piece.mixin"
    _inherit = ["cchc.lock.mixin"]
    _description = "Piece of a Long Work"
    # the scheduled job that does the pieces
    _piece_job = None

    @api.model
    def _get_waiting_domain(self):
        """Return the domain of the pieces that are still to be done."""
        raise NotImplementedError

    def _do_piece(self):
        """Do this one piece, and note that it is done. A model with pieces says how."""
        raise NotImplementedError

    def _count_try(self):
        """Note, committed, that the scheduled job tries these pieces. A model says whether, and how often it does."""

    def _set_going(self):
        """See to it that these pieces are done as soon as this transaction is over."""
        self._trigger_job()

    @api.model
    def _trigger_job(self):
        # sudo: whoever asks for a long work need not know of jobs
        self.env.ref(self._piece_job).sudo()._trigger()

    def _in_batches(self):
        """Yield those of these pieces that one transaction does: each by itself, unless a model says else."""
        yield from self

    def _do_waiting(self):
        """Do those of these pieces that still wait, of two who are at one at once one only.

        What is done is committed by the caller.

        :raises OperationalError: when somebody else has done one since this transaction began; it is to be begun again.
        """
        self._lock_for_update()
        self.invalidate_recordset()
        if waiting := self.exists().filtered_domain(self._get_waiting_domain()):
            waiting._do_together()

    def _do_together(self):
        """Do these pieces, in one transaction."""
        for piece in self:
            piece._do_piece()

    @api.model
    def _find_left_to_job(self):
        """Return the pieces that the scheduled job does: all that wait, where nobody else works on them."""
        return self.search(self._get_waiting_domain(), order="id")

    @api.model
    def _cron_do_pieces(self):
        """Do the pieces that wait, a transaction for each few, as long as the server lets the job go on."""
        left = self._find_left_to_job()
        self.env["ir.cron"]._commit_progress(remaining=len(left))
        for batch in left._in_batches():
            batch._count_try()
            try_again(self.env, batch._do_waiting)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break
