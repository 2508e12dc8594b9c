"""What a person waits for in the score sheet on a slow machine and a slow line, as browsers count it.

The processor is slowed four times, the line is the slow 4G of Lighthouse. The page's files are in the browser's cache,
as on every day but the first. https://web.dev/articles/vitals
"""

import statistics

from .stopwatch import Result

SLOWER = 4
_LINE = {"latency": 150, "downloadThroughput": 1638.4 * 128, "uploadThroughput": 750 * 128}
_FREE = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
_SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
_KEYS = 12
_SETTLE = 1500
# What a hand takes at least from the arrows, or from the mouse, to the letters.
_REACH = 300

# What the browser has seen since the page began, as it comes.
_WATCH = """
    window.cchcVitals = { paint: 0, shift: 0, keys: [] };
    const watch = (type, take, options) =>
        new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
            type, buffered: true, ...options,
        });
    watch("largest-contentful-paint", (entry) => { window.cchcVitals.paint = entry.startTime; });
    watch("layout-shift", (entry) => {
        if (!entry.hadRecentInput) { window.cchcVitals.shift += entry.value; }
    });
    watch("event", (entry) => {
        if (entry.name === "keydown") { window.cchcVitals.keys.push(entry.duration); }
    }, { durationThreshold: 16 });
"""
_ROWS = ":is(tr, article)[data-row]:not(.o_cchc_branch)"
# The shell of the page stands long before its sheet does, which is what the largest paint has to wait for.
_DRAWN = f"document.querySelectorAll('{_ROWS}').length >= 5"


# All of them are there: what is still being drawn is no key's.
_ALL_DRAWN = (
    "document.querySelectorAll('.o_cchc_rows > tr').length + 1 >= "
    "Number(document.querySelector('.o_cchc_grid').ariaRowCount)"
)
_CELLS = f"{_ROWS} td[data-column=explanation]"
# What is typed, again and again.
_TYPED = {
    "an arrow": ["ArrowDown"],
    "a key": ["a"],
    "an arrow and a key at once": ["ArrowDown", "a"],
}
# What has come of the keys, without which their time says nothing.
_HEARD = {
    "ArrowDown": "document.activeElement.matches('.o_cchc_field')",
    "a": "document.activeElement.value?.endsWith('a')",
}
# Odoo's own list of records, which the sheet is held against. Asked for the element itself, the browser would write
# down all that hangs on it, for minutes.
_LISTED = "!!document.querySelector('.o_data_row, .o_kanban_record')"


def measure(page, address, plain):
    """Measure the sheet at ``address`` beside Odoo's own list at ``plain``; yield a Result for each figure."""
    page.before_each(_WATCH)
    page.keep_focus()
    # Odoo's page for when there is no network: a slowed line may let it wait for itself at the first navigation
    page.bypass_service_worker()
    try:
        for name, size in _SIZES.items():
            page.resize(*size)
            _open(page, plain, _LISTED)
            _open(page, address)  # the cache has the page's files from now on
            page.emulate(SLOWER, _LINE)
            floor = _paint(page, plain, _LISTED)
            yield from _measure_at(page, address, name, floor)
            page.emulate(1, _FREE)
    finally:
        page.resize(*_SIZES["laptop"])


def _paint(page, address, drawn):
    _open(page, address, drawn)
    _pause(page, _SETTLE)
    return page.run("return window.cchcVitals.paint") / 1000


def _measure_at(page, address, name, floor):
    before = page.bytes
    _paint(page, address, _DRAWN)
    seen = page.run("return window.cchcVitals")
    elements = page.run("return document.querySelectorAll('.o_cchc_sheet *').length")
    kilobytes = (page.bytes - before) / 1000
    note = f"slowed {SLOWER} times, slow 4G; {elements} elements, {kilobytes:.0f} kB"
    yield Result(f"{name}: largest paint", seen["paint"] / 1000, floor, "2.5 s", note=note)
    yield Result(f"{name}: shift", seen["shift"], None, "0.1", note="of the window, no seconds")
    if name == "laptop":
        yield from _measure_keys(page)


def _measure_keys(page):
    page.wait_until(_ALL_DRAWN)
    for kind, keys in _TYPED.items():
        _pause(page, _REACH, f"document.querySelectorAll('{_CELLS}')[3].focus();")
        told = []
        # a cell that opens costs more than one that is open, and is counted, too
        for _time in range(_KEYS):
            page.run("window.cchcVitals.keys = []")
            for key in keys:
                page.press(key)
            _pause(page, 100)
            told += page.run("return window.cchcVitals.keys")
            page.run(f"if (!{_HEARD[keys[-1]]}) {{ throw new Error('{kind} goes elsewhere') }}")
            if len(keys) > 1:
                # and back again: some rows below are headings, in which nothing is typed
                page.press("Escape")
                page.press("ArrowUp")
                _pause(page, _REACH)
        page.press("Escape")
        # what took less than 16 ms, the browser does not tell
        counted = [*told, *([0.016 * 1000] * (_KEYS * len(keys) - len(told)))]
        middle = statistics.median(counted) / 1000
        note = f"{middle:.3f} s in the middle"
        yield Result(f"laptop: {kind}, the worst", max(counted) / 1000, None, "0.1 s", note=note)


def _pause(page, milliseconds, first=""):
    page.run(f"{first} await new Promise((resolve) => setTimeout(resolve, {milliseconds}))")


def _open(page, address, drawn=_DRAWN):
    page.open("about:blank")
    page.open(address)
    page.wait_until(drawn)
