"""``script/server``: the demonstration, from nothing to an address in the browser."""

import argparse
import contextlib
import errno
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import console, demonstration, files, instance, paths, postgres, process, tesseract

HOST = "127.0.0.1"
PORT = 8069
START_SECONDS = 180


def main(arguments):
    """Run the demonstration until Ctrl+C; returns the exit code."""
    options = _parse(arguments)
    require_free(options.port, "script/server")
    runtime = instance.runtime()
    tesseract.offer()
    with (
        postgres.server(runtime.environment, "demonstration", postgres.SAFE) as variables,
        files.locked(
            paths.clone_data() / "demonstration.lock",
            refusal="This clone's demonstration is running already. Stop it with Ctrl+C where it was started.",
        ),
    ):
        odoo = demonstration.instance_of(runtime, variables, options.db)
        database = demonstration.prepare(odoo, options.fresh)
        return _serve(odoo, database, options)


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="script/server", description="Start the demonstration.")
    parser.add_argument("--port", type=int, default=PORT, help=f"where to listen (default: {PORT})")
    parser.add_argument(
        "--fresh", action="store_true", help="drop this clone's demonstration and make it again"
    )
    parser.add_argument("--db", metavar="NAME", help="use another database")
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        help="processes that answer; what is pushed to browsers is then on the next port, for a proxy",
    )
    return parser.parse_args(arguments)


def require_free(port, command):
    """Stop ``command`` with a sentence when something else listens on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            problem = "is taken by another program" if taken else "cannot be used"
            raise console.Failure(
                f"Port {port} {problem}. Choose another one: {command} --port {port + 1}"
            ) from error


def _serve(odoo, database, options):
    try:
        with running(odoo, database, options.port, options.workers) as (address, child):
            _welcome(address, demonstration.users(database))
            if child.wait():
                raise console.Failure("Odoo stopped by itself. The log has its reason.")
    except KeyboardInterrupt:
        console.say("\nStopping.")
    return 0


@contextlib.contextmanager
def running(odoo, database, port, workers=0, public=None):
    """Run Odoo on this database and port for as long as the block lasts; gives its address and its process.

    :param public: what links begin with, where that is another address
    """
    address = f"http://{HOST}:{port}"
    database.set_address(public or address)
    arguments = [
        "--http-port",
        str(port),
        "--gevent-port",
        str(port + 1),
        "--workers",
        str(workers),
    ]
    with open(console.log_path(), "a", encoding="utf-8") as log:
        child = subprocess.Popen(
            [*map(str, odoo.command("-d", database.name, *arguments))],
            env=odoo.environ(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=process.die_with_parent,
        )
    try:
        with console.step("Starting Odoo"):
            _wait_for(child, address)
        yield address, child
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()


def _wait_for(child, address):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise console.Failure("Odoo did not start. The log has its reason.")
        try:
            # The first page also fills the caches, so that people do not wait for it.
            with urllib.request.urlopen(f"{address}/web/login", timeout=60):
                return
        except urllib.error.HTTPError as error:
            raise console.Failure(
                f"Odoo answers with an error ({error}). The log has its reason."
            ) from error
        except OSError:
            time.sleep(0.2)
    raise console.Failure(f"Odoo did not answer at {address} within {START_SECONDS} seconds.")


def _welcome(address, users):
    rows = [("Role", "Name", "Login", "Password"), *users]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rule = ["-" * width for width in widths]
    console.say(f"\nReady: {address}\n")
    for row in (rows[0], rule, *rows[1:]):
        console.say(
            "  "
            + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    console.say(f"\nOdoo's log: {console.log_path()}\nStop with Ctrl+C.")
