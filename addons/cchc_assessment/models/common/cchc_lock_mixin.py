from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import models
from odoo.tools import SQL

from ...compat import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY


class CchcLockMixin(models.AbstractModel):
    """Records on which transactions meet that derive something from each other's work.

    A transaction sees the database as it was when it began. Two that happen at the same time, each deriving
    rows from what it sees, miss each other's work unless both write the same row: then the later one fails,
    and Odoo starts it again, with what the other did before its eyes. Which pairs meet on which record is
    said in the page for developers.
    """

    _name = "cchc.lock.mixin"
    _description = "Where Transactions Meet"

    def _lock_for_update(self):
        """Let this transaction and every other one that meets here not miss each other.

        Each row gets a new version; a lock alone would let the one that waited go on with what it saw before.
        To be called before the first row is read that something is derived from.
        """
        if not self.ids:
            return
        with self._meeting(self._lock_for_update):
            # in the order of ids, so that two that meet on several rows do not wait for each other for ever
            self._meet(
                """
                WITH met AS (
                    SELECT id FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR NO KEY UPDATE
                )
                UPDATE %(table)s SET write_date = write_date FROM met WHERE %(table)s.id = met.id
                """
            )

    def _wait_for_others(self, milliseconds):
        """Lock these records once nobody holds them any more.

        :raises LockNotAvailable: where somebody does so for longer; nothing is locked then.
        """
        cr = self.env.cr
        with self._meeting(self._lock_for_update), cr.savepoint(flush=False):
            cr.execute("SET LOCAL lock_timeout = %s", [milliseconds])
            self._meet("SELECT FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR UPDATE")
            cr.execute("SET LOCAL lock_timeout TO DEFAULT")

    def _lock_for_share(self):
        """See to it that what was read of these records still holds when this transaction is committed.

        Enough where the other one only writes here and derives nothing from what is done meanwhile: this one
        starts again when they have changed since it began, and they wait until it has ended.
        """
        if not self.ids:
            return
        with self._meeting(self._lock_for_share):
            self._meet("SELECT FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR SHARE")

    def _meet(self, statement):
        self.env.cr.execute(
            SQL(statement, table=SQL.identifier(self._table), ids=tuple(self.ids)),
            # who was there first is nothing that administrators have to know
            log_exceptions=False,
        )

    @contextmanager
    def _meeting(self, take_turn):
        """Note how to begin anew where this transaction turns out to be the later one of two that meet here.

        :param take_turn: what waits for the others, as the first of all that the new transaction does.
        """
        try:
            yield
        except SerializationFailure as error:
            error.cchc_take_turn = take_turn
            raise


def try_again(env, work):
    """Do one piece of a scheduled job, or what a request begins with, and do it again when it met another transaction.

    Odoo starts a person's request again by itself, after a pause; a job it would end, with all that is to be done.

    :param work: a function without arguments. What it does is flushed, and committed by the caller.
    """
    _repeat(env, work, env.flush_all, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)


def do_in_turn(env, work):
    """Do what a request asks for, and do it again at once where another transaction was there first.

    Odoo starts it again after a pause of up to two seconds, and the next time of up to four. But the other one has
    ended by the time this one fails: it begins anew with the locks that it had not got, and waits for as long as
    others take.

    :param work: a function without arguments, with which the transaction begins.
    """
    return _repeat(env, work, env.cr.flush, SerializationFailure)


def _repeat(env, work, flush, failures):
    take_turn = None
    for left in reversed(range(MAX_TRIES_ON_CONCURRENCY_FAILURE)):
        try:
            if take_turn:
                take_turn()
            result = work()
            flush()
        except failures as error:
            if not left:
                raise
            take_turn = getattr(error, "cchc_take_turn", None)
            env.cr.rollback()
            env.transaction.clear()
            env.registry.reset_changes()
        else:
            return result
    return None
