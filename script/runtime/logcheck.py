"""Finds what Odoo's log holds against these addons."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from . import paths

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>\S+): "
)
LEVELS = ("WARNING", "ERROR", "CRITICAL")
# Our models, modules and routes, but neither the cache's folder nor the databases' names, which are in every traceback.
OURS = re.compile(r"\bcchc(?!-|_test_[0-9a-f]{8}|_demo_[0-9a-f]{8})", re.IGNORECASE)
_ADDONS = "|".join((*paths.addons(demonstration=True), *paths.bridges(guests=True)))
ENTER = re.compile(rf"odoo\.modules\.loading: Loading module (?:{_ADDONS}) ")
LEAVE = re.compile(rf"odoo\.modules\.loading: Module (?:{_ADDONS}) loaded ")


@dataclass
class Findings:
    """Entries of level WARNING and above, each with its continuation lines."""

    ours: list = field(default_factory=list)
    others: list = field(default_factory=list)


def check(*logs):
    """Read the logs and tell our complaints from those of other modules.

    An entry is ours when it names one of our models, files or loggers, or when it was written while one of our
    modules was being loaded.
    """
    findings = Findings()
    for log in logs:
        if log.exists():
            _check(log.read_text(encoding="utf-8", errors="replace"), findings)
    return findings


def _check(text, findings):
    loading = False
    for header, entry in _entries(text):
        loading = bool(ENTER.search(entry) or (loading and not LEAVE.search(entry)))
        if header["level"] in LEVELS:
            ours = loading or OURS.search(_without_places(entry))
            (findings.ours if ours else findings.others).append(entry)


def _without_places(entry):
    """The entry without the folders that things lie in: a clone, or a home, may well be called after the addon."""
    for place in (paths.REPOSITORY, paths.cache_root(), paths.data_root(), Path.home()):
        entry = entry.replace(f"{place}{os.sep}", "")
    return entry


def _entries(text):
    header, lines = None, []
    for line in text.splitlines():
        if match := LINE.match(line):
            if header:
                yield header, "\n".join(lines)
            header, lines = match, []
        lines.append(line)
    if header:
        yield header, "\n".join(lines)
