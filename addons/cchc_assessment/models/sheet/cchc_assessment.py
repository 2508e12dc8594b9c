"""The score sheet of an assessment: what it shows, and what is typed in it."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tools import SQL

from ...compat import browse_beside, fill_cache, may_access_field, read_column, send_on_bus
from ...core.plain.packing import pack_rows
from ...core.scoring import round_half_up
from ...exceptions import ConflictError
from ..assessment.assessment_workflow import DRAFT
from ..common.groups import APPRAISER_GROUP
from ..odoo.ir_websocket import COUNCIL_CHANNEL

# The models that each side fills in, by the names that the sheet has for the sides.
SIDES = {
    "unit": "cchc.assessment.line",
    "council": "cchc.appraisal",
    "answer": "cchc.appraisal",
}

# The texts that are typed in the sheet, by the names that it has for them, and the fields that they are.
TEXTS = {
    "explanation": ("cchc.assessment.line", "explanation"),
    "question": ("cchc.appraisal", "explanation"),
    "remark": ("cchc.appraisal", "remark"),
    "request": ("cchc.appraisal", "request"),
    "override_reason": ("cchc.appraisal", "override_reason"),
    "note": ("cchc.note", "body"),
}

# The tables of the sheet: there are many rows in each.
PACKED = ("criteria", "lines", "documents")

# What the sums read of each line.
SUMMED_FIELDS = {
    "criterion_id",
    "self_score",
    "not_applicable",
    "is_scored",
    "appraised_score",
    "appraised_not_applicable",
}

# What saving reads of the criterion, of its documents and of the rubric.
CRITERION_FIELDS = (
    "rubric_id",
    "is_leaf",
    "rule_type",
    "scored_by",
    "deadlines",
    "evidence_required",
)
DOCUMENT_FIELDS = ("active", "is_superseded")
RUBRIC_FIELDS = ("company_id", "state", "write_date", "bonus_cap", "penalty_cap")


def stored_names(records):
    """The names of the fields that one query reads together, as the ORM does when one of them is asked for."""
    return [
        name
        for name, field in records._fields.items()
        if field.store
        and field.column_type
        and field.prefetch is True
        and may_access_field(records, field, "read")
    ]


def read_shown(records, names):
    """Yield the values of these fields of each record as its cache holds them, and False for nothing.

    Of fields that are no 0 while they are empty. Asking each record for each takes longer than all the rest.
    """
    columns = (read_column(records, name) for name in names)
    shown = ([False if value is None else value for value in column] for column in columns)
    return zip(*shown, strict=True)


def _fill_counts(assessments, lines, counts, counts_of_lines):
    """Keep how many changes there are of each, all and those that its unit is told of, where that is not known."""
    for records, names, found in (
        (assessments, ("log_count", "unit_log_count"), counts),
        (lines, ("change_count", "unit_change_count"), counts_of_lines),
    ):
        values = zip(*(found[number] for number in records._ids), strict=True)
        for name, column in zip(names, values, strict=False):
            fill_cache(records._fields[name], records, column)


def _fill_links(records, name, readable, links):
    """Keep which of these records each of those leads to, in the order of what it leads to.

    :param readable: all that the user may read of what ``records`` lead to
    :param links: pairs of ids
    """
    places = {record_id: place for place, record_id in enumerate(readable._ids)}
    found = defaultdict(list)
    for record_id, other_id in links:
        if other_id in places:
            found[record_id].append(other_id)
    column = [tuple(sorted(found.get(one, ()), key=places.__getitem__)) for one in records._ids]
    fill_cache(records._fields[name], records, column)


def _describe_refusal(error):
    if isinstance(error, ConflictError):
        context = error.context
        return {
            "message": str(error),
            "revision": context["revision"],
            "theirs": context["theirs"],
        }
    return {"message": str(error)}


class CchcAssessment(models.Model):
    """The score sheet: all of an assessment in one answer, in the order of the rubric.

    Everything is read as the user, so that record rules decide what stands in it; the number of queries does
    not depend on the number of rows.
    """

    _inherit = "cchc.assessment"

    is_returned = fields.Boolean(
        "Returned",
        compute="_compute_is_returned",
        search="_search_is_returned",
        help="It is the unit's again, since somebody has returned it with a reason.",
    )

    @api.depends("state", "log_count")
    @api.depends_context("uid")
    def _compute_is_returned(self):
        returned = self._find_returned([("assessment_id", "in", self.ids)])
        for assessment in self:
            assessment.is_returned = assessment._origin in returned

    def _search_is_returned(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self._find_returned([]).ids)]

    @api.model
    def _find_returned(self, domain):
        """Return the assessments whose last change of state was a return, as far as the user may read the log."""
        return self._find_last_returns(domain).assessment_id

    @api.model
    def _find_last_returns(self, domain):
        """Return the rows of the log by which assessments are their units' again."""
        logs = self.env["cchc.log"]
        if not logs.has_access("read"):
            return logs
        # sudo: who reads the row of a return in the log may know of it
        returned = self.sudo()._search([("state", "=", DRAFT), ("was_returned", "=", True)])
        last_ids = [
            last_id
            for _assessment, last_id in logs._read_group(
                [
                    *domain,
                    ("assessment_id", "in", returned),
                    ("line_id", "=", False),
                    ("action", "=", "state"),
                ],
                ["assessment_id"],
                ["id:max"],
            )
        ]
        return logs.browse(last_ids)

    def get_sheet(self, packed=False):
        """Return the whole sheet.

        :param packed: whether ``criteria``, ``lines`` and ``documents`` are told as ``pack_rows`` packs them.
        :return: a dict with ``state``, ``is_editable`` and ``digits``; ``given_line_ids``, the lines that the user
            fills in, None where that is all or nothing; ``lengths``, how long each text of the
            sheet may be; ``criteria``, a row for each node of the
            rubric's tree with its rule, options and required documents; ``earlier``, what was said of the same
            criterion in the year before, by the id of the line of this year; ``changed_line_ids``, what was
            changed since the assessment was last returned, or None where it never was or the user may not
            know; ``returned``, who returned it last, when and why, while it is the unit's to work on again, or
            False; and what ``get_sheet_rows`` returns of all lines.
        """
        self.ensure_one()
        self.fetch(stored_names(self))
        criteria = self._search_prefetched(
            "cchc.criterion", [("rubric_id", "=", self.rubric_id.id)], CRITERION_FIELDS
        )
        earlier_ids = self._find_earlier_lines()
        # both years at once: what follows from them is then read once
        lines = self._search_prefetched(
            "cchc.assessment.line",
            [
                "|",
                ("assessment_id", "=", self.id),
                ("id", "in", [line_id for ids in earlier_ids.values() for line_id in ids]),
            ],
        )
        places = zip(lines._ids, read_column(lines, "assessment_id"), strict=True)
        own_lines = browse_beside(lines, [one for one, place in places if place == self.id])
        self._prefetch_change_counts(own_lines)
        self._prefetch_documents(lines)
        earlier = self._pick_earlier(own_lines, lines - own_lines, earlier_ids)
        earlier_lines = browse_beside(lines, [line.id for line in earlier.values()])
        earlier_rows = earlier_lines._get_earlier_rows()
        changed_line_ids = self._get_changed_since_return()
        sheet = {
            "state": self.state,
            "is_editable": self.is_editable,
            "given_line_ids": self._get_given_line_ids(own_lines),
            "digits": self.score_digits,
            "lengths": self._get_text_lengths(),
            "criteria": self._make_nodes(criteria),
            "earlier": dict(zip(earlier, earlier_rows, strict=True)),
            "changed_line_ids": changed_line_ids,
            "returned": changed_line_ids is not None and self._get_return(),
            **self._make_rows(own_lines, lines.evidence_ids, own_lines),
        }
        return {**sheet, **{name: pack_rows(sheet[name]) for name in PACKED}} if packed else sheet

    def _get_given_line_ids(self, lines):
        """Return the ids of those of ``lines`` that were given to the user, a contributor; None for anybody else."""
        if self.is_editable or self.state != DRAFT:
            return None
        if self.unit_id.id not in self.env["cchc.unit"]._get_contributor_places(self.env.uid):
            return None
        return lines.filtered("is_editable").ids

    def _get_text_lengths(self):
        """How long each text may be that is typed in the sheet, by its name there."""
        fields = {key: self.env[model]._fields[name] for key, (model, name) in TEXTS.items()}
        return {
            key: {"max_length": field.max_length, "max_breaks": field.max_breaks}
            for key, field in fields.items()
        }

    def get_sheet_rows(self, line_ids):
        """Return some rows of the sheet, and all sums.

        :param line_ids: ids of criteria of this assessment; others are passed over.
        :return: a dict with ``revision``; ``lines``; ``documents``, those that the lines name; ``subtotals``,
            score and maximum of each node of the tree, by its id; ``totals``; and ``council``, the same two of
            what the council decided, or False where the user may not see it.
        """
        self.ensure_one()
        self.check_access("read")
        if not isinstance(line_ids, (list, tuple)) or not all(
            isinstance(line_id, int) for line_id in line_ids
        ):
            raise UserError(self.env._("“line_ids” has to be a list of numbers."))
        wanted = set(line_ids)
        lines = self.line_ids.filtered(lambda line: line.id in wanted)
        return self._get_rows(lines, lines.evidence_ids)

    def get_standing(self):
        """Return where the unit's own score stands among the classes of the period, as far as it goes now.

        :return: a dict with ``classes``, of each its ``name``, ``minimum_percent`` and ``condition_text``, the highest
            first; ``now``, the name of the class that the score has with its conditions, or False; and ``holds``,
            why it is none that the percentage reaches, or an empty text.
        """
        self.ensure_one()
        self.check_access("read")
        scale = self.period_id.rating_scale_id
        rating, holds = self._classify(self._get_totals().percent)
        return {
            "classes": [
                {name: one[name] for name in ("name", "minimum_percent", "condition_text")}
                for one in scale.class_ids.sorted("minimum_percent", reverse=True)
            ],
            "now": rating.name,
            "holds": scale._say_holds(holds, rating.name, self.score_digits),
        }

    def save_rows(self, side, rows):
        """Write what was typed in several rows of the sheet: each that can be, as ``save_row`` writes one.

        :param side: whose columns they are: ``unit``, ``council``, or ``answer``, the unit's to the council.
        :param rows: ``[id, values, seen revision]`` of each row.
        :return: what ``get_sheet_rows`` returns of the rows that were written, and ``refused``: of each other one
            its ``id`` and why, as ``message``, and ``revision`` and ``theirs`` where somebody else has changed the
            same fields since.
        """
        self.ensure_one()
        self.check_access("read")
        typed = self._browse_typed(side, rows)
        self._prefetch_for_saving(self.env[SIDES[side]].union(*typed))
        refused = self.env[SIDES[side]]._save_each(typed)
        written = self.env[SIDES[side]].union(
            *(record for record in typed if record not in refused)
        )
        lines = written if side == "unit" else written.line_id
        has_documents = any("evidence_ids" in typed[record][0] for record in written)
        documents = lines.evidence_ids if has_documents else lines.evidence_ids.browse()
        return {
            **self._get_rows(lines, documents),
            "refused": [
                {"id": record.id, **_describe_refusal(error)} for record, error in refused.items()
            ],
        }

    def _browse_typed(self, side, rows):
        """Return ``{record: (values, seen revision)}`` of rows as the sheet sends them.

        :raises UserError: when they are not in that form, or a record is not of this assessment.
        """
        is_well_formed = (
            isinstance(side, str)
            and side in SIDES
            and isinstance(rows, (list, tuple))
            and all(
                isinstance(row, (list, tuple)) and list(map(type, row)) == [int, dict, int]
                for row in rows
            )
        )
        if not is_well_formed:
            raise UserError(self.env._("“rows” has to be a list of rows: id, values, revision."))
        typed = {
            # what the row says of when it was read is all that counts of it
            row_id: ({k: v for k, v in values.items() if k != "seen_revision"}, seen_revision)
            for row_id, values, seen_revision in rows
        }
        records = self.env[SIDES[side]].search(
            [("assessment_id", "=", self.id), ("id", "in", list(typed))]
        )
        if len(records) < len(rows):
            raise UserError(
                self.env._("“rows” may name each criterion of this assessment once, and no other.")
            )
        return {record: typed[record.id] for record in records}

    def _get_rows(self, lines, documents):
        return self._make_rows(lines, documents, self.line_ids)

    def _prefetch_for_saving(self, records):
        """Read what saving these rows and the sums need, in one query each instead of two or three."""
        # a line that is saved has been read, that of a decision not yet
        is_of_unit = records._name == SIDES["unit"]
        # those columns alone: all of them would take as long as the rest
        self.rubric_id.fetch(RUBRIC_FIELDS)
        if is_of_unit:
            # a decision needs nearly all of them. sudo: as the field of the assessment reads it that shows them
            self.sudo().period_id.fetch(["score_digits"])
            # which documents stand in the row, and not what is said of each
            self._prefetch_links(records, "evidence_ids", DOCUMENT_FIELDS)
        if len(records) == 1:
            if is_of_unit:
                records.criterion_id.fetch(CRITERION_FIELDS)
            self._prefetch_children(self, "line_ids", SUMMED_FIELDS if is_of_unit else None)
            self._prefetch_children(records.criterion_id, "option_ids")
        else:
            self._prefetch_children(self.rubric_id, "criterion_ids", CRITERION_FIELDS)
            self._prefetch_children(self, "line_ids")

    def _prefetch_children(self, record, name, wanted=None):
        field = record._fields[name]
        children = self._search_prefetched(
            field.comodel_name, [(field.inverse_name, "=", record.id)], wanted
        )
        fill_cache(field, record, [children._ids])

    def _search_prefetched(self, model, domain, wanted=None):
        """Search as the user, and read in the same query all that is read of such a record at once.

        :param wanted: the names of the fields, where it is few of many records
        """
        records = self.env[model]
        names = stored_names(records)
        return records.search_fetch(
            domain, [name for name in names if name in wanted] if wanted else names
        )

    def _prefetch_documents(self, lines):
        """Read the documents of these lines with what each is filed for.

        :param lines: as the user has found them, all of this assessment that are theirs to read among them.
        """
        filed, documents = self._prefetch_links(lines, "evidence_ids")
        self._prefetch_links(documents, "requirement_ids")
        # of those of an earlier year some lines alone were asked for
        places = zip(documents._ids, read_column(documents, "assessment_id"), strict=True)
        own = browse_beside(documents, [one for one, place in places if place == self.id])
        _fill_links(own, "line_ids", lines, [(document, line) for line, document in filed])

    def _prefetch_links(self, records, name, wanted=None):
        """Read what a many2many of these records leads to, and what the user may read of that.

        Odoo does so in two queries, each with the rules of the other side, and asks those of this side once more.

        :param records: as the user has found them
        :param wanted: as ``_search_prefetched`` has it
        :return: pairs of ids, whoever may read what they lead to; and the records that they lead to, as the user.
        """
        field = records._fields[name]
        links = records and self.env.execute_query(
            SQL(
                "SELECT %s, %s FROM %s WHERE %s IN %s",
                *map(SQL.identifier, (field.column1, field.column2, field.relation, field.column1)),
                records._ids,
            )
        )
        found = self.env[field.comodel_name]
        if links:
            ids = list({linked_id for _record_id, linked_id in links})
            archived_too = self.with_context(active_test=False)
            found = archived_too._search_prefetched(found._name, [("id", "in", ids)], wanted)
        _fill_links(records, name, found, links)
        return links, found

    def _prefetch_change_counts(self, lines):
        """Count the changes of this assessment and of these lines of it in one query."""
        # sudo: each reader is told their own
        assessment, lines = self.sudo(), lines.sudo()
        whole, by_line = self.env["cchc.log"]._count_sheet_changes(assessment)
        _fill_counts(assessment, lines, {assessment.id: whole}, by_line)

    def _prefetch_change_counts_of_many(self, lines):
        """Count the changes of these assessments, and of these lines of theirs, in a query each."""
        log = self.env["cchc.log"]
        # sudo: as above
        _fill_counts(
            self.sudo(),
            lines.sudo(),
            log._count_changes(self),
            log._count_line_changes(lines) if lines else {},
        )

    def _make_nodes(self, criteria):
        """What the sheet shows of those nodes of the rubric's tree that the user reads."""
        return self.rubric_id._get_sheet_nodes(criteria)

    def _make_rows(self, lines, documents, all_lines):
        """What ``get_sheet_rows`` returns.

        :param all_lines: all that stand in the tree: the sums are theirs.
        """
        council = lines._get_council_rows()
        return {
            "revision": self.revision,
            "lines": [
                {**row, "council": council.get(row["id"], False)} for row in lines._get_sheet_rows()
            ],
            "documents": documents._get_sheet_chips(),
            **self._make_sums(self._add_up(all_lines)),
            "council": self._make_council_sums(all_lines),
        }

    def _make_council_sums(self, lines):
        """Sums of what the council decided, as far as the user may see it, or False."""
        if not self._is_council_visible():
            return False
        # sudo: what the council decided is the council's field by field, and shown to a unit once it may see it
        return self.sudo()._make_sums(self.sudo()._add_up(lines.sudo(), "appraised"))

    def _is_council_visible(self):
        """Whether the user may see what the council decided here: its members once a round has begun, a unit later."""
        return bool(self.round) and (
            self.is_result_visible or self.env.user.has_group(APPRAISER_GROUP)
        )

    def _make_sums(self, totals):
        digits = self.score_digits
        return {
            "subtotals": {
                key: [float(round_half_up(subtotal.score, digits)), float(subtotal.maximum)]
                for key, subtotal in totals.by_key.items()
            },
            "totals": {
                "score": float(self._round_score(totals.score)),
                "maximum": float(totals.maximum),
                "percent": totals.percent and float(self._round_score(totals.percent)),
                "scored": totals.scored,
                "leaves": totals.leaves,
            },
        }

    def _find_earlier_lines(self):
        """Return ``{criterion id: line ids}``: the same criteria in earlier years, the latest first.

        A criterion is the same as the one that it was copied from, through versions in between, whatever became
        of its code. The ids are not yet what the user may read.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH RECURSIVE lineage (criterion_id, ancestor_id) AS (
                    SELECT id, origin_id FROM cchc_criterion
                     WHERE rubric_id = %(rubric)s AND origin_id IS NOT NULL
                     UNION
                    SELECT lineage.criterion_id, origin.origin_id
                      FROM lineage
                      JOIN cchc_criterion origin ON origin.id = lineage.ancestor_id
                     WHERE origin.origin_id IS NOT NULL
                )
                SELECT lineage.criterion_id,
                       array_agg(line.id ORDER BY earlier.year DESC, earlier.unit_id = %(unit)s DESC, line.id)
                  FROM lineage
                  JOIN cchc_assessment_line line ON line.criterion_id = lineage.ancestor_id
                  JOIN cchc_assessment earlier ON earlier.id = line.assessment_id
                 WHERE earlier.year < %(year)s
                   AND (earlier.unit_id = %(unit)s OR earlier.unit_id IN (
                           SELECT predecessor_id FROM cchc_unit_predecessor_rel WHERE unit_id = %(unit)s))
                 GROUP BY lineage.criterion_id
                """,
                rubric=self.rubric_id.id,
                unit=self.unit_id.id,
                year=self.year,
            )
        )
        return dict(self.env.cr.fetchall())

    def _pick_earlier(self, own_lines, readable, earlier_ids):
        """Return ``{line id: earlier line}``: for each line the latest one that the user may read."""
        allowed = set(readable.ids)
        picked = {}
        if not allowed:
            return picked
        for line in own_lines:
            for line_id in earlier_ids.get(line.criterion_id.id, ()):
                if line_id in allowed:
                    picked[line.id] = browse_beside(readable, line_id)
                    break
        return picked

    def _get_changed_since_return(self):
        """Return the ids of the lines changed since the last return or recall, None if there was none."""
        logs = self.env["cchc.log"]
        if not logs.has_access("read") or not self._has_been_returned():
            return None
        last = {
            (line, action): number
            for line, action, number in logs._read_group(
                [
                    ("assessment_id", "=", self.id),
                    "|",
                    ("line_id", "!=", False),
                    "&",
                    ("action", "=", "state"),
                    ("reason", "!=", False),
                ],
                ["line_id", "action"],
                ["id:max"],
            )
        }
        returned = last.pop((self.env["cchc.assessment.line"], "state"), None)
        if returned is None:
            return None
        return sorted({line.id for (line, _action), number in last.items() if number > returned})

    def _has_been_returned(self):
        """Whether there has been a return or recall at all, whoever may know of it: of most there has been none."""
        self.env["cchc.log"].flush_model(["assessment_id", "line_id", "action", "reason"])
        return self.env.execute_query(
            SQL(
                """
                SELECT 1 FROM cchc_log
                 WHERE assessment_id = %s AND line_id IS NULL AND action = 'state' AND reason > ''
                 LIMIT 1
                """,
                self.id,
            )
        )

    def _get_return(self):
        """Return who last returned the assessment, when and why; False where that is not what its state comes from."""
        return self._get_returns().get(self, False)

    def _get_returns(self):
        """Return ``{assessment: who last returned it, when and why}`` of those that are their units' again by that."""
        returned = {}
        for last in self._find_last_returns([("assessment_id", "in", self.ids)]):
            returned[last.assessment_id] = {
                # sudo: who returned it is told by name, whichever company they work in
                "user": last.sudo().user_id.name,
                "date": Datetime.to_string(last.date),
                "reason": last.reason,
            }
        return returned

    def _notify_readers(self, line_ids, is_councils=False, are_counted=False):
        """Let those who have the sheet before them know what was changed; they read it with their own rights.

        :param is_councils: what the council is working on, of which its members alone are told.
        :param are_counted: whether the changes were counted already, of many assessments at once.
        """
        self.ensure_one()
        # sudo: each side is told its own counts of changes
        assessment = self.sudo()
        lines = self.env["cchc.assessment.line"].sudo().browse(line_ids)
        if not are_counted:
            self._prefetch_change_counts(lines)
        channels = [((self, COUNCIL_CHANNEL), "log_count", "change_count")]
        if not is_councils:
            channels.append((self, "unit_log_count", "unit_change_count"))
        for channel, count, line_count in channels:
            send_on_bus(
                self.env,
                channel,
                "cchc_assessment_changed",
                {
                    "id": self.id,
                    "revision": assessment[count],
                    "line_ids": line_ids,
                    "line_revisions": {line.id: line[line_count] for line in lines},
                },
            )
