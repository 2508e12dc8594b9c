import json
import logging
from collections import defaultdict
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...core.tlog import Finding, make_digest, make_salt, read_digest, roots_at
from ...fields import choices_of, label_of
from ...messages.tlog import say_finding
from ..common.cchc_lock_mixin import try_again
from ..common.groups import SECRETARY_GROUP
from .sealed_part import is_whole

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
    ("carry", "Log carried over"),
]

# Numbers and hashes tell of all rows, also of those that a reader may not see: they belong to whoever sees each.
SEES_EVERY_ROW = SECRETARY_GROUP

# What units neither read, by their record rule, nor hear of while it happens.
COUNCIL_ACTIONS = {"appraise", "override", "request", "carry"}
# What changes nothing of an assessment: it is written at any moment, also beside somebody who is filling in.
NO_CHANGES = {"download", "check", "carry"}

# What a row's digest is taken of, behind its salt; ``chain`` where there is one.
HASHED_FIELDS = (
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
# What of the sheets has changed in a transaction, until those who have them before them are told.
CHANGED = "cchc.log.changed"
# Where the technical name in ``field`` is looked up to say it in words.
LOGGED_MODELS = (
    "cchc.assessment.line",
    "cchc.assessment",
    "cchc.evidence",
    "cchc.appraisal",
    "cchc.submission",
)


class CchcLog(models.Model):
    """Who changed what in an assessment, when and why: written by the system alone.

    Each row bears a digest of a salt and of its content, and knows nothing of the rows before it: nobody waits for
    anybody to add one. ``cchc.ledger`` folds what has come in into Merkle trees, of which checkpoints are signed.
    A row that is edited, removed or slipped in past Odoo then contradicts them, and ``_find_breaks`` says where.
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
    ledger_id = fields.Many2one(
        "cchc.ledger",
        readonly=True,
        ondelete="restrict",
        check_company=True,
        groups=SEES_EVERY_ROW,
        help="Where it was folded in; none until then.",
    )
    sequence_number = fields.Integer(
        "Number in the Log",
        readonly=True,
        aggregator=None,
        groups=SEES_EVERY_ROW,
    )
    salt = fields.Char(
        required=True,
        readonly=True,
        groups=SEES_EVERY_ROW,
        help="Chance that goes into the digest, so that nobody finds what was logged by trying.",
    )
    digest = fields.Char("SHA-256", required=True, readonly=True, groups=SEES_EVERY_ROW)
    chain = fields.Text(
        "Earlier Hashes",
        readonly=True,
        groups=SEES_EVERY_ROW,
        help="Number, salt and hashes that the row had while each row named the one before, as JSON.",
    )

    _place_uniq = models.UniqueIndex(
        "(ledger_id, sequence_number) WHERE ledger_id IS NOT NULL",
        "Two rows of the log have the same number.",
    )
    _changes = models.Index("(assessment_id, action)")
    _unfolded = models.Index("(assessment_id, id) WHERE sequence_number IS NULL")

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

        It takes one query for many rows as for one, and waits for nobody. Who has the sheet before them is told
        when the transaction is committed, once of all that it has added.

        :param entries: dicts with ``assessment_id`` and ``action`` and, where they make sense, ``line_id``,
            ``field``, ``old_value``, ``new_value`` (text as a person reads it) and ``reason``.
        """
        if not entries:
            return
        now = fields.Datetime.now()
        rows = [
            {
                **{
                    name: str(value) if name in TEXT_FIELDS else value
                    for name, value in entry.items()
                    if value
                },
                "user_id": self.env.uid,
                "date": now,
                "salt": make_salt(),
            }
            for entry in entries
        ]
        for row in rows:
            row["digest"] = self._make_digest(row)
        self._create_as_system(rows)
        self._forget_counts()
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
    def _forget_counts(self):
        """Let what follows from the number of rows be counted anew."""
        counts = ["log_count", "unit_log_count", "revision"]
        self.env["cchc.assessment"].invalidate_model(counts, flush=False)
        for model in ("cchc.assessment.line", "cchc.appraisal"):
            self.env[model].invalidate_model(["revision"], flush=False)
        counts = ["change_count", "unit_change_count"]
        self.env["cchc.assessment.line"].invalidate_model(counts, flush=False)

    @api.model
    def _count_changes(self, assessments):
        """Return ``{assessment id: (changes, those of them that its unit is told of)}``."""
        return self._add_changes(self._group_changes("assessment_id", assessments))

    @api.model
    def _count_line_changes(self, lines):
        """Return ``{line id: (changes, those of them that its unit is told of)}``."""
        return self._add_changes(self._group_changes("line_id", lines))

    @api.model
    def _count_sheet_changes(self, assessment):
        """Return what both methods above say of one assessment and of its lines, asked for at once."""
        groups = self._group_changes("assessment_id", assessment, "line_id")
        whole = [(None, action, count) for _line, action, count in groups]
        return self._add_changes(whole).get(None, (0, 0)), self._add_changes(groups)

    @api.model
    def _group_changes(self, name, records, groupby=None):
        # sudo: everybody is told how many changes there are, each of those that they may know of
        groups = self.sudo()._read_group(
            [(name, "in", records.ids), ("action", "not in", list(NO_CHANGES))],
            [groupby or name, "action"],
            ["__count"],
        )
        return [(record.id, action, count) for record, action, count in groups]

    @api.model
    def _add_changes(self, groups):
        counts = defaultdict(lambda: (0, 0))
        for key, action, count in groups:
            all_, units = counts[key]
            is_units = action not in COUNCIL_ACTIONS
            counts[key] = (all_ + count, units + count * is_units)
        return counts

    @api.model
    def _notify_readers(self, entries):
        """Tell those who have a sheet before them which of its rows have changed.

        Of the first in a transaction at once, so that what is counted for it serves the answer too; of all that
        follows together, once this is to be committed: counting for each row would cost more than the rows.
        """
        hooks = self.env.cr.precommit
        if CHANGED not in hooks.data:
            hooks.data[CHANGED] = {}
            self._send_changed(self._sort_changed(entries))
            return
        if not hooks.data[CHANGED]:
            hooks.add(self._send_waiting)
        for key, line_ids in self._sort_changed(entries).items():
            hooks.data[CHANGED].setdefault(key, set()).update(line_ids)

    @api.model
    def _sort_changed(self, entries):
        """Return ``{(assessment id, whether it is the council's): line ids}``."""
        changed = defaultdict(set)
        for entry in entries:
            is_councils = entry["action"] in COUNCIL_ACTIONS
            changed[entry["assessment_id"], is_councils].add(entry.get("line_id"))
        return changed

    @api.model
    def _send_waiting(self):
        self._send_changed(self.env.cr.precommit.data.pop(CHANGED, {}))

    @api.model
    def _send_changed(self, changed):
        assessments = self.env["cchc.assessment"].browse(
            dict.fromkeys(key for key, _side in changed)
        )
        if len(assessments) > 1:
            lines = self.env["cchc.assessment.line"].browse(set().union(*changed.values()) - {None})
            assessments._prefetch_change_counts_of_many(lines)
        for (assessment_id, is_councils), line_ids in changed.items():
            assessments.browse(assessment_id)._notify_readers(
                sorted(filter(None, line_ids)), is_councils, len(assessments) > 1
            )

    @api.model
    def _make_digest(self, values):
        """Return the digest of a row's salt and content, as hexadecimal digits."""
        return make_digest(values["salt"], self._make_content(values)).hex()

    @api.model
    def _make_content(self, values):
        """Return what is hashed of a row, as plain data."""
        content = {name: values.get(name) or None for name in HASHED_FIELDS}
        content["date"] = content["date"].isoformat()
        if values.get("chain"):
            content["chain"] = values["chain"]
        return content

    @api.model
    def _cron_check(self):
        """Check the log of every assessment, and tell the secretaries of those that were tampered with."""
        for assessment, sentence in self._find_breaks(
            self.env["cchc.assessment"]
            .sudo()
            .with_context(active_test=False)
            .search([("company_id", "!=", False)])
        ).items():
            _logger.error("The log of assessment %s is broken: %s", assessment.id, sentence)
            assessment._warn_secretaries(
                self.env._("The log was changed in the database"), sentence
            )

        for register in self.env["cchc.ledger"].sudo().search([("kind", "=", "register")]):
            if sentence := next(iter(register._find_breaks()), None):
                _logger.error("The register %s is broken: %s", register.origin, sentence)
                register._warn_of_register(
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
        stored = self._read_stored(assessment)
        ledgers = self.env["cchc.ledger"].sudo().search([("assessment_id", "=", assessment.id)])
        for sentences in (
            (sentence for ledger in ledgers for sentence in ledger._find_breaks(stored)),
            self._find_unfolded_breaks(stored),
            self._find_seal_contradictions(assessment, stored),
            self._find_carried_breaks(stored),
        ):
            if sentence := next(iter(sentences), None):
                return sentence
        return None

    @api.model
    def _find_unfolded_breaks(self, stored):
        """Yield what is wrong with rows that no ledger has taken in yet."""
        for row in stored:
            if row["sequence_number"] is None and row["digest"] != self._make_digest(row):
                yield self.env._(
                    "A row of the log of %(date)s, not folded yet, was changed.",
                    date=self.env["cchc.assessment"]._format_datetime(row["date"]),
                )

    @api.model
    def _find_seal_contradictions(self, assessment, stored):
        """Yield which seals name another log than there is."""
        roots = {}
        for sealed in assessment._get_seals():
            for kind, size, root in sealed._get_sealed_log_heads():
                if kind not in roots:
                    roots[kind] = self._get_roots(kind, stored)
                if roots[kind].get(size) != root:
                    yield self.env._(
                        "The log contradicts what was sealed with %(submission)s.",
                        submission=sealed._get_sealed_name(),
                    )
                    break

    @api.model
    def _get_roots(self, kind, stored):
        """Return by size what the log was: roots of a ledger, or hashes of the chain that there was before."""
        if kind == "chain":
            return {0: None, **dict(map(self._read_chain, stored))}
        entries = [
            read_digest(row["digest"])
            for row in stored
            if row["sequence_number"] is not None and self._get_kind(row["action"]) == kind
        ]
        return {size: root.hex() for size, root in roots_at(entries, range(len(entries) + 1))}

    @api.model
    def _read_chain(self, row):
        """Return number and hash that a row had in the chain."""
        try:
            chain = json.loads(row["chain"] or "{}")
            number, hashed = chain.get("number"), chain.get("hash")
        except (AttributeError, ValueError, RecursionError):
            return None, None
        return number if is_whole(number) else None, hashed

    @api.model
    def _find_carried_breaks(self, stored):
        """Yield what was found wrong with the chain when the ledgers took its rows over."""
        for row in stored:
            if row["action"] == "carry" and row["reason"]:
                yield self.env._(
                    "When it was carried over on %(date)s, this was found: %(problem)s",
                    date=self.env["cchc.assessment"]._format_datetime(row["date"]),
                    problem=row["reason"],
                )

    @api.model
    def _note_carried(self, carried):
        """Note in each assessment's log what its chain was when the ledgers took it over.

        :param carried: lists of assessment id, number of rows, last hash, and what was wrong: a kind and a number.
        """
        vietnamese = self.with_context(lang="vi_VN").env
        self._append(
            [
                {
                    "assessment_id": assessment_id,
                    "action": "carry",
                    "new_value": f"{count}: {head}",
                    "reason": kind
                    and say_finding(vietnamese, Finding(kind, {"number": number}), "unit"),
                }
                for assessment_id, count, head, kind, number in carried
            ]
        )

    @api.model
    def _get_kind(self, action):
        """Return into which of an assessment's ledgers rows of this action go."""
        return "council" if action in COUNCIL_ACTIONS else "unit"

    @api.model
    def _read_content(self, rows):
        """Return ``{id: what is hashed of the row}`` as it lies in the database."""
        self.env.cr.execute(
            SQL(
                "SELECT id, chain, %s FROM cchc_log WHERE id = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, HASHED_FIELDS)),
                rows.ids,
            )
        )
        return {row["id"]: self._make_content(row) for row in self.env.cr.dictfetchall()}

    @api.model
    def _read_stored(self, assessment):
        """Return the rows of ``assessment`` as they lie in the database, whatever the cache remembers.

        Also those that only its ledgers hold to be of it.
        """
        names = ["id", "ledger_id", "sequence_number", *HASHED_FIELDS, "chain", "salt", "digest"]
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM cchc_log WHERE assessment_id = %s OR ledger_id IN "
                "(SELECT id FROM cchc_ledger WHERE assessment_id = %s) ORDER BY sequence_number, id",
                SQL(", ").join(map(SQL.identifier, names)),
                assessment.id,
                assessment.id,
            )
        )
        return self.env.cr.dictfetchall()
