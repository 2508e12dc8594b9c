"""Rows copied in the database with all that hangs on them, as often as is wanted: a country out of one province."""

from collections import defaultdict

from odoo.tools import SQL

# Who wrote a row says nothing about whose it is.
_WRITERS = ("create_uid", "write_uid")
# References by the name of a model and a number: the columns that hold them.
_NAMED = {
    "ir_attachment": ("res_model", "res_id"),
    "mail_message": ("model", "res_id"),
    "mail_followers": ("res_model", "res_id"),
    "mail_activity": ("res_model", "res_id"),
}


class Multiplier:
    """Copies rows that were made after it was, with every row of theirs, and every reference among them.

    Foreign keys are taken off while it copies, since rows refer to each other in circles, and come back unproven.
    Indexes are taken off and made anew, which is quicker.
    """

    def __init__(self, env):
        self._cr, self._env, self._copies = env.cr, env, 0
        self._references = defaultdict(dict)
        for table, column, other in self._ask(
            """
            SELECT child.relname, attribute.attname, parent.relname
              FROM pg_constraint key
              JOIN pg_class child ON child.oid = key.conrelid
              JOIN pg_class parent ON parent.oid = key.confrelid
              JOIN pg_attribute attribute ON attribute.attrelid = key.conrelid AND attribute.attnum = key.conkey[1]
              JOIN pg_attribute told ON told.attrelid = key.confrelid AND told.attnum = key.confkey[1]
             WHERE key.contype = 'f' AND cardinality(key.conkey) = 1 AND told.attname = 'id'
            """
        ):
            self._references[table][column] = other
        self._columns = defaultdict(list)
        for table, column, kind in self._ask(
            """
            SELECT columns.table_name, column_name, data_type
              FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
             ORDER BY columns.table_name, ordinal_position
            """
        ):
            self._columns[table].append((column, kind))
        self._uniques = self._find_uniques()
        self._mark = {
            table: self._ask(SQL("SELECT coalesce(max(id), 0) FROM %s", _name(table)))[0][0]
            for table in self._columns
            if self._has_id(table)
        }

    def find_new(self, roots):
        """Return the new rows that hang on ``roots``, themselves among them: table → ids.

        :param roots: table → ids
        """
        found = {table: set(ids) for table, ids in roots.items()}
        waiting = list(found)
        while waiting:
            parent = waiting.pop()
            for table, columns in self._references.items():
                if not self._has_id(table):
                    continue
                names = [name for name, other in columns.items() if other == parent]
                for name in names:
                    if name in _WRITERS:
                        continue
                    self._take(
                        found, waiting, table, SQL("%s = ANY(%s)", _name(name), list(found[parent]))
                    )
            model = self._get_model(parent)
            for table, (named, number) in _NAMED.items():
                self._take(
                    found,
                    waiting,
                    table,
                    SQL(
                        "%s = %s AND %s = ANY(%s)",
                        _name(named),
                        model,
                        _name(number),
                        list(found[parent]),
                    ),
                )
        return {table: sorted(ids) for table, ids in found.items() if ids}

    def find_all_new(self):
        """Return all rows that are new: table → ids."""
        found = {}
        for table, mark in self._mark.items():
            ids = [
                row[0]
                for row in self._ask(
                    SQL("SELECT id FROM %s WHERE id > %s ORDER BY id", _name(table), mark)
                )
            ]
            if ids:
                found[table] = ids
        return found

    def copy(self, rows, times):
        """Copy these rows ``times`` times; what refers to one of them refers to its copy in the copies.

        :param rows: table → ids in order
        """
        relations = [table for table in self._columns if self._find_sides(table, rows)]
        first, keys = {}, self._lift_keys([*rows, *relations])
        indexes = self._lift_indexes([*rows, *relations])
        self._copies += 1
        for table, ids in rows.items():
            self._run(SQL("CREATE TEMP TABLE %s (old int PRIMARY KEY, place int)", _map(table)))
            self._run(
                SQL("INSERT INTO %s SELECT * FROM unnest(%s) WITH ORDINALITY", _map(table), ids)
            )
            self._run(SQL("ANALYZE %s", _map(table)))
            first[table] = self._ask(SQL("SELECT max(id) FROM %s", _name(table)))[0][0]
        for table in rows:
            self._copy_table(table, rows, first, times)
        for table in relations:
            self._copy_relation(table, rows, first, times)
        for table, ids in rows.items():
            self._run(SQL("DROP TABLE %s", _map(table)))
            self._run(
                SQL(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
                    table,
                    first[table] + times * len(ids),
                )
            )
            if "parent_path" in dict(self._columns[table]):
                self._mend_paths(table)
        for definition in indexes:
            self._run(SQL(definition))
        for table, name, definition in keys:
            self._run(
                SQL(
                    "ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID",
                    _name(table),
                    _name(name),
                    SQL(definition),
                )
            )

    def _lift_indexes(self, tables):
        """Take the indexes of these tables off, those of rules aside, and return what makes them."""
        found = self._ask(
            SQL(
                """
                SELECT own.relname, pg_get_indexdef(own.oid)
                  FROM pg_index key
                  JOIN pg_class own ON own.oid = key.indexrelid
                  JOIN pg_class owner ON owner.oid = key.indrelid
                 WHERE NOT key.indisunique AND owner.relname = ANY(%s)
                """,
                tables,
            )
        )
        for name, _text in found:
            self._run(SQL("DROP INDEX %s", _name(name)))
        return [definition.replace("%", "%%") for _index, definition in found]

    def _lift_keys(self, tables):
        """Take the foreign keys of these tables off and return them: table, name, definition."""
        found = self._ask(
            SQL(
                """
                SELECT owner.relname, key.conname, pg_get_constraintdef(key.oid)
                  FROM pg_constraint key JOIN pg_class owner ON owner.oid = key.conrelid
                 WHERE key.contype = 'f' AND owner.relname = ANY(%s)
                """,
                tables,
            )
        )
        for table, name, _definition in found:
            self._run(SQL("ALTER TABLE %s DROP CONSTRAINT %s", _name(table), _name(name)))
        return [(table, name, text.removesuffix(" NOT VALID")) for table, name, text in found]

    def _copy_table(self, table, rows, first, times):
        values, joins = {}, []
        for column, _kind in self._columns[table]:
            other = self._references[table].get(column)
            if column == "id":
                values[column] = self._renumber(SQL("own.place"), table, rows, first)
            elif other in rows:
                values[column] = self._refer(joins, table, column, other, rows, first)
            elif (table, column) in self._uniques:
                values[column] = SQL("own_row.%s || %s || turn", _name(column), f"-{self._copies}.")
            else:
                values[column] = SQL("own_row.%s", _name(column))
        if table in _NAMED:
            named, number = _NAMED[table]
            choices = [SQL("own_row.%s", _name(number))]
            for other in rows:
                place = self._join(
                    joins,
                    number,
                    other,
                    SQL("own_row.%s = %s", _name(named), self._get_model(other)),
                )
                choices.insert(0, self._renumber(place, other, rows, first))
            values[number] = SQL("coalesce(%s)", SQL(", ").join(choices))
        self._run(
            SQL(
                """
                INSERT INTO %s (%s)
                SELECT %s FROM %s own_row JOIN %s own ON own.old = own_row.id CROSS JOIN generate_series(1, %s) turn %s
                """,
                _name(table),
                SQL(", ").join(map(_name, values)),
                SQL(", ").join(values.values()),
                _name(table),
                _map(table),
                times,
                SQL(" ").join(joins),
            )
        )

    def _copy_relation(self, table, rows, first, times):
        """Copy the pairs of which one side at least is copied."""
        references, inner = self._references[table], self._find_sides(table, rows)
        values, joins = {}, []
        for column, _kind in self._columns[table]:
            if column in inner:
                values[column] = self._refer(joins, table, column, references[column], rows, first)
            else:
                values[column] = SQL("own_row.%s", _name(column))
        self._run(
            SQL(
                """
                INSERT INTO %s (%s) SELECT %s FROM %s own_row CROSS JOIN generate_series(1, %s) turn %s WHERE %s
                """,
                _name(table),
                SQL(", ").join(map(_name, values)),
                SQL(", ").join(values.values()),
                _name(table),
                times,
                SQL(" ").join(joins),
                SQL(" OR ").join(
                    SQL("%s.old IS NOT NULL", _name(f"at_{column}")) for column in inner
                ),
            )
        )

    def _find_sides(self, table, rows):
        """Return the columns of a table of pairs that refer to tables of which rows are copied."""
        references = self._references[table]
        if self._has_id(table) or len(references) < len(self._columns[table]):
            return []
        return [column for column, other in references.items() if other in rows]

    def _refer(self, joins, table, column, other, rows, first):
        alias = f"at_{column}"
        joins.append(
            SQL(
                "LEFT JOIN %s %s ON %s.old = own_row.%s",
                _map(other),
                _name(alias),
                _name(alias),
                _name(column),
            )
        )
        place = SQL("%s.place", _name(alias))
        return SQL(
            "coalesce(%s, own_row.%s)", self._renumber(place, other, rows, first), _name(column)
        )

    def _join(self, joins, column, other, condition):
        alias = _name(f"in_{other}")
        joins.append(
            SQL(
                "LEFT JOIN %s %s ON %s.old = own_row.%s AND %s",
                _map(other),
                alias,
                alias,
                _name(column),
                condition,
            )
        )
        return SQL("%s.place", alias)

    def _renumber(self, place, table, rows, first):
        return SQL("%s + (turn - 1) * %s + %s", first[table], len(rows[table]), place)

    def _mend_paths(self, table):
        self._run(
            SQL(
                """
                WITH RECURSIVE tree (id, path) AS (
                    SELECT id, id || '/' FROM %s WHERE parent_id IS NULL
                    UNION ALL
                    SELECT child.id, tree.path || child.id || '/' FROM %s child JOIN tree ON child.parent_id = tree.id
                )
                UPDATE %s SET parent_path = tree.path FROM tree
                 WHERE tree.id = %s.id AND parent_path IS DISTINCT FROM tree.path
                """,
                *[_name(table)] * 4,
            )
        )

    def _take(self, found, waiting, table, condition):
        known = found.setdefault(table, set())
        rows = self._ask(
            SQL(
                "SELECT id FROM %s WHERE id > %s AND %s", _name(table), self._mark[table], condition
            )
        )
        fresh = {row[0] for row in rows} - known
        if fresh:
            known |= fresh
            if table not in waiting:
                waiting.append(table)

    def _has_id(self, table):
        return any(name == "id" for name, _kind in self._columns[table])

    def _get_model(self, table):
        return next((name for name in self._env if self._env[name]._table == table), table)

    def _find_uniques(self):
        """Return the texts that tell rows apart which nothing else tells apart: (table, column)."""
        uniques = set()
        for table, columns in self._ask(
            """
            SELECT owner.relname, array_agg(attribute.attname::text ORDER BY place.number)
              FROM pg_index key
              JOIN pg_class owner ON owner.oid = key.indrelid
              CROSS JOIN LATERAL unnest(key.indkey::int[]) WITH ORDINALITY place (attnum, number)
              JOIN pg_attribute attribute ON attribute.attrelid = owner.oid AND attribute.attnum = place.attnum
             WHERE key.indisunique AND NOT key.indisprimary GROUP BY owner.relname, key.indexrelid
            """
        ):
            kinds = dict(self._columns[table])
            texts = [name for name in columns if kinds.get(name) in ("character varying", "text")]
            if texts:
                uniques.add((table, texts[-1]))
        # a text that refers to one of them changes with it
        for table, column, other, text in self._ask(
            """
            SELECT child.relname, attribute.attname, parent.relname, told.attname
              FROM pg_constraint key
              JOIN pg_class child ON child.oid = key.conrelid
              JOIN pg_class parent ON parent.oid = key.confrelid
              JOIN pg_attribute attribute ON attribute.attrelid = key.conrelid AND attribute.attnum = key.conkey[1]
              JOIN pg_attribute told ON told.attrelid = key.confrelid AND told.attnum = key.confkey[1]
             WHERE key.contype = 'f'
            """
        ):
            if (other, text) in uniques:
                uniques.add((table, column))
        return uniques

    def _ask(self, query):
        self._cr.execute(query)
        return self._cr.fetchall()

    def _run(self, query):
        self._cr.execute(query)


def _name(name):
    return SQL.identifier(name)


def _map(table):
    return SQL.identifier(f"copied_{table}"[:60])
