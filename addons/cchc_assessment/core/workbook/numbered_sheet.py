"""A worksheet whose printed pages have numbers where Decree 30/2020/NĐ-CP, appendix I, wants them.

That is in the middle of the head, from the second page on, and from 1 on for each document. xlsxwriter knows of one
head for all pages only: what it writes of it is overridden here, and nowhere else.
"""

from xlsxwriter.worksheet import Worksheet

_DIFFERENT_FIRST = [("differentFirst", 1)]


class NumberedSheet(Worksheet):
    """A worksheet whose first page has a head of its own."""

    _first_head = ""

    def set_heads(self, first: str, others: str, margin: float) -> None:
        """Set what stands above the first page and above the others, in the language of Excel's heads.

        :param margin: from the paper's edge, in inches
        """
        self._first_head = first
        self.set_header(others, {"margin": margin})
        self.set_start_page(1)

    def _write_header_footer(self):
        if not self.header:
            return
        self._xml_start_tag("headerFooter", _DIFFERENT_FIRST)
        self._xml_data_element("oddHeader", self.header)
        if self._first_head:
            self._xml_data_element("firstHeader", self._first_head)
        self._xml_end_tag("headerFooter")
