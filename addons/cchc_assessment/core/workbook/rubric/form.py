"""Our own form of a rubric: a column for every parameter, so that nothing has to be guessed.

The export writes it, and it is the template for writing a rubric by hand. Texts are taken as they
stand; whoever leaves a column blank has not said it. A row is a criterion of the level that it
states or, without one, that its code gives; "Mức" marks an option of the criterion above it.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ...plain.dates import YearDay, read_year_days, short_date
from ...plain.text import fold, one_line
from ..codes import Code, Outline, contradicts, read_code, scope_below
from ..headings import Header, repeats_header
from ..numbers import MOST_POINTS, ScoreError, parse_score
from ..safe_open import SheetShape, cell_name, number_format_of
from .checks import check_best, check_methods, check_options, check_sums, fill_missing_maxima
from .data import Finding, RubricNode, RubricOption, StatedRule, make_finding
from .rule_guess import is_understood

OPTION_LEVEL = "Mức"
YES, NO = "Có", "Không"
FROM, ABOVE = "Từ", "Trên"

#: The words are those that the screens show in Vietnamese, so that one thing has one name.
SECTIONS = {"base": "Điểm cơ bản", "bonus": "Điểm thưởng", "penalty": "Điểm trừ"}
SCORERS = {"unit": "Đơn vị", "council": "Chỉ Hội đồng"}
RULE_TYPES = {
    "choice": "Chọn một mức điểm",
    "band": "Theo mức tỷ lệ hoặc số lượng",
    "ratio": "Theo tỷ lệ đạt được",
    "per_item": "Cộng điểm theo từng mục",
    "deduction": "Trừ điểm theo từng mục",
    "manual": "Chấm trực tiếp",
    "met": "Đạt hoặc không đạt, không tính điểm",
    "relative": "So với đơn vị tốt nhất trong nhóm",
}
BASES = {"percent": "Tỷ lệ", "quantity": "Số lượng"}

#: Role -> its words, for the columns that take only certain ones.
WORDS: dict[str, dict] = {
    "section": SECTIONS,
    "scored_by": SCORERS,
    "rule_type": RULE_TYPES,
    "basis": BASES,
    "strict": {False: FROM, True: ABOVE},
    "evidence_required": {True: YES, False: NO},
    "counts_best": {True: YES, False: NO},
}
#: What stands above the table, a label and its value in each row.
LABELS = {
    "title": "Tên bộ tiêu chí",
    "appendix_label": "Nhãn phụ lục",
    "legal_basis": "Căn cứ pháp lý",
    "groups": "Áp dụng cho nhóm đơn vị",
    "bonus_cap": "Điểm thưởng được tính tối đa",
    "penalty_cap": "Điểm trừ được tính tối đa",
    "direct_bands": "Được chọn thẳng mức khi chưa có số liệu",
}
GROUP_SEPARATOR = "; "

#: What a rubric may hold can be exported, and what is exported imports: thresholds may be sums of
#: money in đồng. It is the bound of ``scoring``, of which this room knows nothing.
LARGEST_NUMBER = Decimal(10) ** 15
#: The columns of points and percentages, of which nothing has a thousand; a threshold may be one.
BELOW_A_THOUSAND = {
    "max_score",
    "option_score",
    "option_share",
    "points_per_item",
    "ratio_floor",
    "ratio_target",
}

_HUNDRED = Decimal(100)
_YES_OR_NO = {fold(YES): True, fold(NO): False}
_TOTAL = re.compile(r"(?:tong|cong)\b.*")


@dataclass(frozen=True)
class FormBlock:
    """What stands above the table; empty or ``None`` where it says nothing."""

    title: str = ""
    appendix_label: str = ""
    legal_basis: str = ""
    groups: tuple[str, ...] = ()
    bonus_cap: Decimal | None = None
    penalty_cap: Decimal | None = None
    direct_bands: bool | None = None


def is_form(header: Header) -> bool:
    """Whether these headings are those of our own form."""
    return {"level", "option_score", "rule_type"} <= header.columns.keys()


def as_text(value: object) -> str:
    """Return a cell's text as it stands, but for blanks around it and foreign line ends."""
    if value is None:
        return ""
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def read_block(rows: Iterable[tuple[int, tuple]]) -> tuple[FormBlock, list[Finding]]:
    """Return what the rows above the table say beside our labels, and what is wrong there."""
    labels = {fold(label): name for name, label in LABELS.items()}
    values: dict[str, object] = {}
    findings = []
    for number, cells in rows:
        filled = [
            (column, cell.value) for column, cell in enumerate(cells, 1) if as_text(cell.value)
        ]
        name = labels.get(fold(filled[0][1])) if len(filled) > 1 else None
        if name is None:
            continue
        column, value = filled[1]
        if name == "groups":
            values[name] = tuple(filter(None, map(str.strip, as_text(value).split(";"))))
        elif name == "direct_bands":
            values[name] = _YES_OR_NO.get(fold(as_text(value)))
        elif name in ("bonus_cap", "penalty_cap"):
            try:
                values[name] = parse_score(value, LARGEST_NUMBER, most=MOST_POINTS)
            except ScoreError as problem:
                findings.append(
                    make_finding(
                        f"score_{problem.kind}",
                        number,
                        cell=cell_name(number, column),
                        **problem.params,
                    )
                )
        else:
            values[name] = as_text(value)
    return FormBlock(**values), findings


