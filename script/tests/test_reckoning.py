"""What a run of the tests tells of its cost."""

import os
import subprocess
import sys
import time

from runtime import paths, postgres

TESTS = """
import time

class TestQuick:
    def test_it(self):
        pass

class TestDear:
    @classmethod
    def setup_class(cls):
        until = time.process_time() + 0.5
        while time.process_time() < until:
            pass

    def test_it(self):
        pass
"""


def test_the_dearest_class_comes_first(tmp_path):
    """By the processor, with what is done once for all its tests, also where workers ran them."""
    (tmp_path / "test_it.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "cchc_strict", "-p", "no:odoo", "-n", "1"]
    answer = subprocess.run(
        [*command, "-p", "no:cacheprovider", "test_it.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(paths.SCRIPT / "pytest_plugins"), "CCHC_RESULTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    lines = iter(answer.stdout.splitlines())
    next(line for line in lines if "dearest classes" in line)
    seconds, name = next(lines).split()
    assert name == "test_it.py::TestDear"
    assert float(seconds) >= 0.5


def test_the_servers_seconds_are_counted(tmp_path):
    """Those of the process that the server's own file names; of a server elsewhere nothing is known."""
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    before = postgres.processor({"PGHOST": str(tmp_path)})
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    assert postgres.processor({"PGHOST": str(tmp_path)}) > before > 0
    assert postgres.processor({"PGHOST": "db.example"}) == postgres.processor({}) == 0
