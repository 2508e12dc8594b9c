import { registry } from "@web/core/registry";

const cell = (code, column) => `tr[data-code='${code}'] td[data-column=${column}]`;
const section = ".o_cchc_panel .o_cchc_record_figure";

/** A sheet on a slow machine is opened in more than the ten seconds that a step has. */
const PATIENCE = 60000;

registry.category("web_tour.tours").add("cchc_take_record_figure", {
    timeout: PATIENCE,
    steps: () => [
        {
            content: "A criterion of which nothing is computed has no such part",
            trigger: cell("1.1.1", "name"),
            run: "click",
        },
        { trigger: ".o_cchc_panel:contains(1.1.1):not(:has(.o_cchc_record_figure))" },
        { trigger: cell("2.1", "name"), run: "click" },
        { trigger: `${section}:contains(Hồ sơ giải quyết đúng hạn) ul li` },
        { trigger: `${section} .o_cchc_count_figure:enabled`, run: "click" },
        { trigger: `${section} .o_cchc_figure_now:contains(3/4)` },
        { trigger: `${section} .o_cchc_take_figure:enabled`, run: "click" },
        { trigger: `${section} .o_cchc_taken_figure:contains(3/4)` },
        { trigger: `${cell("2.1", "result")}:contains(3/4)` },
        { trigger: `${cell("2.1", "score")}:contains(1,5)` },
        {
            content: "The records behind it open as a list, and the way back leads to the sheet",
            trigger: `${section} .o_cchc_view_records:enabled`,
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:nth-child(4)" },
        {
            trigger: ".o_back_button:contains(Sở), .breadcrumb-item a:contains(Sở)",
            run: "click",
        },
        { trigger: cell("2.1", "name"), run: "click" },
        { trigger: `${section} .o_cchc_taken_figure:contains(3/4)` },
        { trigger: cell("2.1", "result"), run: "dblclick" },
        { trigger: ".o_cchc_keys[data-open] textarea", run: "edit 2/4 && press Enter" },
        { trigger: ".o_cchc_state[data-state=saved]" },
        { trigger: cell("2.1", "name"), run: "click" },
        { trigger: `${section} .o_cchc_taken_figure p:nth-child(2)` },
        { trigger: `${section} .o_cchc_take_figure:enabled`, run: "click" },
        { trigger: `${section} .o_cchc_taken_figure:not(:has(p:nth-child(2)))` },
        {
            content: "It is taken back as what was typed is",
            trigger: ".o_cchc_undo:enabled",
            run: "click",
        },
        { trigger: `${cell("2.1", "result")}:contains(2/4)` },
        { trigger: ".o_cchc_state[data-state=saved]" },
    ],
});

registry.category("web_tour.tours").add("cchc_take_record_figure_on_a_phone", {
    timeout: PATIENCE,
    steps: () => [
        { trigger: ".o_cchc_card:contains(2.1) button:contains(Mở)", run: "click" },
        { trigger: ".o_dialog button[name=action_count_record_figure]", run: "click" },
        { trigger: ".o_notification:contains(3/4)" },
        { trigger: ".o_dialog button[name=action_take_record_figure]", run: "click" },
        { trigger: ".o_dialog [name=record_figure_text]:contains(3/4)" },
    ],
});
