import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";
import { pdf } from "./pdf";

registry.category("web_tour.tours").add("cchc_officer_looks_at_the_calendar", {
    steps: () => [
        {
            content: "What is due stands in the month",
            trigger: ".o_calendar_view .fc-event:contains(Ban hành kế hoạch)",
        },
        { trigger: ".o_switch_view.o_list", run: "click" },
        {
            content: "Nobody has to be reminded of this one",
            trigger: ".o_data_row:contains(Ban hành kế hoạch) td[name=is_muted] input",
            run: "click",
        },
        { trigger: ".o_data_row:contains(Ban hành kế hoạch) td[name=is_muted] input:checked" },
        {
            content: "It is stored by the time that the calendar is there again",
            trigger: ".o_switch_view.o_calendar",
            run: "click",
        },
        { trigger: ".o_calendar_view .fc-event:contains(Ban hành kế hoạch)" },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_gathers_ahead", {
    steps: () => [
        {
            content: "Two documents are dropped long before the period",
            trigger: ".o_list_view .o_control_panel button:has(.fa-paperclip)",
            run: () =>
                inputFiles(".o_control_panel .o_input_file:not([webkitdirectory])", [
                    pdf("1.2 Quyet dinh sang kien.pdf"),
                    pdf("anh dien tu.pdf"),
                ]),
        },
        { trigger: ".o_cchc_uploads:has(li[data-state=filed]:eq(1))" },
        {
            content: "One is taken as proposed",
            trigger:
                ".o_data_row:contains(Quyet dinh sang kien):contains(1.2) button[name=action_accept_proposals]",
            run: "click",
        },
        { trigger: ".o_data_row:contains(Quyet dinh) td[name=criterion_ids] .o_tag:contains(1.2)" },
    ],
});
