"""The parts of Odoo that it promises to nobody, each used here and nowhere else.

Another version may rename or change any of them. A test per function, named after it, says which one broke, and
what the addon needs of it. ``tests/pure/test_rooms.py`` finds private parts that are used elsewhere.

What Odoo documents stands where it is used, an underscore or not: ``_read_group``, ``_origin``,
``_filtered_access``, ``_commit_progress``, ``_trigger``; so does the overriding of its hooks.
"""

import os
import stat
from pathlib import Path

from odoo import models
from odoo.http import HttpDispatcher
from odoo.modules import module
from odoo.modules.registry import Registry
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.convert import convert_xml_import
from odoo.tools.mail import generate_tracking_message_id
from odoo.tools.sql import TableKind, constraint_definition, table_kind
from odoo.tools.translate import LazyGettext, TranslationImporter, get_po_paths

from odoo.addons.base.models.ir_attachment import condition_values
from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)
from odoo.addons.web.controllers.pivot import TableExporter

# What is handed on as it is: classes to inherit from, and functions that take no model.
__all__ = [
    "MAX_TRIES_ON_CONCURRENCY_FAILURE",
    "PG_CONCURRENCY_EXCEPTIONS_TO_RETRY",
    "CSVExport",
    "ExcelExport",
    "ExportXlsxWriter",
    "GroupExportXlsxWriter",
    "HttpDispatcher",
    "LazyGettext",
    "Registry",
    "TableExporter",
    "TableKind",
    "TranslationImporter",
    "condition_values",
    "constraint_definition",
    "convert_xml_import",
    "get_po_paths",
    "table_kind",
]


def is_testing():
    """Whether Odoo is running a test."""
    return bool(module.current_test)


def get_source(sentence):
    """Return the text of a ``LazyTranslate`` in the language of the code."""
    return sentence._source


def translate(sentence, language):
    """Return a ``LazyTranslate`` in a language, whether or not the database has it."""
    return sentence._translate(language)


def get_window(env, xml_id, **changes):
    """Return the window action of this external id, whatever the user may read of actions, with these changes."""
    return {**env["ir.actions.act_window"]._for_xml_id(xml_id), **changes}


def get_model_id(env, model):
    """Return the id of the ``ir.model`` of a model's name, from Odoo's cache."""
    return env["ir.model"]._get_id(model)


def get_model_label(env, model):
    """Return what people call a model, whatever the user may read of models."""
    return env["ir.model"]._get(model).name


def get_all_external_ids(records):
    """Return ``{id: [external ids]}`` of these records."""
    return records._get_external_ids()


def get_rule_domain(env, model, operation):
    """Return what record rules let the user do that with, as a ``Domain``."""
    return env["ir.rule"]._compute_domain(model, operation)


def get_company_domain(records, company):
    """Return which records of this model a record of ``company`` may name."""
    return records._check_company_domain(company)


def judge_companies(records, names):
    """Refuse what the fields of these names lead to, where it is not of the company of ``records``."""
    records._check_company(names)


def may_access_field(records, field, operation):
    """Whether the groups of ``field`` let the user read or write it."""
    return records._has_field_access(field, operation)


def fill_cache(field, records, values):
    """Put what was read into the cache of ``field``, where it is not known yet."""
    field._insert_cache(records, values)


def read_column(records, name):
    """Return the values of a field of these records, as its cache holds them: ids of what a many2one leads to.

    The right to read the field is asked for once; what is not known yet is read as it always is. As with any field,
    what is known already is refused to nobody: the records are those that the caller has searched, or checked.
    """
    if not records:
        return []
    field = records._fields[name]
    # the first of them as it is gone through, with all that is read together: by its place it would be read alone
    next(iter(records))[name]
    if field.compute and field.store:
        field.recompute(records)
    known = field._get_cache(records.env)
    if known.keys() >= set(records._ids):
        return list(map(known.__getitem__, records._ids))
    return [
        known[record_id]
        if record_id in known
        else field.convert_to_cache(record[name], record, validate=False)
        for record_id, record in zip(records._ids, records, strict=True)
    ]


def write_each(records, vals_list):
    """Write values of its own to each record, past ``write()`` and what depends on it."""
    records._write_multi(vals_list)


def browse_beside(records, ids):
    """Return records that are read together with these, and with what those are read with."""
    return records.browse(ids).with_prefetch(records._prefetch_ids)


