"""Rubrics made from a grammar of shapes: a tree, and every way in which a sheet may write it."""

import io
import itertools
import zipfile
from dataclasses import dataclass, field, replace
from decimal import Decimal
from xml.sax.saxutils import escape

from hypothesis import strategies as st
from reader_fixtures import workbook

NAMES = ("Kế hoạch năm", "Báo cáo định kỳ", "Kiểm tra nội bộ", "Rà soát văn bản", "Tuyên truyền")
DOMAINS = ("CHỈ ĐẠO, ĐIỀU HÀNH", "THỂ CHẾ", "THỦ TỤC", "BỘ MÁY")
CHOICES = (
    ("Thực hiện đúng hạn", "Thực hiện trễ hạn", "Không thực hiện"),
    ("Đầy đủ nội dung", "Thiếu một phần", "Chưa làm"),
    ("Từ 90% trở lên", "Từ 70% đến dưới 90%", "Dưới 70%"),
)


@dataclass
class Made:
    """A criterion as it was meant: its options are (text, share of the maximum in per cent)."""

    name: str
    maximum: Decimal
    options: list = field(default_factory=list)
    children: list = field(default_factory=list)
    code: str = ""
    level: int = 1


@dataclass(frozen=True)
class Layout:
    """How a sheet writes a tree."""

    codes: str = "dotted"
    options: str = "rows"
    words: bool = False
    totals: str = "none"
    file: str = "xlsx"
    header: str = "one"

    @property
    def has_code_column(self):
        return self.codes != "joined"


CODES = ("dotted", "roman", "roman_small", "letters", "joined", "inside")
OPTIONS = ("rows", "bullets", "cell_lines", "cell_semicolons", "cell_dashes", "name_lines")

#: Every way of codes with every way of options, and the other ways in turn.
LAYOUTS = [
    Layout(
        codes,
        options,
        words=place % 3 == 1,
        totals=("none", "all", "parts")[place % 3],
        file=("xlsx", "docx", "csv", "ods")[place % 4],
        header=("one", "two")[place % 2],
    )
    for place, (codes, options) in enumerate(itertools.product(CODES, OPTIONS))
]
LAYOUTS += [replace(layout, file="xlsx", words=not layout.words) for layout in LAYOUTS]


@st.composite
def trees(draw):
    """Draw domains with criteria, some of them with criteria below; every leaf has three options."""
    domains = []
    for name in DOMAINS[: draw(st.integers(1, 3))]:
        criteria = [
            _branch(draw) if draw(st.booleans()) else _leaf(draw)
            for _ in range(draw(st.integers(1, 3)))
        ]
        domains.append(Made(name, _sum(criteria), children=criteria))
    return domains


def _branch(draw):
    leaves = [_leaf(draw) for _ in range(draw(st.integers(2, 3)))]
    return Made(draw(st.sampled_from(NAMES)), _sum(leaves), children=leaves)


def _leaf(draw):
    maximum = Decimal(draw(st.sampled_from(["0.5", "1", "1.5", "2", "4"])))
    texts = draw(st.sampled_from(CHOICES))
    return Made(draw(st.sampled_from(NAMES)), maximum, list(zip(texts, (100, 50, 0), strict=True)))


def _sum(children):
    return sum((child.maximum for child in children), Decimal(0))


def walk(domains):
    """Yield every criterion in the order of the rows."""
    for node in domains:
        yield node
        yield from walk(node.children)


def number(domains, layout):
    """Give each criterion the code that the layout gives it."""
    for place, domain in enumerate(domains, 1):
        domain.code, domain.level = _domain_code(place, layout), 1
        for second, criterion in enumerate(domain.children, 1):
            criterion.code, criterion.level = _second_code(place, second, layout), 2
            for third, leaf in enumerate(criterion.children, 1):
                leaf.code, leaf.level = _third_code(criterion.code, third, layout), 3
    return domains


def _domain_code(place, layout):
    if layout.codes in ("roman", "roman_small", "inside"):
        return ("I", "II", "III")[place - 1]
    return "ABC"[place - 1] if layout.codes == "letters" else str(place)


def _second_code(domain, place, layout):
    if layout.codes in ("roman_small", "inside"):
        return str(place)
    head = "ABC"[domain - 1] if layout.codes == "letters" else f"{domain}."
    return f"{head}{place}"


