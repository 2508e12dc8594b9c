"""Rows by the hundred thousand: copies by SQL whose ids lie a fixed step further, and whose references go along."""

import contextlib

from odoo.tools import SQL

# What is saved since totals were settled is moved along by a foreign key on a text, and is nobody's history.
_LEFT_OUT = {"cchc.assessment.save"}
_PEOPLE = "res.users"
# Texts that may stand only once.
_SINGLE = {
    *(("cchc_unit", "code"), ("cchc_assessment", "gate")),
    *(("cchc_ledger", "origin"), ("cchc_seal_review", "origin")),
}


def find_following(env, seeds):
    """Return the names of our stored models that lead to one of ``seeds``, these included."""
    ours = {
        name: model
        for name, model in env.registry.items()
        if name.startswith("cchc.")
        and not (model._abstract or model._transient or not model._auto)
        and name not in _LEFT_OUT
    }
    found = set(seeds)
    while more := {
        name
        for name, model in ours.items()
        if name not in found and any(field.comodel_name in found for field in _links(model))
    }:
        found |= more
    return found


def find_companies(env):
    """Return the names of our stored models whose rows belong to a company."""
    return [
        name
        for name, model in env.registry.items()
        if name.startswith("cchc.")
        and not (model._abstract or model._transient or not model._auto)
        and "company_id" in model._fields
        and model._fields["company_id"].store
    ]


def _links(model):
    return [
        field
        for field in model._fields.values()
        if field.type == "many2one" and field.store and field.column_type
    ]


class Multiplier:
    """Copies all rows of some models, and of what links them.

    :param models: the names of the models.
    :param count: how many copies are made of each row.
    :param companies: the ids of the companies that the copies belong to, one for each; none: they stay where they are.
    """

    def __init__(self, env, models, count, companies=()):
        self.env, self.count, self.companies = env, count, list(companies)
        self.models = {name: env[name] for name in sorted(models)}
        self.tables = {model._table: model for model in self.models.values()}
        self.step = self._find_step()

    def multiply(self):
        """Make the copies; references and indexes are made anew afterwards, so that every constraint is held."""
        relations = self._find_relations()
        tables = [*self.tables, "ir_attachment", *(name for name, _columns in relations)]
        with self._unbound(tables):
            for table, model in self.tables.items():
                self._copy(table, self._map_columns(model), self._choose(model))
            self._copy("ir_attachment", self._map_attachments(), self._choose_attachments())
            for relation, columns in relations:
                self._copy(relation, columns, SQL("TRUE"))
        for table in (*self.tables, "ir_attachment"):
            self._execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM %s))",
                table,
                SQL.identifier(table),
            )
        self.env.invalidate_all()
        if "cchc.criterion" in self.models:
            self.models["cchc.criterion"]._parent_store_compute()

    def _find_step(self):
        """Return a number that is larger than each id."""
        highest = 0
        for table in (*self.tables, "ir_attachment"):
            self._execute("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(table))
            highest = max(highest, self.env.cr.fetchone()[0])
        return highest + 1

    def _moved(self, column):
        return SQL("%s + copy.number * %s", SQL.identifier("source", column), self.step)

    def _map_columns(self, model):
        """Return ``{column: what a copy has there}``."""
        mapped = {name: SQL.identifier("source", name) for name in self._get_columns(model._table)}
        mapped["id"] = self._moved("id")
        for field in _links(model):
            if field.comodel_name in self.models or field.comodel_name == "ir.attachment":
                mapped[field.name] = self._moved(field.name)
            elif field.comodel_name == "res.company" and self.companies:
                mapped[field.name] = self._company(field.name)
        for table, name in _SINGLE:
            if table == model._table:
                mapped[name] = SQL(
                    "%s || '.' || copy.number || %s",
                    SQL.identifier("source", name),
                    "k" if self.companies else "",
                )
        return mapped

    def _company(self, name):
        return SQL(
            "CASE WHEN %s IS NOT NULL THEN (%s)[copy.number] END",
            SQL.identifier("source", name),
            self.companies,
        )

    def _map_attachments(self):
        mapped = {
            name: SQL.identifier("source", name) for name in self._get_columns("ir_attachment")
        }
        mapped |= {"id": self._moved("id"), "res_id": self._moved("res_id")}
        if self.companies:
            mapped["company_id"] = self._company("company_id")
        return mapped

    def _choose(self, model):
        """Which rows of a model are copied: those that lead to something that is, or belong to the company."""
        names = [
            field.name
            for field in _links(model)
            if field.comodel_name in self.models and field.comodel_name != model._name
        ]
        if self.companies and "company_id" in self._get_columns(model._table):
            names = ["company_id"]
        if not names:
            return SQL("TRUE")
        return SQL(" OR ").join(
            SQL("%s IS NOT NULL", SQL.identifier("source", name)) for name in names
        )

    def _choose_attachments(self):
        return SQL("source.res_model IN %s", tuple(self.models))

    def _find_relations(self):
        """Return the tables of many to many whose one side is copied, each with its columns; people are left out."""
        found = {}
        for model in self.models.values():
            for field in model._fields.values():
                if field.type != "many2many" or not field.store or field.comodel_name == _PEOPLE:
                    continue
                columns = {field.column1: self._moved(field.column1)}
                columns[field.column2] = (
                    self._moved(field.column2)
                    if field.comodel_name in self.models
                    else SQL.identifier("source", field.column2)
                )
                found.setdefault(field.relation, columns)
        return [
            (name, columns)
            for name, columns in found.items()
            if set(self._get_columns(name)) == set(columns)
        ]

    def _get_columns(self, table):
        self._execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = %s AND table_schema = current_schema AND is_generated = 'NEVER'
            """,
            table,
        )
        return [name for (name,) in self.env.cr.fetchall()]

    def _copy(self, table, columns, condition):
        self._execute(
            "INSERT INTO %s (%s) SELECT %s FROM %s source CROSS JOIN generate_series(1, %s) copy (number) WHERE %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(columns.values()),
            SQL.identifier(table),
            self.count,
            condition,
        )

    @contextlib.contextmanager
    def _unbound(self, tables):
        """Tables without foreign keys and plain indexes for as long as the block lasts."""
        self._execute(
            """
            SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
              FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
            """,
            list(tables),
        )
        keys = self.env.cr.fetchall()
        self._execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
             WHERE indrelid = ANY(%s::regclass[])
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
            """,
            list(tables),
        )
        indexes = self.env.cr.fetchall()
        for table, name, _definition in keys:
            self._execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            self._execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            self._execute(definition.replace("%", "%%"))
        for table, name, definition in keys:
            self._execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")

    def _execute(self, query, *arguments):
        self.env.cr.execute(SQL(query, *arguments))
