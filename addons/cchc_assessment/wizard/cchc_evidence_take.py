from odoo import api, fields, models
from odoo.fields import Command

from ..models.assessment.assessment_workflow import DRAFT
from ..models.common.screens import notify


class CchcEvidenceTake(models.TransientModel):
    """Which assessment, and which criterion of it, files that lie elsewhere in the ERP are to prove."""

    _name = "cchc.evidence.take"
    _description = "Use as Evidence"
    _inherit = ["cchc.assessment.dialog"]

    attachment_ids = fields.Many2many("ir.attachment", string="Files to Use")
    # in their order, with those that are deleted or closed meanwhile, which the field above leaves out
    chosen = fields.Json("Files as Chosen", readonly=True, copy=False, groups=fields.NO_ACCESS)
    assessment_choice_ids = fields.Many2many(
        "cchc.assessment", string="Assessments Open to You", compute="_compute_assessment_choices"
    )
    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Criterion",
        domain="[('assessment_id', '=', assessment_id), ('scored_by', '!=', 'council')]",
        ondelete="cascade",
        help="Left empty, the document waits among those to sort.",
    )

    @api.model
    def default_get(self, fields):
        """Return default values: the files that were chosen, and the assessment where there is but one.

        :raises AccessError: when the context names files that are hidden, or do not exist.
        """
        context = self.env.context
        if (
            context.get("active_model") == "ir.attachment"
            and "default_attachment_ids" not in context
        ):
            numbers = context.get("active_ids") or []
            self = self.with_context(default_attachment_ids=[Command.set(numbers)])
        defaults = super().default_get(fields)
        if "assessment_id" in fields and not defaults.get("assessment_id"):
            choices = self._find_choices()
            if len(choices) == 1:
                defaults["assessment_id"] = choices.id
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        dialogs._remember_chosen()
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._remember_chosen()
        return result

    def _remember_chosen(self):
        # sudo: nobody writes it otherwise; that whoever chose may read the files was checked
        for dialog in self.sudo():
            dialog.chosen = dialog.attachment_ids.ids

    @api.depends_context("uid")
    def _compute_assessment_choices(self):
        self.assessment_choice_ids = self._find_choices()

    @api.onchange("assessment_id")
    def _onchange_assessment(self):
        if self.line_id.assessment_id != self.assessment_id:
            self.line_id = False

    def action_use(self):
        """File the files, tell what became of each, and close the dialog.

        :raises AccessError: when one of those that were chosen is hidden, or gone, by now; none is filed, then.
        :raises UserError: when one of them cannot be filed; none is, then.
        """
        self.ensure_one()
        self.check_access("read")
        sentences = self._use(line=self.line_id, assessment=self.assessment_id)
        return notify("\n".join(sentences), next={"type": "ir.actions.act_window_close"})

    def _use(self, **place):
        """File what was chosen, and return a sentence for each file. Addons may know of other files."""
        # sudo: numbers that this person chose; whether the files are readable still is asked where they are filed
        return self.env["cchc.evidence"]._use_attachments(self.sudo().chosen or [], **place)

    @api.model
    def _find_choices(self):
        return self.env["cchc.assessment"].search([("state", "=", DRAFT)]).filtered("is_editable")