def _third_code(above, place, layout):
    if layout.codes == "roman_small":
        return "abc"[place - 1]
    return f"{above}.{place}"


def rows_of(domains, layout):
    """Return the rows below the headings: code, name, maximum, method."""
    rows = []
    for domain in domains:
        rows += _rows(domain, layout)
        if layout.totals == "parts":
            rows.append((None, f"Cộng lĩnh vực {domain.code}", domain.maximum, None))
    if layout.totals != "none":
        rows.append((None, "TỔNG CỘNG", _sum(domains), None))
    return rows


def _rows(node, layout):
    texts = [_option_text(text, share, node, layout) for text, share in node.options]
    code, name, method, below = node.code, node.name, None, []
    if not texts:
        pass
    elif layout.options in ("rows", "bullets"):
        mark = "- " if layout.options == "bullets" else ""
        below = [(None, mark + text, None, None) for text in texts]
    elif layout.options == "name_lines":
        name = "\n".join([name, *(f"+ {text}" for text in texts)])
    elif layout.options == "cell_lines":
        method = "\n".join(texts)
    elif layout.options == "cell_semicolons":
        method = "; ".join(texts) + "."
    else:
        method = " ".join(f"- {text}" for text in texts)
    if layout.codes == "joined" or (layout.codes == "inside" and node.level > 1):
        code, name = None, f"{code}. {name}"
    own = [(code, name, node.maximum, method), *below]
    return own + [row for child in node.children for row in _rows(child, layout)]


def _option_text(text, share, node, layout):
    if layout.words and share == 100:
        return f"{text}: Điểm tối đa"
    if layout.words and share == 50:
        return f"{text}: 50% số điểm"
    if layout.words:
        return f"{text}: không tính điểm"
    points = node.maximum * share / 100
    return f"{text}: {format(points.normalize(), 'f').replace('.', ',')} điểm"


def write(domains, layout):
    """Return the bytes of the file that a layout makes of a tree."""
    rows = rows_of(domains, layout)
    heads = [("STT", "Lĩnh vực, tiêu chí", "Điểm", "Cách chấm điểm")]
    heads += [(None, None, "Tối đa", None)] if layout.header == "two" else []
    if layout.header == "one":
        heads = [("STT", "Lĩnh vực, tiêu chí", "Điểm tối đa", "Cách chấm điểm")]
    table = [*heads, *rows]
    if not layout.has_code_column:
        table = [row[1:] for row in table]
    if layout.file == "xlsx":
        first, *others = [tuple(_number(value) for value in row) for row in table]
        return workbook(others, headings=first)
    texts = [["" if value is None else _shown(value) for value in row] for row in table]
    return {"docx": as_docx, "csv": as_csv, "ods": as_ods}[layout.file](texts)


def _number(value):
    return float(value) if isinstance(value, Decimal) else value


def _shown(value):
    return format(value.normalize(), "f").replace(".", ",") if isinstance(value, Decimal) else value


def as_csv(rows):
    quoted = (";".join('"' + text.replace('"', '""') + '"' for text in row) for row in rows)
    return "\r\n".join(quoted).encode("utf-8-sig")


def as_docx(rows, above=("BỘ TIÊU CHÍ MẪU",), below=(), parts=None):
    """Return a document with one table, or with ``parts``: each cell of a row is a text or (text, its properties)."""
    tables = [rows] if parts is None else parts
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(map(_paragraph, above))
    body += "".join(_table(each) for each in tables) + "".join(map(_paragraph, below))
    return _zip(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        }
    )


def _table(rows):
    lines = []
    for row in rows:
        cells = []
        for value in row:
            text, properties = value if isinstance(value, tuple) else (value, "")
            lines_of_cell = "".join(_paragraph(line) for line in (text or "").split("\n"))
            cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{lines_of_cell}</w:tc>")
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def _paragraph(text):
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def as_ods(rows):
    """Return a sheet whose rows are filled up with blanks, as LibreOffice writes them."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    lines = []
    for row in rows:
        cells = "".join(
            "<table:table-cell>"
            + "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
            + "</table:table-cell>"
            for text in row
        )
        blanks = f'<table:table-cell table:number-columns-repeated="{16384 - len(row)}"/>'
        lines.append(f"<table:table-row>{cells}{blanks}</table:table-row>")
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Phụ lục">{"".join(lines)}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return _zip({"mimetype": mimetype, "content.xml": content})


def _zip(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()
