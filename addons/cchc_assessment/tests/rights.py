"""Who may do what, declared once for the tests that are generated from it.

A model of the addon that is missing here fails ``test_rights_matrix``: whoever adds one says here who may do
what with it.
"""

from dataclasses import dataclass, fields

# Which records of a model a role sees, besides those of its company:
ALL = "all"  # every record
UNITS = "units"  # units: their own; the council: every one
WORK = "work"  # units: their own; appraisers: once it is submitted; the secretary: every one
COUNCIL = "council"  # units: what they were asked, and what was settled; the council: every one
IN_FORCE = "in force"  # units: what is published or opened; the council: every one
DIALOG = "dialog"  # everybody: what they opened themselves

ROLES = (
    "contributor",
    "officer",
    "leader",
    "appraiser",
    "secretary",
    "admin",
    "groupless",
    "portal",
)


@dataclass(frozen=True)
class Row:
    """Of one model: which records each role sees, and which of c(reate), r(ead), u(pdate), d(elete) it may."""

    reach: str
    contributor: str = ""
    officer: str = ""
    leader: str = ""
    appraiser: str = ""
    secretary: str = ""
    admin: str = ""
    groupless: str = ""
    portal: str = ""


def _for_secretary(reach, admin=""):
    return Row(
        reach,
        contributor="r",
        officer="r",
        leader="r",
        appraiser="r",
        secretary="crud",
        admin=admin,
    )


UNITS_DIALOG = Row(DIALOG, officer="crud", leader="crud")
EVERYBODYS_DIALOG = Row(DIALOG, officer="crud", leader="crud", appraiser="crud", secretary="crud")
UNITS_AND_SECRETARYS_DIALOG = Row(DIALOG, officer="crud", leader="crud", secretary="crud")
LEADERS_DIALOG = Row(DIALOG, leader="crud")
SECRETARYS_DIALOG = Row(DIALOG, secretary="crud")
UNITS_OWN_WORK = Row(WORK, contributor="r", officer="crud", leader="crud")
SUBMITTED = Row(WORK, contributor="r", officer="r", leader="r", appraiser="r", secretary="r")
COUNCILS_RESULT = Row(COUNCIL, officer="r", leader="r", appraiser="r", secretary="r")

