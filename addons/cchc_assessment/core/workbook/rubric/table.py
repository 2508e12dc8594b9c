"""Takes the rows of a rubric's table one by one, makes the tree of them, and says what became of each cell."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from ...plain.text import clean, fold, one_line, shorten
from ..codes import Code, Outline, continues, read_code, restore_zero, split_code
from ..headings import Header, labels_of, numbers_columns, repeats_header
from ..numbers import ScoreError
from ..safe_open import SheetShape, cell_name
from .checks import check_best, check_methods, check_options, check_sums, fill_missing_maxima
from .conditions import are_met_or_not, settle_conditions, split_alternatives, state_options
from .data import CellReading, Finding, RubricNode, RubricOption, add_up, make_finding
from .option_text import (
    ScoredText,
    has_bullet,
    holds_several,
    is_rate,
    read_option,
    read_options,
    strip_bullet,
)
from .rows import PARTS, TEXT_ROLES, Draft, Line, Row, shape_of
from .rule_guess import is_proportional, is_understood, survey_is_likely
from .settling import as_lines, find_coded_options, find_slips, find_uncoded_criteria

#: What somebody may say that a row is; "code:7.1.1" says what its code is meant as.
CORRECTIONS = ("criterion", "child", "option", "total", "remark")

_TOTAL = re.compile(
    r"(?:tong|cong)(?: cong| so)?(?: diem)?(?: toi da| chuan)?"
    r"(?: (?:i|a|1|cua|linh vuc|phan|muc|tieu chi|nhom|chuong|toan|cac|chung|[ivxl]+|[a-z]|[0-9 ]+)\b.*)?"
)
# "Cộng lĩnh vực 1" closes a part of the table, not the table.
_SUBTOTAL = re.compile(
    r"\b(?:linh vuc|phan|muc|tieu chi|nhom|chuong)\b|(?:tong|cong)(?: diem)? (?:[ivxl]+|[a-z]|[0-9 ]+)$"
)
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
#: Two columns with one of these headings cannot both be read.
_ONLY_ONE = ("max_score", "method", *TEXT_ROLES)
_ADDED = ("bonus", "penalty")
# What the parts of a criterion are called that has a bonus or penalty beside its base score.
_PART_NAMES = {"base": "Điểm chuẩn", "bonus": "Điểm thưởng", "penalty": "Điểm trừ"}
_MOST_LISTED = 20


class TableReader:
    """Takes the rows below the headings of one sheet or of several, and finishes with the criteria.

    :ivar findings: what is odd or wrong. :ivar rows: the rows of the table, by their numbers.
    """

    def __init__(
        self, findings: list[Finding], corrections: Mapping[str, str], *, is_joined: bool = False
    ):
        self.findings = findings
        self.drafts: list[Draft] = []
        self.rows: dict[str, Row] = {}
        self._corrections = corrections
        self._is_joined = is_joined
        self._outline = Outline()
        self._siblings: dict[tuple[str, ...], Code] = {}
        self._codes: dict[tuple, list[Draft]] = {}
        # The total rows: each row, its number, and the top criteria above it.
        self._totals: list[tuple[Row, Decimal | None, list[Draft]]] = []
        # What ended the table, its row, and what stands below it until the table goes on.
        self._ended_by = ""
        self._end_row: int | None = None
        self._held: list[tuple[Row, Code | None, str]] = []
        self._hidden_rows: list[int] = []
        self._either: Draft | None = None
        self._either_rows: list[int] = []
        # what became of each cell, by sheet, row and column
        self._parts: dict[tuple[str, int, int], tuple[str, Draft | None]] = {}
        self._remarks: list[Row] = []
        self._no_scores: set[tuple[int, str]] = set()
        self._columns: dict[tuple[str, int, str], list[tuple[int, str]]] = {}

    def add(self, kind: str, row: int | None = None, code: str = "", name: str = "", **params):
        self.findings.append(make_finding(kind, row, code, name, **params))

    def take_sheet(self, shape: SheetShape, header: Header, rows: list[tuple[int, tuple]]) -> None:
        """Take the rows of a whole sheet; those of the title block and header are only accounted for."""
        self.shape, self.header = shape, header
        self._place = f"{shape.name}!" if self._is_joined else ""
        self._ended_by = ""
        self._report_repeated_columns()
        below = [
            Row(number, cells, header, shape, self._place)
            for number, cells in rows
            if number > header.last_row
        ]
        self._heads = _find_uncounted_heads(below)
        for number, cells in rows:
            if number <= header.last_row:
                part = "title" if number < header.first_row else "heading"
                self._mark_all(number, cells, part)
        self._take_rows(below)
        self._flush_held()
        self._report_columns(rows)

    def _take_rows(self, rows: list[Row]) -> None:
        below_heading = True
        height = self.header.last_row - self.header.first_row
        last_heading = self.header.last_row
        for place, row in enumerate(rows):
            if row.number <= last_heading:
                self._mark_all(row.number, row.cells, "heading")
            elif repeats_header(row.cells, self.header):
                if self._ended_by:
                    self.add("second_table_ignored", row.number)
                    for each in rows[place:]:
                        self._mark_all(each.number, each.cells, "unread")
                    return
                below_heading = True
                last_heading = row.number + height
                self._mark_all(row.number, row.cells, "heading")
            elif below_heading and numbers_columns(row.cells, self.header):
                self._mark_all(row.number, row.cells, "heading")
            else:
                below_heading = False
                self._take(row)

    # What a row is

    def _take(self, row: Row) -> None:
        self.rows[row.key] = row
        said = self._corrections and (
            self._corrections.get(row.key) or self._corrections.get(shape_of(row), "")
        )
        said = said or ""
        if self._lacks_words(row):
            self._mark(row, "unread")
            return
        code, name = self._code_and_name(row, said)
        if said in ("total", "remark"):
            if said == "total":
                self._take_total(row)
            else:
                self._pass_over(row)
            return
        if not said and self._is_total(row, code):
            self._take_total(row)
            return
        if not self._ended_by and not said and self._is_signature(row, code):
            self._ended_by = "signature"
        if self._ended_by:
            self._held.append((row, code, name))
            if row.has_max and (code or _SECTION.fullmatch(fold(name))):
                self._go_on()
            return
        self._take_content(row, code, name, said)

    def _go_on(self) -> None:
        """Take what was held: a criterion with a maximum proves that the table had not ended.

        Below a total only criteria are taken, for the rest are its remarks; what looked like a
        signature was then none, and everything below it counts.
        """
        by_total = self._ended_by == "total"
        held, self._held, self._ended_by = self._held, [], ""
        for row, code, name in held:
            proper = code is not None and code.kind != "other" and bool(name)
            if proper or row.has_max or not by_total:
                self._take_content(row, code, name)
            else:
                self._pass_over(row)

    def _flush_held(self) -> None:
        held, self._held = self._held, []
        for row, _code, _name in held:
            self._pass_over(row)

    def _pass_over(self, row: Row) -> None:
        self._mark(row, "remark")
        self._remarks.append(row)

    def _take_content(self, row: Row, code: Code | None, name: str, said: str = "") -> None:
        if row.is_hidden:
            self._hidden_rows.append(row.number)
        if row.is_connection and not said:
            self._take_connection(row)
        elif said == "option" and self.drafts:
            self._take_options(row, self.drafts[-1], name or row.name_lines)
            self._take_other_columns(row, self.drafts[-1])
            self._mark(row, "option", self.drafts[-1])
        elif code and said != "child":
            self._take_node(row, code, name)
        elif said in ("criterion", "child"):
            self._take_uncoded(row, name or row.name_lines, code, is_child=said == "child")
        else:
            self._take_lines(row, name)

    def _code_and_name(self, row: Row, said: str) -> tuple[Code | None, str]:
        """Return a row's code and name, wherever between two cells the border is drawn."""
        code = read_code(row.code_value, row.code_format) if row.code_column else None
        name = row.name_lines
        if said.startswith("code:"):
            return read_code(said.removeprefix("code:")), name
        if not row.name and code and code.kind == "other":
            # "I. CẢI CÁCH THỂ CHẾ" in one cell that is merged over both columns.
            text = clean(row.code_value)
            code, name = split_code(text) or (None, text)
        elif code is None:
            split = split_code(name)
            if split is None or not self._heads_a_criterion(row, split[0], split[1], said):
                return None, name
            code, name = split
        if code and said != "criterion" and self._is_lettered_option(row, code, name):
            return None, name
        return code, name

    def _heads_a_criterion(self, row: Row, code: Code, name: str, said: str) -> bool:
        """Whether a code inside a text makes the row a criterion, where codes have a column of their own, too.

        A maximum does, and a code that the next one goes on from, or that goes on from the one before.
        """
        if not row.header.code_columns or said in ("criterion", "child"):
            return True
        if row.has_max or row.number in self._heads:
            return True
        if read_option(name).has_tail or code.kind not in ("digits", "roman", "upper"):
            return False
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.parsed is None or last.row.code_column == 0:
            return False
        was_inside = read_code(last.row.code_value) is None
        return was_inside and last.parsed.kind == code.kind and _goes_on(code, last.parsed)

    def _is_lettered_option(self, row: Row, code: Code, name: str) -> bool:
        """Whether "a) Ban hành kịp thời: 1" is an option: it has a score, but no maximum."""
        if row.has_max or not self.drafts or not read_option(name).has_tail:
            return False
        in_text = read_code(row.code_value) is None
        return code.kind in ("lower", "lower_roman") or not row.header.code_columns or in_text

    def _is_total(self, row: Row, code: Code | None) -> bool:
        label = read_option(row.first_text).name
        if not label or len(label) > 60 or not _TOTAL.fullmatch(fold(label)):
            return False
        # "8 | Tổng điểm | 100" is a total even though someone numbered it.
        return code is None or code.kind == "other" or not code.parts[1:]

    def _is_signature(self, row: Row, code: Code | None) -> bool:
        if row.has_max or (code and code.kind != "other"):
            return False
        return any(
            not read_option(text).has_tail
            and (_ON_BEHALF.match(text) or _SIGNATURE.fullmatch(fold(text[:200].split("\n", 1)[0])))
            for text in map(clean, row.all_texts())
        )

    def _lacks_words(self, row: Row) -> bool:
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

    def _take_node(self, row: Row, code: Code, name: str) -> None:
        code = self._repair_code(row, code, name)
        place = self._outline.place(len(self.drafts), code)
        parent = self.drafts[place.parent] if place.parent is not None else None
        draft = self._add_draft(row, code.text, name, parent)
        draft.parsed = code
        cell = row.cell("code")
        if place.oddity:
            self.add(
                place.oddity,
                *draft.about,
                cell=cell,
                parent_code=parent.code if parent else "",
                parent_name=parent.name if parent else "",
                parent_row=parent.row.number if parent else None,
            )
        if code.kind == "other":
            self.add("unreadable_code", *draft.about, cell=cell)
        if code.from_date:
            self.add("code_is_date", *draft.about, cell=cell)
        self._codes.setdefault((place.scope, code.parts), []).append(draft)

    def _repair_code(self, row: Row, code: Code, name: str) -> Code:
        family = code.parts[:-1]
        repaired = restore_zero(code, self._siblings.get(family))
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
        self._siblings[family] = code
        return code

    def _take_uncoded(
        self, row: Row, name: str, code: Code | None, *, is_child: bool = False
    ) -> Draft:
        """Take a row without a code as a criterion: below the last one, or beside it."""
        last = self.drafts[-1] if self.drafts else None
        parent = last if is_child or last is None else last.parent
        self._outline.place(len(self.drafts), Code("", (f"{row.place}{row.number}",), "other"))
        draft = self._add_draft(row, code.text if code else "", name, parent)
        if not is_child and code is None:
            self.add("missing_code", *draft.about, cell=row.cell("code"))
        return draft

    def _add_draft(self, row: Row, code: str, name: str, parent: Draft | None) -> Draft:
        name, options = _split_name(name)
        draft = Draft(row, code, name, parent)
        if not name:
            self.add("missing_name", row.number, code, "", cell=row.cell("name"))
        self._read_maximum(row, draft)
        for role in _ADDED:
            self._read_added(row, draft, role)
        if parent is not None:
            parent.has_children = True
        self._join_either(draft)
        self.drafts.append(draft)
        self._mark(row, "", draft)
        self._add_lines(row, draft, "name", options)
        self._take_other_columns(row, draft)
        return draft

    def _read_maximum(self, row: Row, draft: Draft) -> None:
        if row.is_condition:
            draft.is_condition = True
            return
        draft.max_score, problem = self._read_score(row, draft)
        draft.max_is_wrong = problem is not None
        if draft.max_score is not None and draft.max_score < 0:
            self.add(
                "score_negative", *draft.about, cell=row.cell("max_score"), score=draft.max_score
            )
            draft.max_score, draft.max_is_wrong = None, True

    def _read_added(self, row: Row, draft: Draft, role: str) -> None:
        """Read the bonus or penalty of a criterion's own; a sign before it only says which it is."""
        try:
            score = row.read_score(role) if role in self.header.columns else None
        except ScoreError as problem:
            self._report_score(row, draft, role, problem)
            return
        if score:
            setattr(draft, role, abs(score))

    def _read_score(self, row: Row, draft: Draft) -> tuple[Decimal | None, ScoreError | None]:
        """Return the number in a row's score column, or what is wrong with it, once reported."""
        try:
            return row.read_score(), None
        except ScoreError as problem:
            self._report_score(row, draft, "max_score", problem)
            return None, problem

    def _report_score(self, row: Row, draft: Draft, role: str, problem: ScoreError) -> None:
        cell = row.cell(role)
        if problem.kind == "formula":
            self._add_for(draft, "formula_without_value", row, cell=cell, column=role)
        else:
            self._add_for(draft, f"score_{problem.kind}", row, cell=cell, **problem.params)

    def _add_for(self, draft: Draft, kind: str, row: Row, **params) -> None:
        """Add a finding about a row that belongs to a criterion above it."""
        self.add(kind, row.number, draft.code, draft.name, **params)

    # "Hoặc" between criteria

    def _take_connection(self, row: Row) -> None:
        self._mark(row, "connection", self.drafts[-1] if self.drafts else None)
        self._either = self.drafts[-1] if self.drafts else None
        self._either_rows = [row.number]

    def _join_either(self, draft: Draft) -> None:
        """Say that a criterion excludes the one before "Hoặc" that stands beside it."""
        other, self._either = self._either, None
        while other is not None and other.parent is not draft.parent:
            other = other.parent
        if other is not None:
            other.either = other.either or other
            draft.either = other.either

    # Rows below a criterion

    def _take_lines(self, row: Row, name: str) -> None:
        """Take a row without a code: options, words, or more of the other columns."""
        draft = self.drafts[-1] if self.drafts else None
        if name and row.has_max and (draft is None or _SECTION.fullmatch(fold(name))):
            code = Code("", (fold(name),), "section")
            self._outline.place(len(self.drafts), code)
            section = self._add_draft(row, "", name, None)
            self.add("missing_code", *section.about, cell=row.cell("code"))
            return
        if draft is None:
            text = name or next(iter(row.all_texts()), "")
            self._mark(row, "unread")
            if text:
                self.add("stray_text", row.number, cell=row.cell("name"), text=one_line(text))
            return
        if name and row.has_max and self._begins_a_criterion(row, draft, name):
            self._take_uncoded(row, name, None)
            return
        # a line that goes on from "Hoặc" is the other option
        self._either = None
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
        self._mark(row, "option", draft)
        self._take_other_columns(row, draft)

    def _begins_a_criterion(self, row: Row, draft: Draft, name: str) -> bool:
        """Whether a row without a code, but with a number, is a criterion: options before it have theirs in texts."""
        if (
            read_option(name).has_tail
            or has_bullet(name)
            or not isinstance(row.max_score, int | float)
        ):
            return row.is_condition
        in_texts = [line for line in draft.lines if line.row is None and line.option.has_tail]
        return len(in_texts) > 1 or row.is_condition

    def _take_options(self, row: Row, draft: Draft, name: str) -> None:
        options, rest = read_options(name)
        if row.has_max and len(options) <= 1:
            option = self._with_cell_score(row, draft, read_option(name))
            self._add_lines(row, draft, "name", [option], own=True)
            return
        self._add_lines(row, draft, "name", options)
        self._add_lines(
            row, draft, "name", [ScoredText(one_line(text), text, None) for text in rest]
        )

    def _add_lines(
        self,
        row: Row,
        draft: Draft,
        role: str,
        options: Iterable[ScoredText],
        *,
        own: bool = False,
    ) -> None:
        for option in options:
            if option.problem:
                where = "max_score" if option.in_own_cell else role
                self._report_score(row, draft, where, option.problem)
            scored = row if own else None
            draft.lines.append(Line(row.number, row.cell(role), option, role, scored))

    def _with_cell_score(self, row: Row, draft: Draft, option: ScoredText) -> ScoredText:
        """Return the option with the score that stands in its own cell, if that is one."""
        try:
            score = row.read_score()
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

    def _take_other_columns(self, row: Row, draft: Draft) -> None:
        method = row.text("method")
        if method:
            options, rest = read_options(method)
            self._add_lines(row, draft, "method", options)
            if options:
                words = [ScoredText(one_line(text), text, None) for text in rest]
                self._add_lines(row, draft, "method", words)
                column = self.header.columns["method"]
                self._parts[self.shape.name, row.number, column] = ("option", draft)
            else:
                draft.texts["guidance"].append(method)
        for role in TEXT_ROLES:
            text = row.text(role)
            if text:
                draft.texts[role].append(text)

    # Totals and the end

    def _take_total(self, row: Row) -> None:
        self._mark(row, "total")
        is_part = bool(_SUBTOTAL.search(fold(row.first_text)))
        if not is_part:
            self._flush_held()
            self._ended_by, self._end_row = "total", row.number
        tops = [draft for draft in self.drafts if draft.parent is None]
        try:
            score = row.read_score() if row.has_max else read_option(row.first_text).score
        except ScoreError as problem:
            score = None
            if not is_part:
                self._report_total(row, problem.text)
        if is_part:
            self._check_part(row, score)
        else:
            self._totals.append((row, score, tops))

    def _check_part(self, row: Row, score: Decimal | None) -> None:
        """Say where a sub-total is another number than the maximum of every criterion that it may close."""
        open_drafts = []
        draft = self.drafts[-1] if self.drafts else None
        while draft is not None:
            open_drafts.append(draft)
            draft = draft.parent
        known = [draft for draft in open_drafts if draft.max_score is not None]
        if score is None or not known or score in [draft.max_score for draft in known]:
            return
        self.add(
            "subtotal_differs",
            row.number,
            known[-1].code,
            known[-1].name,
            cell=row.cell("max_score"),
            declared=score,
            total=known[-1].max_score,
        )

    def _report_total(self, row: Row, text: str) -> None:
        self.add("total_unreadable", row.number, cell=row.cell("max_score"), text=shorten(text))

    # The whole

    def finish(self) -> tuple[list[RubricNode], Decimal | None]:
        """Return the criteria and the declared total, once all rows are taken."""
        self._settle()
        for index, draft in enumerate(self.drafts):
            draft.index = index
        nodes = [self._freeze(draft) for draft in self.drafts]
        self.findings = [
            found
            for found in self.findings
            if not found.kind.startswith("score_")
            or (found.row, found.params.get("cell")) not in self._no_scores
        ]
        column = self.header.columns["max_score"]
        wrong = {draft.index for draft in self.drafts if draft.max_is_wrong}
        self.findings += fill_missing_maxima(nodes, column, wrong)
        nodes = [self._settle_scores(node) for node in nodes]
        self.findings += check_sums(nodes, column)
        self.findings += check_methods(nodes, is_understood)
        self.findings += check_options(nodes)
        self.findings += check_best(nodes)
        self._check_codes()
        self._check_either(nodes)
        declared = self._check_total(nodes)
        self._check_end()
        if self._hidden_rows:
            self.add("hidden_rows", self._hidden_rows[0], rows=tuple(self._hidden_rows))
        if self._remarks:
            rows = [row.number for row in self._remarks]
            text = next((text for row in self._remarks for text in row.all_texts()), "")
            self.add(
                "remarks_passed_over",
                rows[0],
                rows=tuple(rows[:_MOST_LISTED]),
                text=shorten(one_line(clean(text))),
            )
        return nodes, declared

    def read_cells(self) -> Iterator[CellReading]:
        """Yield every cell that is not blank, and what became of it."""
        for (sheet, row, column), (part, draft) in self._parts.items():
            node = None if draft is None else draft.index
            yield CellReading(row, column, part, node, sheet if self._is_joined else "")

    def _settle(self) -> None:
        """Decide what only the whole table can tell, before the criteria are numbered."""
        self._make_options(dict(find_coded_options(self.drafts)))
        for draft in list(find_uncoded_criteria(self.drafts)):
            self._make_criteria(draft)
        for draft in [each for each in self.drafts if each.bonus or each.penalty]:
            if not draft.has_children:
                self._part_added(draft)
        for draft in settle_conditions(self.drafts):
            self._take_as_condition(draft)
        for draft, meant, fits in list(find_slips(self.drafts)):
            draft.doubts.append("code_slip")
            self.add("code_slip", *draft.about, cell=draft.row.cell("code"), meant=meant, fits=fits)

    def _make_options(self, children_of: dict[Draft, list[Draft]]) -> None:
        """Make the coded rows that are the options of a criterion its options."""
        for parent, children in children_of.items():
            parent.lines += as_lines(children)
            parent.has_children = False
            parent.doubts.append("coded_rows")
            for child in children:
                for role in TEXT_ROLES:
                    parent.texts[role] += child.texts[role]
        parent_of = {child: parent for parent, found in children_of.items() for child in found}
        self.drafts = [draft for draft in self.drafts if draft not in parent_of]
        for scope, drafts in self._codes.items():
            self._codes[scope] = [draft for draft in drafts if draft not in parent_of]
        for place, (part, draft) in self._parts.items():
            if draft in parent_of:
                text = part if part in TEXT_ROLES else "option"
                self._parts[place] = (text, parent_of[draft])
        told = {child.about for child in parent_of}
        self.findings[:] = [
            found
            for found in self.findings
            if found.kind != "level_skipped" or (found.row, found.code, found.name) not in told
        ]
        for parent, children in children_of.items():
            self.add(
                "coded_rows_are_options",
                *parent.about,
                codes=tuple(child.code for child in children),
                rows=tuple(child.row.number for child in children),
            )

    def _make_criteria(self, parent: Draft) -> None:
        lines, parent.lines = parent.lines, []
        place = self.drafts.index(parent) + 1
        made = []
        for line in lines:
            draft = Draft(line.row, "", line.option.name, parent, max_score=line.option.score)
            draft.doubts.append("uncoded_rows")
            made.append(draft)
            self._mark_again(line.row, draft)
        parent.has_children = True
        self.drafts[place:place] = made
        self.add(
            "uncoded_rows_are_criteria",
            *parent.about,
            rows=tuple(line.number for line in lines),
            max_score=parent.max_score,
        )

    def _part_added(self, draft: Draft) -> None:
        """Make a criterion with a bonus or penalty of its own the branch of its parts, each with a cap of its own.

        One that has nothing else is a bonus, or a penalty, itself.
        """
        only = [section for section in _ADDED if getattr(draft, section)]
        if draft.max_score is None and not draft.max_is_wrong and len(only) == 1:
            draft.section, draft.max_score = only[0], getattr(draft, only[0])
            return
        self.add(
            "own_bonus_penalty",
            *draft.about,
            cell=draft.row.cell("bonus" if draft.bonus else "penalty"),
            bonus=draft.bonus or Decimal(0),
            penalty=draft.penalty or Decimal(0),
        )
        base = Draft(draft.row, "", _PART_NAMES["base"], draft, max_score=draft.max_score)
        base.lines, draft.lines = draft.lines, []
        base.texts["evidence"], draft.texts["evidence"] = draft.texts["evidence"], []
        base.texts["guidance"] = list(draft.texts["guidance"])
        parts = [base]
        for section in _ADDED:
            if most := getattr(draft, section):
                part = Draft(draft.row, "", _PART_NAMES[section], draft, max_score=most)
                part.section = section
                part.texts["guidance"] = [*draft.texts["guidance"], *draft.texts["note"]]
                parts.append(part)
        draft.has_children = True
        place = self.drafts.index(draft) + 1
        self.drafts[place:place] = parts

    def _freeze(self, draft: Draft) -> RubricNode:
        options, words, left_over = self._find_condition(draft), [], []
        if options:
            draft.texts["guidance"] = []
        else:
            options, words, left_over = self._settle_lines(draft)
        if draft.is_condition and not draft.has_children:
            options = state_options(options, draft.row.number)
            self._report_condition(draft, options)
        if draft.either is not None:
            draft.doubts.append("either_or")
        node = RubricNode(
            index=draft.index,
            row=draft.row.number,
            code=draft.code,
            name=draft.name,
            level=draft.level,
            parent=None if draft.parent is None else draft.parent.index,
            max_score=draft.max_score,
            options=tuple(options),
            evidence="\n".join(draft.texts["evidence"]),
            guidance="\n".join([*draft.texts["guidance"], *words]),
            note="\n".join(draft.texts["note"]),
            requirements=_split_requirements(draft.texts["evidence"]),
            section=draft.section,
            bonus=draft.bonus,
            penalty=draft.penalty,
            is_condition=draft.is_condition,
            either=None if draft.either is None else draft.either.index,
            left_over=tuple(left_over),
            doubts=tuple(draft.doubts),
            sheet=draft.row.shape.name if self._is_joined else "",
        )
        if not draft.has_children and survey_is_likely(node):
            self.add("survey_in_words", *draft.about)
            node = replace(node, scored_by="council", doubts=(*node.doubts, "survey"))
        return node

    def _find_condition(self, draft: Draft) -> list[RubricOption]:
        """Take a leaf without points whose two lines say "Đạt" and "Không đạt" for one that is met or not.

        :return: these lines as its options, though they have no points; empty where it has none
        """
        if draft.has_children or draft.max_score is not None:
            return []
        if any(line.option.has_tail for line in draft.lines):
            return []
        cell = draft.row.cell("max_score")
        texts = [(draft.row.number, cell, text) for text in draft.texts["guidance"]]
        texts += [(line.number, line.cell, line.option.text) for line in draft.lines]
        options = [
            RubricOption(number, place, name, name, None)
            for number, place, text in texts
            for name in split_alternatives(text)
        ]
        names = [option.name for option in options]
        if not are_met_or_not(names, is_stated=draft.is_condition):
            return []
        self._take_as_condition(draft)
        return options

    def _take_as_condition(self, draft: Draft) -> None:
        """Make a criterion one that is met or not: "-" is no number then that anybody has to mend."""
        draft.is_condition, draft.max_is_wrong = True, False
        self._no_scores.add((draft.row.number, draft.row.cell("max_score")))

    def _report_condition(self, draft: Draft, options: list[RubricOption]) -> None:
        names = " / ".join(option.name for option in options)
        self.add(
            "condition_without_points",
            *draft.about,
            cell=draft.row.cell("max_score"),
            text=one_line(draft.row.text("max_score")) if draft.row.is_condition else names,
            option=options[0].name,
        )

    def _settle_lines(self, draft: Draft) -> tuple[list[RubricOption], list[str], list[str]]:
        """Decide which lines are options, now that the whole criterion is known.

        Beside scored options, or with a bullet, a line without a score is an option that lacks
        one. Otherwise it is a method in words; below a criterion with children it is neither.
        Returns the options, the words, and those of the words that are left over beside options.
        """
        lines = draft.lines
        if any(is_proportional(line.option.text) for line in lines):
            # "dưới 50% không tính điểm" beside a ratio is where that begins
            lines = [_as_words(line) for line in lines]
        has_options = any(line.option.has_tail for line in lines)
        options, words, left_over = [], [], []
        for line in lines:
            option = line.option
            is_option = option.has_tail or (
                not draft.has_children
                and line.role != "method"
                and not option.text.endswith(":")
                and (has_options or has_bullet(option.text))
                and not (is_rate(option.text) and not has_options)
            )
            if is_option:
                options.append(self._make_option(draft, line))
                continue
            words.append(option.text)
            if draft.has_children:
                self._report_stray(draft, line)
            elif not option.text.endswith(":"):
                left_over.append(option.text)
        if not options:
            left_over = []
        elif left_over:
            first = next(line for line in lines if line.option.text == left_over[0])
            self.add(
                "text_left_over",
                first.number,
                draft.code,
                draft.name,
                cell=first.cell,
                text=shorten(one_line(left_over[0])),
            )
        return options, words, left_over

    def _make_option(self, draft: Draft, line: Line) -> RubricOption:
        option = line.option
        name = option.name if option.has_tail else read_option(option.text).name
        where = {"cell": line.cell, "option": name}
        if not option.has_tail and not draft.is_condition:
            self.add("option_without_score", line.number, draft.code, draft.name, **where)
        if holds_several(name):
            draft.doubts.append("scores_inside")
            self.add("scores_in_option", line.number, draft.code, draft.name, **where)
        if option.off is not None:
            draft.doubts.append("points_off")
        return RubricOption(
            line.number,
            line.cell,
            name,
            option.text,
            option.score_of(draft.max_score),
            share=option.share,
        )

    def _settle_scores(self, node: RubricNode) -> RubricNode:
        """Give options that are a share of the maximum their scores where that was not known before."""
        if all(option.share is None or option.score is not None for option in node.options):
            return node
        options = (
            option
            if option.share is None
            else replace(
                option, score=ScoredText("", "", None, share=option.share).score_of(node.max_score)
            )
            for option in node.options
        )
        return replace(node, options=tuple(options))

    def _report_stray(self, draft: Draft, line: Line) -> None:
        self.add(
            "stray_text",
            line.number,
            draft.code,
            draft.name,
            cell=line.cell,
            text=line.option.name,
        )

    def _check_codes(self) -> None:
        for drafts in self._codes.values():
            if len(drafts) < 2:
                continue
            first, *others = drafts
            self.add(
                "code_used_twice",
                *others[0].about,
                cell=others[0].row.cell("code"),
                rows=tuple(draft.row.number for draft in drafts),
                first_row=first.row.number,
                first_name=first.name,
            )

    def _check_either(self, nodes: list[RubricNode]) -> None:
        groups: dict[int, list[RubricNode]] = {}
        for node in nodes:
            if node.either is not None:
                groups.setdefault(node.either, []).append(node)
        for group in groups.values():
            self.add(
                "either_or",
                group[0].row,
                group[0].code,
                group[0].name,
                codes=tuple(node.code for node in group),
                rows=tuple(node.row for node in group),
            )

    def _check_total(self, nodes: list[RubricNode]) -> Decimal | None:
        """Return what the last total says; one that closes the last domain alone is a sub-total."""
        declared = None
        numbered = set(self.drafts)
        for place, (row, score, tops) in enumerate(self._totals):
            kept = [draft for draft in tops if draft in numbered]
            total = add_up(nodes[draft.index] for draft in kept)
            is_last = place == len(self._totals) - 1
            closes_last = (
                kept and score == nodes[kept[-1].index].max_score and len(self._totals) > 1
            )
            if closes_last and score != total:
                continue
            if None not in (score, total) and score != total and (is_last or not closes_last):
                self.add(
                    "total_differs",
                    row.number,
                    cell=row.cell("max_score"),
                    declared=score,
                    total=total,
                )
            declared = score
        return declared

    def _check_end(self) -> None:
        """Name the criteria below the last total row; an earlier one was a sub-total."""
        late = [
            draft for draft in self.drafts if self._end_row and draft.row.number > self._end_row
        ]
        if late and not self._is_joined:
            self.add(
                "rows_after_end",
                *late[0].about,
                rows=tuple(draft.row.number for draft in late),
                end_row=self._end_row,
            )

    def _report_repeated_columns(self) -> None:
        for role, row, column, heading in self.header.repeated:
            if role in _ONLY_ONE:
                self.add(
                    "repeated_column",
                    row,
                    cell=self._place + cell_name(row, self.header.columns[role]),
                    column=role,
                    ignored_cell=self._place + cell_name(row, column),
                    heading=heading,
                )

    # What became of each cell

    def _mark_all(self, number: int, cells: tuple, part: str) -> None:
        for column, cell in enumerate(cells, 1):
            if cell.value is not None and (not isinstance(cell.value, str) or cell.value.strip()):
                self._parts[self.shape.name, number, column] = (part, None)

    def _mark(self, row: Row, part: str, draft: Draft | None = None) -> None:
        """Say what the cells of a row are: of a criterion's own row each what its column is, else ``part``.

        A total, a connection and what is passed over take the whole row; an option has columns beside it.
        """
        roles = self._roles()
        for column in row.filled_columns():
            role = roles.get(column, "")
            own = role in ("code", "name", "max_score")
            if part in ("", "option") and not own:
                found = PARTS.get(role, "unread")
            elif part == "":
                found = role if role != "code" or column == row.code_column else "unread"
            else:
                found = part
            self._parts[self.shape.name, row.number, column] = (found, draft)
            if found in ("unread", "remark") and part in ("", "option"):
                text = one_line(clean(row.cells[column - 1].value))
                self._columns.setdefault((self._place, column, found), []).append(
                    (row.number, text)
                )

    def _mark_again(self, row: Row, draft: Draft) -> None:
        """Say that a row is a criterion's own after all."""
        for role in ("name", "max_score"):
            columns = row.header.name_columns if role == "name" else (row.header.columns[role],)
            for column in columns:
                place = (row.shape.name, row.number, column)
                if place in self._parts:
                    self._parts[place] = (role, draft)

    def _roles(self) -> dict[int, str]:
        if getattr(self, "_roles_of", None) is not self.header:
            self._roles_of = self.header
            self._roles_by_column = {
                **{column: role for role, column in self.header.columns.items()},
                **dict.fromkeys(self.header.name_columns, "name"),
                **dict.fromkeys(self.header.code_columns, "code"),
            }
        return self._roles_by_column

    def _report_columns(self, rows: list[tuple[int, tuple]]) -> None:
        """Say which columns have texts that no rubric has a place for."""
        headings = labels_of(rows, self.shape.merges, self.header)
        said = {
            column for role, _row, column, _heading in self.header.repeated if role in _ONLY_ONE
        }
        for (place, column, part), found in self._columns.items():
            if column in said:
                continue
            heading = headings.get(column, "")
            about = {
                "cell": place + cell_name(found[0][0], column),
                "heading": heading,
                "count": len(found),
            }
            if part == "unread":
                self.add("column_not_read", found[0][0], text=shorten(found[0][1]), **about)
            else:
                self.add("column_passed_over", found[0][0], **about)
        self._columns = {}


