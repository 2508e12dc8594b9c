"""The consolidated workbook: its sheets, the ways between them, and what people type into it."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
import xlsxwriter
from consolidated_fixtures import HEADING, make_consolidated, make_nodes, make_unit

from core.plain.seal_mark import SealMark
from core.workbook.book import WORKBOOK_OPTIONS, SheetTooLongError
from core.workbook.consolidated import sheet as consolidated_sheet
from core.workbook.consolidated.data import (
    ChangedWord,
    Consolidated,
    DomainScore,
    Group,
    Node,
    Unit,
)
from core.workbook.consolidated.writer import (
    MOST_UNIT_SHEETS,
    write_consolidated,
    write_unit_results,
)

FORMULA = '=HYPERLINK("http://example.com","x")'
NASTY_NAMES = (
    "Sở [A]: B*?/\\",
    "Phường 'Nháy' đơn",
    "Ban Quản lý Khu kinh tế và các khu công nghiệp tỉnh",
    "Ban Quản lý Khu kinh tế và các khu chế xuất",
    "Xếp hạng",
    "History",
    FORMULA,
    "'",
)


def written(consolidated):
    """The workbook's bytes."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as workbook:
        write_consolidated(workbook, consolidated)
    return stream.getvalue()


def opened(consolidated):
    return openpyxl.load_workbook(io.BytesIO(written(consolidated)))


def texts(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def row_of(sheet, text):
    """The cells of the first row that has this text."""
    return next(row for row in sheet.iter_rows() if text in [cell.value for cell in row])


def target(workbook, cell):
    """The cell to which a link leads."""
    name, _mark, place = cell.hyperlink.location.rpartition("!")
    return workbook[name.strip("'").replace("''", "'")][place]


def leaves_only(own, scores, *, section="base", **values):
    """A rubric of a domain with leaves worth two points each, and a unit with these scores."""
    nodes = [Node("1", "Lĩnh vực", 1, False, 2 * len(own), section)]
    nodes += [
        Node(f"1.{number}", f"Tiêu chí {number}", 2, True, 2, section)
        for number in range(1, len(own) + 1)
    ]
    unit = Unit(
        "Sở Một",
        rank=1,
        percent=50,
        domains=[DomainScore(sum(filter(None, scores)), None)],
        self_scores=[None, *own],
        scores=[None, *scores],
        lost=[None] * len(nodes),
        **values,
    )
    return nodes, unit


def test_every_table_stands_on_a_page_that_can_be_printed():
    """A4 landscape with the margins of Decree 30, headings on each page, everything within the printed area."""
    workbook = opened(make_consolidated())
    assert workbook.sheetnames[:3] == ["Xếp hạng", "Xếp loại", "Biểu đồ"]
    assert {"Đối chiếu", "Giải trình", "Lĩnh vực - Sở, ban, ngành", "Sở số 1"} <= set(
        workbook.sheetnames
    )
    for sheet in workbook:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        # of these two, pages with charts alone have no table to repeat the headings of
        assert bool(sheet.print_title_rows) == (sheet.title not in ("Xếp loại", "Biểu đồ"))
        margins = sheet.page_margins
        for millimetres, (least, most) in (
            (25.4 * margins.left, (30, 35)),
            (25.4 * margins.right, (15, 20)),
            (25.4 * margins.top, (20, 25)),
            (25.4 * margins.bottom, (20, 25)),
        ):
            assert least <= millimetres <= most
        assert sheet.print_area
        fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value}
        assert fonts == {"Times New Roman"}


def test_pages_are_numbered_sheet_by_sheet():
    """In the middle of the head, from the second page on and anew on each sheet; a draft says so on the first, too."""
    for status in ("", "DỰ THẢO"):
        data = make_consolidated()
        workbook = opened(replace(data, heading=replace(data.heading, status_note=status)))
        for sheet in workbook:
            assert sheet.HeaderFooter.differentFirst
            assert sheet.oddHeader.center.text == "&P"
            assert sheet.oddHeader.center.size == 13
            assert (sheet.firstHeader.center.text, sheet.oddFooter.center.text) == (None, None)
            assert (sheet.firstHeader.right.text or "") == (sheet.oddHeader.right.text or "")
            assert (sheet.firstHeader.right.text or "") == status
            assert sheet.page_setup.useFirstPageNumber


