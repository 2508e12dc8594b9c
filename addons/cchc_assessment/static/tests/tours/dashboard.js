import { registry } from "@web/core/registry";

const backToDashboard = [
    { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" },
    { trigger: ".o_cchc_dashboard" },
];

/** Everything on it has a name and can be reached without a mouse; headings follow each other. */
function checkNames({ anchor }) {
    for (const node of anchor.querySelectorAll("button, select, canvas, [role=progressbar]")) {
        if (!(node.getAttribute("aria-label") || node.textContent).trim()) {
            throw new Error(`It has no name: ${node.outerHTML}`);
        }
    }
    for (const chart of anchor.querySelectorAll("canvas")) {
        if (!chart.closest("figure").querySelector("details table td button")) {
            throw new Error("A chart has no table that says the same.");
        }
    }
    for (const section of anchor.querySelectorAll("section")) {
        if (!document.getElementById(section.getAttribute("aria-labelledby"))?.matches("h2")) {
            throw new Error(`A section has no heading: ${section.dataset.section}`);
        }
    }
}

registry.category("web_tour.tours").add("cchc_officer_uses_the_dashboard", {
    steps: () => [
        { trigger: ".o_cchc_dashboard", run: checkNames },
        {
            content: "Four criteria are not scored; see which",
            trigger: ".o_cchc_tile[data-tile=unscored]:contains(4)",
            run: "click",
        },
        {
            content: "They stand in a list, these and no others",
            trigger:
                ".o_list_view:has(.o_data_row:nth-child(4)):not(:has(.o_data_row:nth-child(5)))",
        },
        ...backToDashboard,
        { trigger: ".o_cchc_open_assessment", run: "click" },
        { trigger: ".o_form_view .o_cchc_sheet tr[data-code='1.1.1']" },
    ],
});

registry.category("web_tour.tours").add("cchc_secretary_uses_the_dashboard", {
    steps: () => [
        { trigger: ".o_cchc_dashboard:has(canvas)", run: checkNames },
        {
            content: "Who is late, and nobody else",
            trigger: ".o_cchc_tile[data-tile=late]:contains(2)",
            run: "click",
        },
        {
            trigger:
                ".o_list_view:has(.o_data_row:nth-child(2)):not(:has(.o_data_row:nth-child(3)))",
        },
        ...backToDashboard,
        {
            content: "Click the first bar of the chart of states",
            trigger: "figure[data-chart=states] canvas",
            run({ anchor }) {
                const { left, top } = anchor.getBoundingClientRect();
                const { x, y } = window.Chart.getChart(anchor)
                    .getDatasetMeta(0)
                    .data[0].getCenterPoint();
                const position = { clientX: left + x, clientY: top + y, bubbles: true };
                anchor.dispatchEvent(new MouseEvent("click", position));
            },
        },
        { trigger: ".o_list_view .o_data_row:nth-child(2)" },
        ...backToDashboard,
        { trigger: "figure[data-chart=progress] summary", run: "click" },
        {
            content: "The same by the table",
            trigger: "figure[data-chart=progress] table tbody tr:first td button:contains(2)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:nth-child(2)" },
        ...backToDashboard,
        {
            content: "Write to all that are late",
            trigger: "[data-panel=late] .btn-secondary",
            run: "click",
        },
        { trigger: ".modal .o_form_view" },
    ],
});

registry.category("web_tour.tours").add("cchc_secretary_begins", {
    steps: () => [
        { trigger: "[data-step=units].o_cchc_done" },
        {
            content: "What comes next is the rubric",
            trigger: "[data-step=rubric]:not(.o_cchc_done) button",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains(Bộ tiêu chí thử nghiệm)" },
        ...backToDashboard,
        { trigger: "[data-step=period] button", run: "click" },
        { trigger: ".o_form_view button[name=action_prepare_opening]" },
    ],
});
