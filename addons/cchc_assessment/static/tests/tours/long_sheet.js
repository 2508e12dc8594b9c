import * as hoot from "@odoo/hoot-dom";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { pdf } from "./pdf";

/** A long sheet on a slow machine is opened in more than the ten seconds that a step has. */
const PATIENCE = 60000;

/** Press keys where the focus is, and let the page follow. */
async function press(...keys) {
    for (const key of keys) {
        await hoot.press(key);
        await hoot.animationFrame();
    }
}

const cell = (code, column) => `tr[data-code='${code}'] td[data-column=${column}]`;

/** The cell that the keyboard is in. */
const here = (code, column) =>
    `.o_cchc_table:has(.o_cchc_field:focus) ${cell(code, column)}[aria-selected=true]`;

const opened = { trigger: ".o_cchc_sheet tr[data-row]" };
const saved = { content: "Everything is saved", trigger: ".o_cchc_state[data-state=saved]" };

function assert(isRight, problem) {
    if (!isRight) {
        throw new Error(problem);
    }
}

/** What the sheet puts on the clipboard, as text. */
function copied() {
    const clipboardData = new DataTransfer();
    document.activeElement.dispatchEvent(
        new ClipboardEvent("copy", { bubbles: true, cancelable: true, clipboardData })
    );
    return clipboardData.getData("text/plain");
}