def test_the_ranking_is_signed():
    """Both names of the state, the council, the title, the decision, and who signs."""
    said = texts(opened(make_consolidated()).worksheets[0])
    for text in (
        HEADING.superior,
        HEADING.organisation,
        HEADING.place_and_date,
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "KẾT QUẢ ĐÁNH GIÁ, XẾP HẠNG CẢI CÁCH HÀNH CHÍNH NĂM 2026",
        HEADING.basis[0],
        "I. Sở, ban, ngành (3 đơn vị)",
        "TM. HỘI ĐỒNG THẨM ĐỊNH\nCHỦ TỊCH",
    ):
        assert text in said


def test_a_draft_says_so_on_each_page():
    """What is not published yet bears it in the heading and atop each page."""
    note = "DỰ THẢO"
    workbook = opened(make_consolidated(heading=replace(HEADING, status_note=note)))
    assert note in texts(workbook.worksheets[0])
    assert all(note in sheet.oddHeader.right.text for sheet in workbook)
    assert not any(sheet.oddHeader.right.text for sheet in opened(make_consolidated()))


def test_names_lead_to_the_units_own_sheets_and_back():
    """Whatever a unit is called, its name leads to the sheet that speaks of it."""
    nodes = make_nodes()
    units = [make_unit(nodes, name, rank) for rank, name in enumerate(NASTY_NAMES, start=1)]
    units.append(make_unit(nodes, NASTY_NAMES[0], 9))
    group = Group("Sở", nodes, units, [50] * 3, len(units))
    workbook = opened(replace(make_consolidated(), groups=[group]))
    ranking = workbook.worksheets[0]
    links = [row[1] for row in ranking.iter_rows() if row[1].hyperlink]
    assert [link.value for link in links] == [unit.name for unit in units]
    found = [target(workbook, link) for link in links]
    assert len({cell.parent.title for cell in found}) == len(units)
    for unit, cell, link in zip(units, found, links, strict=True):
        assert f"Đơn vị: {unit.name}" in texts(cell.parent)
        back = next(one for row in cell.parent.iter_rows() for one in row if one.hyperlink)
        assert target(workbook, back).coordinate == link.coordinate
    for title in workbook.sheetnames:
        assert len(title) <= 31
        assert not re.search(r"[\[\]:*?/\\]", title)


def test_many_units_have_no_sheets_of_their_own():
    """Above the limit a unit's name leads to its column among the criteria."""
    nodes = make_nodes(domains=1, criteria=1, leaves=1)
    workbook = opened(make_consolidated((MOST_UNIT_SHEETS, 1), nodes))
    assert "Sở số 1" not in workbook.sheetnames
    links = [row[1] for row in workbook.worksheets[0].iter_rows() if row[1].hyperlink]
    assert len(links) == MOST_UNIT_SHEETS + 1
    for link in (links[0], links[-2], links[-1]):
        cell = target(workbook, link)
        column = [
            one.value for (one,) in cell.parent.iter_rows(min_col=cell.column, max_col=cell.column)
        ]
        assert link.value in column


def test_what_people_typed_is_never_a_formula_or_a_link():
    """Names, requests, explanations and remarks stay text, in cells and in charts."""
    nodes = [replace(node, name=f"{FORMULA}\x0b") for node in make_nodes()]
    unit = make_unit(nodes, f"{FORMULA}\x01", 1, rating="=1+1\x02")
    said = {
        "request": FORMULA,
        "explanation": "http://example.com/x",
        "reason": "mailto:x@example.com",
        "remark": "internal:Sheet1!A1",
    }
    unit = replace(
        unit,
        remarks=dict.fromkeys(unit.remarks, FORMULA),
        decisions=[replace(unit.decisions[0], **said)],
    )
    group = Group("=Sheet1!$A$1\x03", nodes, [unit], [50] * 3, 1)
    heading = replace(HEADING, organisation=FORMULA, basis=(FORMULA,))
    consolidated = replace(make_consolidated(heading=heading), groups=[group], ratings=("=1+1",))
    workbook = opened(consolidated)
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert all(cell.hyperlink.target is None for cell in cells if cell.hyperlink)
    with zipfile.ZipFile(io.BytesIO(written(consolidated))) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        references = [
            formula
            for name in charts
            for formula in re.findall("<c:f>([^<]*)</c:f>", archive.read(name).decode())
        ]
    assert references
    own = tuple(f"'{name}'!" for name in workbook.sheetnames)
    assert not [one for one in references if not one.startswith(own)]


