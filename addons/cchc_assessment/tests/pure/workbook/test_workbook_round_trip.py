"""Our own form: what is written comes back the same, and what someone types wrong is named."""

import datetime
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.workbook.book import WORKBOOK_OPTIONS
from core.workbook.rubric.data import RubricNode, RubricOption, RubricSheet, StatedRule
from core.workbook.rubric.form import BASES, HEADINGS, RULE_TYPES, SCORERS, SECTIONS, WORDS
from core.workbook.rubric.reader import FINDINGS, read_rubric
from core.workbook.rubric.writer import GUIDE_SHEET, RUBRIC_SHEET, TextTooLongError, write_rubric

LARGE = st.integers(10**6, 10**15 - 1).map(Decimal)
SCORE = st.decimals(0, 999_999, places=4) | LARGE
OPTIONAL_SCORE = st.none() | SCORE
# What a cell cannot hold is left out, and so is white space around a text.
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")) | st.sampled_from("\n=+-@'\"&<>"),
    max_size=40,
).map(str.strip).filter(lambda text: "x005F_" not in text)  # fmt: skip
NAME = TEXT.filter(bool)
LINE = TEXT.map(lambda text: " ".join(text.split())).filter(bool)


def number(value):
    """Return a Decimal as the reader gives it, without trailing zeros."""
    if value is None:
        return None
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value


OPTIONS = st.builds(
    lambda name, score, threshold, strict: RubricOption(
        0, "", name, name, number(score), number(threshold), strict and threshold is not None
    ),
    NAME,
    OPTIONAL_SCORE,
    st.none() | st.decimals(0, 999_999_999, places=2) | LARGE,
    st.booleans(),
)
RULES = st.none() | st.builds(
    StatedRule,
    st.sampled_from(sorted(RULE_TYPES)),
    st.sampled_from(["", *BASES]),
    *[OPTIONAL_SCORE.map(number)] * 3,
)


@st.composite
def rubrics(draw):
    nodes = []
    for index in range(draw(st.integers(1, 6))):
        deepest = nodes[-1].level + 1 if nodes else 1
        level = draw(st.integers(1, deepest))
        above = [node.index for node in nodes if node.level == level - 1]
        requirements = tuple(draw(st.lists(LINE, max_size=3)))
        nodes.append(
            RubricNode(
                index=index,
                row=0,
                code=draw(st.sampled_from(["", "1", "1.1", "IV", "a", "4.5.1", "=1+1"])),
                name=draw(NAME),
                level=level,
                parent=above[-1] if above else None,
                max_score=(maximum := number(draw(SCORE))),
                options=tuple(
                    replace(option, score=maximum if share else Decimal(0), share=Decimal(share))
                    if (share := draw(st.sampled_from([None, None, 0, 100]))) is not None
                    else option
                    for option in draw(st.lists(OPTIONS, max_size=3))
                ),
                guidance=draw(TEXT),
                deadlines=draw(st.sampled_from(["", "15/01", "15/04; 15/07; 15/01 năm sau"])),
                note=draw(TEXT),
                requirements=requirements,
                section=draw(st.sampled_from(["", *SECTIONS])),
                scored_by=draw(st.sampled_from(["", *SCORERS])),
                evidence_required=draw(st.sampled_from([None, True, False])),
                counts_best=draw(st.booleans()),
                rule=draw(RULES),
            )
        )
    return RubricSheet(
        title=draw(NAME),
        appendix_label=draw(TEXT),
        legal_basis=draw(TEXT),
        year=None,
        sheet_name="",
        sheet_names=(),
        rubric_sheet_names=(),
        header_row=0,
        columns={},
        nodes=tuple(nodes),
        is_form=True,
        groups=tuple(draw(st.lists(LINE.filter(lambda text: ";" not in text), max_size=2))),
        bonus_cap=number(draw(OPTIONAL_SCORE)),
        penalty_cap=number(draw(OPTIONAL_SCORE)),
        direct_bands=draw(st.sampled_from([None, True, False])),
    )


def write(rubric):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK_OPTIONS) as book:
        write_rubric(book, rubric)
    return out.getvalue()


def substance(rubric):
    """Return what a rubric says, without where it stands in which sheet."""
    nodes = [
        replace(
            node,
            row=0,
            evidence="",
            options=tuple(replace(one, row=0, cell="") for one in node.options),
        )
        for node in rubric.nodes
    ]
    return (
        rubric.title,
        rubric.appendix_label,
        rubric.legal_basis,
        rubric.groups,
        rubric.bonus_cap,
        rubric.penalty_cap,
        rubric.direct_bands,
        nodes,
    )


