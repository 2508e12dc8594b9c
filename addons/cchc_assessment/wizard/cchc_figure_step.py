from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.workbook.appendix.answers import Answer
from ..core.workbook.figures.reader import FigureRow
from ..fields import (
    NUMBER_LENGTH,
    REASON_LENGTH,
    SUBJECT_LENGTH,
    LimitedChar,
    LimitedText,
    OptionalFloat,
)

STEPS = [
    ("object", "Object"),
    ("keep", "Keep the figure"),
    ("correct", "Correct the figure"),
    ("withdraw", "Withdraw the version"),
]


class CchcFigureStep(models.TransientModel):
    """A word on a common figure: the unit's objection, the answer to it, or why a version is withdrawn."""

    _name = "cchc.figure.step"
    _description = "Word on a Common Figure"

    step = fields.Selection(STEPS, required=True)
    figure_id = fields.Many2one("cchc.figure", ondelete="cascade")
    batch_id = fields.Many2one("cchc.figure.batch", "Version", ondelete="cascade")
    unit_name = fields.Char(related="figure_id.unit_name")
    figure_text = fields.Char("Figure Now", related="figure_id.figure_text")
    objection = fields.Text(related="figure_id.objection")
    rule_type = fields.Selection(related="figure_id.rule_type")
    band_basis = fields.Selection(related="figure_id.band_basis")
    criterion_id = fields.Many2one(related="figure_id.criterion_id")
    reason = LimitedText(required=True, max_length=REASON_LENGTH)
    option_id = fields.Many2one(
        "cchc.criterion.option",
        "Level",
        ondelete="cascade",
        domain="[('criterion_id', '=', criterion_id)]",
    )
    numerator = OptionalFloat("Done")
    denominator = OptionalFloat("Out Of")
    quantity = OptionalFloat()
    source = LimitedChar(
        compute="_compute_source", store=True, readonly=False, max_length=SUBJECT_LENGTH
    )
    date = fields.Date("Figures as of", default=fields.Date.context_today)
    document_number = LimitedChar(
        compute="_compute_source", store=True, readonly=False, max_length=NUMBER_LENGTH
    )
    document_date = fields.Date(compute="_compute_source", store=True, readonly=False)

    @api.depends("figure_id")
    def _compute_source(self):
        for wizard in self:
            batch = wizard.figure_id.batch_id
            wizard.source = batch.source
            wizard.document_number = batch.document_number
            wizard.document_date = batch.document_date

    @api.constrains("figure_id", "batch_id")
    def _check_subject(self):
        # the dialog shows what it is about; constraints run as the system
        wizards = self.sudo(False)
        wizards.figure_id.check_access("read")
        wizards.batch_id.check_access("read")

    def action_confirm(self):
        """Do what the dialog says.

        :raises AccessError: when it is not the user's to do
        :raises UserError: when it cannot be done now, or the dialog does not say about what
        """
        self.ensure_one()
        subject = self.batch_id if self.step == "withdraw" else self.figure_id
        if not subject:
            raise UserError(self.env._("Open the dialog by the button of the figure."))
        subject.check_access("read")
        if self.step == "object":
            subject._object(self.reason)
        elif self.step == "keep":
            subject._keep(self.reason)
        elif self.step == "withdraw":
            subject._withdraw(self.reason)
        else:
            self._correct()
        return {"type": "ir.actions.act_window_close"}

    def _correct(self):
        """Bring in another figure for the unit that objects, as a version of its own."""
        figure = self.figure_id
        figure._check_may_answer(self.reason)
        answer = Answer(
            option=self.option_id.id or None,
            **{
                name: figure._to_optional_decimal(self[name])
                for name in ("numerator", "denominator", "quantity")
            },
        )
        common, former = figure.common_id, figure.sudo().batch_id
        plan = common._plan_named([(FigureRow(1, (), answer), figure.sudo().unit_id, "")])
        common._bring_in(
            plan,
            {
                name: self[name]
                for name in ("source", "date", "document_number", "document_date", "reason")
            }
            # where nothing else is named, it stands in the same document
            | ({} if self.document_number else {"document_id": former.document_id.id}),
        )
