"""Who may do what with this addon's models, declared as in the main addon."""

from odoo.addons.cchc_assessment.tests.rights import ALL, SECRETARYS_DIALOG, Row

MATRIX = {
    "cchc.survey": Row(ALL, secretary="crud"),
    "cchc.survey.question": Row(ALL, secretary="crud"),
    "cchc.survey.option": Row(ALL, secretary="crud"),
    "cchc.survey.invitation": Row(ALL, secretary="rd"),
    "cchc.survey.batch": Row(ALL, secretary="r"),
    # what people said is nobody's to read
    "cchc.survey.count": Row(ALL),
    "cchc.survey.invite": SECRETARYS_DIALOG,
    "cchc.survey.paper": SECRETARYS_DIALOG,
    "cchc.survey.take": SECRETARYS_DIALOG,
    "cchc.survey.take.line": SECRETARYS_DIALOG,
}
