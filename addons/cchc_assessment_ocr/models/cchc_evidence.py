"""Scans: which documents wait to be read, how the job reads them, and what becomes of what it read."""

import errno
import json
import logging
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from odoo.addons.cchc_assessment.compat import fill_cache, read_column
from odoo.addons.cchc_assessment.core.documents import guess
from odoo.addons.cchc_assessment.core.plain.text import compose, visible
from odoo.addons.cchc_assessment.models.assessment.assessment_workflow import DRAFT
from odoo.addons.cchc_assessment.models.common.cchc_lock_mixin import try_again
from odoo.addons.cchc_assessment.models.filing.cchc_evidence import GUESSED_FIELDS

from ..core.scans import LIMITS, ScanReading, find_missing, mend, read_scan, remove_left
from .messages import say_remarks

_logger = logging.getLogger(__name__)

WAITING = "waiting"
READ_TYPES = ("application/pdf", "image/png", "image/jpeg", "image/tiff")
# What the server lacks for a moment: no word on what was to be read.
SCARCE = (errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT)
READ_FIELDS = tuple(GUESSED_FIELDS.values())
MOST_TRIES = 3
# How many are looked at for being open again, in one run.
BATCH = 100
# What of a job's time reading may take.
SHARE_OF_JOB = 0.75
# What is kept of all pages for the search, the text that the file itself has included.
LONGEST_TEXT = 100_000

# Of those that were tried as often the one that waits the longest comes first.
QUEUE = "scan_tries, scan_queued_at, id"


