"""Rating counts, and native charts of ranking, ratings and domains."""

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from .. import layout
from ..cell_safety import clean_text
from ..styles import FONT
from .data import Consolidated, Group, Node
from .sheet import FormalSheet, Shared

_RATINGS_TITLE = "KẾT QUẢ XẾP LOẠI NĂM {year}"
_CHARTS_TITLE = "BIỂU ĐỒ KẾT QUẢ NĂM {year}"
_CHARTS_HEADINGS = ("STT", "Lĩnh vực", "Bình quân của nhóm (%)")
_COUNT, _SHARE = "Số đơn vị", "Tỷ lệ (%)"
_ALL = "Toàn tỉnh"
_RATING_CHART = "Số đơn vị theo xếp loại"
_RANKING_CHART = "Xếp hạng: {group} - tỷ lệ điểm (%)"
_DOMAIN_CHART = "Bình quân theo lĩnh vực: {group} - tỷ lệ điểm (%)"
_FIRST_ONLY = "Biểu đồ chỉ gồm {shown} đơn vị đứng đầu trong số {all} đơn vị của nhóm."

# Bars thinner than with this many in a chart have no name any more.
_BARS_PER_CHART = 25
_CHARTS_PER_GROUP = 8
_BAR_HEIGHT, _CHART_MARGIN = 15, 80
_TALLEST_CHART, _LOWEST_CHART = 385.0, 150.0
_RATING_CHART_HEIGHT = 260.0
# More unit groups than these make a table of more than a page.
_GROUPS_ON_A_PAGE = 20

_BLUE = "#4472C4"
_GREEN = "#5B9F46"
_SERIES_COLOURS = (_BLUE, "#ED7D31", "#7F7F7F", "#FFC000", _GREEN, "#5B9BD5", "#9E480E", "#636363")


def write_ratings(
    workbook: Workbook, worksheet: Worksheet, shared: Shared, consolidated: Consolidated
) -> None:
    """Write how many units of each group have which rating, with a chart below."""
    ratings = _list_ratings(consolidated)
    widths = (190, 60, *[50] * (2 * len(ratings)))
    sheet = FormalSheet(worksheet, shared, widths, max(1.0, sum(widths) / layout.printable_width()))
    sheet.write_title(_RATINGS_TITLE.format(year=shared.heading.year))
    sheet.write_basis()
    headings = _write_rating_headings(sheet, ratings)
    first = sheet.next_row
    for group in consolidated.groups:
        _write_counts(sheet, group.name, [unit.rating for unit in group.units], ratings, "leaf")
    last = sheet.next_row - 1
    every = [unit.rating for group in consolidated.groups for unit in group.units]
    _write_counts(sheet, _ALL, every, ratings, "total")
    if ratings and consolidated.groups:
        chart = _make_chart(workbook, "column", _RATING_CHART)
        for number, column in enumerate(range(2, 2 + 2 * len(ratings), 2)):
            colour = _SERIES_COLOURS[number % len(_SERIES_COLOURS)]
            chart.add_series(
                {
                    "name": [sheet.name, headings.start, column],
                    "categories": [sheet.name, first, 0, last, 0],
                    "values": [sheet.name, first, column, last, column],
                    "fill": {"color": colour},
                    "data_labels": {"value": True, "font": _font(9)},
                }
            )
        chart.set_legend({"position": "bottom", "font": _font(10)})
        # each column says its count; between whole units there is nothing to read off
        chart.set_y_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
        chart.set_x_axis({"num_font": _font(10)})
        sheet.insert_chart(chart, _RATING_CHART_HEIGHT)
    # a page with the chart alone has no table that they would be the headings of
    sheet.set_up_page(headings, repeat=len(consolidated.groups) > _GROUPS_ON_A_PAGE)


def _list_ratings(consolidated: Consolidated) -> list[str]:
    """Return the classes of the scale, and what else a result was called."""
    given = {unit.rating for group in consolidated.groups for unit in group.units}
    return [*consolidated.ratings, *sorted(given.difference(consolidated.ratings) - {""})]


def _write_rating_headings(sheet: FormalSheet, ratings: Sequence[str]) -> range:
    first = sheet.next_row
    over = [
        (2 * place + 2, 2 * place + 3, rating, "header") for place, rating in enumerate(ratings)
    ]
    if over:
        sheet.write_band(over, joins_next=True)
        sheet.write_band(
            [
                (column, column, _SHARE if column % 2 else _COUNT, "header")
                for column in range(2, sheet.last_column + 1)
            ],
            joins_next=True,
        )
        rows = range(first, sheet.next_row)
        for column, heading in enumerate(("Nhóm đơn vị", "Tổng số đơn vị")):
            sheet.merge_down(rows, column, heading, "header")
        return rows
    return sheet.write_headings(("Nhóm đơn vị", "Tổng số đơn vị"))


