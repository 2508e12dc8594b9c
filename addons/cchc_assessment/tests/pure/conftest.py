"""Let the pure tests import the addon's Odoo-free packages by their own names."""

import sys
from pathlib import Path

from hypothesis import settings

ADDON = str(Path(__file__).resolve().parents[2])

if ADDON not in sys.path:
    sys.path.insert(0, ADDON)

# The same examples at every run: a red build means that the code changed, not the dice.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("repeatable")
