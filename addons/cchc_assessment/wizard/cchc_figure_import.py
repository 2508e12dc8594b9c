from io import BytesIO

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.workbook.figures.reader import read_figures, read_headings
from ..core.workbook.safe_open import WorkbookError
from ..fields import (
    CODE_LENGTH,
    NUMBER_LENGTH,
    REASON_LENGTH,
    SUBJECT_LENGTH,
    LimitedChar,
    LimitedText,
)
from .upload import get_bytes

# The columns that a person may choose, and what each one holds.
COLUMNS = {
    "code_column": "unit_code",
    "unit_column": "unit",
    "value_column": "value",
    "denominator_column": "denominator",
}


class CchcFigureImport(models.TransientModel):
    """Brings in the figures of all units for one criterion, from a workbook: all rows, or none."""

    _name = "cchc.figure.import"
    _description = "Bring In Common Figures"
    _inherit = ["cchc.table.import.mixin"]
    _target_field = "common_id"
    _preview_fields = tuple(COLUMNS)
    _preview_template = "cchc_assessment.figure_import_preview"

    common_id = fields.Many2one("cchc.common.figure", required=True, ondelete="cascade")
    headings = fields.Text("Columns of the File", compute="_compute_headings")
    code_column = LimitedChar("Column of the Unit's Code", max_length=CODE_LENGTH)
    unit_column = LimitedChar("Column of the Unit", max_length=CODE_LENGTH)
    value_column = LimitedChar(
        "Column of the Figure",
        max_length=CODE_LENGTH,
        help="What was done, a count, a level, or a share such as 18/20 or 90 %.",
    )
    denominator_column = LimitedChar("Column of the Total", max_length=CODE_LENGTH)
    found = fields.Char("What Was Read", compute="_compute_headings")
    source = LimitedChar(max_length=SUBJECT_LENGTH)
    date = fields.Date("Figures as of", default=fields.Date.context_today)
    document_number = LimitedChar(max_length=NUMBER_LENGTH)
    document_date = fields.Date()
    document_file = fields.Binary("Document", attachment=False)
    document_file_name = LimitedChar()
    has_figures = fields.Boolean(compute="_compute_has_figures")
    reason = LimitedText("Reason of the Change", max_length=REASON_LENGTH)

    @api.depends("common_id")
    def _compute_has_figures(self):
        for wizard in self:
            common = wizard.common_id.sudo()
            wizard.has_figures = any(common.figure_ids.mapped("is_standing"))

    @api.depends("file", "common_id", *COLUMNS)
    def _compute_headings(self):
        for wizard in self:
            wizard.headings = wizard.found = False
            if not (wizard.file and wizard.common_id):
                continue
            try:
                headings = wizard._read_once("headings", read_headings)
                wizard.headings = "\n".join(f"{letter}: {words}" for letter, words in headings)
                table = wizard._read_table()
            except WorkbookError:
                # what is wrong is said where the rows would stand
                continue
            wizard.found = "; ".join(
                f"{letter}: {dict(table.headings).get(letter, '')}"
                for letter in table.columns.values()
            )

    @api.constrains("common_id")
    def _check_common(self):
        # the dialog shows what it is about; constraints run as the system
        self.sudo(False).common_id.check_access("read")

    def action_download_form(self):
        """Download the workbook to fill in."""
        self.ensure_one()
        return self.common_id.action_download_form()

    def _check_may_import(self):
        self.common_id._check_may_bring_in()

    def _say_refused(self, problems):
        return self.env._(
            "The figures cannot be brought in as they are:\n%(problems)s", problems=problems
        )

    def _plan(self):
        self._check_may_import()
        return self.common_id._plan_rows(self._read_table().rows)

    def _read_table(self):
        """Return the ``FigureTable`` of the file.

        :raises WorkbookError: when it cannot be read
        """
        common = self.common_id
        form = self.env["report.cchc_assessment.offline_form"].sudo()
        chosen = {role: self[name] for name, role in COLUMNS.items() if self[name]}
        kept = common._get_mapping()
        question = form._make_question(common.sudo().criterion_id)
        key = (common.id, *sorted(chosen.items()), *sorted(kept.items()))
        return self._read_once(key, lambda content: read_figures(content, question, chosen, kept))

    def _read_once(self, key, read):
        """Return what ``read`` makes of the file: the dialog asks several times for what one file says."""
        content = get_bytes(self)
        known = self.env.cr.cache.setdefault(self._name, {})
        if (content, key) not in known:
            known[content, key] = read(content)
        return known[content, key]

    def _write_plan(self, plan):
        if not any(planned.is_written for planned in plan):
            raise UserError(self.env._("There is no figure to bring in."))
        content = get_bytes(self, "document_file")
        details = {
            name: self[name]
            for name in ("source", "date", "document_number", "document_date", "reason")
        }
        common = self.common_id
        common._bring_in(
            plan, details, (BytesIO(content), self.document_file_name) if content else None
        )
        common._keep_mapping(self._read_table().get_kept())
