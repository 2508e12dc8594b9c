"""What is laid beside each other, and what comes of it."""

from dataclasses import dataclass
from typing import Literal

#: Why a criterion is proposed: the code stands in the file's name, or in its folder's; the same file, or the same
#: subject, was filed for it before; it is like a document that is asked for, like one that was filed, or like the
#: criterion's words.
Reason = Literal["code", "folder", "same_file", "same_subject", "required", "filed", "words"]


@dataclass(frozen=True)
class Filed:
    """A document that a unit has filed for a criterion, this year or earlier."""

    subject: str
    sha256: str = ""


@dataclass(frozen=True)
class Criterion:
    """A criterion that documents may be filed for.

    :ivar key: what a proposal calls it by.
    :ivar required: the documents that it asks for, by name.
    :ivar above: the name of the criterion above, which often says what this one is about.
    """

    key: int
    code: str
    name: str
    above: str = ""
    guidance: str = ""
    required: tuple[str, ...] = ()
    filed: tuple[Filed, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A document to be sorted.

    :ivar code: the code of a criterion that its file is named by, if any.
    :ivar folder_codes: those that the folders are named by in which it lay, the innermost first.
    :ivar type_name: the type in words, if it is known ("Kế hoạch").
    """

    subject: str
    code: str = ""
    type_name: str = ""
    sha256: str = ""
    folder_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A criterion that a paper may prove.

    :ivar key: the criterion's.
    :ivar likeness: from 0 to 1, how much the two have in common.
    :ivar text: what the reason names: the code, the document asked for or filed, the words in common.
    :ivar is_sure: whether it may be taken without a look. Words alone never are.
    """

    key: int
    likeness: float
    reason: Reason
    text: str
    is_sure: bool = False
