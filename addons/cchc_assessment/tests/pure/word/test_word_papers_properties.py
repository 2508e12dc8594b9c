"""Whatever a period comes to: no paper contradicts itself, is left unfilled or has a heading over nothing."""

import io
import re
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_word_papers import KINDS, make_paper

from core.scoring import Node, format_number, mean, rank, round_half_up, total
from core.word.annex_data import AnnexGroup, AnnexUnit, RatingCount, SetAside
from core.word.papers_data import (
    CouncilMinute,
    Decision,
    LateUnit,
    PaperBasis,
    PaperDomain,
    PaperRequest,
    PaperRubric,
    ReminderDispatch,
    RequestDispatch,
    ResultsReport,
)
from core.word.writer import write_document

CLASSES = (("Xuất sắc", 90), ("Tốt", 80), ("Khá", 65), ("Yếu", 0))
# texts as people write them, with what XML and templates must not take for their own
names = st.text("aăâ đ<&>\"'%_-1", min_size=1, max_size=30).map(lambda text: f"Sở {text}".strip())
moments = st.sampled_from(["", "17 giờ 00 ngày 18/12/2026"])
optional = st.sampled_from(["", "Kế hoạch số 15/KH-UBND"])


@st.composite
def leaves(draw, key):
    maximum = draw(st.decimals(min_value=Decimal("0.25"), max_value=40, places=2))
    section = draw(st.sampled_from(["base", "base", "base", "bonus", "penalty"]))
    points = draw(st.decimals(min_value=0, max_value=maximum, places=4))
    return Node(key, maximum, section, "unit", points, draw(st.sampled_from([True, True, False])))


@st.composite
def outcomes(draw):
    """The totals of one unit, as the scoring room adds them up."""
    nodes = [draw(leaves(key)) for key in range(draw(st.integers(1, 5)))]
    return total([Node("top", children=nodes)], bonus_cap=2)


def _rate(percent):
    return next((name for name, least in CLASSES if percent is not None and percent >= least), "")


def _group(number, outcomes_, digits):
    """The units of a group by rank, as the annex's report makes them of results."""
    shown = {
        place: None if one.percent is None else round_half_up(one.percent, digits)
        for place, one in enumerate(outcomes_)
    }
    places = rank(shown)
    units = []
    for place, one in enumerate(outcomes_):
        said = dict.fromkeys((field.name for field in fields(AnnexUnit)), "")
        percent = shown[place]
        said |= {
            "name": f"Sở {place}",
            "max_score": format_number(one.maximum, digits=digits),
            "self_score": format_number(one.score, digits=digits),
            "score": format_number(one.score, digits=digits),
            "percent": "" if percent is None else format_number(percent, digits=digits),
            "bonus": format_number(one.bonus, digits=digits) if one.bonus else "",
            "rank": str(places[place] or ""),
            "rating": _rate(percent),
        }
        units.append((places[place] or 99, AnnexUnit(**said)))
    ordered = [unit for _place, unit in sorted(units, key=lambda pair: pair[0])]
    average = mean(list(shown.values()))
    return AnnexGroup(
        "I" * number,
        f"Nhóm {number}",
        str(len(ordered)),
        "" if average is None else format_number(average, digits=digits),
        ordered,
    )


@st.composite
def papers(draw, kind):
    digits = draw(st.integers(0, 3))
    drawn = draw(st.lists(st.lists(outcomes(), min_size=1, max_size=4), max_size=2))
    groups = [_group(number, of_group, digits) for number, of_group in enumerate(drawn, start=1)]
    units = [unit for group in groups for unit in group.units]
    rated = {name: sum(unit.rating == name for unit in units) for name, _least in CLASSES}
    requests = draw(
        st.lists(
            st.builds(PaperRequest, code=st.sampled_from(["", "1.1"]), name=names, request=names),
            min_size=kind is RequestDispatch,
            max_size=3,
        )
    )
    late = draw(
        st.lists(
            st.builds(LateUnit, name=names, deadline=moments, state=st.just("Chưa bắt đầu")),
            min_size=kind is ReminderDispatch,
            max_size=3,
        )
    )
    rubric = st.builds(
        PaperRubric,
        label=st.sampled_from(["", "Phụ lục 01"]),
        name=names,
        basis=optional,
        groups=st.sampled_from(["", "Sở, ban, ngành"]),
        max_score=st.just("100,00"),
    )
    counts = st.integers(0, 3).map(str)
    values = {
        "issuer_symbol": draw(st.sampled_from(["UBND", ""])),
        "legal_basis": draw(optional),
        "council_email": draw(st.sampled_from(["", "hoidong@example.gov.vn"])),
        **{name: draw(moments) for name in ("self_deadline", "explanation_deadline")},
        **{name: draw(moments) for name in ("appraisal_deadline", "unit_deadline")},
        **{name: draw(moments) for name in ("started_at", "ended_at")},
        "rubrics": draw(st.lists(rubric, max_size=2)),
        "bases": draw(st.lists(st.builds(PaperBasis, text=names, rubrics=optional), max_size=2)),
        "members": [],
        "attendees": draw(st.lists(names, max_size=2)),
        "unit_count": str(len(units) + 2),
        "assessed_count": str(len(units)),
        "listed_count": str(len(units)),
        **{name: draw(counts) for name in ("absent_count", "exempt_count", "request_count")},
        **{name: draw(counts) for name in ("answered_count", "objection_count")},
        "mean_percent": draw(st.sampled_from(["", "81,20"])),
        "groups": groups,
        "ratings": [RatingCount(name, str(count), "10,00") for name, count in rated.items()]
        if units
        else [],
        "domains": draw(
            st.lists(st.builds(PaperDomain, names, names, st.just("91,20")), max_size=2)
        ),
        "set_aside": draw(
            st.lists(
                st.builds(SetAside, names, names, st.just("Không nộp hồ sơ"), names), max_size=2
            )
        ),
        "standing_note": draw(st.sampled_from(["", "Điểm làm tròn đến 02 chữ số thập phân."])),
        "replaced_number": draw(st.sampled_from(["", "12/QĐ-UBND"])),
        "reason": draw(st.sampled_from(["", "Tính lại điểm"])),
        "late": late,
        "requests": requests,
        "head_name": draw(st.sampled_from(["", "Nguyễn Văn Mẫu"])),
        "secretary_name": draw(st.sampled_from(["", "Trần Thị Mẫu"])),
    }
    return make_paper(kind, **values)


