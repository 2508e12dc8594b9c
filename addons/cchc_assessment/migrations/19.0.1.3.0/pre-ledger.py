import hashlib
import json

from odoo.tools import SQL, split_every
from odoo.tools.sql import column_exists

from odoo.addons.cchc_assessment.core.tlog import make_digest, make_salt

BATCH = 2000
# What a row's hash was taken of while each row named the one before, and what its digest is taken of now.
CONTENT = (
    "assessment_id",
    "line_id",
    "user_id",
    "date",
    "action",
    "field",
    "old_value",
    "new_value",
    "reason",
)


def migrate(cr, version):
    """Carry the chains of the log over: each row keeps the hashes it had, as part of what its new digest is taken of.

    What is wrong with a chain is found now for the last time, and noted for the script that folds the rows in.
    """
    if column_exists(cr, "cchc_log", "chain"):
        return
    salted = column_exists(cr, "cchc_log", "salt")
    cr.execute(
        "CREATE TABLE cchc_log_carried (assessment_id int, count int, head text, kind text, number int)"
    )
    cr.execute("SELECT id, COALESCE(log_count, 0), log_head FROM cchc_assessment ORDER BY id")
    for assessment_id, count, head in cr.fetchall():
        kind, number = _find_break(cr, assessment_id, count, head, salted)
        cr.execute(
            "INSERT INTO cchc_log_carried VALUES (%s, %s, %s, %s, %s)",
            [assessment_id, count, head, kind, number],
        )
    _make_room(cr, salted)
    cr.execute("SELECT id FROM cchc_log ORDER BY id")
    for ids in split_every(BATCH, [row[0] for row in cr.fetchall()]):
        _digest(cr, ids)


def _find_break(cr, assessment_id, count, head, salted):
    """Return what is wrong with a chain, as kind and number of a finding, or nothing."""
    cr.execute(
        SQL(
            "SELECT sequence_number, previous_hash, hash, %s, %s FROM cchc_log "
            "WHERE assessment_id = %s ORDER BY sequence_number",
            SQL("salt") if salted else SQL("NULL AS salt"),
            SQL(", ").join(map(SQL.identifier, CONTENT)),
            assessment_id,
        )
    )
    last, number = None, 0
    for row in cr.dictfetchall():
        number += 1
        if row["sequence_number"] != number:
            return "row_missing", number
        if row["previous_hash"] != last or _make_hash(row) != row["hash"]:
            return "row_changed", number
        last = row["hash"]
    if number < count:
        return "row_missing", number + 1
    if number > count or last != (head or None):
        return "row_added", count + 1
    return None, None


def _make_hash(row):
    content = {name: row[name] or None for name in CONTENT}
    content["sequence_number"] = row["sequence_number"]
    content["date"] = content["date"].isoformat()
    if row["salt"]:
        content["salt"] = row["salt"]
    text = json.dumps(
        [row["previous_hash"] or None, content],
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _make_room(cr, salted):
    """Move what a row had in the chain into one column, and let its number be given anew."""
    if not salted:
        cr.execute("ALTER TABLE cchc_log ADD COLUMN salt varchar")
    cr.execute("ALTER TABLE cchc_log ADD COLUMN chain text, ADD COLUMN digest varchar")
    cr.execute("ALTER TABLE cchc_log DROP CONSTRAINT IF EXISTS cchc_log_sequence_uniq")
    cr.execute("ALTER TABLE cchc_log ALTER COLUMN sequence_number DROP NOT NULL")
    cr.execute("ALTER TABLE cchc_log ALTER COLUMN hash DROP NOT NULL")
    cr.execute(
        "UPDATE cchc_log SET sequence_number = NULL, chain = json_build_object("
        "'number', sequence_number, 'salt', salt, 'previous', previous_hash, 'hash', hash)::text"
    )


def _digest(cr, ids):
    """Give rows a salt of their own and the digest of what they say."""
    cr.execute(
        SQL(
            "SELECT id, chain, %s FROM cchc_log WHERE id IN %s",
            SQL(", ").join(map(SQL.identifier, CONTENT)),
            tuple(ids),
        )
    )
    values = []
    for row in cr.dictfetchall():
        content = {name: row[name] or None for name in CONTENT}
        content |= {"date": content["date"].isoformat(), "chain": row["chain"]}
        salt = make_salt()
        values.append(SQL("(%s, %s, %s)", row["id"], salt, make_digest(salt, content).hex()))
    cr.execute(
        SQL(
            "UPDATE cchc_log SET salt = made.salt, digest = made.digest "
            "FROM (VALUES %s) AS made (id, salt, digest) WHERE cchc_log.id = made.id",
            SQL(", ").join(values),
        )
    )
