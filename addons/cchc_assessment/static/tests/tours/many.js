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
        ...atMost([
            {
                content: "The papers of all five are there to be downloaded",
                trigger: ".o_cchc_dashboard button[data-step=papers]:contains(5)",
            },
        ]),
        {
            content: "From the board: who cannot go is listed with the reason",
            trigger: ".o_cchc_panel_box[data-panel=groups] th button",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:nth-child(5)" },
        { trigger: ".o_list_view thead .o_list_record_selector input", run: "click" },
        { trigger: ".o_control_panel button[name=action_start_appraisal]", run: "click" },
        { trigger: ".o_cchc_outcome .o_cchc_outcome_done:contains(0)" },
        { trigger: ".o_cchc_outcome .o_cchc_outcome_left:contains(5)" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_list_view" },
    ],
});