function scrollerOf(element) {
    const isScrolled = ({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 100;
    let scroller = element.parentElement;
    while (!isScrolled(scroller) || getComputedStyle(scroller).overflowY === "visible") {
        scroller = scroller.parentElement;
    }
    return scroller;
}

const isInView = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
};

const topOf = (element) => element.getBoundingClientRect().top;

const drawnRows = () => [...document.querySelectorAll(".o_cchc_rows > [data-row]")];

/** A row in the middle of the screen, once one is drawn there. */
async function rowInView() {
    const find = () =>
        drawnRows().find((row) => topOf(row) > 300 && topOf(row) < window.innerHeight - 50);
    await hoot.waitUntil(find, { timeout: PATIENCE });
    return find();
}

/** Let the page draw whatever it wants to draw. */
async function settle(frames = 6) {
    for (let frame = 0; frame < frames; frame++) {
        await hoot.animationFrame();
    }
}

function assertNear(there, wanted, what) {
    assert(Math.abs(there - wanted) <= 1, `${what}: ${there} where it was ${wanted}.`);
}

/** Scroll on: what was seen moves by as much, and then rests. */
async function scrollBy(scroller, distance) {
    const row = await rowInView();
    const [before, from] = [topOf(row), scroller.scrollTop];
    scroller.scrollTop += distance;
    const moved = scroller.scrollTop - from;
    await settle();
    assert(row.isConnected, "A row near the screen is gone.");
    assertNear(topOf(row), before - moved, `Scrolled by ${distance}`);
    await rowInView();
}

/** Scroll to a place, be it above rows that were never drawn, and see that the sheet rests there. */
async function scrollTo(scroller, share) {
    scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * share;
    await settle();
    const row = await rowInView();
    const there = topOf(row);
    await settle(20);
    assertNear(topOf(row), there, `At ${share * 100} % it moves by itself`);
    const count = drawnRows().length;
    assert(count < 80, `${count} rows are drawn.`);
}

const scrolled = {};

/** The row that was in view when the sheet's look was about to change is in view still. */
async function assertInView() {
    await settle();
    assert(scrolled.row.isConnected, "The row that was in view is not drawn.");
    const top = topOf(scrolled.row);
    assert(top > 0 && top < window.innerHeight, `The row that was in view is at ${top}.`);
    assert(drawnRows().length < 80, `${drawnRows().length} rows are drawn.`);
}

/** Rows of many heights, on a screen of any size. */
registry.category("web_tour.tours").add("cchc_leader_scrolls_a_long_sheet", {
    timeout: PATIENCE,
    steps: () => [
        {
            content: "A part is drawn, up to the last pixel",
            trigger: ".o_cchc_sheet .o_cchc_rows:has(.o_cchc_gap)",
            async run({ anchor }) {
                await settle();
                const count = drawnRows().length;
                assert(count > 5 && count < 60, `${count} rows are drawn.`);
                const scroller = scrollerOf(anchor);
                for (const distance of [300, 500, 500, 40, 700, -200, -800]) {
                    await scrollBy(scroller, distance);
                }
                for (const share of [0.5, 0.9, 0.2, 0.7]) {
                    await scrollTo(scroller, share);
                    for (const distance of [-300, -500, -700, 250]) {
                        await scrollBy(scroller, distance);
                    }
                }
                scroller.scrollTop = scroller.scrollHeight;
                await settle();
                scroller.scrollTop = scroller.scrollHeight;
                await settle();
                const last = [...anchor.children].at(-1);
                assert(last.dataset.row, "The end of the sheet is not drawn.");
                scroller.scrollTop = 0;
                await settle();
                const { top } = anchor.getBoundingClientRect();
                assertNear(topOf(drawnRows()[0]), top, "The first row");
            },
        },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_in_a_long_sheet", {
    timeout: PATIENCE,
    steps: () => [
        opened,
        {
            content: "Of three hundred criteria a part is drawn; who hears the page is told of all",
            trigger: ".o_cchc_grid[aria-rowcount='302']",
            run({ anchor }) {
                const rows = anchor.querySelectorAll("tr[data-row]");
                assert(rows.length > 10 && rows.length < 60, `${rows.length} rows are drawn.`);
                const elements = document.querySelectorAll(".o_cchc_sheet *").length;
                assert(elements < 2000, `The sheet has ${elements} elements.`);
                assert(rows[0].ariaRowIndex === "2", "The first row is not the second one.");
            },
        },
        {
            content:
                "Scroll to the middle: what comes into view is drawn, the sheet is as high as it was",
            trigger: ".o_cchc_grid:has(.o_cchc_gap)",
            async run({ anchor }) {
                await settle();
                const scroller = scrollerOf(anchor);
                const before = scroller.scrollHeight;
                await scrollTo(scroller, 0.5);
                assertNear(scroller.scrollHeight, before, "The sheet's height");
                const { code } = (await rowInView()).dataset;
                const number = Number(code.split(".")[1]);
                assert(number > 140 && number < 165, `${code} is in the middle.`);
            },
        },
        {
            content: "The row at hand is there still, and the keyboard leads to the end from it",
            trigger: cell("1.1", "explanation"),
            async run({ anchor }) {
                anchor.focus();
                await press(["ctrl", "End"]);
            },
        },
        {
            content: "The last one is in view, and is typed in",
            trigger: here("1.300", "explanation"),
            async run({ anchor }) {
                await hoot.waitUntil(() => isInView(anchor), { timeout: PATIENCE });
                await press(..."xong", "Enter");
            },
        },
        { trigger: `${cell("1.300", "explanation")}:contains(xong)` },
        saved,
        {
            content: "Find a criterion by its words, without their marks",
            trigger: here("1.300", "explanation"),
            run: () => press(["ctrl", "f"]),
        },
        { trigger: ".o_cchc_find input:focus", run: "edit tieu chi 250" },
        {
            content: "It is there, and Escape leads into it",
            trigger: `.o_cchc_found:contains(1)`,
            run: () => press("Escape"),
        },
        {
            trigger: here("1.250", "name"),
            async run({ anchor }) {
                await hoot.waitUntil(() => isInView(anchor), { timeout: PATIENCE });
                document.querySelector(cell("1.250", "result")).focus();
                await press("1", "Enter");
            },
        },
        {
            content: "Take three cells, and fill them with what the first says",
            trigger: here("1.251", "result"),
            run: () => press("ArrowUp", ["shift", "ArrowDown"], ["shift", "ArrowDown"]),
        },
        {
            trigger: ".o_cchc_taken:contains(3)",
            run: () => press(["ctrl", "d"]),
        },
        saved,
        { trigger: `${cell("1.252", "result")}:contains(Có)` },
        {
            content: "Take their scores as well: they are added up, and copied as a table",
            trigger: ".o_cchc_table:has(.o_cchc_field:focus)",
            async run() {
                await press(["shift", "ArrowRight"]);
                const text = copied();
                assert(text === "Có\t1\nCó\t1\nCó\t1", `What is copied is ${text}`);
            },
        },
        { trigger: ".o_cchc_taken:contains(': 3')", run: () => press("Escape") },
        { trigger: ".o_cchc_sheet:not(:has(.o_cchc_taken))" },
        {
            content: "A paste reaches rows that are not drawn, and so does the next unfinished one",
            trigger: cell("1.252", "result"),
            async run() {
                await press(["ctrl", "Home"]);
            },
        },
        {
            trigger: here("1", "name").replace("tr[data-code='1']", "tr.o_cchc_branch"),
            async run() {
                await press("ArrowDown");
                while (!document.querySelector(here("1.1", "result"))) {
                    await press("ArrowRight");
                }
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", Array(120).fill("Có").join("\n"));
                document.activeElement.dispatchEvent(
                    new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData })
                );
            },
        },
        { trigger: ".o_cchc_paste .o_cchc_apply", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_cchc_sheet" },
        saved,
        {
            trigger: `${cell("1.2", "result")}:contains(Có)`,
            run() {
                assert(!document.querySelector("tr[data-code='1.120']"), "It is drawn.");
                document.querySelector(".o_cchc_next").click();
            },
        },
        {
            trigger: `.o_cchc_table:has(.o_cchc_field:focus) tr[data-code='1.1']`,
            run: () => press(["ctrl", "f"]),
        },
        { trigger: ".o_cchc_find input:focus", run: "edit tieu chi 120" },
        { trigger: `.o_cchc_found:contains(1)`, run: () => press("Escape") },
        { trigger: `${cell("1.120", "result")}:contains(Có)` },
        { trigger: `${cell("1.121", "result")}:not(:contains(Có))` },
        {
            content: "What is printed is the whole sheet",
            trigger: ".o_cchc_sheet",
            run({ anchor }) {
                window.dispatchEvent(new Event("beforeprint"));
                const rows = anchor.querySelectorAll(".o_cchc_print tbody tr");
                window.dispatchEvent(new Event("afterprint"));
                assert(rows.length === 301, `${rows.length} rows are printed.`);
                assert(!anchor.querySelector(".o_cchc_print"), "What was printed is still there.");
            },
        },
        {
            content: "Density, letters and columns: what was in view stays there",
            trigger: ".o_cchc_look",
            async run() {
                scrolled.scroller = scrollerOf(document.querySelector(".o_cchc_grid"));
                await scrollTo(scrolled.scroller, 0.5);
                scrolled.row = await rowInView();
                document.querySelector(".o_cchc_look").click();
            },
        },
        { trigger: ".o_cchc_density_dense", run: "click" },
        { trigger: ".o_cchc_sheet[data-density=dense]", run: assertInView },
        { trigger: ".o_cchc_zoom_in", run: "click" },
        { trigger: ".o_cchc_sheet[style*='1.1']", run: assertInView },
        { trigger: ".o_cchc_column_max", run: "click" },
        { trigger: ".o_cchc_grid:not(:has(.o_cchc_col_max))", run: assertInView },
        { trigger: ".o_cchc_column_max", run: "click" },
        { trigger: ".o_cchc_grid:has(.o_cchc_col_max)" },
        { trigger: ".o_cchc_density_loose", run: "click" },
        { trigger: ".o_cchc_sheet[data-density=loose]", run: assertInView },
        { trigger: ".o_cchc_density_normal", run: "click" },
        { trigger: ".o_cchc_zoom_out", run: "click" },
        { trigger: ".o_cchc_whole_toggle", run: "click" },
        {
            content: "The sheet has the whole screen",
            trigger: ".o_cchc_sheet.o_cchc_whole",
            run({ anchor }) {
                const { top, width } = anchor.getBoundingClientRect();
                assert(top === 0 && width >= window.innerWidth - 20, "It has not.");
            },
        },
        { trigger: ".o_cchc_whole_toggle", run: "click" },
        { trigger: ".o_cchc_sheet:not(.o_cchc_whole)" },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_is_signed_out", {
    timeout: PATIENCE,
    steps: () => [
        opened,
        {
            content: "The session ends while somebody is typing",
            trigger: cell("1.2", "result"),
            async run({ anchor }) {
                // what is written elsewhere, just before
                const call = (method, args) =>
                    rpc(`/web/dataset/call_kw/cchc.assessment.line/${method}`, {
                        model: "cchc.assessment.line",
                        method,
                        args,
                        kwargs: {},
                    });
                const [id] = await call("search", [[["criterion_id.code", "=", "1.1.2"]]]);
                await call("write", [[id], { explanation: "Viết ở nơi khác" }]);
                await rpc("/web/session/destroy");
                anchor.focus();
                await press("1", ",", "5", "Enter");
            },
        },
        {
            content: "They are asked for their password, in the page",
            trigger: ".o_cchc_sign_in input[name=password]",
            run: "edit wrong",
        },
        { trigger: ".modal button[type=submit]", run: "click" },
        { trigger: ".o_cchc_sign_in .alert-danger", run() {} },
        {
            content: "What was typed is still there",
            trigger: `.o_cchc_unsent ${cell("1.2", "result").replace(/^tr\S+ /, "")}:contains(1,5)`,
        },
        {
            trigger: ".o_cchc_sign_in input[name=password]",
            async run({ anchor }) {
                // people of tests have their name as their password
                const { value } = document.querySelector(".o_cchc_sign_in input[name=login]");
                anchor.value = value;
                document.querySelector(".modal button[type=submit]").click();
            },
        },
        { trigger: "body:not(:has(.modal)) .o_cchc_sheet" },
        saved,
        { trigger: `${cell("1.2", "score")}:contains(1,5)` },
        {
            content: "What was written elsewhere meanwhile is read",
            trigger: `${cell("1.1.2", "explanation")}:contains(Viết ở nơi khác)`,
        },
    ],
});

let done;

/** Count what a person does with the hand: a click, a file let go of, a key or a number typed. */
const count = () => {
    done++;
};

registry.category("web_tour.tours").add("cchc_officer_in_few_steps", {
    timeout: PATIENCE,
    steps: () => [
        opened,
        {
            content: "By mouse: a level of the scale, and a document dropped",
            trigger: ".o_cchc_panel:contains(1.1.1) .o_cchc_scale button",
            async run({ anchor }) {
                done = 0;
                anchor.click();
                count();
                await hoot.animationFrame();
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(pdf("15-BC-STN ket qua nam.pdf"));
                const target = document.querySelector(cell("1.1.1", "evidence"));
                for (const kind of ["dragover", "drop"]) {
                    target.dispatchEvent(
                        new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer })
                    );
                }
                count();
            },
        },
        {
            trigger: `.o_cchc_sheet:has(${cell("1.1.1", "evidence")} .o_cchc_chip) ${cell("1.1.1", "score")}:contains(2)`,
            run: () => assert(done === 2, `It took ${done} by mouse.`),
        },
        saved,
        {
            content: "Take both back, and do it by the keyboard",
            trigger: cell("1.1.1", "result"),
            async run({ anchor }) {
                anchor.focus();
                await press(["ctrl", "z"]);
                done = 0;
                await press(["alt", "1"]);
                count();
                let isAsked = false;
                const input = document.querySelector(".o_cchc_attach input[type=file]");
                input.addEventListener("click", (ev) => {
                    ev.preventDefault();
                    isAsked = true;
                });
                await press(["ctrl", "u"]);
                count();
                assert(isAsked, "No file is asked for.");
                const files = new DataTransfer();
                files.items.add(pdf("16-BC-STN ket qua nam.pdf"));
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
                count();
                assert(done === 3, `It took ${done} by the keyboard.`);
            },
        },
        { trigger: `${cell("1.1.1", "evidence")}:has(.o_cchc_chip ~ .o_cchc_chip)` },
        saved,
        {
            content: "A band with two numbers",
            trigger: cell("1.1.2", "result"),
            async run({ anchor }) {
                anchor.focus();
                done = 0;
                for (const keys of ["8", ["Enter"], "10", ["Enter"]]) {
                    await press(...keys);
                    count();
                }
                assert(done === 4, `It took ${done}.`);
            },
        },
        { trigger: `${cell("1.1.2", "result")}:contains(8 / 10)` },
        saved,
    ],
});