class CchcEvidence(models.Model):
    """A document whose pages may be pictures: a job reads them, one document after the other.

    The file stays as it is. What is read goes to the text that documents are searched by, and into fields that are
    empty and that nobody has touched since it was filed; those are marked until somebody has checked them.
    """

    _inherit = "cchc.evidence"

    scan_state = fields.Selection(
        [
            ("none", "No Scan"),
            (WAITING, "Waiting to Be Read"),
            ("read", "Read"),
            ("partly", "Read in Part"),
            ("unreadable", "Cannot Be Read"),
        ],
        "Scan",
        default="none",
        required=True,
        readonly=True,
        copy=False,
    )
    scan_tries = fields.Integer(
        default=0, required=True, readonly=True, copy=False, exportable=False, aggregator=None
    )
    scan_queued_at = fields.Datetime(
        readonly=True,
        copy=False,
        exportable=False,
        help="Since when the scan waits again, after a try or because somebody asked for it.",
    )
    scan_open = fields.Char(
        "Fields to Fill In",
        readonly=True,
        copy=False,
        exportable=False,
        help="Which fields nobody has filled in since the document was filed, while it waits to be read.",
    )
    scan_filled = fields.Char(
        "Fields Read From the Scan",
        readonly=True,
        copy=False,
        exportable=False,
        help="Which fields hold what was read from the scan and nobody has checked.",
    )
    scan_remarks = fields.Char("Remarks on the Scan", readonly=True, copy=False, exportable=False)
    scan_note = fields.Text("Read From the Scan", compute="_compute_scan_note")

    _scan_waiting_index = models.Index("(id) WHERE scan_state = 'waiting'")

    @api.depends("scan_state", "scan_filled", "scan_remarks", "form")
    @api.depends_context("lang")
    def _compute_scan_note(self):
        names = ("scan_state", "form", "scan_filled", "scan_remarks")
        columns = (read_column(self, name) for name in names)
        notes = [self._say_scan(*values) for values in zip(*columns, strict=True)]
        fill_cache(self._fields["scan_note"], self, notes)

    @api.model
    def _say_scan(self, state, form, filled, remarks):
        sentences = []
        if state == WAITING and form == "scan":
            sentences.append(self.env._("The scan waits to be read."))
        if names := _split_names(filled):
            described = (self._fields[one].get_description(self.env, ["string"]) for one in names)
            listed = ", ".join(one["string"] for one in described)
            sentences.append(
                self.env._("Read from the scan, to be checked: %(fields)s.", fields=listed)
            )
        if remarks:
            sentences += say_remarks(self.env, json.loads(remarks))
        return " ".join(sentences)

    @contextmanager
    def _following(self, vals):
        with super()._following(vals):
            yield
        self._forget_reading(vals.keys())

    def action_confirm_scan(self):
        """State that what was read from the scan of these documents is right.

        :raises AccessError: to whoever may not change them.
        :raises UserError: when their assessments are closed.
        """
        self.check_access("write")
        self._check_may_change()
        self._write_as_system({"scan_filled": False})

    def action_read_scan_again(self):
        """Let these documents wait to be read once more: the file is back, or the server has time now.

        :raises AccessError: to whoever may not change them.
        :raises UserError: when their assessments are closed.
        """
        self.check_access("write")
        self._check_may_change()
        again = self.filtered(lambda one: one.scan_state in ("partly", "unreadable"))
        # as if tried once: nobody who asks again and again keeps what others have filed waiting
        again._write_as_system(
            {
                "scan_state": WAITING,
                "scan_tries": 1,
                "scan_queued_at": self.env.cr.now(),
                "scan_remarks": False,
                "scan_open": False,
            }
        )
        for document in again:
            empty = [name for name in READ_FIELDS if not document[name]]
            document._write_as_system({"scan_open": self._join_names(empty)})
        self._trigger_reading()

    @api.model
    def _complete(self, vals, file, known, replaced=None):
        given = {name for name in READ_FIELDS if vals.get(name)}
        reading = super()._complete(vals, file, known, replaced)
        if vals["mimetype"] in READ_TYPES:
            # a subject that is the file's name is none
            stated = {name for name in READ_FIELDS if vals.get(name)} - {"name"} | given
            if vals["name"] != self._guess_subject(vals["file_name"]):
                stated.add("name")
            vals["scan_state"] = WAITING
            vals["scan_open"] = self._join_names(set(READ_FIELDS) - stated)
        return reading

    def _log_filing(self):
        super()._log_filing()
        self._call_reader()

    def _get_file_values(self):
        names = ("scan_state", "scan_open", "scan_filled", "scan_remarks")
        return {**super()._get_file_values(), **{name: self[name] for name in names}}

    def _get_sheet_chips(self):
        return [
            {**chip, "remarks": "\n".join(filter(None, (chip["remarks"], note)))}
            for chip, note in zip(
                super()._get_sheet_chips(), read_column(self, "scan_note"), strict=True
            )
        ]

    def _is_sure(self, proposal):
        """A subject that was read from a scan and that nobody has checked makes nothing sure."""
        is_read = "name" in self._get_names("scan_filled")
        return super()._is_sure(proposal) and not (is_read and proposal.reason == "same_subject")

    def _call_reader(self):
        """Let the job begin when this transaction is over, if one of these documents is a scan.

        What has text of its own and may have scans behind it waits until the job begins by itself.
        """
        if self.filtered(lambda one: one.scan_state == WAITING and one.form == "scan"):
            self._trigger_reading()

    @api.model
    def _await_earlier_scans(self):
        """Let scans wait that were filed without being read; what they say is filled in where it is empty."""
        empty = set(READ_FIELDS) - {"name"}
        scans = self.search(
            [
                ("form", "=", "scan"),
                ("mimetype", "in", READ_TYPES),
                ("text_content", "in", (False, "")),
            ]
        )
        if scans:
            # as if tried once: what is filed from now on comes first
            scans._write_as_system(
                {
                    "scan_state": WAITING,
                    "scan_tries": 1,
                    "scan_queued_at": self.env.cr.now(),
                    "scan_open": self._join_names(empty),
                }
            )

    @api.model
    def _cron_read_scans(self):
        """Read the scan that waits the longest of those that were tried least, and begin again where another one waits.

        One that is asked for again stands behind all that were tried as often: whoever asks last is last.

        Each run reads one: a server ends a job that takes longer than its limit. Where the program for it is missing,
        scans go on waiting.
        """
        if find_missing():
            return
        remove_left()
        # sudo: whoever the job is given to, it is the system's
        self = self.sudo()
        self._await_reopened()
        waiting = [("scan_state", "=", WAITING)]
        document = self.search(waiting, order=QUEUE, limit=1)
        if document and document._read_waiting() and self.search_count(waiting, limit=1):
            self._trigger_reading()

    @api.model
    def _await_reopened(self):
        """Let scans wait again that were read while their assessment was closed, and whose fields are open now."""
        for document in self.search(
            [
                ("scan_open", "!=", False),
                ("scan_state", "in", ("read", "partly")),
                ("is_superseded", "=", False),
                ("assessment_id.state", "=", DRAFT),
            ],
            limit=BATCH,
        ):
            if document._may_fill_in():
                document._write_as_system({"scan_state": WAITING, "scan_tries": 0})

    @api.model
    def _trigger_reading(self):
        # sudo: whoever files need not know of jobs
        if job := self.env.ref("cchc_assessment_ocr.ir_cron_read_scans", False):
            job.sudo()._trigger()

    def _read_waiting(self):
        """Read this document, outside of any transaction, and keep what was read.

        What was ended in the middle, with its process or its server, waits on as if nothing had happened, but not for
        ever: each try is counted and committed before it begins.

        :return: whether it could be tried.
        """
        try_again(self.env, partial(self._count_try, 1))
        self.env["ir.cron"]._commit_progress()
        try:
            reading = self._read_file()
        except Exception:
            # the try stands, and others come first: one file that cannot be had keeps nobody waiting
            _logger.exception("Document %s could not be read and waits on.", self.id)
            return True
        try_again(self.env, partial(self._keep_scan, reading))
        return bool(reading)

    def _count_try(self, more):
        if document := self.exists():
            document._write_as_system(
                {"scan_tries": document.scan_tries + more, "scan_queued_at": self.env.cr.now()}
            )

    def _read_file(self):
        if self.scan_tries > MOST_TRIES:
            return ScanReading(remarks={"given_up": {}})
        # sudo: the file is closed to everyone
        attachment = self.sudo().attachment_id
        if not attachment:
            return ScanReading(remarks={"damaged": {}})
        try:
            with attachment._open_stored() as handle:
                # nobody waits for this transaction while pages are read
                self.env["ir.cron"]._commit_progress()
                return read_scan(handle, self._get_limits())
        except FileNotFoundError:
            return ScanReading(remarks={"damaged": {}})
        except OSError as error:
            if not (isinstance(error, ChildProcessError) or error.errno in SCARCE):
                raise
            # the disk is full or no process can be started: that is no word on this document
            _logger.warning("A scan could not be read and waits on.", exc_info=True)
            return None

    @api.model
    def _get_limits(self):
        """Return the bounds of reading one document, within the time that the server gives a job."""
        most = config["limit_time_real_cron"]
        most = config["limit_time_real"] if most < 0 else most
        return replace(LIMITS, wall=min(LIMITS.wall, int(most * SHARE_OF_JOB) or LIMITS.wall))

    def _keep_scan(self, reading):
        """Keep what was read of this document, if it is still there and still waits.

        The text is kept of every document. Fields are filled in only while its assessment is open for its unit;
        what was sealed, replaced or is closed stays as it is, until it is given back.

        :param reading: a ``ScanReading``, or None to let it wait on as if it had not been tried.
        """
        document = self.exists()
        if document.scan_state != WAITING:
            return
        if not reading:
            document._count_try(-1)
            return
        state, remarks = document._judge(reading)
        may_fill_in = document._may_fill_in()
        filled = document._find_values(reading) if may_fill_in else {}
        # the log speaks one language, whoever writes it
        readable = self.env["res.lang"]._in_vietnamese(document)
        before = readable._get_readable(filled)
        document._write_as_system(
            {
                **filled,
                "scan_state": state,
                "scan_remarks": json.dumps(remarks) if remarks else False,
                "scan_open": False if may_fill_in or document.is_superseded else document.scan_open,
                "scan_filled": self._join_names(filled),
                "text_content": document._join_texts(reading.text),
            }
        )
        document._log_changes(before, readable._get_readable(filled))
        document.assessment_id._notify_readers(document.line_ids.ids)

    def _may_fill_in(self):
        try:
            self._check_may_change()
        except UserError:
            return False
        return True

    def _judge(self, reading):
        """Return the state that ``reading`` leads to, and its remarks as far as anybody minds."""
        if not reading.scanned and (self.text_content or not reading.remarks):
            return "none", {}
        if not reading.text:
            return "unreadable", reading.remarks
        return "partly" if reading.remarks else "read", reading.remarks

    def _find_values(self, reading):
        """Return what the first page says, as values of the fields that are to be filled in."""
        open_names = self._get_names("scan_open")
        if not (reading.first and open_names):
            return {}
        found = guess("", mend(_clean(reading.first)))
        values = {field: getattr(found, part) for part, field in GUESSED_FIELDS.items()}
        types = self._get_document_types(self.assessment_id)[self.assessment_id.id]
        values["document_type_id"] = types.get(found.type_code)
        return {
            name: values[name]
            for name in open_names
            if values[name]
            and (name == "name" or not self[name])
            and self._fits(name, values[name])
        }

    def _fits(self, name, value):
        """Tell whether a text is no longer than a person could type it."""
        find_excess = getattr(self._fields[name], "_find_excess", None)
        return not (find_excess and find_excess(value, self.env))

    def _join_texts(self, text):
        before, text = self.text_content or "", _clean(text)
        if text in before:
            return before
        return "\n".join(filter(None, (before, text)))[:LONGEST_TEXT]

    def _forget_reading(self, names):
        """Note that people have written these fields: nothing is filled in there any more, what is there is theirs."""
        for document in self:
            vals = {}
            for name in ("scan_open", "scan_filled"):
                left = [one for one in document._get_names(name) if one not in names]
                if len(left) < len(document._get_names(name)):
                    vals[name] = self._join_names(left)
            if vals:
                document._write_as_system(vals)

    def _get_names(self, name):
        """Return the names of fields that are kept in the field of this name."""
        return _split_names(self[name])

    @api.model
    def _join_names(self, names):
        return ",".join(name for name in READ_FIELDS if name in names) or False


def _split_names(joined):
    return [one for one in joined.split(",") if one in READ_FIELDS] if joined else []


def _clean(text):
    return compose(visible(text, keep="\n\t")).strip()
