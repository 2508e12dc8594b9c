from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...compat import fill_cache, judge_companies, read_column
from ...core.scoring import DIRECT
from ...core.workbook.appendix.answers import text_digest
from ...fields import SCORE_DIGITS, LimitedText, OptionalFloat
from ..common.opening import open_fields
from ..common.screens import open_dialog
from ..common.together import ask_together
from ..log.cchc_log import SEES_EVERY_ROW
from .assessment_workflow import ACTOR_GROUPS, APPRAISER
from .cchc_scored_mixin import INPUT_FIELDS

# What two people can overwrite of each other's; documents they add and take away one by one.
SINGLE_FIELDS = {*INPUT_FIELDS, "explanation"}


class CchcAssessmentLine(models.Model):
    """One leaf criterion of one unit's assessment."""

    _name = "cchc.assessment.line"
    _description = "Assessment Line"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.scored.mixin",
        "cchc.revised.mixin",
        "cchc.owned.mixin",
        "cchc.lock.mixin",
    ]
    _order = "assessment_id, sequence, id"
    _rec_names_search = ["criterion_id"]
    _single_fields = SINGLE_FIELDS

    assessment_id = fields.Many2one(
        "cchc.assessment",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    criterion_id = fields.Many2one(readonly=True)
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="assessment_id.unit_id", store=True, index=True)
    period_id = fields.Many2one(related="assessment_id.period_id", store=True, index=True)
    state = fields.Selection(related="assessment_id.state", string="Assessment State")
    is_editable = fields.Boolean(related="assessment_id.is_editable")
    sequence = fields.Integer(related="criterion_id.sequence", store=True)
    code = fields.Char(related="criterion_id.code")
    name = fields.Text(related="criterion_id.name")
    guidance = fields.Text(related="criterion_id.guidance")
    scored_by = fields.Selection(related="criterion_id.scored_by", store=True)
    domain_id = fields.Many2one(related="criterion_id.domain_id", store=True, index=True)
    parent_id = fields.Many2one(related="criterion_id.parent_id", string="Criterion Above")
    score_digits = fields.Integer(related="assessment_id.score_digits")
    self_score = OptionalFloat(
        digits=SCORE_DIGITS, compute="_compute_self_score", store=True, aggregator=None
    )
    is_scored = fields.Boolean("Scored", compute="_compute_self_score", store=True)
    lacks_figures = fields.Boolean(
        "Figures Not Declared",
        compute="_compute_self_score",
        store=True,
        help="The unit has chosen the band itself, without the figures that would decide it.",
    )
    explanation = LimitedText(help="Needed where there is no evidence, or not enough.")
    evidence_ids = fields.Many2many(
        "cchc.evidence",
        "cchc_evidence_line_rel",
        "line_id",
        "evidence_id",
        domain="[('assessment_id', '=', assessment_id)]",
        check_company=True,
    )
    evidence_status = fields.Selection(
        [
            ("none", "None"),
            ("partial", "Not enough"),
            ("complete", "Complete"),
            ("not_required", "Not required"),
        ],
        compute="_compute_evidence_status",
        store=True,
    )
    requirement_ids = fields.One2many(related="criterion_id.requirement_ids")
    missing_requirement_ids = fields.Many2many(
        "cchc.criterion.requirement",
        string="Missing Documents",
        compute="_compute_missing_requirements",
        help="Documents that the rubric asks for and that none of those filed is.",
    )
    proof_hint = fields.Char(
        "Still Unproven",
        compute="_compute_proof_hint",
        help="What is missing, and whether it has to be explained.",
    )
    needs_explanation = fields.Boolean(
        compute="_compute_needs_explanation",
        store=True,
        help="The criterion is scored, its evidence is not complete, and nothing explains why.",
    )
    change_count = fields.Integer(compute="_compute_change_counts", groups=fields.NO_ACCESS)
    unit_change_count = fields.Integer(compute="_compute_change_counts", groups=fields.NO_ACCESS)
    revision = fields.Integer(
        compute="_compute_revision",
        aggregator=None,
        help="How many changes of the line the log held when it was read, of those that the user may know of. "
        "Whoever saves names it as “seen_revision”, and is told when somebody else has changed the same since.",
    )
    log_ids = fields.One2many("cchc.log", "line_id", readonly=True, groups=SEES_EVERY_ROW)

    _assessment_criterion_uniq = models.Constraint(
        "UNIQUE(assessment_id, criterion_id)", "This criterion stands twice in the assessment."
    )

    def _get_scored(self, side):
        """Return what says how this criterion is scored on a side, which may be empty; see ``SIDES``.

        What the council decides is added by whoever knows of it.
        """
        return self

    @api.depends("criterion_id", *INPUT_FIELDS)
    def _compute_self_score(self):
        for line, result in zip(self, self._get_score_results(), strict=True):
            if line.scored_by == "council":
                line.self_score = line.is_scored = line.lacks_figures = False
                continue
            line.self_score = False if result.score is None else float(result.score)
            line.is_scored = result.is_answered
            line.lacks_figures = result.note.kind == DIRECT

    @api.depends(
        "evidence_ids.active",
        "evidence_ids.is_superseded",
        "evidence_ids.requirement_ids",
        "criterion_id.requirement_ids",
    )
    def _compute_missing_requirements(self):
        for line in self:
            line.missing_requirement_ids = (
                line.criterion_id.requirement_ids - line._get_proof().requirement_ids
            )

    @api.depends("missing_requirement_ids")
    def _compute_evidence_status(self):
        for line in self:
            criterion = line.criterion_id
            if criterion.scored_by == "council" or not criterion.evidence_required:
                line.evidence_status = "not_required"
            elif not line._get_proof():
                line.evidence_status = "none"
            else:
                line.evidence_status = "partial" if line.missing_requirement_ids else "complete"

    @api.depends("evidence_status", "missing_requirement_ids", "explanation")
    @api.depends_context("lang")
    def _compute_proof_hint(self):
        for line in self:
            line.proof_hint = line._describe_missing_proof()

    @api.depends("is_scored", "evidence_status", "explanation")
    def _compute_needs_explanation(self):
        for line in self:
            line.needs_explanation = (
                line.is_scored
                and line.evidence_status in ("none", "partial")
                and not (line.explanation or "").strip()
            )

    # invalidated by whoever writes the log: it is never written by anybody else
    def _compute_change_counts(self):
        counts = self.env["cchc.log"]._count_line_changes(self._origin)
        for line in self:
            line.change_count, line.unit_change_count = counts[line._origin.id]

    @api.depends("change_count", "unit_change_count")
    @api.depends_context("uid")
    def _compute_revision(self):
        name = self._get_revision_field()
        # sudo: everybody is told how often something that they may know of was changed
        fill_cache(self._fields["revision"], self, read_column(self.sudo(), name))

    @api.model
    def _get_revision_field(self):
        """Return what counts the changes that the user may know of: all of them, or what units are told of."""
        is_councils = self.env.user.has_group(ACTOR_GROUPS[APPRAISER])
        return "change_count" if is_councils else "unit_change_count"

    @api.constrains("evidence_ids")
    def _check_evidence(self):
        self.evidence_ids._check_lines()

    @api.depends("criterion_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.criterion_id.display_name

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys((*SINGLE_FIELDS, "evidence_ids"), "_check_unit_may_edit"),
        }

    def _check_unit_may_edit(self):
        self.assessment_id._check_unit_may_edit(self)

    def action_view_log(self):
        """Open what was changed on this criterion, by whom and when."""
        self.ensure_one()
        return self.assessment_id._open_log([("line_id", "=", self.id)], self.display_name)

    def action_take_over(self, evidence_ids):
        """Let documents of an earlier year prove this criterion, without storing them again.

        :param evidence_ids: ids of documents that the user may read and that ``get_earlier_evidence``
            finds; others are passed over.
        :return: the ids of the documents of this year that prove it now.
        """
        self.ensure_one()
        self.check_access("read")
        self._check_unit_may_edit()
        self.check_access("write")
        if not isinstance(evidence_ids, (list, tuple)) or not all(
            isinstance(number, int) for number in evidence_ids
        ):
            raise UserError(self.env._("“evidence_ids” has to be a list of numbers."))
        return self._find_earlier_evidence([("id", "in", evidence_ids)])._take_over(self).ids

    def get_earlier_evidence(self):
        """Return the ids of the unit's and its predecessors' documents of earlier years, newest first."""
        self.ensure_one()
        self.check_access("read")
        return self._find_earlier_evidence([]).ids

    def action_open_form(self):
        """Open this criterion in a dialog, with its guidance and its evidence."""
        self.ensure_one()
        return open_dialog(self, self.assessment_id.display_name, context={"cchc_in_dialog": True})

    def action_open_previous(self):
        """Open the criterion above this one; above the first comes the last."""
        return self._open_neighbour(-1)

    def action_open_next(self):
        """Open the criterion below this one; below the last comes the first."""
        return self._open_neighbour(1)

    def _open_neighbour(self, step):
        self.ensure_one()
        lines = self.assessment_id.line_ids.sorted(lambda line: (line.sequence, line.id))
        return lines[(lines.ids.index(self.id) + step) % len(lines)].action_open_form()

    @api.model
    def _open(self, assessments):
        """Create the lines of new assessments, one for each leaf of their rubrics.

        The lines of a rubric begin alike, whatever the unit: the ORM makes those of one assessment, and
        the database copies them for the others. With thousands of units nothing else ends in time.
        """
        for rubric, alike in assessments.grouped("rubric_id").items():
            first, others = alike[0], alike[1:]
            leaves = rubric.criterion_ids.filtered("is_leaf")
            lines = self.create(
                [{"assessment_id": first.id, "criterion_id": leaf.id} for leaf in leaves]
            )
            first._settle()
            if others:
                lines._copy_to(others)
                others._settle_as(first)

    def _copy_to(self, assessments):
        """Give these assessments the same lines, which nobody has touched yet."""
        columns = {
            name: SQL.identifier("line", name)
            for name, field in self._fields.items()
            if field.store and field.column_type and name != "id"
        }
        columns["assessment_id"] = SQL.identifier("assessment", "id")
        for name in columns:
            # what a line repeats of its assessment
            source, _dot, origin = (self._fields[name].related or "").partition(".")
            if source == "assessment_id":
                columns[name] = SQL.identifier("assessment", origin)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cchc_assessment_line (%s)
                     SELECT %s
                       FROM cchc_assessment_line line, cchc_assessment assessment
                      WHERE line.id IN %s AND assessment.id IN %s
                   ORDER BY assessment.id, line.id
                """,
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(columns.values()),
                tuple(self.ids),
                tuple(assessments.ids),
            )
        )
        assessments.invalidate_recordset(["line_ids"], flush=False)

    def _find_earlier_evidence(self, domain):
        # sudo: a unit's predecessors are no secret to it; their documents are found only by who may read them
        unit = self.unit_id.sudo()
        return self.env["cchc.evidence"].search(
            [
                *domain,
                ("unit_id", "in", (unit | unit.predecessor_ids).ids),
                ("assessment_id.year", "<", self.assessment_id.year),
                ("is_superseded", "=", False),
                ("attachment_id", "!=", False),
            ],
            order="period_id, document_date desc, id desc",
        )

    def _write_each(self, vals_by_line):
        """Write what ``write`` would, other values on each line, checked and logged in one go.

        :param vals_by_line: values by line, all of them lines of this recordset.
        """
        names = set().union(*vals_by_line.values())
        super()._check_may_write(dict.fromkeys(names))
        for line, vals in vals_by_line.items():
            line._check_unit_scores(vals)
        # all of them at once, before each line would read its own
        self.criterion_id.option_ids.mapped("name")
        with self._following(dict.fromkeys(names)):
            # checked and logged together, not line by line
            opened = open_fields(ask_together(self, vals_by_line), names)
            for line, vals in vals_by_line.items():
                line.with_env(opened.env).write(vals)
            judge_companies(self.browse().union(*vals_by_line), names)

    def _save_each(self, typed):
        try:
            with self.env.cr.savepoint():
                self._save_together(typed)
        except UserError:
            # which of them it was is found out one by one
            return super()._save_each(typed)
        return {}

    def _save_together(self, typed):
        """Write what was typed in each line, checked and logged in one go."""
        lines = self.union(*typed)
        lines.check_access("write")
        # first of all, since it excludes those who change what is compared next
        lines._check_unit_may_edit()
        for line, (values, seen_revision) in typed.items():
            line._check_not_overtaken(seen_revision, values)
        lines._write_each({line: values for line, (values, _seen) in typed.items()})

    @contextmanager
    def _following(self, vals):
        """Log what becomes of these fields, and of the score that follows from them, meanwhile."""
        names = vals.keys()
        # documents are followed, and logged, on their side
        links = self._get_evidence_links() if "evidence_ids" in names else None
        changed = set(names) - {"evidence_ids"}
        logged = [name for name in self._fields if name in changed or name == "self_score"]
        before = self._get_readable(logged)
        with super()._following(vals):
            yield
        if links is not None:
            self._follow_evidence_links(links)
        self._log_changes(before, self._get_readable(logged))

    def _get_evidence_links(self):
        """What each document proves that proves one of these criteria now."""
        return self.with_context(active_test=False).evidence_ids._get_links()

    def _follow_evidence_links(self, before):
        """Let the documents that were added or taken away follow, as a change on their side does.

        :param before: what ``_get_evidence_links`` returned before the change.
        """
        documents = self.with_context(active_test=False).evidence_ids.union(*before).exists()
        # another one may be linking them to a criterion of its own
        documents._lock_for_update()
        documents._follow_links({e: before.get(e, e.line_ids - self) for e in documents})

    def _get_proof(self):
        """The documents that count: neither archived nor replaced by a newer version."""
        # filtered: a caller's active_test must not make an archived document prove anything
        return self.evidence_ids._get_counting()

    def _get_printed_explanation(self):
        """Return what stands in the column of explanations on paper."""
        return self.explanation or ""

    def _is_printed_explanation(self, text):
        """Whether paper may have this text there without anybody's having said it anew."""
        return text_digest(text) == text_digest(self._get_printed_explanation())

    def _describe_missing_proof(self):
        """Return what this criterion's proof lacks as a sentence, or False where it lacks nothing."""
        if self.evidence_status not in ("none", "partial"):
            return False
        missing = ", ".join(self.missing_requirement_ids.mapped("name"))
        is_explained = bool((self.explanation or "").strip())
        if self.evidence_status == "none" and not missing:
            return (
                self.env._("No document has been filed.")
                if is_explained
                else self.env._(
                    "No document has been filed: file one, or explain why there is none."
                )
            )
        if is_explained:
            return self.env._("Missing: %(documents)s.", documents=missing)
        return self.env._(
            "Missing: %(documents)s. File what is missing, or explain why it is.",
            documents=missing,
        )

    def _check_may_write(self, vals):
        super()._check_may_write(vals)
        self._check_unit_scores(vals)

    def _check_unit_scores(self, vals):
        """Refuse a unit's score of a criterion that only the council scores."""
        if not vals.keys() & set(INPUT_FIELDS):
            return
        for line in self:
            if line.scored_by == "council":
                raise AccessError(
                    self.env._(
                        "%(criterion)s is scored by the council only.", criterion=line.display_name
                    )
                )
