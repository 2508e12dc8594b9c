"""The cell formats of the appendix, made once per workbook."""

from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format

FONT = "Times New Roman"
TABLE_FONT_SIZE = 11

_LINK_COLOUR = "#0563C1"
_DRAFT_COLOUR = "#C00000"
_HEADER_FILL = "#D9E1F2"
_DOMAIN_FILL = "#EAF0F8"

# What Excel takes for the beginning of a formula once someone edits the cell and presses Enter.
_FORMULA_STARTS = ("=", "+", "-", "@")

# One per kind of tree node; anything below a criterion that is no leaf looks like "group".
_ROW_LOOKS = {
    "domain": {"bold": True, "bg_color": _DOMAIN_FILL},
    "criterion": {"bold": True},
    "group": {"bold": True, "italic": True},
    "leaf": {},
    "total": {"bold": True, "bg_color": _HEADER_FILL},
}
_CELL_KINDS = {
    "text": {},
    "centre": {"align": "center"},
    "notice": {"align": "center", "italic": True},
    # General drops the decimals that are not there and leaves the decimal sign to the reader.
    "number": {"align": "center", "num_format": "General"},
    "link": {"font_color": _LINK_COLOUR, "underline": 1},
    # A link that goes on as text in the row below: no line between the two.
    "link_above": {"font_color": _LINK_COLOUR, "underline": 1, "bottom": 0},
    "text_below": {"top": 0},
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
    "status": {"font_size": 12, "bold": True, "font_color": _DRAFT_COLOUR},
    "signer": {"font_size": 13, "bold": True},
    "signer_note": {"font_size": 12, "italic": True},
}


@dataclass(frozen=True, slots=True)
class Style:
    """A cell format with what is needed to measure the text in it."""

    format: Format
    quoted: Format
    size: int
    bold: bool

    def format_for(self, text: str) -> Format:
        """Return the format for ``text``: one that stays text if its cell is edited later."""
        return self.quoted if text.startswith(_FORMULA_STARTS) else self.format


class Styles:
    """All styles by name: "leaf.text", "domain.number", "header", "title", "signer" …"""

    def __init__(self, workbook: Workbook):
        self._workbook = workbook
        self._styles = {
            f"{look}.{kind}": self._table_style({**look_properties, **kind_properties})
            for look, look_properties in _ROW_LOOKS.items()
            for kind, kind_properties in _CELL_KINDS.items()
        }
        self._styles["header"] = self._table_style(
            {"bold": True, "bg_color": _HEADER_FILL, "align": "center", "valign": "vcenter"}
        )
        self._styles["column_number"] = self._table_style({"italic": True, "align": "center"})
        for name, properties in _PAGE_TEXTS.items():
            self._styles[name] = self._style({"align": "center", **properties})

    def __getitem__(self, name: str) -> Style:
        return self._styles[name]

    def _table_style(self, properties: dict) -> Style:
        return self._style({"border": 1, "font_size": TABLE_FONT_SIZE, **properties})

    def _style(self, properties: dict) -> Style:
        properties = {"font_name": FONT, "text_wrap": True, "valign": "top", **properties}
        return Style(
            format=self._workbook.add_format(properties),
            quoted=self._workbook.add_format({**properties, "quote_prefix": True}),
            size=properties["font_size"],
            bold=properties.get("bold", False),
        )
