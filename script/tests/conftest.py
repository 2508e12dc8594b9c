"""Tests of the commands, on the demonstration that ``script/test`` has just installed, in a worker per core."""

import os
import socket
from pathlib import Path

import pytest

from runtime import console, instance

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
