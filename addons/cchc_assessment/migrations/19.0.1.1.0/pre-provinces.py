def migrate(cr, version):
    """Take away what made codes unique across companies; each company has its own lists from now on."""
    for table in ("cchc_unit_group", "cchc_document_type"):
        cr.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_code_uniq")