@pytest.mark.parametrize(
    ("section", "own", "score", "colour"),
    [
        ("base", 2.0, 1.0, "FFFBE0D8"),
        ("base", 1.0, 2.0, "FFDFF0D8"),
        ("penalty", 1.0, 2.0, "FFFBE0D8"),
        ("base", 1.0, 1.0, "00000000"),
        ("base", None, 1.0, "00000000"),
    ],
)
def test_differences_are_marked(section, own, score, colour):
    """Red where the unit loses by it, green where it gains, nothing where both agree."""
    nodes, unit = leaves_only([own], [score], section=section)
    workbook = opened(replace(make_consolidated(), groups=[Group("Sở", nodes, [unit], [None], 1)]))
    cell = row_of(workbook["Tiêu chí - Sở"], "Tiêu chí 1")[3]
    assert cell.value == score
    assert cell.fill.fgColor.rgb == colour
    assert ("Tiêu chí 1" in texts(workbook["Đối chiếu"])) == (own is not None and own != score)


def test_what_does_not_apply_and_what_is_not_decided():
    """The first says so, the second is empty."""
    nodes, unit = leaves_only([1.0, None], [None, None], not_applicable=frozenset({2}))
    workbook = opened(replace(make_consolidated(), groups=[Group("Sở", nodes, [unit], [None], 1)]))
    sheet = workbook["Tiêu chí - Sở"]
    assert row_of(sheet, "Tiêu chí 1")[3].value is None
    assert row_of(sheet, "Tiêu chí 2")[3].value == "KAD"
    assert row_of(workbook["Sở Một"], "Tiêu chí 2")[7].value == "Không áp dụng."


def test_rounding_is_half_up_at_the_digits_shown():
    """0.125 is 0.13 with two decimals, also where a sum of stored numbers misses it by a hair."""
    nodes, unit = leaves_only([0.1, 0.2], [0.125, 1.0049999999999999])
    unit = replace(unit, scores=[0.1 + 0.025, *unit.scores[1:]])
    workbook = opened(replace(make_consolidated(), groups=[Group("Sở", nodes, [unit], [None], 1)]))
    sheet = workbook["Sở Một"]
    assert row_of(sheet, "Lĩnh vực")[4].value == 0.13
    assert row_of(sheet, "Tiêu chí 1")[4].value == 0.13
    assert row_of(sheet, "Tiêu chí 2")[4].value == 1.01
    assert row_of(sheet, "Tiêu chí 1")[4].number_format == "0.00"


def test_ratings_are_counted():
    """Each class of the scale with its number and share, by group and in all."""
    nodes = make_nodes()
    groups = [
        Group(
            name,
            nodes,
            [
                make_unit(nodes, f"{name} {place}", place, rating=rating)
                for place, rating in enumerate(ratings, 1)
            ],
            [50] * 3,
        )
        for name, ratings in (("Sở", ("Tốt", "Tốt", "Khá")), ("Xã", ("Yếu",)))
    ]
    consolidated = replace(make_consolidated(), groups=groups, ratings=("Tốt", "Khá", "Yếu"))
    sheet = opened(consolidated)["Xếp loại"]
    values = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows()}
    assert values["Sở"] == [3, 2, 66.67, 1, 33.33, 0, 0]
    assert values["Toàn tỉnh"] == [4, 2, 50, 1, 25, 1, 25]


