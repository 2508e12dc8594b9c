import gc
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ..compat import read_column, send_on_bus
from ..core import scoring
from ..core.plain.dates import long_date, place_and_date, short_date
from ..core.scoring import to_decimal
from ..core.word.signature import signature_titles
from ..core.workbook.appendix.writer import (
    DEFAULT_COLUMNS,
    Appendix,
    AppendixWriter,
    Column,
    Document,
    Row,
    Signer,
    TotalLine,
    Totals,
    Wording,
)
from ..core.workbook.book import MAX_SHEET_ROWS, WORKBOOK_OPTIONS, SheetTooLongError
from ..messages.appendix import say_problem
from .standing_note import describe_holds

# Of the workbooks of a ZIP, so many may be in memory at a time: looking for them takes a while.
_COLLECTED_EVERY = 10
# More problems of one appendix would fill the screen.
_MOST_TOLD = 5


@dataclass(frozen=True)
class Appraisal:
    """What the council decided, by the ids of the criteria.

    :param totals: what the council's scores add up to; None where there is nothing to be seen
    :param scores: of the leaves that are decided
    :param words: what was chosen of those that carry no points
    """

    totals: scoring.Totals | None = None
    scores: Mapping[int, Decimal] = field(default_factory=dict)
    remarks: Mapping[int, str] = field(default_factory=dict)
    words: Mapping[int, str] = field(default_factory=dict)

    def get_score(self, node):
        """Return the score of a leaf, or the sub-total of a branch; None where there is none."""
        if node.is_leaf or not self.totals:
            return self.scores.get(node.id)
        return self.totals.by_key[node.id].score


