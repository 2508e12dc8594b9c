"""The Word report: its page, its words, and templates that people break."""

import io
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm, Pt
from jinja2 import TemplateError

from core.plain.seal_mark import SealMark
from core.word.fields import describe_fields
from core.word.problems import TemplateProblem
from core.word.report_data import DomainResult, LostCriterion, Report, UnprovenCriterion
from core.word.signature import signature_titles
from core.word.template_file import check_made
from core.word.writer import (
    STANDARD_TEMPLATES,
    _check_marks,
    _make_environment,
    check_template,
    write_document,
)

MARK = SealMark(["Niêm phong: DKU7I", "Điểm kiểm tra: AB= · 12"], "cchc/0\n12\n")
PAGE = Path(__file__).resolve().parents[5] / "docs" / "report-template.md"
REPORT = Report(
    superior_name="Ủy ban nhân dân tỉnh Mẫu",
    unit_name="Sở Thử nghiệm",
    number="12/BC-STN",
    place_and_date="Mẫu, ngày 05 tháng 12 năm 2026",
    status_note="",
    year="2026",
    period_name="Đánh giá năm 2026",
    legal_basis="Kế hoạch số 1/KH-UBND",
    rubric_name="Bộ tiêu chí",
    rubric_basis="Quyết định số 1/QĐ-UBND",
    appendix_label="Phụ lục 01",
    general=["Đoạn <một> & hai.", "Đoạn ba {{ year }}\x0b."],
    difficulties=[],
    proposals=["Đề nghị tập huấn."],
    max_score="10",
    attainable_score="7",
    self_score="3,20",
    self_percent="45,71",
    bonus="",
    penalty="",
    criterion_count="4",
    document_count="1",
    domains=[DomainResult("1", "Chỉ đạo", "5,00", "1,50", "30,00", "3,50")],
    lost=[LostCriterion("1.2", "Sáng kiến", "Chỉ đạo", "2", "0", "2", "Nhập điểm", "Chưa có.")],
    unproven=[UnprovenCriterion("1.2", "Sáng kiến", "Chỉ đạo", "Chưa có", "Năm nay không có.")],
    recipients=["Hội đồng thẩm định;", "Lưu: VT."],
    signer_titles=["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"],
    signer_name="Nguyễn Văn Mẫu",
)


def test_the_mark_is_the_last_that_is_said():
    """Code, seal and checkpoint stand at the end, whatever the template is; without them nothing is added."""
    standard = STANDARD_TEMPLATES[Report].read_bytes()
    for template in (None, standard):
        made = write_document(REPORT, template, MARK)
        assert texts(made)[-2:] == MARK.lines
        document = Document(io.BytesIO(made))
        [shape] = document.inline_shapes
        assert abs(shape.width - Mm(30)) < Mm(0.1)
        plain = write_document(REPORT, template)
        assert not Document(io.BytesIO(plain)).inline_shapes
        assert texts(plain) == texts(made)[:-3]


def texts(content):
    """All paragraphs of the document, those of its tables included, in order."""
    return [
        "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))
        for paragraph in Document(io.BytesIO(content)).element.body.iter()
        if paragraph.tag.endswith("}p")
    ]


def template(*paragraphs, cell=None):
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if cell:
        document.add_table(2, 2).rows[1].cells[1].text = cell
    return saved(document)


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(content, changes):
    """A .docx with some of its parts changed or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *changes}:
            part = old.read(name) if name in old.namelist() else b""
            new.writestr(name, changes.get(name, lambda old: old)(part))
    return buffer.getvalue()


def problem_of(content):
    with pytest.raises(TemplateProblem) as caught:
        check_template(content, Report)
    return caught.value


def test_page_is_laid_out_as_the_decree_asks():
    """A4, margins 20-25, 20-25, 30-35, 15-20 mm, Times New Roman 14, page number from the second page on."""
    document = Document(io.BytesIO(write_document(REPORT)))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    limits = {
        "top_margin": (20, 25),
        "bottom_margin": (20, 25),
        "left_margin": (30, 35),
        "right_margin": (15, 20),
    }
    for name, (least, most) in limits.items():
        assert Mm(least) <= getattr(section, name) <= Mm(most)
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size == Pt(14)
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    sizes = {run.font.size for paragraph in document.paragraphs for run in paragraph.runs}
    assert sizes <= {None, Pt(12), Pt(13), Pt(14), Pt(11)}


@pytest.mark.parametrize("kind", STANDARD_TEMPLATES)
def test_the_shipped_templates_can_be_filled_in(kind):
    """What is refused in a template of the secretary's own does not stand in ours either."""
    check_template(STANDARD_TEMPLATES[kind].read_bytes(), kind)


