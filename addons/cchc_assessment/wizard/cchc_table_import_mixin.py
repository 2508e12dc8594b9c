from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..core.workbook.safe_open import WorkbookError
from ..fields import LimitedChar
from ..messages.workbooks import say_error
from ..models.common.screens import notify
from .upload import get_bytes


class CchcTableImportMixin(models.AbstractModel):
    """A dialog that brings in a workbook's table: all rows, or none.

    Choosing the file shows what would become of each row; nothing is written before the button is pressed. A model
    says how its table is read (``_read``), what becomes of the rows (``_plan_rows``, each with its ``row`` and maybe a
    ``problem``), and writes them (``_write_plan``). One that may have very many rows says as well for what the long
    work is begun (``_get_work``), and how a row is kept meanwhile (``_pack_row``, ``_unpack_row``).
    """

    _name = "cchc.table.import.mixin"
    _description = "Imports a Table"

    # The field that says into what the rows go, and the template that shows them.
    _target_field = None
    _preview_template = None
    # What the rows follow from besides the file and that field.
    _preview_fields = ()
    # The long work that writes them where they are many, and how many of them in one transaction; none: never behind.
    _work_kind = None
    _rows_at_once = None

    file = fields.Binary("Workbook", required=True, attachment=False)
    file_name = LimitedChar()
    problem = fields.Char(compute="_compute_preview")
    row_count = fields.Integer("Rows", compute="_compute_preview")
    problem_count = fields.Integer("Rows with Problems", compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends(lambda self: ("file", *filter(None, [self._target_field]), *self._preview_fields))
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            plan = []
            wizard.problem = wizard.preview = False
            if wizard.file and wizard[wizard._target_field]:
                try:
                    plan = wizard._plan()
                except WorkbookError as error:
                    wizard.problem = say_error(self.env, error)
                else:
                    # what is wrong first: a long file need not be looked through for it
                    rows = sorted(plan, key=lambda planned: not planned.problem)
                    wizard.preview = self.env["ir.qweb"]._render(
                        wizard._preview_template, {"plan": rows, **wizard._get_preview_values()}
                    )
            wizard._count(plan)

    def _get_preview_values(self):
        """Return what the preview's template needs besides the plan."""
        return {}

    def _count(self, plan):
        self.row_count = len(plan)
        self.problem_count = sum(bool(planned.problem) for planned in plan)

    def action_import(self):
        """Write what all rows say, as the user.

        :raises AccessError: when the user may not
        :raises UserError: when the file cannot be read or any row has a problem; nothing is written then
        """
        self.ensure_one()
        try:
            plan = self._plan()
        except WorkbookError as error:
            raise UserError(say_error(self.env, error)) from error
        self._check_plan(plan)
        if not plan:
            raise UserError(self.env._("There is no row below the headings."))
        if behind := self._begin_behind(plan):
            return behind
        self._write_plan(plan)
        return notify(
            self.env._("%(count)s rows imported.", count=len(plan)),
            next={"type": "ir.actions.act_window_close"},
        )

    def _begin_behind(self, plan):
        """Let a plan be written behind this request where that takes longer than anybody waits for.

        :return: the action that shows how far it is; None where it is to be written now.
        """
        works, rows = self.env["cchc.work"], self._get_rows_apart(plan) if self._work_kind else ()
        if not works._is_long(len(rows)):
            return None
        period, values = self._get_work()
        pieces = split_every(self._rows_at_once, map(self._pack_row, rows), list)
        return works._begin(self._work_kind, period, pieces=[*pieces], **values)._show()

    def _get_rows_apart(self, plan):
        """Return the rows that are to be written, each of which says by itself what it means."""
        return [planned.row for planned in plan]

    def _bring_in(self, packed):
        """Write what these rows say, as the user and as things stand now: all of them, or none.

        :raises UserError: when one of them has a problem now
        """
        self._check_may_import()
        plan = self._plan_rows([self._unpack_row(row) for row in packed])
        self._check_plan(plan)
        self._write_plan(plan)

    def _check_plan(self, plan):
        if problems := [planned for planned in plan if planned.problem]:
            raise UserError(
                self._say_refused(
                    "\n".join(
                        f"• {self._say_row(one.row.number)}: {one.problem}" for one in problems
                    )
                )
            )

    def _say_row(self, number):
        return self.env._("Row %(number)s", number=number)

    def _plan(self):
        """Return what becomes of each row.

        :raises WorkbookError: when the file cannot be read
        """
        self._check_may_import()
        content = get_bytes(self)
        # the dialog asks twice for what one file says: to show it, and to write it
        read = self.env.cr.cache.setdefault(self._name, {})
        if content not in read:
            read[content] = self._read(content)
        return self._plan_rows(read[content].rows)