def blocks_of(document):
    """Yield ``(text, level of heading or None)`` of each paragraph and table with something in it, in order."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows_of(block)
            continue
        if text := block.text.strip():
            yield text, _level(block)


def _rows_of(table):
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    # a heading of columns alone is no content
    if len(texts) > 1 or not table._tbl.xpath(".//w:tblHeader"):
        yield "\n".join("\t".join(row) for row in texts), None


def _level(paragraph: Paragraph):
    is_heading = (
        paragraph.runs and paragraph.runs[0].bold and paragraph.paragraph_format.keep_with_next
    )
    if is_heading and re.match(r"[IVX]+\. ", paragraph.text):
        return 1
    return 2 if is_heading and re.match(r"\d+\. ", paragraph.text) else None


def check_headings(blocks):
    """Each heading stands above text, a table with rows, or a heading that is below it."""
    for (text, level), (_next, below) in zip(blocks, [*blocks[1:], ("", 0)], strict=True):
        assert level is None or below is None or below > level, text


def _number(text):
    return Decimal(text.replace(",", "."))


def check_results(document):
    """No score above its maximum but by a bonus that is named, and one class for one figure."""
    ratings = {}
    for table in document.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if "Thẩm định" not in rows[0]:
            continue
        for _place, _name, maximum, _own, score, percent, _rank, rating in rows[1:]:
            if maximum == score:
                # the line of a group, which is one cell
                continue
            said = re.fullmatch(r"(\S+)(?: \(thưởng (\S+)\))?", score)
            bonus = _number(said[2]) if said[2] else Decimal(0)
            assert 0 <= _number(said[1]) <= _number(maximum) + bonus, (score, maximum)
            assert ratings.setdefault(percent, rating) == rating, percent
    return ratings


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_period_comes_to(kind):
    """For any results, lists and names that are known or not."""

    @given(papers(kind))
    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    # nothing but names
    @example(
        make_paper(
            kind,
            **dict.fromkeys(("rubrics", "members", "attendees", "groups", "ratings"), ()),
            **dict.fromkeys(("domains", "set_aside"), ()),
            **dict.fromkeys(("self_deadline", "explanation_deadline", "appraisal_deadline"), ""),
            **dict.fromkeys(("legal_basis", "mean_percent", "standing_note", "council_email"), ""),
        )
    )
    def check(paper):
        document = Document(io.BytesIO(write_document(paper)))
        blocks = list(blocks_of(document))
        text = "\n".join(text for text, _level in blocks)
        assert not re.search(
            r"[{}]|\bNone\b|\bFalse\b|\(\s*\)|chậm nhất\s*\.|: \.|Thực hiện ,", text
        ), text
        check_headings(blocks)
        check_results(document)
        for unit in (unit for group in paper.groups for unit in group.units):
            shown = kind in (CouncilMinute, ResultsReport)
            assert (f"{unit.max_score}\t{unit.self_score}\t{unit.score}" in text) == shown
        assert kind is not Decision or "Điều 4." in text

    check()


def test_the_checks_find_something():
    """A score above its maximum, two classes for one figure, and a heading over nothing do not pass."""
    unit = make_paper(CouncilMinute, 1).groups[0].units[0]
    for wrong in (
        [replace(unit, score="100,01")],
        [unit, replace(unit, rating="Khá")],
        [replace(unit, score="101,50", bonus="1,00")],
    ):
        group = AnnexGroup("I", "Nhóm", "1", "88,25", wrong)
        document = Document(io.BytesIO(write_document(make_paper(ResultsReport, groups=[group]))))
        with pytest.raises(AssertionError):
            check_results(document)
    for blocks in (
        [("1. Một", 2)],
        [("1. Một", 2), ("2. Hai", 2), ("x", None)],
        [("1. Một", 2), ("II. B", 1)],
    ):
        with pytest.raises(AssertionError):
            check_headings(blocks)
    check_headings([("I. A", 1), ("1. Một", 2), ("x", None)])