def test_the_report_says_what_it_has_to():
    """Every part is there, in order; what people typed stays text, marks and control characters included."""
    said = texts(write_document(REPORT))
    wanted = [
        "ỦY BAN NHÂN DÂN TỈNH MẪU",
        "SỞ THỬ NGHIỆM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/BC-STN",
        "Mẫu, ngày 05 tháng 12 năm 2026",
        "BÁO CÁO",
        "Đoạn <một> & hai.",
        "Đoạn ba {{ year }}.",
        "30,00",
        "Chưa có.",
        "- 1.2 Sáng kiến (chưa có tài liệu kiểm chứng): Năm nay không có.",
        "Không có.",
        "Đề nghị tập huấn.",
        "Nơi nhận:",
        "- Lưu: VT.",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Nguyễn Văn Mẫu",
    ]
    places = [said.index(text) for text in wanted]
    assert places == sorted(places)
    assert not [text for text in said if "{%" in text]
    assert "DỰ THẢO" in texts(write_document(replace(REPORT, status_note="DỰ THẢO")))


def test_signature_block():
    """A head signs alone, a deputy for the head, both for a collective where there is one."""
    assert signature_titles("Giám đốc") == ["GIÁM ĐỐC"]
    assert signature_titles("Giám đốc", is_deputy=True) == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]
    assert signature_titles("Chủ tịch", collective="Ủy ban nhân dân") == [
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
    ]


@pytest.mark.parametrize("kind", STANDARD_TEMPLATES)
def test_every_field_is_described(kind):
    """The page about templates lists each field as the program describes it."""
    page = PAGE.read_text(encoding="utf-8")

    def walk(descriptions):
        for one in descriptions:
            assert f"| `{one.name}` | {one.description}" in page
            walk(one.parts)

    walk(describe_fields(kind))


