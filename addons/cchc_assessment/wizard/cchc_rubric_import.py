from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.plain.digests import sha256_of_bytes
from ..core.scoring import WITH_OPTIONS, to_decimal
from ..core.workbook.office_process import find_office
from ..core.workbook.rubric.alternatives import gather_alternatives
from ..core.workbook.rubric.old_files import OldFiles, read_rubric_of_any_form
from ..core.workbook.rubric.reader import WorkbookError
from ..core.workbook.rubric.rule_guess import (
    Level,
    guess_caps,
    guess_rule,
    guess_scorers,
    guess_sections,
)
from ..core.workbook.rubric.side_by_side import (
    for_other_files,
    keep_corrections,
    lay_side_by_side,
)
from ..fields import SCORE_DIGITS, STATEMENT_LENGTH, LimitedChar, LimitedText, ScoreFloat
from ..messages.workbooks import say_error, say_finding, say_reason
from ..models.common.screens import open_form
from ..models.common.system_voice import as_system
from ..models.rubric.rubric_checks import CheckedCriterion, RubricChecks, hang_below
from .upload import get_bytes

#: What the checks find of a criterion, by the kinds of findings that say the same with a cell of the file.
_SAID_BY_READING = {
    "no_maximum": {"missing_max_score"},
    "sum_differs": {"sum_differs"},
    "code_twice": {"code_used_twice"},
    "code_of_another": {"child_under_other_code"},
    "rule_of_branch": {"options_on_parent"},
    "no_guidance": {"no_method", "method_in_words"},
    "maximum_out_of_reach": {"best_below_max"},
    "option_over_maximum": {"option_above_max"},
    "negative_option": {"option_negative"},
    "text_says_other": {"option_scores_differ"},
}
#: What follows from how the criteria are scored, as it is corrected in the dialog.
_CHECKED_FIELDS = (
    "rule_type",
    "band_basis",
    "thresholds",
    "points_per_item",
    "ratio_floor",
    "ratio_target",
    "scored_by",
    "section",
)
_RULE_FIELDS = ("rule_type", "band_basis", "points_per_item", "ratio_floor", "ratio_target")


