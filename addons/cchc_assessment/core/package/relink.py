"""Points the links of an appendix at the files beside it, and leaves everything else as it is."""

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from lxml import etree

from ..plain.text import replace_each
from ..plain.zips import SafeZip, ZipLimits

_RELATIONS = re.compile(r"xl/worksheets/_rels/[^/]+\.rels")
_EVIDENCE = re.compile(r"(https?://[^?#]+)/cchc/evidence/([0-9]+)")
# Our own writer makes sheets of many alike rows, which pack well.
_LIMITS = ZipLimits(unpacked=256 * 1024 * 1024, entry=256 * 1024 * 1024, ratio=1_000)
# Slashes and letters stay: Excel and LibreOffice read the rest percent-encoded, the percent sign before all others.
_ENCODED = [(char, f"%{ord(char):02X}") for char in '% "<>[]^`{|}#?']


def relink(workbook: bytes, paths: Mapping[int, str], address: str = "") -> bytes:
    """Return ``workbook`` with relative links to documents where it has links to this server.

    Nothing of a sealed workbook changes but where a click leads.

    :param workbook: an .xlsx file that our own writer made
    :param paths: where the documents lie below the workbook's folder, by the number in their address
    :param address: what the links to all other documents begin with from now on; without it they stay
    """
    result = io.BytesIO()
    with (
        SafeZip(workbook, _LIMITS) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.entries.values():
            if not _RELATIONS.fullmatch(entry.name):
                # the first byte of a package waits for this: a sheet takes long to pack anew
                source.copy(entry.name, target)
                continue
            content = _relink_part(source.read(entry.name), paths, address)
            # rather quick than small
            target.writestr(entry.info, content, compresslevel=1)
    return result.getvalue()


def find_addresses(workbook: bytes) -> set[str]:
    """Return what the links to documents begin with, as it was when ``workbook`` was made."""
    with SafeZip(workbook, _LIMITS) as source:
        parts = [source.read(name) for name in source.entries if _RELATIONS.fullmatch(name)]
    targets = (relation.get("Target", "") for part in parts for relation in _parse(part))
    return {match[1] for match in map(_EVIDENCE.fullmatch, targets) if match}


def _relink_part(content: bytes, paths: Mapping[int, str], address: str) -> bytes:
    root = _parse(content)
    # a document that proves several criteria has several links
    encode = cache(lambda path: replace_each(path, _ENCODED))
    for relation in root:
        match = _EVIDENCE.fullmatch(relation.get("Target", ""))
        if not match:
            continue
        if path := paths.get(int(match[2])):
            relation.set("Target", encode(path))
        elif address:
            relation.set("Target", f"{address}/cchc/evidence/{match[2]}")
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _parse(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
