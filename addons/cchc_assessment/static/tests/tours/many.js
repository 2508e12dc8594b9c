import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

// how many clicks a step for all units may take
const MOST_CLICKS = 3;

/** The steps of one thing that is done for all; they fail where it takes more clicks than it may. */
function atMost(steps) {
    const clicks = steps.filter((step) => step.run === "click").length;
    if (clicks > MOST_CLICKS) {
        throw new Error(`It takes ${clicks} clicks.`);
    }
    return steps;
}

/** So many buttons at most, none of them below another or of two lines. */
function checkOneLine(selector, most) {
    const boxes = [...document.querySelectorAll(selector)].map((button) =>
        button.getBoundingClientRect()
    );
    const tops = new Set(boxes.map((box) => Math.round(box.top)));
    const isLow = boxes.every((box) => box.height < 45);
    if (boxes.length > most || tops.size > 1 || !isLow) {
        throw new Error(`${boxes.length} buttons in ${tops.size} lines`);
    }
}

/** A download opens a window, of which a tour sees nothing: its address is noted instead. */
const noteOpened = {
    trigger: ".o_cchc_dashboard",
    run() {
        browser.open = (url) => {
            document.body.dataset.cchcOpened = url;
            return window;
        };
    },
};

/** What is downloaded has to come. */
async function fetchOpened() {
    const answer = await browser.fetch(document.body.dataset.cchcOpened);
    if (!answer.ok) {
        throw new Error(`The papers do not come: ${answer.status}`);
    }
}

registry.category("web_tour.tours").add("cchc_secretary_acts_on_all", {
    steps: () => [
        ...atMost([
            {
                content: "Start the appraisal of all four that are submitted",
                trigger: ".o_cchc_dashboard button[data-step=start]:contains(4)",
                run: "click",
            },
            { trigger: ".modal-footer .btn-primary", run: "click" },
            { trigger: ".o_cchc_dashboard:not(:has(button[data-step=start]))" },
        ]),
        ...atMost([
            {
                content: "Send all questions that members have marked",
                trigger: ".o_cchc_dashboard button[data-step=ask]:contains(1)",
                run: "click",
            },
            { trigger: ".modal button[name=action_send]", run: "click" },
            { trigger: ".o_cchc_dashboard:not(:has(button[data-step=ask]))" },
        ]),
        noteOpened,
        ...atMost([
            {
                content: "Download the minutes of all five, with their other papers",
                trigger: ".o_cchc_dashboard button[data-step=papers]:contains(5)",
                run: "click",
            },
            { trigger: "body[data-cchc-opened^='/cchc/unit_papers']", run: fetchOpened },
        ]),
        {
            content: "From the board: who cannot go is listed with the reason",
            trigger: ".o_cchc_panel_box[data-panel=groups] th button",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:nth-child(5)" },
        { trigger: ".o_list_view thead .o_list_record_selector input", run: "click" },
        {
            content: "No more than three buttons, on one line",
            trigger: ".o_control_panel button[name=action_start_appraisal]",
            run: () => checkOneLine(".o_control_panel button[name^=action_]", 3),
        },
        { trigger: ".o_control_panel button[name=action_start_appraisal]", run: "click" },
        { trigger: ".o_cchc_outcome .o_cchc_outcome_done:contains(0)" },
        { trigger: ".o_cchc_outcome .o_cchc_outcome_left:contains(5)" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_list_view" },
    ],
});
