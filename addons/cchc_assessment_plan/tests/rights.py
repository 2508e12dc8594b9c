"""Who may do what with this addon's models, declared as in the main addon."""

from odoo.addons.cchc_assessment.tests.rights import ALL, LEADERS_DIALOG, WORK, Row

MATRIX = {
    "cchc.plan": Row(WORK, contributor="r", officer="rud", leader="rud", secretary="r"),
    "cchc.plan.line": Row(WORK, contributor="r", officer="ru", leader="ru", secretary="r"),
    "cchc.plan.measure": Row(WORK, contributor="ru", officer="crud", leader="crud", secretary="r"),
    "cchc.plan.cause": Row(
        ALL, contributor="r", officer="r", leader="r", secretary="crud", admin="crud"
    ),
    "cchc.plan.step": LEADERS_DIALOG,
}
# What a unit's own people may write of a plan that was agreed: how far it is, who does it, and what the paper says.
WRITABLE = {
    "cchc.plan": {"number", "date", "place", "recipients"},
    "cchc.plan.line": set(),
    "cchc.plan.measure": {
        "progress",
        "percent",
        "note",
        "document",
        "document_name",
        "user_ids",
        "division_ids",
    },
}
