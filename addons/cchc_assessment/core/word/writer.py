"""Fills a template in: docxtpl, with marks that can do no more than ``template_check`` allows."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from docx.opc.exceptions import OpcError
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from ..plain.seal_mark import CODE_MILLIMETRES, SealMark
from ..plain.work import WorkLimitError, bounded
from ..plain.xml import XmlError, XmlLimits, walk
from .annex_data import Annex
from .columns import fit_columns
from .fields import describe_fields, to_context
from .minute_data import Minute
from .papers_data import (
    CouncilMinute,
    Decision,
    Proposal,
    ReminderDispatch,
    RequestDispatch,
    ResultsReport,
    StartDispatch,
)
from .problems import Place, TemplateProblem
from .report_data import Report
from .template_check import FILTERS, TemplateCheck
from .template_file import check_file, check_made

_FOLDER = Path(__file__).parent
STANDARD_TEMPLATES = {
    Report: _FOLDER / "report_template.docx",
    Minute: _FOLDER / "minute_template.docx",
    Annex: _FOLDER / "annex_template.docx",
    StartDispatch: _FOLDER / "start_template.docx",
    ReminderDispatch: _FOLDER / "reminder_template.docx",
    RequestDispatch: _FOLDER / "request_template.docx",
    CouncilMinute: _FOLDER / "council_minute_template.docx",
    Proposal: _FOLDER / "proposal_template.docx",
    Decision: _FOLDER / "decision_template.docx",
    ResultsReport: _FOLDER / "results_template.docx",
}

# A part with all that the records say.
_FILLED = XmlLimits(size=256 * 2**20, elements=20_000_000)
# What filling in a template with one sample may take; one of a province takes a tenth. The library's own
# unpacking is not counted: the file is measured before.
_CHECKING_CALLS = 2_000_000
_CHECKING_BYTES = 256 * 2**20
_TAG = re.compile(r"<[^<>]+>")
_TABLE = re.compile(r"<(/?)w:tbl[ >]")
_BRACES = re.compile(r"{{|{%|{#|}}|%}|#}")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_MAX_MARKS = 1_000
# docxtpl's marks that put XML of the caller's into the document.
_RAW_MARK = re.compile(r"{{(?:r|p|tr|tc)\s[^}]*}}|{%r\s[^%]*%}")
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")


def write_document(
    record: Any, template: bytes | None = None, mark: SealMark | None = None
) -> bytes:
    """Return a document as a .docx file.

    :param record: what it says: one of the kinds of which there is a standard template
    :param template: a .docx file, the standard one if None
    :param mark: what is said of the seal at the document's end, whatever the template is
    :raises TemplateProblem: the template is broken; it says where
    """
    if template is None:
        return _fill_in(record, STANDARD_TEMPLATES[type(record)].read_bytes(), mark)
    check_file(template)
    made = _fill_in(record, template, mark)
    check_made(made)
    return made


def check_template(content: bytes, kind: type) -> None:
    """Refuse a template that cannot be filled in, whatever a document of this kind says.

    :raises TemplateProblem: saying what is wrong and where
    """
    # our own readers count what they read, and are not slowed down by having their calls counted as well
    check_file(content)
    for samples in (["1"], []):
        try:
            with bounded(_CHECKING_CALLS, _CHECKING_BYTES):
                made = _fill_in(_sample(kind, samples), content)
        except WorkLimitError as error:
            raise TemplateProblem("too_large") from error
        check_made(made)


def _fill_in(record: Any, template: bytes, mark: SealMark | None = None) -> bytes:
    document = _Template(template, type(record))
    document.fill_in(to_context(record))
    if mark:
        _add_mark(document.docx, mark)
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _add_mark(document: Any, mark: SealMark) -> None:
    """Add the code and what it says as the last paragraphs, small enough to go on the page of the signatures."""
    picture = document.add_paragraph()
    picture.paragraph_format.space_before = Pt(6)
    picture.paragraph_format.first_line_indent = Mm(0)
    picture.paragraph_format.keep_with_next = True
    picture.add_run().add_picture(io.BytesIO(mark.make_code()), width=Mm(CODE_MILLIMETRES))
    for line in mark.lines:
        said = document.add_paragraph()
        said.paragraph_format.first_line_indent = Mm(0)
        said.paragraph_format.space_after = said.paragraph_format.space_before = Pt(0)
        said.paragraph_format.keep_with_next = line is not mark.lines[-1]
        said.add_run(line).font.size = Pt(9)


def _sample(record: type, samples: Sequence[str]) -> Any:
    """Return a document in which everything is filled in, or nothing, so that each branch is taken."""
    values = {}
    for one in fields(record):
        item = one.metadata["of"]
        if one.type is str:
            values[one.name] = "".join(samples)
        else:
            values[one.name] = [_sample(item, samples) if item else text for text in samples]
    return record(**values)


class _Template(DocxTemplate):
    """A template whose marks are checked before they are filled in."""

    def __init__(self, content: bytes, kind: type):
        super().__init__(io.BytesIO(content))
        self._environment = _make_environment()
        self._descriptions = describe_fields(kind)

    def fill_in(self, context: Mapping) -> None:
        try:
            self.render(context, self._environment)
        except TemplateProblem:
            raise
        # marks within marks, deeper than anything is read
        except (RecursionError, SyntaxError, MemoryError) as error:
            raise TemplateProblem("too_large") from error
        # what a damaged file makes python-docx and lxml stumble over
        except (
            OpcError,
            etree.LxmlError,
            LookupError,
            ValueError,
            TypeError,
            AttributeError,
        ) as error:
            raise TemplateProblem("damaged", detail=type(error).__name__) from error
        properties = self.docx.core_properties
        properties.modified = datetime.now(timezone.utc).replace(tzinfo=None)

    def render_xml_part(self, src_xml, part, context, jinja_env=None):
        lines = _PARAGRAPH.sub(r"\n<w:p", src_xml)
        places = _find_places(lines, self._part_name(part))
        try:
            tree = jinja_env.parse(lines)
        except TemplateSyntaxError as error:
            place = places[min(error.lineno, len(places)) - 1]
            raise TemplateProblem("syntax", place, error.message or "") from error
        TemplateCheck(places, self._descriptions).check(tree)
        try:
            filled = super().render_xml_part(src_xml, part, context, jinja_env)
        except TemplateError as error:
            raise TemplateProblem("syntax", detail=error.message or "") from error
        self._check_structure(filled, places)
        return filled

    def patch_xml(self, src_xml):
        # before the marks lose what tells them apart
        text = _TAG.sub("", src_xml)
        if unclosed := _check_marks(text):
            places = _find_places(_PARAGRAPH.sub(r"\n<w:p", src_xml), "body")
            raise TemplateProblem(
                "syntax", _place_of(unclosed, places), f"nothing closes {unclosed[:2]}"
            )
        if raw := _RAW_MARK.search(text):
            raise TemplateProblem("not_allowed", Place("body", raw[0]), raw[0])
        return super().patch_xml(src_xml)

    def fix_tables(self, xml):
        tree = super().fix_tables(xml)
        fit_columns(tree)
        return tree

    def render_properties(self, context, jinja_env=None):
        """Leave the document's properties as they are: no one sees marks there, nor where one is wrong."""

    def _check_structure(self, xml: str, places: Sequence[Place]) -> None:
        """Refuse marks across the borders of paragraphs, of which docxtpl would drop what does not fit."""
        try:
            walk(xml.encode(), limits=_FILLED)
        except XmlError as error:
            marks = (place for place in places if "{%" in place.text)
            raise TemplateProblem("structure", next(marks, None)) from error

    def _part_name(self, part) -> str:
        name = str(part.partname)
        return next((kind for kind in ("header", "footer", "footnotes") if kind in name), "body")


