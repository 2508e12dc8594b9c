import re

# What ends a line: from now on names have one line.
BREAKS = "[ ]?[\\x01-\\x1f\\x7f\\x85\\u2028\\u2029]+[ ]?"
NAMES = {
    "cchc_unit": ("name", "code"),
    "cchc_unit_group": ("code",),
    "cchc_period": ("name",),
    "cchc_rubric": ("name", "appendix_label"),
}
# What units are not told.
COUNCIL_ACTIONS = ("appraise", "override", "request")


def migrate(cr, version):
    """Count for each assessment the rows of its log that its unit sees; fold names onto one line."""
    cr.execute(
        "UPDATE cchc_assessment SET unit_log_count = told.number FROM ("
        "SELECT assessment_id, count(*) AS number FROM cchc_log WHERE action NOT IN %s "
        "GROUP BY assessment_id) AS told WHERE told.assessment_id = cchc_assessment.id",
        [COUNCIL_ACTIONS],
    )
    for table, columns in NAMES.items():
        for column in columns:
            cr.execute(f"SELECT id, {column} FROM {table} WHERE {column} ~ '[[:cntrl:]]'")
            for row_id, text in cr.fetchall():
                folded = " ".join(re.split(BREAKS, text)).strip()
                cr.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [folded, row_id])
