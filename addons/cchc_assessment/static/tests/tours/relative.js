import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cchc_officer_takes_a_level", {
    steps: () => [
        { trigger: ".o_cchc_sheet tr[data-code='1.1.1'] td[data-column=score]", run: "click" },
        {
            content: "The date of the document speaks for a level, and nothing is chosen by it",
            trigger: ".o_cchc_panel .o_cchc_timeliness:contains(28/01/2026, hạn 15/01/2026)",
        },
        { trigger: ".o_cchc_panel .o_cchc_take_level", run: "click" },
        { trigger: ".o_cchc_sheet tr[data-code='1.1.1'] td[data-column=score]:contains(1)" },
        {
            content: "What is chosen is offered no more",
            trigger: ".o_cchc_panel .o_cchc_timeliness:not(:has(.o_cchc_take_level))",
        },
    ],
});

registry.category("web_tour.tours").add("cchc_secretary_settles", {
    steps: () => [
        { trigger: ".o_form_view button[name=action_settle_relative]", run: "click" },
        {
            content: "The best figures and whose they are, before anything is settled",
            trigger: ".modal .o_cchc_best_list:contains(19/20)",
        },
        { trigger: ".modal button[name=action_confirm_relative]", run: "click" },
        { trigger: ".o_notification:contains(4)" },
    ],
});
