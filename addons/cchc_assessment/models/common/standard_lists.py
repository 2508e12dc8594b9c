"""The records that each company has of its own, made from what the addon's data files say.

Whatever one province has since made of its lists, another one begins with the standard.
"""

import io
import re

from lxml import etree

from odoo.tools import file_open

from ...compat import TranslationImporter, convert_xml_import, get_po_paths

MODULE = "cchc_assessment"
# Where the standard records lie, and the field that says whose copy one is.
FILES = (
    "data/cchc_document_type_data.xml",
    "data/cchc_rating_scale_data.xml",
    "data/cchc_submission_data.xml",
    "data/cchc_result_data.xml",
    "data/cchc_reminder_data.xml",
)
OWNER_FIELDS = {
    "cchc.document.type": "company_id",
    "cchc.rating.scale": "company_id",
    "mail.template": "cchc_company_id",
}


class _NamelessFile(io.BytesIO):
    """What Odoo reads like a file of the addon; by a name it would take it for one and look beside it."""

    name = ""


def make_standard_lists(env, company):
    """Make the standard records that ``company`` has not, with their translations.

    :param env: an environment of the superuser, without a language.
    """
    made = set()
    for path in FILES:
        tree, names = _read_standard(env, path, company, _get_present(env, company))
        if names:
            source = _NamelessFile(etree.tostring(tree))
            convert_xml_import(env, MODULE, source, mode="init", noupdate=True)
            made |= names
    if made:
        _translate(env, company, made)


def suffix_of(company):
    """Return what follows a standard record's external id where the record is this company's."""
    return f"_company_{company.id}"


def _get_present(env, company):
    """Return what need not be made: ``{model: a function that says so of its element in a data file}``."""
    seen = [("company_id", "in", (False, company.id))]
    types = env["cchc.document.type"].with_context(active_test=False)
    codes = set(types.search(seen).mapped("code"))
    scales = env["cchc.rating.scale"].with_context(active_test=False)
    has_scale = bool(scales.search_count(seen, limit=1))
    return {
        "cchc.document.type": lambda record: record.findtext("field[@name='code']") in codes,
        "cchc.rating.scale": lambda _record: has_scale,
        "mail.template": lambda _record: False,
    }


def _find_own(env, company, record):
    """Return what was made for this company from an element of a data file, if it is still there."""
    name = f"{MODULE}.{record.get('id')}{suffix_of(company)}"
    return env.ref(name, raise_if_not_found=False)


def _read_standard(env, path, company, present):
    """Return a data file as this company's, and the external ids that are taken from it."""
    with file_open(f"{MODULE}/{path}", "rb") as file:
        tree = etree.parse(file).getroot()
    names = set()
    for record in list(tree.iterchildren()):
        field = OWNER_FIELDS.get(record.get("model"))
        if not field or present[record.get("model")](record) or _find_own(env, company, record):
            tree.remove(record)
            continue
        names.add(record.get("id"))
        record.set("id", record.get("id") + suffix_of(company))
        for owner in record.findall(f"field[@name='{field}']"):
            record.remove(owner)
        etree.SubElement(record, "field", name=field, eval=str(company.id))
    return tree, names


def _translate(env, company, names):
    """Give this company's records the translations that the standard ones have."""
    importer = TranslationImporter(env.cr, verbose=False)
    mark = re.compile(rf"\b{MODULE}\.({'|'.join(map(re.escape, sorted(names)))})\b")
    own = {f"{MODULE}.{name}{suffix_of(company)}" for name in names}
    for lang, _name in env["res.lang"].get_installed():
        for path in get_po_paths(MODULE, lang):
            with file_open(path) as file:
                text = "".join(
                    mark.sub(rf"{MODULE}.\1{suffix_of(company)}", line)
                    if line.startswith("#:")
                    else line
                    for line in file
                )
            importer.load(_NamelessFile(text.encode()), "po", lang, xmlids=own)
    importer.save(overwrite=True, force_overwrite=True)
