import re

# What ends a line: from now on names have one line.
BREAKS = "[ ]?[\\x01-\\x1f\\x7f\\x85\\u2028\\u2029]+[ ]?"
NAMES = {
    "cchc_unit": ("name", "code"),
    "cchc_unit_group": ("code",),
    "cchc_period": ("name",),
    "cchc_rubric": ("name", "appendix_label"),
}


def migrate(cr, version):
    """Fold names onto one line."""
    for table, columns in NAMES.items():
        for column in columns:
            cr.execute(f"SELECT id, {column} FROM {table} WHERE {column} ~ '[[:cntrl:]]'")
            for row_id, text in cr.fetchall():
                folded = " ".join(re.split(BREAKS, text)).strip()
                cr.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [folded, row_id])
