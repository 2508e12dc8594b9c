"""Sorting: which criteria a document may prove that nobody has said it of, and why."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...compat import read_column
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
        for document in self:
            remarks = document._find_filing_remarks()
            remarks += [say_doubt(self.env, doubt) for doubt in withdrawn.get(document, ())]
            document.filing_remarks = "\n".join(remarks) or False

    def _find_withdrawn(self):
        """Return ``{document: doubts}`` of those that another document of their unit takes out of force.

        Until that is settled: the document is replaced, archived, or proves nothing any more.
        """
        numbered = self.filtered(
            lambda one: (
                one.document_number and one.line_count and one.active and not one.is_superseded
            )
        )
        if not numbered:
            return {}
        words = [case for one in WITHDRAWALS for case in (one, one.upper())]
        later = self.env["cchc.evidence"].search(
            Domain("unit_id", "in", numbered.unit_id.ids)
            & Domain("is_superseded", "=", False)
            & Domain.OR(Domain("name", "ilike", one) for one in words),
            limit=MOST_LOOKED_AT,
            order="id desc",
        )
        taken = defaultdict(list)
        for one in later:
            for withdrawn in find_withdrawn(one.name or ""):
                taken[one.unit_id, withdrawn.number].append((one, withdrawn))
        doubts = {}
        for document in numbered:
            key = document.unit_id, as_number(document.document_number)
            for other, withdrawn in taken.get(key, ()):
                if other != document and document._is_meant_by(other, withdrawn):
                    doubts[document] = [Doubt(withdrawn.kind, {"by": other.display_name})]
                    break
        return doubts

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
        """Return what speaks against this document where it is filed, a sentence each. Addons may know of more."""
        self.ensure_one()
        if self.is_superseded or not self.assessment_id:
            return []
        return [say_doubt(self.env, doubt) for doubt in find_doubts(self._make_claim())]

    def _make_claim(self):
        # sudo: the year, and the names of the unit whose document it is and of those that it came from
        assessment = self.sudo().assessment_id
        # nothing is read that is not compared: the sheet asks of each of its documents
        units = assessment.unit_id | assessment.unit_id.predecessor_ids if self.issuer else ()
        kind = self.document_type_id if self.requirement_ids else self.document_type_id.browse()
        lines = self.line_ids if self.line_count > 1 else ()
        texts = assessment.rubric_id._get_telling_texts() if lines else {}
        return Claim(
            subject=self.name or "",
            year=assessment.year,
            date=self.document_date or None,
            issuer=self.issuer or "",
            units=tuple(unit.name for unit in units),
            kind=(kind.code or "", kind.name or ""),
            required=tuple((one.name, named_type(one.name)) for one in self.requirement_ids),
            proven=tuple(texts[number] for number in read_column(lines, "criterion_id")),
        )

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
