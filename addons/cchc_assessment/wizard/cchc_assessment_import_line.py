from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..fields import DERIVED_LENGTH, LimitedChar, LimitedText
from ..messages.appendix import say_finding
from .appendix_row import make_plan


class CchcAssessmentImportLine(models.TransientModel):
    """One row of an uploaded appendix: what it would change, and what is wrong with it.

    A person decides which criterion it is of and whether it is taken; everything else follows from the file.
    """

    _name = "cchc.assessment.import.line"
    _description = "Row of an Imported Appendix"
    _inherit = ["cchc.closed.mixin"]
    _stays = False
    _order = "row_number, id"

    wizard_id = fields.Many2one(
        "cchc.assessment.import", required=True, readonly=True, ondelete="cascade", index=True
    )
    assessment_id = fields.Many2one(related="wizard_id.assessment_id", related_sudo=False)
    row_number = fields.Integer("Row", readonly=True, aggregator=None)
    code = LimitedChar(readonly=True, max_length=DERIVED_LENGTH)
    name = LimitedText("In the Workbook", readonly=True, max_length=DERIVED_LENGTH)
    content = fields.Json(readonly=True)
    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Criterion",
        domain="[('assessment_id', '=', assessment_id)]",
        ondelete="cascade",
        help="The criterion that this row is about. Correct it where it is not the one that is meant.",
    )
    selected = fields.Boolean("Import")
    status = fields.Selection(
        [
            ("ready", "Ready"),
            ("part", "In part"),
            ("unsure", "Please check"),
            ("overtaken", "Would overwrite"),
            ("nothing", "Nothing to import"),
        ],
        compute="_compute_plan",
    )
    changes = fields.Html(compute="_compute_plan", sanitize=False)
    findings = fields.Html("Remarks", compute="_compute_plan", sanitize=False)

    @api.depends("line_id", "content")
    @api.depends_context("lang")
    def _compute_plan(self):
        plans = self._get_plans()
        for row in self:
            plan = plans.get(row)
            kinds = [finding for finding in (row._get_own_finding(),) if finding]
            kinds += plan.findings if plan else []
            row.changes = self.env["ir.qweb"]._render(
                "cchc_assessment.assessment_import_changes",
                {"changes": plan.changes if plan else ()},
            )
            row.findings = self.env["ir.qweb"]._render(
                "cchc_assessment.assessment_import_findings",
                {"sentences": [say_finding(self.env, kind, params) for kind, params in kinds]},
            )
            row.status = row._get_status(plan)

    @api.constrains("line_id")
    def _check_line(self):
        for row in self.sudo(False):
            row.line_id.check_access("read")
            if row.line_id and row.line_id.assessment_id != row.wizard_id.assessment_id:
                raise UserError(
                    self.env._(
                        "Row %(row)s: choose a criterion of this assessment.", row=row.row_number
                    )
                )

    @api.model
    def _get_open_fields(self):
        return {**super()._get_open_fields(), "selected": None, "line_id": None}

    def _check_may_create(self, vals_list):
        raise AccessError(self.env._("The rows of an import follow from its file."))

    def _refuse_fields(self, names):
        raise AccessError(
            self.env._(
                "%(fields)s of an import cannot be written: they follow from its file.",
                fields=", ".join(sorted(names)),
            )
        )

    @api.model
    def _create_rows(self, wizard, contents):
        """Create a row for each of ``contents``; those without a doubt are chosen."""
        rows = self._create_as_system(
            [
                {
                    "wizard_id": wizard.id,
                    "row_number": content["row"],
                    "code": content["code"],
                    "name": content["name"],
                    "content": content,
                    "line_id": content["line"],
                }
                for content in contents
            ]
        )
        plans = rows._get_plans()
        sure = rows.filtered(
            lambda row: row.content["sure"] and row._get_status(plans.get(row)) in ("ready", "part")
        )
        sure.write({"selected": True})

    def _get_plans(self):
        """Return the ``Plan`` of each row that has a criterion."""
        form = self.env["report.cchc_assessment.offline_form"]
        questions = {
            criterion: form._make_question(criterion) for criterion in self.line_id.criterion_id
        }
        return {
            row: make_plan(row.content, questions[row.line_id.criterion_id], row.line_id)
            for row in self
            if row.line_id and row.content
        }

    def _is_corrected(self):
        """Whether a person has said which criterion is meant."""
        return self.line_id.id != (self.content or {}).get("line")

    def _get_own_finding(self):
        """Return what is to be said of the row whatever its criterion; None when that is settled."""
        found = (self.content or {}).get("finding")
        return None if found is None or (self.line_id and self._is_corrected()) else found

    def _get_status(self, plan):
        if plan is None or not plan.changes:
            return "nothing"
        if plan.overtaken:
            return "overtaken"
        if plan.proposed or plan.moved or not (self.content["sure"] or self._is_corrected()):
            return "unsure"
        return "part" if plan.findings else "ready"

    def _check_importable(self):
        """Refuse rows that cannot be imported as they are chosen.

        :raises UserError: naming the row.
        """
        plans = self._get_plans()
        by_line = {}
        for row in self:
            if not row.line_id:
                raise UserError(
                    self.env._(
                        "Row %(row)s (%(name)s) has no criterion. Choose one, or do not import it.",
                        row=row.row_number,
                        name=row._get_label(),
                    )
                )
            if other := by_line.get(row.line_id):
                raise UserError(
                    self.env._(
                        "Rows %(row)s and %(other)s are both for %(criterion)s. Import only one of "
                        "them.",
                        row=other.row_number,
                        other=row.row_number,
                        criterion=row.line_id.display_name,
                    )
                )
            by_line[row.line_id] = row
            row._check_line()
            seen = row.content["seen"]
            if seen and not row._is_corrected() and seen != plans[row].seen:
                raise UserError(
                    self.env._(
                        "Row %(row)s: %(criterion)s has been changed since the workbook was checked. "
                        "Check it again.",
                        row=row.row_number,
                        criterion=row.line_id.display_name,
                    )
                )

    def _make_log_entry(self):
        """Return what the log says of this row's import: where it came from.

        The values themselves are in the rows after it, which whatever is filled in or filed leaves.
        """
        return {
            "assessment_id": self.line_id.assessment_id.id,
            "line_id": self.line_id.id,
            "action": "import",
            "reason": self.env._(
                "%(file)s, row %(row)s", file=self.wizard_id.file_name or "", row=self.row_number
            ),
        }

    def _get_label(self):
        return " ".join(filter(None, (self.code, self.name)))
