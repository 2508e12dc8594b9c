"""Read the points of a survey from a workbook: a row for each unit and criterion.

Which unit and which criterion a row means is for whoever knows them to find; here a row is only what it
says, and what is wrong with it by itself.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from ...plain.text import clean, one_line
from ..numbers import MOST_POINTS, ScoreError, parse_score
from ..role_columns import Table, read_table
from ..safe_open import DEFAULT_LIMITS, Limits

#: Role -> the words that head its column, folded (no case, no diacritics); the narrow ones first.
ROLES = {
    "unit_code": r"(?:ma|ky hieu) (?:don vi|co quan)|unit code",
    "criterion_code": r"(?:ma|ma so|so hieu) (?:tieu chi|tc)|(?:criterion )?code",
    "asked": r".*\b(?:so phieu|so (?:nguoi|y kien|luot|mau)|co mau|asked|respondents)\b.*",
    "points": r"(?:so )?(?:diem|points?|score)\b.*|.*\bdiem (?:xhh|dieu tra|khao sat)\b.*",
    "unit": r".*\b(?:don vi|co quan|so ban nganh|dia phuong|unit)\b.*",
    "criterion": r".*\b(?:tieu chi|noi dung|chi so|criterion)\b.*",
}
#: The words somebody is told about when no header row was found.
EXPECTED_HEADINGS = ("Đơn vị", "Tiêu chí", "Điểm", "Số phiếu")

#: Why a row cannot be taken as it stands.
PROBLEMS = ("no_unit", "no_criterion", "no_points", "bad_points", "negative", "bad_asked")

_PATTERNS = {role: re.compile(pattern) for role, pattern in ROLES.items()}


@dataclass(frozen=True)
class SurveyRow:
    """One row: how many points a unit has in a criterion.

    :ivar number: the row in the sheet, from 1 on.
    :ivar units: what it says of the unit: code, name, or both. ``criteria`` likewise.
    :ivar points: None where there is a problem with them.
    :ivar asked: how many people were asked, if it says so.
    :ivar problems: keys of ``PROBLEMS``, with the text, or the number, that is at fault.
    """

    number: int
    units: tuple[str, ...]
    criteria: tuple[str, ...]
    points: Decimal | None = None
    asked: int | None = None
    problems: tuple[tuple[str, str | Decimal], ...] = ()


def read_survey(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Return the rows, as ``SurveyRow``, of the first visible sheet that has headings for unit, criterion and points.

    :raises WorkbookError: when the file is no workbook, or no sheet has such headings.
    """
    return read_table(
        data, limits, _PATTERNS, _is_header, _read_row, ("no_survey", EXPECTED_HEADINGS)
    )


def _is_header(roles: set[str]) -> bool:
    has_unit = roles & {"unit", "unit_code"}
    has_criterion = roles & {"criterion", "criterion_code"}
    return bool(has_unit and has_criterion and "points" in roles)


def _read_row(number: int, values: dict) -> SurveyRow | None:
    units, criteria = (
        tuple(
            text for role in (f"{what}_code", what) if (text := one_line(clean(values.get(role))))
        )
        for what in ("unit", "criterion")
    )
    if not units and not criteria:
        # a total, a signature, a note below the table
        return None
    problems = []
    if not units:
        problems.append(("no_unit", ""))
    if not criteria:
        problems.append(("no_criterion", ""))
    points = asked = None
    try:
        points = parse_score(values["points"], most=MOST_POINTS)
    except ScoreError as error:
        problems.append(("bad_points", error.text))
    else:
        if points is None:
            problems.append(("no_points", ""))
        elif points < 0:
            problems.append(("negative", points))
            points = None
    try:
        people = parse_score(values.get("asked"), ceiling=Decimal(10**9), is_whole=True)
    except ScoreError as error:
        problems.append(("bad_asked", error.text))
    else:
        if people is not None and (people < 0 or people != people.to_integral_value()):
            problems.append(("bad_asked", people))
        elif people is not None:
            asked = int(people)
    return SurveyRow(number, units, criteria, points, asked, tuple(problems))
