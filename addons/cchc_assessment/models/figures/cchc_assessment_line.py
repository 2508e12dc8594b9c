"""Lines whose inputs are given: by whoever answers for the criterion, and not by the unit."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...compat import read_column
from ...core.workbook.appendix.answers import text_digest
from ...fields import SUBJECT_LENGTH, LimitedChar
from ..assessment.assessment_workflow import DRAFT
from ..assessment.cchc_scored_mixin import INPUT_FIELDS
from ..common.opening import open_fields
from .cchc_figure import OBJECTIONS

# Papers are in Vietnamese, whoever prints them.
_PRINTED = "Số liệu: "


class CchcAssessmentLine(models.Model):
    _name = "cchc.assessment.line"
    _inherit = ["cchc.assessment.line"]

    figure_id = fields.Many2one(
        "cchc.figure",
        "Given Figure",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="What the inputs were taken from: the unit does not type them.",
    )
    # kept here, so that whoever reads lines reads it with them
    figure_source = LimitedChar(
        "Figures From", readonly=True, copy=False, max_length=2 * SUBJECT_LENGTH
    )
    figure_objection = fields.Selection(
        OBJECTIONS, "Objection to the Figure", readonly=True, copy=False
    )
    figure_differs = fields.Boolean(
        "Newer Figure",
        readonly=True,
        copy=False,
        help="Another figure stands now than was submitted, or it was withdrawn.",
    )
    own_inputs = fields.Json(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="What the unit had filled in itself before a figure was given; it comes back when that is withdrawn.",
    )

    @api.depends("figure_id", "figure_source")
    @api.depends_context("lang")
    def _compute_score_note(self):
        super()._compute_score_note()
        for line, figure_id in zip(self, read_column(self, "figure_id"), strict=True):
            if figure_id:
                line.score_note = self.env._(
                    "%(calculation)s (figures: %(origin)s)",
                    calculation=line.score_note,
                    origin=line.figure_source,
                )

    @api.depends("figure_id")
    @api.depends_context("lang")
    def _compute_proof_hint(self):
        super()._compute_proof_hint()

    @api.depends("figure_id", "missing_requirement_ids")
    def _compute_needs_explanation(self):
        super()._compute_needs_explanation()
        for line in self:
            # their source stands beside them; what the rubric asks for besides is still asked for
            line.needs_explanation = line.needs_explanation and not line._is_proven_by_figure()

    def get_figures(self):
        """Return what was given for this criterion, the newest first, with who said what to it.

        :return: a list of dicts, of what the user may read; see ``cchc.figure._tell``.
        """
        self.ensure_one()
        self.check_access("read")
        figures = self.env["cchc.figure"].search(
            [("line_id", "=", self.id)], order="number desc, id desc"
        )
        return [figure._tell() for figure in figures]

    def _check_unit_scores(self, vals):
        super()._check_unit_scores(vals)
        names = vals.keys() & set(INPUT_FIELDS)
        # sudo: that a figure is given decides, whoever may read it
        for line in self.sudo() if names else ():
            if line.figure_id and any(line._would_change(name, vals[name]) for name in names):
                raise UserError(
                    self.env._(
                        "%(criterion)s: the figures are given (%(origin)s) and are not typed. Object to them with a "
                        "reason, if they are not right.",
                        criterion=line.criterion_id.display_name,
                        origin=line.figure_source,
                    )
                )

    def _would_change(self, name, value):
        field = self._fields[name]
        return field.convert_to_cache(value, self) != field.convert_to_cache(self[name], self)

    def _is_proven_by_figure(self):
        """Whether where the figures come from is all that there is to be proven."""
        return bool(self.figure_id) and not self.missing_requirement_ids

    def _describe_missing_proof(self):
        return False if self._is_proven_by_figure() else super()._describe_missing_proof()

    def _get_printed_explanation(self):
        own = super()._get_printed_explanation()
        return own or (_print_source(self.figure_source) if self.figure_source else "")

    def _is_printed_explanation(self, text):
        if super()._is_printed_explanation(text):
            return True
        if not (text or "").startswith(_PRINTED):
            return False
        # sudo: those of the line itself, also such as stand no more
        figures = self.env["cchc.figure"].sudo().search([("line_id", "=", self.id)])
        return text_digest(text) in {text_digest(_print_source(one.label)) for one in figures}

    def _follow_objection(self, figure):
        """Show what has become of the objection to ``figure``, where that is what was given here."""
        own = self.sudo().filtered(lambda line: line.figure_id.id == figure.id)
        if own:
            own._write_as_system({"figure_objection": figure.sudo().objection_state})

    def _follow_figures(self):
        """Let these lines say what the figures say that stand; those that were sent show the difference alone."""
        lines = self.sudo()
        lines.assessment_id._exclude_transitions(lines)
        standing = lines._get_standing_figures()
        none = self.env["cchc.figure"].sudo()
        worked_on = lines.filtered(lambda line: line.assessment_id.state == DRAFT)
        worked_on._take_figures(
            {
                line: figure
                for line in worked_on
                if line.figure_id != (figure := standing.get(line, none))
            }
        )
        for line in lines - worked_on:
            line._note_difference(standing.get(line, none))
        behind = worked_on.filtered("figure_differs")
        if behind:
            behind._write_as_system({"figure_differs": False})

    def _get_standing_figures(self):
        """Return ``{line: figure}`` of those of which one stands, as the system sees them."""
        figures = self.env["cchc.figure"].sudo()
        found = figures.search([("line_id", "in", self.ids), ("is_standing", "=", True)])
        return {figure.line_id: figure for figure in found}

    def _note_difference(self, figure):
        differs = (
            not figure._has_inputs(self._get_input_values()) if figure else bool(self.figure_id)
        )
        if differs != self.figure_differs:
            self._write_as_system({"figure_differs": differs})

    def _take_figures(self, figures):
        """Write what these figures say, or what the unit said itself before where there is none any more.

        :param figures: ``{line: figure}``, as the system sees them.
        """
        if not figures:
            return
        lines = self.browse().union(*figures)
        entries = [line._make_figure_entry(figure) for line, figure in figures.items()]
        names = {*INPUT_FIELDS, "figure_id", "figure_source", "figure_objection", "own_inputs"}
        # all of them at once, before each line would read its own
        lines.criterion_id.option_ids.mapped("name")
        with lines._following(dict.fromkeys(INPUT_FIELDS)):
            opened = open_fields(lines, names)
            for line, figure in figures.items():
                line.with_env(opened.env).write(line._make_figure_values(figure))
        self.env["cchc.log"]._append(entries)

    def _make_figure_values(self, figure):
        if figure:
            own = self.own_inputs if self.figure_id else self._get_input_values()
            return {
                **figure._get_input_values(),
                "figure_id": figure.id,
                "figure_source": figure.label,
                "figure_objection": figure.objection_state,
                "own_inputs": own,
            }
        return {
            **dict.fromkeys(INPUT_FIELDS, False),
            **(self.own_inputs or {}),
            "figure_id": False,
            "figure_source": False,
            "figure_objection": False,
            "own_inputs": False,
        }

    def _make_figure_entry(self, figure):
        """Return what the log says of a figure that comes or goes: from where."""
        batch = (figure or self.figure_id).batch_id
        reason = (
            self.env._(
                "Common figures, version %(number)s: %(origin)s",
                number=batch.number,
                origin=batch.label,
            )
            if figure
            else self.env._(
                "Common figures withdrawn: %(reason)s", reason=batch.withdrawal_reason or ""
            )
        )
        return {
            "assessment_id": self.assessment_id.id,
            "line_id": self.id,
            "action": "import",
            "reason": reason,
        }


def _print_source(source):
    """Return what stands on paper, where nothing else is explained."""
    return f"{_PRINTED}{source}"