def test_units_beyond_a_page_go_on_beside_it():
    """Twelve on a page, each page with the criteria at its left; nothing is left out of the print."""
    workbook = opened(make_consolidated((25, 12), make_nodes(domains=1, criteria=1, leaves=1)))
    wide, narrow = workbook["Tiêu chí - Sở, ban, ngành"], workbook["Tiêu chí - Xã, phường, đặc khu"]
    assert [one.id for one in wide.col_breaks.brk] == [15, 27]
    assert narrow.col_breaks.brk == []
    # the openpyxl that Odoo pins gives a list, without the sheet's name
    areas = ["".join(sheet.print_area).rpartition("!")[2] for sheet in (wide, narrow)]
    assert [area[:7] for area in areas] == ["$A$1:$A", "$A$1:$O"]
    assert "$AB$" in areas[0]
    assert {wide.print_title_cols, narrow.print_title_cols} == {"$A:$C"}


@pytest.mark.parametrize(("units", "height"), [(3, 150), (20, 380.25)])
def test_a_chart_is_as_high_as_its_bars_need(units, height):
    """A group of twenty is not squeezed into the room of three."""
    sheet = opened(make_consolidated((units,)))["Biểu đồ"]
    rows = [chart.anchor._from.row + 1 for chart in sheet._charts]
    assert [sheet.row_dimensions[row].height for row in rows] == [150, height]


def test_no_empty_table_stands_above_charts():
    """Each group's table has its headings; pages with charts alone repeat none."""
    workbook = opened(make_consolidated((3, 20)))
    sheet = workbook["Biểu đồ"]
    assert not sheet.print_title_rows and not workbook["Xếp loại"].print_title_rows
    first = [row[0].value for row in sheet.iter_rows()]
    headings = [number for number, value in enumerate(first) if value == "STT"]
    assert len(headings) == 2
    for number in headings:
        assert first[number + 1] and first[number + 2], "the group's name, and its first domain"
    assert workbook["Xếp hạng"].print_title_rows


def test_what_is_printed_by_default_is_what_is_signed():
    """One sheet is open and chosen, the one with the signatures, which share a page with the end of its table."""
    workbook = opened(make_consolidated((60,)))
    assert workbook.active.title == "Xếp hạng"
    chosen = [sheet.title for sheet in workbook if sheet.sheet_view.tabSelected]
    assert chosen == ["Xếp hạng"]
    # which is 1 where it is not said
    assert all(sheet.page_setup.useFirstPageNumber for sheet in workbook)
    ranking = workbook.active
    signed = max(row[0].row for row in ranking.iter_rows() if row[-1].row)
    breaks = [one.id for one in ranking.row_breaks.brk]
    last_unit = max(row[1].row for row in ranking.iter_rows() if row[1].hyperlink)
    assert breaks and max(breaks) < last_unit < signed


def test_charts_show_every_unit():
    """The ranking of a group is drawn bar by bar from its rows, in charts that can still be read."""
    content = written(make_consolidated((60, 2)))
    ranking = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        charts = [
            archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith("xl/charts/chart")
        ]
    drawn = []
    for chart in charts:
        for first, last in re.findall(r"<c:cat>.*?'Xếp hạng'!\$B\$(\d+):\$B\$(\d+)", chart):
            drawn += [ranking.cell(row, 2).value for row in range(int(first), int(last) + 1)]
    ranked = [row[1].value for row in ranking.iter_rows() if row[1].hyperlink]
    assert sorted(drawn) == sorted(ranked)
    assert len([chart for chart in charts if "Bình quân theo lĩnh vực" in chart]) == 2
    assert len([chart for chart in charts if "theo xếp loại" in chart]) == 1


def test_explanations_stand_with_what_was_decided():
    """The request, the unit's answer, the score beside the rule's, its reason and the remark."""
    said = " ".join(texts(opened(make_consolidated())["Giải trình"]))
    for text in (
        "Văn bản nào chứng minh?",
        "Đơn vị đã gửi bổ sung quyết định ban hành.",
        "Chấm khác quy tắc (theo quy tắc: 1,00).\nLý do: Thiếu phụ lục kèm theo.\nChấp nhận một phần.",
    ):
        assert text in said


