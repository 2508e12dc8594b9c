"""Make what the pages of the database load, and keep it there, as Odoo's own test runner does before its tests.

Takes Odoo's options. A test that opens a page would make it anew, in a transaction that is rolled back.
"""

import sys

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import config

config.parse_config(sys.argv[1:], setup_logging=True)
with Registry(config["db_name"][0]).cursor() as cursor:
    Environment(cursor, SUPERUSER_ID, {})["ir.qweb"]._pregenerate_assets_bundles()
