import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** An officer's first steps: from the dashboard to what is sent to the leader. */
registry.category("web_tour.tours").add("cchc_first_run_officer", {
    url: "/odoo/action-cchc_assessment.cchc_dashboard_action",
    steps: () => [
        {
            id: "open",
            trigger: ".o_cchc_open_assessment",
            content: _t(
                "What is left to do stands here, and until when. Open your unit's assessment."
            ),
            tooltipPosition: "right",
            run: "click",
        },
        {
            id: "next",
            trigger: ".o_cchc_sheet .o_cchc_next",
            content: _t(
                "This goes to the next criterion that is not finished, wherever it stands."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            id: "score",
            trigger: ".o_cchc_grid tr:has(td[aria-selected='true']) td[data-column=result]",
            content: _t(
                "Score it here: choose a level, or type the numbers and press Enter. The score follows from the rule, and every row is saved as you go."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            id: "file",
            trigger: ".o_cchc_panel .o_cchc_attach button",
            content: _t(
                "Attach the document that proves it, or drop its file on the row. One document may prove several criteria."
            ),
            tooltipPosition: "left",
            run: "click",
        },
        {
            id: "explain",
            trigger: ".o_cchc_grid tr:has(td[aria-selected='true']) td[data-column=explanation]",
            content: _t("Where there is no document, or not enough of them, explain why here."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            id: "send",
            trigger: ".o_statusbar_buttons button[name=action_send_to_leader]",
            content: _t(
                "When every criterion is scored and proven or explained, send it to your leader. If something is missing, it is named and nothing is sent."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
    ],
});
