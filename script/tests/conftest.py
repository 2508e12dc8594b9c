"""Tests of the commands, on the demonstration that ``script/test`` has just installed."""

import os
import socket
from pathlib import Path

import pytest

from runtime import console, instance


@pytest.fixture(scope="session")
def database():
    """The demonstration's database; PostgreSQL is named by the variables that are set."""
    console.open_log("commands")
    name = os.environ["CCHC_DEMONSTRATION"]
    runtime = instance.runtime(os.environ["CCHC_PINS"])
    # the documents lie where the demonstration was installed
    data = Path(os.environ["CCHC_DEMONSTRATION_DATA"])
    odoo = instance.Instance(runtime, {}, "commands", name, data_dir=data)
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
