"""Tests of the commands, on the demonstration that ``script/test`` has just installed, in a worker per core."""

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest
import requests
from client import listens, wait_for

from runtime import console, instance, paths, process, virtualenv

REQUIREMENTS = paths.SCRIPT / "requirements-storage.txt"
# What keeps objects, in the server that speaks S3.
BUCKET = "cchc"

# Which of pytest-xdist's workers this is; one that is alone has no name.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


@pytest.fixture(scope="session")
def database():
    """The demonstration's database; PostgreSQL is named by the variables that are set."""
    console.open_log("commands")
    name = os.environ["CCHC_DEMONSTRATION"]
    if not WORKER:
        yield _demonstration("commands", name)
        return
    # a copy is made of a database that nobody uses, which neither worker's is while its server runs
    copy = _demonstration(f"commands_{WORKER}", f"{name}-{WORKER}")
    copy.copy(_demonstration("commands", name))
    yield copy
    copy.drop()


def _demonstration(folder, name):
    runtime = instance.runtime(os.environ["CCHC_PINS"])
    # the documents lie where the demonstration was installed
    data = Path(os.environ["CCHC_DEMONSTRATION_DATA"])
    odoo = instance.Instance(runtime, {}, folder, name, data_dir=data)
    odoo.data = data
    return instance.Database(odoo, name)


@pytest.fixture(scope="session")
def beside(database):
    """The folder with fs_attachment and what it needs."""
    return virtualenv.beside(
        database.instance.runtime.environment, REQUIREMENTS, "what keeps files elsewhere"
    )


@pytest.fixture(scope="session")
def s3(database, beside):
    """What Odoo is told of a server that speaks S3 and has a bucket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # moto takes a newer Werkzeug than Odoo pins
    python = instance.runtime().environment.python
    server = subprocess.Popen(
        [python, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        env=process.environment(PYTHONPATH=beside),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=process.die_with_parent,
    )
    try:
        wait_for(lambda: listens(port))
        address = f"http://127.0.0.1:{port}"
        assert requests.put(f"{address}/{BUCKET}", timeout=30).ok
        options = {"endpoint_url": address, "key": "a", "secret": "b"}
        yield {
            "name": "s3",
            "code": "s3",
            "protocol": "s3",
            "directory_path": BUCKET,
            "options": json.dumps(options),
        }
    finally:
        server.terminate()
        server.wait(60)


@pytest.fixture
def port():
    """A port that is free, as is the next one."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            number = one.getsockname()[1]
            try:
                other.bind(("127.0.0.1", number + 1))
            except OSError:
                continue
        return number