def field_to_sql(records, name, query):
    """Return a field of the table that ``query`` groups, as SQL."""
    return records._field_to_sql(records._table, name, query)


def get_html_link(record, title):
    """Return a link to ``record`` for a message, as mark-up."""
    return record._get_html_link(title=title)


def log_notes(records, bodies):
    """Note a text in the discussion of each record, of which nobody is told: ``{id: text}``."""
    records._message_log_batch(bodies)


def get_reply_to(record, email, author_id):
    """Return the address to which answers to a message of this discussion go, if Odoo chooses it."""
    return record._notify_get_reply_to(default=email, author_id=author_id)[record.id]


def get_operation_to_post(record):
    """Return what somebody has to be allowed to do with ``record`` so that they may post in its discussion."""
    return record._mail_get_operation_for_mail_message_operation("create")[record]


def send_back(threads, message_dict, sentence, message, address=None):
    """Send an e-mail that came in back.

    :param address: to whom; Odoo drops what comes in as an answer to that. None: to whom the letter names.
    """
    values = {"references": message_dict["message_id"]}
    if address:
        mark = generate_tracking_message_id("loop-detection-bounce-email")
        values = {"references": f"{values['references']} {mark}", "email_to": address}
    threads._routing_create_bounce_email(message_dict["email_from"], sentence, message, **values)


def find_open_alias_name(env, name, company, alias):
    """Return under which name letters may come in at the company's domain; "" where it is taken or is none.

    :param alias: the one that has it already, if any
    """
    aliases = env["mail.alias"].sudo()
    cleaned = aliases._sanitize_alias_name(name) or ""
    domain = company.sudo().alias_domain_id
    taken = [
        ("alias_name", "=", cleaned),
        ("alias_domain_id", "=", domain.id),
        ("id", "!=", alias.id),
    ]
    kept = (domain.bounce_alias, domain.catchall_alias) if domain else ()
    is_open = cleaned and "?" not in cleaned and cleaned not in kept
    return cleaned if is_open and not aliases.search_count(taken, limit=1) else ""


def send_on_bus(env, channel, kind, message):
    """Push a message to the browsers that listen to ``channel``, once the transaction is committed."""
    env["bus.bus"]._sendone(channel, kind, message)


def get_tour(tour):
    """Return a tour as the web client begins it."""
    return tour._get_tour_json()


def get_modules_that_go(dialog):
    """Return what Odoo's dialog would uninstall along."""
    return dialog._get_modules()


def get_stream(attachment, filename):
    """Return the stream that serves the content of ``attachment``, wherever it is kept."""
    return attachment.env["ir.binary"]._get_stream_from(attachment, "raw", filename=filename)


def get_bare_request(httprequest):
    """Return the request of Werkzeug in Odoo's wrapper, which hands its body out as a whole only."""
    return httprequest._HTTPRequest__wrapped


def keeps_in_files(attachments):
    """Whether Odoo keeps what is filed now in its file store, on this server's disk."""
    return attachments._storage() == "file"


def get_store_path(attachments, name):
    """Return where the file store keeps what it calls ``name``."""
    return Path(attachments._full_path(name))


def find_in_store(attachments, name):
    """Return where the file store keeps what it calls ``name``, and its bytes; None where it has no such file."""
    path = attachments._full_path(name)
    try:
        # of hundreds of files, and a path of pathlib's takes five times as long
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return (path, found.st_size) if stat.S_ISREG(found.st_mode) else None


def read_stored(attachments, name):
    """Return the bytes that Odoo or another addon stored by this name."""
    return attachments._file_read(name)


def mark_for_collection(attachments, name):
    """Let Odoo remove what it stores by this name, should no attachment be found to have it."""
    attachments._mark_for_gc(name)


def compute_checksum(attachments, content):
    """Return the checksum that Odoo notes of a file of this content."""
    return attachments._compute_checksum(content)


def guess_mimetype(attachments, content):
    """Return the type that Odoo would note of a file of which nothing is known but its content."""
    return attachments.browse()._compute_mimetype({"raw": content})


def write_past_attachment(attachments, vals):
    """Write past ``write()`` of Odoo's attachments, which leaves out what follows from the bytes."""
    models.BaseModel.write(attachments, vals)