class AppendixReport(models.AbstractModel):
    """The official form: assessments as the workbook writer takes them, one sheet each.

    The form is a Vietnamese administrative document whatever the user's language is.
    """

    _name = "report.cchc_assessment.appendix"
    _inherit = "report.report_xlsx.abstract"
    _description = "Appendix of an Assessment"

    def get_workbook_options(self):
        return {**super().get_workbook_options(), **WORKBOOK_OPTIONS}

    def generate_xlsx_report(self, workbook, data, objs):
        # what to print comes from the caller's context and ids: neither is to be trusted
        if objs._name != "cchc.assessment" or not objs:
            raise UserError(self.env._("Choose the assessments whose appendix is to be made."))
        self.env["cchc.work"]._check_is_short(len(objs))
        objs.check_access("read")
        writer = AppendixWriter(workbook)
        for assessment in objs:
            try:
                written = writer.add_sheet(self._make_appendix(assessment))
            except SheetTooLongError as error:
                raise UserError(
                    self.env._(
                        "The appendix of “%(assessment)s” has more rows than a worksheet holds "
                        "(%(limit)s). Shorten its explanations or link fewer documents.",
                        assessment=assessment.display_name,
                        limit=MAX_SHEET_ROWS,
                    )
                ) from error
            if written.problems:
                self._notify_problems(assessment, written.problems)

    def _notify_problems(self, assessment, problems):
        """Show whoever makes the appendix of ``assessment`` what does not stand in it as it was given.

        A download shows nothing but its file: so this comes as a notification that stays until it is closed.

        :param problems: of ``WriteReport``.
        """
        sentences = [say_problem(self.env, problem) for problem in problems[:_MOST_TOLD]]
        if more := len(problems) - len(sentences):
            sentences.append(self.env._("%(count)s more are like these.", count=more))
        send_on_bus(
            self.env,
            self.env.user.partner_id,
            "simple_notification",
            {
                "type": "warning",
                "sticky": True,
                "title": self.env._(
                    "The appendix of %(assessment)s", assessment=assessment.display_name
                ),
                "message": "\n".join(sentences),
            },
        )

    def _write_archive(self, assessments, stream):
        """Write a ZIP of the appendices of ``assessments``, a workbook each, to a file.

        Each is made when its turn comes, so that sixty take no more memory than one.
        """
        report = self.env["ir.actions.report"]
        names = {}
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for place, assessment in enumerate(assessments):
                if place % _COLLECTED_EVERY == 0:
                    # workbooks of xlsxwriter refer to themselves, and wait for this
                    gc.collect()
                name = assessment._get_appendix_file_name()
                count = names[name] = names.get(name, 0) + 1
                if count > 1:
                    name = f"{name} ({count})"
                content, _type = report._render("cchc_assessment.appendix_report", assessment.ids)
                archive.writestr(f"{name}.xlsx", content)
                self.env.invalidate_all(flush=False)

    def _make_appendix(self, assessment):
        """Return the ``Appendix`` of ``assessment`` as the current user sees it."""
        period, unit, rubric = assessment.period_id, assessment.unit_id, assessment.rubric_id
        submission = assessment._get_submission()
        totals, appraisal = assessment._get_totals(), self._get_appraisal(assessment)
        return Appendix(
            organisation=unit.name.upper(),
            parent_organisation=(unit.company_id.name or "").upper(),
            appendix_label=(rubric.appendix_label or "PHỤ LỤC").upper(),
            subtitle=self._make_subtitle(rubric, submission),
            year=period.year,
            unit_name=unit.name,
            place_and_date=self._make_place_and_date(unit, submission),
            status_note="" if submission else "BẢN NHÁP - CHƯA ĐƯỢC PHÊ DUYỆT",
            signer=Signer(
                titles=tuple(
                    signature_titles("Thủ trưởng đơn vị", is_deputy=submission.signed_by_deputy)
                ),
                name=submission.approved_by_id.name if submission else "",
            ),
            preparer=Signer(titles=("NGƯỜI LẬP BIỂU",), note="(Ký, ghi rõ họ tên)"),
            digits=period.score_digits,
            wording=self._make_wording(period),
            columns=self._make_columns(rubric),
            rows=self._make_rows(assessment, totals.by_key, appraisal),
            totals=self._make_totals(assessment, totals, appraisal.totals),
            mark=submission._make_mark(),
        )

    def _make_wording(self, period):
        """Return the form's own words: what is assessed is what the period says."""
        return Wording(subject=period.subject.upper()) if period.subject else Wording()

    def _make_columns(self, rubric):
        """Return the columns that the secretary chose for ``rubric``, or the standard ones."""
        # columns can be deleted one by one, past the check of the whole
        rubric._check_appendix_columns()
        return (
            tuple(
                Column(column.kind, column.heading, column.width)
                for column in rubric.appendix_column_ids
            )
            or DEFAULT_COLUMNS
        )

    def _make_rows(self, assessment, totals, appraisal):
        documents = {
            evidence.id: Document(text=self._describe(evidence), url=url)
            for evidence, url in self._get_evidence_urls(assessment).items()
        }
        lines = assessment.line_ids
        # column by column, as the tree is kept: asking each row for each of them takes as long as writing it
        columns = (
            read_column(lines, name)
            for name in ("criterion_id", "self_score", "not_applicable", "evidence_ids")
        )
        said = {
            criterion_id: (line, *values)
            for line, criterion_id, *values in zip(lines, *columns, strict=True)
        }
        nobody = (assessment.line_ids.browse(), None, False, ())
        nodes = assessment.rubric_id._get_printed_nodes()
        rows = []
        # those that the user reads
        for node in map(nodes.__getitem__, assessment.rubric_id.criterion_ids._ids):
            line, self_score, not_applicable, proof = said.get(node.id, nobody)
            is_counted = node.max_score is not None
            rows.append(
                Row(
                    code=node.code,
                    name=node.name,
                    level=node.level,
                    is_leaf=node.is_leaf,
                    max_score=node.max_score,
                    self_score=self._get_self_score(node, self_score, totals)
                    if is_counted
                    else None,
                    # those that count
                    evidence=[documents[each] for each in proof if each in documents],
                    explanation=line._get_printed_explanation() if line else "",
                    appraised_score=appraisal.get_score(node) if is_counted else None,
                    words=self._get_words(line, appraisal, node.id) if node.is_told else {},
                    remark=appraisal.remarks.get(node.id, ""),
                    not_applicable=bool(not_applicable),
                    council_only=node.council_only,
                )
            )
        return rows

    def _describe(self, evidence):
        """Return number and date on one line, the subject on the next; the subject alone without them."""
        # no line ends within the date
        date = (
            evidence.document_date and f"ngày\N{NO-BREAK SPACE}{short_date(evidence.document_date)}"
        )
        first_line = " ".join(filter(None, (evidence.document_number, date)))
        return "\n".join(filter(None, (first_line, evidence.name)))

    def _get_self_score(self, node, self_score, totals):
        """Return the score that the unit has at a node of the tree, as ``Decimal``; None where there is none."""
        if not node.is_leaf:
            return totals[node.id].score
        return None if self_score is None or self_score is False else to_decimal(self_score)

    def _get_words(self, line, appraisal, criterion_id):
        """Return what was chosen of a criterion that carries no points, in the place of its scores."""
        words = {"appraised_score": appraisal.words.get(criterion_id)}
        if line and not line.not_applicable:
            words["self_score"] = line._describe_declared()
        return {kind: word for kind, word in words.items() if word}

    def _get_appraisal(self, assessment):
        """Return the ``Appraisal`` of ``assessment``, as far as the current user may see it.

        Whoever appraises overrides this.
        """
        return Appraisal()

    def _make_totals(self, assessment, totals, appraised):
        rating, holds = (
            # sudo: whoever sees the council's totals was asked by _get_appraisal
            assessment.sudo()._get_final_standing(appraised.percent)
            if appraised
            else assessment._classify(totals.percent)
        )
        reason = describe_holds(holds, rating.name, assessment.period_id.score_digits)
        return Totals(
            max_score=to_decimal(assessment.rubric_id.max_score),
            self_score=totals.score,
            appraised_score=appraised and appraised.score,
            self_percent=totals.percent,
            appraised_percent=appraised and appraised.percent,
            rating=" ".join(filter(None, (rating.name, f"({reason})" if reason else ""))),
            parts=self._make_parts(totals, appraised),
        )

    def _make_parts(self, totals, appraised):
        """Return what of the totals stands on lines of its own: bonus and penalty, where there are any."""
        parts = []
        given = [each for each in (totals, appraised) if each]
        if any(each.bonus_earned for each in given):
            parts.append(
                TotalLine(
                    "Điểm thưởng được tính",
                    self_score=totals.bonus,
                    appraised_score=appraised and appraised.bonus,
                )
            )
        if any(each.penalty_earned for each in given):
            parts.append(
                TotalLine(
                    "Điểm trừ",
                    self_score=-totals.penalty,
                    appraised_score=appraised and -appraised.penalty,
                )
            )
        return parts

    def _get_evidence_urls(self, assessment):
        return {evidence: evidence.url for evidence in assessment._get_proof()}

    def _make_subtitle(self, rubric, submission):
        if submission:
            return (
                f"(Kèm theo Văn bản số {submission.dispatch_number} "
                f"ngày {long_date(submission.dispatch_date)})"
            )
        return f"({rubric.legal_basis})" if rubric.legal_basis else ""

    def _make_place_and_date(self, unit, submission):
        place = unit.partner_id.city or unit.company_id.city
        return place_and_date(place, submission.dispatch_date)
