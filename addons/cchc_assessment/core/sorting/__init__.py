"""Which criteria a document may prove, judged from what is known of both: no Odoo, no database.

:class:`Sorter` takes the criteria of a form, with what they ask for and what was filed for them before, and
proposes for each document (:class:`Paper`) those that fit best (:class:`Proposal`), each with its reason.
"""

from .data import Criterion, Filed, Paper, Proposal
from .sorter import Sorter

__all__ = ["Criterion", "Filed", "Paper", "Proposal", "Sorter"]
