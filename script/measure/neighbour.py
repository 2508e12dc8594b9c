"""Another user of the same database, in a process of its own: how long the dashboard takes, line by line."""

import argparse
import time
import warnings

import odoo.api
import odoo.modules.module
import odoo.modules.registry
from odoo.tools import config

_PAUSE = 0.1


def main():
    parser = argparse.ArgumentParser()
    for name in ("-c", "-d", "-D"):
        parser.add_argument(name)
    options = parser.parse_args()
    config.parse_config(
        ["-c", options.c, "-d", options.d, "-D", options.D, "--log-level=critical", "--no-http"],
        setup_logging=True,
    )
    warnings.simplefilter("ignore")
    odoo.modules.module.initialize_sys_path()
    registry = odoo.modules.registry.Registry(options.d)
    print("ready", flush=True)
    while True:
        started = time.perf_counter()
        with registry.cursor(readonly=True) as cr:
            env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
            env["cchc.dashboard"].get_dashboard()
        print(time.perf_counter() - started, flush=True)
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main()