MATRIX = {
    "cchc.unit.group": _for_secretary(ALL, admin="crud"),
    "cchc.unit": _for_secretary(UNITS, admin="crud"),
    "cchc.unit.deputy": _for_secretary(UNITS, admin="crud"),
    "cchc.rubric": _for_secretary(IN_FORCE),
    "cchc.criterion": _for_secretary(IN_FORCE),
    "cchc.criterion.option": _for_secretary(IN_FORCE),
    "cchc.criterion.requirement": _for_secretary(IN_FORCE),
    "cchc.rating.scale": _for_secretary(ALL, admin="crud"),
    "cchc.rating.class": _for_secretary(ALL, admin="crud"),
    "cchc.period": _for_secretary(IN_FORCE),
    "cchc.assessment": Row(
        WORK, contributor="r", officer="ru", leader="ru", appraiser="r", secretary="r"
    ),
    "cchc.assessment.line": Row(
        WORK, contributor="ru", officer="ru", leader="ru", appraiser="r", secretary="r"
    ),
    "cchc.note": Row(WORK, contributor="cru", officer="cru", leader="cru"),
    "cchc.division": UNITS_OWN_WORK,
    "cchc.task": UNITS_OWN_WORK,
    "cchc.mark": Row(WORK, contributor="r", officer="r", leader="r"),
    "cchc.due.date": Row(WORK, contributor="r", officer="ru", leader="ru"),
    # made of a file that is sent, and no other way
    "cchc.tray.document": Row(WORK, officer="rud", leader="rud"),
    "cchc.task.nudge": UNITS_DIALOG,
    "cchc.evidence": Row(
        WORK, contributor="crud", officer="crud", leader="crud", appraiser="r", secretary="r"
    ),
    "cchc.submission": SUBMITTED,
    "cchc.submission.check": SUBMITTED,
    "cchc.document.type": _for_secretary(ALL, admin="crud"),
    "cchc.appendix.column": _for_secretary(IN_FORCE),
    "cchc.log": Row(WORK, contributor="r", officer="r", leader="r", secretary="r"),
    "cchc.ledger": Row(ALL, secretary="r"),
    "cchc.checkpoint": Row(ALL, secretary="r"),
    "cchc.seal.review": Row(ALL, secretary="r"),
    # a member of the council and an administrator read what they asked for
    "cchc.work": Row(ALL, appraiser="r", secretary="r", admin="r"),
    "cchc.work.part": Row(ALL, appraiser="r", secretary="r", admin="r"),
    "cchc.ledger.day": Row(ALL, secretary="r"),
    "cchc.assessment.save": Row(ALL, secretary="r"),
    "cchc.reminder": Row(WORK, secretary="r"),
    "cchc.assessment.import": UNITS_DIALOG,
    "cchc.assessment.import.line": UNITS_DIALOG,
    "cchc.evidence.take": UNITS_DIALOG,
    "cchc.package.download": EVERYBODYS_DIALOG,
    "cchc.appraisal": Row(
        COUNCIL, contributor="r", officer="ru", leader="ru", appraiser="ru", secretary="ru"
    ),
    "cchc.assignment": Row(COUNCIL, appraiser="r", secretary="crud"),
    "cchc.publication": Row(COUNCIL, officer="r", leader="r", appraiser="r", secretary="ru"),
    "cchc.result": COUNCILS_RESULT,
    "cchc.result.domain": COUNCILS_RESULT,
    "cchc.score.report": COUNCILS_RESULT,
    "cchc.assessment.object": LEADERS_DIALOG,
    "cchc.assessment.answer": SECRETARYS_DIALOG,
    "cchc.assessment.ask": SECRETARYS_DIALOG,
    "cchc.assessment.ask.all": SECRETARYS_DIALOG,
    "cchc.assessment.conclude": SECRETARYS_DIALOG,
    "cchc.assessment.merge": SECRETARYS_DIALOG,
    "cchc.assessment.step": UNITS_AND_SECRETARYS_DIALOG,
    "cchc.appraisal.withdraw": SECRETARYS_DIALOG,
    "cchc.publication.return": SECRETARYS_DIALOG,
    "cchc.publication.sign": SECRETARYS_DIALOG,
    "cchc.submission.sign": UNITS_DIALOG,
    "cchc.assessment.reopen": SECRETARYS_DIALOG,
    "cchc.survey.import": SECRETARYS_DIALOG,
    "cchc.common.figure": _for_secretary(ALL),
    "cchc.figure.batch": SUBMITTED,
    "cchc.figure": SUBMITTED,
    "cchc.figure.import": UNITS_AND_SECRETARYS_DIALOG,
    "cchc.figure.step": UNITS_AND_SECRETARYS_DIALOG,
    "cchc.unit.import": Row(DIALOG, secretary="crud", admin="crud"),
    "cchc.checkpoint.compare": SECRETARYS_DIALOG,
    "cchc.assessment.return": LEADERS_DIALOG,
    "cchc.assessment.approve": LEADERS_DIALOG,
    "cchc.assessment.recall": LEADERS_DIALOG,
    "cchc.assessment.return.to.unit": SECRETARYS_DIALOG,
    "cchc.assessment.extend": SECRETARYS_DIALOG,
    "cchc.assessment.nudge": SECRETARYS_DIALOG,
    "cchc.period.open": SECRETARYS_DIALOG,
    "cchc.rubric.import": SECRETARYS_DIALOG,
    "cchc.rubric.import.line": SECRETARYS_DIALOG,
    "cchc.rubric.publish": SECRETARYS_DIALOG,
    "cchc.rubric.finding": SECRETARYS_DIALOG,
    "cchc.rubric.comparison": SECRETARYS_DIALOG,
    "cchc.criterion.trial": SECRETARYS_DIALOG,
}

# Dialogs' rows that follow from a file and are made by nobody.
FROM_A_FILE = {"cchc.assessment.import.line"}

OPERATIONS = {"c": "create", "r": "read", "u": "write", "d": "unlink"}

# What a unit's own people may write while they score; every other field of these models is protected.
WRITABLE = {
    "cchc.assessment": {
        "line_ids",
        "evidence_ids",
        "report_number",
        "report_place",
        "report_general",
        "report_difficulties",
        "report_proposals",
        "report_recipients",
        "report_collective",
        "report_head_title",
        "report_signed_by_deputy",
        "report_signer_name",
    },
    "cchc.assessment.line": {
        "option_id",
        "numerator",
        "denominator",
        "quantity",
        "manual_score",
        "not_applicable",
        "explanation",
        "evidence_ids",
    },
    "cchc.evidence": {
        "name",
        "document_type_id",
        "document_number",
        "document_date",
        "issuer",
        "form",
        "line_ids",
        "requirement_ids",
        "active",
    },
    "cchc.submission": set(),
    "cchc.submission.check": set(),
    "cchc.log": set(),
}

# What is said once, when a record is made, and never after.
FILED_ONCE = {"cchc.evidence": {"assessment_id", "file", "file_name"}}

assert {field.name for field in fields(Row)} == {"reach", *ROLES}
