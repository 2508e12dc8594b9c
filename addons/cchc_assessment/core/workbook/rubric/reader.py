"""Read a rubric from a workbook in the layouts that provinces use.

A title block, a header row found by its words, a row per criterion, and each option as a row under
its criterion (or as a line of a cell) with its score at the end of its text. What is odd or wrong
is collected, never only the first; what makes reading impossible raises ``WorkbookError``.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ...plain.text import clean, fold, one_line, shorten
from ..codes import Code, Outline, read_code, restore_zero, split_code
from ..headings import (
    EXPECTED_HEADINGS,
    Header,
    find_headers,
    numbers_columns,
    repeats_header,
)
from ..numbers import MOST_POINTS, ScoreError, parse_score
from ..safe_open import (
    DEFAULT_LIMITS,
    WORKBOOK_ERRORS,
    Limits,
    SafeWorkbook,
    SheetShape,
    WorkbookError,
    cell_name,
    number_format_of,
    open_workbook,
    refuse_size,
)
from ..title_block import read_title_block
from .checks import add_up, check_methods, check_options, check_sums, fill_missing_maxima
from .data import (
    FINDINGS,
    Finding,
    RubricNode,
    RubricOption,
    RubricSheet,
    make_finding,
)
from .form import is_form, read_block, read_form
from .option_text import ScoredText, has_bullet, read_option, read_options, strip_bullet
from .rule_guess import is_understood

__all__ = [
    "DEFAULT_LIMITS",
    "FINDINGS",
    "WORKBOOK_ERRORS",
    "Finding",
    "Limits",
    "RubricNode",
    "RubricOption",
    "RubricSheet",
    "WorkbookError",
    "read_rubric",
]

_TOTAL = re.compile(
    r"(?:tong|cong)(?: cong| so)?(?: diem)?(?: toi da| chuan)?"
    r"(?: (?:i|a|1|cua|linh vuc|phan|muc|toan|cac|chung)\b.*)?"
)
# "Cộng lĩnh vực 1" closes a part of the table, not the table.
_SUBTOTAL = re.compile(r"\b(?:linh vuc|phan|muc)\b")
_SIGNATURE = re.compile(
    r"noi nhan(?: (?:nhu|luu|cac|ubnd|so)\b.*)?"
    r"|nguoi (?:lap|tong hop|cham)(?: bieu| bang| phieu| diem)?"
    r"|(?:pho )?(?:chu tich|giam doc|truong phong|thu truong)(?: don vi| co quan)?"
    r"|ky (?:va |ten |ghi ro ).*|ky ten"
    r"|(?:[^0-9]{0,60} )?ngay(?: [0-9]{1,2})? thang(?: [0-9]{1,2})? nam(?: [0-9]{2,4})?"
)
# "TM. ĐƠN VỊ", "KT. GIÁM ĐỐC": on behalf of, in place of, by order of, by authority of.
_ON_BEHALF = re.compile(r"(?:TM|KT|TL|TUQ)\s?\.")
_SECTION = re.compile(r"(?:phan |cac |muc |tieu chi )?diem (?:thuong|cong|tru)\b.*")
_TEXT_ROLES = ("evidence", "guidance", "note")
#: Two columns with one of these headings cannot both be read.
_ONLY_ONE = ("max_score", "method", *_TEXT_ROLES)


def read_rubric(
    data: bytes, *, sheet: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> RubricSheet:
    """Read the rubric from the bytes of an ``.xlsx`` (or ``.xlsm``) file.

    ``sheet`` names the sheet to read, hidden ones included; without it the first visible sheet
    that has the headings of a rubric is read, and the findings name the others.

    :raises WorkbookError: with a kind of WORKBOOK_ERRORS, where nothing can be read.
    """
    book = open_workbook(data, limits)
    try:
        shape, header, rubric_sheets, findings = _choose_sheet(book, sheet, limits)
        refuse_size(shape, limits)
        reader = _Reader(shape, header, findings)
        rows = book.read_rows(shape)
    finally:
        book.close()
    about = {
        "sheet_name": shape.name,
        "sheet_names": tuple(each.name for each in book.sheets if not each.hidden),
        "rubric_sheet_names": rubric_sheets,
        "header_row": header.first_row,
        "columns": header.columns,
    }
    above = [(number, cells) for number, cells in rows if number < header.first_row]
    if is_form(header):
        return _read_own_form(shape, header, above, rows, findings, about)
    reader.take_all(rows)
    if not reader.drafts:
        raise _no_criteria(about)
    block = read_title_block(_texts(above))
    nodes, declared_total = reader.finish()
    return RubricSheet(
        title=block.title,
        appendix_label=block.appendix_label,
        legal_basis=block.legal_basis,
        year=block.year,
        nodes=tuple(nodes),
        declared_total=declared_total,
        findings=_in_order(reader.findings),
        **about,
    )


def _read_own_form(
    shape: SheetShape,
    header: Header,
    above: list[tuple[int, tuple]],
    rows: list[tuple[int, tuple]],
    findings: list[Finding],
    about: dict,
) -> RubricSheet:
    """Return the rubric of a sheet of our own form, which says by its columns what it means."""
    nodes, found = read_form(shape, header, rows)
    if not nodes:
        raise _no_criteria(about)
    block, found_above = read_block(above)
    return RubricSheet(
        title=block.title,
        appendix_label=block.appendix_label,
        legal_basis=block.legal_basis,
        year=read_title_block(_texts(above)).year,
        nodes=tuple(nodes),
        findings=_in_order([*findings, *found_above, *found]),
        is_form=True,
        groups=block.groups,
        bonus_cap=block.bonus_cap,
        penalty_cap=block.penalty_cap,
        **about,
    )


def _no_criteria(about: dict) -> WorkbookError:
    return WorkbookError(
        "no_criteria",
        sheet=about["sheet_name"],
        row=about["header_row"],
        rubric_sheets=about["rubric_sheet_names"],
    )


def _texts(rows: list[tuple[int, tuple]]) -> Iterable[str]:
    return (str(cell.value) for _number, cells in rows for cell in cells if cell.value is not None)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda found: found.row or 0))


def _choose_sheet(
    book: SafeWorkbook, wanted: str | None, limits: Limits
) -> tuple[SheetShape, Header, tuple[str, ...], list[Finding]]:
    """Return the sheet to read, its header, all sheets that have one, and what to say of them."""
    visible = tuple(shape.name for shape in book.sheets if not shape.hidden)
    headers = {}
    for shape in book.sheets:
        rows = book.read_rows(shape, limits.header_rows)
        found = list(find_headers(rows, shape.merges))
        if found:
            # A title above our own form may sound like a heading.
            headers[shape.name] = next(filter(is_form, found), found[0])
    if wanted is not None and wanted not in {shape.name for shape in book.sheets}:
        raise WorkbookError("no_such_sheet", sheet=wanted, sheets=visible)
    candidates = tuple(name for name in visible if name in headers)
    hidden = tuple(name for name in headers if name not in visible)
    chosen = wanted if wanted is not None else next(iter(candidates), None)
    if chosen not in headers:
        raise WorkbookError(
            "no_header",
            sheets=visible if wanted is None else (wanted,),
            hidden_sheets=hidden,
            headings=tuple(EXPECTED_HEADINGS.values()),
        )
    findings = [
        make_finding("hidden_sheet_ignored", sheet=name) for name in hidden if name != chosen
    ]
    others = tuple(name for name in candidates if name != chosen)
    if others and wanted is None:
        findings.append(make_finding("other_sheets_ignored", sheets=others))
    shape = next(shape for shape in book.sheets if shape.name == chosen)
    return shape, headers[chosen], candidates, findings


@dataclass
class _Line:
    """A text below a criterion: an option, or words that only the whole criterion can explain."""

    row: int
    cell: str
    option: ScoredText


@dataclass
class _Draft:
    """A criterion while its rows are still being read."""

    index: int
    row: int
    code: str
    name: str
    level: int
    parent: int | None
    max_score: Decimal | None
    has_children: bool = False
    max_is_wrong: bool = False
    lines: list[_Line] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=lambda: {role: [] for role in _TEXT_ROLES})

    @property
    def about(self) -> tuple[int, str, str]:
        return self.row, self.code, self.name


class _Row:
    """A row of the table, asked by role and not by column."""

    def __init__(self, number: int, cells: tuple, header: Header, formulas: set[tuple[int, int]]):
        self.number = number
        self.cells = cells
        self.header = header
        self.formulas = formulas
        self.name = one_line(" ".join(self._texts(header.name_columns)))
        self.name_lines = "\n".join(self._texts(header.name_columns))
        self.code_column = next(
            (c for c in header.code_columns if self._at(c) is not None),
            next(iter(header.code_columns), 0),
        )
        self.max_score = self.value("max_score")

    def value(self, role: str) -> object:
        return self._at(self.header.columns.get(role, 0))

    def text(self, role: str) -> str:
        return clean(self.value(role))

    def cell(self, role: str) -> str:
        """Return the name of this row's cell for a role ("C12")."""
        column = self.code_column if role == "code" else self.header.columns.get(role)
        return cell_name(self.number, column or self.header.columns["name"])

    @property
    def code_value(self) -> object:
        return self._at(self.code_column)

    @property
    def code_format(self) -> str:
        return number_format_of(self.cells[self.code_column - 1])

    @property
    def first_text(self) -> str:
        """What labels the row: the text of its code or of its name."""
        text = one_line(clean(self.code_value))
        code = read_code(text)
        return text if code and code.kind == "other" else self.name

    @property
    def has_max(self) -> bool:
        """Whether anything stands in the score column, be it readable or not."""
        return bool(self.text("max_score")) or self.lacks_value("max_score")

    def lacks_value(self, role: str) -> bool:
        """Whether the cell holds a formula that was never calculated."""
        return (self.number, self.header.columns.get(role, 0)) in self.formulas

    def all_texts(self) -> Iterable[str]:
        return (cell.value for cell in self.cells if isinstance(cell.value, str))

    def _at(self, column: int) -> object:
        return self.cells[column - 1].value if 0 < column <= len(self.cells) else None

    def _texts(self, columns: Iterable[int]) -> list[str]:
        return [text for text in (clean(self._at(column)) for column in columns) if text]


