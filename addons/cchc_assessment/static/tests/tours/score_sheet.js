import * as hoot from "@odoo/hoot-dom";
import { registry } from "@web/core/registry";

/** Press keys where the focus is, and let the page follow. */
async function press(...keys) {
    for (const key of keys) {
        await hoot.press(key);
        await hoot.animationFrame();
    }
}

const type = (text) => press(...text);

const cell = (code, column) => `tr[data-code='${code}'] td[data-column=${column}]`;

const openSheet = [
    {
        content: "Open the unit's assessment",
        trigger: ".o_list_view .o_data_row td[name=unit_id]:contains(Sở Thử nghiệm)",
        run: "click",
    },
    { trigger: ".o_cchc_sheet tr[data-row]" },
];

const saved = {
    content: "Everything is saved",
    trigger: ".o_cchc_state[data-state=saved]",
};

registry.category("web_tour.tours").add("cchc_officer_fills_by_keyboard", {
    steps: () => [
        ...openSheet,
        {
            content: "Go to the first unfinished criterion",
            trigger: ".o_cchc_sheet",
            run: () => press(["alt", "shift", "n"]),
        },
        ...[...Array(100).keys()].map((number) => ({
            content: `Choose the first option, explain it, and go on to the next criterion (${number})`,
            trigger: ".o_cchc_grid td:focus[data-column=result]",
            async run() {
                await press("1", "Tab");
                await type(`a${number}`);
                await press("Tab");
            },
        })),
        saved,
        {
            content: "Nothing is left to do",
            trigger: ".o_cchc_sheet:not(:has(.o_cchc_filter[data-filter=todo]))",
        },
        {
            content: "The bar is full",
            trigger: ".o_cchc_progress[aria-valuenow='100']",
        },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_uses_the_sheet", {
    steps: () => [
        ...openSheet,
        {
            content: "Everything can be reached by its role and name, one cell at a time by the keyboard",
            trigger: ".o_cchc_grid[role=treegrid][aria-label]",
            run({ anchor }) {
                const problems = [
                    ...anchor.querySelectorAll("tbody td:not([role=gridcell]):not([role=rowheader])"),
                    ...anchor.querySelectorAll("tbody tr:not([role=row][aria-level])"),
                ];
                if (problems.length || anchor.querySelectorAll("td[tabindex='0']").length !== 1) {
                    throw new Error("The sheet is not a tree grid with one cell in the focus order.");
                }
                for (const button of document.querySelectorAll(".o_cchc_sheet button")) {
                    if (!(button.textContent.trim() || button.getAttribute("aria-label"))) {
                        throw new Error(`A button has no name: ${button.outerHTML}`);
                    }
                }
            },
        },
        {
            content: "Fold a domain by the keyboard, and unfold it",
            trigger: cell("2", "name"),
            async run({ anchor }) {
                anchor.focus();
                await press("ArrowLeft");
            },
        },
        { trigger: ".o_cchc_grid:not(:has(tr[data-code='2.1'])) tr[data-code='2'][aria-expanded=false]" },
        { trigger: cell("2", "name"), run: () => press("ArrowRight") },
        { trigger: cell("2.1", "result"), run: "click" },
        {
            content: "A text that is no number stays where it was typed, with a sentence",
            trigger: ".o_cchc_editor input[name=numerator]",
            run: () => type("x").then(() => press("Tab", "5", "Enter")),
        },
        { trigger: ".o_cchc_editor [role=alert]:contains(x)" },
        { trigger: ".o_cchc_editor input[name=denominator]", run: () => press("Escape") },
        {
            content: "Escape left the cell as it was",
            trigger: `.o_cchc_grid:not(:has(.o_cchc_editor)) ${cell("2.1", "result")}:focus:not(:contains(x))`,
        },
        {
            content: "Paste a column of Excel, one cell of which does not fit",
            trigger: cell("1.1.1", "result"),
            run({ anchor }) {
                anchor.focus();
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", "Kịp thời\r\n8/10\r\nkhông biết\r\n85\t100\r\n");
                anchor.dispatchEvent(
                    new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData })
                );
            },
        },
        { trigger: ".modal .o_cchc_paste tr.table-danger:contains(1.2):contains(không biết)" },
        { trigger: ".modal .o_cchc_apply", run: "click" },
        saved,
        { trigger: `${cell("1.1.1", "score")}:contains(2)` },
        { trigger: `${cell("1.1.2", "score")}:contains(0,5)` },
        { trigger: `${cell("2.1", "score")}:contains(1,7)` },
        {
            content: "The sub-total of the domain and the total follow",
            trigger: `.o_cchc_sheet:has(.o_cchc_total:contains(4,2)) ${cell("1", "score")}:contains(2,5)`,
        },
        {
            content: "Only what is not finished",
            trigger: ".o_cchc_filter[data-filter=todo]",
            run: "click",
        },
        { trigger: ".o_cchc_filter[data-filter=todo][aria-pressed=true]" },
    ],
});

registry.category("web_tour.tours").add("cchc_leader_reads_on_a_phone", {
    steps: () => [
        {
            content: "Open the unit's assessment",
            trigger: ".o_kanban_record:contains(Sở Thử nghiệm)",
            run: "click",
        },
        {
            content: "The criteria stand as cards",
            trigger: ".o_cchc_cards .o_cchc_card:contains(1.1.2):contains(Hai nhiệm vụ)",
        },
        { trigger: ".o_cchc_card_heading:contains(Chỉ đạo):contains(/5/)" },
    ],
});
