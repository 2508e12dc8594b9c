"""A pytest plugin: what pytest lets pass and this project does not.

A skipped test, an expected failure, a Python warning out of our own files, and an import of a forbidden module fail the
run. The counts are written to the file that ``CCHC_RESULTS`` names. With pytest-xdist all of it happens in the
controller, where the workers' reports arrive.
"""

import json
import os
import sys
from pathlib import Path

import pytest

OURS = f"{os.sep}addons{os.sep}cchc_assessment{os.sep}"


def pytest_addoption(parser):
    parser.addoption(
        "--forbid-module",
        action="append",
        default=[],
        help="fail when a module of this name was imported",
    )


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Strict(config), "cchc-strict-session")


class _Strict:
    def __init__(self, config):
        self.forbidden = config.getoption("--forbid-module")
        self.passed = 0
        self.failed = 0
        self.complaints = []

    def pytest_collectreport(self, report):
        if report.skipped:
            self._skipped(report)
        elif report.failed:
            self.failed += 1

    def pytest_runtest_logreport(self, report):
        if report.skipped:
            self._skipped(report)
        elif hasattr(report, "wasxfail"):
            self.complaints.append(f"{report.nodeid}: expected to fail, and passed")
        elif report.failed:
            self.failed += 1
        elif report.when == "call" and not isinstance(report, pytest.SubtestReport):
            self.passed += 1

    def _skipped(self, report):
        if hasattr(report, "wasxfail"):
            reason = f"expected to fail: {report.wasxfail}"
        else:
            reason = (
                report.longrepr[-1] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            )
        self.complaints.append(f"{report.nodeid}: {reason}")

    def pytest_warning_recorded(self, warning_message):
        # given when the garbage collector happens to run: its line is that of a bystander
        if issubclass(warning_message.category, ResourceWarning):
            return
        if OURS in str(warning_message.filename):
            text = f"{warning_message.category.__name__}: {warning_message.message}"
            complaint = f"{warning_message.filename}:{warning_message.lineno}: {text}"
            if complaint not in self.complaints:
                self.complaints.append(complaint)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        for name in self.forbidden:
            if name in sys.modules:
                self.complaints.append(
                    f"the module {name} was imported, which these tests must do without"
                )
        if self.complaints and session.exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if results := os.environ.get("CCHC_RESULTS"):
            counts = {"passed": self.passed, "failed": self.failed, "complaints": self.complaints}
            Path(results).write_text(json.dumps(counts), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter):
        if self.complaints:
            terminalreporter.section("not allowed in this project", red=True)
            for complaint in self.complaints:
                terminalreporter.line(complaint)