class CchcRubricImport(models.TransientModel):
    """Brings in a rubric from the Excel appendix of a decision: whole, or not at all.

    Choosing the file shows what it holds, what is odd about it and how each criterion seems to be
    scored, which the secretary corrects; nothing is written before the button is pressed.
    """

    _name = "cchc.rubric.import"
    _description = "Import a Rubric from a Workbook"
    _inherit = ["cchc.lock.mixin"]

    file = fields.Binary(required=True, attachment=False)
    file_name = LimitedChar()
    chosen_sheet = LimitedChar(
        "Sheet",
        compute="_compute_chosen_sheet",
        store=True,
        # as the lines are, which follow from it
        precompute=True,
        readonly=False,
        help="Which of the workbook's sheets is the rubric. Empty: the first that looks like one.",
    )
    name = LimitedChar("Rubric", compute="_compute_title", store=True, readonly=False)
    appendix_label = LimitedChar(compute="_compute_title", store=True, readonly=False)
    legal_basis = LimitedText(
        compute="_compute_title", store=True, readonly=False, max_length=STATEMENT_LENGTH
    )
    group_ids = fields.Many2many(
        "cchc.unit.group",
        string="Unit Groups",
        compute="_compute_title",
        store=True,
        readonly=False,
    )
    bonus_cap = ScoreFloat(
        digits=SCORE_DIGITS,
        compute="_compute_title",
        store=True,
        readonly=False,
        help="The bonus counts up to this score. 0: no cap.",
    )
    penalty_cap = ScoreFloat(
        digits=SCORE_DIGITS,
        compute="_compute_title",
        store=True,
        readonly=False,
        help="The penalty counts up to this score. 0: no cap.",
    )
    line_ids = fields.One2many(
        "cchc.rubric.import.line",
        "wizard_id",
        "Scoring Rules",
        compute="_compute_line_ids",
        store=True,
        # by whoever chose the file, in that person's language
        precompute=True,
        readonly=False,
    )
    corrections = fields.Json(
        default=lambda self: self._default_corrections(),
        help="What rows of the table are, where they were read as something else: by how they look, or one by one.",
    )
    remembered_count = fields.Integer(
        "Corrections Taken from the Last Import", compute="_compute_remembered_count"
    )
    reads_binary = fields.Boolean(
        "Binary Workbooks", compute="_compute_reads_binary", help="Whether .xlsb is read as well."
    )
    reading = fields.Json(compute="_compute_preview")
    rubric_id = fields.Many2one(
        "cchc.rubric",
        "Imported As",
        readonly=True,
        help="What was imported from the file as it stands here.",
    )
    unsure_count = fields.Integer(compute="_compute_unsure_count")
    problem = fields.Char(compute="_compute_preview")
    sheet_name = fields.Char("Sheet Read", compute="_compute_preview")
    sheet_names = fields.Json("Sheets to Choose from", compute="_compute_preview")
    has_sheets = fields.Boolean(compute="_compute_preview")
    node_count = fields.Integer("Criteria", compute="_compute_preview")
    leaf_count = fields.Integer("Criteria to Score", compute="_compute_preview")
    option_count = fields.Integer("Options", compute="_compute_preview")
    total = fields.Float("Maximum Score", compute="_compute_preview")
    error_count = fields.Integer(compute="_compute_findings")
    warning_count = fields.Integer(compute="_compute_findings")
    note_count = fields.Integer(compute="_compute_findings")
    findings = fields.Html(compute="_compute_findings", sanitize=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.model
    def _default_corrections(self):
        return keep_corrections(self.env.company.cchc_rubric_corrections)

    def _compute_reads_binary(self):
        self.reads_binary = bool(find_office())

    @api.depends("corrections")
    def _compute_remembered_count(self):
        remembered = keep_corrections(self.env.company.cchc_rubric_corrections)
        for wizard in self:
            own = keep_corrections(wizard.corrections)
            wizard.remembered_count = len(remembered.items() & own.items())

    @api.depends("file")
    def _compute_chosen_sheet(self):
        # another workbook has other sheets
        self.chosen_sheet = False

    @api.depends("file", "chosen_sheet", "corrections")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            wizard.problem = False
            try:
                wizard._show(wizard._read() if wizard.file else None)
            except WorkbookError as error:
                wizard._show(None)
                wizard._offer_sheets(
                    error.params.get("sheet"), error.params.get("rubric_sheets", ())
                )
                wizard.problem = say_error(self.env, error)

    @api.depends(
        "file",
        "chosen_sheet",
        "corrections",
        "group_ids",
        "bonus_cap",
        "penalty_cap",
        *(f"line_ids.{name}" for name in _CHECKED_FIELDS),
    )
    @api.depends_context("lang")
    def _compute_findings(self):
        for wizard in self:
            sheet = wizard._try_to_read()
            found = wizard._find(sheet) if sheet else []
            severities = [severity for severity, _sentence in found]
            wizard.error_count = severities.count("error")
            wizard.warning_count = severities.count("warning")
            wizard.note_count = severities.count("note")
            wizard.findings = sheet and wizard._render("rubric_import_findings", findings=found)

    @api.depends("file", "chosen_sheet")
    def _compute_title(self):
        for wizard in self:
            sheet = wizard._try_to_read()
            wizard.name = sheet and (sheet.title or sheet.sheet_name)
            wizard.appendix_label = sheet and sheet.appendix_label
            wizard.legal_basis = sheet and sheet.legal_basis
            wizard.group_ids = wizard._find_groups(sheet.groups if sheet else ())
            caps = wizard._find_caps(sheet) if sheet else {}
            wizard.bonus_cap = caps.get("bonus", 0)
            wizard.penalty_cap = caps.get("penalty", 0)

    @api.depends("file", "chosen_sheet", "corrections")
    def _compute_line_ids(self):
        for wizard in self:
            sheet = wizard._try_to_read()
            wizard.line_ids = [
                Command.clear(),
                *map(Command.create, wizard._make_lines(sheet) if sheet else ()),
            ]

    @api.depends("line_ids.confidence")
    def _compute_unsure_count(self):
        for wizard in self:
            wizard.unsure_count = len(
                wizard.line_ids.filtered(lambda line: line.confidence in ("likely", "guess"))
            )

    def write(self, vals):
        if vals.keys() != {"rubric_id"}:
            # other answers make another rubric
            vals = {**vals, "rubric_id": False}
        return super().write(vals)

    def action_import(self):
        """Create the rubric with all its criteria and options, and open it.

        Whoever presses twice, or again because the answer was lost, gets the same rubric.

        :raises UserError: when the file cannot be read or something in it is wrong, each by a
            sentence; nothing is written then.
        """
        self.ensure_one()
        self._lock_for_update()
        if self.rubric_id:
            return self._open_rubric()
        try:
            sheet = self._read()
        except WorkbookError as error:
            raise UserError(say_error(self.env, error)) from error
        if sheet.errors:
            raise UserError(
                self.env._(
                    "The rubric cannot be imported as it is:\n%(errors)s",
                    errors="\n".join(
                        f"• {say_finding(self.env, finding)}" for finding in sheet.errors
                    ),
                )
            )
        if excesses := self._find_excesses(sheet):
            raise UserError(
                self.env._(
                    "The rubric cannot be imported as it is:\n%(errors)s",
                    errors="\n".join(f"• {excess}" for excess in excesses),
                )
            )
        self._complete_lines(sheet)
        rubric = self._create_rubric(sheet)
        as_system(rubric).message_post(
            body=self.env._("Imported from “%(file)s”.", file=self.file_name or sheet.sheet_name)
        )
        self.rubric_id = rubric
        self._remember_corrections(sheet)
        return self._open_rubric()

    def _remember_corrections(self, sheet):
        """Keep what was said of rows by how they look, for the next import of the same province."""
        if sheet.is_form:
            return
        said = for_other_files(keep_corrections(self.corrections))
        # sudo: nobody else writes it, and whoever imports rubrics says it for the whole province
        company = self.rubric_id.company_id.sudo()
        if said != (company.cchc_rubric_corrections or {}):
            company.cchc_rubric_corrections = said

    def _open_rubric(self):
        return open_form(self.rubric_id)

    def _find_excesses(self, sheet):
        """Return which texts of the workbook are longer than a criterion's may be, a sentence each."""
        return [
            self.env._("Row %(row)s: %(problem)s", row=row, problem=excess)
            for row, model, name, text in self._list_texts(sheet)
            if (excess := self.env[model]._fields[name]._find_excess(text, self.env))
        ]

    def _list_texts(self, sheet):
        """Yield the row, model and field of each text that the import would store, and the text."""
        for node in sheet.nodes:
            yield node.row, "cchc.criterion", "code", node.code
            yield node.row, "cchc.criterion", "name", node.name
            yield node.row, "cchc.criterion", "deadlines", node.deadlines
            # with all that may go into it, whichever rule is chosen in the end
            options = "\n".join(option.text for option in node.options)
            guidance = "\n".join(filter(None, (node.evidence, node.guidance, node.note, options)))
            yield node.row, "cchc.criterion", "guidance", guidance
            for option in node.options:
                yield option.row, "cchc.criterion.option", "name", option.name
            for requirement in node.requirements:
                yield node.row, "cchc.criterion.requirement", "name", requirement

    def _read(self):
        """Return what the workbook says, as it becomes criteria.

        :raises WorkbookError: when it cannot be read.
        """
        return gather_alternatives(self._read_whole())

    def _read_whole(self):
        """Return all that the workbook says.

        :raises WorkbookError: when it cannot be read.
        """
        content = get_bytes(self)
        # The dialog asks several times for what one file says: title, rules, and what is shown of it. It is
        # read once for each transaction, also where it cannot be, and forgotten with it.
        read = self.env.cr.cache.setdefault("cchc_rubric_import", {})
        corrections = keep_corrections(self.corrections)
        key = sha256_of_bytes(content), self.chosen_sheet, tuple(sorted(corrections.items()))
        if key not in read:
            try:
                read[key] = read_rubric_of_any_form(
                    content,
                    old_files=self.env.cr.cache.setdefault("cchc_old_files", OldFiles()),
                    sheet=self.chosen_sheet or None,
                    corrections=corrections,
                )
            except WorkbookError as error:
                read[key] = error
        if isinstance(read[key], WorkbookError):
            raise read[key].with_traceback(None)
        return read[key]

    def _try_to_read(self):
        """Return what the workbook says, or ``None`` while there is none that can be read."""
        try:
            return self._read() if self.file else None
        except WorkbookError:
            return None

    def _find_caps(self, sheet):
        """Return the caps by their sections: what our own form states, or what another one says."""
        if sheet.is_form:
            caps = {"bonus": sheet.bonus_cap, "penalty": sheet.penalty_cap}
        else:
            caps = guess_caps(sheet.nodes, guess_sections(sheet.nodes))
        return {section: float(cap) for section, cap in caps.items() if cap is not None}

    def _find_groups(self, names):
        """Return the company's unit groups of these names, the first where several have one."""
        groups = (
            self.env["cchc.unit.group"]
            .search([("name", "in", names), ("company_id", "in", (False, self.env.company.id))])
            .grouped("name")
        )
        return self.env["cchc.unit.group"].union(*(same[0] for same in groups.values()))

    def _make_lines(self, sheet, present=frozenset()):
        """Return the values of a line for each leaf: what the sheet states, else what it seems.

        :param present: indexes of the leaves that have one already.
        """
        sections, scorers = guess_sections(sheet.nodes), guess_scorers(sheet.nodes)
        return [
            self._line_values(node, node.section or sections[node.index], scorers[node.index])
            for node in sheet.leaves
            if node.index not in present
        ]

    def _complete_lines(self, sheet):
        """Add the lines of leaves that have none: a caller may send only some of them."""
        present = set(self.line_ids.mapped("node_index"))
        if missing := self._make_lines(sheet, present):
            self.line_ids = list(map(Command.create, missing))

    def _line_values(self, node, section, scorer):
        rule = guess_rule(node, section)
        return {
            "node_index": node.index,
            "code": node.code,
            "name": node.name,
            "max_score": float(node.max_score or 0),
            "options": "\n".join(map(self._describe_option, node.options)) or node.guidance,
            "rule_type": rule.type,
            "band_basis": rule.basis,
            "thresholds": self.env["cchc.rubric.import.line"]._format_levels(rule.levels),
            "points_per_item": _to_float(rule.points_per_item),
            "ratio_floor": _to_float(rule.ratio_floor),
            "ratio_target": _to_float(rule.ratio_target),
            "scored_by": node.scored_by or scorer,
            "section": section,
            "confidence": rule.confidence,
            "reason": say_reason(self.env, rule.reason),
        }

    def _describe_option(self, option):
        if option.score is None:
            return option.name
        score = self.env["cchc.scored.mixin"]._format_number(option.score)
        return f"{option.name}: {score}"

    def _show(self, sheet):
        nodes = sheet.nodes if sheet else ()
        if sheet:
            self._offer_sheets(sheet.sheet_name, sheet.rubric_sheet_names)
        else:
            self._offer_sheets(False, ())
        self.node_count = len(nodes)
        self.leaf_count = len(sheet.leaves) if sheet else 0
        self.option_count = sum(len(node.options) for node in nodes)
        self.total = sheet.total if sheet else 0
        self.reading = (
            lay_side_by_side(
                self._read_whole(),
                keep_corrections(self.corrections),
                self.env["cchc.scored.mixin"]._format_number,
            )
            if sheet and not sheet.is_form
            else False
        )
        self.preview = sheet and self._render(
            "rubric_import_preview",
            nodes=nodes,
            format_number=self.env["cchc.scored.mixin"]._format_number,
        )

    def _find(self, sheet):
        """Return severity and sentence of all that is to be said of the file, and of what the import makes of it."""
        found = [("error", excess) for excess in self._find_excesses(sheet)]
        found += [(each.severity, say_finding(self.env, each)) for each in sheet.findings]
        return [*found, *self._check_rubric(sheet)]

    def _check_rubric(self, sheet):
        """Yield what the check of the rubric would say after the import, but for what the reading says with its cell.

        It is the one list of checks, of the criteria as they are corrected in the dialog. What has to be mended
        before the rubric can be published does not keep it from being imported.
        """
        said = self._find_said(sheet)
        caps = {"bonus": to_decimal(self.bonus_cap), "penalty": to_decimal(self.penalty_cap)}
        checks = RubricChecks(
            self.env, self._make_checked(sheet), caps, has_groups=bool(self.group_ids)
        )
        for found in checks.run():
            if not found.criterion:
                yield "note", found.message
            elif not said[found.criterion.index] & _SAID_BY_READING.get(found.kind, set()):
                node = found.criterion
                label = " ".join(filter(None, (node.code, node.name)))
                problem = f"{label}: {found.message}"
                sentence = self.env._("Row %(row)s: %(problem)s", row=node.row, problem=problem)
                yield "warning", sentence

    def _find_said(self, sheet):
        """Return the kinds of what the reading found of each criterion, by its index."""
        by_row = {}
        for node in sheet.nodes:
            for row in (node.row, *(option.row for option in node.options)):
                by_row.setdefault(row, set()).add(node.index)
        said = {node.index: set() for node in sheet.nodes}
        for found in sheet.findings:
            for index in by_row.get(found.row, ()):
                said[index].add(found.kind)
        return said

    def _make_checked(self, sheet):
        """Return the criteria that the import makes, as the checks take them."""
        lines = self._lines_by_index()
        settled = self._settle_branches(sheet, lines)
        checked = []
        for node in sheet.nodes:
            line = lines.get(node.index)
            stated = node.rule and node.rule.type
            one = CheckedCriterion(
                source=node,
                code=node.code,
                name=node.name,
                max_score=to_decimal(node.max_score or 0),
                rule=line._make_rule(node) if line else None,
                guidance=self._criterion_values(node, sheet, line)["guidance"],
                counts_best=node.counts_best,
                deadlines=node.deadlines,
                has_options=self._has_options(node, sheet, line) or bool(not line and stated),
                **settled[node.index],
            )
            hang_below(one, None if node.parent is None else checked[node.parent])
            checked.append(one)
        return checked

    def _offer_sheets(self, read, names):
        self.sheet_name = read
        self.sheet_names = list(names)
        self.has_sheets = len(names) > 1

    def _render(self, template, **values):
        return self.env["ir.qweb"]._render(f"cchc_assessment.{template}", values)

    def _create_rubric(self, sheet):
        rubric = self.env["cchc.rubric"].create(
            {
                "name": self.name or sheet.title or sheet.sheet_name,
                "appendix_label": self.appendix_label,
                "legal_basis": self.legal_basis,
                "group_ids": [Command.set(self.group_ids.ids)],
                "bonus_cap": self.bonus_cap,
                "penalty_cap": self.penalty_cap,
                # what nobody says is on, as in a rubric that is made by hand
                "direct_bands": sheet.direct_bands is not False,
            }
        )
        criteria = self._create_criteria(rubric, sheet)
        self._create_options(criteria, sheet)
        self.env["cchc.criterion.requirement"].create(
            [
                {"criterion_id": criteria[node.index].id, "sequence": 10 * place, "name": name}
                for node in sheet.nodes
                if self._has_parts(node, sheet)
                for place, name in enumerate(node.requirements, start=1)
            ]
        )
        # made a level at a time, they stand in the cache in that order
        rubric.invalidate_recordset(["criterion_ids"])
        return rubric

    def _create_criteria(self, rubric, sheet):
        """Return the new criteria by the index of their nodes."""
        lines = self._lines_by_index()
        settled = self._settle_branches(sheet, lines)
        criteria = {}
        # a level at a time, so that parents exist before their children and each level is one batch
        for level in range(1, sheet.max_depth + 1):
            nodes = [node for node in sheet.nodes if node.level == level]
            records = self.env["cchc.criterion"].create(
                [
                    {
                        "rubric_id": rubric.id,
                        "parent_id": criteria[node.parent].id if node.parent is not None else False,
                        **settled[node.index],
                        **self._criterion_values(node, sheet, lines.get(node.index)),
                    }
                    for node in nodes
                ]
            )
            criteria |= {node.index: record for node, record in zip(nodes, records, strict=True)}
        return criteria

    def _settle_branches(self, sheet, lines):
        """Return section and scorer of each node by its index.

        A branch that states neither has what all criteria below it have in common, as corrected in the
        dialog: a branch of the council's with a unit's criterion in it would score that for nobody.
        """
        below = {node.index: [] for node in sheet.nodes}
        settled = {}
        for node in reversed(sheet.nodes):
            if line := lines.get(node.index):
                values = {"section": line.section, "scored_by": line.scored_by}
            else:
                values = {}
                for name, default in (("section", "base"), ("scored_by", "unit")):
                    common = {child[name] for child in below[node.index]}
                    found = common.pop() if len(common) == 1 else default
                    values[name] = getattr(node, name) or found
            settled[node.index] = values
            if node.parent is not None:
                below[node.parent].append(values)
        return settled

    def _create_options(self, criteria, sheet):
        lines = self._lines_by_index()
        values = []
        for node in sheet.nodes:
            line = lines.get(node.index)
            if not self._has_options(node, sheet, line):
                continue
            levels = [Level(option.threshold, option.strict) for option in node.options]
            if line and line.rule_type == "band":
                proposed = guess_rule(node, line.section).levels
                levels = line._read_levels(len(node.options), proposed)
            values += [
                {
                    "criterion_id": criteria[node.index].id,
                    "sequence": 10 * place,
                    "name": option.name,
                    **(
                        {"score": float(option.score or 0)}
                        if option.share is None
                        else {"share": float(option.share)}
                    ),
                    "threshold": float(level.threshold or 0),
                    "threshold_strict": level.strict,
                }
                for place, (option, level) in enumerate(
                    zip(node.options, levels, strict=True), start=1
                )
            ]
        self.env["cchc.criterion.option"].create(values)

    def _lines_by_index(self):
        return {line.node_index: line for line in self.line_ids}

    def _has_parts(self, node, sheet):
        """Whether what a criterion asks for becomes records: a sheet of our own form means it so."""
        return sheet.is_form or node.index in sheet.leaf_indexes

    def _has_options(self, node, sheet, line):
        if sheet.is_form:
            return bool(node.options)
        return bool(node.options and line and line.rule_type in WITH_OPTIONS)

    def _criterion_values(self, node, sheet, line):
        texts = [node.guidance, node.note]
        if not self._has_parts(node, sheet):
            texts.insert(0, node.evidence)
        if not self._has_options(node, sheet, line):
            texts += [option.text for option in node.options]
        stated = node.rule
        values = {
            "sequence": 10 * (node.index + 1),
            "code": node.code,
            "name": node.name,
            "max_score": float(node.max_score or 0),
            "guidance": "\n".join(filter(None, texts)),
            "counts_best": node.counts_best,
            "deadlines": node.deadlines,
        }
        if line:
            values |= {name: line[name] for name in _RULE_FIELDS}
        elif stated:
            values |= self._stated_values(stated)
        if node.evidence_required is not None:
            values["evidence_required"] = node.evidence_required
        elif line:
            # nobody in a unit could file what the council's own survey shows
            values["evidence_required"] = line.scored_by == "unit"
        return values

    def _stated_values(self, stated):
        """Return what a sheet of our own form says of a branch, which has no line."""
        values = {name: _to_float(getattr(stated, name)) for name in _RULE_FIELDS[2:]}
        return values | {"rule_type": stated.type or False, "band_basis": stated.basis or "percent"}


def _to_float(number):
    return False if number is None else float(number)
