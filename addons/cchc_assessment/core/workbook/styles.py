"""The cell formats of the appendix, made once per workbook."""

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT = "Times New Roman"
_ROMAN = 1  # font family: what to take instead where the font is missing
TABLE_FONT_SIZE = 11

_LINK_COLOUR = "#0563C1"
_DRAFT_COLOUR = "#C00000"
_HEADER_FILL = "#D9E1F2"
_DOMAIN_FILL = "#EAF0F8"
_ENTRY_FILL = "#FFFBE0"

# What Excel takes for the beginning of a formula once someone edits the cell and presses Enter.
_FORMULA_STARTS = ("=", "+", "-", "@")
# What keeps it a text then. xlsxwriter knows the prefix since 3.1; the format for text does as well, only that
# Excel 2007 shows crosses in place of more than 255 letters.
_STAYS_TEXT = {"quote_prefix": True} if hasattr(Format, "set_quote_prefix") else {"num_format": "@"}

# One per kind of tree node; anything below a criterion that is no leaf looks like "group".
_ROW_LOOKS = {
    "domain": {"bold": True, "bg_color": _DOMAIN_FILL},
    "criterion": {"bold": True},
    "group": {"bold": True, "italic": True},
    "leaf": {},
    "option": {"font_color": "#595959"},
    # Where a unit writes in an offline form.
    "entry": {"locked": False, "bg_color": _ENTRY_FILL},
    "total": {"bold": True, "bg_color": _HEADER_FILL},
}
_CELL_KINDS = {
    "text": {},
    "centre": {"align": "center"},
    "indented": {"indent": 1},
    "notice": {"align": "center", "italic": True},
    # General drops the decimals that are not there: a maximum is written as its rubric has it.
    "number": {"align": "center", "num_format": "General"},
    "link": {"font_color": _LINK_COLOUR, "underline": 1},
    # A link that goes on as text in the row below: no line between the two.
    "link_above": {"font_color": _LINK_COLOUR, "underline": 1, "bottom": 0},
    "text_below": {"top": 0},
}
_TABLE_HEADINGS = {
    "header": {"bold": True, "bg_color": _HEADER_FILL, "valign": "vcenter"},
    "column_number": {"italic": True},
}
_PAGE_TEXTS = {
    "superior": {"font_size": 13},
    "organisation": {"font_size": 13, "bold": True},
    "state": {"font_size": 13, "bold": True},
    "motto": {"font_size": 13, "bold": True, "underline": 1},
    "place_and_date": {"font_size": 13, "italic": True},
    "title": {"font_size": 14, "bold": True},
    "subtitle": {"font_size": 13, "italic": True},
    "unit": {"font_size": 13},
    "remark": {"font_size": 12, "align": "left"},
    "status": {"font_size": 12, "bold": True, "font_color": _DRAFT_COLOUR},
    "signer": {"font_size": 13, "bold": True},
    "signer_note": {"font_size": 12, "italic": True},
    "seal_mark": {"font_size": 9, "align": "left", "valign": "vcenter"},
}


_SCORE = "score_"


class Style:
    """A cell format with what is needed to measure the text in it."""

    __slots__ = ("_continued", "_properties", "_quoted", "_workbook", "bold", "format", "size")

    def __init__(self, workbook: Workbook, properties: dict):
        self._workbook = workbook
        self._properties = properties
        self._quoted: Format | None = None
        self._continued: dict[tuple[bool, bool, bool], Style] = {}
        self.format = workbook.add_format(properties)
        self.size: int = properties["font_size"]
        self.bold: bool = properties.get("bold", False)

    def format_for(self, text: str) -> Format:
        """Return the format for ``text``: one that stays text if its cell is edited later."""
        if not text.startswith(_FORMULA_STARTS):
            return self.format
        if self._quoted is None:
            self._quoted = self._workbook.add_format({**self._properties, **_STAYS_TEXT})
        return self._quoted

    def continued(self, *, above: bool, below: bool, spread: bool = False) -> "Style":
        """Return the style for a part of a text: no line parts it from what stands above or below.

        ``spread``: its lines fill the cell from top to bottom, so that the next part follows on closely.
        """
        key = (above, below, spread)
        if key not in self._continued:
            sides = {**({"top": 0} if above else {}), **({"bottom": 0} if below else {})}
            lines = {"valign": "vjustify"} if spread else {}
            self._continued[key] = Style(self._workbook, {**self._properties, **sides, **lines})
        return self._continued[key]


class Styles:
    """All styles by name: "leaf.text", "domain.number", "header", "title", "signer" …

    Each is made when first asked for: a format costs more than writing ten cells.
    """

    def __init__(self, workbook: Workbook):
        self._workbook = workbook
        self._styles: dict[str, Style] = {}

    def __getitem__(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            properties = {
                "font_name": FONT,
                "font_family": _ROMAN,
                "text_wrap": True,
                "valign": "top",
                **self._get_properties(name),
            }
            style = self._styles[name] = Style(self._workbook, properties)
        return style

    def _get_properties(self, name: str) -> dict:
        """Return what is particular of the style of this name; a workbook with more of them overrides it."""
        if name in _PAGE_TEXTS:
            return {"align": "center", **_PAGE_TEXTS[name]}
        table = {"border": 1, "font_size": TABLE_FONT_SIZE}
        if name in _TABLE_HEADINGS:
            return {**table, "align": "center", **_TABLE_HEADINGS[name]}
        look, kind = name.split(".")
        if kind.startswith(_SCORE):
            number = {
                **_CELL_KINDS["number"],
                "num_format": _score_format(int(kind[len(_SCORE) :])),
            }
            return {**table, **_ROW_LOOKS[look], **number}
        return {**table, **_ROW_LOOKS[look], **_CELL_KINDS[kind]}


def score_kind(digits: int) -> str:
    """Return the kind of a cell with a score, such as "score_2": all of its decimals are shown, whatever they are."""
    return f"{_SCORE}{digits}"


def _score_format(digits: int) -> str:
    """The decimal sign in it is the reader's own."""
    return f"0.{'0' * digits}" if digits else "0"
