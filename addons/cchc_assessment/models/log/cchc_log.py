import json
import logging
import secrets
from collections import Counter, defaultdict
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...compat import update_cache
from ...core.plain.digests import sha256_of_text
from ...fields import choices_of, label_of
from ..common.cchc_lock_mixin import try_again
from ..common.groups import SECRETARY_GROUP

_logger = logging.getLogger(__name__)

LOG_ACTIONS = [
    ("fill", "Filled in"),
    ("file", "Document filed"),
    ("document", "Document changed"),
    ("remove", "Document removed"),
    ("download", "Document downloaded"),
    ("import", "Imported"),
    ("state", "State changed"),
    ("deadline", "Deadline changed"),
    ("seal", "Sealed"),
    ("check", "Seal checked"),
    ("appraise", "Appraised"),
    ("override", "Other score than the rule's"),
    ("request", "Explanation asked"),
    ("explain", "Explained"),
    ("object", "Objected"),
]

# Numbers and hashes tell of all rows, also of those that a reader may not see: they belong to whoever sees each.
SEES_EVERY_ROW = SECRETARY_GROUP

# What units neither read, by their record rule, nor hear of while it happens.
COUNCIL_ACTIONS = {"appraise", "override", "request"}

# What a row's hash is taken of, besides the hash of the row before it and, where it has one, its salt.
HASHED_FIELDS = (
    "sequence_number",
    "assessment_id",
    "line_id",
    "user_id",
    "date",
    "action",
    "field",
    "old_value",
    "new_value",
    "reason",
)
TEXT_FIELDS = {"field", "old_value", "new_value", "reason"}
# Where the technical name in ``field`` is looked up to say it in words.
LOGGED_MODELS = ("cchc.assessment.line", "cchc.assessment", "cchc.evidence", "cchc.appraisal")


