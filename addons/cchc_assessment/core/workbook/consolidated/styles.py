"""The cell formats that the consolidated workbook has besides those of the appendix."""

from xlsxwriter import Workbook

from ..styles import Styles, score_kind

_HEADING_SIZE = 10
#: What a link becomes, step by step, whose text is longer than its line.
SMALLER_LINKS = {"leaf.link": ("leaf.link_10", "leaf.link_9", "leaf.link_8")}
_MARKS = {
    # The council's score below the unit's own, and above it.
    "lowered": {"bg_color": "#FBE0D8", "font_color": "#9C2A10"},
    "raised": {"bg_color": "#DFF0D8", "font_color": "#2F5D1E"},
}


class ConsolidatedStyles(Styles):
    """Also "leaf.score", with a fixed number of decimals, "leaf.lowered", "leaf.raised", "header.upright".

    :param digits: decimals of a score
    """

    def __init__(self, workbook: Workbook, digits: int):
        super().__init__(workbook)
        self._score = score_kind(digits)

    def _get_properties(self, name: str) -> dict:
        if name == "header.upright":
            heading = super()._get_properties("header")
            return {**heading, "font_size": _HEADING_SIZE, "rotation": 90, "bold": False}
        if name == "back":
            return {
                **super()._get_properties("remark"),
                "font_color": "#0563C1",
                "underline": 1,
                "text_wrap": False,
            }
        look, _dot, kind = name.partition(".")
        if kind.startswith("link_") and kind[5:].isdecimal():
            return {**super()._get_properties(f"{look}.link"), "font_size": int(kind[5:])}
        if kind == "score" or kind in _MARKS:
            return {**super()._get_properties(f"{look}.{self._score}"), **_MARKS.get(kind, {})}
        return super()._get_properties(name)
