"""What a run of the tests tells of its cost."""

import os
import subprocess
import sys
import time

import pytest

from runtime import paths, postgres, testing

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
    assert float(seconds) > 0.4


def test_the_servers_seconds_are_counted(tmp_path):
    """Those of the process that the server's own file names; of a server elsewhere nothing is known."""
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    before = postgres.processor({"PGHOST": str(tmp_path)})
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    assert postgres.processor({"PGHOST": str(tmp_path)}) > before > 0
    assert postgres.processor({"PGHOST": "db.example"}) == postgres.processor({}) == 0


@pytest.mark.parametrize(("code", "problem"), [(0, ""), (1, "findings above")])
def test_style_is_checked_beside_the_tests(monkeypatch, tmp_path, capsys, code, problem):
    """What the checks say is shown when they are waited for, with what they took of a processor meanwhile."""
    (tmp_path / "lint").write_text(
        f"#!{sys.executable}\nimport time\nprint('line 7')\n"
        f"while time.process_time() < 0.3: pass\nraise SystemExit({code})\n"
    )
    (tmp_path / "lint").chmod(0o755)
    monkeypatch.setattr(paths, "SCRIPT", tmp_path)
    checks = testing.StyleChecks()
    assert "line 7" not in capsys.readouterr().out
    outcome = checks.finish()
    assert "line 7" in capsys.readouterr().out
    assert outcome.problem == problem
    assert outcome.processor > 0.2
