"""A worksheet whose printed pages have numbers where Decree 30/2020/NĐ-CP, appendix I, wants them.

That is in the middle of the head, from the second page on, and from 1 on for each document. xlsxwriter knows of one
head for all pages only: what it writes of it is overridden here, and nowhere else.
"""

from xml.sax.saxutils import escape

from xlsxwriter.worksheet import Worksheet


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
        first = self._first_head and f"<firstHeader>{escape(self._first_head)}</firstHeader>"
        self.fh.write(
            f'<headerFooter differentFirst="1"><oddHeader>{escape(self.header)}</oddHeader>{first}</headerFooter>'
        )
