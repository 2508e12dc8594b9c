"""The results of a period as one workbook: ranking, domains, criteria, differences, explanations, charts.

    with xlsxwriter.Workbook(path, WORKBOOK_OPTIONS) as workbook:
        write_consolidated(workbook, consolidated)

Up to ``MOST_UNIT_SHEETS`` units have a sheet of their own, to which their names lead. A country's 3,400 would
make a workbook that no program opens in bearable time: there a unit's name leads to its column in the sheet
of the criteria.

What people typed is only ever written as text: no cell is a formula, and the only links are those between
the sheets.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from .. import layout
from ..cell_safety import free_sheet_name
from ..numbered_sheet import NumberedSheet
from ..roman import roman
from .charts import write_charts, write_ratings
from .data import Consolidated, Decision, Group, Heading, Node, Unit
from .matrix import FIRST_UNIT_COLUMN, MOST_UNITS_PER_SHEET, write_matrix
from .sheet import FormalSheet, Rounding, Shared, Target
from .styles import ConsolidatedStyles
from .unit import effect, mark, write_unit_sheet

MOST_UNIT_SHEETS = 200

_TITLE = "KẾT QUẢ ĐÁNH GIÁ, XẾP HẠNG {subject} NĂM {year}"
_RANKING_HEADINGS = (
    "Hạng",
    "Đơn vị",
    "Điểm tự đánh giá",
    "Điểm thẩm định",
    "Điểm tối đa",
    "Tỷ lệ (%)",
    "Xếp loại",
    "Hạng chung",
    "Kỳ trước (%)",
    "Hạng kỳ trước",
    "Tăng, giảm (%)",
)
_RANKING_WIDTHS = (34, 262, 54, 54, 46, 48, 74, 42, 48, 46, 48)
_RANKING_LOOK = (
    "leaf.number",
    "leaf.link",
    "leaf.score",
    "leaf.score",
    "leaf.number",
    "leaf.score",
    "leaf.centre",
    "leaf.number",
    "leaf.score",
    "leaf.number",
    "leaf.score",
)
_NAME_COLUMN, _PERCENT_COLUMN = 1, 5

_DIFFERENCES_TITLE = "ĐỐI CHIẾU ĐIỂM TỰ ĐÁNH GIÁ VÀ ĐIỂM THẨM ĐỊNH NĂM {year}"
_DIFFERENCES_NOTE = (
    "Gồm các tiêu chí mà hai điểm, hoặc kết luận đạt hay không đạt, khác nhau; "
    "chênh lệch của đơn vị là tổng của các chênh lệch điểm."
)
_DIFFERENCES_HEADINGS = (
    "Mã",
    "Đơn vị/Tiêu chí",
    "Điểm tối đa",
    "Điểm tự đánh giá",
    "Điểm thẩm định",
    "Chênh lệch",
    "Lý do, ý kiến của Hội đồng thẩm định",
)
_DIFFERENCES_WIDTHS = (44, 250, 48, 54, 54, 54, 236)
_CHANGED_WORD_LOOK = ("leaf.centre", "leaf.text", "leaf.number", *["leaf.text"] * 4)
_NO_DIFFERENCES = "Không có tiêu chí nào chênh lệch."

_DECISIONS_TITLE = "GIẢI TRÌNH VÀ QUYẾT ĐỊNH CỦA HỘI ĐỒNG THẨM ĐỊNH NĂM {year}"
_DECISIONS_HEADINGS = (
    "Mã",
    "Đơn vị/Tiêu chí",
    "Vòng",
    "Điểm tự đánh giá",
    "Điểm thẩm định",
    "Yêu cầu giải trình",
    "Giải trình của đơn vị",
    "Quyết định, ý kiến của Hội đồng thẩm định",
)
_DECISIONS_WIDTHS = (44, 150, 36, 50, 50, 140, 140, 150)
_DECISIONS_LOOK = (
    "leaf.centre",
    "leaf.text",
    "leaf.number",
    "leaf.score",
    "leaf.score",
    "leaf.text",
    "leaf.text",
    "leaf.text",
)
_NO_DECISIONS = "Không có yêu cầu giải trình hay ý kiến nào."

_DOMAINS_TITLE = "KẾT QUẢ THEO LĨNH VỰC NĂM {year}"
_MEAN = "Trung bình của nhóm"

# Columns narrower than this are no longer read: the table grows on the screen and shrinks on paper.
_NARROWEST_COLUMN = 36
_NAME_WIDTHS = (32, 170)


def write_consolidated(workbook: Workbook, consolidated: Consolidated) -> None:
    """Write all sheets of ``consolidated``. Closing the workbook is left to the caller.

    :raise SheetTooLongError: a table has more rows than a worksheet
    """
    _Writer(workbook, consolidated).write()


def write_unit_results(workbook: Workbook, results: Iterable[tuple[Heading, Group]]) -> None:
    """Write the result sheets of single units: groups of which each has that unit only.

    :param results: with their headings, which may be of different periods
    """
    for heading, group in results:
        shared = Shared(ConsolidatedStyles(workbook, heading.digits), heading)
        (unit,) = group.units
        write_unit_sheet(_add_sheet(workbook, unit.name), shared, group, unit)


def _add_sheet(workbook: Workbook, name: str) -> Worksheet:
    taken = [sheet.get_name() for sheet in workbook.worksheets()]
    return workbook.add_worksheet(free_sheet_name(name, taken), NumberedSheet)


def _split(units: Sequence[Unit]) -> list[Sequence[Unit]]:
    """Return the units in parts that each fit on one sheet of criteria."""
    return [
        units[start : start + MOST_UNITS_PER_SHEET]
        for start in range(0, len(units), MOST_UNITS_PER_SHEET)
    ]


@dataclass(frozen=True, slots=True)
class _GroupSheets:
    """The sheets of one group: the criteria's one for each part of its units, and the units' own, if any."""

    group: Group
    domains: Worksheet
    matrices: Sequence[Worksheet]
    units: Sequence[Worksheet]

    @property
    def parts(self) -> list[Sequence[Unit]]:
        """The units by the sheets of criteria on which they have their columns."""
        return _split(self.group.units)

    @property
    def targets(self) -> list[Target]:
        """Where the name of each unit leads."""
        if self.units:
            return [(sheet.get_name(), 0, 0) for sheet in self.units]
        return [
            (sheet.get_name(), 0, FIRST_UNIT_COLUMN + place)
            for sheet, part in zip(self.matrices, self.parts, strict=True)
            for place in range(len(part))
        ]


class _Writer:
    """Makes all sheets first, so that each may lead to the others, and fills them in."""

    def __init__(self, workbook: Workbook, consolidated: Consolidated):
        self._workbook = workbook
        self._all = consolidated
        self._year = consolidated.heading.year
        self._subject = consolidated.heading.subject
        self._shared = Shared(
            ConsolidatedStyles(workbook, consolidated.heading.digits), consolidated.heading
        )
        self._ranking = self._add_sheet("Xếp hạng")
        self._ratings = self._add_sheet("Xếp loại")
        self._charts = self._add_sheet("Biểu đồ")
        groups = consolidated.groups
        domains = [self._add_sheet(f"Lĩnh vực - {group.name}") for group in groups]
        matrices = [
            [self._add_sheet(f"Tiêu chí - {group.name}") for _part in _split(group.units)]
            for group in groups
        ]
        self._differences = self._add_sheet("Đối chiếu")
        self._decisions = self._add_sheet("Giải trình")
        has_sheets = sum(len(group.units) for group in groups) <= MOST_UNIT_SHEETS
        self._groups = [
            _GroupSheets(
                group,
                domains[place],
                matrices[place],
                [self._add_sheet(unit.name) for unit in group.units] if has_sheets else (),
            )
            for place, group in enumerate(groups)
        ]

    def _add_sheet(self, name: str) -> Worksheet:
        return _add_sheet(self._workbook, name)

    def write(self) -> None:
        rows = self._write_ranking()
        write_ratings(self._workbook, self._ratings, self._shared, self._all)
        ranking = (self._ranking.get_name(), _NAME_COLUMN, _PERCENT_COLUMN)
        write_charts(self._workbook, self._charts, self._shared, self._all, ranking, rows)
        for sheets in self._groups:
            _DomainsSheet(sheets.domains, self._shared, sheets.group).write(sheets.targets)
            self._write_matrices(sheets)
        self._write_differences()
        self._write_decisions()
        for sheets, group_rows in zip(self._groups, rows, strict=True):
            self._write_units(sheets, group_rows)

    def _write_matrices(self, sheets: _GroupSheets) -> None:
        # where a unit has no sheet of its own, its column need not lead to itself
        targets = iter(sheets.targets if sheets.units else ())
        for sheet, part in zip(sheets.matrices, sheets.parts, strict=True):
            write_matrix(sheet, self._shared, sheets.group, part, list(islice(targets, len(part))))

    def _write_units(self, sheets: _GroupSheets, rows: range) -> None:
        for sheet, unit, row in zip(sheets.units, sheets.group.units, rows, strict=False):
            back = (self._ranking.get_name(), row, _NAME_COLUMN)
            write_unit_sheet(sheet, self._shared, sheets.group, unit, back)

    def _write_ranking(self) -> list[range]:
        """Write the ranking; return for each group the rows on which its units stand."""
        sheet = FormalSheet(self._ranking, self._shared, _RANKING_WIDTHS)
        sheet.write_letterhead()
        sheet.write_title(_TITLE.format(subject=self._subject, year=self._year))
        sheet.write_basis()
        headings = sheet.write_headings(_RANKING_HEADINGS)
        rows = []
        for number, sheets in enumerate(self._groups, start=1):
            group = sheets.group
            sheet.write_band(
                [(0, sheet.last_column, _group_title(number, group), "domain.text")],
                joins_next=True,
            )
            first = sheet.next_row
            for unit, target in zip(group.units, sheets.targets, strict=True):
                # the last one joins the signatures: their page begins with a piece of the table
                is_last = sheets is self._groups[-1] and unit is group.units[-1]
                row = sheet.write_row(
                    _ranking_values(unit, self._shared.rounding), _RANKING_LOOK, joins_next=is_last
                )
                sheet.link(row, _NAME_COLUMN, unit.name, "leaf.link", target)
            rows.append(range(first, sheet.next_row))
        sheet.write_note()
        sheet.write_signatures()
        sheet.write_mark()
        sheet.set_up_page(headings)
        return rows

    def _write_differences(self) -> None:
        sheet = FormalSheet(self._differences, self._shared, _DIFFERENCES_WIDTHS)
        sheet.write_title(_DIFFERENCES_TITLE.format(year=self._year))
        sheet.write_across(_DIFFERENCES_NOTE, "subtitle")
        sheet.write_basis()
        headings = sheet.write_headings(_DIFFERENCES_HEADINGS)
        for group in self._all.groups:
            for unit in group.units:
                self._write_differences_of(sheet, group, unit)
        if sheet.next_row == headings.stop:
            sheet.write_band([(0, sheet.last_column, _NO_DIFFERENCES, "leaf.centre")])
        sheet.set_up_page(headings)

    def _write_differences_of(self, sheet: FormalSheet, group: Group, unit: Unit) -> None:
        found = list(_differences(group.nodes, unit))
        words = sorted(unit.changed_words.items())
        if not found and not words:
            return
        effects = [effect(node, own, score) for _place, node, own, score in found]
        lowered = sum(one < 0 for one in effects) + sum(one.is_lowered for _place, one in words)
        total_look = ("domain.text",) * 2 + ("domain.number",) + ("domain.score",) * 3
        sheet.write_row(
            (
                None,
                unit.name,
                unit.maximum,
                unit.self_score,
                unit.score,
                sum(effects),
                f"Giảm {lowered} tiêu chí, tăng {len(found) + len(words) - lowered} tiêu chí.",
            ),
            (*total_look, "domain.text"),
            joins_next=True,
        )
        for place, node, own, score in found:
            marked = f"leaf.{mark(node, own, score)}"
            sheet.write_row(
                (
                    node.code,
                    node.name,
                    node.shown_maximum,
                    own,
                    score,
                    score - own,
                    unit.remarks.get(place, ""),
                ),
                (
                    "leaf.centre",
                    "leaf.text",
                    "leaf.number",
                    "leaf.score",
                    "leaf.score",
                    marked,
                    "leaf.text",
                ),
            )

        for place, changed in words:
            node = group.nodes[place]
            remark = unit.remarks.get(place, "")
            sheet.write_row(
                (node.code, node.name, None, changed.own, changed.word, None, remark),
                _CHANGED_WORD_LOOK,
            )

    def _write_decisions(self) -> None:
        sheet = FormalSheet(self._decisions, self._shared, _DECISIONS_WIDTHS)
        sheet.write_title(_DECISIONS_TITLE.format(year=self._year))
        sheet.write_basis()
        headings = sheet.write_headings(_DECISIONS_HEADINGS)
        for group in self._all.groups:
            for unit in group.units:
                if not unit.decisions:
                    continue
                sheet.write_band(
                    [(0, sheet.last_column, unit.name, "domain.text")], joins_next=True
                )
                for decision in unit.decisions:
                    node = group.nodes[decision.node]
                    sheet.write_row(
                        (
                            node.code,
                            node.name,
                            decision.round,
                            decision.self_score,
                            decision.score,
                            decision.request,
                            decision.explanation,
                            self._describe(decision),
                        ),
                        _DECISIONS_LOOK,
                    )
        if sheet.next_row == headings.stop:
            sheet.write_band([(0, sheet.last_column, _NO_DECISIONS, "leaf.centre")])
        sheet.set_up_page(headings)

    def _describe(self, decision: Decision) -> str:
        """Return what the council settled beside the rule, with its reason, and what it has to say."""
        lines = []
        if decision.computed is not None:
            computed = f"{self._shared.rounding[decision.computed]:.{self._all.heading.digits}f}"
            lines.append(f"Chấm khác quy tắc (theo quy tắc: {computed.replace('.', ',')}).")
        if decision.reason:
            lines.append(f"Lý do: {decision.reason}")
        return "\n".join(filter(None, (*lines, decision.remark)))


class _DomainsSheet(FormalSheet):
    """Unit × domain, for one group: points and percentage of each domain."""

    def __init__(self, worksheet: Worksheet, shared: Shared, group: Group):
        self._group = group
        domains = enumerate(node for node in group.nodes if node.level == 1)
        self._shown = {
            place: node
            for place, node in domains
            # a bonus or penalty that nobody has is no column
            if node.section == "base" or any(unit.domains[place].score for unit in group.units)
        }
        columns = 2 * len(self._shown) + 2
        widths = [*_NAME_WIDTHS, *[_NARROWEST_COLUMN] * columns]
        # what the columns need, beside what a page has
        super().__init__(
            worksheet, shared, widths, max(1.0, sum(widths) / layout.printable_width())
        )

    def write(self, targets: Sequence[tuple[str, int, int]]) -> None:
        self.write_title(_DOMAINS_TITLE.format(year=self._shared.heading.year), self._group.name)
        self.write_basis()
        headings = self._write_domain_headings()
        look = ("leaf.number", "leaf.link", *["leaf.score"] * (self.last_column - 1))
        for unit, target in zip(self._group.units, targets, strict=True):
            domains = [unit.domains[place] for place in self._shown]
            scores = [value for domain in domains for value in (domain.score, domain.percent)]
            row = self.write_row(
                (unit.rank or None, unit.name, *scores, unit.score, unit.percent), look
            )
            self.link(row, 1, unit.name, "leaf.link", target)
        of_domains = [self._group.domain_means[place] for place in self._shown]
        means = [value for mean in of_domains for value in (None, mean)]
        empty = len(look) - 2 - len(means)
        self.write_row(
            (None, _MEAN, *means, *[None] * empty),
            ("total.text", "total.text", *["total.score"] * (len(look) - 2)),
        )
        self.set_up_page(headings)

    def _write_domain_headings(self) -> range:
        first = self.next_row
        titles = [*(node.label for node in self._shown.values()), "Tổng cộng"]
        self.write_band(
            [(2 * place + 2, 2 * place + 3, title, "header") for place, title in enumerate(titles)],
            joins_next=True,
        )
        self.write_band(
            [
                (column, column, "%" if column % 2 else "Điểm", "header")
                for column in range(2, self.last_column + 1)
            ],
            joins_next=True,
        )
        rows = range(first, self.next_row)
        for column, heading in enumerate(("Hạng", "Đơn vị")):
            self.merge_down(rows, column, heading, "header")
        return rows


def _ranking_values(unit: Unit, rounding: Rounding) -> tuple:
    has_both = unit.percent is not None and unit.previous_percent is not None
    return (
        unit.rank or None,
        unit.name,
        unit.self_score,
        unit.score,
        unit.maximum,
        unit.percent,
        unit.rating,
        unit.rank_overall or None,
        unit.previous_percent,
        unit.previous_rank or None,
        # as whoever reads both figures computes it
        rounding[unit.percent] - rounding[unit.previous_percent] if has_both else None,
    )


def _group_title(number: int, group: Group) -> str:
    return f"{roman(number)}. {group.name} ({len(group.units)} đơn vị)"


def _differences(nodes: Sequence[Node], unit: Unit) -> Iterator[tuple[int, Node, float, float]]:
    """Yield place, node and both scores of each leaf on which the council differs from the unit."""
    for place, (node, own, score) in enumerate(
        zip(nodes, unit.self_scores, unit.scores, strict=True)
    ):
        if node.is_leaf and own is not None and score is not None and own != score:
            yield place, node, own, score