def read_form(
    shape: SheetShape, header: Header, rows: Iterable[tuple[int, tuple]]
) -> tuple[list[RubricNode], list[Finding]]:
    """Return the criteria below the headings of our own form, and what is odd or wrong."""
    reader = _FormReader(shape, header)
    for number, cells in rows:
        if number > header.last_row and not repeats_header(cells, header):
            reader.take(_FormRow(number, cells, header))
    return reader.finish()


class _FormRow:
    """A row of the form, asked by role."""

    def __init__(self, number: int, cells: tuple, header: Header):
        self.number = number
        self.columns = header.columns
        self._cells = cells

    def value(self, role: str) -> object:
        column = self.columns.get(role, 0)
        return self._cells[column - 1].value if 0 < column <= len(self._cells) else None

    def text(self, role: str) -> str:
        return as_text(self.value(role))

    def cell(self, role: str) -> str:
        return cell_name(self.number, self.columns.get(role) or self.columns["name"])

    def read_code(self) -> Code | None:
        column = self.columns.get("code", 0)
        if not 0 < column <= len(self._cells):
            return None
        cell = self._cells[column - 1]
        return read_code(cell.value, number_format_of(cell))


class _FormReader:
    """Takes the rows one by one and makes the tree of them."""

    def __init__(self, shape: SheetShape, header: Header):
        self.shape = shape
        self.header = header
        self.nodes: list[RubricNode] = []
        self.findings: list[Finding] = []
        self.outline = Outline()
        # Each criterion's code and the scope that it is compared in, in the order of the nodes.
        self.read_codes: list[Code | None] = []
        self.scopes: list[tuple] = []
        self.codes: dict[tuple, list[RubricNode]] = {}
        self.wrong_maxima: set[int] = set()
        self.hidden_rows: list[int] = []

    def take(self, row: _FormRow) -> None:
        if not any(row.text(role) for role in row.columns) and not self._formulas(row):
            return
        for role in self._formulas(row):
            self._add("formula_without_value", row, cell=row.cell(role), column=role)
        if row.number in self.shape.hidden_rows:
            self.hidden_rows.append(row.number)
        level = fold(row.text("level"))
        if level == fold(OPTION_LEVEL):
            self._take_option(row)
        elif level:
            self._take_node(row, self._read_level(row))
        elif row.text("code") or row.text("max_score"):
            if _TOTAL.fullmatch(fold(row.text("name") or row.text("code"))):
                return
            self._take_node(row, None)
        elif row.text("option_score") or row.text("option_share"):
            self._take_option(row)
        else:
            self._add_stray(row)

    def finish(self) -> tuple[list[RubricNode], list[Finding]]:
        column = self.header.columns["max_score"]
        self.findings += fill_missing_maxima(self.nodes, column, self.wrong_maxima)
        self.findings += check_sums(self.nodes, column)
        self.findings += check_methods(self.nodes, is_understood)
        self.findings += check_options(self.nodes)
        self.findings += check_best(self.nodes)
        self.findings += self._find_repeated_codes()
        if self.hidden_rows:
            rows = tuple(self.hidden_rows)
            self.findings.append(make_finding("hidden_rows", rows[0], rows=rows))
        return self.nodes, self.findings

    # Rows

    def _take_node(self, row: _FormRow, level: int | None) -> None:
        index = len(self.nodes)
        code = row.read_code()
        place = self.outline.place(index, code) if code else None
        parent = self._parent_of(row, level, place.parent if place else None)
        shown = as_text(row.value("code"))
        if code and not isinstance(row.value("code"), str):
            shown = code.text
        node = RubricNode(
            index=index,
            row=row.number,
            code=one_line(shown),
            name=row.text("name"),
            level=1 if parent is None else self.nodes[parent].level + 1,
            parent=parent,
            max_score=None,
            evidence=row.text("evidence"),
            guidance=row.text("guidance"),
            note=row.text("note"),
            requirements=tuple(filter(None, map(str.strip, row.text("evidence").split("\n")))),
        )
        self.nodes.append(node)
        if not node.name:
            self._add("missing_name", row, cell=row.cell("name"))
        self.nodes[index] = replace(
            node,
            max_score=self._read_maximum(row),
            section=self._read_word(row, "section") or "",
            scored_by=self._read_word(row, "scored_by") or "",
            evidence_required=self._read_word(row, "evidence_required"),
            counts_best=bool(self._read_word(row, "counts_best")),
            deadlines=self._read_deadlines(row),
            rule=self._read_rule(row),
        )
        self._compare_code(row, node, code, place.oddity if place and level is None else "")

    def _compare_code(self, row: _FormRow, node: RubricNode, code: Code | None, oddity: str):
        """Report a code that does not fit below its parent's, and keep it to find repetitions.

        ``oddity`` is what the code's own place says; a stated level leaves only contradictions.
        """
        parent = node.parent
        above = None if parent is None else self.read_codes[parent]
        scope = () if parent is None else self.scopes[parent]
        if code:
            if above and contradicts(code, above):
                oddity = "child_under_other_code"
            if oddity and parent is not None:
                self._add_oddity(row, oddity, parent)
            scope = scope_below(code, above, scope, parent)
            self.codes.setdefault((scope, code.parts), []).append(node)
        self.read_codes.append(code)
        self.scopes.append(scope)

    def _take_option(self, row: _FormRow) -> None:
        if not self.nodes:
            self._add_stray(row)
            return
        node = self.nodes[-1]
        name = row.text("name")
        if not name:
            self._add("missing_name", row, cell=row.cell("name"))
        threshold = self._read_number(row, "threshold")
        strict = bool(self._read_word(row, "strict"))
        if strict and threshold is None:
            self._add("strict_without_threshold", row, cell=row.cell("strict"), option=name)
            strict = False
        share = self._read_share(row)
        score = self._read_number(row, "option_score")
        if share is not None:
            score = self._score_of_share(row, share, score)
        option = RubricOption(
            row=row.number,
            cell=row.cell("name"),
            name=name,
            text=name,
            score=score,
            threshold=threshold,
            strict=strict,
            share=share,
        )
        if option.score is None and not row.text("option_score") and not node.has_no_points:
            self._add("option_without_score", row, cell=option.cell, option=name)
        self.nodes[-1] = replace(node, options=(*node.options, option))

    def _read_share(self, row: _FormRow) -> Decimal | None:
        share = self._read_number(row, "option_share")
        if share is None or 0 <= share <= _HUNDRED:
            return share
        self._add("score_out_of_range", row, cell=row.cell("option_share"), text=str(share))
        return None

    def _score_of_share(self, row: _FormRow, share: Decimal, stated: Decimal | None):
        """Return the points that a share of the maximum is, after saying where other ones stand beside it."""
        node = self.nodes[-1]
        if node.max_score is None:
            return stated
        score = parse_score(node.max_score * share / _HUNDRED, LARGEST_NUMBER)
        if stated is not None and stated != score:
            self._add(
                "option_scores_differ",
                row,
                cell=row.cell("option_score"),
                option=row.text("name"),
                score=score,
                text_score=stated,
            )
        return score

    def _parent_of(self, row: _FormRow, level: int | None, by_code: int | None) -> int | None:
        """Return the index of the criterion above: the nearest of the next higher level."""
        if level is None:
            return by_code
        if level == 1 or not self.nodes:
            above = None
        else:
            above = len(self.nodes) - 1
            while above is not None and self.nodes[above].level >= level:
                above = self.nodes[above].parent
        reached = 0 if above is None else self.nodes[above].level
        if reached < level - 1:
            self._add_oddity(row, "level_skipped", above)
        return above

    # Cells

    def _formulas(self, row: _FormRow) -> list[str]:
        return [
            role
            for role, column in row.columns.items()
            if (row.number, column) in self.shape.empty_formulas
        ]

    def _read_level(self, row: _FormRow) -> int | None:
        text = row.text("level")
        if re.fullmatch(r"[1-9][0-9]?(\.0)?", text):
            return int(float(text))
        self._add_unknown(row, "level", text, ("1", "2", "3", "…", OPTION_LEVEL))
        return None

    def _read_maximum(self, row: _FormRow) -> Decimal | None:
        before = len(self.findings)
        score = self._read_number(row, "max_score")
        if score is not None and score < 0:
            self._add("score_negative", row, cell=row.cell("max_score"), score=score)
            score = None
        if len(self.findings) > before or "max_score" in self._formulas(row):
            self.wrong_maxima.add(len(self.nodes) - 1)
        return score

    def _read_number(self, row: _FormRow, role: str) -> Decimal | None:
        value = row.value(role)
        if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
            self._add("score_is_date", row, cell=row.cell(role), text=str(value))
            return None
        try:
            most = MOST_POINTS if role in BELOW_A_THOUSAND else None
            return parse_score(value, LARGEST_NUMBER, most=most)
        except ScoreError as problem:
            self._add(f"score_{problem.kind}", row, cell=row.cell(role), **problem.params)
            return None

    def _read_word(self, row: _FormRow, role: str):
        text = row.text(role)
        if not text:
            return None
        for key, word in WORDS[role].items():
            if fold(text) == fold(word):
                return key
        self._add_unknown(row, role, text, tuple(WORDS[role].values()))
        return None

    def _read_deadlines(self, row: _FormRow) -> str:
        """Return the days by which documents are due; what a spreadsheet made a date of is read and said."""
        value = row.value("deadlines")
        if isinstance(value, datetime.date):
            # it may have taken 5/4 for the fifth month, and it has put a year there
            day = str(YearDay(0, value.month, value.day))
            self._add(
                "deadline_is_date", row, cell=row.cell("deadlines"), date=short_date(value), day=day
            )
            return day
        text = row.text("deadlines")
        try:
            return "; ".join(map(str, read_year_days(text)))
        except ValueError as error:
            self._add("not_a_day", row, cell=row.cell("deadlines"), text=str(error)[:60])
            return ""

    def _read_rule(self, row: _FormRow) -> StatedRule | None:
        rule = StatedRule(
            type=self._read_word(row, "rule_type") or "",
            basis=self._read_word(row, "basis") or "",
            ratio_floor=self._read_number(row, "ratio_floor"),
            ratio_target=self._read_number(row, "ratio_target"),
            points_per_item=self._read_number(row, "points_per_item"),
        )
        return None if rule == StatedRule() else rule

    # What is odd

    def _add(self, kind: str, row: _FormRow, **params) -> None:
        node = self.nodes[-1] if self.nodes else None
        code, name = (node.code, node.name) if node else ("", "")
        self.findings.append(make_finding(kind, row.number, code, one_line(name), **params))

    def _add_unknown(self, row: _FormRow, role: str, text: str, values: tuple) -> None:
        heading = HEADINGS[role]
        self._add(
            "unknown_value",
            row,
            cell=row.cell(role),
            text=text[:60],
            heading=heading,
            values=values,
        )

    def _add_oddity(self, row: _FormRow, kind: str, parent: int | None) -> None:
        above = self.nodes[parent] if parent is not None else None
        self.findings.append(
            make_finding(
                kind,
                row.number,
                row.text("code"),
                one_line(row.text("name")),
                cell=row.cell("code"),
                parent_code=above.code if above else "",
                parent_name=one_line(above.name) if above else "",
                parent_row=above.row if above else None,
            )
        )

    def _add_stray(self, row: _FormRow) -> None:
        text = next(filter(None, map(row.text, row.columns)), "")
        if text:
            self.findings.append(
                make_finding("stray_text", row.number, cell=row.cell("name"), text=one_line(text))
            )

    def _find_repeated_codes(self) -> Iterator[Finding]:
        for first, *others in self.codes.values():
            if others:
                column = self.header.columns.get("code") or self.header.columns["name"]
                yield make_finding(
                    "code_used_twice",
                    others[0].row,
                    others[0].code,
                    one_line(others[0].name),
                    cell=cell_name(others[0].row, column),
                    rows=(first.row, *(node.row for node in others)),
                    first_row=first.row,
                    first_name=one_line(first.name),
                )


#: Role -> heading, in the order of the columns that the form has.
HEADINGS = {
    "level": "Cấp",
    "code": "STT",
    "name": "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
    "max_score": "Điểm tối đa",
    "rule_type": "Kiểu chấm",
    "option_score": "Điểm của mức",
    "option_share": "Tỷ lệ điểm của mức (%)",
    "threshold": "Ngưỡng",
    "strict": "Từ/Trên",
    "basis": "Ngưỡng tính theo",
    "ratio_floor": "Tỷ lệ tối thiểu (%)",
    "ratio_target": "Tỷ lệ đủ điểm (%)",
    "points_per_item": "Điểm mỗi mục",
    "section": "Phần điểm",
    "scored_by": "Người chấm",
    "counts_best": "Chỉ tính mục cao nhất",
    "evidence": "Tài liệu kiểm chứng",
    "evidence_required": "Bắt buộc kiểm chứng",
    "deadlines": "Hạn hoàn thành",
    "guidance": "Hướng dẫn",
    "note": "Ghi chú",
}
