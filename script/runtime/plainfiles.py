"""What pre-commit's own hooks look for in every file: ends of lines and files, and what a merge leaves behind."""

import re
import subprocess

from . import paths

# Files of translations are written by Odoo.
LEFT_ALONE = (".po", ".pot")
# The rows of a PDF's table of objects end in a space by rule.
TRAILING = re.compile(rb"(?<!\d{5} [fn])[ \t]+$", re.MULTILINE)
CONFLICT = re.compile(rb"^(<{7} |>{7} |={7}\r?$)", re.MULTILINE)


def findings():
    """Return a sentence for each finding in the files that git knows."""
    names = _listed("--cached", "--others", "--exclude-standard")
    seen = {}
    found = []
    for name in names:
        if (twin := seen.setdefault(name.lower(), name)) != name:
            found.append(f"{name}: differs from {twin} by upper and lower case only")
        path = paths.REPOSITORY / name
        if path.is_symlink() and not path.exists():
            found.append(f"{name}: a link that leads nowhere")
        if path.is_file() and path.suffix not in LEFT_ALONE:
            found += [f"{name}: {what}" for what in _read(path.read_bytes())]
    return found


def _listed(*options):
    command = ["git", "ls-files", "-z", *options]
    done = subprocess.run(command, cwd=paths.REPOSITORY, capture_output=True, check=False)
    return sorted(filter(None, done.stdout.decode(errors="replace").split("\0")))


def _read(content):
    if b"\0" in content or not content:
        return
    if b"\r\n" in content:
        yield "lines that end as on Windows"
    if TRAILING.search(content):
        yield "white space at the end of a line"
    if not content.endswith(b"\n") or content.endswith(b"\n\n"):
        yield "does not end with one line feed"
    if CONFLICT.search(content):
        yield "what a merge left undecided"
