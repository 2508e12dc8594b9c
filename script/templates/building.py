"""The parts of which standard templates are made, laid out as Decree 30/2020/NĐ-CP asks (appendix I)."""

from math import ceil

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

FONT = "Times New Roman"
MARGINS_MM = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 18}
BODY = 14
HEAD = 12
MOTTO = 13
CELL = 12
SMALL = 11
LEFT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER
_LETTERHEAD_WIDTHS = (66, 94)
FOOT_WIDTHS = (80, 80)


def set_up(document, title, *, is_landscape=False):
    """Set page, fonts and page numbers."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    for name, millimetres in MARGINS_MM.items():
        # Word counts in twips, and the decree's least is a least
        setattr(section, name, Twips(ceil(millimetres * 1440 / 25.4)))
    section.header_distance = Mm(10)
    _leave_out_effects(document)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    properties = document.core_properties
    properties.author = properties.comments = ""
    properties.title = title
    properties.language = "vi-VN"
    # the page's number stands in the middle of the head, from the second page on
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _add_page_number(number)


def _leave_out_effects(document):
    """Leave out a part of python-docx's own template: for Word 2010 it repeats the styles, as they no longer are."""
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            document.part.drop_rel(key)
            document.part.rels.pop(key, None)


def _add_page_number(paragraph):
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(MOTTO)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def add_letterhead(document, superior, organisation, number, *, about=""):
    """Add both names of the state, who issues the document, its number, place and date.

    :param superior: empty for who has none above
    :param about: what a dispatch is about, which stands below its number
    """
    table = add_table(document, 2, _LETTERHEAD_WIDTHS)
    left, right = table.rows[0].cells
    if superior:
        write(left, superior, size=HEAD)
    write(left, organisation, size=HEAD, bold=True)
    draw_line(left, Mm(22))
    write(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=HEAD, bold=True)
    write(right, "Độc lập - Tự do - Hạnh phúc", size=MOTTO, bold=True)
    draw_line(right, Mm(18))
    left, right = table.rows[1].cells
    write(left, number, size=MOTTO)
    if about:
        write(left, about, size=HEAD)
    write(right, "{{ place_and_date }}", size=MOTTO, italic=True)


def add_note(document):
    """Add the line that says that the document is a draft."""
    document.add_paragraph("{%p if status_note %}")
    note = format_runs(
        document.add_paragraph("{{ status_note }}"), size=HEAD, bold=True, align=LEFT
    )
    note.paragraph_format.space_before = Pt(6)
    document.add_paragraph("{%p endif %}")


def add_rows(document, loop, *columns, total=()):
    """Add a table with a heading, repeated on each page, and a row for each item of a list.

    :param total: the texts of a last row, in bold, one for each column
    """
    rows = 5 if total else 4
    table = add_table(document, rows, [width for _name, width, _mark, _align in columns])
    table.style = "Table Grid"
    heading, opening, row, closing, *last = table.rows
    add_table_heading(heading, [name for name, _width, _mark, _align in columns])
    keep_together(row)
    for cell, (_name, _width, mark, align) in zip(row.cells, columns, strict=True):
        write(cell, mark, size=CELL, align=align)
    write(opening.cells[0], f"{{%tr for {loop} %}}")
    write(closing.cells[0], "{%tr endfor %}")
    for sums in last:
        keep_together(sums)
        for cell, text, (_name, _width, _mark, align) in zip(
            sums.cells, total, columns, strict=True
        ):
            write(cell, text, size=CELL, bold=True, align=align)


def add_set_aside(document, title):
    """Add the units that have no place, each with the reason, where there are any."""
    document.add_paragraph("{%p if set_aside %}")
    add_heading(document, title)
    add_rows(
        document,
        "row in set_aside",
        ("TT", 12, "{{ loop.index }}", CENTRE),
        ("Đơn vị", 52, "{{ row.name }}", LEFT),
        ("Tình trạng", 40, "{{ row.standing }}", LEFT),
        ("Lý do", 56, "{{ row.reason }}", LEFT),
    )
    document.add_paragraph("{%p endif %}")