registry.category("web_tour.tours").add("cchc_officer_looks_back_and_ahead", {
    timeout: PATIENCE,
    steps: () => [
        opened,
        {
            content: "What a cell said before is read, and comes back",
            trigger: cell("1.2", "explanation"),
            async run({ anchor }) {
                anchor.focus();
                await press("F2", ["ctrl", "a"], ..."khac", "Enter");
            },
        },
        saved,
        { trigger: cell("1.2", "explanation"), run: "click" },
        { trigger: ".o_cchc_editor textarea", run: () => press("Escape") },
        { trigger: ".o_cchc_panel:contains(1.2) .o_cchc_versions_open", run: "click" },
        {
            trigger: ".o_cchc_versions tr:contains(khac):contains(sáng kiến) .o_cchc_restore",
            run: "click",
        },
        { trigger: `body:not(:has(.modal)) ${cell("1.2", "explanation")}:contains(sáng kiến)` },
        saved,
        {
            content: "What it takes to come to the next class",
            trigger: ".o_cchc_what_if",
            run: "click",
        },
        {
            trigger: ".o_cchc_what_if_dialog tr.table-info",
            run() {
                const rows = document.querySelectorAll(".o_cchc_what_if_dialog tbody tr");
                assert(rows.length > 1, "Only one criterion has points left.");
            },
        },
        { trigger: ".o_cchc_gained" },
        { trigger: ".o_cchc_what_if_dialog tr:contains(1.2) button", run: "click" },
        { trigger: here("1.2", "result") },
    ],
});
