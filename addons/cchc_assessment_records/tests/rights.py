"""Who may do what with this addon's models, declared as in the main addon."""

from odoo.addons.cchc_assessment.tests.rights import ALL, WORK, Row

MATRIX = {
    "cchc.record.figure": Row(
        WORK, contributor="r", officer="r", leader="r", appraiser="r", secretary="r"
    ),
    "cchc.record.source": Row(ALL, admin="crud"),
}
# What a unit's own people may write while they score: nothing.
WRITABLE = {"cchc.record.figure": set()}
