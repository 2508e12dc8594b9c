"""Let the pure tests import the addon's Odoo-free packages by their own names."""

import os
import sys
from pathlib import Path

from hypothesis import Phase, settings

ADDON = str(Path(__file__).resolve().parents[2])

if ADDON not in sys.path:
    sys.path.insert(0, ADDON)

# The same examples at every run: a red build means that the code changed, not the dice.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
# Where one failure is enough and nobody looks at it: without making it smaller.
settings.register_profile(
    "mutation",
    settings.get_profile("repeatable"),
    phases=(Phase.explicit, Phase.generate),
    database=None,
)
settings.load_profile(os.environ.get("CCHC_EXAMPLES", "repeatable"))
