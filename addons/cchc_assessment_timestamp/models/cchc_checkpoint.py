import base64
import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.cchc_assessment.core.plain.names import as_name
from odoo.addons.cchc_assessment.models.common.cchc_lock_mixin import try_again
from odoo.addons.cchc_assessment.models.common.screens import download
from odoo.addons.cchc_assessment.models.log.cchc_log import SEES_EVERY_ROW

from ..core.timestamps import (
    SECONDS,
    TimestampError,
    ask,
    check_signer,
    make_request,
    read_roots,
    read_stamp,
)

_logger = logging.getLogger(__name__)

ADDRESS_PARAMETER = "cchc_assessment_timestamp.address"
PRIVATE_PARAMETER = "cchc_assessment_timestamp.private"
ROOTS_PARAMETER = "cchc_assessment_timestamp.roots"

FAULTS = [
    ("address", "The address of the timestamping authority in the settings is none."),
    ("no_roots", "The settings have no certificate of the timestamping authority."),
    (
        "private",
        "The timestamping authority's address is in a private network, which the settings do not allow.",
    ),
    ("unreachable", "The timestamping authority cannot be reached."),
    ("redirect", "The timestamping authority's address leads to another one."),
    ("status", "The timestamping authority has answered with an error."),
    ("too_long", "The timestamping authority's answer is too long."),
    ("slow", "The timestamping authority has not answered in time."),
    ("garbage", "What the timestamping authority answers is no timestamp."),
    ("refused", "The timestamping authority has refused."),
    ("digest", "The timestamp is of another text."),
    ("nonce", "The timestamp answers another question."),
    ("signer", "The timestamp is not signed by an authority of the settings."),
    ("future", "The timestamp is of a time that is still to come."),
]
# What stays when the addon goes.
LEFT = "Dấu thời gian CCHC đã lưu"
# How far the clocks of the server and of an authority may be apart.
CLOCKS = timedelta(minutes=10)
# After how long one is asked for again, doubled each time.
FIRST_DELAY = timedelta(minutes=5)
LONGEST_DELAY = timedelta(days=1)
# The line that carries a timestamp along: a type of signature that C2SP signed-note leaves to a name of one's own.
LINE_NAME = "rfc3161"
_LINE_ID = hashlib.sha256(LINE_NAME.encode() + b"\n\xffrfc3161").digest()[:4]


@dataclass(frozen=True)
class Service:
    """A timestamping authority as the settings name it."""

    address: str
    private: bool
    roots: str


