"""``python -m measure.browser …``: started by ``script/bench --browser``.

The score sheet in Chromium, beside Odoo's own editable list on the same assessment: opening it, a key in a cell,
saving a row. The database is a copy that is dropped afterwards, since a browser sees only what is committed.
"""

import argparse
import contextlib
import random
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
import warnings

import odoo.api
import odoo.modules.module
import odoo.modules.registry
from odoo.tools import config

from pictures.browser import browser

from . import vitals
from .chromium import Page
from .province import Province
from .stopwatch import Result, Stopwatch

_PASSWORD = "cchc_bench"
_ROUNDS = 5
_KEYS = 20
_START_SECONDS = 120

# How the rows of either are told, and how one explanation in it is opened and saved.
_SHEET = {
    "rows": ".o_cchc_sheet tr[data-row]:not(.o_cchc_branch)",
    # the others follow
    "drawn": 5,
    "cell": "td[data-column=explanation]",
    "save": (
        "document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', { key: 's', ctrlKey: true, bubbles: true }))"
    ),
    "call": "/save_row",
}
_LIST = {
    "rows": ".o_field_x2many_list .o_data_row",
    "drawn": 10_000,
    "cell": "td[name=explanation]",
    "save": "document.querySelector('.o_form_button_save').click()",
    "call": "/web_save",
}

_UNTIL = """
    const until = async (test) => {
        const deadline = performance.now() + 60000;
        while (!test()) {
            if (performance.now() > deadline) {
                throw new Error(`${test} is in vain at ${document.activeElement.outerHTML.slice(0, 300)}`);
            }
            await new Promise(requestAnimationFrame);
        }
        // what was drawn is on the screen in the next frame
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    };
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
"""


def main():
    parser = argparse.ArgumentParser()
    for name in ("-c", "-d", "-D", "--chromium"):
        parser.add_argument(name)
    for name in ("--units", "--leaves", "--evidence", "--seed"):
        parser.add_argument(name, type=int)
    parser.add_argument("--only", default="")
    options, _others = parser.parse_known_args()
    if not any(options.only in name for name in ("beside", "vitals")):
        sys.exit(f"Nothing in the browser is called “{options.only}”.")
    config.parse_config(
        ["-c", options.c, "-d", options.d, "-D", options.D, "--log-level=error", "--no-http"],
        setup_logging=True,
    )
    warnings.simplefilter("ignore")
    odoo.modules.module.initialize_sys_path()
    registry = odoo.modules.registry.Registry(options.d)
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"tracking_disable": True})
        province = Province(env, options, random.Random(options.seed))
        print(f"{options.leaves} criteria, {options.evidence} documents, in Chromium")
        stopwatch = Stopwatch(env)
        print(stopwatch.heading())
        print(_measure_server(province, stopwatch).line(), flush=True)
        prepared = _prepare(province)
    with _serve(options) as address, browser(options.chromium, Page) as page:
        _sign_in(page, address)
        assessment_id, _leaves, sheet_action, _list_action = prepared
        works = {
            "beside": lambda: _measure(page, *prepared),
            "vitals": lambda: vitals.measure(
                page,
                f"{address}/odoo/action-{sheet_action}/{assessment_id}",
                f"{address}/odoo/action-cchc_assessment.cchc_assessment_action",
            ),
        }
        for name, work in works.items():
            if options.only in name:
                for result in work():
                    print(result.line(), flush=True)


def _measure_server(province, stopwatch):
    assessment = province.filled
    seconds, queries = stopwatch.measure(assessment.get_sheet)
    return Result("get_sheet on the server", seconds, None, "0.2 s, 15 queries", queries)


def _prepare(province):
    """Return the assessment, and the actions that show it as the sheet and as Odoo's list."""
    env, assessment = province.env, province.filled
    province.officer.password = _PASSWORD
    form = env.ref("cchc_assessment.cchc_assessment_view_form")
    plain = form.copy(
        {
            "name": "bench",
            "priority": 99,
            "arch": form.arch.replace('widget="cchc_score_sheet"', ""),
        }
    )
    actions = [
        env["ir.actions.act_window"].create(
            {
                "name": view.name,
                "res_model": assessment._name,
                "view_mode": "form",
                "view_id": view.id,
            }
        )
        for view in (form, plain)
    ]
    return assessment.id, len(assessment.line_ids), *(action.id for action in actions)