def _find_uncounted_heads(rows: list[Row]) -> set[int]:
    """Return the rows that have a code inside their text and no maximum, and that the next code goes on from."""
    heads = set()
    last: tuple[Row, Code] | None = None
    for row in rows:
        code = read_code(row.code_value, row.code_format) if row.code_column else None
        if code is None or code.kind == "other":
            split = split_code(row.name_lines)
            code = split[0] if split else None
            inside = True
        else:
            inside = False
        if code is None:
            continue
        if last and row.has_max and _goes_below(code, last[1]):
            heads.add(last[0].number)
        last = (row, code) if inside and not row.has_max else None
    return heads


def _goes_below(code: Code, above: Code) -> bool:
    """Whether a code stands right below another: 1.1 below 1, a below 1."""
    if len(code.parts) == len(above.parts) + 1:
        return code.parts[:-1] == above.parts
    return code.kind in ("lower", "lower_roman") and above.kind in ("digits", "roman", "upper")


def _goes_on(code: Code, before: Code) -> bool:
    """Whether a code is a later one in the family of another, or of what stands above that: 1.3, or 2, after 1.2."""
    size = len(code.parts)
    if not code.parts[-1].isdigit() or size > len(before.parts):
        return continues(code, before) and code.parts[:-1] == before.parts
    same = code.parts[:-1] == before.parts[: size - 1]
    last = before.parts[size - 1]
    return same and last.isdigit() and int(code.parts[-1]) == int(last) + 1


def _as_words(line: Line) -> Line:
    if not line.option.is_worded:
        return line
    return replace(line, option=ScoredText(one_line(line.option.text), line.option.text, None))


def _split_name(text: str) -> tuple[str, list[ScoredText]]:
    """Return a criterion's name and the options that stand below it in the same cell."""
    first, *others = text.split("\n")
    options, rest = read_options("\n".join(others)) if others else ([], [])
    if len(options) < 2:
        return one_line(text), []
    return one_line("\n".join([first, *rest])).rstrip(" :"), options


def _split_requirements(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the documents that the evidence column names, one per line or per semicolon."""
    pieces = (piece for text in texts for piece in re.split(r"[\n;]", text))
    names = (strip_bullet(piece).strip(" .") for piece in pieces)
    return tuple(filter(None, names))