@pytest.mark.parametrize(
    ("text", "kind", "detail"),
    [
        ("Kính gửi {{ nguoi_nhan }}", "unknown_field", "nguoi_nhan"),
        ("{% for row in lost %}{{ row.ten }}{% endfor %}", "unknown_field", "row.ten"),
        ("{% if bonus %}{{ thuong }}{% endif %}", "unknown_field", "thuong"),
        ("{{ lost }}", "needs_loop", "lost"),
        ("{% for a in year %}x{% endfor %}", "not_a_list", "year"),
        ("{% if year %}a", "syntax", None),
        ("{{ unit_name", "syntax", None),
        ("{{ year | }}", "syntax", None),
        ("{{ unit_name.upper() }}", "not_allowed", "call"),
        ("{{ unit_name.__class__ }}", "unknown_field", "unit_name.__class__"),
        ("{{ ''.__class__.__mro__ }}", "unknown_field", None),
        ("{{ unit_name['x'] }}", "not_allowed", "getitem"),
        ("{{ 9**9**9 }}", "not_allowed", "pow"),
        ("{{ 'x' * 999999999 }}", "not_allowed", "mul"),
        ("{{ year|attr('x') }}", "not_allowed", "|attr"),
        ("{% set a = 1 %}", "not_allowed", "assign"),
        ("{% include 'x' %}", "not_allowed", "include"),
        ("{% macro x() %}{% endmacro %}", "not_allowed", "macro"),
        ("{{ range(9) }}", "not_allowed", "call"),
        ("{{ unit_name + 1 }}", "not_allowed", "+"),
        ("{{ lost + lost }}", "not_allowed", "+"),
        ("{{ 1 + nam|length }}", "unknown_field", "nam"),
        ("{{ cycler }}", "unknown_field", "cycler"),
        ("{{r unit_name }}", "not_allowed", None),
        ("{{ year if bonus else nam }}", "unknown_field", "nam"),
        ("{{ year if nam }}", "unknown_field", "nam"),
        ("{{ year ~ nam }}", "unknown_field", "nam"),
        ("{% if not nam %}x{% endif %}", "unknown_field", "nam"),
        ("{% if year == nam %}x{% endif %}", "unknown_field", "nam"),
        ("{% if year and nam %}x{% endif %}", "unknown_field", "nam"),
        ("{% if year %}{% elif bonus %}{{ nam }}{% endif %}", "unknown_field", "nam"),
        ("{% if year %}{% elif nam %}x{% endif %}", "unknown_field", "nam"),
        ("{% if year %}x{% else %}{{ nam }}{% endif %}", "unknown_field", "nam"),
        ("{% for a in nam %}x{% endfor %}", "unknown_field", "nam"),
        ("{% for row in lost if row.ten %}x{% endfor %}", "unknown_field", "row.ten"),
        ("{% for row in lost %}{% else %}{{ row.code }}{% endfor %}", "unknown_field", "row"),
        ("{% for row in lost %}x{% endfor %}{{ row.code }}", "unknown_field", "row"),
        ("{% for row in lost %}{{ loop.depth }}{% endfor %}", "unknown_field", "loop.depth"),
        ("{% for row in lost %}{{ row }}{% endfor %}", "needs_loop", "row"),
        ("{% for a, b in lost %}x{% endfor %}", "not_allowed", "for"),
        ("{% for a in lost recursive %}x{% endfor %}", "not_allowed", "for"),
        ("{% for a in 'x' %}x{% endfor %}", "not_a_list", "…"),
        ("{{ general|join(nam) }}", "unknown_field", "nam"),
        ("{{ nam|upper }}", "unknown_field", "nam"),
        ("{{ lost.code.x }}", "unknown_field", "lost.code"),
        (
            "{% for a in lost %}{% for b in lost %}{% for c in lost %}x{% endfor %}{% endfor %}{% endfor %}",
            "not_allowed",
            "for",
        ),
    ],
)
def test_a_broken_mark_is_found_with_its_place(text, kind, detail):
    """The problem names what is wrong, and the paragraph, be it in the text or in a table."""
    for content, table in ((template("Đầu", text, "Cuối"), 0), (template("Đầu", cell=text), 1)):
        problem = problem_of(content)
        assert problem.kind == kind
        assert detail is None or problem.detail == detail
        assert problem.place.text[:10] == text[:10]
        assert problem.place.part == "body"
        assert kind == "not_allowed" or problem.place.table == table


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ year|upper }} {{ general|length }}", "2026 2"),
        ("{{ recipients|join(' / ')|upper }}", "HỘI ĐỒNG THẨM ĐỊNH; / LƯU: VT."),
        ("{% for row in lost %}{{ loop.index }}. {{ row.code }}{% endfor %}", "1. 1.2"),
        ("{% for a in lost %}{% for b in lost %}{{ a.code }}{% endfor %}{% endfor %}", "1.2"),
        ("{% for row in lost if row.code == year %}x{% else %}nothing{% endfor %}", "nothing"),
        ("{{ year if bonus else 'none' }}", "none"),
        ("{% if year and not bonus or penalty %}{{ year ~ '!' }}{% endif %}", "2026!"),
    ],
)
def test_what_a_template_may_say(text, said):
    """Fields, lists repeated, parts left out: what somebody who knows Word puts into a template."""
    assert texts(write_document(REPORT, template(text))) == [said]


@pytest.mark.parametrize(
    "text",
    ["{{ 1 is odd }}", "{{ 'a'|list }}", "{{ range(3) }}", "{{ missing }}", "{{ ''.__class__ }}"],
)
def test_where_marks_are_filled_in_nothing_else_is_known(text):
    """Should the check pass something over: no test, function or filter but ours, no name that is not given."""
    with pytest.raises(TemplateError):
        _make_environment().from_string(text).render()


@pytest.mark.parametrize("kind", ["header", "footer"])
def test_a_broken_mark_in_the_header_is_found(kind):
    """Headers and footers are filled in too."""
    document = Document()
    getattr(document.sections[0], kind).paragraphs[0].text = "{{ sai }}"
    assert problem_of(saved(document)).place.part == kind


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("b {{ year", "nothing closes {{"),
        ("b {% if year", "nothing closes {%"),
        ("b {# year", "nothing closes {#"),
        ("b {{ year %} #}", "nothing closes {{"),
    ],
)
def test_a_mark_that_nothing_closes_is_found(text, detail):
    """The paragraph in which it begins is named, behind others that are whole."""
    problem = problem_of(template("a {{ year }} {# {{ #}", text, "c"))
    assert (problem.kind, problem.detail, problem.place.text) == ("syntax", detail, text)


