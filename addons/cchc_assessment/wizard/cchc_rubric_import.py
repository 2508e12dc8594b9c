import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..workbook.rubric_reader import WorkbookError, read_rubric
from .workbook_messages import error_sentence, finding_sentence


class CchcRubricImport(models.TransientModel):
    """Brings in a rubric from the Excel appendix of a decision: whole, or not at all.

    Choosing the file shows what it holds and what is odd about it; nothing is written before the
    secretary presses the button.
    """

    _name = "cchc.rubric.import"
    _description = "Import a Rubric from a Workbook"

    file = fields.Binary("Workbook", required=True, attachment=False)
    file_name = fields.Char()
    name = fields.Char("Rubric", compute="_compute_title", store=True, readonly=False)
    appendix_label = fields.Char(compute="_compute_title", store=True, readonly=False)
    legal_basis = fields.Text(compute="_compute_title", store=True, readonly=False)
    group_ids = fields.Many2many("cchc.unit.group", string="Unit Groups")
    problem = fields.Char(compute="_compute_preview")
    sheet_name = fields.Char("Sheet", compute="_compute_preview")
    node_count = fields.Integer("Criteria", compute="_compute_preview")
    leaf_count = fields.Integer("Criteria to Score", compute="_compute_preview")
    option_count = fields.Integer("Options", compute="_compute_preview")
    total = fields.Float("Maximum Score", compute="_compute_preview")
    error_count = fields.Integer(compute="_compute_preview")
    warning_count = fields.Integer(compute="_compute_preview")
    findings = fields.Html(compute="_compute_preview", sanitize=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("file")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            wizard.problem = False
            try:
                wizard._show(wizard._read() if wizard.file else None)
            except WorkbookError as error:
                wizard._show(None)
                wizard.problem = error_sentence(self.env, error)

    @api.depends("file")
    def _compute_title(self):
        for wizard in self:
            try:
                sheet = wizard._read() if wizard.file else None
            except WorkbookError:
                sheet = None
            wizard.name = sheet and (sheet.title or sheet.sheet_name)
            wizard.appendix_label = sheet and sheet.appendix_label
            wizard.legal_basis = sheet and sheet.legal_basis

    def action_import(self):
        """Create the rubric with all its criteria and options, and open it.

        :raises UserError: when the file cannot be read or something in it is wrong, each by a
            sentence; nothing is written then.
        """
        self.ensure_one()
        try:
            sheet = self._read()
        except WorkbookError as error:
            raise UserError(error_sentence(self.env, error)) from error
        if sheet.errors:
            raise UserError(
                self.env._(
                    "The rubric cannot be imported as it is:\n%(errors)s",
                    errors="\n".join(
                        f"• {finding_sentence(self.env, finding)}" for finding in sheet.errors
                    ),
                )
            )
        rubric = self._create_rubric(sheet)
        rubric.message_post(
            body=self.env._("Imported from “%(file)s”.", file=self.file_name or sheet.sheet_name)
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "cchc.rubric",
            "res_id": rubric.id,
            "view_mode": "form",
        }

    def _read(self):
        # bin_size: the client may ask for sizes where the content is needed
        return read_rubric(base64.b64decode(self.with_context(bin_size=False).file or b""))

    def _show(self, sheet):
        nodes = sheet.nodes if sheet else ()
        findings = sheet.findings if sheet else ()
        self.sheet_name = sheet and sheet.sheet_name
        self.node_count = len(nodes)
        self.leaf_count = len(sheet.leaves) if sheet else 0
        self.option_count = sum(len(node.options) for node in nodes)
        self.total = sheet.total if sheet else 0
        self.error_count = sum(finding.is_error for finding in findings)
        self.warning_count = len(findings) - self.error_count
        self.findings = sheet and self._render(
            "rubric_import_findings",
            findings=[
                (finding.severity, finding_sentence(self.env, finding)) for finding in findings
            ],
        )
        self.preview = sheet and self._render(
            "rubric_import_preview",
            nodes=nodes,
            format_number=self.env["cchc.scored.mixin"]._format_number,
        )

    def _render(self, template, **values):
        return self.env["ir.qweb"]._render(f"cchc_assessment.{template}", values)

    def _create_rubric(self, sheet):
        rubric = self.env["cchc.rubric"].create(
            {
                "name": self.name or sheet.title or sheet.sheet_name,
                "appendix_label": self.appendix_label,
                "legal_basis": self.legal_basis,
                "group_ids": [Command.set(self.group_ids.ids)],
            }
        )
        leaves = {node.index for node in sheet.leaves}
        criteria = {}
        # a level at a time, so that parents exist before their children and each level is one batch
        for level in range(1, sheet.max_depth + 1):
            nodes = [node for node in sheet.nodes if node.level == level]
            records = self.env["cchc.criterion"].create(
                [
                    {
                        "rubric_id": rubric.id,
                        "parent_id": criteria[node.parent].id if node.parent is not None else False,
                        **self._criterion_values(node, node.index in leaves),
                    }
                    for node in nodes
                ]
            )
            criteria |= {node.index: record for node, record in zip(nodes, records, strict=True)}
        self.env["cchc.criterion.option"].create(
            [
                {
                    "criterion_id": criteria[node.index].id,
                    "sequence": 10 * position,
                    "name": option.name,
                    "score": float(option.score or 0),
                }
                for node in sheet.nodes
                if node.index in leaves
                for position, option in enumerate(node.options, start=1)
            ]
        )
        # made a level at a time, they stand in the cache in that order
        rubric.invalidate_recordset(["criterion_ids"])
        return rubric

    def _criterion_values(self, node, is_leaf):
        texts = [node.evidence, node.guidance, node.note]
        if not is_leaf:
            texts += [option.text for option in node.options]
        values = {
            "sequence": 10 * (node.index + 1),
            "code": node.code,
            "name": node.name,
            "max_score": float(node.max_score or 0),
            "guidance": "\n".join(filter(None, texts)),
        }
        if is_leaf:
            values["rule_type"] = "choice" if node.options else "manual"
        return values
