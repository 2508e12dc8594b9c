from psycopg2 import OperationalError

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
        # in the order of ids, so that two that meet on several rows do not wait for each other for ever
        self.env.cr.execute(
            SQL(
                """
                WITH met AS (
                    SELECT id FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR NO KEY UPDATE
                )
                UPDATE %(table)s SET write_date = write_date FROM met WHERE %(table)s.id = met.id
                """,
                table=SQL.identifier(self._table),
                ids=tuple(self.ids),
            )
        )

    def _take_turn(self):
        """Begin the transaction of a request anew as the next one that meets others on these records.

        Whoever finds out at the end that another one was there first is started again by Odoo after a pause of up to
        two seconds, and then of up to four. Here one waits for as long as the other takes.

        To be called before a request has changed anything: what it has read until then is read anew.
        """
        if self.ids:
            self.env.cr.commit()  # pylint: disable=invalid-commit
            try_again(self.env, self._lock_for_update)
            self.env.invalidate_all()

    def _lock_for_share(self):
        """See to it that what was read of these records still holds when this transaction is committed.

        Enough where the other one only writes here and derives nothing from what is done meanwhile: this one
        starts again when they have changed since it began, and they wait until it has ended.
        """
        if self.ids:
            self.env.cr.execute(
                SQL(
                    "SELECT FROM %s WHERE id IN %s ORDER BY id FOR SHARE",
                    SQL.identifier(self._table),
                    tuple(self.ids),
                )
            )


def try_again(env, work):
    """Do one piece of a scheduled job, or what a request begins with, and do it again when it met another transaction.

    Odoo starts a person's request again by itself, after a pause; a job it would end, with all that is to be done.

    :param work: a function without arguments. What it does is flushed, and committed by the caller.
    """
    for left in reversed(range(MAX_TRIES_ON_CONCURRENCY_FAILURE)):
        try:
            work()
            env.flush_all()
            break
        except OperationalError as error:
            if not (left and isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)):
                raise
            env.cr.rollback()
            env.transaction.clear()
