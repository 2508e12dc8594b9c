import * as hoot from "@odoo/hoot-dom";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { pdf } from "./pdf";

/** Press keys where the focus is, and let the page follow. */
async function press(...keys) {
    for (const key of keys) {
        await hoot.press(key);
        await hoot.animationFrame();
    }
}

/** Type a text letter by letter; capitals are typed with the shift key, as on every keyboard. */
const type = (text) =>
    press(...[...text].map((char) => (char === char.toLowerCase() ? char : ["shift", char])));

const cell = (code, column) => `tr[data-code='${code}'] td[data-column=${column}]`;

/** The cell that the keyboard is in. */
const here = (code, column) =>
    `.o_cchc_table:has(.o_cchc_field:focus) ${cell(code, column)}[aria-selected=true]`;

/** Paste what a spreadsheet has put on the clipboard, where the focus is. */
function paste(text) {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData })
    );
}

const openSheet = [
    {
        content: "Open the unit's assessment",
        trigger: ".o_list_view .o_data_row td[name=unit_id]:contains(Sở Thử nghiệm)",
        run: "click",
    },
    { trigger: ".o_cchc_sheet tr[data-row]" },
];

const opened = { trigger: ".o_cchc_sheet tr[data-row]" };

const drag = (element, kind, dataTransfer) =>
    element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));

/** Let go of what is dragged over an element, as the mouse does. */
function drop(element, dataTransfer) {
    drag(element, "dragover", dataTransfer);
    drag(element, "drop", dataTransfer);
}

/**
 * Requests that never arrive, until it is undone: the network is gone. What Odoo's discussions ask for of their own soon
 * after a page has come is answered: without, they throw.
 */
function loseConnection() {
    const { XMLHttpRequest } = browser;
    browser.XMLHttpRequest = class extends XMLHttpRequest {
        open(method, url) {
            this.isOfDiscussions = String(url).startsWith("/mail/");
            super.open(...arguments);
        }

        send() {
            if (this.isOfDiscussions) {
                super.send(...arguments);
            } else {
                this.dispatchEvent(new ProgressEvent("error"));
            }
        }
    };
    return () => {
        browser.XMLHttpRequest = XMLHttpRequest;
    };
}

