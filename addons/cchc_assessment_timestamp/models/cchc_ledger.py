from contextlib import suppress
from datetime import timedelta

from odoo import models

from odoo.addons.cchc_assessment.core.tlog import format_time

from ..core.timestamps import TimestampError, check_signer, read_roots, read_stamp
from .cchc_checkpoint import CLOCKS

# For how long a register may go without a timestamp before its secretaries are told.
PATIENCE = timedelta(days=3)


class CchcLedger(models.Model):
    _inherit = "cchc.ledger"

    def _find_breaks(self, stored=None, held=()):
        """Find timestamps of another text, too."""
        found = super()._find_breaks(stored, held)
        return found + [
            self.env._(
                "The timestamp of the checkpoint of %(date)s (%(size)s rows) is not of its text, or was changed.",
                date=format_time(checkpoint.date),
                size=checkpoint.size,
            )
            for checkpoint in self._get_stamped()
            if not _is_of_its_text(checkpoint)
        ]

    def _find_timestamp_gaps(self):
        """Return as sentences what timestamps this register has not: nothing is wrong with it, but less is proven."""
        self.ensure_one()
        service = self.env["cchc.checkpoint"]._get_timestamp_service()
        if not service:
            return []
        stamped, found = self._get_stamped(), []
        newest = self.checkpoint_ids.sorted("size")[-1:]
        since = stamped[-1:].date or self.checkpoint_ids.sorted("size")[:1].date
        if newest and newest not in stamped and newest.date - since > PATIENCE:
            faults = newest.fields_get(["timestamp_fault"])["timestamp_fault"]["selection"]
            found.append(
                self.env._(
                    "The register has had no timestamp since %(date)s. %(fault)s",
                    date=format_time(since),
                    fault=dict(faults).get(newest.timestamp_fault, ""),
                ).strip()
            )
        if count := len(stamped.filtered(lambda one: not _is_vouched_for(one, service))):
            found.append(
                self.env._(
                    "%(count)s timestamps of the register are signed by no authority of the settings.",
                    count=count,
                )
            )
        if early := stamped.filtered(lambda one: one.timestamp_date < one.date - CLOCKS):
            found.append(
                self.env._(
                    "%(count)s checkpoints of the register say a later time than their timestamps: "
                    "the server's clock was wrong.",
                    count=len(early),
                )
            )
        return found

    def _get_stamped(self):
        """Return the checkpoints of this register that have a timestamp, as they are stored, the oldest first."""
        if self.kind != "register":
            return self.env["cchc.checkpoint"]
        return self.env["cchc.checkpoint"].search(
            [("ledger_id", "=", self.id), ("timestamp_date", "!=", False)], order="size"
        )


def _is_of_its_text(checkpoint):
    with suppress(TimestampError):
        stamp = read_stamp(checkpoint._get_timestamp(), checkpoint._get_message())
        kept = checkpoint.timestamp_date, checkpoint.timestamp_authority or ""
        return (stamp.moment, stamp.authority) == kept
    return False


def _is_vouched_for(checkpoint, service):
    with suppress(TimestampError):
        check_signer(checkpoint._get_timestamp(), read_roots(service.roots))
        return True
    return False