@contextlib.contextmanager
def _serve(options):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "odoo", "-c", options.c, "-d", options.d, "-D", options.D]
    child = subprocess.Popen(
        [*command, "--http-port", str(port), "--max-cron-threads=0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/web/login", timeout=_START_SECONDS).close()
                break
            time.sleep(0.2)
        yield address
    finally:
        child.terminate()
        child.wait(_START_SECONDS)


def _sign_in(page, address):
    page.resize(1366, 768)
    page.open(f"{address}/web/login")
    page.wait_for("input[name=login]")
    page.run(
        f"""
        document.querySelector("input[name=login]").value = "cchc_bench";
        document.querySelector("input[name=password]").value = "{_PASSWORD}";
        document.querySelector("form.oe_login_form").submit();
        """
    )
    page.wait_for(".o_action_manager *")


def _measure(page, assessment_id, leaves, sheet_action, list_action):
    sides = []
    for action, parts in ((sheet_action, _SHEET), (list_action, _LIST)):
        open_ = _opener(action, assessment_id, parts, leaves)
        page.run(open_)  # the first one warms up what stays warm
        opening = _medians(
            _count(page, lambda script=open_: page.run(script)) for _ in range(_ROUNDS)
        )
        typing = [_type(page, parts, number) for number in range(_ROUNDS)]
        saving = _medians(_save(page, parts, _ROUNDS + number) for number in range(_ROUNDS))
        sides.append((opening, statistics.median(typing), saving))
    (opening, key, saving), (list_opening, list_key, list_saving) = sides
    yield _compare("open the assessment", opening, list_opening)
    yield Result("a key in a cell", key, list_key, "0.016 s")
    yield _compare("save a row", saving, list_saving)


def _compare(work, ours, theirs):
    note = " beside ".join(
        f"{requests:.0f} requests, {size / 1000:.1f} kB"
        for _seconds, requests, size in (ours, theirs)
    )
    return Result(work, ours[0], theirs[0], "", note=note)


def _medians(rounds):
    """Return the median of each of the numbers that the rounds gave."""
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def _count(page, work):
    """Return the seconds that ``work`` says it took, the requests that it made and their bytes both ways."""
    page.run("return 0")  # whatever is still on its way is counted before
    requests, size = page.requests, page.bytes
    seconds = work()
    page.run("await new Promise((resolve) => setTimeout(resolve, 300))")
    return seconds, page.requests - requests, page.bytes - size


def _opener(action, assessment_id, parts, leaves):
    return f"""
        {_UNTIL}
        await action.doAction("cchc_assessment.cchc_assessment_action", {{ clearBreadcrumbs: true }});
        await until(() => document.querySelector(".o_list_view .o_data_row"));
        const started = performance.now();
        await action.doAction({action}, {{ props: {{ resId: {assessment_id} }} }});
        await until(() => document.querySelectorAll("{parts["rows"]}").length >= {min(leaves, parts["drawn"])});
        return (performance.now() - started) / 1000;
    """


def _open_cell(page, parts, number):
    page.run(
        f"""
        {_UNTIL}
        const row = document.querySelectorAll("{parts["rows"]}")[{2 + number}];
        const cell = row.querySelector("{parts["cell"]}");
        cell.scrollIntoView({{ block: "center" }});
        cell.click();
        await until(() => document.activeElement.tagName === "TEXTAREA");
        """
    )


def _type(page, parts, number):
    """Return how long the page works on one key until it is drawn, by the browser's own count."""
    _open_cell(page, parts, number)
    frame = f"{_UNTIL} await until(() => true);"

    def work(*keys):
        page.run(frame)
        before = page.busy()
        for key in keys:
            page.type(key)
        page.run(frame)
        return page.busy() - before

    nothing = statistics.median(work() for _key in range(_KEYS))
    key = statistics.median(work("a") for _key in range(_KEYS))
    page.run(_saving(parts))
    return max(key - nothing, 0)


def _save(page, parts, number):
    """Return the seconds from leaving a cell to being told that it is saved, the requests and their bytes."""
    _open_cell(page, parts, number)
    page.type("b")
    return _count(page, lambda: page.run(_saving(parts)))


def _saving(parts):
    return f"""
        {_UNTIL}
        performance.clearResourceTimings();
        const started = performance.now();
        {parts["save"]};
        await until(() => performance.getEntriesByType("resource").some(
            ({{ name, responseEnd }}) => responseEnd && name.endsWith("{parts["call"]}")
        ));
        return (performance.now() - started) / 1000;
    """


if __name__ == "__main__":
    sys.exit(main())
