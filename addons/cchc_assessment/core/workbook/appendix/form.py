"""The offline form: the appendix as a workbook to fill in, which ``appendix_reader`` reads back.

A row per criterion and per document, none of them merged, so that they can be sorted; each bears a
hidden key of its own. Cells are locked but where a unit writes, without a password; options are
chosen from lists. No cell is a formula: the score shown is the one at the time of the export.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from .. import layout
from ..cell_safety import clean_text, free_sheet_name, split_text
from ..numbered_sheet import NumberedSheet
from ..page_setup import expect_written, number_pages, set_up_page
from ..styles import TABLE_FONT_SIZE, Style, Styles
from ..text_metrics import line_count
from . import form_headings as headings
from .answers import Answer, Question, inputs_digest, shown_inputs, text_digest
from .data import DEFAULT_COLUMNS, Wording
from .keys import DocumentKey, RowKey

LISTS_SHEET = "Mức điểm"
_LIST_NAME = "DanhSach_{number}"

_OFFICIAL = {column.kind: column.heading for column in DEFAULT_COLUMNS}
#: Role of each column, its heading and its share of the page's width; the last one is hidden.
_COLUMNS = (
    ("code", _OFFICIAL["code"], 36),
    ("name", _OFFICIAL["name"], 160),
    ("max_score", _OFFICIAL["max_score"], 38),
    (headings.OPTION, headings.FORM_HEADINGS[headings.OPTION], 118),
    (headings.NUMBER, headings.FORM_HEADINGS[headings.NUMBER], 54),
    (headings.DENOMINATOR, headings.FORM_HEADINGS[headings.DENOMINATOR], 46),
    ("self_score", _OFFICIAL["self_score"], 50),
    (headings.NOT_APPLICABLE, headings.FORM_HEADINGS[headings.NOT_APPLICABLE], 52),
    ("evidence", _OFFICIAL["evidence"], 130),
    ("explanation", _OFFICIAL["explanation"], 120),
)
_COLUMN_OF = {role: index for index, (role, _heading, _width) in enumerate(_COLUMNS)}
_LAST = len(_COLUMNS) - 1
_KEY_COLUMN = len(_COLUMNS)

#: Which column asks for an input of ``Answer``.
_ROLE_OF_INPUT = {
    "option": headings.OPTION,
    "numerator": headings.NUMBER,
    "quantity": headings.NUMBER,
    "denominator": headings.DENOMINATOR,
    "manual_score": "self_score",
}

_HELP = (
    "Chỉ nhập vào các ô màu vàng. Mỗi tài liệu kiểm chứng một dòng: gõ đường dẫn hoặc tạo liên kết "
    "tới tệp đặt cạnh bảng này (ví dụ TLKC/Kế hoạch 12.pdf), rồi nén bảng và các tệp vào một tệp ZIP "
    "để nhập lại. Điểm của tiêu chí chấm theo mức hoặc theo số liệu do hệ thống tính khi nhập lại."
)
_PICK_TITLE = "Không có mức điểm này"
_PICK = "Hãy chọn một mức trong danh sách, hoặc để trống nếu chưa chấm."
_NUMBER_TITLE = "Không phải số"
_NUMBER = "Hãy nhập một số từ 0 trở lên, hoặc để trống nếu chưa có số liệu."
_SCORE_TITLE = "Điểm không hợp lệ"
_SCORE = "Hãy nhập một số từ 0 đến điểm tối đa của tiêu chí."
_CROSS_TITLE = "Chỉ nhập x"
_CROSS = "Nhập x nếu tiêu chí không áp dụng cho đơn vị; nếu có áp dụng thì để trống."

_LOOK_OF_LEVEL = {1: "domain", 2: "criterion"}


@dataclass(frozen=True, slots=True)
class FormDocument:
    """A document that is filed already; ``key`` identifies it."""

    key: int
    text: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """A criterion, what is answered so far, and the score or sub-total that follows from it."""

    question: Question
    answer: Answer = field(default_factory=Answer)
    self_score: Decimal | None = None
    documents: Sequence[FormDocument] = ()


@dataclass(frozen=True, slots=True)
class OfflineForm:
    """``token`` says which assessment this is, for whoever reads the form back."""

    token: str
    unit_name: str
    year: int
    rows: Sequence[FormRow]
    parent_organisation: str = ""
    appendix_label: str = "PHỤ LỤC"
    subtitle: str = ""
    digits: int = 2
    wording: Wording = field(default_factory=Wording)


def write_offline_form(workbook: Workbook, form: OfflineForm) -> None:
    """Write ``form`` on a sheet of ``workbook``, and its lists on a hidden one."""
    sheet = workbook.add_worksheet(free_sheet_name(form.unit_name, [LISTS_SHEET]), NumberedSheet)
    lists = workbook.add_worksheet(LISTS_SHEET)
    _FormWriter(workbook, sheet, lists, form).write()


def kept_explanation(text: str) -> str:
    """Return what of an explanation a form holds: one cell's worth."""
    return split_text(clean_text(text))[0]