def _check_marks(text: str) -> str:
    """Refuse more marks than any template has; return where one begins that nothing closes, or "".

    Whoever looks for the end of such a mark looks through all the rest of the document, for each of them.
    """
    opened, count = None, 0
    for mark in _BRACES.finditer(text):
        if opened is None and mark[0] in _CLOSING:
            opened, count = mark, count + 1
            if count > _MAX_MARKS:
                raise TemplateProblem("too_large")
        elif opened and mark[0] == _CLOSING[opened[0]]:
            opened = None
        elif opened and opened[0] != "{#" and mark[0] in _CLOSING:
            break
    return text[opened.start() : opened.start() + 60].partition("\n")[0] if opened else ""


def _place_of(unclosed: str, places: Sequence[Place]) -> Place:
    """Return the paragraph in which a mark begins that nothing closes."""
    for place in places:
        _before, mark, after = place.text.rpartition(unclosed[:2])
        if mark and unclosed.startswith((mark + after)[: len(unclosed)]):
            return place
    return Place("body", unclosed)


def _make_environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.clear()
    environment.tests.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


def _find_places(xml: str, part: str) -> list[Place]:
    """Return the place of each line, one line for each paragraph."""
    places, table, depth = [], 0, 0
    for line in xml.split("\n"):
        places.append(Place(part, _TAG.sub("", line).strip()[:200], table if depth else 0))
        for match in _TABLE.finditer(line):
            depth += -1 if match[1] else 1
            table += not match[1]
    return places