/** Write as a colleague does, past what the sheet knows; return what the bus tells of it. */
async function writeAsColleague(code, values) {
    const { orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const domain = [
        ["criterion_id.code", "=", code],
        ["unit_id.code", "=", "T-STN"],
    ];
    const [line] = await orm.searchRead("cchc.assessment.line", domain, ["assessment_id"]);
    await orm.write("cchc.assessment.line", [line.id], values);
    const [id] = line.assessment_id;
    const [{ revision }] = await orm.read("cchc.assessment", [id], ["revision"]);
    return { id, revision, line_ids: [line.id] };
}

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
        {
            content:
                "Score and explain one criterion after the other, without waiting for the page",
            trigger:
                ".o_cchc_table:has(.o_cchc_field:focus) td[data-column=result][aria-selected=true]",
            async run() {
                for (let number = 0; number < 100; number++) {
                    for (const key of ["1", "Tab", ...`a${number}`, "Tab"]) {
                        await hoot.press(key);
                    }
                }
            },
        },
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
            content:
                "Everything can be reached by its role and name, one cell at a time by the keyboard",
            trigger: ".o_cchc_grid[role=treegrid][aria-label]",
            run({ anchor }) {
                const problems = [
                    ...anchor.querySelectorAll(
                        "tbody td:not([role=gridcell]):not([role=rowheader])"
                    ),
                    ...anchor.querySelectorAll("tbody tr:not([role=row][aria-level])"),
                ];
                const stops = document.querySelectorAll(
                    ".o_cchc_table :is(td[tabindex='0'], textarea:not([tabindex]))"
                );
                if (problems.length || stops.length !== 1) {
                    throw new Error(
                        "The sheet is not a tree grid with one cell in the focus order."
                    );
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
        {
            trigger:
                ".o_cchc_grid:not(:has(tr[data-code='2.1'])) tr[data-code='2'][aria-expanded=false]",
        },
        { trigger: cell("2", "name"), run: () => press("ArrowRight") },
        { trigger: cell("2.1", "result"), run: "click" },
        {
            content: "A text that is no number stays where it was typed, with a sentence",
            trigger: ".o_cchc_keys[data-open] textarea",
            run: () => type("x").then(() => press("Enter")),
        },
        { trigger: ".o_cchc_keys[data-open] [role=alert]:contains(x)" },
        { trigger: ".o_cchc_keys[data-open] textarea", run: () => press("Escape") },
        {
            content: "Escape left the cell as it was",
            trigger: `.o_cchc_table:not(:has(.o_cchc_keys[data-open])):has(.o_cchc_field:focus) ${cell("2.1", "result")}[aria-selected=true]:not(:contains(x))`,
        },
        {
            content: "Half a number that is left stays, is complained about, and is gone on with",
            trigger: cell("2.1", "result"),
            async run({ anchor }) {
                anchor.focus();
                await type("18/");
                document.querySelector(".o_cchc_details").focus();
            },
        },
        { trigger: `${cell("2.1", "result")} .o_cchc_draft:contains(18/)` },
        { trigger: ".o_cchc_state[data-state=problem]" },
        { trigger: cell("2.1", "result"), run: "click" },
        {
            trigger: ".o_cchc_keys[data-open] textarea:value(18/)",
            run: () => type("20").then(() => press("Enter")),
        },
        { trigger: `${cell("2.1", "score")}:contains(1,8)` },
        {
            content: "An option by the key beside it, and its score by itself",
            trigger: cell("1.1.1", "result"),
            async run({ anchor }) {
                anchor.focus();
                await press(["alt", "2"]);
            },
        },
        { trigger: `${cell("1.1.1", "result")}:contains(Không kịp thời)` },
        saved,
        {
            content: "What was saved is emptied by a key, and is there again by another",
            trigger: here("1.1.1", "result"),
            run: () => press("Delete"),
        },
        { trigger: `${cell("1.1.1", "result")}:not(:contains(Không kịp thời))` },
        { trigger: ".o_notification:contains(1.1.1) .o_notification_buttons button", run: "click" },
        { trigger: `${cell("1.1.1", "result")}:contains(Không kịp thời)` },
        saved,
        {
            content: "Paste a column of Excel, one cell of which does not fit",
            trigger: cell("1.1.1", "result"),
            run({ anchor }) {
                anchor.focus();
                paste("Kịp thời\r\n\r\nkhông biết\r\n85\t100\r\n");
            },
        },
        { trigger: ".modal .o_cchc_paste tr.table-danger:contains(1.2):contains(không biết)" },
        { trigger: ".modal tr[data-effect=overwrite]:contains(Không kịp thời)" },
        { trigger: ".modal .o_cchc_apply:contains(2)", run: "click" },
        saved,
        { trigger: `${cell("1.1.1", "score")}:contains(2)` },
        {
            content: "Undo takes back the whole paste, and again brings it back",
            trigger: here("1.1.1", "result"),
            run: () => press(["ctrl", "z"]),
        },
        { trigger: `${cell("2.1", "score")}:contains(1,8)` },
        saved,
        { trigger: here("1.1.1", "result"), run: () => press(["ctrl", "y"]) },
        {
            content: "A column with its codes goes where they say",
            trigger: `${cell("2.1", "score")}:contains(1,7)`,
            run: () => paste("1.1.2\tx\t8/10\n1.2\ty\t\n"),
        },
        { trigger: ".modal tr[data-effect=nothing]:contains(1.2)" },
        { trigger: ".modal .o_cchc_apply:contains(1)", run: "click" },
        saved,
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

registry.category("web_tour.tours").add("cchc_officer_files_in_the_sheet", {
    steps: () => [
        opened,
        {
            content: "Drop a document of the computer on a criterion",
            trigger: cell("1.1.1", "evidence"),
            run({ anchor }) {
                const files = new DataTransfer();
                files.items.add(pdf("15-BC-STN ket qua nam.pdf"));
                drop(anchor, files);
            },
        },
        {
            content: "Drag it on to another criterion",
            trigger: `${cell("1.1.1", "evidence")} .o_cchc_chip`,
            async run({ anchor }) {
                const document_ = new DataTransfer();
                drag(anchor, "dragstart", document_);
                const target = document.querySelector(cell("1.1.2", "evidence"));
                drag(target, "dragover", document_);
                await hoot.animationFrame();
                if (!target.closest("tr.o_cchc_drop")) {
                    throw new Error(
                        "The criterion under the mouse doesn't show that it takes the document."
                    );
                }
                drop(target, document_);
            },
        },
        {
            content: "It proves that one, too: look at it",
            trigger: `${cell("1.1.2", "evidence")} .o_cchc_chip`,
            run: "click",
        },
        {
            content: "It lies beside the sheet, at half the width or more",
            trigger: ".o_cchc_document:contains(1.1.2) iframe[src*=evidence]",
            run({ anchor }) {
                const [document_, sheet] = [".o_cchc_document", ".o_cchc_sheet"].map((selector) =>
                    anchor.ownerDocument.querySelector(selector).getBoundingClientRect()
                );
                if (document_.width < sheet.width / 2) {
                    throw new Error(`The document has ${document_.width} of ${sheet.width}.`);
                }
            },
        },
        { trigger: ".o_cchc_document .btn-close", run: "click" },
        { trigger: ".o_cchc_panel:contains(1.1.2)" },
        saved,
        {
            content: "Last year's figures are shown, and a filter finds where they differ",
            trigger: cell("1.2", "name"),
            run: "click",
        },
        {
            trigger:
                ".o_cchc_panel:contains(1.2) .o_cchc_earlier:contains(2026):contains(Năm nay không)",
        },
        { trigger: ".o_cchc_filter[data-filter=differs]:contains(4)" },
        { trigger: ".o_cchc_take_explanation", run: "click" },
        { trigger: `${cell("1.2", "explanation")}:contains(Năm nay không có sáng kiến)` },
        { trigger: ".o_cchc_take_documents", run: "click" },
        { trigger: `${cell("1.2", "evidence")} .o_cchc_chip:contains(99/QD-STN)` },
        {
            content:
                "By the keyboard: Enter leads from the documents to where they are attached, Escape back",
            trigger: cell("1.2", "evidence"),
            async run({ anchor }) {
                anchor.focus();
                await press("Enter");
            },
        },
        {
            trigger: ".o_cchc_panel:has(:focus)",
            run: () => press("Escape"),
        },
        { trigger: here("1.2", "evidence") },
        saved,
    ],
});

registry.category("web_tour.tours").add("cchc_officer_reads_remarks", {
    steps: () => [
        opened,
        {
            content: "A document with a remark bears a sign: look at it",
            trigger: `${cell("1.1.1", "evidence")} .o_cchc_chip:has(.fa-exclamation-triangle)`,
            run: "click",
        },
        {
            content: "The remark is said, and the document is downloaded instead of shown",
            trigger: ".o_cchc_document:contains(1.1.1):not(:has(iframe)) a[href*=evidence]",
        },
        { trigger: ".o_cchc_document .o_cchc_remarks:contains(JavaScript)" },
        { trigger: ".o_cchc_document .btn-close", run: "click" },
        { trigger: ".o_cchc_panel .o_cchc_preview .fa-exclamation-triangle[title*=JavaScript]" },
        {
            content: "One without bears none and is shown",
            trigger: `${cell("1.1.2", "evidence")} .o_cchc_chip:not(:has(.fa-exclamation-triangle))`,
            run: "click",
        },
        {
            trigger: ".o_cchc_document:contains(1.1.2):has(iframe):not(:has(.o_cchc_remarks))",
        },
    ],
});

let reconnect;

registry.category("web_tour.tours").add("cchc_officer_loses_the_connection", {
    steps: () => [
        ...openSheet,
        {
            content: "The connection is lost",
            trigger: cell("1.2", "result"),
            async run({ anchor }) {
                reconnect = loseConnection();
                anchor.focus();
                await press("1", ",", "5", "Enter");
            },
        },
        {
            content: "What was typed stays, and is said not to be saved",
            trigger: `.o_cchc_sheet:has(.o_cchc_state[data-state=offline]) .o_cchc_unsent ${cell("1.2", "result").replace(/^tr\S+ /, "")}:contains(1,5)`,
        },
        {
            content: "The connection is back",
            trigger: ".o_cchc_sheet",
            run() {
                reconnect();
                browser.dispatchEvent(new Event("online"));
            },
        },
        saved,
        { trigger: `${cell("1.2", "score")}:contains(1,5)` },
        {
            content: "It is lost again, and this time the page is loaded anew",
            trigger: cell("2.1", "result"),
            expectUnloadPage: true,
            async run({ anchor }) {
                loseConnection();
                anchor.focus();
                await press("8", "Tab", "1", "0", "Enter");
                await hoot.animationFrame();
                browser.location.reload();
            },
        },
        {
            content: "What could not be sent is sent, once the page is there again",
            timeout: 60000,
            trigger: `tr:not(.o_cchc_unsent)${cell("2.1", "score").slice(2)}:contains(1,6)`,
        },
        {
            content: "Type on, and leave by the browser's button",
            trigger: cell("1.1.2", "explanation"),
            async run({ anchor }) {
                anchor.focus();
                await type("Còn");
                history.back();
            },
        },
        { trigger: ".o_list_view .o_data_row" },
    ],
});

let hear;

registry.category("web_tour.tours").add("cchc_officer_and_a_colleague", {
    steps: () => [
        {
            content: "Listen in on the bus",
            trigger: ".o_list_view .o_data_row",
            run() {
                const bus = odoo.__WOWL_DEBUG__.root.env.services.bus_service;
                const { subscribe } = bus;
                bus.subscribe = (channel, callback) => {
                    if (channel === "cchc_assessment_changed") {
                        hear = callback;
                    }
                    subscribe(channel, callback);
                };
            },
        },
        ...openSheet,
        {
            content: "A colleague explains one criterion",
            trigger: cell("1.2", "explanation"),
            async run({ anchor }) {
                anchor.focus();
                await type("Của tôi");
                await hear(
                    await writeAsColleague("1.2", {
                        explanation: "Của đồng nghiệp",
                        manual_score: 1,
                    })
                );
            },
        },
        {
            content: "What is being typed stays under the user's hands",
            trigger: ".o_cchc_keys[data-open] textarea:value(Của tôi)",
            run: () => press(["ctrl", "s"]),
        },
        { trigger: ".o_cchc_state[data-state=problem]" },
        { trigger: `${cell("1.2", "result")} .o_cchc_row_problem:contains(Của đồng nghiệp)` },
        { trigger: ".o_cchc_resolve", run: "click" },
        { trigger: ".modal:contains(Của đồng nghiệp) .o_cchc_keep_mine", run: "click" },
        saved,
        { trigger: `${cell("1.2", "explanation")}:contains(Của tôi)` },
        { trigger: `${cell("1.2", "score")}:contains(1)` },
        {
            content: "Where the user is not typing, the other's change just appears",
            trigger: cell("2.1", "score"),
            async run() {
                await hear(await writeAsColleague("2.1", { numerator: 1, denominator: 2 }));
            },
        },
        { trigger: `${cell("2.1", "result")}:contains(1 / 2)` },
        { trigger: `${cell("2", "score")}:contains(1)` },
    ],
});

registry.category("web_tour.tours").add("cchc_appraiser_uses_the_sheet", {
    steps: () => [
        opened,
        {
            content: "Nothing of the unit's can be typed in",
            trigger: ".o_cchc_grid:not(:has(td[data-column=result]:not([aria-readonly])))",
        },
        {
            content:
                "Go to the first criterion that is not decided, and agree with the unit by one key",
            trigger: ".o_cchc_next",
            run: "click",
        },
        { trigger: here("1.1.1", "council_result"), run: () => press("=") },
        { trigger: `${cell("1.1.1", "council_score")}:contains(1)` },
        {
            content: "Decide otherwise on the next one, and say why",
            trigger: here("1.1.2", "council_result"),
            run: () => press("6", "Enter", "1", "0", "Enter"),
        },
        { trigger: `${cell("1.1.2", "council_score")} .o_cchc_difference:contains(−0,5)` },
        {
            trigger: cell("1.1.2", "remark"),
            async run({ anchor }) {
                anchor.focus();
                await type("Có 6/10 nhiệm vụ");
                await press("Enter");
            },
        },
        saved,
        {
            content: "Ask the unit about it beside the sheet",
            trigger: ".o_cchc_details",
            run({ anchor }) {
                if (!document.querySelector(".o_cchc_panel")) {
                    anchor.click();
                }
            },
        },
        { trigger: cell("1.1.2", "name"), run: "click" },
        {
            trigger: ".o_cchc_panel:contains(1.1.2) .o_cchc_ask",
            run: "edit Báo cáo nào?",
        },
        { trigger: cell("1.1.2", "score"), run: "click" },
        { trigger: `${cell("1.1.2", "remark")}:contains(Báo cáo nào?)` },
        {
            content: "Score what only the council scores",
            trigger: cell("2.2", "council_result"),
            async run({ anchor }) {
                anchor.focus();
                await press("2", ",", "5", "Enter");
            },
        },
        saved,
        {
            content:
                "Settle on another score: what was typed stays while its reason is missing, and as it is typed",
            trigger: cell("2.1", "name"),
            run: "click",
        },
        { trigger: ".o_cchc_panel:contains(2.1) input[name=score]", run: "edit 1,5" },
        { trigger: ".o_cchc_panel textarea[name=reason]", run: "click" },
        { trigger: ".o_cchc_panel form:has([role=alert]) input[name=score]:value(1,5)" },
        { trigger: ".o_cchc_panel textarea[name=reason]", run: "edit Theo kết luận kiểm tra" },
        { trigger: cell("2.1", "score"), run: "click" },
        { trigger: `${cell("2.1", "council_score")}:contains(1,5)` },
        saved,
        { trigger: ".o_cchc_scored:contains(4):contains(5)" },
        { trigger: ".o_cchc_filter[data-filter=disagrees]:contains(2)", run: "click" },
        { trigger: ".o_cchc_grid:has(tr[data-code='1.1.2']):not(:has(tr[data-code='1.1.1']))" },
    ],
});

registry.category("web_tour.tours").add("cchc_unit_answers_in_the_sheet", {
    steps: () => [
        opened,
        {
            content: "Only what was asked is open",
            trigger: `.o_cchc_grid:not(:has(td[data-column=explanation]:not([aria-readonly]))) ${cell("1.1.2", "question")}:contains(Báo cáo nào?)`,
            async run({ anchor }) {
                anchor.focus();
                await type("Báo cáo số 15");
                await press("Enter");
            },
        },
        saved,
        {
            content: "A document goes with the answer",
            trigger: cell("1.1.2", "evidence"),
            run({ anchor }) {
                const files = new DataTransfer();
                files.items.add(pdf("15-BC-STN ket qua nam.pdf"));
                drop(anchor, files);
            },
        },
        { trigger: `${cell("1.1.2", "evidence")} .o_cchc_chip` },
    ],
});

const openCard = {
    content: "Open the unit's assessment, which no empty column keeps out of view",
    trigger: ".o_kanban_record:contains(Sở Thử nghiệm)",
    async run({ anchor, click }) {
        if (anchor.getBoundingClientRect().right > window.innerWidth) {
            throw new Error("It is out of view.");
        }
        await click();
    },
};

registry.category("web_tour.tours").add("cchc_leader_returns_on_a_phone", {
    steps: () => [
        openCard,
        { trigger: ".o_cchc_cards .o_cchc_card:contains(1.1.2)" },
        {
            content: "First stands what needs the eye, and both decisions beside each other",
            trigger:
                ".o_cchc_tools:has([data-action=action_approve]) [data-action=action_return_to_officer]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Xem lại tiêu chí 1.2.",
        },
        { trigger: ".modal button[name=action_return]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_cchc_sheet" },
    ],
});

registry.category("web_tour.tours").add("cchc_leader_approves_on_a_phone", {
    steps: () => [
        openCard,
        { trigger: ".o_cchc_cards .o_cchc_card:contains(1.1.2)" },
        { trigger: ".o_cchc_filter[data-filter=attention][aria-pressed=true]" },
        { trigger: ".o_cchc_tools [data-action=action_approve]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=dispatch_number] input",
            run: "edit 12/STN-VP",
        },
        {
            trigger: ".modal .o_field_widget[name=responsibility_confirmed] input",
            run: "click",
        },
        { trigger: ".modal button[name=action_approve]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_cchc_sheet" },
    ],
});

registry.category("web_tour.tours").add("cchc_leader_reads_on_a_phone", {
    steps: () => [
        openCard,
        {
            content: "The criteria stand as cards",
            trigger: ".o_cchc_cards .o_cchc_card:contains(1.1.2):contains(Hai nhiệm vụ)",
        },
        { trigger: ".o_cchc_card_heading:contains(Chỉ đạo):contains(/5/)" },
        {
            content:
                "What asks for nothing is left out until it is wanted; nothing is wider than the phone",
            trigger: ".o_cchc_cards:has(.o_cchc_rest):not(:has(.o_cchc_card:contains(2.2)))",
            run({ anchor }) {
                const wide = [...anchor.querySelectorAll("*")].filter(
                    (one) => one.getBoundingClientRect().right > window.innerWidth + 1
                );
                if (wide.length) {
                    throw new Error(`Wider than the phone: ${wide[0].outerHTML}`);
                }
            },
        },
        { trigger: ".o_cchc_rest", run: "click" },
        { trigger: ".o_cchc_card:contains(2.2)" },
        {
            content: "The whole card opens",
            trigger: ".o_cchc_card:contains(1.1.1)",
            run: "click",
        },
        { trigger: ".modal .o_form_view, .o_form_view .o_field_widget[name=explanation]" },
    ],
});
