import { registry } from "@web/core/registry";

const openRow = (code) => [
    { trigger: `.o_cchc_sheet tr[data-code='${code}'] td[data-column=score]`, run: "click" },
    { trigger: `.o_cchc_panel:contains(${code})` },
];

registry.category("web_tour.tours").add("cchc_officer_gathers", {
    steps: () => [
        { trigger: ".o_cchc_sheet tr[data-row]" },
        ...openRow("1.2"),
        {
            content: "Choose among the files of the system",
            trigger: ".o_cchc_panel .o_cchc_choose_attached",
            run: "click",
        },
        { trigger: ".modal .o_data_row:contains(Cong van den thang 3)" },
        {
            content: "A file of somebody's own is not among them",
            trigger: ".modal .o_list_view:not(:contains(rieng.pdf))",
        },
        {
            content: "What others added long ago is found where it is asked for",
            trigger: ".modal .o_list_view:not(:contains(nam truoc.pdf))",
        },
        { trigger: ".modal .o_data_row:contains(cua toi.pdf)" },
        { trigger: ".modal .o_searchview_facet .o_facet_remove", run: "click" },
        { trigger: ".modal .o_data_row:contains(nam truoc.pdf)" },
        {
            trigger: ".modal .o_data_row:contains(12_BC-STN.pdf) .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".modal .o_select_button", run: "click" },
        { trigger: "tr[data-code='1.2'] .o_cchc_chip:contains(12/BC-STN)" },
        ...openRow("2.1"),
        {
            content: "What is filed already and fits is filed by one click",
            trigger: ".o_cchc_fitting:contains(2.1) .o_cchc_use",
            run: "click",
        },
        { trigger: "tr[data-code='2.1'] .o_cchc_chip" },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_uses_an_attachment", {
    steps: () => [
        {
            content: "Take the file that came with a message of any record",
            trigger: ".o-mail-Message .o-mail-AttachmentContainer",
            run({ anchor }) {
                anchor.querySelector(".o_cchc_use_attachment").click();
            },
        },
        { trigger: ".modal .o_field_widget[name=attachment_ids]:contains(dinh kem.pdf)" },
        { trigger: ".modal button[name=action_use]", run: "click" },
        { trigger: ".o_notification" },
    ],
});
