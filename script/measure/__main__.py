"""``python -m measure -c CONFIG -d DATABASE -D FOLDER …``: started by ``script/bench``."""

import argparse
import logging
import random
import sys
import warnings

import odoo.api
import odoo.modules.module
import odoo.modules.registry
from odoo.tools import config

from .province import Province
from .stopwatch import Stopwatch


def main():
    parser = argparse.ArgumentParser()
    for name in ("-c", "-d", "-D"):
        parser.add_argument(name)
    for name in ("--units", "--leaves", "--evidence", "--seed"):
        parser.add_argument(name, type=int)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    config.parse_config(
        ["-c", options.c, "-d", options.d, "-D", options.D, "--log-level=error", "--no-http"],
        setup_logging=True,
    )
    # others' modules warn of their own age
    warnings.simplefilter("ignore")
    # the addon can be imported once Odoo knows where addons are
    odoo.modules.module.initialize_sys_path()
    from odoo.addons.cchc_assessment.models.period import cchc_work

    from . import bulk, council, offline, processor, works

    # at any size in one go: what is done piece by piece is measured as a whole
    cchc_work.MOST_AT_ONCE = sys.maxsize
    logging.getLogger("zipstream").setLevel(logging.ERROR)
    # bulk makes units of its own
    rooms = (works, processor, offline, council, bulk)
    chosen = [work for room in rooms for work in room.WORKS if options.only in work.__name__]
    if not chosen:
        sys.exit(f"No work has “{options.only}” in its name.")
    registry = odoo.modules.registry.Registry(options.d)
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"tracking_disable": True})
        try:
            province = Province(env, options, random.Random(options.seed))
            stopwatch = Stopwatch(env)
            print(f"{options.units} units, {options.leaves} criteria, {options.evidence} documents")
            print(stopwatch.heading())
            for work in chosen:
                for result in work(province, stopwatch):
                    print(result.line(), flush=True)
        finally:
            cr.rollback()


if __name__ == "__main__":
    sys.exit(main())