def test_of_a_mark_that_nothing_closes_little_is_shown():
    """Sixty characters of its paragraph are enough to find it."""
    problem = problem_of(template(f"b {{{{ year {'x' * 200}"))
    assert problem.detail == "nothing closes {{"
    assert len(problem.place.text) <= 200
    assert len(_check_marks(f"b {{{{ year {'x' * 200}")) == 60


def test_marks_have_a_bound():
    """A thousand are more than any template has."""
    write_document(REPORT, template("{{ year }}" * 1_000))
    assert problem_of(template("{{ year }}" * 1_001)).kind == "too_large"


def test_tables_are_counted():
    """A place names the table by its number, of those within others too; behind it there is none."""
    document = Document()
    for _number in range(2):
        table = document.add_table(1, 1)
        table.cell(0, 0).add_table(1, 1).cell(0, 0).text = "inner"
    document.add_paragraph("outside")
    whole = saved(document)
    for text, number in (("inner", 2), ("outside", 0)):
        broken = repacked(
            whole,
            {
                "word/document.xml": lambda old, text=text: old.replace(
                    text.encode(), b"{{ sai }}", 1
                )
            },
        )
        assert problem_of(broken).place.table == number
    last = repacked(
        whole, {"word/document.xml": lambda old: b"{{ sai }}".join(old.rsplit(b"inner", 1))}
    )
    assert problem_of(last).place.table == 4


def test_control_characters_are_left_out():
    """What XML cannot hold is not written; breaks of any system are breaks."""
    report = replace(REPORT, unit_name="a\x0bb\r\nc\ufffe\ud800")
    assert texts(write_document(report, template("{{ unit_name }}"))) == ["abc"]


def test_how_large_a_template_may_be():
    """Five megabytes are taken, a byte more is not looked at; so are five hundred parts."""
    good = template("{{ year }}")
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        count = len(archive.namelist())
    many = {f"word/x{number}.xml": lambda old: b"<a/>" for number in range(500 - count)}
    write_document(REPORT, repacked(good, many))
    assert (
        problem_of(repacked(good, {**many, "word/y.xml": lambda old: b"<a/>"})).kind == "too_large"
    )
    assert problem_of(bytes(5 * 2**20)).kind == "not_docx"
    assert problem_of(bytes(5 * 2**20 + 1)).kind == "too_large"


def test_what_is_made_may_be_larger_than_its_template():
    """What a unit has to say is no part of the template: its own bounds are for the template alone."""
    told = "".join(f"<w:p><w:r><w:t>{number:x}</w:t></w:r></w:p>" for number in range(100_000))
    large = repacked(
        template("{{ year }}"),
        {
            "word/document.xml": lambda old: old.replace(
                b"<w:sectPr", told.encode() + b"<w:sectPr", 1
            )
        },
    )
    check_made(large)
    assert problem_of(large).kind == "too_large"