def test_an_option_that_is_a_share_comes_back_as_one():
    """Points follow from the share; other points beside it are told, and no maximum is needed to read them."""
    options = (
        RubricOption(0, "", "Tốt", "Tốt", Decimal(2), share=Decimal(100)),
        RubricOption(0, "", "Khá", "Khá", Decimal("1.5"), share=Decimal(75)),
        RubricOption(0, "", "Kém", "Kém", Decimal(0), share=Decimal(0)),
    )
    rubric = sound_rubric()
    leaf = replace(rubric.nodes[1], options=options)
    rubric = replace(rubric, nodes=(rubric.nodes[0], leaf, *rubric.nodes[2:]))
    read = read_rubric(write(rubric))
    assert [(o.share, o.score) for o in read.nodes[1].options] == [
        (100, 2),
        (75, Decimal("1.5")),
        (0, 0),
    ]
    wrong = replace(leaf, options=(*options[:2], replace(options[2], score=Decimal(1))))
    read = read_rubric(write(replace(rubric, nodes=(rubric.nodes[0], wrong, *rubric.nodes[2:]))))
    assert read.nodes[1].options[2].score == 0
    assert "option_scores_differ" in {finding.kind for finding in read.findings}


def sound_rubric():
    options = (
        RubricOption(0, "", "Từ 70 %", "Từ 70 %", Decimal(2), Decimal(70)),
        RubricOption(0, "", "Còn lại", "Còn lại", Decimal(0)),
    )
    domain = RubricNode(0, 0, "I", "Chỉ đạo", 1, None, Decimal(2), section="base")
    leaf = RubricNode(
        1,
        0,
        "1",
        "Hoàn thành kế hoạch",
        2,
        0,
        Decimal(2),
        options=options,
        requirements=('=HYPERLINK("x")', "Báo cáo; phụ lục"),
        section="base",
        scored_by="unit",
        evidence_required=True,
        rule=StatedRule("band", "percent"),
    )
    return RubricSheet(
        "Bộ tiêu chí", "Phụ lục 01", "", None, "", (), (), 0, {}, (domain, leaf), is_form=True
    )