def _write_counts(
    sheet: FormalSheet, label: str, given: Sequence[str], ratings: Sequence[str], look: str
) -> None:
    counts = []
    for rating in ratings:
        count = given.count(rating)
        counts += [count, 100 * count / len(given) if given else None]
    styles = ["number", "score"] * len(ratings)
    sheet.write_row(
        (label, len(given), *counts),
        (f"{look}.text", f"{look}.number", *(f"{look}.{style}" for style in styles)),
        joins_next=True,
    )


def write_charts(
    workbook: Workbook,
    worksheet: Worksheet,
    shared: Shared,
    consolidated: Consolidated,
    ranking: tuple[str, int, int],
    rows: Sequence[range],
) -> None:
    """Draw the ranking of each group and, below the table that it is drawn from, its means by domain.

    :param ranking: the sheet of the ranking, its column of names and that of percentages
    :param rows: of the ranking, those of each group
    """
    sheet = FormalSheet(worksheet, shared, (46, 320, 110))
    sheet.write_title(_CHARTS_TITLE.format(year=shared.heading.year))
    sheet.write_basis()
    headings = range(sheet.next_row, sheet.next_row + 1)
    for group, group_rows in zip(consolidated.groups, rows, strict=True):
        if _get_means(group):
            sheet.write_headings(_CHARTS_HEADINGS)
        sheet.write_band([(0, sheet.last_column, group.name, "domain.text")], joins_next=True)
        _draw_means(workbook, sheet, group)
        _draw_ranking(workbook, sheet, group, group_rows, ranking)
    if not consolidated.groups:
        sheet.write_headings(_CHARTS_HEADINGS)
    # each group's table has its own, and most pages have charts alone
    sheet.set_up_page(headings, freeze=False, repeat=False)


def _get_means(group: Group) -> list[tuple[Node, float]]:
    """Return the domains and their means; of a bonus or penalty there is none."""
    domains = (node for node in group.nodes if node.level == 1)
    means = zip(domains, group.domain_means, strict=True)
    return [(domain, mean) for domain, mean in means if mean is not None]


def _draw_means(workbook: Workbook, sheet: FormalSheet, group: Group) -> None:
    first = sheet.next_row
    domains = _get_means(group)
    for domain, mean in domains:
        sheet.write_row(
            (domain.code, domain.name, mean), ("leaf.centre", "leaf.text", "leaf.score")
        )
    if domains:
        last = sheet.next_row - 1
        _draw_bars(
            workbook,
            sheet,
            _DOMAIN_CHART.format(group=group.name),
            [sheet.name, first, 1, last, 1],
            [sheet.name, first, 2, last, 2],
            _GREEN,
        )


def _draw_ranking(
    workbook: Workbook,
    sheet: FormalSheet,
    group: Group,
    rows: range,
    ranking: tuple[str, int, int],
) -> None:
    name, name_column, percent_column = ranking
    shown = rows[: _BARS_PER_CHART * _CHARTS_PER_GROUP]
    if len(shown) < len(rows):
        note = _FIRST_ONLY.format(shown=len(shown), all=len(rows))
        sheet.write_across(note, "subtitle")
    for start in range(0, len(shown), _BARS_PER_CHART):
        part = shown[start : start + _BARS_PER_CHART]
        title = _RANKING_CHART.format(group=group.name)
        if len(shown) > _BARS_PER_CHART:
            title = f"{title} ({start + 1}-{start + len(part)})"
        _draw_bars(
            workbook,
            sheet,
            title,
            [name, part[0], name_column, part[-1], name_column],
            [name, part[0], percent_column, part[-1], percent_column],
            _BLUE,
        )


def _draw_bars(
    workbook: Workbook,
    sheet: FormalSheet,
    title: str,
    categories: list,
    values: list,
    colour: str,
) -> None:
    """Draw a chart of bars, the first one on top."""
    chart = _make_chart(workbook, "bar", title)
    chart.add_series(
        {
            "categories": categories,
            "values": values,
            "fill": {"color": colour},
            "gap": 40,
            "data_labels": {"value": True, "font": _font(8)},
        }
    )
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": _font(8), "interval_unit": 1})
    chart.set_x_axis(
        {"min": 0, "num_font": _font(8), "major_gridlines": {"visible": False}, "visible": False}
    )
    count = values[3] - values[1] + 1
    height = count * _BAR_HEIGHT + _CHART_MARGIN
    sheet.insert_chart(chart, min(max(height, _LOWEST_CHART), _TALLEST_CHART))


def _make_chart(workbook: Workbook, kind: str, title: str) -> Chart:
    chart = workbook.add_chart({"type": kind})
    # xlsxwriter takes a title with "!A1" in it for a reference: what people named a group is none
    title = clean_text(title).replace("!", "! ")
    chart.set_title({"name": title, "name_font": _font(12, bold=True), "overlay": False})
    return chart


def _font(size: int, *, bold: bool = False) -> dict:
    return {"name": FONT, "size": size, "bold": bold}
