"""Let the pure tests import this addon's Odoo-free packages beside those of the main addon, under one name."""

import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2]
MAIN = ADDON.with_name("cchc_assessment")

for folder in (MAIN, MAIN / "tests" / "pure"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

import core  # noqa: E402 (found by the path above)

core.__path__.append(str(ADDON / "core"))