class _Reader:
    """Takes the rows below the header one by one and makes the tree of them."""

    def __init__(self, shape: SheetShape, header: Header, findings: list[Finding]):
        self.shape = shape
        self.header = header
        self.findings = findings
        self.drafts: list[_Draft] = []
        self.outline = Outline()
        self.siblings: dict[tuple[str, ...], Code] = {}
        self.codes: dict[tuple, list[_Draft]] = {}
        # The last total row: its row, its number, and the top criteria above it.
        self.total: tuple[_Row, Decimal | None, list[_Draft]] | None = None
        # What ended the table, its row, and what stands below it until the table goes on.
        self.ended_by = ""
        self.end_row: int | None = None
        self.held: list[tuple[_Row, Code | None, str]] = []
        self.hidden_rows: list[int] = []
        self._report_repeated_columns()

    def add(self, kind: str, row: int | None = None, code: str = "", name: str = "", **params):
        self.findings.append(make_finding(kind, row, code, name, **params))

    def take_all(self, rows: Iterable[tuple[int, tuple]]) -> None:
        """Take the rows of the whole sheet; those of the title block and header are passed over."""
        below_heading = True
        height = self.header.last_row - self.header.first_row
        last_heading = self.header.last_row
        for number, cells in rows:
            if number <= last_heading:
                continue
            if repeats_header(cells, self.header):
                if self.ended_by:
                    self.add("second_table_ignored", number)
                    return
                below_heading = True
                last_heading = number + height
            elif not (below_heading and numbers_columns(cells, self.header)):
                below_heading = False
                self._take(_Row(number, cells, self.header, self.shape.empty_formulas))

    def _take(self, row: _Row) -> None:
        if self._lacks_words(row):
            return
        code, name = self._code_and_name(row)
        if self._is_total(row, code):
            self._take_total(row)
            return
        if not self.ended_by and self._is_signature(row, code):
            self.ended_by = "signature"
        if self.ended_by:
            self.held.append((row, code, name))
            if row.has_max and (code or _SECTION.fullmatch(fold(name))):
                self._go_on()
            return
        self._take_content(row, code, name)

    def _go_on(self) -> None:
        """Take what was held: a criterion with a maximum proves that the table had not ended.

        Below a total only criteria are taken, for the rest are its remarks; what looked like a
        signature was then none, and everything below it counts.
        """
        by_total = self.ended_by == "total"
        held, self.held, self.ended_by = self.held, [], ""
        for row, code, name in held:
            proper = code is not None and code.kind != "other" and bool(name)
            if proper or row.has_max or not by_total:
                self._take_content(row, code, name)

    def _take_content(self, row: _Row, code: Code | None, name: str) -> None:
        if row.number in self.shape.hidden_rows:
            self.hidden_rows.append(row.number)
        if code:
            self._take_node(row, code, name)
        else:
            self._take_lines(row, name)

    # What a row is

    def _code_and_name(self, row: _Row) -> tuple[Code | None, str]:
        """Return a row's code and name, wherever between two cells the border is drawn."""
        code = read_code(row.code_value, row.code_format) if row.code_column else None
        name = row.name_lines
        if not row.name and code and code.kind == "other":
            # "I. CẢI CÁCH THỂ CHẾ" in one cell that is merged over both columns.
            text = clean(row.code_value)
            return split_code(text) or (None, text)
        if code is None and not row.header.code_columns:
            split = split_code(name)
            if split is None:
                return None, name
            code, name = split
        if code and self._is_lettered_option(row, code, name):
            return None, name
        return code, name

    def _is_lettered_option(self, row: _Row, code: Code, name: str) -> bool:
        """Whether "a) Ban hành kịp thời: 1" is an option: it has a score, but no maximum."""
        if row.has_max or not self.drafts or not read_option(name).has_tail:
            return False
        return code.kind in ("lower", "lower_roman") or not row.header.code_columns

    def _is_total(self, row: _Row, code: Code | None) -> bool:
        label = read_option(row.first_text).name
        if not label or len(label) > 60 or not _TOTAL.fullmatch(fold(label)):
            return False
        # "8 | Tổng điểm | 100" is a total even though someone numbered it.
        return code is None or code.kind == "other" or not code.parts[1:]

    def _is_signature(self, row: _Row, code: Code | None) -> bool:
        if row.has_max or (code and code.kind != "other"):
            return False
        return any(
            not read_option(text).has_tail
            and (_ON_BEHALF.match(text) or _SIGNATURE.fullmatch(fold(text[:200].split("\n", 1)[0])))
            for text in map(clean, row.all_texts())
        )

    def _lacks_words(self, row: _Row) -> bool:
        """Report a code or name that is a formula without a value; nothing is known of the row."""
        lacking = [role for role in ("code", "name") if row.lacks_value(role)]
        for role in lacking:
            self.add(
                "formula_without_value",
                row.number,
                one_line(clean(row.code_value)),
                row.name,
                cell=row.cell(role),
                column=role,
            )
        return bool(lacking)

    # Criteria

    def _take_node(self, row: _Row, code: Code, name: str) -> None:
        code = self._repair_code(row, code, name)
        place = self.outline.place(len(self.drafts), code)
        draft = self._add_draft(row, code.text, name, place.parent)
        cell = row.cell("code")
        if place.oddity:
            parent = self.drafts[place.parent] if place.parent is not None else None
            self.add(
                place.oddity,
                *draft.about,
                cell=cell,
                parent_code=parent.code if parent else "",
                parent_name=parent.name if parent else "",
                parent_row=parent.row if parent else None,
            )
        if code.kind == "other":
            self.add("unreadable_code", *draft.about, cell=cell)
        if code.from_date:
            self.add("code_is_date", *draft.about, cell=cell)
        self.codes.setdefault((place.scope, code.parts), []).append(draft)

    def _repair_code(self, row: _Row, code: Code, name: str) -> Code:
        family = code.parts[:-1]
        repaired = restore_zero(code, self.siblings.get(family))
        if repaired:
            self.add(
                "code_zero_restored",
                row.number,
                repaired.text,
                one_line(name),
                cell=row.cell("code"),
                number=code.text,
            )
        code = repaired or code
        self.siblings[family] = code
        return code

    def _add_draft(self, row: _Row, code: str, name: str, parent: int | None) -> _Draft:
        name, options = _split_name(name)
        draft = _Draft(
            index=len(self.drafts),
            row=row.number,
            code=code,
            name=name,
            level=1 if parent is None else self.drafts[parent].level + 1,
            parent=parent,
            max_score=None,
        )
        if not name:
            self.add("missing_name", row.number, code, "", cell=row.cell("name"))
        draft.max_score, problem = self._read_score(row, draft)
        draft.max_is_wrong = problem is not None
        if draft.max_score is not None and draft.max_score < 0:
            self.add(
                "score_negative", *draft.about, cell=row.cell("max_score"), score=draft.max_score
            )
            draft.max_score, draft.max_is_wrong = None, True
        if parent is not None:
            self.drafts[parent].has_children = True
        self.drafts.append(draft)
        self._add_lines(row, draft, "name", options)
        self._take_other_columns(row, draft)
        return draft

    def _read_score(self, row: _Row, draft: _Draft) -> tuple[Decimal | None, ScoreError | None]:
        """Return the number in a row's score column, or what is wrong with it, once reported."""
        try:
            return _score_of(row), None
        except ScoreError as problem:
            self._report_score(row, draft, "max_score", problem)
            return None, problem

    def _report_score(self, row: _Row, draft: _Draft, role: str, problem: ScoreError) -> None:
        cell = row.cell(role)
        if problem.kind == "formula":
            self._add_for(draft, "formula_without_value", row, cell=cell, column=role)
        else:
            self._add_for(draft, f"score_{problem.kind}", row, cell=cell, **problem.params)

    def _add_for(self, draft: _Draft, kind: str, row: _Row, **params) -> None:
        """Add a finding about a row that belongs to a criterion above it."""
        self.add(kind, row.number, draft.code, draft.name, **params)

    # Rows below a criterion

    def _take_lines(self, row: _Row, name: str) -> None:
        """Take a row without a code: options, words, or more of the other columns."""
        draft = self.drafts[-1] if self.drafts else None
        if name and row.has_max and (draft is None or _SECTION.fullmatch(fold(name))):
            code = Code("", (fold(name),), "section")
            self.outline.place(len(self.drafts), code)
            section = self._add_draft(row, "", name, None)
            self.add("missing_code", *section.about, cell=row.cell("code"))
            return
        if draft is None:
            text = name or next(iter(row.all_texts()), "")
            if text:
                self.add("stray_text", row.number, cell=row.cell("name"), text=one_line(text))
            return
        if name:
            self._take_options(row, draft, name)
        elif row.has_max:
            self._add_for(
                draft,
                "stray_text",
                row,
                cell=row.cell("max_score"),
                text=one_line(row.text("max_score")),
            )
        self._take_other_columns(row, draft)

    def _take_options(self, row: _Row, draft: _Draft, name: str) -> None:
        options, rest = read_options(name)
        if row.has_max and len(options) <= 1:
            options, rest = [self._with_cell_score(row, draft, read_option(name))], []
        self._add_lines(row, draft, "name", options)
        self._add_lines(
            row, draft, "name", [ScoredText(one_line(text), text, None) for text in rest]
        )

    def _add_lines(
        self, row: _Row, draft: _Draft, role: str, options: Iterable[ScoredText]
    ) -> None:
        for option in options:
            if option.problem:
                where = "max_score" if option.in_own_cell else role
                self._report_score(row, draft, where, option.problem)
            draft.lines.append(_Line(row.number, row.cell(role), option))

    def _with_cell_score(self, row: _Row, draft: _Draft, option: ScoredText) -> ScoredText:
        """Return the option with the score that stands in its own cell, if that is one."""
        try:
            score = _score_of(row)
        except ScoreError as problem:
            return ScoredText(option.name, option.text, None, problem, in_own_cell=True)
        if score is not None and option.score is not None and option.score != score:
            self._add_for(
                draft,
                "option_scores_differ",
                row,
                cell=row.cell("max_score"),
                option=option.name,
                score=score,
                text_score=option.score,
            )
        return ScoredText(option.name, option.text, score)

    def _take_other_columns(self, row: _Row, draft: _Draft) -> None:
        method = row.text("method")
        if method:
            options, rest = read_options(method)
            self._add_lines(row, draft, "method", options)
            draft.texts["guidance"] += rest if options else [method]
        for role in _TEXT_ROLES:
            text = row.text(role)
            if text:
                draft.texts[role].append(text)

    # Totals and the end

    def _take_total(self, row: _Row) -> None:
        if _SUBTOTAL.search(fold(row.first_text)):
            return
        self.ended_by, self.end_row, self.held = "total", row.number, []
        tops = [draft for draft in self.drafts if draft.parent is None]
        try:
            score = _score_of(row) if row.has_max else read_option(row.first_text).score
        except ScoreError as problem:
            score = None
            self._report_total(row, problem.text)
        self.total = (row, score, tops)

    def _report_total(self, row: _Row, text: str) -> None:
        self.add("total_unreadable", row.number, cell=row.cell("max_score"), text=shorten(text))

    def finish(self) -> tuple[list[RubricNode], Decimal | None]:
        """Return the criteria and the declared total, once all rows are taken."""
        nodes = [self._freeze(draft) for draft in self.drafts]
        column = self.header.columns["max_score"]
        wrong = {draft.index for draft in self.drafts if draft.max_is_wrong}
        self.findings += fill_missing_maxima(nodes, column, wrong)
        self.findings += check_sums(nodes, column)
        self.findings += check_methods(nodes, is_understood)
        self.findings += check_options(nodes)
        self._check_codes()
        declared = self._check_total(nodes)
        self._check_end()
        if self.hidden_rows:
            self.add("hidden_rows", self.hidden_rows[0], rows=tuple(self.hidden_rows))
        return nodes, declared

    def _freeze(self, draft: _Draft) -> RubricNode:
        options, words = self._settle_lines(draft)
        return RubricNode(
            index=draft.index,
            row=draft.row,
            code=draft.code,
            name=draft.name,
            level=draft.level,
            parent=draft.parent,
            max_score=draft.max_score,
            options=tuple(options),
            evidence="\n".join(draft.texts["evidence"]),
            guidance="\n".join([*draft.texts["guidance"], *words]),
            note="\n".join(draft.texts["note"]),
            requirements=_split_requirements(draft.texts["evidence"]),
        )

    def _settle_lines(self, draft: _Draft) -> tuple[list[RubricOption], list[str]]:
        """Decide which lines are options, now that the whole criterion is known.

        Beside scored options, or with a bullet, a line without a score is an option that lacks
        one. Otherwise it is a method in words; below a criterion with children it is neither.
        """
        has_options = any(line.option.has_tail for line in draft.lines)
        options, words = [], []
        for line in draft.lines:
            option = line.option
            is_option = option.has_tail or (
                not draft.has_children
                and not option.text.endswith(":")
                and (has_options or has_bullet(option.text))
            )
            if is_option:
                name = option.name if option.has_tail else read_option(option.text).name
                options.append(RubricOption(line.row, line.cell, name, option.text, option.score))
                if not option.has_tail:
                    self.add(
                        "option_without_score",
                        line.row,
                        draft.code,
                        draft.name,
                        cell=line.cell,
                        option=name,
                    )
                continue
            words.append(option.text)
            if draft.has_children:
                self.add(
                    "stray_text",
                    line.row,
                    draft.code,
                    draft.name,
                    cell=line.cell,
                    text=option.name,
                )
        return options, words

    def _check_codes(self) -> None:
        for drafts in self.codes.values():
            first, *others = drafts
            if others:
                column = self.header.columns.get("code") or self.header.columns["name"]
                self.add(
                    "code_used_twice",
                    *others[0].about,
                    cell=cell_name(others[0].row, column),
                    rows=tuple(draft.row for draft in drafts),
                    first_row=first.row,
                    first_name=first.name,
                )

    def _check_total(self, nodes: list[RubricNode]) -> Decimal | None:
        if self.total is None:
            return None
        row, declared, tops = self.total
        total = add_up(nodes[draft.index] for draft in tops)
        if None not in (declared, total) and declared != total:
            self.add(
                "total_differs",
                row.number,
                cell=row.cell("max_score"),
                declared=declared,
                total=total,
            )
        return declared

    def _check_end(self) -> None:
        """Name the criteria below the last total row; an earlier one was a sub-total."""
        late = [draft for draft in self.drafts if self.end_row and draft.row > self.end_row]
        if late:
            self.add(
                "rows_after_end",
                *late[0].about,
                rows=tuple(draft.row for draft in late),
                end_row=self.end_row,
            )

    def _report_repeated_columns(self) -> None:
        for role, row, column, heading in self.header.repeated:
            if role in _ONLY_ONE:
                self.add(
                    "repeated_column",
                    row,
                    cell=cell_name(row, self.header.columns[role]),
                    column=role,
                    ignored_cell=cell_name(row, column),
                    heading=heading,
                )


def _score_of(row: _Row) -> Decimal | None:
    """Return the number in a row's score column.

    :raises ScoreError: of parse_score's kinds, or ``is_date`` or ``formula`` (without a value).
    """
    if row.lacks_value("max_score"):
        raise ScoreError("formula", "")
    if isinstance(row.max_score, datetime.date | datetime.time | datetime.timedelta):
        raise ScoreError("is_date", str(row.max_score))
    return parse_score(row.max_score, most=MOST_POINTS)


def _split_name(text: str) -> tuple[str, list[ScoredText]]:
    """Return a criterion's name and the options that stand below it in the same cell."""
    first, *others = text.split("\n")
    options, rest = read_options("\n".join(others)) if others else ([], [])
    if len(options) < 2:
        return one_line(text), []
    return one_line("\n".join([first, *rest])), options


def _split_requirements(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the documents that the evidence column names, one per line or per semicolon."""
    pieces = (piece for text in texts for piece in re.split(r"[\n;]", text))
    names = (strip_bullet(piece).strip(" .") for piece in pieces)
    return tuple(filter(None, names))