def add_table_heading(row, names):
    """Write the headings of a table's columns, which each page repeats."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    keep_together(row)
    for cell, name in zip(row.cells, names, strict=True):
        write(cell, name, size=CELL, bold=True)


def add_table(document, rows, widths):
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def keep_together(row):
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def add_title(document, kind, subject):
    """Add what kind of document it is and what it is about, in the middle, with a line below."""
    title = format_runs(document.add_paragraph(kind), bold=True, align=CENTRE)
    title.paragraph_format.space_before = Pt(12)
    format_runs(document.add_paragraph(subject), bold=True, align=CENTRE)
    draw_line(document, Mm(55))


def add_addressee(document, name):
    """Add to whom the document is written."""
    paragraph = format_runs(document.add_paragraph(f"Kính gửi: {name}"), align=CENTRE)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(12)


def add_foot(document, recipients, titles, name, *, loop=""):
    """Add who receives the document and who signs it, together with the paragraph above on one page.

    :param recipients: the lines below "Nơi nhận"
    :param titles: the list with the lines above the signature
    :param loop: repeats the lines for each item of a list, as ``recipient in recipients``
    """
    _keep_end(document)
    table = add_table(document, 1, FOOT_WIDTHS)
    keep_together(table.rows[0])
    left, right = table.rows[0].cells
    write(left, "Nơi nhận:", size=HEAD, bold=True, italic=True, align=LEFT)
    if loop:
        write(left, f"{{%p for {loop} %}}", size=SMALL)
    for recipient in recipients:
        write(left, f"- {recipient}", size=SMALL, align=LEFT)
    if loop:
        write(left, "{%p endfor %}", size=SMALL)
    write_titles(repeated=titles)(right)
    for _line in range(4):
        write(right, "", size=BODY)
    write(right, name, size=BODY, bold=True)


def _keep_end(document):
    """Keep the last two paragraphs with what comes next: a line alone above signatures is little to sign."""
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True


def add_signatures(document, *signers):
    """Add who signs beside each other, the names on one line, together with the paragraph above on one page.

    :param signers: of each, the width in millimetres, what stands above the signature, and the name
    """
    _keep_end(document)
    table = add_table(document, 3, [width for width, _titles, _name in signers])
    titles, room, names = table.rows
    room.height = Mm(26)
    for row in table.rows:
        keep_together(row)
    for place, (_width, write_titles, name) in enumerate(signers):
        write_titles(titles.cells[place])
        write(room.cells[place], "", size=BODY)
        write(names.cells[place], name, size=BODY, bold=True)
    for row in (titles, room):
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def write_titles(*titles, repeated=None):
    """Return what writes the lines above a signature: these, or each of a list's.

    :param repeated: name of the list
    """

    def write_into(cell):
        for title in titles:
            write(cell, title, size=BODY, bold=True)
        if repeated:
            write(cell, f"{{%p for title in {repeated} %}}")
            write(cell, "{{ title }}", size=BODY, bold=True)
            write(cell, "{%p endfor %}")

    return write_into


def say_small(document, text):
    """Add a note below a table."""
    paragraph = say(document, text)
    format_runs(paragraph, size=HEAD, italic=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    return paragraph


def add_heading(document, text):
    paragraph = say(document, text)
    paragraph.runs[0].bold = True
    paragraph.alignment = LEFT
    paragraph.paragraph_format.keep_with_next = True


def say(document, text):
    """Add a paragraph of the body: first line indented by 10 mm, 6 points apart (Decree 30)."""
    paragraph = document.add_paragraph(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    layout = paragraph.paragraph_format
    layout.first_line_indent = Mm(10)
    layout.space_before = layout.space_after = Pt(3)
    layout.line_spacing = 1.1
    return paragraph


def say_each(document, name, otherwise):
    say_unless(document, name, otherwise)
    document.add_paragraph(f"{{%p for paragraph in {name} %}}")
    say(document, "{{ paragraph }}")
    document.add_paragraph("{%p endfor %}")


def say_unless(document, name, sentence):
    document.add_paragraph(f"{{%p if not {name} %}}")
    say(document, sentence)
    document.add_paragraph("{%p endif %}")


def say_attendees(document):
    """Name those who were there beside those who scored."""
    document.add_paragraph("{%p if attendees %}")
    say(document, "Cùng dự:")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for attendee in attendees %}")
    say(document, "- {{ attendee }}.")
    document.add_paragraph("{%p endfor %}")


def write(cell, text, *, size=BODY, bold=False, italic=False, align=CENTRE):
    first = cell.paragraphs[0]
    is_new = len(cell.paragraphs) == 1 and not first.text
    paragraph = first if is_new else cell.add_paragraph()
    paragraph.add_run(text)
    return format_runs(paragraph, size=size, bold=bold, italic=italic, align=align)


def format_runs(paragraph, *, size=BODY, bold=False, italic=False, align=CENTRE):
    paragraph.alignment = align
    for run in paragraph.runs:
        run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph


def draw_line(container, indent):
    """Draw a line in the middle, as much shorter than its column as ``indent`` on each side."""
    paragraph = container.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = indent
    layout.line_spacing = Pt(2)
    layout.space_after = Pt(6)
    border = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        border.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:pBdr")
    borders.append(border)
    # in its place: Word calls a document damaged whose properties stand in another order
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
