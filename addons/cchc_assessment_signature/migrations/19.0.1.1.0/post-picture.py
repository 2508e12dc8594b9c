"""Say of each scan of a signed paper that it is one: no digital signature in it was ever left unchecked."""

from odoo.tools import SQL

KEPT_WITH = ("cchc_submission", "cchc_publication")


def migrate(cr, version):
    for table in KEPT_WITH:
        cr.execute(
            SQL(
                """
                UPDATE %s kept
                   SET signature_status = 'picture'
                  FROM ir_attachment signed
                 WHERE signed.id = kept.signed_file_id
                   AND kept.signature_status = 'not_checked'
                   AND signed.mimetype LIKE 'image/%%'
                """,
                SQL.identifier(table),
            )
        )
