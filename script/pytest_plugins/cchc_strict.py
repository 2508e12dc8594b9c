"""A pytest plugin: what pytest lets pass and this project does not.

A skipped test, an expected failure, a Python warning out of our own files, and an import of a forbidden module fail the
run. The counts are written to the file that ``CCHC_RESULTS`` names. With pytest-xdist it happens in the controller,
where the workers' reports arrive; what was imported each worker says of itself.

It also tells which classes of tests cost most: a processor's seconds, set-up and the programs that were waited for
included. A clock would tell as much of what else the machine does.
"""

import gc
import json
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

OURS = f"{Path(__file__).resolve().parents[2] / 'addons'}{os.sep}"
DEAREST = 15


def pytest_addoption(parser):
    parser.addoption(
        "--forbid-module",
        action="append",
        default=[],
        help="fail when a module of this name was imported",
    )


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        config.pluginmanager.register(_Worker(config), "cchc-strict-worker")
    else:
        config.pluginmanager.register(_Strict(config), "cchc-strict-session")
    config.pluginmanager.register(_Meter(), "cchc-meter")


def _imported(config):
    """Return the forbidden modules that were imported in this process."""
    return [name for name in config.getoption("--forbid-module") if name in sys.modules]


def pytest_collection_finish():
    """What is imported by now stays: looking for waste in it again and again takes a tenth of tests without Odoo."""
    gc.collect()
    gc.freeze()


class _Meter:
    """Notes on each report what this process, and the programs that it waited for, took of a processor for it."""

    def pytest_collection_finish(self):
        # what is imported until then is nobody's own
        self.before = sum(os.times()[:4])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self):
        report = yield
        now = sum(os.times()[:4])
        report.cchc_processor, self.before = now - self.before, now
        return report


class _Worker:
    def __init__(self, config):
        self.config = config

    def pytest_sessionfinish(self):
        self.config.workeroutput["cchc_imported"] = _imported(self.config)


class _Strict:
    def __init__(self, config):
        self.config = config
        self.imported = set()
        self.passed = 0
        self.failed = 0
        self.complaints = []
        self.processor = Counter()

    def pytest_collectreport(self, report):
        if report.skipped:
            self._skipped(report)
        elif report.failed:
            self.failed += 1

    def pytest_runtest_logreport(self, report):
        group = report.nodeid.partition("[")[0].rpartition("::")[0]
        self.processor[group] += getattr(report, "cchc_processor", 0)
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

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        # a worker that crashed says nothing, and xdist reports it
        self.imported |= {*getattr(node, "workeroutput", {}).get("cchc_imported", ())}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        self.complaints += [
            f"the module {name} was imported, which these tests must do without"
            for name in sorted(self.imported.union(_imported(self.config)))
        ]
        if self.complaints and session.exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if results := os.environ.get("CCHC_RESULTS"):
            counts = {"passed": self.passed, "failed": self.failed, "complaints": self.complaints}
            Path(results).write_text(json.dumps(counts), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter):
        terminalreporter.section("dearest classes and files, in seconds of a processor")
        for group, seconds in self.processor.most_common(DEAREST):
            terminalreporter.line(f"{seconds:7.1f}  {group}")
        if self.complaints:
            terminalreporter.section("not allowed in this project", red=True)
            for complaint in self.complaints:
                terminalreporter.line(complaint)
