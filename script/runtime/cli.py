"""Runs one of the commands and turns every way of failing into plain words."""

import os
import signal
import sys
import traceback

from . import (
    bench,
    console,
    lint,
    mutate,
    process,
    rubric,
    screenshots,
    sealkey,
    server,
    shell,
    templates,
    testing,
)

COMMANDS = {
    "server": server.main,
    "test": testing.main,
    "bench": bench.main,
    "odoo": shell.main,
    "screenshots": screenshots.main,
    "lint": lint.main,
    "mutate": mutate.main,
    "make_templates": templates.main,
    "seal_key": sealkey.main,
    "rubric": rubric.main,
}


def main(arguments):
    """Run the command named first, with the rest as its arguments; returns the exit code."""
    name, *arguments = arguments
    # Root's own folders hold programs that PostgreSQL's user has to read.
    os.umask(0o022)
    process.keep_bytecode()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        console.open_log(name)
        return COMMANDS[name](arguments)
    except console.Failure as failure:
        console.complain(f"\n{failure}")
        _log_cause(failure)
    except KeyboardInterrupt:
        console.complain("\nStopped.")
        return 128 + signal.SIGINT
    except process.CommandFailed as error:
        console.complain(f"\n{error}.")
        _log_cause(error)
    except OSError as error:
        console.complain(f"\n{error.filename or 'The system'}: {error.strerror or error}.")
        _log_cause(error)
    except Exception as error:
        console.complain(f"\nSomething went wrong that nobody has foreseen: {error!r}.")
        _log_cause(error)
    if console.log_path():
        console.complain(f"Details: {console.log_path()}")
    return 1


def _log_cause(error):
    console.log("".join(traceback.format_exception(type(error), error, error.__traceback__)))
