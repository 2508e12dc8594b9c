from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .cchc_scored_mixin import INPUT_FIELDS
from .ir_websocket import COUNCIL_CHANNEL

# What a row of the sheet shows of its line besides the inputs.
STORED_FIELDS = (
    "self_score",
    "is_scored",
    "explanation",
    "evidence_status",
    "needs_explanation",
)
CRITERION_FIELDS = (
    "parent_id",
    "code",
    "name",
    "level",
    "max_score",
    "section",
    "scored_by",
    "rule_type",
    "band_basis",
    "guidance",
    "evidence_required",
)


def stored_names(records):
    """The names of the fields that one query reads together, as the ORM does when one of them is asked for."""
    return [
        name
        for name, field in records._fields.items()
        if field.store
        and field.column_type
        and field.prefetch is True
        and records._has_field_access(field, "read")
    ]


class CchcAssessment(models.Model):
    """The score sheet: all of an assessment in one answer, in the order of the rubric.

    Everything is read as the user, so that record rules decide what stands in it; the number of queries does
    not depend on the number of rows.
    """

    _inherit = "cchc.assessment"

    def get_sheet(self):
        """Return the whole sheet.

        :return: a dict with ``state``, ``is_editable`` and ``digits``; ``criteria``, a row for each node of the
            rubric's tree with its rule, options and required documents; ``earlier``, what was said of the same
            criterion in the year before, by the id of the line of this year; ``changed_line_ids``, what was
            changed since the assessment was last returned, or None where it never was or the user may not
            know; and what ``get_sheet_rows`` returns of all lines.
        """
        self.ensure_one()
        self.fetch(stored_names(self))
        criteria = self._search_prefetched(
            "cchc.criterion", [("rubric_id", "=", self.rubric_id.id)]
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
        own_lines = lines.filtered(lambda line: line.assessment_id == self)
        earlier = self._pick_earlier(own_lines, lines - own_lines, earlier_ids)
        return {
            "state": self.state,
            "is_editable": self.is_editable,
            "digits": self.score_digits,
            "criteria": self._make_nodes(criteria),
            "earlier": {line_id: line._get_earlier_row() for line_id, line in earlier.items()},
            "changed_line_ids": self._get_changed_since_return(),
            **self._make_rows(own_lines, lines.evidence_ids, self._add_up(criteria, own_lines)),
        }

    def get_sheet_rows(self, line_ids):
        """Return some rows of the sheet, and all sums.

        :param line_ids: ids of criteria of this assessment; others are passed over.
        :return: a dict with ``revision``; ``lines``; ``documents``, those that the lines name; ``subtotals``,
            score and maximum of each node of the tree, by its id; and ``totals``.
        """
        self.ensure_one()
        self.check_access("read")
        if not isinstance(line_ids, (list, tuple)):
            raise UserError(self.env._("“line_ids” has to be a list of numbers."))
        lines = self.line_ids.filtered(lambda line: line.id in line_ids)
        return self._make_rows(lines, lines.evidence_ids, self._get_totals())

    def _search_prefetched(self, model, domain):
        """Search as the user, and read in the same query all that is read of such a record at once."""
        records = self.env[model]
        return records.search_fetch(domain, stored_names(records))

    def _make_nodes(self, criteria):
        """What the sheet shows of the rubric's tree."""
        of_rubric = [("rubric_id", "=", self.rubric_id.id)]
        for name in ("option_ids", "requirement_ids"):
            parts = self._search_prefetched(criteria._fields[name].comodel_name, of_rubric).grouped(
                "criterion_id"
            )
            # one query for both the links and what they lead to
            criteria._fields[name]._insert_cache(
                criteria, [parts[c]._ids if c in parts else () for c in criteria]
            )
        return [criterion._get_sheet_node() for criterion in criteria]

    def _make_rows(self, lines, documents, totals):
        return {
            "revision": self.log_count,
            "lines": [line._get_sheet_row() for line in lines],
            "documents": [document._get_sheet_chip() for document in documents],
            "subtotals": {
                key: [float(self._round_score(subtotal.score)), float(subtotal.maximum)]
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
        for line in own_lines:
            for line_id in earlier_ids.get(line.criterion_id.id, ()):
                if line_id in allowed:
                    picked[line.id] = readable.browse(line_id).with_prefetch(readable._prefetch_ids)
                    break
        return picked

    def _get_changed_since_return(self):
        """Return the ids of the lines changed since the last return or recall, None if there was none."""
        logs = self.env["cchc.log"]
        if not logs.has_access("read"):
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
                ["sequence_number:max"],
            )
        }
        returned = last.pop((self.env["cchc.assessment.line"], "state"), None)
        if returned is None:
            return None
        return sorted({line.id for (line, _action), number in last.items() if number > returned})

    def _notify_readers(self, line_ids, is_councils=False):
        """Let those who have the sheet before them know what was changed; they read it with their own rights.

        :param is_councils: what the council is working on, of which its members alone are told.
        """
        self.ensure_one()
        self.env["bus.bus"]._sendone(
            (self, COUNCIL_CHANNEL) if is_councils else self,
            "cchc_assessment_changed",
            {"id": self.id, "revision": self.log_count, "line_ids": line_ids},
        )


class CchcAssessmentLine(models.Model):
    _inherit = "cchc.assessment.line"

    def save_row(self, values, seen_revision):
        """Write what was typed in one row of the sheet.

        :param values: as ``write`` takes them.
        :param seen_revision: the ``revision`` of the row when the user read it.
        :return: the row and the sums as they are now, as ``get_sheet_rows`` returns them.
        :raises ConflictError: when somebody else has changed the same fields since.
        """
        self.ensure_one()
        if not isinstance(values, dict):
            raise UserError(self.env._("“values” has to name fields with their values."))
        # all of them at once, before the one that is chosen would be read alone
        self.criterion_id.option_ids.mapped("name")
        self.write({**values, "seen_revision": seen_revision})
        return self.assessment_id._make_rows(
            self, self.evidence_ids, self.assessment_id._get_totals()
        )

    def _get_sheet_row(self):
        """What the sheet shows of this line; another module may add to it."""
        return {
            "id": self.id,
            "criterion_id": self.criterion_id.id,
            "option_id": self.option_id.id,
            **{name: self[name] for name in INPUT_FIELDS[1:]},
            **{name: self[name] for name in STORED_FIELDS},
            "score_note": self.score_note,
            "evidence_ids": self.evidence_ids.ids,
            "council": self._get_council_row(),
        }

    def _get_council_row(self):
        """What the council has decided, as far as the user may see it: ``score`` and ``remark``; or False."""
        return False

    def _get_earlier_row(self):
        """What was said of the criterion in an earlier year."""
        return {
            "year": self.assessment_id.year,
            "score": self.self_score,
            "explanation": self.explanation,
            "evidence_ids": self.evidence_ids.ids,
        }


class CchcCriterion(models.Model):
    _inherit = "cchc.criterion"

    def _get_sheet_node(self):
        """What the sheet shows of this node of the tree."""
        return {
            "id": self.id,
            **{name: self[name] for name in CRITERION_FIELDS if name != "parent_id"},
            "parent_id": self.parent_id.id,
            "options": [
                {"id": option.id, "name": option.name, "score": option.score}
                for option in self.option_ids
            ],
            "requirements": [
                {"id": requirement.id, "name": requirement.name}
                for requirement in self.requirement_ids
            ],
        }


class CchcEvidence(models.Model):
    _inherit = "cchc.evidence"

    def _get_sheet_chip(self):
        """What the sheet shows of this document."""
        return {
            "id": self.id,
            "label": self.document_number or self.name,
            "title": self.display_name,
            "date": self.document_date and self.document_date.isoformat(),
            "signature": self.signature_status,
            "requirement_ids": self.requirement_ids.ids,
        }
