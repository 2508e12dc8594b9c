"""``script/odoo``: Odoo's own command on this clone's demonstration."""

import signal
import subprocess

from . import demonstration, instance, postgres, process


def main(arguments):
    """Hand the arguments over to Odoo; returns its exit code."""
    runtime = instance.runtime()
    with postgres.server(runtime.environment, "demonstration", postgres.SAFE) as variables:
        odoo = demonstration.instance_of(runtime, variables)
        # Ctrl+C is for Odoo, which shares the terminal: its shell goes on after one.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with subprocess.Popen(
            odoo.command(*arguments), env=odoo.environ(), preexec_fn=process.become_foreground
        ) as child:
            try:
                return child.wait()
            finally:
                child.terminate()
