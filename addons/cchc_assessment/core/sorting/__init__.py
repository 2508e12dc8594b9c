"""Which criteria a document may prove, judged from what is known of both: no Odoo, no database.

:class:`Sorter` takes the criteria of a form, with what they ask for and what was filed for them before, and
proposes for each document (:class:`Paper`) those that fit best (:class:`Proposal`), each with its reason; and the
other way round. :func:`find_doubts` says what speaks against a document where it is filed (:data:`DOUBTS`);
:func:`names_another_body` compares its issuer with others' names;
:func:`find_withdrawn` reads in its subject which earlier ones are in force no more;
:func:`propose_level` which level of a timeliness choice its date speaks for, and :func:`find_settled` which of
several deadlines have a document.
"""

from .data import Criterion, Filed, Paper, Proposal
from .doubts import DOUBTS, Claim, Doubt, find_doubts, names_another_body
from .sorter import Sorter
from .timeliness import Timeliness, find_settled, find_timely_levels, propose_level
from .withdrawn import WITHDRAWALS, Withdrawn, as_number, find_withdrawn

__all__ = [
    "DOUBTS",
    "WITHDRAWALS",
    "Claim",
    "Criterion",
    "Doubt",
    "Filed",
    "Paper",
    "Proposal",
    "Sorter",
    "Timeliness",
    "Withdrawn",
    "as_number",
    "find_doubts",
    "find_settled",
    "find_timely_levels",
    "find_withdrawn",
    "names_another_body",
    "propose_level",
]