def test_a_text_longer_than_a_page_goes_on():
    """Nothing of it is lost, and no row is taller than Excel allows; control characters go."""
    nodes = make_nodes()
    unit = make_unit(nodes, "Sở Một", 1)
    text = "".join(f"Câu số {number}. " for number in range(3_000))
    decision = replace(unit.decisions[0], explanation=f"\x00{text}")
    unit = replace(unit, decisions=[decision])
    sheet = opened(replace(make_consolidated(), groups=[Group("Sở", nodes, [unit], [50] * 3, 1)]))[
        "Giải trình"
    ]
    assert "".join(row[6].value or "" for row in sheet.iter_rows(min_row=5)).endswith(text)
    assert max(one.height or 0 for one in sheet.row_dimensions.values()) <= 409.5


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        # below the half by less than what is stored tells apart, and by what it does
        (1.0049999999, 1.01),
        (1.004999, 1.0),
        (1.004996, 1.0),
        (1.005, 1.01),
        (0.1 + 0.2 + 0.705, 1.01),
        (-0.001, 0.0),
    ],
)
def test_scores_are_rounded_once(score, shown):
    """What is stored has six places: all of them count, and what adding leaves behind them does not."""
    found = consolidated_sheet.Rounding(2)[score]
    assert (found, str(found)) == (shown, str(shown))


def test_nothing_to_report():
    """A period without results gives a workbook that opens and says so."""
    workbook = opened(make_consolidated(units=()))
    assert "Không có tiêu chí nào chênh lệch." in texts(workbook["Đối chiếu"])
    assert "Không có yêu cầu giải trình hay ý kiến nào." in texts(workbook["Giải trình"])


def test_more_rows_than_a_sheet_has(monkeypatch):
    """The writer says so instead of leaving rows out."""
    monkeypatch.setattr(consolidated_sheet, "MAX_SHEET_ROWS", 20)
    with pytest.raises(SheetTooLongError):
        written(make_consolidated())


def test_a_units_own_workbook_speaks_of_no_other():
    """One sheet, signed, with the unit's place among how many, and no way to other sheets."""
    nodes = make_nodes()
    units = [make_unit(nodes, f"Sở {name}", rank) for rank, name in enumerate(("Một", "Hai"), 1)]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as workbook:
        write_unit_results(
            workbook, [(HEADING, Group("Sở", nodes, [unit], (), size=20)) for unit in units]
        )
    workbook = openpyxl.load_workbook(stream)
    assert workbook.sheetnames == ["Sở Một", "Sở Hai"]
    for sheet, other in zip(workbook, ("Hai", "Một"), strict=True):
        said = " ".join(texts(sheet))
        assert "/20 (Sở)" in said
        assert f"Sở {other}" not in said
        assert "TM. HỘI ĐỒNG THẨM ĐỊNH" in said
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_seal_and_code_stand_below_the_ranking_and_below_a_unit_alone():
    """The mark is the last thing on the ranking, and on the sheet of a unit that is given out alone."""
    mark = SealMark(["Niêm phong: DKU7I", "Điểm kiểm tra: AB= · 12"], "cchc/0\n12\n")
    plain = make_consolidated()
    assert not opened(plain).worksheets[0]._images
    heading = replace(plain.heading, mark=mark)
    ranking, *others = opened(replace(plain, heading=heading)).worksheets
    group = plain.groups[0]
    alone = openpyxl.load_workbook(
        io.BytesIO(written_results([(heading, replace(group, units=group.units[:1]))]))
    ).worksheets[0]
    for sheet in (ranking, alone):
        assert texts(sheet)[-1] == "Niêm phong: DKU7I\nĐiểm kiểm tra: AB= · 12"
        [image] = sheet._images
        assert image.anchor._from.row == sheet.max_row - 1
        [said] = [cell for cell in sheet[sheet.max_row] if cell.value]
        assert said.column > 1, "the code would stand on it"
        assert sheet.row_dimensions[sheet.max_row].height >= 85
    assert not any(sheet._images for sheet in others)


def written_results(results):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as workbook:
        write_unit_results(workbook, results)
    return stream.getvalue()


