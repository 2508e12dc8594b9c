"""Sorting: which criteria a document may prove that nobody has said it of, and why."""

from collections import defaultdict
from functools import cache

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...compat import browse_beside, fill_cache, read_column
from ...core.documents import criterion_code, folder_codes, named_type
from ...core.sorting import (
    WITHDRAWALS,
    Claim,
    Doubt,
    Paper,
    as_number,
    find_doubts,
    find_withdrawn,
)
from ...messages.sorting import say_doubt
from .cchc_assessment import MOST_LOOKED_AT

# The names of documents that may take others out of force, as the database looks for them.
WITHDRAWING = [f"%{case}%" for words in WITHDRAWALS for case in (words, words.upper())]
# What is compared of each document with what it is filed for.
CLAIM_COLUMNS = (
    "is_superseded",
    "assessment_id",
    "name",
    "document_date",
    "issuer",
    "document_type_id",
    "requirement_ids",
    "line_count",
)


class CchcEvidence(models.Model):
    _name = "cchc.evidence"
    _inherit = ["cchc.evidence"]

    proposed_line_id = fields.Many2one(
        "cchc.assessment.line",
        "Proposed Criterion",
        compute="_compute_proposals",
        help="What the document proves most likely, by its name, its subject and what was filed before.",
    )
    other_line_ids = fields.Many2many(
        "cchc.assessment.line",
        string="Other Criteria That Fit",
        compute="_compute_proposals",
    )
    proposal_reason = fields.Char("Why", compute="_compute_proposals")
    is_proposal_sure = fields.Boolean(
        "Sure",
        compute="_compute_proposals",
        help="The code in the name of the file or its folder, the same file or the same subject as "
        "before says so; likeness of words alone is never sure.",
    )
    filing_remarks = fields.Text(
        "Remarks on the Filing",
        compute="_compute_filing_remarks",
        help="What speaks against the document where it is filed. It stands in nobody's way.",
    )

    @api.depends(
        "name",
        "document_date",
        "issuer",
        "document_type_id",
        "line_ids",
        "requirement_ids",
        "is_superseded",
        "document_number",
        "active",
    )
    @api.depends_context("lang", "uid")
    def _compute_filing_remarks(self):
        withdrawn = self._find_withdrawn()
        remarks = [
            [*said, *(say_doubt(self.env, doubt) for doubt in withdrawn.get(document_id, ()))]
            for document_id, said in zip(self._ids, self._find_filing_remarks(), strict=True)
        ]
        column = ["\n".join(sentences) or None for sentences in remarks]
        fill_cache(self._fields["filing_remarks"], self, column)

    def _find_withdrawn(self):
        """Return ``{id: doubts}`` of those that another document of their unit takes out of force.

        Until that is settled: the document is replaced, archived, or proves nothing any more.
        """
        names = ("document_number", "line_count", "active", "is_superseded")
        columns = zip(self._ids, *(read_column(self, name) for name in names), strict=True)
        numbered = browse_beside(
            self,
            [
                document_id
                for document_id, number, count, active, superseded in columns
                if number and count and active and not superseded
            ],
        )
        taken = defaultdict(list)
        for one in self._find_withdrawing(numbered.unit_id):
            for withdrawn in find_withdrawn(one.name or ""):
                taken[one.unit_id, withdrawn.number].append((one, withdrawn))
        doubts = {}
        for document in numbered if taken else ():
            key = document.unit_id, as_number(document.document_number)
            for other, withdrawn in taken.get(key, ()):
                if other != document and document._is_meant_by(other, withdrawn):
                    doubts[document._ids[0]] = [Doubt(withdrawn.kind, {"by": other.display_name})]
                    break
        return doubts

    @api.model
    def _find_withdrawing(self, units):
        """Return the documents of these units that may take others out of force, the last ones first."""
        self.flush_model(["unit_id", "is_superseded", "name"])
        # most units have none, and then nobody has to be asked what they may read
        found = units and self.env.execute_query(
            SQL(
                """
                SELECT id FROM cchc_evidence
                 WHERE unit_id IN %s AND is_superseded IS NOT TRUE AND name ILIKE ANY(%s)
                """,
                tuple(units.ids),
                WITHDRAWING,
            )
        )
        if not found:
            return self.browse()
        return self.search(
            [("id", "in", [row[0] for row in found])], limit=MOST_LOOKED_AT, order="id desc"
        )

    def _is_meant_by(self, other, withdrawn):
        """Whether it is the document of this number that the later one names: each year has the same numbers.

        Where it names no year, it speaks of its own.
        """
        own, later = self.document_date, other.document_date
        if not own or not later or own >= later:
            return False
        return own.year == (withdrawn.year or later.year)

    @api.depends(
        "line_ids",
        "name",
        "document_type_id",
        "file_name",
        "folder_name",
        "sha256",
        "assessment_id",
    )
    @api.depends_context("lang", "uid")
    def _compute_proposals(self):
        self.proposed_line_id = False
        self.other_line_ids = False
        self.proposal_reason = False
        self.is_proposal_sure = False
        unsorted = self.filtered(
            lambda document: not document.line_ids and not document.is_superseded
        )._filtered_access("write")
        for assessment, documents in unsorted.grouped("assessment_id").items():
            if assessment.is_editable:
                documents._propose(assessment._make_sorter())

    def _propose(self, sorter):
        lines = self.env["cchc.assessment.line"]
        for document, paper in zip(self, self._make_papers(), strict=True):
            proposals = sorter.propose(paper)
            if not proposals:
                continue
            best, *others = proposals
            document.proposed_line_id = lines.browse(best.key)
            document.other_line_ids = lines.browse(other.key for other in others)
            document.proposal_reason = self._say_reason(best)
            document.is_proposal_sure = document._is_sure(best)

    def _is_sure(self, proposal):
        """Tell whether ``proposal``, the best for this document, needs nobody to look: addons may know of doubts."""
        return proposal.is_sure

    def _make_papers(self):
        return [
            Paper(
                subject=document.name or "",
                code=criterion_code(document.file_name or ""),
                type_name=document.document_type_id.name or "",
                sha256=document.sha256 or "",
                folder_codes=folder_codes(document.folder_name or ""),
            )
            for document in self.env["res.lang"]._in_vietnamese(self)
        ]

    @api.model
    def _say_reason(self, proposal):
        """Return in words why a criterion is proposed."""
        of = {"text": proposal.text}
        return {
            "code": lambda: self.env._("Code in the file's name: %(text)s", **of),
            "folder": lambda: self.env._("Code in the folder's name: %(text)s", **of),
            "same_file": lambda: self.env._("The same file was filed for it: %(text)s", **of),
            "same_subject": lambda: self.env._("Same subject as filed for it: %(text)s", **of),
            "required": lambda: self.env._("Like the document asked for: %(text)s", **of),
            "filed": lambda: self.env._("Like what was filed for it: %(text)s", **of),
            "words": lambda: self.env._("Words in common: %(text)s", **of),
        }[proposal.reason]()

    def _find_filing_remarks(self):
        """Return of each of these documents what speaks against it where it is filed, a sentence each.

        Addons may know of more.
        """
        return [
            [say_doubt(self.env, doubt) for doubt in find_doubts(claim)] if claim else []
            for claim in self._make_claims()
        ]

    def _make_claims(self):
        """Return the ``Claim`` of each of these documents; None of one that was replaced, or is filed nowhere."""
        # column by column: the sheet asks of each of its documents
        rows = list(zip(*(read_column(self, name) for name in CLAIM_COLUMNS), strict=True))
        proven = self._find_proven([row[-1] for row in rows])
        required = {one._ids[0]: (one.name, named_type(one.name)) for one in self.requirement_ids}
        # nothing is read that is not compared: neither the type where nothing was asked for
        typed = self.filtered("requirement_ids") if required else self.browse()
        kinds = {one._ids[0]: (one.code or "", one.name or "") for one in typed.document_type_id}
        # sudo: the year, and the names of the unit whose document it is and of those that it came from
        assessments = {one._ids[0]: one for one in self.sudo().assessment_id}

        @cache
        def get_units(assessment):
            unit = assessment.unit_id
            return tuple(one.name for one in unit | unit.predecessor_ids)

        @cache
        def get_texts(assessment):
            return assessment.rubric_id._get_telling_texts()

        def make(assessment, subject, date, issuer, type_id, requirement_ids, criteria):
            texts = get_texts(assessment) if criteria else {}
            return Claim(
                subject=subject or "",
                year=assessment.year,
                date=date or None,
                issuer=issuer or "",
                units=get_units(assessment) if issuer else (),
                kind=kinds.get(type_id, ("", "")) if requirement_ids else ("", ""),
                required=tuple(required[one] for one in requirement_ids),
                proven=tuple(texts[one] for one in criteria),
            )

        return [
            make(assessments[assessment_id], *row, criteria)
            if assessment_id and not superseded
            else None
            for (superseded, assessment_id, *row, _count), criteria in zip(
                rows, proven, strict=True
            )
        ]

    def _find_proven(self, counts):
        """Return for each of these documents the ids of the criteria that it proves, where they are several."""
        several = browse_beside(
            self, [one for one, count in zip(self._ids, counts, strict=True) if count and count > 1]
        )
        lines = several.line_ids
        criteria = dict(zip(lines._ids, read_column(lines, "criterion_id"), strict=True))
        proven = {
            document_id: [criteria[line_id] for line_id in line_ids]
            for document_id, line_ids in zip(
                several._ids, read_column(several, "line_ids"), strict=True
            )
        }
        return [proven.get(document_id, ()) for document_id in self._ids]

    def action_accept_proposals(self):
        """File each of these documents under the criterion that is proposed for it.

        :raises UserError: when none of them has a proposal.
        """
        return self._accept(self.filtered("proposed_line_id"))

    def action_accept_sure_proposals(self):
        """File those of these documents whose proposal is sure under its criterion.

        :raises UserError: when no proposal is sure.
        """
        return self._accept(self.filtered("is_proposal_sure"))

    def _accept(self, accepted):
        self.check_access("write")
        if not accepted:
            raise UserError(
                self.env._(
                    "Nothing can be filed this way. Choose the criterion in the column “Criteria”."
                )
            )
        for line, documents in accepted.grouped("proposed_line_id").items():
            documents.write({"line_ids": [Command.link(line.id)]})
        left = len(self - accepted)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Filed: %(count)s. Left to sort: %(left)s.", count=len(accepted), left=left
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