class CchcCheckpoint(models.Model):
    _inherit = "cchc.checkpoint"

    timestamp = fields.Binary(
        readonly=True,
        attachment=False,
        groups=SEES_EVERY_ROW,
        help="The authority's answer by RFC 3161, of the signed text.",
    )
    timestamp_date = fields.Datetime("Time by the Authority", readonly=True, groups=SEES_EVERY_ROW)
    timestamp_authority = fields.Char("Authority", readonly=True, groups=SEES_EVERY_ROW)
    timestamp_fault = fields.Selection(
        FAULTS, "Why There Is No Timestamp", readonly=True, groups=SEES_EVERY_ROW
    )
    timestamp_tries = fields.Integer("Tries", readonly=True, groups=SEES_EVERY_ROW)
    timestamp_next = fields.Datetime("Next Try", readonly=True, groups=SEES_EVERY_ROW)

    @api.depends("timestamp")
    def _compute_whole_text(self):
        return super()._compute_whole_text()

    def _get_lines_below(self):
        """Carry the timestamp along."""
        lines = super()._get_lines_below()
        if token := self._get_timestamp():
            encoded = base64.b64encode(_LINE_ID + token).decode()
            lines.append(f"\u2014 {LINE_NAME} {encoded}")
        return lines

    def action_download_timestamp(self):
        """Download the authority's answer, as ``openssl ts`` reads it."""
        self.ensure_one()
        self.check_access("read")
        return download(
            f"/web/content/cchc.checkpoint/{self.id}/timestamp"
            "?filename=dau-thoi-gian.tsr&download=true"
        )

    def _get_timestamp(self):
        self.ensure_one()
        # the bytes themselves, also for a caller that wants sizes instead
        whole = self.with_context(bin_size=False, bin_size_timestamp=False)
        return base64.b64decode(whole.timestamp or b"")

    def _get_message(self):
        """Return the bytes that are stamped: the signed text, without what others have put below it."""
        return (self.note or "").encode()

    @api.model
    def _leave_timestamps(self):
        """Keep the checkpoints that have a timestamp as a file of each province, for administrators alone.

        :return: the files, as attachments that belong to no record.
        """
        # whoever uninstalls removes every province's, not what they may see of them
        self = self.with_user(SUPERUSER_ID)
        stamped = self.search([("timestamp_date", "!=", False)], order="company_id, id")
        return self.env["ir.attachment"].create(
            [
                {
                    "name": as_name(f"{LEFT} - {company.name}.txt", 150),
                    "raw": checkpoints._write_file(),
                    "mimetype": "text/plain",
                    "public": False,
                    "res_model": False,
                    "company_id": False,
                }
                for company, checkpoints in stamped.grouped("company_id").items()
            ]
        )

    @api.model
    def _get_timestamp_service(self):
        """Return the ``Service`` of the settings; None where there is none."""
        read = self.env["ir.config_parameter"]._get_cchc_text
        address = read(ADDRESS_PARAMETER)
        if not address:
            return None
        return Service(address, bool(read(PRIVATE_PARAMETER)), read(ROOTS_PARAMETER))

    @api.model
    def _find_unstamped(self):
        """Return the newest checkpoint of each register, where it has no timestamp yet.

        It covers all that the register holds, which is everything; an older one would get the same date.
        """
        newest = self._read_group([("kind", "=", "register")], ["ledger_id"], ["id:max"])
        found = self.browse(number for _ledger, number in newest)
        return found.filtered(lambda one: not one.timestamp_date)

    @api.model
    def _cron_stamp(self):
        """Ask for a timestamp of what has none, and again later where none is had."""
        cron = self.env["ir.cron"]
        service = self._get_timestamp_service()
        if not service:
            return
        now = fields.Datetime.now()
        unstamped = self.sudo()._find_unstamped()
        due = unstamped.filtered(lambda one: not one.timestamp_next or one.timestamp_next <= now)
        cron._commit_progress(remaining=len(due))
        for checkpoint in due:
            message, tries = checkpoint._get_message(), checkpoint.timestamp_tries
            # no transaction is open while the authority is waited for
            cron._commit_progress()
            values = self._ask_for_timestamp(service, message, tries)
            try_again(self.env, partial(checkpoint._write_as_system, values))
            if not cron._commit_progress(1):
                break
        later = [one.timestamp_next for one in unstamped if one.timestamp_next]
        if later:
            self._trigger_stamping(min(later))

    @api.model
    def _trigger_stamping(self, moment=None):
        # sudo: the job is the system's
        job = self.env.ref("cchc_assessment_timestamp.cchc_timestamp_cron", False)
        if job:
            job.sudo()._trigger(moment)

    @api.model
    def _ask_for_timestamp(self, service, message, tries):
        """Return what is to be kept of an answer, or of there being none, after so many tries."""
        request, nonce = make_request(message)
        try:
            roots = read_roots(service.roots)
            answer = ask(service.address, request, service.private, SECONDS)
            stamp = read_stamp(answer, message, nonce)
            check_signer(answer, roots)
            if stamp.moment > fields.Datetime.now() + CLOCKS:
                raise TimestampError("future", stamp.moment)
        except TimestampError as error:
            _logger.info("No timestamp: %r", error)
            tries += 1
            # of a number that grows without end nothing is left to wait for
            delay = min(FIRST_DELAY * 2 ** min(tries - 1, 16), LONGEST_DELAY)
            return {
                "timestamp_fault": error.kind,
                "timestamp_tries": tries,
                "timestamp_next": fields.Datetime.now() + delay,
            }
        return {
            "timestamp": base64.b64encode(answer),
            "timestamp_date": stamp.moment,
            "timestamp_authority": stamp.authority,
            "timestamp_fault": False,
            "timestamp_tries": tries + 1,
            "timestamp_next": False,
        }