def change_cells(data, changes):
    """Return the workbook with other values in some cells of its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell, value in changes.items():
        book.worksheets[0][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell_of(data, role, row_offset=1):
    """Return the name of the cell of a role, so many rows below the headings."""
    rubric = read_rubric(data)
    column = openpyxl.utils.get_column_letter(rubric.columns[role])
    return f"{column}{rubric.header_row + row_offset}"


@settings(max_examples=40, deadline=None)
@given(rubrics())
@example(sound_rubric())
def test_what_is_exported_imports_back_the_same(rubric):
    """A rubric that is exported and imported again has every text and parameter it had."""
    assert substance(read_rubric(write(rubric))) == substance(rubric)


def test_a_sound_rubric_comes_back_without_a_finding():
    """The export of a rubric that is in order says nothing odd, and its guide is no rubric."""
    rubric = read_rubric(write(sound_rubric()))
    assert (rubric.findings, rubric.is_form) == ((), True)
    assert rubric.sheet_names == (RUBRIC_SHEET, GUIDE_SHEET)
    assert rubric.rubric_sheet_names == (RUBRIC_SHEET,)


def test_no_cell_is_a_formula_or_a_link():
    """A text that looks like a formula is a text in the workbook, too."""
    book = openpyxl.load_workbook(io.BytesIO(write(sound_rubric())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert any(cell.value == '=HYPERLINK("x")\nBáo cáo; phụ lục' for cell in cells)


def test_columns_with_words_offer_them():
    """Whoever writes a rubric by hand picks rule, section and the like from a list."""
    sheet = openpyxl.load_workbook(io.BytesIO(write(sound_rubric()))).worksheets[0]
    lists = {
        rule.formula1.strip('"')
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert {",".join(words.values()) for words in WORDS.values()} <= lists


def test_the_guide_explains_every_column_and_rule():
    """The explanation sheet leaves out no column and no rule."""
    sheet = openpyxl.load_workbook(io.BytesIO(write(sound_rubric())))[GUIDE_SHEET]
    first = {row[0].value for row in sheet.iter_rows()}
    assert set(HEADINGS.values()) - {"Ghi chú"} <= first
    assert set(RULE_TYPES.values()) <= first


@pytest.mark.parametrize(
    ("field", "role"),
    [
        ("title", "title"),
        ("appendix_label", "appendix_label"),
        ("legal_basis", "legal_basis"),
        ("groups", "groups"),
        ("code", "code"),
        ("name", "name"),
        ("guidance", "guidance"),
        ("note", "note"),
        ("requirements", "evidence"),
        ("options", "option"),
    ],
)
def test_a_text_longer_than_a_cell_is_refused(field, role):
    """A text that no cell can hold is named with its place instead of being cut off."""
    rubric, long = sound_rubric(), "a" * 32_768
    leaf = rubric.nodes[1]
    value = {
        "groups": ("Sở", long),
        "requirements": (long,),
        "options": (replace(leaf.options[0], name=long),),
    }.get(field, long)
    if hasattr(rubric, field):
        rubric = replace(rubric, **{field: value})
    else:
        rubric = replace(rubric, nodes=(rubric.nodes[0], replace(leaf, **{field: value})))
    with pytest.raises(TextTooLongError) as caught:
        write(rubric)
    assert caught.value.role == role
    assert max(map(len, (caught.value.code, caught.value.name, caught.value.option))) <= 60


@pytest.mark.parametrize(
    ("role", "row", "value", "kind"),
    [
        ("rule_type", 2, "Chọn đại", "unknown_value"),
        ("section", 2, "Phụ", "unknown_value"),
        ("level", 2, "hai", "unknown_value"),
        ("strict", 3, "≥", "unknown_value"),
        ("strict", 4, "Trên", "strict_without_threshold"),
        ("evidence_required", 2, "x", "unknown_value"),
        ("max_score", 2, "hai", "score_not_number"),
        ("max_score", 2, -1, "score_negative"),
        ("max_score", 2, "NaN", "score_not_finite"),
        ("max_score", 2, "9" * 40, "score_too_long"),
        ("option_score", 3, 10**15, "score_out_of_range"),
        ("threshold", 3, "bảy mươi", "score_not_number"),
        ("threshold", 3, "12.500", "score_ambiguous"),
        ("threshold", 3, 10**15, "score_out_of_range"),
        ("points_per_item", 2, "=1+1", "formula_without_value"),
        ("name", 2, None, "missing_name"),
        ("deadlines", 2, "31/02", "not_a_day"),
    ],
)
def test_wrong_cells_are_errors(role, row, value, kind):
    """A cell that cannot be understood stops the import, and is named."""
    data = write(sound_rubric())
    cell = cell_of(data, role, row)
    rubric = read_rubric(change_cells(data, {cell: value}))
    finding = next(found for found in rubric.findings if found.kind == kind)
    assert finding.is_error
    assert finding.params["cell"] == cell
    assert set(finding.params) == {"row", "code", "name", *FINDINGS[kind].params}


def test_a_deadline_that_became_a_date_is_said():
    """Nobody knows which of the two numbers was the month, nor whether the year was meant."""
    data = write(sound_rubric())
    cell = cell_of(data, "deadlines", 2)
    rubric = read_rubric(change_cells(data, {cell: datetime.datetime(2027, 4, 5)}))
    assert rubric.nodes[1].deadlines == "05/04"
    [finding] = [found for found in rubric.findings if found.kind == "deadline_is_date"]
    assert not finding.is_error
    assert (finding.params["cell"], finding.params["date"]) == (cell, "05/04/2027")


def test_a_level_that_is_missing_is_odd():
    """A criterion of level 3 right below level 1 arrives there, and is named."""
    data = write(sound_rubric())
    rubric = read_rubric(change_cells(data, {cell_of(data, "level", 2): 3}))
    assert [found.kind for found in rubric.findings] == ["level_skipped"]
    assert rubric.nodes[1].parent == 0


def test_a_criterion_under_anothers_code_is_odd():
    """Where the level is stated, a code that says it stands elsewhere is still named."""
    rubric = sound_rubric()
    domain, leaf = rubric.nodes
    nodes = (
        replace(domain, code="1"),
        replace(leaf, code="2.1", options=(), rule=StatedRule("manual")),
    )
    read = read_rubric(write(replace(rubric, nodes=nodes)))
    assert [found.kind for found in read.findings] == ["child_under_other_code"]
    assert read.nodes[1].parent == 0


def test_levels_may_be_left_blank():
    """Whoever leaves the level blank has it found from the code; a row with a score is an option."""
    data = write(sound_rubric())
    blank = {cell_of(data, "level", row): None for row in (1, 2, 3, 4)}
    rubric = read_rubric(change_cells(data, blank))
    assert [(node.code, node.level, len(node.options)) for node in rubric.nodes] == [
        ("I", 1, 0),
        ("1", 2, 2),
    ]


def test_columns_may_stand_in_another_order():
    """The form is known by its headings and not by where they stand."""
    book = openpyxl.load_workbook(io.BytesIO(write(sound_rubric())))
    sheet = book.worksheets[0]
    first = read_rubric(write(sound_rubric())).header_row
    last = sheet.max_column
    for row in range(first, sheet.max_row + 1):
        values = [sheet.cell(row, column).value for column in range(1, last + 1)]
        for column, value in enumerate(reversed(values), 1):
            cell = sheet.cell(row, column)
            cell.value = value
            # openpyxl would make a formula of a text that begins like one
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    out = io.BytesIO()
    book.save(out)
    assert substance(read_rubric(out.getvalue())) == substance(sound_rubric())


def test_a_criterion_without_points_comes_back_without_a_finding():
    """Its maximum may be blank and its options have no points: nothing is missing, and no sum differs."""
    rubric = sound_rubric()
    options = tuple(RubricOption(0, "", one, one, None) for one in ("Đạt", "Không đạt"))
    condition = replace(
        rubric.nodes[1], index=2, code="2", max_score=None, options=options, rule=StatedRule("met")
    )
    read = read_rubric(write(replace(rubric, nodes=(*rubric.nodes, condition))))
    assert read.findings == ()
    assert read.nodes[2].rule == StatedRule("met") and read.nodes[2].max_score is None
    assert [(option.name, option.score) for option in read.nodes[2].options] == [
        ("Đạt", None),
        ("Không đạt", None),
    ]
