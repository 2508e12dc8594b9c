import * as hoot from "@odoo/hoot-dom";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { pdf } from "./pdf";

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

const isInView = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
};

registry.category("web_tour.tours").add("cchc_officer_in_a_long_sheet", {
    steps: () => [
        opened,
        {
            content: "Who hears the page is told of all rows",
            trigger: ".o_cchc_grid[aria-rowcount='302']",
            run({ anchor }) {
                const [first] = anchor.querySelectorAll("tr[data-row]");
                assert(first.ariaRowIndex === "2", "The first row is not the second one.");
            },
        },
        {
            content: "The keyboard leads to the end",
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
                await hoot.waitUntil(() => isInView(anchor));
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
                await hoot.waitUntil(() => isInView(anchor));
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
        { trigger: ".o_cchc_look", run: "click" },
        { trigger: ".o_cchc_density_dense", run: "click" },
        { trigger: ".o_cchc_sheet[data-density=dense]" },
        { trigger: ".o_cchc_column_max", run: "click" },
        { trigger: ".o_cchc_grid:not(:has(.o_cchc_col_max))" },
        { trigger: ".o_cchc_column_max", run: "click" },
        { trigger: ".o_cchc_grid:has(.o_cchc_col_max)" },
        { trigger: ".o_cchc_density_normal", run: "click" },
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
        { trigger: ".o_cchc_look", run: "click" },
        { trigger: ".o_cchc_list", run: "click" },
        { trigger: ".o_list_view .o_group_header" },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_is_signed_out", {
    steps: () => [
        opened,
        {
            content: "The session ends while somebody is typing",
            trigger: cell("1.2", "result"),
            async run({ anchor }) {
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
    ],
});

let done;

/** Count what a person does with the hand: a click, a file let go of, a key or a number typed. */
const count = () => {
    done++;
};

registry.category("web_tour.tours").add("cchc_officer_in_few_steps", {
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
                let input;
                const keep = (ev) => {
                    if (ev.target.matches(".o_cchc_attach input[type=file]")) {
                        ev.preventDefault();
                        input = ev.target;
                    }
                };
                document.addEventListener("click", keep, { capture: true });
                await press(["ctrl", "u"]);
                count();
                await hoot.waitUntil(() => input, {
                    timeout: 5000,
                    message: "No file is asked for.",
                });
                document.removeEventListener("click", keep, { capture: true });
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
        { trigger: ".o_cchc_keys[data-open] textarea", run: () => press("Escape") },
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
