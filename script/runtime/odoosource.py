"""Which Odoo is used: the one of ``ODOO_HOME``, or Debian's."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from . import archive, console

SERIES = 19


@dataclass(frozen=True)
class OdooSource:
    """An Odoo on disk."""

    home: Path
    """The folder to import ``odoo`` from."""
    addons: tuple
    """Folders with modules beside those in ``odoo/addons``."""


def find():
    """The Odoo to use; Debian's is fetched where it is missing.

    :raise Failure: when ``ODOO_HOME`` is not an Odoo 19
    """
    given = os.environ.get("ODOO_HOME")
    if not given:
        return OdooSource(archive.odoo_home(), ())
    home = Path(given).expanduser().resolve()
    release = home / "odoo/release.py"
    if not release.is_file():
        raise console.Failure(
            f"ODOO_HOME={given} has no odoo/release.py. Name the folder that holds 'odoo': a checkout of Odoo "
            f"{SERIES}, or the dist-packages or site-packages folder it is installed in."
        )
    found = re.search(r"version_info\s*=\s*\((\d+)", release.read_text(encoding="utf-8"))
    if not found or int(found[1]) != SERIES:
        raise console.Failure(
            f"ODOO_HOME={given} is Odoo {found[1] if found else 'of an unknown series'}; Odoo {SERIES} is needed."
        )
    # A checkout keeps most modules in addons/; an installed package has them all in odoo/addons.
    is_checkout = (home / "addons/web").is_dir() and not (home / "odoo/addons/web").is_dir()
    return OdooSource(home, (home / "addons",) if is_checkout else ())
