"""How the tests of seals damage what is sealed: by SQL and on the disk, past everything that Odoo does."""

import json
from contextlib import contextmanager
from pathlib import Path

from odoo.tools import SQL

from ...core.tlog import Checkpoint, Frontier, format_time
from ...fields import TotalFloat
from ...models.log.seal_key import read_keys
from ...models.log.sealed_part import KEPT

# What a column says after the damage, where any other value will do.
OTHER = {
    "char": "coalesce({0}, '') || 'x'",
    "text": "coalesce({0}, '') || 'x'",
    "integer": "coalesce({0}, 0) + 1",
    "float": "coalesce({0}, 0) + 1",
    "boolean": "NOT coalesce({0}, false)",
    "json": "coalesce({0}, '[]'::jsonb) || '[\"x\"]'::jsonb",
    "date": "coalesce({0}, '2020-01-01'::date) + 1",
    "datetime": "coalesce({0}, '2020-01-01'::timestamp) + interval '1 second'",
}


class Damage:
    """For a test class with ``env``."""

    def _problems(self, sealed):
        """What the check finds, as it lies in the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        return "\n".join(sealed.sudo()._find_seal_problems()[0])

    @contextmanager
    def _undone(self):
        """Damage the database, for a while."""
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all()

    def _sql(self, statement, *args):
        self.env.flush_all()
        self.env.cr.execute(statement, args or None)
        self.assertTrue(self.env.cr.rowcount, statement)
        self.env.invalidate_all()

    def _each_sealed_field(self, sealed):
        """Yield part, row and one of the records of all that is sealed of a record and stays comparable."""
        for part in sealed._sealed_parts:
            records = sealed._get_sealed_records(part)
            self.assertTrue(records, part.key)
            # not the first one, where there are several
            records = records[len(records) // 2 :] + records[: len(records) // 2]
            for row in part.fields:
                if row.holds != KEPT and not row.path.startswith("_"):
                    found = (one for one in records if self._find_column(one, row.path)[0])
                    yield part, row, next(found)

    def _find_column(self, record, path):
        """Return the record and the stored field that a path ends at."""
        steps = [step for step in path.split(".") if not step.startswith("_")]
        for step in steps[:-1]:
            record = record[step]
        field = record._fields[steps[-1]]
        if not field.store and field.related:
            return self._find_column(record, field.related)
        return record, field

    def _change_column(self, record, path):
        """Change by SQL what a path leads to."""
        record, field = self._find_column(record.sudo().with_context(active_test=False), path)
        self.assertEqual(len(record), 1, path)
        if isinstance(field, TotalFloat):
            return self._change_total(record, field)
        if field.type in ("many2many", "one2many"):
            return self._change_links(record, field)
        if field.type == "many2one":
            other = self.env[field.comodel_name].sudo().with_context(active_test=False)
            found = other.search([("id", "!=", record[field.name].id)], order="id desc", limit=1)
            value = SQL("%s", found.id or None)
        elif field.type == "selection":
            values = [each for each, _label in field._description_selection(self.env)]
            value = SQL("%s", next(each for each in values if each != record[field.name]))
        else:
            value = SQL(OTHER[field.type].format(f'"{field.name}"'))
        self._sql(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(field.name),
                value,
                record.id,
            )
        )
        return None

    def _change_total(self, record, field):
        """Change what is kept of a total, where nothing was saved since."""
        record._settle()
        self._sql(
            "UPDATE cchc_assessment SET settled = settled || jsonb_build_object(%s, %s) WHERE id = %s",
            field.name,
            record[field.name] + 1,
            record.id,
        )

    def _change_links(self, record, field):
        if field.type == "one2many":
            raise AssertionError(f"{field} is to be sealed record by record")
        names = map(SQL.identifier, (field.relation, field.column1, field.column2))
        table, own, others = names
        if record[field.name]:
            self._sql(SQL("DELETE FROM %s WHERE %s = %s", table, own, record.id))
        else:
            other = self.env[field.comodel_name].sudo().search([], limit=1)
            self.assertTrue(other, field)
            self._sql(
                SQL(
                    "INSERT INTO %s (%s, %s) VALUES (%s, %s)",
                    table,
                    own,
                    others,
                    record.id,
                    other.id,
                )
            )

    def _assert_each_field_is_found(self, sealed):
        """Each sealed value that is changed in the database is named: where it is, and which it is."""
        count = 0
        self.assertEqual(self._problems(sealed), "")
        for part, row, record in self._each_sealed_field(sealed):
            with self.subTest(part=part.key, field=row.key), self._undone():
                before = sealed._make_entries(part, record)[0]
                self._change_column(record, row.path)
                found = self._problems(sealed)
                label = sealed._get_label(part, row)
                self.assertIn(label, found)
                lines = [line for line in found.split("\n") if label in line]
                for key in part.title:
                    self.assertIn(str(before[key] or ""), "\n".join(lines))
                count += 1
        self.assertEqual(self._problems(sealed), "")
        return count

    def _assert_manifest_is_pinned(self, sealed, checked=None):
        """Whoever changes what was sealed, any value of it, contradicts the seal, and with it the log."""
        checked = checked or sealed
        self.env.flush_all()
        text = sealed.sudo().manifest
        for part in sealed._sealed_parts:
            # one of those that are compared with nothing else, where there is one
            for row in sorted(part.fields, key=lambda row: row.holds != KEPT)[:1]:
                manifest = json.loads(text)
                self.assertTrue(manifest[part.key], part.key)
                self.assertEqual(
                    set(manifest[part.key][0]), {"id", *(each.key for each in part.fields)}
                )
                manifest[part.key][0][row.key] = "khác"
                with self.subTest(part=part.key, field=row.key), self._undone():
                    forged = sealed._serialize(manifest)
                    self._forge(sealed, forged)
                    self.assertIn("is not the seal", self._problems(checked))
                    self._forge(sealed, forged, sealed._make_seal(forged))
                    self.assertRegex(self._problems(checked), "the log notes|, Seal: ")

    def _forge(self, sealed, text, seal=None):
        statement = (
            f"UPDATE {sealed._table} SET manifest = %s, seal = coalesce(%s, seal) WHERE id = %s"
        )
        self._sql(statement, text, seal, sealed.id)

    @contextmanager
    def _damaged(self, attachment, content):
        """Change a stored file as a defect of the disk does; None takes it away."""
        path = Path(attachment._full_path(attachment.store_fname))
        kept = path.read_bytes()
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        try:
            yield
        finally:
            path.write_bytes(kept)

    def _assert_each_file_is_found(self, sealed, files):
        """One byte more, one other byte, no file: each is named."""
        self.assertTrue(files)
        self.assertEqual(self._problems(sealed), "")
        for attachment in files.sudo():
            content = attachment.raw
            for damaged in (content[:-1] + bytes([content[-1] ^ 1]), content + b"x", b"", None):
                with (
                    self.subTest(file=attachment.name, size=len(damaged or b"")),
                    self._damaged(attachment, damaged),
                ):
                    self.assertIn(attachment.name, self._problems(sealed))
        self.assertEqual(self._problems(sealed), "")

    def _rewrite_log(self, assessment, number, kind="unit"):
        """Change a row of the log, and everything that follows from it in its ledger."""
        ledger = self._get_ledger(assessment, kind)
        self._rewrite_ledger(
            ledger,
            "UPDATE cchc_log SET new_value = 'khác' WHERE ledger_id = %s AND sequence_number = %s",
            number,
        )

    def _cut_log(self, assessment, last, kind="unit"):
        """Remove the rows after that number, and everything in its ledger that would tell of them."""
        ledger = self._get_ledger(assessment, kind)
        statement = "DELETE FROM cchc_log WHERE ledger_id = %s AND sequence_number > %s"
        self._rewrite_ledger(ledger, statement, last)

    def _get_ledger(self, assessment, kind="unit"):
        ledgers = self.env["cchc.ledger"]._fold_assessments(assessment)
        return ledgers.filtered(lambda ledger: ledger.kind == kind)

    def _rewrite_ledger(self, ledger, statement, *args):
        """Change rows of a ledger by SQL, then fold them anew and sign all again: all that the administrator can."""
        self._sql(statement, ledger.id, *args)
        log = self.env["cchc.log"]
        rows = [
            row for row in log._read_stored(ledger.assessment_id) if row["ledger_id"] == ledger.id
        ]
        frontier, roots = Frontier(), {}
        for number, row in enumerate(rows, 1):
            digest = log._make_digest(row)
            frontier.append(bytes.fromhex(digest))
            roots[number] = frontier.root
            self._sql(
                "UPDATE cchc_log SET digest = %s, sequence_number = %s WHERE ledger_id = %s AND sequence_number = %s",
                digest,
                number,
                ledger.id,
                row["sequence_number"],
            )
        keys = read_keys()
        for checkpoint in ledger.checkpoint_ids:
            if checkpoint.size not in roots:
                self._sql("DELETE FROM cchc_checkpoint WHERE id = %s", checkpoint.id)
                continue
            time = format_time(checkpoint.date)
            forged = Checkpoint(ledger.origin, checkpoint.size, roots[checkpoint.size], time)
            note = str(forged.sign(keys and keys.signer))
            self._sql("UPDATE cchc_checkpoint SET note = %s WHERE id = %s", note, checkpoint.id)
        self._sql(
            "UPDATE cchc_ledger SET size = %s, frontier = %s WHERE id = %s",
            frontier.size,
            str(frontier),
            ledger.id,
        )
        self.env["cchc.checkpoint"]._make(ledger)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(ledger._find_breaks(), [])
