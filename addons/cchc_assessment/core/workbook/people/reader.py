"""Read units and people from a workbook: a row for each person of a unit, or for a unit alone.

Which unit, group and account a row means is for whoever knows them to find; here a row is only what it says,
and what is wrong with it by itself.
"""

import re
from dataclasses import dataclass

from ...plain.text import clean, fold, one_line
from ..role_columns import Table, read_table
from ..safe_open import DEFAULT_LIMITS, Limits

#: Role of a column -> the words that head it, folded (no case, no diacritics); the narrow ones first.
COLUMNS = {
    "unit_code": r"(?:ma|ky hieu) (?:don vi|co quan)|unit code",
    "group": r"(?:ma |ten )?nhom(?: (?:don vi|co quan))?|(?:unit )?group",
    "unit": r"(?:ten )?(?:don vi|co quan)|unit(?: name)?",
    "person": r"ho(?: va)? ten|(?:ten )?nguoi dung|(?:full )?name|person",
    "login": r"(?:thu dien tu|e-?mail|dia chi (?:e-?mail|thu dien tu)|ten dang nhap|tai khoan|login)\b.*",
    "role": r"vai tro|role",
}
#: The words somebody is told about when no header row was found.
EXPECTED_HEADINGS = (
    "Mã đơn vị",
    "Tên đơn vị",
    "Nhóm đơn vị",
    "Họ và tên",
    "Thư điện tử",
    "Vai trò",
)

#: Role of a person -> the words for it, folded; the first is what a template offers.
ROLES = {
    "contributor": ("Người phối hợp", "Công chức phối hợp", "Phối hợp", "Contributor"),
    "officer": ("Công chức phụ trách", "Công chức", "Cán bộ", "Chuyên viên", "Officer"),
    "leader": ("Lãnh đạo", "Leader"),
    "appraiser": (
        "Thành viên Hội đồng",
        "Thành viên Hội đồng thẩm định",
        "Thành viên",
        "Thẩm định",
        "Appraiser",
    ),
    "secretary": ("Thư ký Hội đồng", "Thư ký", "Secretary"),
    "chair": ("Chủ tịch Hội đồng", "Chủ tịch", "Chair"),
}
#: Whose role is that of a unit; the others belong to the council.
UNIT_ROLES = ("contributor", "officer", "leader")

#: Why a row cannot be taken as it stands.
PROBLEMS = ("no_unit", "no_login", "bad_login", "no_role", "bad_role", "no_person", "too_long")

# What the longest field holds that such a text goes into.
_LONGEST = 200
_LOGIN = re.compile(r"[^\s<>,;\"]+")
_PATTERNS = {role: re.compile(pattern) for role, pattern in COLUMNS.items()}
_ROLE_OF = {fold(word): role for role, words in ROLES.items() for word in words}


@dataclass(frozen=True)
class PersonRow:
    """One row: somebody's role in a unit or in the council, or a unit alone.

    :ivar number: the row in the sheet, from 1 on.
    :ivar login: in small letters; what somebody signs in with, an address where the account is new.
    :ivar role: a key of ``ROLES``; empty where the row has no person.
    :ivar problems: keys of ``PROBLEMS``, with the text that is at fault.
    """

    number: int
    unit_code: str = ""
    unit: str = ""
    group: str = ""
    person: str = ""
    login: str = ""
    role: str = ""
    problems: tuple[tuple[str, str], ...] = ()


def read_people(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Return the rows, as ``PersonRow``, of the first visible sheet that has headings for a unit and for people.

    :raises WorkbookError: when the file is no workbook, or no sheet has such headings.
    """
    return read_table(
        data, limits, _PATTERNS, _is_header, _read_row, ("no_people", EXPECTED_HEADINGS)
    )


def _is_header(roles: set[str]) -> bool:
    return bool(roles & {"unit", "unit_code"} and roles & {"login", "group"})


def _read_row(number: int, cells: dict) -> PersonRow | None:
    values = {role: one_line(clean(value)) for role, value in cells.items()}
    if not any(values.get(role) for role in ("unit_code", "unit", "login", "role")):
        return None
    problems = [("too_long", text[:40]) for text in values.values() if len(text) > _LONGEST]
    values = {role: text[:_LONGEST] for role, text in values.items()}
    said = values.pop("role", "")
    role = _ROLE_OF.get(fold(said), "")
    login = values["login"] = values.get("login", "").lower()
    if login or said or values.get("person"):
        if not login:
            problems.append(("no_login", ""))
        elif not _LOGIN.fullmatch(login):
            problems.append(("bad_login", login))
        if not values.get("person"):
            problems.append(("no_person", ""))
        if not role:
            problems.append(("bad_role", said) if said else ("no_role", ""))
    if role in ("", *UNIT_ROLES) and not (values.get("unit_code") or values.get("unit")):
        problems.append(("no_unit", ""))
    return PersonRow(number=number, role=role, problems=tuple(problems), **values)
