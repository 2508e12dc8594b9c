"""The columns that an offline form has besides those of the official one, and their headings."""

from ...plain.text import fold

OPTION = "option"
NUMBER = "number"
DENOMINATOR = "denominator"
NOT_APPLICABLE = "not_applicable"

FORM_HEADINGS = {
    OPTION: "Mức đạt được",
    NUMBER: "Số đạt được/Số lượng",
    DENOMINATOR: "Trên tổng số",
    NOT_APPLICABLE: "Không áp dụng (x)",
}
_ROLES = {fold(heading): role for role, heading in FORM_HEADINGS.items()}


def role_of_form(heading: object) -> str | None:
    """Return which of these columns a heading stands over, or None."""
    return _ROLES.get(fold(heading)) if isinstance(heading, str) else None