def key_of(token: str, question: Question, answer: Answer) -> RowKey:
    """Return the key of a row, which remembers what it answers as it is exported."""
    return RowKey(
        token,
        question.key,
        inputs_digest(question, answer),
        text_digest(kept_explanation(answer.explanation)),
    )


class _FormWriter:
    def __init__(
        self, workbook: Workbook, sheet: NumberedSheet, lists: Worksheet, form: OfflineForm
    ):
        self._workbook = workbook
        self._sheet = sheet
        self._lists = lists
        self._form = form
        self._styles = Styles(workbook)
        self._row = 0
        self._heights: list[float] = []
        self._pixels = layout.column_pixels([width for _role, _heading, width in _COLUMNS])
        self._edges = [0, *accumulate(pixels / layout.PIXELS_PER_POINT for pixels in self._pixels)]
        self._quantum = Decimal(1).scaleb(-form.digits)
        self._list_of: dict[tuple[str, ...], str] = {}
        self._list_row = 0

    def write(self) -> None:
        self._write_heading()
        headings_row = self._row
        self._write_line(
            [(index, heading, "header") for index, (_r, heading, _w) in enumerate(_COLUMNS)], ""
        )
        for row in self._form.rows:
            self._write_row(row)
        expect_written(self._lists.set_column(0, 0, 80))
        self._lists.hide()
        self._lists.protect()
        self._set_up(headings_row)

    # The heading

    def _write_heading(self):
        form, wording = self._form, self._form.wording
        middle = _COLUMN_OF[headings.OPTION] - 1
        self._write_halves(middle, (form.parent_organisation, "superior"), (wording.state, "state"))
        self._write_halves(
            middle, (form.unit_name.upper(), "organisation"), (wording.motto, "motto")
        )
        self._write_across(form.appendix_label, "title")
        self._write_across(wording.make_title(form.year), "title")
        self._write_across(wording.unit.replace("{unit}", form.unit_name), "unit")
        self._write_across(form.subtitle, "subtitle")
        self._write_across(_HELP, "remark")

    def _write_halves(self, middle: int, left: tuple[str, str], right: tuple[str, str]):
        areas = [(0, middle, *left), (middle + 1, _LAST, *right)]
        self._write_areas([area for area in areas if area[2]])

    def _write_across(self, text: str, style: str):
        if text:
            self._write_areas([(0, _LAST, text, style)])

    def _write_areas(self, areas: Sequence[tuple[int, int, str, str]]):
        height = 0.0
        for first, last, text, name in areas:
            style, text = self._styles[name], split_text(clean_text(text))[0]
            height = max(height, self._text_height(text, style, first, last))
            cell_format = style.format_for(text)
            # Without the value: merge_range would guess what it is.
            expect_written(
                self._sheet.merge_range(self._row, first, self._row, last, "", cell_format)
            )
            expect_written(self._sheet.write_string(self._row, first, text, cell_format))
        self._end_row(height)

    # The table

    def _write_row(self, row: FormRow):
        question = row.question
        if question.is_leaf:
            self._write_leaf(row)
            return
        look = _LOOK_OF_LEVEL.get(question.level, "group")
        cells = {
            "code": question.code,
            "name": question.name,
            "max_score": question.max_score,
            "self_score": self._rounded(row.self_score),
        }
        key = str(RowKey(self._form.token, question.key))
        self._write_line(
            [
                (index, cells.get(role), f"{look}.{self._kind(role)}")
                for role, index in _COLUMN_OF.items()
            ],
            key,
        )

    def _write_leaf(self, row: FormRow):
        question, answer = row.question, row.answer
        entries = self._entries(question, answer)
        shown = {
            "code": question.code,
            "name": question.name,
            "max_score": question.max_score if question.has_points else None,
            "self_score": self._rounded(row.self_score) if question.has_points else None,
            "explanation": kept_explanation(answer.explanation),
            **entries,
        }
        open_roles = {*entries, "explanation"}
        key = key_of(self._form.token, question, answer)
        if question.council_only:
            shown["self_score"] = self._form.wording.council_only
        if row.documents:
            shown["evidence"] = row.documents[0].text
            key = key._replace(document=row.documents[0].key)
        else:
            open_roles.add("evidence")
        first = self._row
        self._write_line(
            [
                (index, shown.get(role), f"{_look(role in open_roles)}.{self._kind(role)}")
                for role, index in _COLUMN_OF.items()
            ],
            str(key),
        )
        self._write_documents(row)
        self._add_validations(first, question, entries)

    def _write_documents(self, row: FormRow):
        """Write each document but the first, which stands beside its criterion, and an empty line."""
        token, criterion = self._form.token, row.question.key
        for document in row.documents[1:]:
            key = DocumentKey(token, criterion, document.key)
            self._write_line(self._document_line(document.text, "leaf"), str(key))
        if row.documents:
            key = DocumentKey(token, criterion)
            self._write_line(self._document_line(None, "entry"), str(key))

    def _document_line(self, text: str | None, look: str) -> list[tuple[int, object, str]]:
        return [
            (index, text, f"{look}.text") if role == "evidence" else (index, None, "leaf.text")
            for role, index in _COLUMN_OF.items()
        ]

    def _entries(self, question: Question, answer: Answer) -> dict[str, object]:
        """Return what stands, or may be entered, in the cells that the rule asks for."""
        entries: dict[str, object] = {}
        for name, value in shown_inputs(question, answer).items():
            if name == "option" and value is not None:
                labels = {choice.key: label for label, choice in question.labels().items()}
                value = labels[value]
            entries[_ROLE_OF_INPUT[name]] = value
        if question.asked:
            entries[headings.NOT_APPLICABLE] = "x" if answer.not_applicable else None
        return entries

    def _kind(self, role: str) -> str:
        if role in ("max_score", "self_score", headings.NUMBER, headings.DENOMINATOR):
            return "number"
        return "centre" if role in ("code", headings.NOT_APPLICABLE) else "text"

    def _rounded(self, score: Decimal | None) -> Decimal | None:
        return None if score is None else score.quantize(self._quantum, ROUND_HALF_UP)

    def _write_line(
        self,
        cells: Sequence[tuple[int, object, str]],
        key: str,
    ):
        height = 0.0
        for index, value, name in cells:
            style = self._styles[name]
            if isinstance(value, str):
                value = split_text(clean_text(value))[0]
                height = max(height, self._text_height(value, style, index, index))
            self._put(index, value, style)
        if key:
            expect_written(self._sheet.write_string(self._row, _KEY_COLUMN, key))
        self._end_row(height)

    def _put(self, index: int, value: object, style: Style):
        if isinstance(value, str) and value:
            cell_format = style.format_for(value)
            expect_written(self._sheet.write_string(self._row, index, value, cell_format))
        elif isinstance(value, Decimal):
            number = float(value) + 0.0
            expect_written(self._sheet.write_number(self._row, index, number, style.format))
        else:
            expect_written(self._sheet.write_blank(self._row, index, None, style.format))

    def _text_height(self, text: str, style: Style, first: int, last: int) -> float:
        width = layout.text_room(self._edges[last + 1] - self._edges[first])
        lines = line_count(text, width, style.size, style.bold)
        return lines * layout.LINE_HEIGHT[style.size] + layout.CELL_PADDING

    def _end_row(self, height: float):
        # In a form no row goes on in the next one: what is taller is scrolled to.
        least = layout.LINE_HEIGHT[TABLE_FONT_SIZE] + layout.CELL_PADDING
        height = min(max(height, least), layout.MAX_ROW_HEIGHT)
        expect_written(self._sheet.set_row(self._row, height))
        self._heights.append(height)
        self._row += 1

    # What may be entered

    def _add_validations(self, row: int, question: Question, entries: dict[str, object]):
        for role in entries:
            rule = self._validation(role, question)
            column = _COLUMN_OF[role]
            expect_written(self._sheet.data_validation(row, column, row, column, rule))

    def _validation(self, role: str, question: Question) -> dict:
        if role == headings.OPTION:
            source = self._list(tuple(question.labels()))
            return _stop({"validate": "list", "source": source}, _PICK_TITLE, _PICK)
        if role == headings.NOT_APPLICABLE:
            return _stop({"validate": "list", "source": ["x"]}, _CROSS_TITLE, _CROSS)
        if role == "self_score":
            between = {"criteria": "between", "minimum": 0, "maximum": float(question.max_score)}
            return _stop({"validate": "decimal", **between}, _SCORE_TITLE, _SCORE)
        least = {"criteria": ">=", "value": 0}
        return _stop({"validate": "decimal", **least}, _NUMBER_TITLE, _NUMBER)

    def _list(self, labels: tuple[str, ...]) -> str:
        """Return where these options stand on the hidden sheet: most criteria share a list."""
        if labels not in self._list_of:
            first = self._list_row
            for label in labels or ("",):
                text = split_text(clean_text(label))[0]
                if text:
                    cell_format = self._styles["remark"].format_for(text)
                    expect_written(self._lists.write_string(self._list_row, 0, text, cell_format))
                self._list_row += 1
            top, bottom = (
                xl_rowcol_to_cell(row, 0, row_abs=True, col_abs=True)
                for row in (first, self._list_row - 1)
            )
            # by a name: an Excel of before 2010, and WPS, take no list of another sheet
            name = _LIST_NAME.format(number=len(self._list_of) + 1)
            area = f"={quote_sheetname(LISTS_SHEET)}!{top}:{bottom}"
            expect_written(self._workbook.define_name(name, area))
            self._list_of[labels] = f"={name}"
        return self._list_of[labels]

    # The page

    def _set_up(self, headings_row: int):
        sheet = self._sheet
        headings_range = range(headings_row, headings_row + 1)
        set_up_page(sheet, self._pixels, self._row, headings_range)
        expect_written(sheet.set_column(_KEY_COLUMN, _KEY_COLUMN, 2, None, {"hidden": True}))
        number_pages(sheet, number=self._form.wording.page)
        sheet.protect(
            "",
            {
                "sort": True,
                "autofilter": True,
                "format_columns": True,
                "format_rows": True,
                "insert_rows": True,
                "insert_hyperlinks": True,
            },
        )
        sheet.activate()


def _look(is_open: bool) -> str:
    return "entry" if is_open else "leaf"


def _stop(rule: dict, title: str, message: str) -> dict:
    return {**rule, "error_title": title, "error_message": message}
