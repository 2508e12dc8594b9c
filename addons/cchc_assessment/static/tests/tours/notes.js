import { registry } from "@web/core/registry";

const cell = (code, column) => `tr[data-code='${code}'] td[data-column=${column}]`;

/** A long sheet on a slow machine is opened in more than the ten seconds that a step has. */
const PATIENCE = 60000;

registry.category("web_tour.tours").add("cchc_officer_writes_a_note", {
    timeout: PATIENCE,
    steps: () => [
        { trigger: cell("1.2", "max"), run: "click" },
        {
            content: "Name the leader, and say what there is to say",
            trigger: ".o_cchc_panel:contains(1.2) .o_cchc_mention:contains(Lãnh Đạo)",
            run: "click",
        },
        {
            trigger: ".o_cchc_panel .o_cchc_notes textarea",
            async run({ anchor, edit }) {
                await edit(`${anchor.value}xem giúp số liệu`);
            },
        },
        { trigger: ".o_cchc_send_note:enabled", run: "click" },
        { trigger: ".o_cchc_notes li[data-settled=no]:contains(xem giúp số liệu)" },
        {
            content: "What was written is gone from the field, and the row is marked",
            trigger: `.o_cchc_sheet:has(${cell("1.2", "name")} .o_cchc_noted) .o_cchc_notes textarea`,
            run({ anchor }) {
                if (anchor.value) {
                    throw new Error("The note is still in the field.");
                }
            },
        },
    ],
});

registry.category("web_tour.tours").add("cchc_leader_settles_a_note", {
    timeout: PATIENCE,
    steps: () => [
        { trigger: ".o_cchc_filter[data-filter=notes]:contains(1)", run: "click" },
        { trigger: ".o_cchc_sheet:not(:has(tr[data-code='2.1']))" },
        { trigger: cell("1.2", "max"), run: "click" },
        { trigger: ".o_cchc_notes li[data-settled=no] .o_cchc_settle", run: "click" },
        { trigger: ".o_cchc_notes li[data-settled=yes]" },
        { trigger: ".o_cchc_sheet:not(:has(.o_cchc_noted))" },
    ],
});

registry.category("web_tour.tours").add("cchc_leader_writes_a_note_on_a_phone", {
    timeout: PATIENCE,
    steps: () => [
        { trigger: ".o_cchc_card:contains(1.2) .o_cchc_show_notes", run: "click" },
        { trigger: ".o_cchc_card .o_cchc_notes textarea", run: "edit Xem lại minh chứng" },
        { trigger: ".o_cchc_card .o_cchc_send_note:enabled", run: "click" },
        { trigger: ".o_cchc_card .o_cchc_notes li:contains(Xem lại minh chứng)" },
        { trigger: ".o_cchc_card:contains(1.2) .o_cchc_show_notes:contains(1)" },
    ],
});