class CchcLog(models.Model):
    """Who changed what in an assessment, when and why: written by the system alone.

    The rows of an assessment are a chain: each bears the SHA-256 of its content and of the hash of the row
    before it, and the assessment itself keeps the number and the hash of the last one. A row that is
    edited, removed or slipped in past Odoo breaks the chain, and ``_find_breaks`` says where.
    """

    _name = "cchc.log"
    _description = "Assessment Log"
    _inherit = ["cchc.own.defaults.mixin", "cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "id desc"
    _rec_name = "action"

    assessment_id = fields.Many2one(
        "cchc.assessment",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Criterion",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one(
        related="assessment_id.unit_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True)
    action = fields.Selection(LOG_ACTIONS, required=True, readonly=True)
    field = fields.Char(readonly=True, help="The technical name of what changed.")
    field_label = fields.Char("What", compute="_compute_field_label")
    old_value = fields.Text(readonly=True)
    new_value = fields.Text(readonly=True)
    reason = fields.Text(readonly=True)
    sequence_number = fields.Integer(
        "Number in the Log",
        required=True,
        readonly=True,
        aggregator=None,
        groups=SEES_EVERY_ROW,
    )
    salt = fields.Char(
        readonly=True,
        groups=SEES_EVERY_ROW,
        help="Chance that goes into the hash, so that nobody finds what was hashed by trying. Older rows have none.",
    )
    previous_hash = fields.Char(readonly=True, groups=SEES_EVERY_ROW)
    hash = fields.Char("SHA-256", required=True, readonly=True, groups=SEES_EVERY_ROW)

    _sequence_uniq = models.Constraint(
        "UNIQUE(assessment_id, sequence_number)", "Two rows of the log have the same number."
    )

    @api.depends("field", "action")
    @api.depends_context("lang")
    def _compute_field_label(self):
        actions = dict(choices_of(self._fields["action"], self.env))
        for row in self:
            field = next(
                (
                    self.env[model]._fields[row.field]
                    for model in LOGGED_MODELS
                    if row.field in self.env[model]._fields
                ),
                None,
            )
            row.field_label = label_of(field, self.env) if field else actions[row.action]

    def _check_may_create(self, vals_list):
        self._refuse_fields(())

    def _refuse_fields(self, names):
        raise AccessError(self.env._("The log is written by the system alone and never changes."))

    @api.model
    def _add_precomputed_values(self, vals_list):
        """Complete the values as the ORM would, without a new record for each of thousands of rows."""
        fields_ = [self._fields[name] for name in ("company_id", "unit_id")]
        assessments = self.env["cchc.assessment"].browse(
            vals["assessment_id"] for vals in vals_list
        )
        for vals, assessment in zip(vals_list, assessments, strict=True):
            vals |= {field.name: assessment[field.name].id for field in fields_}
            vals["__precomputed__"] = set(fields_)

    @api.model
    def _append(self, entries):
        """Add rows to the log, as the current user and at this moment.

        It takes as many queries for many rows as for one, and queues up behind whoever else is writing to
        the log of the same assessment.

        :param entries: dicts with ``assessment_id`` and ``action`` and, where they make sense, ``line_id``,
            ``field``, ``old_value``, ``new_value`` (text as a person reads it) and ``reason``.
        """
        if not entries:
            return
        heads = self._lock_heads({entry["assessment_id"] for entry in entries})
        now = fields.Datetime.now()
        rows = []
        for entry in entries:
            number, previous_hash = heads[entry["assessment_id"]]
            row = {
                **{
                    name: str(value) if name in TEXT_FIELDS else value
                    for name, value in entry.items()
                    if value
                },
                "user_id": self.env.uid,
                "date": now,
                "sequence_number": number + 1,
                "previous_hash": previous_hash,
                "salt": secrets.token_hex(16),
            }
            row["hash"] = self._make_hash(row, previous_hash)
            heads[entry["assessment_id"]] = (row["sequence_number"], row["hash"])
            rows.append(row)
        self._create_as_system(rows)
        self._store_heads(heads, entries)
        self._notify_readers(entries)

    @api.model
    def _append_apart(self, entries):
        """Add rows to the log in a transaction of their own, which stands whatever becomes of this one.

        For work that takes long and only reads: it is not done again because somebody wrote to one of the
        logs meanwhile, and nobody waits for its end. This transaction does not see the rows.
        """
        if not entries:
            return
        with self.env.registry.cursor() as cr:
            log = self.with_env(self.env(cr=cr))
            try_again(log.env, partial(log._append, entries))

    @api.model
    def _in_users_language(self, records):
        """Return ``records`` with the language in which the log quotes what the current user does."""
        return records.with_context(lang=self.env["res.users"].context_get()["lang"])

    @api.model
    def _lock_heads(self, assessment_ids):
        """Return ``{assessment_id: (number, hash)}`` of the last rows, and keep others from adding any."""
        self.env.cr.execute(
            SQL(
                "SELECT id, log_count, log_head FROM cchc_assessment WHERE id IN %s "
                "ORDER BY id FOR NO KEY UPDATE",
                tuple(assessment_ids),
            )
        )
        return {row_id: (count or 0, head) for row_id, count, head in self.env.cr.fetchall()}

    @api.model
    def _store_heads(self, heads, entries):
        """Keep number and hash of the last rows, and how many of the new ones a unit may see."""
        told = Counter(
            entry["assessment_id"] for entry in entries if entry["action"] not in COUNCIL_ACTIONS
        )
        self.env.cr.execute(
            SQL(
                "UPDATE cchc_assessment SET log_count = head.number, log_head = head.hash, "
                "unit_log_count = COALESCE(unit_log_count, 0) + head.told "
                "FROM (VALUES %s) AS head (id, number, hash, told) WHERE cchc_assessment.id = head.id "
                "RETURNING head.id, log_count, log_head, unit_log_count",
                SQL(", ").join(
                    SQL("(%s, %s, %s, %s)", assessment_id, number, digest, told[assessment_id])
                    for assessment_id, (number, digest) in heads.items()
                ),
            )
        )
        for assessment_id, number, digest, unit_number in self.env.cr.fetchall():
            update_cache(
                self.env["cchc.assessment"].browse(assessment_id),
                {"log_count": number, "log_head": digest, "unit_log_count": unit_number},
            )
        for model in ("cchc.assessment", "cchc.assessment.line", "cchc.appraisal"):
            self.env[model].invalidate_model(["revision"], flush=False)

    @api.model
    def _notify_readers(self, entries):
        """Tell those who have a sheet before them which of its rows have changed."""
        changed = defaultdict(set)
        for entry in entries:
            is_councils = entry["action"] in COUNCIL_ACTIONS
            changed[entry["assessment_id"], is_councils].add(entry.get("line_id"))
        for (assessment_id, is_councils), line_ids in changed.items():
            self.env["cchc.assessment"].browse(assessment_id)._notify_readers(
                sorted(filter(None, line_ids)), is_councils
            )

    @api.model
    def _make_hash(self, values, previous_hash):
        """Return the SHA-256 of a row's content and of the hash before it, as hexadecimal digits."""
        content = {name: values.get(name) or None for name in HASHED_FIELDS}
        if values.get("salt"):
            content["salt"] = values["salt"]
        content["date"] = content["date"].isoformat()
        text = json.dumps(
            [previous_hash or None, content],
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        return sha256_of_text(text)

    @api.model
    def _cron_check(self):
        """Check the log of every assessment, and tell the secretaries of those that were tampered with."""
        for assessment, sentence in self._find_breaks(
            self.env["cchc.assessment"].sudo().search([("log_count", ">", 0)])
        ).items():
            _logger.error("The log of assessment %s is broken: %s", assessment.id, sentence)
            assessment._warn_secretaries(
                self.env._("The log was changed in the database"), sentence
            )

    @api.model
    def _find_breaks(self, assessments):
        """Return ``{assessment: sentence}`` for the assessments whose log is not what was written."""
        breaks = {}
        # sudo: whether the log is whole does not depend on who asks; one at a time, since a log may be long
        for assessment in assessments.sudo():
            if sentence := self._find_break(assessment):
                breaks[assessment] = sentence
        return breaks

    @api.model
    def _find_break(self, assessment):
        """Return the first contradiction in the log of ``assessment`` as a sentence, or None."""
        hashes = [None]
        for row in self._read_stored(assessment):
            number = len(hashes)
            if row["sequence_number"] != number:
                return self.env._("No. %(number)s of the log is missing.", number=number)
            previous_hash = row["previous_hash"]
            if previous_hash != hashes[-1] or self._make_hash(row, previous_hash) != row["hash"]:
                return self.env._("No. %(number)s of the log was changed.", number=number)
            hashes.append(row["hash"])
        if len(hashes) <= assessment.log_count:
            return self.env._("No. %(number)s of the log is missing.", number=len(hashes))
        if hashes[-1] != (assessment.log_head or None):
            return self.env._(
                "No. %(number)s of the log was added past the system.",
                number=assessment.log_count + 1,
            )
        for sealed in assessment._get_seals():
            number, digest = sealed._get_sealed_log_head()
            if number >= len(hashes) or hashes[number] != digest:
                return self.env._(
                    "The log contradicts what was sealed with %(submission)s.",
                    submission=sealed._get_sealed_name(),
                )
        return None

    @api.model
    def _read_stored(self, assessment):
        """Return the rows of ``assessment`` as they lie in the database, whatever the cache remembers."""
        names = [*HASHED_FIELDS, "salt", "previous_hash", "hash"]
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM cchc_log WHERE assessment_id = %s ORDER BY sequence_number",
                SQL(", ").join(map(SQL.identifier, names)),
                assessment.id,
            )
        )
        return self.env.cr.dictfetchall()