def test_the_reasons_of_many_units_stand_in_rows_of_their_own():
    """Eighty units that a condition keeps down: all is told, and no cell is longer than a page takes."""
    reasons = [f"Đơn vị số {number}: {'chưa đạt tiêu chí, ' * 30}." for number in range(80)]
    reasons.append(f"Đơn vị cuối: {'x' * 40_000}.")
    heading = replace(HEADING, note="Ghi chú: làm tròn.", reasons=reasons)
    consolidated = make_consolidated(heading=heading)
    group = consolidated.groups[0]
    units = [replace(group.units[0], reason=reasons[-1]), *group.units[1:]]
    groups = [replace(group, units=units), *consolidated.groups[1:]]
    workbook = openpyxl.load_workbook(io.BytesIO(written(replace(consolidated, groups=groups))))
    texts = [str(row[0]) for row in workbook["Xếp hạng"].values if row[0]]
    told = texts[texts.index("Ghi chú: làm tròn.") + 1 :]
    assert told[:80] == reasons[:80]
    assert reasons[-1] in "".join(told)
    assert max(map(len, told)) <= 2_000
    own = [str(row[0]) for row in workbook[units[0].name].values if row[0]]
    assert reasons[-1] in "".join(own)


def test_what_is_no_longer_met_stands_among_the_differences():
    """With words in the place of scores, and counted among what was lowered."""
    leaf = Node("1.1", "Ban hành quy chế", 2, True, 0, has_points=False)
    nodes = [Node("1", "Lĩnh vực", 1, False, 0), leaf]
    unit = Unit(
        "Sở số 1",
        maximum=10,
        self_score=5,
        score=5,
        self_scores=[0, 0],
        scores=[0, 0],
        lost=[0, 0],
        domains=[DomainScore(0, None)],
        remarks={1: "Chưa có văn bản."},
        changed_words={1: ChangedWord("Có", "Chưa", is_lowered=True)},
    )
    consolidated = make_consolidated(units=())
    groups = [Group("Sở", nodes, [unit], [None], 1)]
    workbook = openpyxl.load_workbook(io.BytesIO(written(replace(consolidated, groups=groups))))
    rows = list(workbook["Đối chiếu"].values)
    assert ("1.1", leaf.name, None, "Có", "Chưa", None, "Chưa có văn bản.") in rows
    [total] = [row for row in rows if row[1] == "Sở số 1"]
    assert total[-1] == "Giảm 1 tiêu chí, tăng 0 tiêu chí."


def test_few_domains_fill_the_page():
    """A table of one domain is as wide as the ranking, and not squeezed into a half of it."""
    nodes, unit = leaves_only([1.0], [1.0])
    group = Group("Sở", nodes=nodes, units=[unit], domain_means=[100])
    workbook = opened(Consolidated(heading=HEADING, groups=[group]))
    widths = [
        # columns alike stand there as one
        sum(
            one.width * (one.max - one.min + 1) for one in workbook[name].column_dimensions.values()
        )
        for name in ("Lĩnh vực - Sở", "Xếp hạng")
    ]
    assert widths[0] == pytest.approx(widths[1], rel=0.05)


def test_a_bonus_that_nobody_has_is_no_column():
    """The table of domains leaves it out, and so do the means, of which a bonus has none."""
    nodes, unit = leaves_only([1.0], [1.0])
    bonus = [
        Node("2", "Điểm thưởng", 1, False, 0, "bonus"),
        Node("2.1", "Sáng kiến", 2, True, 1, "bonus"),
    ]

    def opened_with(points):
        one = replace(
            unit,
            domains=[DomainScore(1, 50), DomainScore(points, None)],
            self_scores=[*unit.self_scores, None, points or None],
            scores=[*unit.scores, None, points or None],
            lost=[*unit.lost, None, None],
        )
        group = Group("Sở", nodes=[*nodes, *bonus], units=[one], domain_means=[50, None])
        return opened(Consolidated(heading=HEADING, groups=[group]))

    for points, columns in ((0, 6), (0.5, 8)):
        workbook = opened_with(points)
        sheet = workbook["Lĩnh vực - Sở"]
        row = row_of(sheet, "Sở Một")
        assert len([cell for cell in row if cell.border.left.style]) == columns
        assert ("2. Điểm thưởng" in texts(sheet)) == bool(points)
        assert "Điểm thưởng" not in texts(workbook["Biểu đồ"])