def test_a_part_that_claims_too_much_is_named_unread():
    """Whatever it is: it is not unpacked to see."""
    large = repacked(
        template("{{ year }}"), {"word/x.xml": lambda old: b"no XML " * (3 * 2**20 // 7 + 1)}
    )
    problem = problem_of(large)
    assert (problem.kind, problem.detail) == ("too_large", "word/x.xml")


def test_marks_that_break_the_document_are_found():
    """A row's mark outside of its row would make a document that Word calls damaged."""
    document = Document()
    row = document.add_table(2, 2).rows[0]
    row.cells[0].text, row.cells[1].text = "{% if bonus %}", "{% if year %}x"
    document.add_paragraph("{% endif %}{% endif %}")
    assert problem_of(saved(document)).kind == "structure"


def test_files_that_are_no_templates():
    """A sentence each for what is no Word document, damaged, too large, with macros, or fetches things."""
    good = template("{{ year }}")
    check_template(good, Report)
    link = (
        b'<Relationship Id="rId99" Target="https://example.vn/x.dotm" TargetMode="External" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    )
    relations = "word/_rels/document.xml.rels"
    for content, kind in (
        (b"", "not_docx"),
        (b"%PDF-1.4", "not_docx"),
        (good[: len(good) // 2], "damaged"),
        (repacked(good, {"word/vbaProject.bin": lambda old: b"x"}), "macros"),
        (repacked(good, {"word/bomb.xml": lambda old: b" " * 40 * 2**20}), "too_large"),
        (repacked(good, {"word/big.xml": lambda old: b" " * 4 * 2**20}), "too_large"),
        (
            repacked(good, {relations: lambda old: old.replace(b"</Rel", link + b"</Rel", 1)}),
            "external",
        ),
        (
            repacked(
                good,
                {"word/document.xml": lambda old: b'<!DOCTYPE a [<!ENTITY b "c">]>' + old},
            ),
            "damaged",
        ),
        (repacked(good, {"word/document.xml": lambda old: old[:-30]}), "damaged"),
    ):
        assert problem_of(content).kind == kind
    # before anything of it is read, and by its name
    big = {"word/big.xml": lambda old: b"<a/>".ljust(3 * 2**20 + 1)}
    assert problem_of(repacked(good, big)).detail == "word/big.xml"


RELATIONS = "word/_rels/document.xml.rels"
SETTINGS = "word/_rels/settings.xml.rels"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
FAR = "https://example.vn/x"


def related(
    kind, target=FAR, mode='TargetMode="External"', part=RELATIONS, encoding="utf-8", prefix=""
):
    """A change that makes a part's relations lead to ``target``."""
    mark = f"{prefix}:" if prefix else ""
    space = f"xmlns{':' if prefix else ''}{prefix}"

    def change(old):
        inner = (
            old.decode().partition("<Relationships")[2].partition(">")[2]
            if old
            else "</Relationships>"
        )
        inner = inner.replace("<Rel", f"<{mark}Rel").replace("</Rel", f"</{mark}Rel")
        return (
            f'<?xml version="1.0" encoding="{encoding}"?>'
            f'<{mark}Relationships {space}="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<{mark}Relationship Id="rId99" {mode} Target="{target}" Type="{TYPE}{kind}"/>{inner}'
        ).encode(encoding)

    return {part: change}


def added(name, content, kind=""):
    """A change that adds a part, with its content type if it is to have one."""
    declared = f'<Override PartName="/{name}" ContentType="{kind}"/>'.encode()
    return {
        name: lambda old: content,
        "[Content_Types].xml": lambda old: old.replace(
            b"</Types>", (declared if kind else b"") + b"</Types>"
        ),
    }


def instructed(*pieces, simple=False):
    """A change that puts a field into the text, its instruction in pieces."""
    if simple:
        run = f'<w:fldSimple w:instr="{pieces[0]}"/>'
    else:
        run = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        run += "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
        run += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return {
        "word/document.xml": lambda old: old.replace(
            b"<w:sectPr", f"<w:p>{run}</w:p><w:sectPr".encode(), 1
        )
    }


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        (related("attachedTemplate", part=SETTINGS), "external"),
        (related("attachedTemplate", mode='TargetMode="&#69;xternal"', part=SETTINGS), "external"),
        (related("attachedTemplate", mode="TargetMode='External'", encoding="utf-16"), "external"),
        (
            related(
                "attachedTemplate", mode='x:TargetMode="Internal" xmlns:x="u" TargetMode="External"'
            ),
            "external",
        ),
        (related("attachedTemplate", mode='Decoy="/hyperlink" TargetMode="External"'), "external"),
        (
            related("attachedTemplate", mode='Type2="x/hyperlink" TargetMode = "External"'),
            "external",
        ),
        (related("image", prefix="pr"), "external"),
        (related("image", mode='TargetMode="external"'), "external"),
        (related("image", mode='TargetMode="Elsewhere"', target="x.png"), "external"),
        (related("image", mode=""), "external"),
        (related("oleObject"), "external"),
        (related("subDocument", target="file:///C:/x.docx"), "external"),
        (related("frame"), "external"),
        (related("mailMergeSource", part=SETTINGS), "external"),
        (related("attachedTemplate", target="file:///\\\\srv\\x.dotm", part=SETTINGS), "external"),
        (related("attachedTemplate", target="\\\\srv\\x.dotm", part=SETTINGS), "external"),
        (related("hyperlink", target="file:///C:/x.exe"), "external"),
        (related("hyperlink", target="javascript:1"), "external"),
        (related("image", part="word/_rels/header9.xml.rels"), "external"),
        (related("image", part="word/_rels/Header9.xml.RELS"), "external"),
        (related("aFChunk", target="../a.html", mode=""), "embedded"),
        (related("oleObject", target="embeddings/a.bin", mode=""), "embedded"),
        (related("package", target="embeddings/a.xlsx", mode=""), "embedded"),
        (related("control", target="activeX/a.xml", mode=""), "embedded"),
        (related("vbaProject", target="theme/theme9.xml", mode=""), "macros"),
        (added("word/a.bin", b"x", "application/vnd.ms-office.vba&#80;roject"), "macros"),
        (added("word/a.bin", b"x", "application/octet-stream"), "embedded"),
        (added("word/media/a.png", b"\xd0\xcf\x11\xe0" + bytes(99), "image/png"), "embedded"),
        (added("word/a.html", b"<html/>"), None),
        (
            added(
                "word/a.png",
                '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
            ),
            "damaged",
        ),
        (added("word/a.xml", b"<a>" * 300 + b"</a>" * 300), "too_large"),
        (
            added("word/a.xml", b'<v:imagedata xmlns:v="u" src="http://example.vn/a.png"/>'),
            "external",
        ),
        (added("word/a.xml", b'<w:mailMerge xmlns:w="u"/>'), "external"),
        (instructed('INCLUDEPICTURE "http://example.vn/a.png" \\d'), "field"),
        (instructed("INCLUDE", "TEXT ", '"http://example.vn/a"'), "field"),
        (instructed('includetext "c:\\a.docx"'), "field"),
        (instructed('DDEAUTO c:\\x "/k calc"'), "field"),
        (instructed("LINK Excel.Sheet.8 a.xls"), "field"),
        (instructed("DATABASE \\d a.mdb"), "field"),
        (instructed("DDE a b", simple=True), "field"),
        (instructed('HYPERLINK "file:///C:/x.exe"'), "field"),
        (instructed("INCL{# x #}UDETEXT a"), "field"),
        (instructed('{{ "INCLUDETEXT" }} a'), "field"),
        (instructed("{% if unit_name %}INCLUDETEXT a{% endif %}"), "field"),
        # the field's name comes out of another field
        (
            instructed(
                '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE DDE'
                '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:instrText> a'
            ),
            "field",
        ),
        # what people have in their templates
        (related("hyperlink", target="https://example.vn/a?b=1#c"), None),
        (related("hyperlink", target="mailto:so@example.vn"), None),
        (related("hyperlink", target="#bookmark"), None),
        (
            related("attachedTemplate", target="file:///C:\\Users\\an\\Normal.dotm", part=SETTINGS),
            None,
        ),
        (instructed(" PAGE  \\* MERGEFORMAT "), None),
        (instructed('HYPERLINK "https://example.vn" \\o "a"'), None),
        (instructed('HYPERLINK \\l "a"'), None),
        (instructed("= 1 + 2"), None),
        (instructed("TOC", ' \\o "1-3"'), None),
        (instructed("NUMPAGES", simple=True), None),
    ],
)
def test_what_a_template_may_lead_to(changes, kind):
    """Relations are found as the libraries find them, fields as Word puts them together; links may be clicked."""
    content = repacked(template("{{ year }}"), changes)
    if kind:
        assert problem_of(content).kind == kind
    else:
        check_template(content, Report)


def test_a_template_is_checked_again_when_it_is_used():
    """Whatever let it in: what was put into it since is found before a document is made."""
    good = template("{{ year }}")
    assert "{{" not in "".join(texts(write_document(REPORT, good)))
    with pytest.raises(TemplateProblem) as caught:
        write_document(REPORT, repacked(good, related("image")))
    assert caught.value.kind == "external"
    # marks that turn one field into another for this document alone
    open_mark, close_mark = (
        f"</w:instrText></w:r><w:r><w:t>{mark}</w:t></w:r><w:r><w:instrText>"
        for mark in ("{% if year != '2026' %}", "{% endif %}")
    )
    hidden = repacked(good, instructed(open_mark, "PAGE ", close_mark, "INCLUDETEXT a"))
    check_template(hidden, Report)
    write_document(replace(REPORT, year="2027"), hidden)
    with pytest.raises(TemplateProblem) as caught:
        write_document(REPORT, hidden)
    assert (caught.value.kind, caught.value.detail) == ("field", "INCLUDETEXT")


def test_two_parts_of_one_name_are_refused():
    """Readers differ in which one they take, also where only capitals tell them apart."""
    for other in ("word/document.xml", "Word/Document.xml"):
        buffer = io.BytesIO(template("{{ year }}"))
        with (
            zipfile.ZipFile(buffer, "a") as archive,
            pytest.warns() if other[0] == "w" else nullcontext(),
        ):
            archive.writestr(other, b"<a/>")
        assert problem_of(buffer.getvalue()).kind == "damaged"
