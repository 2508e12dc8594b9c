"""``script/bench hostile``: each hostile file through each dialog that takes its type.

Started as ``python -m measure.hostile -c CONFIG -d DATABASE -D FOLDER``. Everything is rolled back.
"""

import argparse
import base64
import contextlib
import io
import random
import subprocess
import sys
import threading
import time
import warnings
from dataclasses import dataclass
from functools import cached_property

import odoo.api
import odoo.modules.module
import odoo.modules.registry
from odoo.exceptions import UserError
from odoo.tools import config

from .province import Province
from .stopwatch import Stopwatch

_AIM_SECONDS, _AIM_MEMORY = 2, 200
_TOLD = 60


class _Over(Exception):
    """Ends the trial of one file, so that nothing of it stays."""


@dataclass(frozen=True)
class _Options:
    units: int = 2
    leaves: int = 136
    evidence: int = 0
    seed: int = 1


class Neighbour:
    """Another process that opens the dashboard again and again; what it waited for, at worst."""

    def __init__(self, options):
        command = [
            sys.executable,
            "-m",
            "measure.neighbour",
            "-c",
            options.c,
            "-d",
            options.d,
        ]
        self._process = subprocess.Popen(
            [*command, "-D", options.D], stdout=subprocess.PIPE, text=True
        )
        self._waits = []
        self._process.stdout.readline()
        threading.Thread(target=self._listen, daemon=True).start()

    def worst(self):
        """Return the longest wait since this was last asked, in milliseconds."""
        waits, self._waits = self._waits, []
        return 1000 * max(waits, default=0)

    def stop(self):
        self._process.terminate()
        self._process.wait()

    def _listen(self):
        for line in self._process.stdout:
            self._waits.append(float(line))


class Doors:
    """What people do with a file: each a way to hand it to the server."""

    def __init__(self, env, province):
        self._province = province
        self._assessment = province.assessments[:1]
        self._officer = env(user=province.officer.id)
        self._env = env

    def of(self, name, hostile):
        """Yield (what it is called, what it does) of a file's doors."""
        data = hostile.make(name)
        if name in hostile.WORKBOOKS:
            yield "rubric", lambda: self._show("cchc.rubric.import", data)
            yield "survey", lambda: self._show("cchc.survey.import", data)
            yield "appendix", lambda: self._import(data)
            yield "appendix in a ZIP", lambda: self._import(hostile.in_archive(name))
        elif name in hostile.ARCHIVES:
            yield "appendix", lambda: self._import(data)
        elif name in hostile.TEMPLATES:
            yield "template", lambda: self._use_as_template(data)
        elif name in hostile.TABLES:
            yield "survey", lambda: self._show("cchc.survey.import", data)
            yield "units", lambda: self._show("cchc.unit.import", data)
            yield "appendix", lambda: self._import(data)
            yield "appendix in a ZIP", lambda: self._import(hostile.under_its_name(name))
            yield (
                "document in a ZIP",
                lambda: self._import(hostile.among_documents(name, self._form)),
            )
            yield (
                "rubric in a ZIP",
                lambda: self._show("cchc.rubric.import", hostile.under_its_name(name)),
            )
        if name in hostile.TABLES or name in hostile.TEMPLATES or name in hostile.ARCHIVES:
            yield "rubric", lambda: self._show("cchc.rubric.import", data)
        yield "evidence", lambda: self._file(data, hostile.FILE_NAMES[name])

    def _show(self, model, data):
        values = {"file": base64.b64encode(data)}
        if model == "cchc.survey.import":
            values["period_id"] = self._assessment.period_id.id
        dialog = self._env[model].new(values)
        return (
            dialog.problem
            or f"shown: {dialog.node_count if 'node_count' in dialog else dialog.row_count} rows"
        )

    def _import(self, data):
        dialog = self._officer["cchc.assessment.import"].create(
            {"assessment_id": self._assessment.id, "file": base64.b64encode(data)}
        )
        dialog.action_check()
        return f"shown: {len(dialog.line_ids)} rows"

    @cached_property
    def _form(self):
        report = self._officer["ir.actions.report"]
        return report._render("cchc_assessment.offline_form_report", self._assessment.ids)[0]

    def _use_as_template(self, data):
        self._province.make_rubric().report_template = base64.b64encode(data)
        return "taken"

    def _file(self, data, file_name):
        evidence, _created, _guess = self._officer["cchc.evidence"]._upload(
            io.BytesIO(data), file_name, assessment=self._assessment
        )
        return f"filed: {evidence.name}"


def main():
    parser = argparse.ArgumentParser()
    for name in ("-c", "-d", "-D", "--only"):
        parser.add_argument(name, default="")
    options, _others = parser.parse_known_args()
    config.parse_config(
        ["-c", options.c, "-d", options.d, "-D", options.D, "--log-level=critical", "--no-http"],
        setup_logging=True,
    )
    warnings.simplefilter("ignore")
    odoo.modules.module.initialize_sys_path()
    from odoo.addons.cchc_assessment.tests.pure import hostile

    neighbour = Neighbour(options)
    beyond = tried = 0
    registry = odoo.modules.registry.Registry(options.d)
    with registry.cursor() as cr:
        env = odoo.api.Environment(
            cr, odoo.api.SUPERUSER_ID, {"tracking_disable": True, "lang": "vi_VN"}
        )
        try:
            doors = Doors(env, Province(env, _Options(), random.Random(1)))
            stopwatch = Stopwatch(env)
            print(
                f"{'file':44}  {'door':17}  {'kB':>6}  {'CPU s':>6}  {'MB':>5}  {'wait ms':>7}  answer"
            )
            for name in hostile.FILE_NAMES:
                # those of documents, spreadsheets of LibreOffice and texts can be asked for together
                kind = "tables" if name in hostile.TABLES else ""
                for door, work in doors.of(name, hostile):
                    if options.only not in f"{name} {hostile.FILE_NAMES[name]} {kind} {door}":
                        continue
                    tried += 1
                    beyond += _measure(env, stopwatch, neighbour, hostile, name, door, work)
        finally:
            neighbour.stop()
            cr.rollback()
    if not tried:
        sys.exit(f"No file and no dialog is called “{options.only}”.")
    print(f"beyond {_AIM_SECONDS} s or {_AIM_MEMORY} MB: {beyond}")


def _measure(env, stopwatch, neighbour, hostile, name, door, work):
    """Print a row of the table; return whether it is beyond the aim."""
    told = []

    def attempt():
        with contextlib.suppress(_Over), env.cr.savepoint():
            try:
                told.append(work())
            except UserError as error:
                told.append(str(error))
            raise _Over

    neighbour.worst()
    once = stopwatch.once(attempt)
    env.invalidate_all(flush=False)
    # a neighbour that is waiting still has not told it
    time.sleep(0.05)
    answer = " ".join((told or ["?"])[0].split())
    is_beyond = once.processor > _AIM_SECONDS or once.peak > _AIM_MEMORY
    print(
        f"{name[:44]:44}  {door:17}  {len(hostile.make(name)) // 1024:6}  {once.processor:6.2f}  "
        f"{once.peak:5.0f}  {neighbour.worst():7.0f}  {'!' if is_beyond else ' '} {answer[:_TOLD]}",
        flush=True,
    )
    return is_beyond


if __name__ == "__main__":
    sys.exit(main())
