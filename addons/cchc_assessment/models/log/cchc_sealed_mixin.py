import json
from contextlib import suppress
from datetime import date, datetime
from itertools import chain, islice

from odoo import api, fields, models
from odoo.tools import format_date, split_every

from ...compat import get_model_label, read_column
from ...core.plain.digests import sha256_of_text
from ...core.scoring import ScoringError, to_decimal
from ...fields import choices_of, label_of
from ...messages.wording import format_number
from ..common.groups import SECRETARY_GROUP
from .sealed_fields import VERSION
from .sealed_part import ALWAYS, CURRENT, KEPT, LOGGED, is_whole

# How many records are read in one go: as many as the ORM's cache is filled with at once.
READ_AT_ONCE = 1000
_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
# How many differences are named; how much of a long text is quoted, from a little before it differs.
MOST_NAMED = 100
QUOTED, BEFORE = 120, 30


class CchcSealedMixin(models.AbstractModel):
    """What is sealed: its values are kept as text, and the SHA-256 of that text is the seal.

    The text is canonical JSON: sorted keys, no white space, UTF-8 as it is; numbers with a fraction are text
    without trailing zeros, days and moments (UTC) are ISO 8601, what is empty is null, relations are ids.
    A model that inherits it is closed (``cchc.closed.mixin``).
    """

    _name = "cchc.sealed.mixin"
    _description = "Sealed"
    # the parts of the table that say what of it is sealed
    _sealed_parts = ()

    manifest = fields.Text(
        "Sealed Content",
        readonly=True,
        copy=False,
        prefetch=False,
        # it counts rows of the log that units do not see
        groups=SECRETARY_GROUP,
        help="What was sealed, as JSON.",
    )
    seal = fields.Char(readonly=True, copy=False, help="The SHA-256 of what was sealed.")

    def _get_manifest(self):
        """Return what was sealed as plain data, or None where it was damaged in the database."""
        # sudo: what may be shown of it is decided by whoever shows it
        return self._complete_manifest(self._read_manifest(self.sudo().manifest))

    def _complete_manifest(self, manifest):
        """Return a manifest with a list for each part of the table; None where one is no list of entries."""
        for part in self._sealed_parts if manifest else ():
            entries = manifest.setdefault(part.key, [])
            if not isinstance(entries, list) or not all(
                isinstance(entry, dict) and is_whole(entry.get("id")) for entry in entries
            ):
                return None
        return manifest

    @api.model
    def _read_manifest(self, text):
        try:
            manifest = json.loads(text)
        # also lists in lists, deeper than anything is read
        except (ValueError, TypeError, RecursionError):
            return None
        return manifest if isinstance(manifest, dict) else None

    @api.model
    def _get_version(self, manifest):
        """Return by which version of the table a manifest was made; of one that was damaged, by this one."""
        version = manifest.get("version", 1)
        return version if is_whole(version) else VERSION

    def _get_sealed_log_heads(self):
        """Return kind, size and root of the logs when this was sealed; of before there were ledgers, the chain's.

        Of a manifest that was damaged in the database, what no log has.
        """
        # sudo: as in _get_manifest
        log = (self._read_manifest(self.sudo().manifest) or {}).get("log")
        log = log if isinstance(log, dict) else {}
        if "count" in log:
            heads = [("chain", log["count"], log.get("head"))]
        else:
            heads = [
                (kind, log[kind].get("size"), log[kind].get("root"))
                for kind in ("unit", "council")
                if isinstance(log.get(kind), dict)
            ]
        is_readable = heads and all(is_whole(size) for _kind, size, _root in heads)
        return heads if is_readable else [("chain", 0, "?")]

    def _seal_now(self, manifest=None, **details):
        """Seal this record as it stands; ``details`` are kept with it.

        :param manifest: what ``_make_manifest`` returns, by whoever has looked at it already.
        """
        self.ensure_one()
        manifest = {**(manifest or self._make_manifest()), **details, "version": VERSION}
        self._keep_seal(self._serialize(manifest))

    def _seal_each(self, details):
        """Seal each of these records as it stands, as ``_seal_now`` does; what stands below them is read together.

        :param details: of each of them what is kept with it.
        """
        for record, text in zip(self, self._write_manifests(details), strict=True):
            record._keep_seal(text)

    def _keep_seal(self, text):
        self._write_as_system({"manifest": text, "seal": self._make_seal(text)})

    def _get_sealed_name(self):
        """Return what people call that which was sealed."""
        return self.display_name

    @api.model
    def _serialize(self, data):
        return _CANONICAL.encode(data)

    @api.model
    def _make_seal(self, text):
        return sha256_of_text(text or "")

    def _make_manifest(self):
        """Return what is sealed of this record as plain data."""
        [manifest] = self._make_manifests()
        return manifest

    def _make_manifests(self):
        """Return what is sealed of each of these records as plain data; what stands below them is read together."""
        return self._gather(self._make_entries)

    def _write_manifests(self, details):
        """Return the same as the text that is sealed, with the details of each and the version.

        It is what ``_serialize`` writes, put together column by column: few values are different ones.
        """
        texts = []
        for parts, kept in zip(self._gather(self._write_entries), details, strict=True):
            written = {key: f"[{','.join(entries)}]" for key, entries in parts.items()}
            for key, value in (*kept.items(), ("version", VERSION)):
                written[key] = self._serialize(value)
            pairs = (f"{self._serialize(key)}:{written[key]}" for key in sorted(written))
            texts.append(f"{{{','.join(pairs)}}}")
        return texts

    def _gather(self, make):
        """Return for each of these records what ``make`` makes of the records in each part of the table."""
        manifests = [{} for _record in self]
        sealed = self._as_sealed(self)
        for part in self._sealed_parts:
            shares = [self._follow(record, part.records)[0] for record in sealed]
            ids = list(chain.from_iterable(share._ids for share in shares))
            entries = iter(make(part, self.env[part.model].browse(ids)))
            for manifest, share in zip(manifests, shares, strict=True):
                manifest[part.key] = list(islice(entries, len(share)))
        return manifests

    @api.model
    def _make_entries(self, part, records):
        """Return the rows of a part of the manifest."""
        keys, columns = self._read_columns(part, records)
        return [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)]

    @api.model
    def _write_entries(self, part, records):
        """Return the same as texts, each as ``_serialize`` writes it."""
        keys, columns = self._read_columns(part, records)
        pairs = (f"{self._serialize(key)}:%s" for key in keys)
        row = f"{{{','.join(pairs)}}}"
        return [row % values for values in zip(*map(self._write_column, columns), strict=True)]

    @api.model
    def _write_column(self, values):
        kinds = set(map(type, values)) - {type(None)}
        if len(kinds) > 1 or not kinds <= {str, int, bool}:
            # what is looked up as the same may be another value: True is 1
            return list(map(self._serialize, values))
        write = str if kinds == {int} else self._serialize
        written = {value: write(value) for value in set(values) - {None}}
        written[None] = self._serialize(None)
        return list(map(written.__getitem__, values))

    @api.model
    def _read_columns(self, part, records):
        """Return the keys of a part's entries in the order in which they are written, and the values of each."""
        paths = {"id": part.identity, **{row.key: row.path for row in part.fields}}
        keys = sorted(paths)
        columns = [[] for _key in keys]
        for some in split_every(READ_AT_ONCE, records._ids, self._as_sealed(records).browse):
            # nothing else of them
            some.fetch(self._get_sealed_names(part))
            # column by column: asking each of a province's decisions for each of its values takes most of a publication
            for key, column in zip(keys, columns, strict=True):
                column += self._get_sealed_column(some, paths[key])
        return keys, columns

    @api.model
    def _get_sealed_names(self, part):
        """Return the fields by which one gets at what is sealed of a part's records."""
        paths = [part.identity, *(row.path for row in part.fields)]
        return {path.partition(".")[0] for path in paths} & self.env[part.model]._fields.keys()

    @api.model
    def _as_sealed(self, records):
        """Return the records as the system sees them: whole, and in the language of the documents."""
        # sudo: a seal is the same whoever makes or checks it
        return self.env["res.lang"]._in_vietnamese(records.sudo()).with_context(active_test=False)

    def _get_sealed_records(self, part):
        return self._follow(self._as_sealed(self), part.records)[0]

    @api.model
    def _follow(self, record, path):
        """Return what ``path`` leads to, and the last field on it."""
        field = None
        for step in filter(None, path.split(".")):
            if step.startswith("_"):
                record = getattr(record, step)()
            else:
                field, record = record._fields[step], record[step]
        return record, field

    @api.model
    def _get_sealed_value(self, record, path):
        value, field = self._follow(record, path)
        if isinstance(value, models.BaseModel):
            return (value.id or None) if field.type == "many2one" else sorted(value.ids)
        if field is not None and field.type == "boolean":
            return bool(value)
        return self._make_plain(value)

    @api.model
    def _get_sealed_column(self, records, path):
        """Return what ``_get_sealed_value`` says of each of these records."""
        name, _dot, rest = path.partition(".")
        field = records._fields.get(name)
        if name == "id":
            return list(records._ids)
        if field is None or ((rest or field.relational) and field.type != "many2one"):
            return [self._get_sealed_value(record, path) for record in records]
        values = read_column(records, name)
        if field.type != "many2one":
            make_plain = bool if field.type == "boolean" else self._make_plain

            def make(value):
                return make_plain(field.convert_to_record(value, records))

            if field.type == "json":
                return list(map(make, values))
            # few of a province's values are different ones
            made = {value: make(value) for value in set(values)}
            return list(map(made.__getitem__, values))
        if not rest:
            return [value or None for value in values]
        # each once, of many that lead to the same
        led_to = records[name]
        said = dict(zip(led_to._ids, self._get_sealed_column(led_to, rest), strict=True))
        if None in values:
            said[None] = self._get_sealed_value(led_to.browse(), rest)
        return list(map(said.__getitem__, values))

    @api.model
    def _make_plain(self, value):
        """Return a value as the manifest says it."""
        if value is False or value in ("", None):
            return None
        if isinstance(value, float):
            try:
                return str(to_decimal(value or 0))
            except ScoringError:
                return repr(value)
        return value.isoformat() if isinstance(value, date) else value

    def _find_seal_problems(self):
        """Return what differs from what was sealed as sentences, how many files and values were looked at,
        and what the seal does not cover.
        """
        self.ensure_one()
        manifest = self._get_manifest()
        if manifest is None:
            return [self.env._("The list of what was approved cannot be read.")], 0, 0, []
        version = self._get_version(manifest)
        problems = self._find_seal_breaks(version)
        files = values = 0
        for part in self._sealed_parts:
            found, compared = self._compare_part(part, manifest, version)
            problems += found
            values += compared
            files += len(manifest[part.key]) if self._has_content(part) else 0
        return problems, files, values, self._get_uncovered(version)

    def _find_seal_breaks(self, version):
        """Return what is wrong with the seal itself."""
        if version > 1 and self._make_seal(self.sudo().manifest) != self.sudo().seal:
            return [self.env._("What was sealed was changed itself: its SHA-256 is not the seal.")]
        return []

    @api.model
    def _has_content(self, part):
        return bool(part.content) or part.model == "ir.attachment"

    @api.model
    def _name_part(self, part):
        # a line is known to people as the criterion that it is of
        found_by = self.env[part.model]._fields[part.identity].comodel_name
        return get_model_label(self.env, found_by or part.model)

    def _get_uncovered(self, version):
        """Return what a seal of that version does not hold, in words."""
        return [
            f"{self._name_part(part)}: {', '.join(dict.fromkeys(labels))}"
            for part in self._sealed_parts
            if (
                labels := [
                    self._get_label(part, row)
                    for row in part.fields
                    if row.since > version and row.holds != KEPT
                ]
            )
        ]

    @api.model
    def _get_label(self, part, row):
        """Return what people call a sealed field."""
        model, label = self.env[part.model], "SHA-256" if row.key == "sha256" else row.key
        for step in row.path.split("."):
            if step in model._fields:
                field = model._fields[step]
                label = label_of(field, self.env)
                model = self.env[field.comodel_name] if field.relational else model
        return label

    def _compare_part(self, part, manifest, version):
        """Return as sentences what of a part differs, and how many values were compared."""
        if part.is_later and all(row.since > version for row in part.fields):
            # a seal of this version does not have the list, and what should be in it was there
            return [], 0
        entries = {entry["id"]: entry for entry in manifest[part.key]}
        live = {
            self._get_sealed_value(record, part.identity): record
            for record in self._get_live_records(part, entries)
        }
        rows = [row for row in part.fields if row.since <= version and self._is_compared(row)]
        problems, compared = [], 0
        for key, entry in entries.items():
            if key not in live:
                problems.append(self.env._("%(what)s is gone.", what=self._name_entry(part, entry)))
                continue
            compared += len(rows)
            problems += self._compare_entry(part, rows, entry, live[key], manifest)
        if version > 1 or entries:
            problems += [
                self.env._(
                    "%(what)s was added after the sealing.",
                    what=self._name_entry(part, self._make_entries(part, record)[0]),
                )
                for key, record in live.items()
                if key not in entries
            ]
        return problems, compared

    def _get_live_records(self, part, entries):
        """Return the records of a part as they are now, also those that are only sealed to be of it."""
        records = self._get_sealed_records(part)
        if part.identity != "id" or not entries:
            return records
        return records | self._as_sealed(self.env[part.model].browse(entries).exists())

    def _is_compared(self, row):
        return row.holds in (ALWAYS, LOGGED) or (row.holds == CURRENT and self._is_in_force())

    def _is_in_force(self):
        """Whether the records still have to say what was sealed of them."""
        return True

    def _compare_entry(self, part, rows, entry, record, manifest):
        problems = []
        for row in rows:
            sealed = self._get_expected(row, entry, record)
            found = self._get_found(row, record, manifest)
            if self._is_same(sealed, found):
                continue
            if row.path == "_get_stored_sha256":
                problems += self._compare_content(part, entry, record)
            else:
                problems.append(self._say_difference(part, row, entry, sealed, found))
        if part.content:
            attachment = self._follow(record, part.content)[0]
            problems += self._compare_content(part, entry, attachment)
        return problems

    def _get_expected(self, row, entry, record):
        """Return what the record has to say now."""
        return entry.get(row.key)

    def _get_found(self, row, record, manifest):
        return self._get_sealed_value(record, row.path)

    @api.model
    def _is_same(self, sealed, found):
        """Whether two values of manifests say the same; the first version wrote empty ones otherwise."""
        sealed, found = (None if v is False or v in ("", []) else v for v in (sealed, found))
        if isinstance(sealed, list) and isinstance(found, list):
            return sorted(sealed, key=str) == sorted(found, key=str)
        return sealed == found

    def _compare_content(self, part, entry, attachment):
        """Return as sentences what is wrong with the bytes of a sealed file."""
        name = entry.get("file") or entry.get("name") or self._name_entry(part, entry)
        found = attachment._get_stored_sha256()
        if found is None:
            return [self.env._("“%(file)s” is gone.", file=name)]
        if found != entry.get("sha256"):
            return [
                self.env._(
                    "“%(file)s” differs: SHA-256 %(found)s instead of %(sealed)s.",
                    file=name,
                    found=found,
                    sealed=entry.get("sha256"),
                )
            ]
        return []

    def _say_difference(self, part, row, entry, sealed, found):
        sealed_text, found_text = self._quote(
            *(self._make_readable_value(part, row, value) for value in (sealed, found))
        )
        return self.env._(
            "%(what)s, %(field)s: sealed %(sealed)s, now %(found)s.",
            what=self._name_entry(part, entry),
            field=self._get_label(part, row),
            sealed=sealed_text,
            found=found_text,
        )

    def _name_entry(self, part, entry):
        words = " ".join(str(entry[key]) for key in part.title if entry.get(key))
        return f"{self._name_part(part)} “{words}”" if words else self._name_part(part)

    def _make_readable_value(self, part, row, value):
        """Return a value of the manifest as people read it."""
        model, field = self.env[part.model], None
        for step in row.path.split("."):
            if step in model._fields:
                field = model._fields[step]
                model = self.env[field.comodel_name] if field.relational else model
        if field is None or field.name == "id":
            return str(value or "")
        if field.relational and value:
            ids = value if isinstance(value, list) else [value]
            found = self._as_sealed(model.browse(filter(is_whole, ids)).exists())
            names = {str(record.id): record.display_name for record in found}
            return "; ".join(f"{names.get(str(i)) or ''} [{i}]".strip() for i in ids)
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value in (None, ""):
            return ""
        return self._format_sealed(field, value)

    def _format_sealed(self, field, value):
        # whoever damaged it has written there whatever JSON holds
        with suppress(ScoringError, ValueError, TypeError):
            if field.type == "float":
                return format_number(self.env, value)
            if field.type == "date":
                return format_date(self.env, date.fromisoformat(value))
            if field.type == "datetime":
                moment = datetime.fromisoformat(value)
                local = self.company_id._cchc_local(moment)
                return f"{local:%d/%m/%Y %H:%M:%S.%f}".removesuffix(".000000")
            if field.type == "selection":
                labels = dict(choices_of(field, self.env))
                return str(labels.get(value, value))
        return str(value)

    @api.model
    def _quote(self, *texts):
        """Return texts in quotes, of long ones what stands around the first place where they differ."""
        shortest = min(map(len, texts))
        place = next((i for i in range(shortest) if len({t[i] for t in texts}) > 1), shortest)
        start = 0 if max(map(len, texts)) <= QUOTED else max(place - BEFORE, 0)
        return [
            (
                f"“{'…' if start else ''}{text[start : start + QUOTED]}"
                f"{'…' if len(text) > start + QUOTED else ''}”"
            )
            if text
            else self.env._("(empty)")
            for text in texts
        ]
